"""When a case has met a rule: what triggers it was observed, so that keeping it means something.

Every case meets `never`, `always`, `at least` and `exactly` (which are judged at an end) and `every case ends`. The
others wait for their trigger: the B of `A before B` and of `… before B`, the A of `A leads to B`, of `on A` and of
`at most`, the step of `every D in S` and of `per S`, a second of the atoms of the rules about parties. Where the rule
has a `when`, it must hold then, after the record of the trigger as for the rule itself; `at least` and `exactly` are
then met at an end, `always` after any record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from closedloop.kernel.case import Case
from closedloop.kernel.expressions import Compiler, Test
from closedloop.kernel.history import Key, Match, key_of, matcher
from closedloop.kernel.machine import Machine
from closedloop.kernel.offering import REOPEN
from closedloop.kernel.values import CLOCK, Record
from closedloop.kernel.work import Work
from closedloop.model.expressions import Atom, StepAtom
from closedloop.model.process import (
    Always,
    Before,
    Bounded,
    DifferentParties,
    EveryCaseEnds,
    LeadsTo,
    Never,
    OnAtom,
    Process,
    Recurs,
    Rule,
    SameParty,
)


@frozen
class Check:
    """One atom that triggers the rule at `index`. `per`: only where the case is in this step. `atom`: its number among
    those of a rule about parties, which `parties` says it is: one needs two different ones, the other two of any.
    """

    index: int
    match: Match | None
    when: Test | None
    per: str | None = None
    atom: int = 0
    parties: type[DifferentParties] | type[SameParty] | None = None

    @property
    def asks(self) -> bool:
        """Whether more than the name of what is observed matters."""
        return (self.match, self.when, self.per, self.parties) != (None, None, None, None)


@frozen
class Note:
    """What an observation may mean for the rules: `bits` of those that it meets in any case, `checks` of those that it
    may meet.
    """

    bits: int = 0
    checks: tuple[Check, ...] = ()


@frozen
class Meetings:
    """The triggers of all rules of a process, by what is observed. `always`: the rules that every case meets, as bits;
    `every`: `when` conditions that are asked after every record; `stays`, `rounds`: rules about parties that begin anew
    with every entry, and with every round.
    """

    machine: Machine
    notes: dict[Key, Note]
    always: int
    every: tuple[tuple[int, Test], ...]
    stays: frozenset[int]
    rounds: frozenset[int]


def meetings(machine: Machine, compiler: Compiler) -> Meetings:
    """The triggers of the rules of the machine's process."""
    by_key: dict[Key, list[Check]] = {}
    always, every = 0, []
    for index, rule in enumerate(machine.process.rules):
        when = compiler.maybe(rule.when)
        atoms = list(_triggers(machine.process, rule))
        if not atoms and isinstance(rule.prop, Always) and when is not None:
            every.append((index, when))
        elif not atoms:
            always |= 1 << index
        for number, atom in enumerate(atoms):
            check = Check(index, matcher(compiler, atom), when, _per(rule), number, _parties(rule))
            by_key.setdefault(key_of(atom), []).append(check)
    props = [rule.prop for rule in machine.process.rules]
    return Meetings(
        machine,
        {key: _note(each) for key, each in by_key.items()},
        always,
        tuple(every),
        frozenset(index for index, prop in enumerate(props) if isinstance(prop, DifferentParties) and prop.in_one_stay),
        frozenset(index for index, prop in enumerate(props) if isinstance(prop, SameParty)),
    )


def _note(checks: Sequence[Check]) -> Note:
    bits = 0
    for check in checks:
        bits |= 0 if check.asks else 1 << check.index
    return Note(bits, tuple(check for check in checks if check.asks))


def _triggers(process: Process, rule: Rule) -> Iterator[Atom]:
    match rule.prop:
        case OnAtom(atom, _):
            yield atom
        case Before(_, later):
            yield later
        case LeadsTo(trigger):
            yield trigger
        case Bounded(atom, bound, _, before, per):
            if before is not None:
                yield before
            elif bound == "at_most":
                yield atom
            elif per is not None:
                yield StepAtom(per)
            elif rule.when is not None:
                yield from (StepAtom(end.name) for end in process.ends)
        case Recurs(_, _, step):
            yield StepAtom(step)
        case DifferentParties(atoms) | SameParty(atoms):
            yield from atoms
        case Never() | Always() | EveryCaseEnds():
            return


def _per(rule: Rule) -> str | None:
    return rule.prop.per if isinstance(rule.prop, Bounded) else None


def _parties(rule: Rule) -> type[DifferentParties] | type[SameParty] | None:
    if isinstance(rule.prop, DifferentParties):
        return DifferentParties
    return SameParty if isinstance(rule.prop, SameParty) else None


class Meeting:
    """The rules that one case has met so far, as bits of `met`."""

    __slots__ = ("_machine", "_meetings", "_seen", "met")

    def __init__(self, known: Meetings) -> None:
        self._meetings = known
        self._machine = known.machine
        self.met = known.always
        self._seen: dict[int, int] = {}
        """For rules about parties: which of their atoms were observed, as bits."""

    def asks(self, note: Note) -> bool:
        """Whether the observation's moment matters: whether a rule that is not met yet has a condition."""
        return any(not self.met >> check.index & 1 for check in note.checks)

    def see(self, note: Note, record: Record, step: str | None, before: Case, after: Case) -> None:
        """What the note is about was observed in this step, in a record that took the case from `before` to `after`."""
        self.met |= note.bits
        for check in note.checks:
            if not self.met >> check.index & 1 and (check.per is None or check.per == step):
                self._check(check, record, before, after)

    def begin(self, record: Record) -> None:
        """A stay begins with this record, or a round."""
        if self._seen:
            for index in self._meetings.stays:
                self._seen.pop(index, None)
            if record.event == REOPEN:
                for index in self._meetings.rounds:
                    self._seen.pop(index, None)

    def rest(self, record: Record, after: Case) -> None:
        """After the whole record."""
        for index, when in self._meetings.every:
            if not self.met >> index & 1 and when(_after(self._machine, record, after)):
                self.met |= 1 << index

    def _check(self, check: Check, record: Record, before: Case, after: Case) -> None:
        if check.match is not None and not check.match(_observing(self._machine, record, before)):
            return
        holds = check.when is None or check.when(_after(self._machine, record, after))
        if check.parties is None:
            if holds:
                self.met |= 1 << check.index
        elif record.person != CLOCK:
            self._party(check, holds)

    def _party(self, check: Check, holds: bool) -> None:
        seen = self._seen.get(check.index, 0)
        others = seen & ~(1 << check.atom) if check.parties is DifferentParties else seen
        if others and holds:
            self.met |= 1 << check.index
        self._seen[check.index] = seen | 1 << check.atom


def _observing(machine: Machine, record: Record, before: Case) -> Work:
    """The case as an atom's condition sees it: with the submitted values, before anything follows."""
    w = Work(machine, before)
    w.begin(record.at, record.person, record.party, record.role, record.params)
    plan = machine.events.get(record.event or "")
    if plan is not None:
        given = plan.sorted(record.params)
        w.submit_values(given.writes, given.binds)
    return w


def _after(machine: Machine, record: Record, after: Case) -> Work:
    w = Work(machine, after)
    w.begin(record.at, record.person, record.party, record.role, record.params)
    w.replay(record)
    return w
