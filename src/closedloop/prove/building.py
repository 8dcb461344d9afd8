"""From a process and some of its rules to the finite system that they see.

Guarantees: every run of the process is a run of the system (what is not followed is guessed); without guesses every
run of the system is one of the process for some dates. The order of things is that of `docs/reference/semantics.md`,
section 8. Time is followed as far as one stay goes: which of its rungs are performed, whether its limit has run out.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from closedloop.model.expressions import (
    ActorNow,
    Compare,
    EventAtom,
    ExpiryAtom,
    FieldRef,
    In,
    OverdueNow,
    RoleRef,
    SlotValue,
)
from closedloop.model.process import (
    ActorSlot,
    CountSlot,
    LastSlot,
    Offer,
    Process,
    Rule,
    SameParty,
    SetField,
    Step,
    TimeSlot,
)
from closedloop.prove.clocked import timers
from closedloop.prove.history import Slots
from closedloop.prove.landmarks import Days, landmarks_of
from closedloop.prove.meaning import EXPIRED, Meaning
from closedloop.prove.moving import GRANTED, LIMIT, REQUEST, SUSPENDED, Moves
from closedloop.prove.own_events import OwnEvents, most_granted
from closedloop.prove.phases import Phases, phases
from closedloop.prove.reads import PARTY, Node, Read, Reads, control, inside, of_atom
from closedloop.prove.signs import sign
from closedloop.prove.system import PLACE, Command, System, Variable
from closedloop.prove.terms import Num, negated
from closedloop.prove.watching import Watch, atoms_of, conditions_of, knows_parties


@frozen
class Scope:
    """What a system is to see besides the control of the process: `rules`, and whether `extensions` and `suspension`
    are followed in any case (they change no way that a case can take; only what is said about them and about time).
    `more_parties`: how many are told apart besides those that it takes to decide the rules; `strangers`: whether
    somebody may act besides who is never heard of again (where nothing but `different parties` looks at who acted);
    `days`: whether it is said how guesses depend on days, for `closedloop.prove.dated`.
    """

    rules: tuple[Rule, ...] = ()
    extensions: bool = False
    suspension: bool = False
    more_parties: int = 0
    strangers: bool = False
    days: bool = False


@frozen
class Built:
    """A system, and what its codes stand for. `others_may_act`: whether no condition and no rule asks for a certain
    party, so that somebody new can always do what anybody in a global role can.
    """

    system: System
    reads: Reads
    others_may_act: bool
    days: Days | None = None


def build_system(process: Process, scope: Scope | None = None) -> System:
    """The system of the process for this scope."""
    return built(process, scope).system


def built(process: Process, scope: Scope | None = None) -> Built:
    """The same, with what its codes stand for."""
    builder = _Builder(process, scope or Scope())
    return Built(
        builder.system(), builder.moves.reads, not builder.compared and _only_different(process.rules), builder.days
    )


MOST_PARTIES = 5
"""With more parties to remember at once it is guessed which of them are the same."""


class _Builder:
    def __init__(self, process: Process, scope: Scope) -> None:
        self.process = process
        self.scope = scope
        self.assigned = {role.name for role in process.roles if role.assigned}
        all_reads = list(_reads(process, scope))
        parties = max((knows_parties(rule) for rule in scope.rules), default=0)
        reads = Reads(process, all_reads, parties=0, party_names=())
        self.compared = compared = _compares_parties(process, reads.seen)
        if compared:
            remembered = reads.parties_at_once()
            parties = max(parties, remembered if parties or remembered <= MOST_PARTIES else 0)
        if parties:
            reads = Reads(process, all_reads, parties=parties + scope.more_parties, party_names=())
        self.scope = scope = _widened(process, scope, reads)
        self.days = Days(process) if scope.days else None
        meaning = Meaning(process, reads, self.days)
        codes = reads.domain(PARTY).codes if parties else ()
        steps = {step.name: step for step in process.steps}
        asked = any(isinstance(part, OverdueNow) for expr, _ in reads.seen for part in inside(expr))
        followed = {step.name: self._phases(step, reads, asked) for step in process.steps}
        limits = any(each.needs_limit for each in followed.values())
        self.phases = {name: evolve(each, needs_limit=limits) for name, each in followed.items()}
        self.stay_variables = tuple(self._of_the_stay())
        self.moves = Moves(
            process=process,
            places=(*steps, *(end.name for end in process.ends)),
            steps=steps,
            ends={end.name: end for end in process.ends},
            reads=reads,
            meaning=meaning,
            slots=Slots(process, meaning, reads),
            watches=tuple(Watch(rule, meaning, codes) for rule in scope.rules),
            phases=self.phases,
            of_the_stay=tuple(each.name for each in self.stay_variables),
            patient=frozenset(step.name for step in process.steps if self.phases[step.name].is_patient),
            parties=codes,
            suspension=scope.suspension,
            persons=any(knows_parties(rule) for rule in scope.rules),
            strangers=scope.strangers and not compared and _only_different(scope.rules),
        )
        self.own = OwnEvents(self.moves)

    def _phases(self, step: Step, reads: Reads, asked: bool) -> Phases:
        """`asked`: whether some condition asks whether a case is overdue."""
        atoms = [atom for rule in self.scope.rules for atom in atoms_of(rule)]
        atoms += [slot.atom for slot in self.process.slots if isinstance(slot, (CountSlot, TimeSlot))]
        observed = any(isinstance(atom, ExpiryAtom) and atom.step == step.name for atom in atoms)
        acts_matter = [
            any(isinstance(act, SetField) and ("field", act.field) in reads.relevant for act in rung.acts)
            for rung in step.rungs
        ]
        extensible = self.scope.extensions and any(limit.extension for limit in step.limits)
        return phases(step, acts_matter, expiry=asked or observed or extensible, extensions=extensible)

    # ------------------------------------------------------------------------------------------------------ variables

    def system(self) -> System:
        opening = self._opening()
        moves = self.moves
        return System(
            process=self.process.name,
            variables=tuple(self._variables()),
            places=moves.places,
            ends=frozenset(moves.ends),
            commands={place: tuple(self._commands(place)) for place in moves.places},
            opening=opening,
            rules=tuple(rule.name for rule in self.scope.rules),
        )

    def _variables(self) -> Iterator[Variable]:
        reads = self.moves.reads
        yield Variable(PLACE, max(2, len(self.moves.places)), values=self.moves.places)
        yield from self.stay_variables
        if self.scope.suspension:
            yield Variable(SUSPENDED, 2)
        for node in sorted(reads.relevant):
            if node[0] in ("field", "slot"):
                yield self._of_data(node)
        for pair in reads.pairs:
            yield Variable(pair.name, 4, values=("smaller", "same", "larger", "unknown"))
        for role in self.process.roles:
            if role.assigned:
                yield Variable(f"role:{role.name}", reads.domain(("role", role.name)).size)
        for watch in self.moves.watches:
            yield from watch.variables()

    def _of_data(self, node: Node) -> Variable:
        domain = self.moves.reads.domain(node)
        return Variable(":".join(node), domain.size, values=("unset", *map(str, domain.cells)))

    def _of_the_stay(self) -> Iterator[Variable]:
        every = tuple(self.phases.values())
        if any(each.needs_limit for each in every):
            yield Variable(LIMIT, 1 + max(len(step.limits) for step in self.process.steps))
        if any(each.expires for each in every):
            yield Variable(EXPIRED, 2)
        for index in range(max((len(each.rungs) for each in every), default=0)):
            if any(index < len(each.rungs) and each.rungs[index] for each in every):
                yield Variable(f"rung:{index}", 2)
        most = most_granted(self.process)
        if self.scope.extensions and most:
            yield Variable(GRANTED, 1 + most)
            yield Variable(REQUEST, 2)

    # ------------------------------------------------------------------------------------------------------- commands

    def _opening(self) -> Command:
        moves = self.moves
        run = moves.run("")
        for field in self.process.fields:
            node = ("field", field.name)
            if node in moves.reads.relevant and field.default is not None:
                run.write(f"field:{field.name}", Num(moves.reads.domain(node).code(field.default) or 0))
        defaults = {field.name: field.default for field in self.process.fields}
        for pair in moves.reads.pairs:
            run.write(pair.name, Num(sign(pair, defaults) or 0))
        moves.slots.begin(run, opening=True)
        for watch in moves.watches:
            watch.begin(run, opening=True)
        run.begin_record()
        moves.enter(run, self.process.start)
        moves.close(run)
        body = moves.settle(run)
        return Command("event", "opened", None, tuple(run.choices.made), body)

    def _commands(self, place: str) -> Iterator[Command]:
        step = self.moves.steps.get(place)
        if step is None:
            yield from self.own.reopenings(place)
            return
        offers = list(step.offers)
        taken = {(offer.event, role) for offer in offers for role in offer.by}
        yield from self._events(step, offers, set())
        if self.scope.extensions:
            yield from self.own.extensions(step, taken)
        if self.scope.suspension:
            yield from self.own.suspension(step)
        elsewhere = [offer for each in self.process.anywhere if place not in each.but for offer in each.offers]
        yield from self._events(step, elsewhere, taken)
        if self.scope.suspension:
            yield from self._hidden(step, [*offers, *elsewhere])
        yield from timers(self.moves, step, extensions=self.scope.extensions)

    def _events(self, step: Step, offers: list[Offer], taken: set[tuple[str, str]]) -> Iterator[Command]:
        taken = set(taken)
        for offer in offers:
            for role in offer.by:
                if (offer.event, role) not in taken:
                    taken.add((offer.event, role))
                    yield self._event(step, offer, role)

    def _hidden(self, step: Step, offers: list[Offer]) -> Iterator[Command]:
        """What a case can do only while it is suspended, since another offer of the same event comes first else."""
        first = {(offer.event, role): offer for offer in reversed(offers) for role in offer.by}
        also = [offer for offer in offers if self._also_suspended(offer)]
        for (event, role), offer in {(each.event, role): each for each in reversed(also) for role in each.by}.items():
            if first[event, role] is not offer:
                yield self._event(step, offer, role, suspended=True)

    def _event(self, step: Step, offer: Offer, role: str, *, suspended: bool = False) -> Command:
        moves = self.moves
        run, guards = moves.submitted(step.name, offer.event, role, assigned=role in self.assigned)
        if suspended:
            guards.append(run.read(SUSPENDED))
        elif self.scope.suspension and not self._also_suspended(offer):
            guards.append(negated(run.read(SUSPENDED)))
        moves.given(run, offer.event)
        guards.extend(moves.meaning.holds(require.condition, run) for require in offer.requires)
        moves.recorded(run, offer.event)
        moves.observe(run, "event", offer.event, step.name)
        moves.perform(run, offer.acts)
        if offer.routes:
            body = moves.routed(run, step.name, [(route.when, route.to) for route in offer.routes])
        else:
            moves.close(run)
            body = moves.settle(run)
        return moves.command(run, "event", offer.event, role, guards, body)

    def _also_suspended(self, offer: Offer) -> bool:
        blocks = (each for each in self.process.anywhere if each.while_suspended)
        return any(offer is each for block in blocks for each in block.offers)


def _widened(process: Process, scope: Scope, reads: Reads) -> Scope:
    """Extensions and suspension are followed where a rule, or history that is looked at, speaks of their events;
    suspension also where events are possible meanwhile, after which no `as soon as` is asked.
    """
    meanwhile = process.suspend is not None and any(each.while_suspended for each in process.anywhere)
    atoms = [atom for rule in scope.rules for atom in atoms_of(rule)]
    spoken = set()
    for index, slot in enumerate(process.slots):
        if ("slot", str(index)) in reads.relevant:
            atoms += [slot.atom] if isinstance(slot, (CountSlot, TimeSlot)) else []
            spoken |= {slot.event} if isinstance(slot, (LastSlot, ActorSlot)) else set()
    spoken |= {atom.event for atom in atoms if isinstance(atom, EventAtom)}
    asking = {limit.extension.event for step in process.steps for limit in step.limits if limit.extension is not None}
    return Scope(
        scope.rules,
        scope.extensions or bool(spoken & {*asking, "grant_extension", "deny_extension"}),
        scope.suspension or meanwhile or bool(spoken & {"suspend", "resume"}),
        scope.more_parties,
        scope.strangers,
        scope.days,
    )


def _reads(process: Process, scope: Scope) -> Iterator[Read]:
    """All conditions that matter."""
    yield from control(process)
    for rule in scope.rules:
        yield from ((each, None) for each in conditions_of(rule))
        for atom in atoms_of(rule):
            yield from of_atom(atom)
    if scope.days:
        yield from _of_days(process)


def _of_days(process: Process) -> Iterator[Read]:
    """Whether there are the days that today is compared with."""
    for landmark in landmarks_of(process):
        kind, *name = landmark.base
        if kind == "slot":
            yield SlotValue(int(name[0])), None
    for step in process.steps:
        yield from ((FieldRef(limit.on_field), None) for limit in step.limits if limit.on_field is not None)


def _only_different(rules: tuple[Rule, ...]) -> bool:
    return not any(isinstance(rule.prop, SameParty) for rule in rules)


def _compares_parties(process: Process, reads: list[Read]) -> bool:
    """Whether some condition compares parties with each other."""
    own_fields = {each.name for each in process.fields if each.type.kind == "party"}
    params = {(event.name, each.name) for event in process.events for each in event.params if each.type.kind == "party"}

    def party(part: object) -> bool:
        if isinstance(part, FieldRef):
            return part.name in own_fields
        if isinstance(part, SlotValue):
            slot = process.slots[part.slot]
            return isinstance(slot, ActorSlot) or (isinstance(slot, LastSlot) and (slot.event, slot.param) in params)
        return isinstance(part, (RoleRef, ActorNow))

    compared = (part for expr, _ in reads for part in inside(expr) if isinstance(part, (Compare, In)))
    return any(party(each) for part in compared for each in inside(part))
