"""Rules along a live case: which of them an observation touches, and what they say.

The automata themselves are in `closedloop.rules`; here their atoms are matched, their conditions evaluated and their
states kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from closedloop.kernel.expressions import Compiler, Test
from closedloop.kernel.history import Key, Match, key_of, matcher
from closedloop.kernel.values import CLOCK
from closedloop.model.process import LeadsTo, Process, Rule
from closedloop.rules import Monitor, Observation, monitor

if TYPE_CHECKING:
    from closedloop.kernel.work import Work


@frozen
class Watched:
    """A rule that is watched. `asked`: its deadline or its end asks `when` once more (for `leads to`, A has settled
    it).
    """

    rule: Rule
    monitor: Monitor
    when: Test | None
    condition: Test | None
    asked: bool

    def bites(self, w: Work) -> bool:
        """Whether `when` holds and the rule's own condition, if it has one, does not."""
        if self.when is not None and not self.when(w):
            return False
        return self.condition is None or not self.condition(w)

    def bites_late(self, w: Work) -> bool:
        """The same, for a deadline that has passed or an end that is reached."""
        return not self.asked or self.when is None or self.when(w)


@frozen
class Listener:
    """The rule at `index` and its atoms under one key, as bits; `always`: it is shown the entry whether or not one
    hits.
    """

    index: int
    atoms: tuple[tuple[int, Match | None], ...]
    always: bool = False


@frozen
class Listeners:
    """Who listens: by what is observed, and by the step that is left. `rest`, `end`, `timed`: who is judged then."""

    by_key: Mapping[Key, tuple[Listener, ...]]
    by_left: Mapping[str, tuple[int, ...]]
    any_entry: tuple[Listener, ...]
    rest: tuple[int, ...]
    end: tuple[int, ...]
    timed: tuple[int, ...]


def watched_rules(process: Process, compiler: Compiler, unwatched: frozenset[str] = frozenset()) -> tuple[Watched, ...]:
    """The rules that are watched, in order of declaration."""
    made = ((rule, monitor(rule)) for rule in process.rules if rule.name not in unwatched)
    return tuple(_watched(rule, automaton, compiler) for rule, automaton in made if automaton is not None)


def _watched(rule: Rule, automaton: Monitor, compiler: Compiler) -> Watched:
    return Watched(
        rule,
        automaton,
        compiler.maybe(rule.when),
        compiler.maybe(automaton.condition),
        not isinstance(rule.prop, LeadsTo),
    )


def listeners(watched: tuple[Watched, ...], compiler: Compiler) -> Listeners:
    by_key: dict[Key, list[Listener]] = {}
    by_left: dict[str, list[int]] = {}
    any_entry: list[Listener] = []
    for index, each in enumerate(watched):
        atoms: dict[Key, list[tuple[int, Match | None]]] = {}
        for bit, atom in enumerate(each.monitor.atoms):
            atoms.setdefault(key_of(atom), []).append((1 << bit, matcher(compiler, atom)))
        steps = each.monitor.steps
        for step in sorted(steps or ()):
            atoms.setdefault(("step", step), [])
            by_left.setdefault(step, []).append(index)
        for key, bits in atoms.items():
            always = key[0] == "step" and (steps is None or key[1] in steps)
            by_key.setdefault(key, []).append(Listener(index, tuple(bits), always))
        if steps is None:
            any_entry.append(Listener(index, (), always=True))
    return Listeners(
        by_key={key: tuple(each) for key, each in by_key.items()},
        by_left={step: tuple(each) for step, each in by_left.items()},
        any_entry=tuple(any_entry),
        rest=_indexes(watched, lambda m: m.at_rest),
        end=_indexes(watched, lambda m: m.at_end),
        timed=_indexes(watched, lambda m: m.period is not None),
    )


def _indexes(watched: tuple[Watched, ...], wanted: Callable[[Monitor], bool]) -> tuple[int, ...]:
    return tuple(index for index, each in enumerate(watched) if wanted(each.monitor))


def observe(w: Work, kind: str, name: str) -> None:
    """An event, the expiry of a step or the entry of a step or end is observed: history counts it, rules note it."""
    key = kind, name
    w.machine.history.observe(w, key)
    listening: Iterable[Listener] = w.machine.listeners.by_key.get(key, ())
    if kind == "step" and w.machine.listeners.any_entry:
        listening = _with_all_entries(tuple(listening), w.machine.listeners.any_entry)
    for listener in listening:
        hits = 0
        for bit, match in listener.atoms:
            if match is None or match(w):
                hits |= bit
        if hits or listener.always:
            _note(w, listener.index, hits, "entered" if kind == "step" else kind)


def _with_all_entries(listening: tuple[Listener, ...], entries: tuple[Listener, ...]) -> tuple[Listener, ...]:
    known = {listener.index for listener in listening}
    return (*listening, *(each for each in entries if each.index not in known))


def observe_leaving(w: Work, step: str) -> None:
    """The stay in this step ends."""
    for index in w.machine.listeners.by_left.get(step, ()):
        _note(w, index, 0, "left")


def _note(w: Work, index: int, hits: int, kind: str) -> None:
    if w.seen is None:
        w.seen = []
    clock = w.person == CLOCK
    person, party = (None, None) if clock else (w.person, w.party)
    seen = Observation(kind, w.place.name, w.moment(), person, party)  # type: ignore[arg-type]
    w.seen.append((index, hits, seen))


def judge(w: Work) -> set[int]:
    """After the whole record: the rules are shown what was noted; those that it broke."""
    broken: set[int] = set()
    for index, hits, seen in w.seen or ():
        watched = w.machine.watched[index]
        state, breaks = watched.monitor.observe(w.monitors[index], hits, watched.bites(w), seen)
        w.set_monitor(index, state)
        if breaks:
            broken.add(index)
    return broken


def judge_at_rest(w: Work) -> set[int]:
    """After everything that followed: the rules that the case breaks by how it rests, or by having reached an end.

    Nothing happens at an end but a reopening, so a case that rests at one after a record has reached it just now.
    """
    watched = w.machine.watched
    broken = {index for index in w.machine.listeners.rest if watched[index].bites(w)}
    if w.ended:
        for index in w.machine.listeners.end:
            unfulfilled = watched[index].monitor.unfulfilled(w.monitors[index])
            if unfulfilled and watched[index].bites_late(w):
                broken.add(index)
    return broken


def new_round(w: Work) -> None:
    """Rules that look at the round start anew (at the opening: all)."""
    fresh = w.seq == 0
    for index, each in enumerate(w.machine.watched):
        if fresh or not each.monitor.lasting:
            w.set_monitor(index, each.monitor.start(w.moment()))
    w.rules_changed = True
