"""Writes a mapping in the names of a twin: `python translate_mapping.py traffic_fines > traffic_fines/mapping.zh.toml`.

What the mapping says of the log (columns, activities, texts in cells) stays; what it says of the process (process,
roles, events, parameters, choices, parties named after roles) is put into the words of `names.zh.toml`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
HEAD = "# mapping.toml 的中文本, 由 ../translate_mapping.py 按 names.zh.toml 写出。\n\n"
OURS = ("process", "role", "person", "parties")
"""Keys whose texts are names of the process, where it knows them."""


def translated(text: str, names: dict[str, str]) -> str:
    """The mapping, comments left out, in other names."""
    lines = (re.sub(r"\s+#.*$", "", line) for line in text.splitlines() if not line.startswith("#"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_line(line, names) for line in lines)).strip() + "\n"


def _line(line: str, names: dict[str, str]) -> str:
    if table := re.fullmatch(r"\[((?:roles|events)\..*)\]", line):
        return f"[{'.'.join(_key(part, names) for part in table[1].split('.'))}]"
    line = re.sub(r"^params\.(\w+)", lambda found: f"params.{_key(found[1], names)}", line)
    if re.match(rf"(?:{'|'.join(OURS)}) = ", line):
        return re.sub(r'"(\w+)"', lambda found: f'"{names.get(found[1], found[1])}"', line)
    if "column" in line or re.match(r'"[^"]*" = "', line):  # a translation: the right-hand sides are choices
        return re.sub(r'((?<!column) = )"(\w+)"', lambda found: f'{found[1]}"{names.get(found[2], found[2])}"', line)
    return line


def _key(part: str, names: dict[str, str]) -> str:
    if part in ("roles", "events", "params", "values"):
        return part
    return f'"{names[part]}"' if part in names else part


def main() -> None:
    """Print the mapping of the example that the command line names."""
    folder = HERE / sys.argv[1]
    names = tomllib.loads((folder / "names.zh.toml").read_text(encoding="utf-8"))["names"]
    sys.stdout.write(HEAD + translated((folder / "mapping.toml").read_text(encoding="utf-8"), names))


if __name__ == "__main__":
    main()
