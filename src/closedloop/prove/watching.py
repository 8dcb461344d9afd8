"""Rules as variables of a system: what each remembers, how observations change it, and when it is broken.

The same automata as in `closedloop.rules`, over terms. Deadlines of rules change nothing in a case but their own
records; `closedloop.prove.timing` looks at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from attrs import frozen

from closedloop.model.expressions import Atom, EventAtom, ExpiryAtom, Expr, StepAtom
from closedloop.model.process import (
    Always,
    Before,
    Bounded,
    DifferentParties,
    EveryCaseEnds,
    LeadsTo,
    Never,
    OnAtom,
    Recurs,
    Rule,
    SameParty,
)
from closedloop.prove.meaning import Meaning
from closedloop.prove.running import Run
from closedloop.prove.system import Variable
from closedloop.prove.terms import (
    FALSE,
    Num,
    Term,
    add,
    at_most,
    both,
    choose,
    either,
    equal,
    least,
    less,
    negated,
    num,
)


@frozen
class Seen:
    """One thing observed in a record. `hits`: for each atom of the rule, whether it is this."""

    kind: str
    step: str
    hits: tuple[Term, ...]


def atoms_of(rule: Rule) -> tuple[Atom, ...]:
    prop = rule.prop
    match prop:
        case Never() | OnAtom() | Recurs():
            return (prop.atom,)
        case Before():
            return (prop.earlier, prop.later)
        case LeadsTo():
            return (prop.trigger, *prop.responses)
        case Bounded():
            return (prop.atom,) if prop.before is None else (prop.atom, prop.before)
        case DifferentParties() | SameParty():
            return prop.atoms
    return ()


def conditions_of(rule: Rule) -> Iterator[Expr]:
    """The conditions that are evaluated after the record."""
    if rule.when is not None:
        yield rule.when
    if isinstance(rule.prop, (OnAtom, Always)):
        yield rule.prop.condition


def knows_parties(rule: Rule) -> int:
    """How many parties have to be told apart to decide the rule."""
    if isinstance(rule.prop, (DifferentParties, SameParty)):
        return max(2, len(rule.prop.atoms))
    return 0


def lasting(rule: Rule) -> bool:
    """Whether what it remembers outlives rounds."""
    return isinstance(rule.prop, DifferentParties) or (isinstance(rule.prop, Bounded) and rule.prop.ever)


def hit(meaning: Meaning, atom: Atom, kind: str, name: str, run: Run) -> Term:
    """Whether what is observed now is the atom."""
    match atom:
        case EventAtom():
            if kind != "event" or atom.event != name or (atom.by is not None and atom.by != run.role):
                return FALSE
            return meaning.holds(atom.condition, run)
        case StepAtom():
            return meaning.holds(atom.condition, run) if kind == "step" and atom.step == name else FALSE
        case ExpiryAtom():
            return num(kind == "expiry" and atom.step == name)


class Watch:
    """One rule in a system."""

    def __init__(self, rule: Rule, meaning: Meaning, parties: tuple[int, ...]) -> None:
        self.rule = rule
        self.atoms = atoms_of(rule)
        self._meaning = meaning
        self._parties = parties
        self._state = f"rule:{rule.name}"
        prop = rule.prop
        self._judge: Callable[[Run, Seen, Term], None] | None = JUDGES.get(type(prop), Watch._nothing).__get__(self)
        self._wants_all_entries = isinstance(prop, DifferentParties) and prop.in_one_stay
        self._wants_steps = (
            {prop.per} if isinstance(prop, Bounded) else {prop.step} if isinstance(prop, Recurs) else set()
        )

    def variables(self) -> tuple[Variable, ...]:
        prop = self.rule.prop
        if isinstance(prop, (Before, LeadsTo)):
            return (Variable(self._state, 2),)
        if isinstance(prop, Bounded):
            return (Variable(self._state, prop.times + 3, initial=0),)
        if isinstance(prop, DifferentParties):
            return tuple(
                Variable(self._known(index, party), 2) for index in range(len(self.atoms)) for party in self._parties
            )
        if isinstance(prop, SameParty):
            return (Variable(self._state, max(self._parties) + 1),)
        return ()

    def _known(self, index: int, party: int) -> str:
        return f"{self._state}:{index}:{party}"

    def begin(self, run: Run, *, opening: bool) -> None:
        """A round begins."""
        if not opening and lasting(self.rule):
            return
        for variable in self.variables():
            run.write(variable.name, Num(0))
        if isinstance(self.rule.prop, Bounded) and self.rule.prop.per is None:
            run.write(self._state, Num(1))

    def observe(self, run: Run, kind: str, name: str, step: str) -> None:
        """Notes what is to be judged after the record."""
        hits = tuple(hit(self._meaning, atom, kind, name, run) for atom in self.atoms)
        entered = kind == "step" and (self._wants_all_entries or step in self._wants_steps)
        if entered or any(each != FALSE for each in hits):
            run.noted.append((id(self), hits, "entered" if kind == "step" else kind, step))

    def left(self, run: Run, step: str) -> None:
        if step in self._wants_steps:
            run.noted.append((id(self), (FALSE,) * len(self.atoms), "left", step))

    def judge(self, run: Run) -> None:
        """After the record: what was noted, in order."""
        mine = [Seen(kind, step, hits) for who, hits, kind, step in run.noted if who == id(self)]
        if mine and self._judge is not None:
            bites = self._bites(run)
            for seen in mine:
                self._judge(run, seen, bites)

    def _bites(self, run: Run) -> Term:
        condition = self.rule.prop.condition if isinstance(self.rule.prop, (OnAtom, Always)) else None
        bites = self._meaning.holds(self.rule.when, run)
        return bites if condition is None else both(bites, negated(self._meaning.holds(condition, run)))

    def at_rest(self, run: Run, *, ended: bool) -> None:
        """After everything that followed."""
        prop = self.rule.prop
        if isinstance(prop, Always):
            run.broken(self.rule.name, self._bites(run))
        elif ended and isinstance(prop, LeadsTo):
            run.broken(self.rule.name, run.read(self._state))
        elif ended and isinstance(prop, Bounded) and prop.before is None and prop.per is None:
            run.broken(self.rule.name, both(self._too_few(run.read(self._state)), self._bites(run)))

    # ------------------------------------------------------------------------------------------------- the families

    def _nothing(self, run: Run, seen: Seen, bites: Term) -> None:
        """Nothing but time breaks it."""

    def _occurred(self, run: Run, seen: Seen, bites: Term) -> None:
        run.broken(self.rule.name, both(bites, either(*seen.hits)))

    def _preceded(self, run: Run, seen: Seen, bites: Term) -> None:
        earlier, later = seen.hits
        state = run.read(self._state)
        run.broken(self.rule.name, both(later, bites, negated(state)))
        after = either(state, earlier)
        each = isinstance(self.rule.prop, Before) and self.rule.prop.each
        run.write(self._state, choose(later, FALSE, after) if each else after)

    def _answered(self, run: Run, seen: Seen, bites: Term) -> None:
        trigger, *answers = seen.hits
        pending = both(run.read(self._state), negated(either(*answers)))
        run.write(self._state, either(pending, both(trigger, bites)))

    def _counted(self, run: Run, seen: Seen, bites: Term) -> None:
        """The state is 0 outside of the stays that are counted in, else 1 more than the count."""
        prop = self.rule.prop
        assert isinstance(prop, Bounded)
        state, name = run.read(self._state), self.rule.name
        if seen.kind == "left" and prop.per == seen.step:
            if prop.before is None:
                run.broken(name, both(self._too_few(state), bites))
            run.write(self._state, FALSE)
            return
        if seen.kind == "entered" and prop.per == seen.step:
            state = Num(1)
        elif prop.per is not None and prop.per != seen.step:
            return
        counted = seen.hits[0]
        inside = negated(equal(state, Num(0)))
        more = choose(both(inside, counted), least(add(state, Num(1)), Num(prop.times + 2)), state)
        if prop.before is not None:
            run.broken(name, both(seen.hits[1], bites, either(self._too_few(state), self._too_many(state))))
        else:
            run.broken(name, both(counted, bites, self._too_many(more)))
        run.write(self._state, more)

    def _too_few(self, state: Term) -> Term:
        prop = self.rule.prop
        assert isinstance(prop, Bounded)
        if prop.bound == "at_most":
            return FALSE
        return both(negated(equal(state, Num(0))), less(state, Num(prop.times + 1)))

    def _too_many(self, state: Term) -> Term:
        prop = self.rule.prop
        assert isinstance(prop, Bounded)
        return FALSE if prop.bound == "at_least" else at_most(Num(prop.times + 2), state)

    def _different(self, run: Run, seen: Seen, bites: Term) -> None:
        prop = self.rule.prop
        assert isinstance(prop, DifferentParties)
        if prop.in_one_stay and seen.kind == "entered":
            for variable in self.variables():
                run.write(variable.name, FALSE)
        if run.actor is None or run.by_clock:
            return
        before = {
            (index, party): run.read(self._known(index, party))
            for index in range(len(self.atoms))
            for party in self._parties
        }
        for party in self._parties:
            acts = either(equal(run.actor, Num(party)), equal(run.person or run.actor, Num(party)))
            for index, hit_now in enumerate(seen.hits):
                others = either(*(each for other, each in enumerate(seen.hits) if other != index))
                run.broken(self.rule.name, both(bites, others, acts, before[index, party]))
                run.write(self._known(index, party), either(before[index, party], both(hit_now, acts)))

    def _same(self, run: Run, seen: Seen, bites: Term) -> None:
        if run.actor is None or run.by_clock:
            return
        state, any_hit = run.read(self._state), either(*seen.hits)
        unset = equal(state, Num(0))
        run.broken(self.rule.name, both(any_hit, bites, negated(unset), negated(equal(state, run.actor))))
        run.write(self._state, choose(both(any_hit, unset), run.actor, state))


JUDGES: Mapping[type, Callable[..., None]] = {
    Never: Watch._occurred,
    OnAtom: Watch._occurred,
    Before: Watch._preceded,
    LeadsTo: Watch._answered,
    Bounded: Watch._counted,
    DifferentParties: Watch._different,
    SameParty: Watch._same,
    Always: Watch._nothing,
    Recurs: Watch._nothing,
    EveryCaseEnds: Watch._nothing,
}
