"""Whether one duration is certainly shorter than another, on whatever day both begin.

Guarantees: `True` only if it is so for every start and every calendar of working days that this language knows: at most
two working days in three days are lost over long stretches, and at most a fortnight at once.
"""

from __future__ import annotations

from closedloop.model.durations import Duration

_DAY = 24 * 60
"""In minutes."""
_LEAST = {"years": 365, "months": 28, "weeks": 7, "days": 1, "working_days": 1}
_MOST = {"years": 366, "months": 31, "weeks": 7, "days": 1, "working_days": 3}
_FORTNIGHT = 14
_NEVER_ROLLED = ("working_days", "hours", "working_hours", "minutes")


def surely_shorter(one: Duration, other: Duration) -> bool:
    """`one` always ends before `other` does, also if the last day of one of them moves to the next working day."""
    if _alike(one, other):
        return one.parts[0][0] < other.parts[0][0]
    return _most(one) < _least(other)


def surely_not_longer(one: Duration, other: Duration) -> bool:
    """`one` never ends after `other` does."""
    return surely_shorter(one, other) or (one == other and _alike(one, other))


def surely_over_before(limit: Duration, period: Duration) -> bool:
    """The limit has run out before the day begins on which the period has passed."""
    if _alike(limit, period):
        return limit.parts[0][0] + 1 < period.parts[0][0]
    return _most(limit) + 2 * _DAY < _least(period)


def _alike(one: Duration, other: Duration) -> bool:
    """Whether comparing the amounts is enough."""
    return len(one.parts) == 1 and _units(one) == _units(other) and _units(one)[0] in _NEVER_ROLLED


def _units(duration: Duration) -> tuple[str, ...]:
    return tuple(unit for _, unit in duration.parts)


def _least(duration: Duration) -> int:
    """In minutes; an hour less, which a day may miss in spring."""
    return sum(_part(amount, unit, _LEAST) for amount, unit in duration.parts) - 60


def _most(duration: Duration) -> int:
    """In minutes, with a day for the beginning and rolling counted in."""
    working = any(unit.startswith("working") for unit in _units(duration))
    days = _FORTNIGHT if working or not duration.exact else 0
    return sum(_part(amount, unit, _MOST) for amount, unit in duration.parts) + days * _DAY


def _part(amount: int, unit: str, days: dict[str, int]) -> int:
    if unit == "minutes":
        return amount
    if unit == "hours":
        return amount * 60
    if unit == "working_hours":
        return amount * 60 if days is _LEAST else amount * _DAY * 3
    return amount * days[unit] * _DAY
