"""Drawing with few choices, so that examples stay within Hypothesis's bounds and shrink towards less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Dice:
    """Choices: by Hypothesis (`Dice.hypothesis(draw)`), or by a seed (`Dice.seeded(1)`), which is quick.

    The first alternative and `False` are the simplest.
    """

    def __init__(self, below: Callable[[int], int]) -> None:
        self._below = below

    @classmethod
    def hypothesis(cls, draw: st.DrawFn) -> Dice:
        return cls(lambda n: draw(st.integers(0, n - 1)))

    @classmethod
    def seeded(cls, seed: int) -> Dice:
        return cls(Random(seed).randrange)

    def below(self, n: int) -> int:
        return self._below(n) if n > 1 else 0

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        return self.below(100) >= 100 - percent

    def one(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def some(self, items: Sequence[T], at_least: int, at_most: int) -> list[T]:
        """That many different items, in their order."""
        left = list(range(len(items)))
        chosen = [left.pop(self.below(len(left))) for _ in range(min(self.between(at_least, at_most), len(items)))]
        return [items[index] for index in sorted(chosen)]

    def weighted(self, items: Sequence[tuple[int, T]]) -> T:
        number = self.below(sum(weight for weight, _ in items))
        for weight, item in items:
            number -= weight
            if number < 0:
                return item
        raise AssertionError
