"""Cases as their journals made them, with what metrics ask beyond a case's own history: every observation of an atom.

The journals are replayed on a machine of the same process that has a slot more for each atom of a metric; so the
kernel, and nobody else, says what an atom matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from attrs import evolve as changed

from closedloop.kernel.case import Case
from closedloop.kernel.evolving import evolve
from closedloop.kernel.expressions import Compiler, Run
from closedloop.kernel.machine import compile_process
from closedloop.kernel.values import CLOCK, Readings, Record
from closedloop.kernel.work import Work
from closedloop.ledger.account import CaseRow
from closedloop.ledger.facts import Observation
from closedloop.model.expressions import Atom, Expr, OverdueNow, Value
from closedloop.model.process import Cases, CountSlot, Metric, Process, Ratio, With, Without

Scores = Mapping[tuple[str, int], int]
OVERDUE = OverdueNow()


Seen = Mapping[int, Sequence[Observation]]
"""What was observed, by the slot that counts the atom; nothing where it never was."""


class Register:
    """Replays the journals of one process. `slots`: where its machine counts the atoms of metrics."""

    def __init__(self, process: Process) -> None:
        atoms = dict.fromkeys(_atoms(process))
        slots = tuple(CountSlot(atom, ever=True) for atom in atoms)
        self.process = process
        self.machine = compile_process(changed(process, slots=process.slots + slots))
        self._program = {process.name: self.machine}
        self.slots = {atom: len(process.slots) + index for index, atom in enumerate(atoms)}
        self._by_identity = {id(atom): self.slots[atom] for atom in _atoms(process)}
        self._compiler = Compiler(self.machine.process, self.machine.calendar)
        self._runs: dict[int, tuple[Expr, Run]] = {}

    def slot_of(self, atom: Atom) -> int:
        """The slot that counts the atom. Those of the process are known by identity: to hash one takes long."""
        slot = self._by_identity.get(id(atom))
        return self.slots[atom] if slot is None else slot

    def case(self, journal: Sequence[Record]) -> tuple[Case, Seen]:
        """The case after all its records, and what was observed on the way."""
        seen: dict[int, list[Observation]] = {slot: [] for slot in self.slots.values()}
        case: Case | None = None
        for record in journal:
            before = case.slots if case is not None else self.machine.history.initial
            case = evolve(self._program, case, record)
            for slot, observed in seen.items():
                if case.slots[slot] != before[slot]:
                    observed.append(Observation(record.occurred, record.due))
        assert case is not None
        return case, seen

    def run(self, expr: Expr) -> Run:
        """The expression, compiled once; it is kept, so that its identity stays its own."""
        known = self._runs.get(id(expr))
        if known is None:
            known = self._runs[id(expr)] = expr, self._compiler.run(expr)
        return known[1]


class RegisteredCase:
    """One case at a date: what metrics ask (`CaseFacts`), and its row in the ledger. `seen`: what was observed of the
    atoms that the register looks for.
    """

    def __init__(self, register: Register, case: Case, seen: Seen, at: datetime) -> None:
        self.case = case
        self._seen = seen
        self._register = register
        self._at = at
        self._work: Work | None = None
        self.elsewhere: Scores = {}
        """What all other cases contributed to scores."""

    @property
    def place(self) -> str:
        return self.case.step

    def observations(self, atom: Atom) -> Sequence[Observation]:
        return self._seen.get(self._register.slot_of(atom), ())

    def value(self, expr: Expr) -> Value:
        if self._work is None:  # once the scores of the others are known, nothing changes any more
            self._work = Work(self._register.machine, self.case, Readings(scores=self.elsewhere))
            self._work.begin(self._at, CLOCK, CLOCK, None)
        value: Value = self._register.run(expr)(self._work)
        return value

    def present(self, name: str) -> Value:
        return self.case.fields.get(name, self.case.bindings.get(name))

    @property
    def row(self) -> CaseRow:
        """The case's line in the ledger."""
        case = self.case
        deadline = None if case.ended else case.deadline
        return CaseRow(
            case=case.id,
            place=case.step,
            ended=case.ended,
            mark=case.mark,
            overdue=not case.ended and self.value(OVERDUE) is True,
            suspended=case.suspended,
            due=None if deadline is None else deadline.at,
            last_day=None if deadline is None else deadline.last_day,
            provisional=deadline is not None and deadline.provisional,
            opened=case.opened,
            fields=case.fields,
            bindings=case.bindings,
        )


def _atoms(process: Process) -> Iterator[Atom]:
    sets = [cases for metric in process.metrics for cases in _sets(metric)]
    for cases in (*sets, *(breakdown.cases for breakdown in process.breakdowns)):
        for qualifier in cases.qualifiers:
            if isinstance(qualifier, (With, Without)):
                yield qualifier.atom


def _sets(metric: Metric) -> Iterable[Cases]:
    if isinstance(metric.value, Ratio):
        return metric.value.numerator, metric.value.denominator
    return (metric.value.cases,)
