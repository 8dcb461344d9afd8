"""What two versions of a process did differently: values, told in words by whoever shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Literal

from attrs import evolve, field, frozen

from closedloop.kernel.case import Case
from closedloop.kernel.values import Reason, Record, Refused
from closedloop.model.process import Process
from closedloop.prove.replaying import Asked

Kind = Literal["forbidden", "allowed", "reason", "elsewhere", "time", "deadline", "effects", "values"]

SOME_DAY = date(2024, 1, 1)
SOME_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)


@frozen
class Limits:
    """How many pairs of cases are looked at, and for how many seconds, at most."""

    pairs: int = 10_000
    seconds: float | None = 60.0


@frozen
class Answer:
    """What a version did: what it recorded, or why it refused; the case afterwards."""

    records: tuple[Record, ...]
    refused: Refused | None
    case: Case | None

    @property
    def said(self) -> frozenset[str]:
        """The words in which it refused, dates left aside; none if it did not."""
        return frozenset() if self.refused is None else frozenset(map(in_words, self.refused.reasons))


@frozen
class Difference:
    """`kind`: the event is `forbidden` (by the new version) or `allowed` (only by it); both refuse it, each also for a
    `reason` that the other does not give; it leads `elsewhere`; `time` leads elsewhere or breaks another rule; another
    `deadline`; other `effects`; other `values` in fields.

    `steps`: where, that of the story first, with the other steps in which the same holds of an event that may happen
    anywhere; `event`: None where time passes; `roles`: who acts, that of the story first. `asked`: the story, from the
    opening to what differs, as the old version was asked; `asked_new`: the same as the new one was, with parameters of
    its own; `told`: what both recorded before that, in the words of the old version.
    """

    kind: Kind
    steps: tuple[str, ...]
    event: str | None
    roles: tuple[str, ...]
    asked: tuple[Asked, ...]
    asked_new: tuple[Asked, ...] = field(repr=False)
    told: tuple[Record, ...] = field(repr=False)
    old: Answer = field(repr=False)
    new: Answer = field(repr=False)

    @property
    def step(self) -> str:
        return self.steps[0]

    @property
    def role(self) -> str | None:
        return self.roles[0] if self.roles else None


@frozen
class Comparison:
    """`differences`: one for each kind, step, event and reason, shortest stories first. `pairs`: of cases looked at.
    `interrupted`: the keyboard ended it; what was found by then is there.
    """

    old: Process
    new: Process
    differences: tuple[Difference, ...]
    pairs: int
    finished: bool
    interrupted: bool = False


def in_words(reason: Reason) -> str:
    """The reason as people are told it; deadlines that differ are no other reason."""
    params = {name: _some(value) for name, value in reason.params.items()}
    return evolve(reason, params=params).explain()


def _some(value: object) -> object:
    if isinstance(value, datetime):
        return SOME_MOMENT
    return SOME_DAY if isinstance(value, date) else value


def worth_telling(differences: Iterable[Difference]) -> Iterator[Difference]:
    """All of them, but for refusals with another reason where that reason is why one of the versions alone refuses: a
    requirement that is gone is not told again wherever it stood beside another.
    """
    found = sorted(differences, key=lambda each: len(each.asked))
    alone: dict[tuple[str, str | None], set[str]] = {}
    for each in found:
        if each.kind in ("forbidden", "allowed"):
            for step in each.steps:
                alone.setdefault((step, each.event), set()).update(each.old.said | each.new.said)
    for each in found:
        apart = each.old.said ^ each.new.said
        if each.kind != "reason" or any(apart.isdisjoint(alone.get((step, each.event), ())) for step in each.steps):
            yield each
