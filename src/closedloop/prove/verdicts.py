"""What the prover says: values, told in words by whoever shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from attrs import field, frozen

from closedloop.kernel.values import Record
from closedloop.model.process import Process, Rule
from closedloop.prove.replaying import Asked, Replay

Kind = Literal["proved", "enforced", "refuted", "open"]
SubjectKind = Literal["rule", "step", "event", "stuck", "ends"]


@frozen
class Subject:
    """What was decided. kind `rule`: the rule; `step`: that the step or end `name` can be reached; `event`: that the
    event `name` can be accepted; `stuck`: that there is no step in which nothing can happen any more; `ends`: that
    from everywhere an end can be reached without another reopening.
    """

    kind: SubjectKind
    name: str
    rule: Rule | None = None


@frozen
class Said:
    """A sentence of the catalogue of reports, with what stands in it."""

    key: str
    params: Mapping[str, Any] = field(factory=dict)


@frozen
class Effort:
    """What was looked at. `states`: of the systems explored, in all; `depth`: the longest shortest way to one of them;
    `days`: starting days tried, from `first` to `last`; `seconds` of processor time.
    """

    states: int = 0
    depth: int = 0
    days: int = 0
    first: date | None = None
    last: date | None = None
    seconds: float = 0.0


@frozen
class Counterexample:
    """A run that shows it, decided by the kernel. `process` decided it (with the rule's watch off where submissions
    break it, and that of other rules which the same submission breaks); `asked`: everything asked of it, in order;
    `records`: all of them. `moment`: when it breaks.

    `refused`: for an enforced rule, how the process as it is answers the last submission, in both languages by
    `explain`. `waiting`: the run shows only the way to where it can go no further.
    """

    process: Process
    asked: tuple[Asked, ...]
    records: tuple[Record, ...]
    moment: datetime
    refused: Any = None
    waiting: bool = False


@frozen
class Verdict:
    """`assumed`: what it rests on; `why`: for `open` the reason, else remarks; `vacuous`: nothing that the rule
    speaks of ever happens. `prevented`: what would have prevented the counterexample, where that can be told.
    """

    subject: Subject
    kind: Kind
    effort: Effort
    assumed: tuple[Said, ...] = ()
    why: tuple[Said, ...] = ()
    counterexample: Counterexample | None = None
    vacuous: bool = False
    prevented: Said | None = None


@frozen
class Proof:
    """All verdicts on one process: rules in order of declaration, then what holds of every process."""

    process: Process
    verdicts: tuple[Verdict, ...]
    interrupted: bool = False

    @property
    def rules(self) -> tuple[Verdict, ...]:
        return tuple(each for each in self.verdicts if each.subject.kind == "rule")

    def of(self, name: str) -> Verdict:
        """The verdict on a rule."""
        return next(each for each in self.rules if each.subject.name == name)

    @property
    def worst(self) -> Kind:
        """refuted before open before enforced before proved."""
        order: tuple[Kind, ...] = ("refuted", "open", "enforced", "proved")
        kinds = {each.kind for each in self.verdicts}
        return next((kind for kind in order if kind in kinds), "proved")


def replayed(replay: Replay, **more: Any) -> Counterexample:
    """A counterexample of what was replayed."""
    last = replay.records[-1].at if replay.records else replay.asked[-1].at
    return Counterexample(replay.process, replay.asked, replay.records, last, replay.refused, **more)
