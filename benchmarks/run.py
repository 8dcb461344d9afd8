"""All measurements by one command: `make bench`. Prints a table and writes `bench.json`.

Figures depend on the machine; compare those of one run only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import decide, language


def main() -> None:
    """Measure, print, write."""
    rows = [*language.rows(), *decide.rows()]
    width = max(len(str(row["name"])) for row in rows)
    for row in rows:
        print(f"{row['name']:<{width}}  {row['ours']:>12}  {row['unit']}")
    Path("bench.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
