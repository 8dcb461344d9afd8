"""What observations do to the slots of history: events, entries, expiries, and the beginning of a round.

Guarantees: follows semantics 3.6 and 8.5. An atom with a condition splits the facts in two, so that what the condition
says and the count stay together, as long as there are few such atoms.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.check.flow.conditions import Conditions
from closedloop.check.flow.domains import UNSET
from closedloop.check.flow.facts import Facts, join
from closedloop.check.flow.formulas import TRUE, Formula, negation
from closedloop.check.flow.variables import Variables
from closedloop.check.flow.walk import atoms_of, offers_of
from closedloop.model import expressions as ex
from closedloop.model import process as model

MOST_CASES = 8
"""More cases than these are joined into one."""

Observed = tuple[str, str]
"""`event`, `step` or `expiry`, and the name."""


class History:
    """The slots by what moves them."""

    def __init__(self, variables: Variables, conditions: Conditions) -> None:
        self.variables = variables
        self.conditions = conditions
        self._watching: dict[Observed, list[int]] = {}
        self._nothing: dict[int, int] = {}
        self._previous: dict[str, list[int]] = {}
        self._since: dict[str, list[int]] = {}
        for number, slot in enumerate(variables.process.slots):
            for atom in atoms_of(slot):
                watching = self._watching.setdefault(observed_by(atom), [])
                if number not in watching:
                    watching.append(number)
            if isinstance(slot, model.PreviousSlot):
                self._previous.setdefault(slot.field, []).append(number)
            if isinstance(slot, model.CountSlot) and slot.since is not None:
                self._since.setdefault(slot.since, []).append(number)

    def watches(self, kind: str, name: str) -> bool:
        return (kind, name) in self._watching

    def moved_by(self, kind: str, name: str) -> list[int]:
        """The slots that look at it, each once."""
        return self._watching.get((kind, name), [])

    def observe(self, facts: Facts, kind: str, name: str, by: tuple[str, ...] = ()) -> list[Facts]:
        """What may be known once it was observed; `by`: the roles of which one acted."""
        cases = [facts]
        for number in self.moved_by(kind, name):
            cases = [after for each in cases for after in self._moved(each, number, kind, name, by)]
            if len(cases) > MOST_CASES:
                joined = join(cases)
                assert joined is not None
                cases = [joined]
        return cases

    def _moved(self, facts: Facts, number: int, kind: str, name: str, by: tuple[str, ...]) -> Iterator[Facts]:
        slot = self.variables.process.slots[number]
        if isinstance(slot, model.FromToSlot) and observed_by(slot.finish) != (kind, name):
            yield facts
            return
        atom = slot.finish if isinstance(slot, model.FromToSlot) else atoms_of(slot)[0]
        matches = self._condition(atom)
        seen, unseen = facts.narrowed(matches), facts.narrowed(negation(matches)) if matches != TRUE else None
        if seen is not None:
            yield from self._noted(seen, number, slot, surely=_by_matches(atom, by))
        if unseen is not None:
            yield unseen

    def _condition(self, atom: ex.Atom) -> Formula:
        if isinstance(atom, ex.ExpiryAtom) or atom.condition is None:
            return TRUE
        return self.conditions.formula(atom.condition, atom.event if isinstance(atom, ex.EventAtom) else None)

    def _noted(self, facts: Facts, number: int, slot: model.Slot, surely: bool) -> Iterator[Facts]:
        var = self.variables.slot(number)
        old = facts.of(var)
        new = self._value(facts, var, slot)
        after = facts.copy()
        after.put(var, new if surely else new | old)
        yield after

    def _value(self, facts: Facts, var: int, slot: model.Slot) -> int:
        domain = self.variables.domains[var]
        match slot:
            case model.CountSlot():
                return domain.raised(facts.of(var))
            case model.FromToSlot():
                return domain.set | facts.of(var)
            case model.LastSlot(event, name):
                return self._last(facts, var, event, name)
            case _:
                return domain.set

    def _last(self, facts: Facts, var: int, event: str, name: str) -> int:
        param = self.variables.params.get((event, name))
        if param is None:
            return self.variables.full[var]
        domain = self.variables.domains[var]
        given = domain.set
        if param.use != "own":
            source = self.variables.tracked_name(name)
            given = facts.of(source) & ~UNSET if self.variables.domains[source] == domain else domain.set
        return given | facts.of(var) if param.optional else given

    # --------------------------------------------------------------------------------------------- beginnings

    def begun_by(self, step: str) -> list[int]:
        """The slots that count since the entry of the step."""
        return self._since.get(step, [])

    def forget_since(self, facts: Facts, step: str) -> None:
        """Counts since the entry of the step begin again."""
        for number in self.begun_by(step):
            self._reset(facts, number)

    def begin_round(self, facts: Facts) -> None:
        """What looks at the present round begins again."""
        for number, slot in enumerate(self.variables.process.slots):
            if not isinstance(slot, model.PreviousSlot) and not getattr(slot, "ever", False):
                self._reset(facts, number)

    def _reset(self, facts: Facts, number: int) -> None:
        var = self.variables.slot(number)
        if var not in self._nothing:
            self._nothing[var] = nothing_yet(self.variables, number)
        facts.put(var, self._nothing[var])

    def previous(self, name: str) -> list[int]:
        """The slots that keep the previous value of the field."""
        return self._previous.get(name, [])

    def overwritten(self, facts: Facts, name: str) -> None:
        """The field is about to be written: its previous value is the one that it has."""
        for number in self.previous(name):
            var = self.variables.slot(number)
            facts.put(var, facts.of(var) | facts.of(self.variables.tracked_name(name)))


def nothing_yet(variables: Variables, number: int) -> int:
    """What a slot holds before anything was observed."""
    if isinstance(variables.process.slots[number], model.CountSlot):
        return variables.domains[variables.slot(number)].holding(0)
    return UNSET


def observed_by(atom: ex.Atom) -> Observed:
    """What the atom looks at."""
    match atom:
        case ex.EventAtom(event):
            return "event", event
        case ex.StepAtom(step):
            return "step", step
        case ex.ExpiryAtom(step):
            return "expiry", step


def _by_matches(atom: ex.Atom, by: tuple[str, ...]) -> bool:
    return not isinstance(atom, ex.EventAtom) or atom.by is None or by == (atom.by,)


def possibly_unset_again(process: model.Process) -> Iterator[str]:
    """Fields that some `set` may make unset again."""
    for _, offer in offers_of(process):
        yield from _unsure(offer.acts)
    for step in process.steps:
        ladder, repeated = (each.acts for each in step.rungs), (each.acts for each in step.every)
        for acts in (step.on_enter, step.on_leave, *ladder, *repeated):
            yield from _unsure(acts)
    for end in process.ends:
        yield from _unsure(end.on_enter)


def _unsure(acts: tuple[model.AnyAct, ...]) -> Iterator[str]:
    for act in acts:
        if isinstance(act, model.SetField) and not (isinstance(act.value, ex.Const) and act.value.value is not None):
            yield act.field
