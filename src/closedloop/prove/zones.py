"""Sets of whole-day distances: for each pair of days how far they lie apart, at most.

Guarantees: no bound is tighter than what is known; each is as tight as the others make it, but for what was widened
since, which only grows. Day 0 is today; entry (i, j) bounds day number j as seen from day i: `clock i - clock j`, a
clock being today minus a landmark.
Source of the form: difference-bound matrices, as in the theory of timed automata.
"""

from __future__ import annotations

from operator import le

INFINITE = 1 << 40
Zone = tuple[int, ...]
"""Row by row, `size` × `size`."""


def anything(size: int) -> list[int]:
    """Nothing is known."""
    return [0 if row == column else INFINITE for row in range(size) for column in range(size)]


def bound(zone: list[int], size: int, one: int, other: int, most: int) -> bool:
    """`one - other <= most` is known, too. False where that cannot be."""
    at = one * size + other
    if most >= zone[at]:
        return True
    if zone[other * size + one] + most < 0:
        return False
    column = zone[one::size]  # what is known of each clock against `one`
    row = zone[other * size : (other + 1) * size]
    for index, before in enumerate(column):
        if before < INFINITE:
            through = before + most
            start = index * size
            for to, after in enumerate(row):
                if after < INFINITE and through + after < zone[start + to]:
                    zone[start + to] = through + after
    return True


def forget(zone: list[int], size: int, clock: int) -> None:
    """Nothing is known of the clock any more."""
    for index in range(size):
        if index != clock:
            zone[clock * size + index] = INFINITE
            zone[index * size + clock] = INFINITE


def place(zone: list[int], size: int, clock: int, other: int, low: int, high: int) -> None:
    """The clock gets a value between `low` and `high` above another one."""
    forget(zone, size, clock)
    bound(zone, size, clock, other, high)
    bound(zone, size, other, clock, -low)


def shift(zone: list[int], size: int, clock: int, low: int, high: int) -> None:
    """The clock is moved by something between `low` and `high`."""
    for index in range(size):
        if index != clock:
            above, below = clock * size + index, index * size + clock
            zone[above] = min(INFINITE, zone[above] + high) if zone[above] < INFINITE else INFINITE
            zone[below] = min(INFINITE, zone[below] - low) if zone[below] < INFINITE else INFINITE


def pass_time(zone: list[int], size: int) -> None:
    """Any number of days pass."""
    for clock in range(1, size):
        zone[clock * size] = INFINITE


def widened(zone: list[int], most: int) -> Zone:
    """What lies farther off than anything is compared with (`most`) is as good as without end."""
    if all(-most <= each <= most or each == INFINITE for each in set(zone)):
        return tuple(zone)
    return tuple([INFINITE if each > most else max(each, -most) for each in zone])


def within(one: Zone, other: Zone) -> bool:
    """Whether all of the one is in the other."""
    return all(map(le, one, other))
