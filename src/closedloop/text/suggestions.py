"""`did you mean …?`: the candidate that a misspelt word most likely stands for."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 60
"""Longer words are compared by their beginnings: suggestions stay quick whatever a file contains."""


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The nearest candidate, or None when none is near; among equally near ones the first.

    Near is: at most one slip (a character too many, too few, wrong, or two swapped) in three characters. A Chinese
    character says as much as a syllable, so in Chinese two words of two characters may differ in one.
    """
    wanted = word.casefold()[:LONGEST]
    best: tuple[float, str] | None = None
    for candidate in candidates:
        if candidate == word:
            continue
        other = candidate.casefold()[:LONGEST]
        allowed = _allowed(wanted, other)
        if abs(len(wanted) - len(other)) > allowed:
            continue
        distance = _distance(wanted, other)
        if distance <= allowed and (best is None or distance < best[0]):
            best = (distance, candidate)
    return best[1] if best else None


def _allowed(one: str, other: str) -> int:
    longest = max(len(one), len(other))
    if longest == 2 and one == other[::-1]:
        return 1
    if any("\u3400" <= character <= "\u9fff" for character in one + other):
        shares = set(one) & set(other)
        return max(1, longest // 2) if shares and longest > 1 else 0
    return max(1, longest // 3) if longest > 2 else 0


def _distance(one: str, other: str) -> int:
    """Edits from one to the other; a swap of neighbours counts once."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]
