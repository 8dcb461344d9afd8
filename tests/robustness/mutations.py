"""Random damage to process files: `python -m tests.robustness.mutations 10000` counts what the checker says of it.

A mutation deletes, doubles, swaps or inserts characters, words or lines. Whatever comes of it, the checker must answer
with diagnostics that lie inside the text, never with an exception.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from pathlib import Path

from closedloop.lower.compiling import compile_text

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
ODD = [
    "{",
    "}",
    "(",
    ")",
    '"',
    "->",
    ",",
    ":",
    "`",
    "#",
    "\x00",
    "\ufeff",
    "，",
    "“",
    "、",
    "５",
    "→",
    "é",
    "😀",
    "0" * 40,
]
ODD += ["-", "=", "…", "\u202e"]


def files() -> list[str]:
    """The texts of all example processes."""
    return [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*/*.loop"))]


def mutate(text: str, chance: random.Random) -> str:
    """One to three pieces of damage."""
    for _ in range(chance.randint(1, 3)):
        text = damage(text, chance)
    return text


def damage(text: str, chance: random.Random) -> str:
    """A single piece of damage, of a kind chosen at random."""
    kind = chance.randrange(6)
    if kind == 0:
        return insert(text, chance.choice(ODD), chance)
    if kind == 1:
        start = chance.randrange(len(text) + 1)
        return text[:start] + text[start + chance.randint(1, 12) :]
    spans = [match.span() for match in re.finditer(r"\w+|[^\w\s]" if kind < 4 else r"[^\n]*\n", text)]
    (a, b), (c, d) = sorted(chance.sample(spans, 2))
    if kind in (2, 4):
        return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
    return text[:a] + text[b:] if chance.random() < 0.5 else text[:b] + text[a:b] + text[b:]


def insert(text: str, piece: str, chance: random.Random) -> str:
    """`piece` at some place."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + piece + text[at:]


def survey(count: int, seed: int) -> Counter[str]:
    """How many of `count` mutants got which first code ("none" for those that still compile)."""
    chance, texts, seen = random.Random(seed), files(), Counter[str]()
    for _ in range(count):
        text = mutate(chance.choice(texts), chance)
        found = compile_text(text, "mutant").diagnostics
        for diagnostic in found:
            assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text), (diagnostic, text)
        errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
        seen[errors[0].code if errors else "none"] += 1
    return seen


def main() -> None:
    """Print the survey of as many mutants as the command line says."""
    seen = survey(int(sys.argv[1]), seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(f"{seen.total()} mutants, no exception; first error by code:")
    for code, number in seen.most_common():
        print(f"  {code:6} {number:6}")


if __name__ == "__main__":
    main()
