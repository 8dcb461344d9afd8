"""What an observation does to history and rules, as lines.

Guarantees: slots change as `closedloop.kernel.history` says. Rules are never written out by hand: one whose answers
depend on nothing but its state has a few states, and is asked about all of them while the code is made; another is
asked when the code runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from closedloop.kernel.case import NEVER
from closedloop.kernel.history import Key, key_of
from closedloop.kernel.straight.expressions import Scope
from closedloop.kernel.straight.making import Making
from closedloop.kernel.straight.naming import Unusual
from closedloop.kernel.straight.writing import Note, Way
from closedloop.model.expressions import Atom, EventAtom, ExpiryAtom
from closedloop.model.process import ActorSlot, CountSlot, FromToSlot, LastSlot, Slot, TimeSlot
from closedloop.rules import Moment, Monitor, Observation

BEFORE_ALL = Moment(NEVER)
MOST_STATES = 64


def observe(m: Making, way: Way, kind: str, name: str) -> None:
    """An event or the entry of a place: history counts it, rules note it."""
    key = kind, name
    slots = m.machine.process.slots
    for index, slot in enumerate(slots):
        _change(m, way, index, slot, key)
    for index, slot in enumerate(slots):
        if isinstance(slot, CountSlot) and slot.since is not None and key == ("step", slot.since):
            m.lines.add(f"{m.slot(way, index)} = 0")
    listeners = m.machine.listeners
    indexes = [each.index for each in listeners.by_key.get(key, ())]
    always = {each.index for each in listeners.by_key.get(key, ()) if each.always}
    if kind == "step":
        indexes += [each.index for each in listeners.any_entry if each.index not in indexes]
        always |= {each.index for each in listeners.any_entry}
    for index in indexes:
        _note(m, way, index, key, index in always)


def _condition(m: Making, scope: Scope, atom: Atom) -> str | None:
    """Whether what is observed is the atom; None if it always is, `False` if never."""
    if isinstance(atom, ExpiryAtom):
        return None
    tests = []
    if isinstance(atom, EventAtom) and atom.by is not None:
        if m.role == repr(atom.by):
            pass
        elif m.role[0] in "'\"":
            return "False"
        else:
            tests.append(f"{m.role} == {atom.by!r}")
    if atom.condition is not None:
        tests.append(scope.test(atom.condition))
    return " and ".join(tests) if tests else None


def _change(m: Making, way: Way, index: int, slot: Slot, key: Key) -> None:
    scope = m.scope()
    match slot:
        case CountSlot() if key_of(slot.atom) == key:
            _changed(m, way, index, _condition(m, scope, slot.atom), f"h{index} = h{index} + 1")
        case TimeSlot() if key_of(slot.atom) == key:
            _changed(m, way, index, _condition(m, scope, slot.atom), f"h{index} = at")
        case LastSlot() if key == ("event", slot.event) and slot.param in m.params:
            param = m.params[slot.param][0]
            _changed(m, way, index, f"{param} is not None", f"h{index} = {param}")
        case ActorSlot() if key == ("event", slot.event):
            _changed(m, way, index, None, f"h{index} = party")
        case FromToSlot():
            if key_of(slot.finish) == key:
                condition = _condition(m, scope, slot.finish)
                begun = f"h{index}[0] is not None"
                test = begun if condition is None else f"{begun} and {condition}"
                _changed(m, way, index, test, f"h{index} = (h{index}[0], (h{index}[0], at))")
            if key_of(slot.beginning) == key:
                _changed(m, way, index, _condition(m, scope, slot.beginning), f"h{index} = (at, h{index}[1])")


def _changed(m: Making, way: Way, index: int, condition: str | None, change: str) -> None:
    if condition == "False":
        return
    m.slot(way, index)
    m.lines.add(change if condition is None else f"if {condition}: {change}")


def _note(m: Making, way: Way, index: int, key: Key, always: bool) -> None:
    """Which atoms of the rule are hit is looked at now, what it says to that after the whole record."""
    scope = m.scope()
    sure, maybe = 0, []
    for bit, atom in enumerate(m.machine.watched[index].monitor.atoms):
        if key_of(atom) == key:
            condition = _condition(m, scope, atom)
            if condition is None:
                sure |= 1 << bit
            elif condition != "False":
                maybe.append((1 << bit, condition))
    if len(maybe) > 2:
        raise Unusual("a rule with many conditions")
    kind, step = "entered" if key[0] == "step" else key[0], way.place
    possible = {sure | sum(some) for n in range(len(maybe) + 1) for some in combinations([bit for bit, _ in maybe], n)}
    if not always:
        possible.discard(0)
    if not possible:
        return
    hits: int | str = sure
    if maybe:
        hits = f"hits{len(way.notes)}"
        parts = [str(sure)] if sure else []
        parts += [f"({bit} if {condition} else 0)" for bit, condition in maybe]
        m.lines.add(f"{hits} = {' | '.join(parts)}")
    way.notes.append(Note(index, hits, tuple(sorted(possible)), kind, step))


def note_leaving(m: Making, way: Way, step: str) -> None:
    """The stay in this step ends."""
    for index in m.machine.listeners.by_left.get(step, ()):
        way.notes.append(Note(index, 0, (0,), "left", step))


# ------------------------------------------------------------------------------------------------------------ judging


def judge(m: Making, way: Way) -> None:
    """The rules are shown what was noted; one that would be broken leaves the decision to the general kernel."""
    for note in way.notes:
        monitor = m.machine.watched[note.index].monitor
        states = _states(monitor, m)
        if states is None:
            _ask(m, way, note, monitor)
        elif isinstance(note.hits, int):
            _answer(m, way, note, monitor, states, note.hits)
        else:
            for hits in note.possible:
                with m.lines.block(f"if {note.hits} == {hits}:"):
                    _answer(m, way, note, monitor, states, hits)


def bites(m: Making, scope: Scope, index: int) -> str | None:
    """Whether the rule bites; None if it always does."""
    rule, condition = m.machine.watched[index].rule, m.machine.watched[index].monitor.condition
    tests = [] if rule.when is None else [scope.test(rule.when)]
    if condition is not None:
        tests.append(f"not {scope.test(condition)}")
    return " and ".join(tests) if tests else None


def _states(monitor: Monitor, m: Making) -> tuple[Any, ...] | None:
    """All states that the rule can be in; None if they depend on more than what was observed."""
    if monitor.looks_at != "nothing":
        return None
    steps = [*(monitor.steps or ()), ""]
    shown = [Observation(kind, step, BEFORE_ALL, "", "") for kind in ("event", "entered", "left") for step in steps]
    known = [monitor.start(BEFORE_ALL)]
    for state in known:
        for seen in shown:
            for hits in range(1 << len(monitor.atoms)):
                for biting in (True, False):
                    after, _ = monitor.observe(state, hits, biting, seen)
                    if after not in known:
                        known.append(after)
                if len(known) > MOST_STATES:
                    return None
    return tuple(known)


def _answer(m: Making, way: Way, note: Note, monitor: Monitor, states: Iterable[Any], hits: int) -> None:
    """The answers of the rule to this observation in each of its states, as lines."""
    seen = Observation(note.kind, note.step, BEFORE_ALL, "", "")  # type: ignore[arg-type]
    biting = {state: monitor.observe(state, hits, True, seen) for state in states}
    silent = {state: monitor.observe(state, hits, False, seen) for state in states}
    test = bites(m, m.scope(), note.index)
    if test is None or biting == silent:
        _table(m, way, note.index, biting)
        return
    broken = [state for state, (_, breaks) in biting.items() if breaks]
    after = {state: (then, False) for state, (then, _) in biting.items()}
    if after == {state: (then, False) for state, (then, _) in silent.items()}:
        _refuse(m, note.index, broken, states, test)
        _table(m, way, note.index, after)
        return
    m.lines.add(f"bites = {test}")
    with m.lines.block("if bites:"):
        _table(m, way, note.index, biting)
    with m.lines.block("if not bites:"):
        _table(m, way, note.index, silent)


def _table(m: Making, way: Way, index: int, answers: Mapping[Any, tuple[Any, bool]]) -> None:
    _refuse(m, index, [state for state, (_, breaks) in answers.items() if breaks], answers, None)
    after = {state: then for state, (then, breaks) in answers.items() if not breaks}
    if all(state == then for state, then in after.items()):
        return
    local = m.monitor(index)
    way.monitors.add(index)
    results = list(dict.fromkeys(after.values()))
    if len(results) == 1:
        m.lines.add(f"{local} = {results[0]!r}")
    else:
        m.lines.add(f"{local} = {m.constants.of('NEXT', repr(after))}[{local}]")


def _refuse(m: Making, index: int, broken: list[Any], states: Iterable[Any], test: str | None) -> None:
    if not broken:
        return
    local = m.monitor(index)
    known = list(states)
    tests = [] if test is None else [test]
    if len(broken) < len(known):
        if all(isinstance(state, bool) for state in known):
            tests.insert(0, local if broken[0] else f"not {local}")
        elif len(broken) == 1:
            tests.insert(0, f"{local} == {broken[0]!r}")
        else:
            tests.insert(0, f"{local} in {m.constants.of('BROKEN', repr(tuple(broken)))}")
    name = m.machine.watched[index].rule.name
    condition = f"if {' and '.join(tests)}: " if tests else ""
    m.lines.add(f"{condition}return None  # rule {name!r}")


def _ask(m: Making, way: Way, note: Note, monitor: Monitor) -> None:
    """The rule is asked when the code runs."""
    local = m.monitor(note.index)
    way.monitors.add(note.index)
    biting = bites(m, m.scope(), note.index) or "True"
    if monitor.looks_at == "parties":
        told = m.constants.of("TOLD", f"Told(MACHINE, {note.index}, {note.kind!r}, {note.step!r})")
        asked = f"{told}[{local}, {note.hits}, {biting}, person, party]"
    else:
        rule = m.constants.of("MONITOR", f"MACHINE.watched[{note.index}].monitor")
        moment = f"Moment(at, {m.local('paused')})"
        asked = (
            f"{rule}.observe({local}, {note.hits}, {biting},"
            f" Observation({note.kind!r}, {note.step!r}, {moment}, person, party))"
        )
    name = m.machine.watched[note.index].rule.name
    lines = [f"{local}, broken = {asked}", f"if broken: return None  # rule {name!r}"]
    if isinstance(note.hits, str) and 0 not in note.possible:
        with m.lines.block(f"if {note.hits}:"):
            m.lines.add(*lines)
    else:
        m.lines.add(*lines)


def judge_at_rest(m: Making, way: Way, scope: Scope) -> None:
    """The rules that look at how the case rests, or at its having reached an end."""
    machine = m.machine
    for index in machine.listeners.rest:
        test = bites(m, scope, index)
        m.lines.add(f"if {test or 'True'}: return None  # rule {machine.watched[index].rule.name!r}")
    if not machine.places[way.place].ended:
        return
    for index in machine.listeners.end:
        watched = machine.watched[index]
        monitor = m.constants.of("MONITOR", f"MACHINE.watched[{index}].monitor")
        test = f"{monitor}.unfulfilled({m.monitor(index)})"
        if watched.asked and watched.rule.when is not None:
            test += f" and {scope.test(watched.rule.when)}"
        m.lines.add(f"if {test}: return None  # rule {watched.rule.name!r}")
