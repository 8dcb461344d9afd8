"""Random rules for small processes, by family."""

from __future__ import annotations

from collections.abc import Callable

from tests.prove.small import Small

HOURS = ("90 hours", "230 hours", "410 hours")


def never(small: Small) -> str:
    return f"never {small.atom()}"


def always(small: Small) -> str:
    return f"always {small.condition()}"


def on(small: Small) -> str:
    return f"on {small.atom()}, {small.condition()}"


def before(small: Small) -> str:
    return f"{small.atom()} before {small.dice.one(('', 'each '))}{small.atom()}"


def leads_to(small: Small) -> str:
    more = f" or {small.atom()}" if small.dice.chance(40) else ""
    return f"{small.atom()} leads to {small.atom()}{more}"


def bounded(small: Small) -> str:
    dice = small.dice
    text = f"{small.atom()} {dice.one(('at most', 'at least', 'exactly'))} {dice.one(('0', '1', '2'))} times"
    text += f" before {small.atom()}" if dice.chance(35) else ""
    per = dice.chance(30)
    text += f" per {dice.one(small.steps)}" if per else ""
    return text + (" ever" if not per and dice.chance(30) else "")


def leads_to_within(small: Small) -> str:
    return f"{leads_to(small)} within {small.dice.one(HOURS)}"


def recurs(small: Small) -> str:
    return f"{small.atom()} every {small.dice.one(HOURS)} in {small.dice.one(small.steps)}"


def ends_within(small: Small) -> str:
    return f"every case ends within {small.dice.one(HOURS)}"


def different(small: Small) -> str:
    first, second = small.dice.some(small.events, 2, 2)
    return f"different parties for {first}, {second}{small.dice.one(('', ' in one stay'))}"


def same(small: Small) -> str:
    first, second = small.dice.some(small.events, 2, 2)
    return f"the same party for {first}, {second}"


def sometimes(family: Callable[[Small], str]) -> Callable[[Small], str]:
    """Now and then only under a condition."""

    def drawn(small: Small) -> str:
        return f"when {small.condition()}, {family(small)}" if small.dice.chance(20) else family(small)

    return drawn


UNTIMED = (never, always, on, before, leads_to, bounded)
TIMED = (leads_to_within, recurs, ends_within)
OF_PARTIES = (different, same)
