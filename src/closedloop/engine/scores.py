"""The sums of scores over all cases, kept as cases change, so that a decision reads them without counting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from closedloop.kernel.case import Case

Key = tuple[str, int]
"""Party and local year."""


class Scores:
    """All sums; `without` a case they are what that case's decisions read."""

    def __init__(self) -> None:
        self._sums: dict[Key, int] = {}

    def changed(self, before: Case | None, after: Case) -> None:
        """A case has taken the place of an earlier state of it."""
        old: Mapping[Key, int] = {} if before is None else before.scores
        if after.scores is old:
            return
        for key in {*old, *after.scores}:
            self._sums[key] = self._sums.get(key, 0) + after.scores.get(key, 0) - old.get(key, 0)

    def without(self, case: Case | None) -> Mapping[Key, int]:
        """What all other cases contributed; a view, to be read before the next change."""
        return self._sums if case is None or not case.scores else _Others(self._sums, case.scores)


class _Others(Mapping[Key, int]):
    def __init__(self, sums: Mapping[Key, int], own: Mapping[Key, int]) -> None:
        self._all = sums
        self._own = own

    def __getitem__(self, key: Key) -> int:
        return self._all[key] - self._own.get(key, 0)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)
