"""One function for one event in one step: straight code for the ordinary way, `None` for everything else.

The ordinary way: nothing is due by then, the case is not suspended, the actor holds a role of the first offer, the
parameters fit, nothing is refused, no `as soon as` follows. The order of things is that of `closedloop.kernel.deciding`
and `closedloop.kernel.carrying`. As nothing is changed before the end, `None` may be said at any place.
"""

from __future__ import annotations

from attrs import frozen

from closedloop.kernel.machine import Machine, Place
from closedloop.kernel.offering import EVENT, Offering
from closedloop.kernel.straight.acts import perform
from closedloop.kernel.straight.expressions import Names, names_of
from closedloop.kernel.straight.forms import Form
from closedloop.kernel.straight.making import Making, param_names
from closedloop.kernel.straight.naming import Constants, Unusual, name_of
from closedloop.kernel.straight.observing import judge, judge_at_rest, note_leaving, observe
from closedloop.kernel.straight.reading import keep_replaced, read_params
from closedloop.kernel.straight.starting import start_clock
from closedloop.kernel.straight.writing import Lines, Way
from closedloop.model.process import End, Step


@frozen
class Source:
    """A function: its name, the step and the event that it is for, and its text."""

    name: str
    step: str
    event: str
    text: str


class Functions:
    """Makes the functions of one process in one form."""

    def __init__(self, machine: Machine, form: Form) -> None:
        self.machine = machine
        self.constants = Constants()
        self._form = form
        self._names: Names = names_of(machine.process)
        self._places: dict[str, Step | End] = {each.name: each for each in machine.process.steps}
        self._places |= {each.name: each for each in machine.process.ends}
        self._numbers = {name: index for index, name in enumerate(self._places)}

    def all(self) -> tuple[Source, ...]:
        """In order of writing: steps, then the events that each offers."""
        made = (
            self.function(step.name, event)
            for step in self.machine.process.steps
            for event in self.machine.places[step.name].offers
        )
        return tuple(each for each in made if each is not None)

    def function(self, step: str, event: str) -> Source | None:
        """None where the event has no ordinary way in this step."""
        place = self.machine.places.get(step)
        offers = () if place is None or place.ended else place.offers.get(event, ())
        if place is None or not offers or offers[0].kind != EVENT:
            return None
        try:
            return self._function(place, offers[0])
        except Unusual:
            return None

    def _function(self, place: Place, offered: Offering) -> Source:
        event = offered.event
        number = list(place.offers).index(event)
        locals_ = param_names(tuple(param.name for param in offered.plan.params))
        making = Making(
            machine=self.machine,
            names=self._names,
            constants=self.constants,
            params={param.name: (locals_[param.name], param.type) for param in offered.plan.params},
            own=frozenset(param.name for param in offered.plan.params if param.use == "own"),
            role=repr(offered.by[0]) if len(offered.by) == 1 else "used",
            step=place.name,
        )
        self._body(making, place, offered)
        step_name = name_of("step", place.name, self._numbers[place.name])
        event_name = name_of("event", event, number)
        name = f"{step_name.removeprefix('step_')}__{event_name.removeprefix('event_')}"
        head = f"def {name}({', '.join(self._form.parameters(making))}):"
        doc = f'    """{self._plainly(f"`{event}` in `{place.name}`")}"""'
        return Source(name, place.name, event, "\n".join([head, doc, *making.lines.lines]))

    def _plainly(self, text: str) -> str:
        return text.encode("unicode_escape").decode() if not text.isprintable() or "\\" in text or '"' in text else text

    def _body(self, m: Making, place: Place, offered: Offering) -> None:
        way = Way(place.name)
        _who(m, offered)
        read_params(m, way, offered.plan, self._form)
        assert offered.offer is not None
        for require in offered.offer.requires:
            m.lines.add(f"if not {m.scope().test(require.condition)}: return None")
        keep_replaced(m, way, offered.plan)
        observe(m, way, "event", offered.event)
        perform(m, way, offered.offer.acts, own=True)
        self._routes(m, way, offered)
        m.lines.lines[:0] = self._prologue(m)

    def _routes(self, m: Making, way: Way, offered: Offering) -> None:
        """Each way that the event may lead has its own end of the function."""
        assert offered.offer is not None
        if not offered.offer.routes:
            self._end(m, way, offered)
            return
        for route in offered.offer.routes:
            taken = way.fork()
            if route.when is None:
                self._move(m, taken, route.to)
                self._end(m, taken, offered)
                return
            with m.lines.block(f"if {m.scope().test(route.when)}:"):
                self._move(m, taken, route.to)
                self._end(m, taken, offered)
        m.lines.add("return None")

    def _move(self, m: Making, way: Way, to: str) -> None:
        """Leaving, entering, the new clock."""
        left, entered = self._places[way.place], self._places[to]
        m.lines.add(f"if {m.local('mark_by_clock')}: {m.local('mark')}, mark_by_clock = None, False")
        way.marked = True
        if isinstance(left, Step):
            perform(m, way, left.on_leave)
        note_leaving(m, way, way.place)
        way.place = way.to = to
        before = len(m.lines.lines)
        used, m.used = m.used, set()
        observe(m, way, "step", to)
        perform(m, way, entered.on_enter)
        starts = Lines(depth=m.lines.depth)
        start_clock(m.fork(starts), entered, self._numbers[to])
        if "stay" in m.used:
            m.used |= {"at", "paused"}
            m.lines.insert(before, "stay = Stay(Moment(at, paused))")
            m.used.discard("stay")
        m.used |= used
        m.lines.lines += starts.lines

    def _end(self, m: Making, way: Way, offered: Offering) -> None:
        """Rules, what follows by itself, and the record with the case after it."""
        used, m.used = m.used, set()
        before = len(m.lines.lines)
        judge(m, way)
        self._rest(m, way)
        if way.to is not None:
            if "stay" in m.used or self._form.needs_stay:
                m.lines.insert(before, "stay = start.stay(Moment(at, paused))")
                m.used.add("paused")
            m.used.discard("stay")
        m.used |= used
        timed = [index for index in sorted(way.monitors) if index in self.machine.listeners.timed]
        ended = self.machine.places[way.place].ended
        if timed and not ended:
            for index in timed:
                m.lines.add(
                    f"if m{index} != m{index}_before: rule_timers = RULE_TIMERS.changed(rule_timers, {index}, m{index},"
                    " at, paused, day)"
                )
                m.used |= {f"m{index}_before", f"m{index}", "rule_timers", "paused", "day"}
        self._form.end(m, way, offered, bool(timed) and not ended, ended)

    def _rest(self, m: Making, way: Way) -> None:
        """An `as soon as` that holds is for the general kernel; rules at rest are asked in the name of who was last."""
        step = self._places[way.place]
        scope = m.scope()
        if isinstance(step, Step) and step.as_soon:
            scope = m.scope_of_clock()
            for each in step.as_soon:
                m.lines.add(f"if {scope.test(each.condition)}: return None")
        judge_at_rest(m, way, scope)

    def _prologue(self, m: Making) -> list[str]:
        """The checks that everything else relies on, and what the code looks at."""
        lines = Lines()
        lines.add(*self._form.checks())
        if "day" in m.used:
            lines.add("day = DAYS.last", "if not day.begins <= at < day.ends: day = DAYS.of(at)")
        self._form.load(m, lines)
        for index in sorted(each for each in m.machine.listeners.timed if f"m{each}_before" in m.used):
            lines.add(f"m{index}_before = m{index}")
        return lines.lines


def _who(m: Making, offered: Offering) -> None:
    """The first role of the offer that the actor holds."""
    m.lines.add("person = actor.person", "party = actor.party")
    tests = []
    for role in offered.by:
        test = f"(role is None or role == {role!r}) and "
        if role in m.machine.assigned:
            bound = m.local(m.names.roles[role])
            test += f"{bound} is not None and ({bound} == party or {bound} == person)"
        else:
            test += f"{role!r} in actor.roles"
        tests.append((role, test))
    if len(tests) == 1:
        m.lines.add(f"if not ({tests[0][1]}): return None")
        return
    for number, (role, test) in enumerate(tests):
        m.lines.add(f"{'elif' if number else 'if'} {test}: used = {role!r}")
    m.lines.add("else: return None")
