"""Hunts a planted bug: runs that the judge has decided are run through a kernel, with and without straight code,
until one disagrees.

`python -m tests.planted.hunting RUNS` prints the number of the first run that disagrees; exit code 1 if none does. The
kernel is the one that is found on the path, so that a patched copy can be put in front.
"""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path

from tests.property.comparing import FAST, KERNEL, compare
from tests.property.frequencies import drawn

ROOT = Path(__file__).parents[2]
PATCHES = sorted(Path(__file__).parent.glob("*.patch"))


def decided_runs(seeds: range, place: Path) -> Path:
    """A file with the runs of these seeds."""
    place.write_bytes(pickle.dumps([drawn(seed) for seed in seeds]))
    return place


def patched(patch: Path, place: Path) -> Path:
    """A copy of the library with the bug in it; `CalledProcessError` if the patch does not fit."""
    shutil.copytree(ROOT / "src" / "closedloop", place / "src" / "closedloop")  # what is unchanged stays compiled
    subprocess.run(["git", "apply", str(patch)], cwd=place, check=True, capture_output=True, text=True)
    return place / "src"


def hunted(source: Path, runs: Path) -> subprocess.CompletedProcess[str]:
    """The hunt in a process of its own, with the library at `source`."""
    command = [sys.executable, "-m", "tests.planted.hunting", str(runs)]
    environment = {"PYTHONPATH": f"{source}:{ROOT}", "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, env=environment, cwd=source, check=False, capture_output=True, text=True)


def main() -> int:
    import closedloop

    for number, run in enumerate(pickle.loads(Path(sys.argv[1]).read_bytes())):
        try:
            found = compare(run, KERNEL) or compare(run, FAST)
        except Exception as problem:  # a kernel that breaks down is found out, too
            print(number, repr(problem))
            return 0
        if found is not None:
            print(number, found.what)
            return 0
    print("nothing found in", closedloop.__file__)
    return 1


if __name__ == "__main__":
    sys.exit(main())
