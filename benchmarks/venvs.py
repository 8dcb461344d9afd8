"""The peers' own environments, made when first asked for and kept: `.venv-bench/<peer>`.

Each peer is pinned, so that figures of two days compare. Where one cannot be installed the reason is kept as
text for its row, and the others go on; the next run tries again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from attrs import frozen

HOME = Path(__file__).parent.parent / ".venv-bench"


@frozen
class Environment:
    """`python` runs the peer; where it is None, `problem` says why."""

    python: Path | None
    problem: str = ""


def environment(name: str, requirement: str) -> Environment:
    """The environment of that name with that one requirement in it."""
    folder = HOME / name
    python = folder / "bin" / "python"
    mark = folder / ".made"
    wanted = f"{requirement} on {sys.version.split()[0]}"
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return Environment(python)
    print(f"making {folder.relative_to(HOME.parent)} ({requirement}) …", file=sys.stderr, flush=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]
    for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], pip):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return Environment(None, f"not installed: {last_line(done.stderr)}")
    mark.write_text(wanted, encoding="utf-8")
    return Environment(python)


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
