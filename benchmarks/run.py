"""All measurements by one command: `make bench`. Prints a table and writes `bench.json`.

Peers run in environments of their own, which are made at the first run (see `venvs`). Figures depend on the
machine; compare those of one run only. `run.py GROUP …` runs some groups: nine, language, decide, audit.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import audit, decide, language, nine
from benchmarks.table import Row, rendered

GROUPS: dict[str, Callable[[], Iterator[Row]]] = {
    "nine": nine.rows,
    "audit": audit.rows,
    "language": language.rows,
    "decide": decide.rows,
}


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": platform.platform(),
        "processor": _processor(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} threads" if names else platform.processor()


def main() -> None:
    """Measure, print, write."""
    began = time.perf_counter()
    chosen = sys.argv[1:] or list(GROUPS)
    rows: list[Row] = []
    for name in chosen:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        rows += GROUPS[name]()
    facts = machine()
    print("\n".join(f"{key:<10} {value}" for key, value in facts.items()) + "\n")
    print(rendered(rows))
    print(f"measured in {time.perf_counter() - began:.0f} seconds")
    written = {"machine": facts, "rows": [row.as_json() for row in rows]}
    Path("bench.json").write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
