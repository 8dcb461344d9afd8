"""What has changed between two versions of a process, sentence by sentence, whatever follows from it.

Guarantees: equal sentences are no change, wherever in the file they stand; what a sentence says about the history of a
case is compared by what it says and not by where that is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Literal

from attrs import fields, frozen, has

from closedloop.model.expressions import FromToSpan, SinceSpan, SlotValue
from closedloop.model.process import At, Offer, Process, Step

Sort = Literal[
    "process",
    "role",
    "field",
    "list",
    "event",
    "step",
    "end",
    "limit",
    "offer",
    "requirement",
    "route",
    "act",
    "rung",
    "every",
    "as_soon",
    "suspend",
    "reopen",
    "backdate",
    "rule",
    "metric",
]


_Says = Callable[[object], Hashable]
"""What makes something comparable."""


@frozen
class Change:
    """`name`: of what; `step`: where it stands, None if nowhere in particular. `before`, `after`: where it is written
    in either version; `added` and `removed`: whether it is in one only.
    """

    sort: Sort
    name: str
    step: str | None
    added: bool
    removed: bool
    before: At
    after: At


@frozen
class _Sentence:
    sort: Sort
    name: str
    step: str | None
    says: Hashable
    at: At
    tag: str | None = None
    """What it is recognised by, if what it says has changed: a requirement's message, where a route leads."""

    @property
    def among(self) -> tuple[str, str, str | None, str | None]:
        """Those that it may be matched with."""
        return self.sort, self.name, self.step, self.tag


def changes(old: Process, new: Process) -> tuple[Change, ...]:
    """All changes: what is new and what is different in the order of the new version, then what is gone."""
    before = _by_key(old, new)
    after = _by_key(new, old)
    return (*_new_or_other(before, after), *_gone(before, after))


def _new_or_other(before: Mapping[Hashable, _Sentence], after: Mapping[Hashable, _Sentence]) -> Iterator[Change]:
    for key, each in after.items():
        old = before.get(key)
        if old is None:
            if not _inside_of(each, after, before):
                yield Change(each.sort, each.name, each.step, True, False, None, each.at)
        elif old.says != each.says:
            yield Change(each.sort, each.name, each.step, False, False, old.at, each.at)


def _gone(before: Mapping[Hashable, _Sentence], after: Mapping[Hashable, _Sentence]) -> Iterator[Change]:
    for key, each in before.items():
        if key not in after and not _inside_of(each, before, after):
            yield Change(each.sort, each.name, each.step, False, True, each.at, None)


def _inside_of(each: _Sentence, here: Mapping[Hashable, _Sentence], there: Mapping[Hashable, _Sentence]) -> bool:
    """Whether all of the step, or of the offer, is in this version only: that alone is told then. So it is of an event,
    which is there because it is offered.
    """

    def only_here(*among: str | None) -> bool:
        return any(x.among == among for x in here.values()) and all(x.among != among for x in there.values())

    if each.sort == "event":  # each of its offers is told
        return True
    if each.step is not None and each.sort not in ("step", "end") and only_here("step", each.step, each.step, None):
        return True
    return each.sort in ("requirement", "route", "act") and only_here("offer", each.name, each.step, None)


def _by_key(process: Process, other: Process) -> dict[Hashable, _Sentence]:
    """What has no name of its own is matched by what it says, and where that is said in one version only, in order."""
    theirs = Counter((each.among, each.says) for each in _sentences(other))
    met: Counter[Hashable] = Counter()
    found: dict[Hashable, _Sentence] = {}
    for each in _sentences(process):
        said = (each.among, each.says)
        met[said] += 1
        if met[said] <= theirs[said]:
            found[said, met[said]] = each
        else:
            met[each.among] += 1
            found[each.among, met[each.among]] = each
    return found


def _sentences(process: Process) -> Iterator[_Sentence]:
    says = _Meaning(process).of
    calendar = (process.calendar, process.zone, process.start)
    yield _Sentence("process", process.name, None, calendar, None)
    for role in process.roles:
        yield _Sentence("role", role.name, None, role.assigned, role.at)
    for field in process.fields:
        yield _Sentence("field", field.name, None, says((field.type, field.default)), field.at)
    for each in process.lists:
        yield _Sentence("list", each.name, None, says(each.values), each.at)
    for event in process.events:
        yield _Sentence("event", event.name, None, says(event.params), event.at)
    for step in process.steps:
        yield from _of_step(step, says)
    for end in process.ends:
        yield _Sentence("end", end.name, end.name, says(end.on_enter), end.at)
    for anywhere in process.anywhere:
        yield from _of_offers(anywhere.offers, None, says, (anywhere.but, anywhere.while_suspended))
    rungs = {(rung.escalation or step.name, rung.at): rung for step in process.steps for rung in step.rungs}
    for (escalation, _), rung in rungs.items():
        yield _Sentence("rung", escalation, None, says(rung), rung.at)
    if process.suspend is not None:
        yield _Sentence("suspend", "", None, process.suspend.by, process.suspend.at)
    for reopen in process.reopens:
        yield _Sentence("reopen", "", None, says(reopen), reopen.at)
    for backdate in process.backdates:
        yield _Sentence("backdate", "", None, says(backdate), backdate.at)
    for rule in process.rules:
        yield _Sentence("rule", rule.name, None, says((rule.prop, rule.when)), rule.at)
    for metric in process.metrics:
        yield _Sentence("metric", metric.name, None, says((metric.value, metric.each, metric.target)), metric.at)


def _of_step(step: Step, says: _Says) -> Iterator[_Sentence]:
    ladders = tuple(dict.fromkeys(rung.escalation for rung in step.rungs))
    own = (step.by, says((step.on_enter, step.on_leave)), ladders)
    yield _Sentence("step", step.name, step.name, own, step.at)
    for limit in step.limits:
        yield _Sentence("limit", "", step.name, says(limit), limit.at)
    for every in step.every:
        yield _Sentence("every", "", step.name, says(every), every.at)
    for soon in step.as_soon:
        yield _Sentence("as_soon", "", step.name, says(soon), soon.at)
    yield from _of_offers(step.offers, step.name, says, step.by)


def _of_offers(offers: Sequence[Offer], step: str | None, says: _Says, around: Hashable) -> Iterator[_Sentence]:
    for offer in offers:
        own = None if offer.by == around else offer.by
        yield _Sentence("offer", offer.event, step, (own, around if step is None else None), offer.at)
        for require in offer.requires:
            yield _Sentence("requirement", offer.event, step, says(require.condition), require.at, require.message)
        for route in offer.routes:
            yield _Sentence("route", offer.event, step, says((route.to, route.when)), route.at, route.to)
        for act in offer.acts:
            yield _Sentence("act", offer.event, step, says(act), act.at)


class _Meaning:
    """Expressions of one process, with what its slots hold in place of their numbers."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def of(self, node: object) -> Hashable:
        if isinstance(node, tuple):
            return tuple(map(self.of, node))
        if isinstance(node, (SlotValue, SinceSpan, FromToSpan)):
            return type(node).__name__, self.of(self._process.slots[node.slot])
        if has(type(node)):
            parts = (self.of(getattr(node, part.name)) for part in fields(type(node)) if part.eq)  # type: ignore[arg-type]
            return type(node).__name__, tuple(parts)
        return node
