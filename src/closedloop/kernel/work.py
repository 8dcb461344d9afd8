"""The case in the making: what expressions look at and acts write on while one instant is decided or replayed.

A `Work` starts from a frozen case and is frozen again by `closedloop.kernel.freezing`; it is never shared. It copies
a mapping only when it first writes on it, so that deciding costs the same however much the case holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from closedloop.calendars import Shifts, local_date, suspended
from closedloop.kernel.case import Case, Fresh, Stay, Timer
from closedloop.kernel.values import CLOCK, NOTHING, Deadline, Effect, Readings, Record
from closedloop.model.expressions import Value
from closedloop.rules import NEVER_PAUSED, Moment, Observation, Paused, State

if TYPE_CHECKING:
    from closedloop.kernel.machine import Machine, Place

NO_READINGS = Readings()


class Work:
    """First the attributes of `Case`, under the same names; then those of the record at hand."""

    __slots__ = (
        "_own_bindings",
        "_own_fields",
        "_own_scores",
        "_own_slots",
        "at",
        "bindings",
        "binds",
        "breaches",
        "due",
        "effects",
        "ended",
        "fields",
        "fresh",
        "given",
        "id",
        "it",
        "left_now",
        "looked",
        "machine",
        "mark",
        "mark_by_clock",
        "monitors",
        "new_deadline",
        "now",
        "opened",
        "params",
        "party",
        "paused",
        "person",
        "place",
        "process",
        "readings",
        "role",
        "round",
        "rule_timers",
        "rules_changed",
        "scores",
        "seen",
        "seq",
        "slots",
        "start_place",
        "stay",
        "stay_changed",
        "stay_timers",
        "suspended_at",
        "to",
        "version",
        "writes",
    )

    def __init__(self, machine: Machine, case: Case, readings: Readings = NO_READINGS) -> None:
        self.machine = machine
        self.readings = readings
        self.id = case.id
        self.process = case.process
        self.version = case.version
        self.seq = case.seq
        self.at = case.at
        self.opened = case.opened
        self.round = case.round
        self.place: Place = machine.places[case.step]
        self.ended = case.ended
        self.stay: Stay = case.stay
        self.fields: Mapping[str, Value] = case.fields
        self.bindings: Mapping[str, str] = case.bindings
        self.slots: tuple[object, ...] | list[object] = case.slots
        self.monitors: tuple[State, ...] | list[State] = case.monitors
        self.scores: Mapping[tuple[str, int], int] = case.scores
        self.mark = case.mark
        self.mark_by_clock = case.mark_by_clock
        self.suspended_at = case.suspended_at
        self.paused: Paused = case.paused
        self.stay_timers: tuple[Timer, ...] = case.stay_timers
        self.rule_timers: tuple[Timer, ...] = case.rule_timers
        self.left_now: tuple[str, ...] = case.left_now
        self._own_fields = self._own_bindings = self._own_slots = self._own_scores = False
        self.stay_changed = self.rules_changed = False
        self.fresh: Fresh | None = None
        self.it: Value = None
        self.given: Mapping[str, Value] | None = None
        self.breaches: set[int] = set()
        self.begin(case.at, CLOCK, CLOCK, None)

    # ----------------------------------------------------------------------------------------------- the record at hand

    def begin(
        self, now: datetime, person: str, party: str, role: str | None, params: Mapping[str, Value] = NOTHING
    ) -> None:
        """A record is about to be made (or decided upon) at `now` by this actor."""
        self.now = now
        self.person = person
        self.party = party
        self.role = role
        self.params = params
        self.start_place = self.place
        self.to: str | None = None
        self.writes: dict[str, Value] | None = None
        self.binds: dict[str, str] | None = None
        self.effects: list[Effect] | None = None
        self.looked: dict[str, Value] | None = None
        self.seen: list[tuple[int, int, Observation]] | None = None
        self.new_deadline: Deadline | None = None
        self.due: datetime | None = None

    def replay(self, record: Record) -> None:
        """The record exists already: what was read outside is taken from it."""
        self.given = record.readings

    def effect(self, kind: Any, **parts: Any) -> None:
        """One more effect of the record."""
        if self.effects is None:
            self.effects = []
        self.effects.append(Effect(len(self.effects), kind, **parts))

    # ------------------------------------------------------------------------------------------------------ writing

    def submit_values(self, fields: Mapping[str, Value], bindings: Mapping[str, str]) -> None:
        """What the event gives: seen by requirements already, counted as written from `record_values` on."""
        if fields:
            self.fields = {**self.fields, **fields}
            self._own_fields = True
        if bindings:
            self.bindings = {**self.bindings, **bindings}
            self._own_bindings = True
            self.binds = dict(bindings)

    def record_values(self, before: Mapping[str, Value], fields: Mapping[str, Value]) -> None:
        """The submitted values are now part of the record."""
        self.writes = dict(fields)
        previous = self.machine.previous
        for name in fields:
            if name in previous:
                self.set_slot(previous[name], before.get(name))

    def write(self, name: str, value: Value) -> None:
        """A field gets a value, or becomes unset (None)."""
        if self.writes is None:
            self.writes = {}
        if name in self.machine.previous and name not in self.writes:
            self.set_slot(self.machine.previous[name], self.fields.get(name))
        self.writes[name] = value
        fields = dict(self.fields) if not self._own_fields else self.fields
        assert isinstance(fields, dict)
        if value is None:
            fields.pop(name, None)
        else:
            fields[name] = value
        self.fields = fields
        self._own_fields = True

    def set_slot(self, index: int, value: object) -> None:
        slots = self.slots if self._own_slots else list(self.slots)
        assert isinstance(slots, list)
        slots[index] = value
        self.slots = slots
        self._own_slots = True

    def set_monitor(self, index: int, state: State) -> None:
        """A rule's state changes; its deadline, if it has one, is to be counted anew."""
        if self.monitors[index] == state:
            return
        monitors = self.monitors if isinstance(self.monitors, list) else list(self.monitors)
        monitors[index] = state
        self.monitors = monitors
        if self.machine.watched[index].monitor.period is not None:
            self.rules_changed = True

    def add_score(self, party: str, amount: int) -> None:
        key = (party, self.today().year)
        scores = dict(self.scores) if not self._own_scores else self.scores
        assert isinstance(scores, dict)
        scores[key] = scores.get(key, 0) + amount
        self.scores = scores
        self._own_scores = True

    # ------------------------------------------------------------------------------------------------------ looking

    def today(self) -> date:
        """The local day of now."""
        return local_date(self.machine.calendar, self.now)

    def score(self, party: str, ever: bool) -> int:
        """The sum of a party's scores this year or in all years; what other cases contributed is noted as a reading."""
        year = self.today().year
        key = f"score:{party}:{'ever' if ever else year}"
        if self.given is not None:
            others = self.given.get(key, 0)
            assert isinstance(others, int)
        elif ever:
            others = sum(amount for (name, _), amount in self.readings.scores.items() if name == party)
        else:
            others = self.readings.scores.get((party, year), 0)
        self.looked = {**(self.looked or {}), key: others}
        own = self.scores.items()
        return others + sum(n for (name, of), n in own if name == party and (ever or of == year))

    def paused_until_now(self) -> Paused:
        """All suspended time so far; a suspension that lasts counts as though it were resumed now."""
        if self.suspended_at is None:
            return self.paused
        return plus(self.paused, suspended(self.machine.calendar, self.suspended_at, self.now))

    def moment(self) -> Moment:
        """Now, as the beginning of something that suspended time will move."""
        if self.suspended_at is None and self.paused is NEVER_PAUSED:
            return Moment(self.now)
        return Moment(self.now, self.paused_until_now())

    def shifts_since(self, moment: Moment) -> Shifts:
        """The suspended time since then."""
        return shifts(moment.paused, self.paused_until_now())


NO_SHIFT = Shifts()


def shifts(before: Paused, after: Paused) -> Shifts:
    """The difference of two amounts of suspended time, as calendars take it; empty where there is none."""
    if before == after:
        return NO_SHIFT
    return Shifts(
        shift_days=after.days - before.days,
        shift_working_days=after.working_days - before.working_days,
        shift_exact=after.exact - before.exact,
        shift_office=after.office - before.office,
    )


def plus(paused: Paused, more: Shifts) -> Paused:
    return Paused(
        paused.days + more["shift_days"],
        paused.working_days + more["shift_working_days"],
        paused.exact + more["shift_exact"],
        paused.office + more["shift_office"],
    )
