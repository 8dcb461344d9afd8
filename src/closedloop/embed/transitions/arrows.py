"""The arrows of a process: which event, or which passing of time, may lead from where to where.

They are what diagrams show and what callbacks hang on; whether one is taken, the kernel decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from closedloop.calendars import format_duration
from closedloop.messages import Language
from closedloop.model.process import Limit, Offer, Process, Rung, Step

BY_TIME = "`clock`"
"""The event of all moves that nobody asks for; no event of a process can have this name."""

TIME, BY_ITSELF = "⏱", "⚙"


@frozen
class Arrow:
    """`to` None: the case stays in its step. `label`: what a diagram says, None for the name of the event."""

    event: str
    source: str
    to: str | None
    label: str | None = None


def arrows(process: Process) -> tuple[Arrow, ...]:
    """Every arrow once, step by step in order of writing."""
    found = [arrow for step in process.steps for arrow in _of_step(process, step)]
    for end in process.ends:
        found += [Arrow("reopen", end.name, each.to) for each in process.reopens if each.end in (None, end.name)]
    once: dict[tuple[str, str, str | None], Arrow] = {}
    for arrow in found:
        once.setdefault((arrow.event, arrow.source, arrow.to), arrow)
    return tuple(once.values())


def _of_step(process: Process, step: Step) -> Iterator[Arrow]:
    for offer in step.offers:
        yield from _of_offer(step, offer)
    for limit in step.limits:
        yield from _of_extension(step, limit)
    for anywhere in process.anywhere:
        if step.name not in anywhere.but:
            for offer in anywhere.offers:
                yield from _of_offer(step, offer)
    if process.suspend is not None:
        yield Arrow("suspend", step.name, None)
        yield Arrow("resume", step.name, None)
    yield from _by_time(step, process.dialect)


def _of_offer(step: Step, offer: Offer) -> Iterator[Arrow]:
    if not offer.routes:
        yield Arrow(offer.event, step.name, None, offer.title)
    for route in offer.routes:
        yield Arrow(offer.event, step.name, route.to, offer.title)


def _of_extension(step: Step, limit: Limit) -> Iterator[Arrow]:
    if limit.extension is not None:
        yield Arrow(limit.extension.event, step.name, None)
        if limit.extension.approved_by:
            yield Arrow("grant_extension", step.name, None)
            yield Arrow("deny_extension", step.name, None)


def _by_time(step: Step, dialect: str) -> Iterator[Arrow]:
    lang: Language = "zh" if dialect == "zh" else "en"
    for rung in step.rungs:
        if rung.to is not None:
            yield Arrow(BY_TIME, step.name, rung.to, f"{TIME} {_moment(rung, lang)}")
    for limit in step.limits:
        if limit.then is not None:
            length = limit.length and format_duration(limit.length, lang)
            yield Arrow(
                BY_TIME, step.name, limit.then, f"{TIME} {length or limit.length_field or limit.on_field or limit.on}"
            )
    for route in step.as_soon:
        yield Arrow(BY_TIME, step.name, route.to, BY_ITSELF)


def _moment(rung: Rung, lang: Language) -> str:
    if rung.point == "share":
        return f"{rung.share}%"
    sign = "−" if rung.point == "before" else "+"
    return sign + (format_duration(rung.duration, lang) if rung.duration is not None else "0")
