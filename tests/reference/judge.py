"""Deciding (paragraphs 7, 8 and 9): timers first, then one submission, in the order of paragraph 8."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from closedloop.syntax import tree

from . import story
from .book import Book, asks, choices_of, texts
from .clocks import Clock
from .conditions import SPANS, View
from .days import Calendar, Shift, added, after, before, due, is_exact, month_day
from .rules import Rules, bites, opened_up
from .story import CLOCK, Record

DAY = timedelta(days=1)
UNREADABLE = object()


class Who(NamedTuple):
    person: str
    party: str
    roles: frozenset[str] = frozenset()


THE_CLOCK = Who(CLOCK, CLOCK)

Timer = tuple[datetime, int, int, str]
"""When it is due, its rank among equals (7.3), its place in the order of writing, its name."""

AFTER_TIMERS = (99, 0)
"""The rank of what is no timer."""


class Refusal(Exception):
    """`reasons`: pairs of a kind and what it is about."""

    def __init__(self, *reasons: tuple[str, Any]) -> None:
        self.reasons = list(reasons)


class Verdict(NamedTuple):
    """`new`: the records that this decision added; `reasons` is empty if it was accepted."""

    records: list[Record]
    new: list[Record]
    reasons: list[tuple[str, Any]]


class Offered(NamedTuple):
    """An event that may be asked for here: by whom, and the offer if an author wrote one."""

    event: str
    by: tuple[str, ...]
    offer: tree.Offer | None = None
    what: Any = None


class Judge:
    def __init__(self, process: tree.Process, scores: dict[tuple[str, int], int] | None = None) -> None:
        self.book = Book(process)
        self.cal = Calendar(self.book.calendar, self.book.zone)
        self.scores = scores or {}

    # ------------------------------------------------------------------------------------------------ what is asked

    def open(self, case: str, at: datetime, who: Who) -> Verdict:
        records: list[Record] = []
        try:
            self._opened(records, case, at, who)
        except Refusal as refusal:
            return Verdict([], [], refusal.reasons)
        return Verdict(records, records, [])

    def tick(self, records: list[Record], at: datetime) -> Verdict:
        after_timers = self._timers(list(records), at)
        return Verdict(after_timers, after_timers[len(records) :], [])

    def submit(
        self,
        records: list[Record],
        event: str,
        at: datetime,
        who: Who,
        params: dict[str, Any],
        occurred: datetime | None = None,
        role: str | None = None,
    ) -> Verdict:
        """8: one submission; what timers did stays, also if it is refused."""
        fired = self._timers(list(records), at)
        decided = list(fired)
        try:
            self._decide(decided, event, at, who, params, occurred, role)
        except Refusal as refusal:
            return Verdict(fired, fired[len(records) :], refusal.reasons)
        return Verdict(decided, decided[len(records) :], [])

    def fields(self, records: list[Record]) -> dict[str, Any]:
        return self._view(records, records[-1]["at"]).fields

    def timers(self, records: list[Record]) -> list[tuple[datetime, str]]:
        """What is armed after the last record."""
        if story.where(records) in self.book.ends or story.suspended(self.book, records):
            return []
        return sorted((due_at, name) for due_at, _, _, name in self._armed(records))

    # -------------------------------------------------------------------------------------------------- 8, in order

    def _decide(
        self,
        records: list[Record],
        event: str,
        at: datetime,
        who: Who,
        params: dict[str, Any],
        occurred: datetime | None,
        role: str | None,
    ) -> None:
        offered, used = self._admitted(records, event, at, who, occurred, role)
        values = self._parameters(event, params)
        writes = {
            name: value for name, value in values.items() if name in self.book.fields and not self._own(event, name)
        }
        binds = {
            name: value for name, value in values.items() if name in self.book.roles and not self._own(event, name)
        }
        own = {name: value for name, value in values.items() if self._own(event, name)}
        self._requirements(records, offered, at, who, writes, binds, own)
        # 8.5: the record
        record = self._append(
            records, at, "event", who, AFTER_TIMERS, occurred=occurred or at, role=used, event=event, params=values
        )
        record["writes"], record["binds"] = writes, binds
        view = self._view(records, at)
        record["_saw"].append(("event", event, view.fields, view.roles, own))
        self._of_the_language(records, record, offered, own, at)
        # 8.6, 8.7
        if offered.offer is not None:
            if offered.offer.do is not None:
                self._perform(records, record, offered.offer.do, own, who.party)
            self._route(records, record, offered.offer, own, who.party)
        elif event == "reopen":
            self._enter(records, record, offered.what.to.text)
        self._settle(records, by_clock=False)

    def _admitted(
        self, records: list[Record], event: str, at: datetime, who: Who, occurred: datetime | None, role: str | None
    ) -> tuple[Offered, str]:
        """8.2: the first that fails refuses."""
        if at < records[-1]["at"]:
            raise Refusal(("time", None))
        if event not in self.book.events:
            raise Refusal(("unknown event", event))
        if story.where(records) in self.book.ends and event != "reopen":
            raise Refusal(("ended", None))
        if story.suspended(self.book, records) and event not in {each.event for each in self.offered(records, at)}:
            raise Refusal(("suspended", None))
        here = [each for each in self.offered(records, at) if each.event == event]
        if not here:
            raise Refusal(("not offered", event))
        admitted = [(each, self._role(records, who, each.by, role)) for each in here]
        admitted = [(each, used) for each, used in admitted if used is not None]
        if not admitted:
            raise Refusal(("role", event))
        if event == "reopen":  # 9.2: of those, the first whose window is open
            admitted = [(each, used) for each, used in admitted if self._window_open(records, each.what, at)]
            if not admitted:
                raise Refusal(("window", event))
        offered, used = admitted[0]
        if occurred is not None and occurred != at:
            self._backdated(records, at, occurred, who)
        return offered, used

    def offered(self, records: list[Record], at: datetime) -> list[Offered]:
        """All that is offered here, those of the step before those of `anywhere`."""
        where = story.where(records)
        suspended = story.suspended(self.book, records)
        if where in self.book.ends:
            return [
                Offered("reopen", texts(each.by), what=each)
                for each in self.book.reopen
                if each.end is None or each.end.text == where
            ]
        step = self.book.steps[where]
        here: list[Offered] = []
        if not suspended:
            here += [
                Offered(offer.event.text, texts(offer.by) or self.book.step_by(step), offer)
                for offer in self.book.items(step, tree.Offer)
            ]
            here += self._extension_offers(records, step, at)
        for allowed in self.book.suspend:
            here.append(Offered("resume" if suspended else "suspend", texts(allowed.by)))
        for block in self.book.anywhere:
            if where not in texts(block.but) and (block.while_suspended or not suspended):
                here += [
                    Offered(offer.event.text, texts(offer.by) or self.book.every_role(), offer)
                    for offer in block.offers
                ]
        return here

    def _role(self, records: list[Record], who: Who, by: tuple[str, ...], named: str | None) -> str | None:
        """The first of the offer's roles that the actor holds, or the role named in the submission."""
        bound = story.roles(records)
        for role in by:
            if named is not None and role != named:
                continue
            if self.book.roles[role].assigned:
                if bound.get(role) in (who.party, who.person):
                    return role
            elif role in who.roles:
                return role
        return None

    def _window_open(self, records: list[Record], allowed: tree.AllowReopen, at: datetime) -> bool:
        """9.2: counted from the entry of the end, rolled."""
        if allowed.window is None:
            return True
        entered = records[story.stay(records)]["at"]
        return at < due(self.cal, entered, allowed.window, Shift(self.cal, [], entered)).at

    def _backdated(self, records: list[Record], at: datetime, occurred: datetime, who: Who) -> None:
        """9.5"""
        if occurred > at or occurred < records[0]["at"]:
            raise Refusal(("backdate", None))
        for allowed in self.book.backdate:
            until = due(self.cal, occurred, allowed.at_most, Shift(self.cal, [], occurred)).at
            if self._role(records, who, texts(allowed.by), None) is not None and at < until:
                return
        raise Refusal(("backdate", None))

    # 8.3

    def _own(self, event: str, name: str) -> bool:
        return any(param.name.text == name and self.book.is_own(param) for param in self.book.events[event])

    def _parameters(self, event: str, params: dict[str, Any]) -> dict[str, Any]:
        declared = {param.name.text: param for param in self.book.events[event]}
        wrong: list[tuple[str, Any]] = [("unknown parameter", name) for name in params if name not in declared]
        values = {}
        for name, param in declared.items():
            if params.get(name) is None:
                if not param.optional:
                    wrong.append(("missing parameter", name))
                continue
            values[name] = self._read(self.book.param_type(param), params[name])
            if values[name] is UNREADABLE:
                wrong.append(("ill-typed parameter", name))
        if wrong:
            raise Refusal(*wrong)
        return values

    def _read(self, kind: tree.TypeExpr, value: Any) -> Any:
        match kind:
            case tree.SimpleType("bool"):
                return value if isinstance(value, bool) else UNREADABLE
            case tree.IntType(low, high):
                good = isinstance(value, int) and not isinstance(value, bool)
                good = good and (low is None or low <= value) and (high is None or value <= high)
                return value if good else UNREADABLE
            case tree.SimpleType("decimal"):
                return self._read_decimal(value)
            case tree.SimpleType("text" | "party" | "file"):
                return value if isinstance(value, str) else UNREADABLE
            case tree.SimpleType("date"):
                return self._read_date(value)
            case tree.SimpleType("time"):
                return self._read_time(value)
            case tree.SimpleType("duration"):
                return value if isinstance(value, tree.Duration) else UNREADABLE
            case tree.EnumType():
                return value if value in choices_of(kind) else UNREADABLE
            case tree.ListType(item):
                if not isinstance(value, (list, tuple)):
                    return UNREADABLE
                items = tuple(self._read(item, each) for each in value)
                return UNREADABLE if UNREADABLE in items else items
        raise TypeError(kind)

    def _read_decimal(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
            return UNREADABLE
        try:
            return Decimal(value)
        except InvalidOperation:
            return UNREADABLE

    def _read_date(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return UNREADABLE
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value) if isinstance(value, str) else UNREADABLE
        except ValueError:
            return UNREADABLE

    def _read_time(self, value: Any) -> Any:
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return UNREADABLE
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            return UNREADABLE
        return moment.astimezone(UTC)

    # 8.4

    def _requirements(
        self,
        records: list[Record],
        offered: Offered,
        at: datetime,
        who: Who,
        writes: dict[str, Any],
        binds: dict[str, str],
        own: dict[str, Any],
    ) -> None:
        failed: list[tuple[str, Any]] = []
        if isinstance(offered.what, tree.Extendable):
            failed = self._extension_fails(records, offered, at, own)
        if offered.offer is not None:
            view = self._view(records, at, own, offered.event, who.party)
            view.fields = view.fields | writes
            view.roles = view.roles | binds
            for number, require in enumerate(offered.offer.requires):
                if not view.holds(require.condition):
                    failed.append(("requirement", require.message if require.message is not None else number))
        if failed:
            raise Refusal(*failed)

    # 8.7

    def _route(self, records: list[Record], record: Record, offer: tree.Offer, own: dict[str, Any], actor: str) -> None:
        if not offer.routes:
            return
        for route in offer.routes:
            view = self._view(records, record["at"], own, offer.event.text, actor)
            if route.otherwise or view.holds(route.when):
                self._enter(records, record, route.to.text)
                return
        raise Refusal(("no route", offer.event.text))

    # 8.8

    def _enter(self, records: list[Record], record: Record, target: str) -> None:
        at = record["at"]
        record["_marks"].append(("left", None))
        if record["step"] in self.book.steps:
            for item in self.book.items(self.book.steps[record["step"]], tree.OnLeave):
                self._perform(records, record, item.block, {}, None)
        record["to"] = target
        view = self._view(records, at)
        record["_saw"].append(("entry", target, view.fields, view.roles, {}))
        if target in self.book.ends:
            for block in self.book.ends[target].on_enter:
                self._perform(records, record, block, {}, None)
            return
        step = self.book.steps[target]
        for item in self.book.items(step, tree.OnEnter):
            self._perform(records, record, item.block, {}, None)
        record["_limit"] = self._chosen_limit(self._view(records, at), step)
        record["deadline"] = Clock(self.book, self.cal, records, at).deadline()

    def _chosen_limit(self, view: View, step: tree.Step) -> dict[str, Any] | None:
        """5.1, 5.2"""
        for node in self.book.items(step, (tree.Within, tree.DueOn)):
            if not view.holds(node.when):
                continue
            chosen: dict[str, Any] = {"node": node, "length": None, "date": None}
            if isinstance(node, tree.Within):
                chosen["length"] = node.limit if isinstance(node.limit, tree.Duration) else view.fields[node.limit.text]
            elif isinstance(node.on, tree.MonthDay):
                chosen["date"] = month_day(self.cal.day(view.now), node.on.month, node.on.day)
            elif isinstance(node.on, tree.Date):
                chosen["date"] = date.fromisoformat(node.on.iso)
            else:
                chosen["date"] = view.fields[node.on.text]
            return None if chosen["length"] is None and chosen["date"] is None else chosen
        return None

    # 8.6 and 11

    def _perform(
        self,
        records: list[Record],
        record: Record,
        block: tree.Block,
        own: dict[str, Any],
        actor: str | None,
        by_clock: bool = False,
    ) -> None:
        for act in block.acts:
            view = self._view(records, record["at"], own, record["event"] if own or actor else None, actor)
            if act.unless is not None and view.holds(act.unless):
                continue
            self._act(view, record, act, by_clock)

    def _act(self, view: View, record: Record, act: tree.Act, by_clock: bool) -> None:
        match act:
            case tree.SetField(name, value):
                kind = self.book.fields[name.text].type
                record["writes"] = record["writes"] | {name.text: fitted(kind, view.beside(value, choices_of(kind)))}
            case tree.Notify(to, text) | tree.Remind(to, text):
                kind = "notify" if isinstance(act, tree.Notify) else "remind"
                recipients = tuple((role.text, view.roles.get(role.text)) for role in to)
                _effect(record, kind, to=recipients, text=self._filled(view, text))
            case tree.Mark(colour):
                record["_marks"].append(("clock" if by_clock else "other", colour.text))
                _effect(record, "mark", name=colour.text)
            case tree.Score(party, amount, reason):
                who = view.named(party.text)
                if who is not None:
                    _effect(record, "score", party=who, amount=amount, text=self._filled(view, reason))
            case tree.Publish(text):
                _effect(record, "publish", text=self._filled(view, text))
            case tree.CallEffect(name, args):
                _effect(record, "call", name=name.text, args=self._arguments(view, name.text, args))

    def _arguments(self, view: View, name: str, args: tuple[tree.Arg, ...]) -> tuple[tuple[str, Any], ...]:
        declared = self.book.declared_effects[name].params
        given: dict[str, tree.Expr | tree.Listing] = {}
        for place, arg in enumerate(args):
            given[arg.name.text if arg.name is not None else declared[place].name.text] = arg.value
        return tuple(
            (
                param.name.text,
                _argument(view, given[param.name.text], param.type) if param.name.text in given else None,
            )
            for param in declared
        )

    def _filled(self, view: View, text: str | None) -> str | None:
        """11: `{name}` is the value of that field, role or parameter."""
        if text is None or "{" not in text:
            return text
        before_brace, _, rest = text.partition("{")
        name, closed, rest = rest.partition("}")
        if not closed:
            return text
        known = name in view.own_types or name in self.book.fields or name in self.book.roles
        value = written(view.named(name), self.cal) if known else "{" + name + "}"
        return before_brace + value + (self._filled(view, rest) or "")

    # 8.9, 8.10

    def _settle(self, records: list[Record], by_clock: bool, taken: frozenset[str] = frozenset()) -> None:
        """What follows from the last record: routes by themselves, then the rules."""
        broken: dict[int, set[str]] = {}
        self._after_record(records, broken)
        self._as_soon_as(records, broken, set(taken))
        rest = Rules(self._view(records, records[-1]["at"])).broken_at_rest()
        broken[len(records) - 1].update(rest)
        everything = {name for names in broken.values() for name in names}
        if not by_clock and everything:
            raise Refusal(*(("rule", name) for name in self.book.rules if name in everything))
        for index, names in broken.items():
            self._breach(records[index], names)

    def _after_record(self, records: list[Record], broken: dict[int, set[str]]) -> None:
        view = self._view(records, records[-1]["at"])
        records[-1]["_when"] = {name: bites(view, rule) for name, rule in self.book.rules.items()}
        broken[len(records) - 1] = set(Rules(view).broken_by_record())

    def _breach(self, record: Record, names: set[str]) -> None:
        already = set(record["breaches"])
        record["breaches"] = tuple(name for name in self.book.rules if name in names | already)
        for name in record["breaches"]:
            _effect(record, "breach", name=name)

    def _as_soon_as(self, records: list[Record], broken: dict[int, set[str]], taken: set[str]) -> None:
        """8.9: at most once per step, until none holds; never while suspended (7.4)."""
        now = records[-1]["at"]
        while (step := story.where(records)) not in taken:
            target = self._as_soon_target(records, now)
            if target is None:
                return
            taken.add(step)
            self._enter(records, self._append(records, now, "route", THE_CLOCK), target)
            self._after_record(records, broken)

    def _as_soon_target(self, records: list[Record], now: datetime) -> str | None:
        where = story.where(records)
        if where not in self.book.steps or story.suspended(self.book, records):
            return None
        view = self._view(records, now)
        for item in self.book.items(self.book.steps[where], tree.AsSoonAs):
            if view.holds(item.condition):
                return item.to.text
        return None

    # ------------------------------------------------------------------------------------------------------ 7, timers

    def _timers(self, records: list[Record], until: datetime) -> list[Record]:
        """7.1: all timers due by then, in order of their moments, each with what follows from it."""
        while True:
            if story.where(records) not in self.book.steps or story.suspended(self.book, records):
                return records
            armed = sorted(each for each in self._armed(records) if each[0] <= until)
            armed = [each for each in armed if not self._waits(records, each)]
            upto = armed[0][0] if armed else None
            asked = self._asking(records, upto, until)
            if asked is not None:
                moment, target = asked
                step = story.where(records)
                self._enter(records, self._append(records, moment, "route", THE_CLOCK, AFTER_TIMERS), target)
                self._settle(records, by_clock=True, taken=frozenset({step}))
            elif armed:
                self._fire(records, armed[0])
            else:
                return records

    def _waits(self, records: list[Record], timer: Timer) -> bool:
        """What has nothing to say as things stand."""
        due_at, _, place, name = timer
        if name.startswith("rule:"):
            # 10: a deadline that passes while C does not hold breaks nothing; of `leads to`, C was asked at A
            rule = self.book.rules[name.removeprefix("rule:")]
            at = max(due_at, records[-1]["at"])
            return not isinstance(opened_up(rule.prop)[0], tree.LeadsTo) and not bites(self._view(records, at), rule)
        # 7.6: timers leave a step at most once in one moment
        last = records[-1]["at"]
        where = story.where(records)
        leaves = name == "then"
        if name.startswith("rung:"):
            leaves = self.book.rungs(self.book.steps[where])[place].to is not None
        left_now = [each["step"] for each in records if each["at"] == last and each["kind"] == "timer" and each["to"]]
        return leaves and due_at <= last and where in left_now

    def _asking(self, records: list[Record], upto: datetime | None, until: datetime) -> tuple[datetime, str] | None:
        """8.9: the first moment after the last record at which an `as soon as` holds because time has passed.

        Looked for at the beginning of every day and at the exact moments; last among equal moments.
        """
        step = self.book.steps[story.where(records)]
        items = self.book.items(step, tree.AsSoonAs)
        spans = [node for item in items for node in _span_comparisons(item.condition)]
        if not spans:
            return None
        last = records[-1]["at"]
        moments = {moment for node in spans for moment in self._exact_moments(records, node)}
        day = self.cal.day(last)
        while day <= self.cal.day(until):
            day += DAY
            moments.add(self.cal.begin(day))
        for moment in sorted(moments):
            if last < moment <= until and (upto is None or moment < upto):
                target = self._as_soon_target(records, moment)
                if target is not None and any(self._changes(records, node, moment) for node in spans):
                    return moment, target
        return None

    def _changes(self, records: list[Record], node: tree.Binary, moment: datetime) -> bool:
        """Whether a comparison is another than just before, and the calendar knows."""
        before_it = self._view(records, moment - timedelta(microseconds=1)).value(node)
        return before_it != self._view(records, moment).value(node) and self._sure(records, node, moment)

    def _sure(self, records: list[Record], node: tree.Binary, moment: datetime) -> bool:
        view = self._view(records, moment)
        clock = view.clock()
        span, other = (node.left, node.right) if isinstance(node.left, SPANS) else (node.right, node.left)
        duration = view.value(other)
        if isinstance(span, tree.Elapsed):
            return due(self.cal, clock.start, duration, clock.shift(clock.start), roll=False).sure
        if isinstance(span, tree.Remaining) and (clock.limit.last is None or is_exact(duration)):
            return clock.firm() and before(self.cal, clock.limit.at, duration)[1]
        if isinstance(span, tree.Remaining):
            return clock.firm() and due(self.cal, moment, duration, Shift(self.cal, [], moment), roll=False).sure
        return clock.firm() and clock.overdue_for(duration).sure

    def _exact_moments(self, records: list[Record], node: tree.Binary) -> list[datetime]:
        view = self._view(records, records[-1]["at"])
        clock = view.clock()
        span, other = (node.left, node.right) if isinstance(node.left, SPANS) else (node.right, node.left)
        duration = view.value(other)
        limit = clock.limit
        exact = is_exact(duration) or (limit is not None and limit.last is None)
        if isinstance(span, tree.Elapsed) and is_exact(duration):
            shift = clock.shift(clock.start)
            moments = [after(self.cal, clock.start, duration, shift.real, shift.office)[0]]
        elif isinstance(span, tree.Remaining) and exact and limit is not None:
            moments = [before(self.cal, limit.at, duration)[0]]
        elif isinstance(span, tree.Overdue) and exact and limit is not None:
            moments = [clock.overdue_for(duration).at]
        else:
            moments = []
        return [moment + extra for moment in moments for extra in (timedelta(0), timedelta(microseconds=1))]

    def _armed(self, records: list[Record]) -> list[Timer]:
        """All that may still fire."""
        clock = Clock(self.book, self.cal, records, records[-1]["at"])
        step = self.book.steps[story.where(records)]
        armed: list[Timer] = []
        fired = [record["timer"] for record in clock.own_records]
        if clock.firm():
            at = max(clock.limit.at, clock.start)
            if "due" not in fired:
                armed.append((at, 0, 0, "due"))
            if clock.chosen["node"].then is not None:
                armed.append((at, 5, 0, "then"))
            for place, rung in enumerate(self.book.rungs(step)):
                moment = self._rung_due(clock, step, place, rung)
                if f"rung:{place}" not in fired and moment is not None:
                    armed.append((moment, 1, place, f"rung:{place}"))
        for place, every in enumerate(self.book.items(step, tree.Every)):
            at, sure = clock.every(every.period, fired.count(f"every:{place}") + 1)
            if sure:
                armed.append((at, 2, place, f"every:{place}"))
        armed += self._lapsing(clock)
        order = list(self.book.rules)
        for pending in Rules(self._view(records, records[-1]["at"])).pending():
            if pending.sure and not any((pending.rule, pending.anchor) in record["_passed"] for record in records):
                armed.append((pending.at, 4, order.index(pending.rule), f"rule:{pending.rule}"))
        return armed

    def _rung_due(self, clock: Clock, step: tree.Step, place: int, rung: tree.Rung) -> datetime | None:
        """6.3: with `after LABEL`, when both its moment has come and the labelled rung has been performed."""
        moment, sure = clock.rung(rung)
        if not sure:
            return None
        if rung.after is None:
            return moment
        labels = [each.label.text if each.label is not None else None for each in self.book.rungs(step)]
        performed = [
            record["at"] for record in clock.own_records if record["timer"] == f"rung:{labels.index(rung.after.text)}"
        ]
        return max(moment, performed[0]) if performed else None

    def _fire(self, records: list[Record], timer: Timer) -> None:
        due_at, _, place, name = timer
        at = max(due_at, records[-1]["at"])  # 7.2
        step = self.book.steps[story.where(records)]
        if name.startswith("rule:"):
            self._miss(records, timer, at)
            return
        record = self._append(records, at, "timer", THE_CLOCK, timer[:3], timer=name)
        if name == "due":
            record["_saw"].append(("expiry", step.name.text, {}, {}, {}))
        if name == "then":
            self._enter(records, record, self._clock(records, at).chosen["node"].then.text)
        if name.startswith("rung:"):
            rung = self.book.rungs(step)[place]
            if rung.block is not None:
                self._perform(records, record, rung.block, {}, None, by_clock=True)
            if rung.to is not None:
                self._enter(records, record, rung.to.text)
        if name.startswith("every:"):
            self._perform(records, record, self.book.items(step, tree.Every)[place].block, {}, None, by_clock=True)
        self._settle(records, by_clock=True)

    def _clock(self, records: list[Record], at: datetime) -> Clock:
        return Clock(self.book, self.cal, records, at)

    def _miss(self, records: list[Record], timer: Timer, at: datetime) -> None:
        """10: a rule's own deadline has passed."""
        rule = timer[3].removeprefix("rule:")
        record = self._append(records, at, "breach", THE_CLOCK, timer[:3], timer=timer[3])
        record["breaches"] = (rule,)
        self._settle(records, by_clock=True)

    # -------------------------------------------------------------------------------------------------- 9, extensions

    def _extension(self, records: list[Record], at: datetime) -> tuple[Clock, tree.Extendable] | None:
        clock = self._clock(records, at)
        if clock.chosen is None or clock.chosen["node"].extendable is None:
            return None
        return clock, clock.chosen["node"].extendable

    def _extension_offers(self, records: list[Record], step: tree.Step, at: datetime) -> list[Offered]:
        found = self._extension(records, at)
        if found is None:
            return []
        clock, extension = found
        here = [Offered(asks(extension), self.book.step_by(step), what=extension)]
        if extension.approved_by and _undecided(clock) is not None:
            here += [
                Offered(event, texts(extension.approved_by), what=extension)
                for event in ("grant_extension", "deny_extension")
            ]
        return here

    def _extension_fails(
        self, records: list[Record], offered: Offered, at: datetime, own: dict[str, Any]
    ) -> list[tuple[str, Any]]:
        """9.3, all together."""
        clock, extension = self._extension(records, at)
        if offered.event == "deny_extension":
            return []
        if offered.event == "grant_extension":
            return [("granting too late", None)] if clock.expired() else []
        failed: list[tuple[str, Any]] = []
        if clock.expired():
            failed.append(("extension: run out", None))
        if _undecided(clock) is not None:
            failed.append(("extension: undecided", None))
        if len(clock.granted()) >= extension.times:
            failed.append(("extension: times", None))
        if extension.asked_before is not None and not clock.remaining(">=", extension.asked_before):
            failed.append(("extension: asked late", None))
        if extension.in_all is not None and self._too_long(clock, extension, own):
            failed.append(("extension: in all", None))
        return failed

    def _too_long(self, clock: Clock, extension: tree.Extendable, own: dict[str, Any]) -> bool:
        """Both counted from the start, suspended time left out."""
        more = extension.by if extension.by is not None else own["by"]
        most = clock.counted(extension.in_all, [])
        if clock.is_fixed():
            return clock.fixed([*clock.granted(), more]).at > most.at
        return clock.counted(added(clock.length(), more), []).at > most.at

    def _of_the_language(
        self, records: list[Record], record: Record, offered: Offered, own: dict[str, Any], at: datetime
    ) -> None:
        """What the events of the language do themselves (9)."""
        extension = offered.what
        if isinstance(extension, tree.Extendable):
            if offered.event == asks(extension):
                length = extension.by if extension.by is not None else own["by"]
                record["_asked" if extension.approved_by else "_granted"] = length
            elif offered.event == "grant_extension":
                record["_granted"] = _undecided(self._clock(records[:-1], at))["_asked"]
            if record["_granted"] is not None:
                record["deadline"] = self._clock(records, at).deadline()
        elif offered.event == "resume":
            moved = self._clock(records, at).deadline()
            known = [each["deadline"] for each in records[story.stay(records) :] if each["deadline"] is not None]
            if moved is not None and moved != known[-1]:
                record["deadline"] = moved

    def _lapsing(self, clock: Clock) -> list[Timer]:
        asked = _undecided(clock)
        if asked is None or clock.chosen["node"].extendable.decided_within is None:
            return []
        within = clock.chosen["node"].extendable.decided_within
        moment = due(self.cal, asked["at"], within, clock.shift(asked["at"]))
        return [(moment.at, 3, 0, "lapse")] if moment.sure else []

    # ------------------------------------------------------------------------------------------------ making records

    def _opened(self, records: list[Record], case: str, at: datetime, who: Who) -> None:
        record = self._append(records, at, "opened", who, case=case)
        record["process"] = self.book.process.name.text
        record["version"] = self.book.process.version or 1
        self._enter(records, record, self.book.start)
        self._settle(records, by_clock=False)

    def _append(
        self,
        records: list[Record],
        at: datetime,
        kind: str,
        who: Who,
        order: tuple[Any, ...] | None = None,
        **more: Any,
    ) -> Record:
        """`order`: where the record stands among timers; None for what follows at once from the last record."""
        step = story.where(records)
        limit = self._clock(records, at) if step in self.book.steps else None
        record: Record = {
            "case": records[0]["case"] if records else more["case"],
            "seq": len(records) + 1,
            "kind": kind,
            "at": at,
            "occurred": at,
            "person": who.person,
            "party": who.party,
            "role": None,
            "event": None,
            "timer": None,
            "step": step,
            "to": None,
            "params": {},
            "writes": {},
            "binds": {},
            "effects": (),
            "breaches": (),
            "due": limit.limit.at if limit is not None and limit.firm() else None,
            "deadline": None,
            "process": None,
            "version": None,
            "_saw": [],
            "_marks": [],
            "_limit": None,
            "_granted": None,
            "_asked": None,
            "_passed": self._passed_over(records, (at, *order) if order is not None and len(order) == 2 else order),
            "_when": dict.fromkeys(self.book.rules, False),
        } | more
        records.append(record)
        return record

    def _passed_over(self, records: list[Record], order: tuple[Any, ...] | None) -> set[tuple[str, int]]:
        """10: deadlines of rules that came before this record, and broke nothing then, are not asked again."""
        if order is None or story.where(records) not in self.book.steps or story.suspended(self.book, records):
            return set()
        names = list(self.book.rules)
        return {
            (each.rule, each.anchor)
            for each in Rules(self._view(records, records[-1]["at"])).pending()
            if (each.at, 4, names.index(each.rule)) < order
        }

    def _view(
        self,
        records: list[Record],
        now: datetime,
        own: dict[str, Any] | None = None,
        event: str | None = None,
        actor: str | None = None,
    ) -> View:
        view = View(self.book, self.cal, records, now)
        view.scores, view.actor = self.scores, actor
        if event is not None:
            view.own_types = self.book.own_params(event)
            view.own = own or {}
        return view


def _undecided(clock: Clock) -> Record | None:
    """The request for an extension that nobody has decided."""
    asked = None
    for record in clock.own_records:
        if record["_asked"] is not None:
            asked = record
        if record["event"] in ("grant_extension", "deny_extension") or record["timer"] == "lapse":
            asked = None
    return asked


def _effect(record: Record, kind: str, **more: Any) -> None:
    plain = {"name": "", "to": (), "text": None, "party": None, "amount": 0, "args": ()} | more
    record["effects"] = (*record["effects"], {"index": len(record["effects"]), "kind": kind} | plain)


def _span_comparisons(expr: Any) -> list[tree.Binary]:
    """All comparisons with `elapsed`, `remaining` or `overdue` in a condition."""
    if isinstance(expr, tree.Binary):
        if expr.op not in ("and", "or") and (isinstance(expr.left, SPANS) or isinstance(expr.right, SPANS)):
            return [expr]
        return _span_comparisons(expr.left) + _span_comparisons(expr.right)
    if isinstance(expr, tree.Unary):
        return _span_comparisons(expr.operand)
    if isinstance(expr, tree.IfElse):
        return [found for part in (expr.condition, expr.then, expr.otherwise) for found in _span_comparisons(part)]
    return []


def _argument(view: View, given: tree.Expr | tree.Listing, kind: tree.TypeExpr | None) -> Any:
    """A list is given item by item."""
    if isinstance(given, tree.Listing):
        item = kind.item if isinstance(kind, tree.ListType) else None
        return tuple(_argument(view, each, item) for each in given.items)
    return view.beside(given, choices_of(kind))


def fitted(kind: tree.TypeExpr, value: Any) -> Any:
    """2.4: an assignment beyond the range stores the nearer end; an int assigned to a decimal is that decimal."""
    if value is None:
        return None
    if isinstance(kind, tree.IntType):
        if kind.low is not None:
            value = max(value, kind.low)
        if kind.high is not None:
            value = min(value, kind.high)
    return Decimal(value) if kind == tree.SimpleType("decimal") else value


def written(value: Any, cal: Calendar) -> str:
    """11: how a value stands in a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tree.Duration):
        return " ".join(
            f"{amount} {unit.replace('_', ' ')[: None if amount != 1 else -1]}" for amount, unit in value.parts
        )
    if isinstance(value, datetime):
        local = value.astimezone(cal.zone)
        return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(written(item, cal) for item in value)
    return str(value)
