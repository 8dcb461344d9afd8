"""A first mapping, written from what stands in a log: to be read, corrected and kept by whoever knows the process.

Guarantees: TOML that `load_mapping` reads. What was recognised is said; what was not stands as a remark to be filled
in. Nothing is ignored of itself: an activity that is like no event stays a remark, and an audit will speak of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from closedloop.calendars import calendar
from closedloop.logs.checking import closest
from closedloop.logs.mapping_events import signatures
from closedloop.logs.matching import names_of
from closedloop.logs.profile import Activity, Column, Profile
from closedloop.logs.wellknown import plain
from closedloop.messages import Language, say
from closedloop.messages.values import printable
from closedloop.model.process import Process

_BARE = re.compile(r"[A-Za-z0-9_-]+")
LIKE = 0.7
"""So like must an activity be to the name or title of an event."""
SHOWN = 3


def draft(found: Profile, name: str, lang: Language, process: Process | None = None) -> str:
    """The text of the mapping. `name` is what the log is called."""
    return "\n".join(_Drafting(found, name, lang, process).lines()) + "\n"


def toml_text(text: str) -> str:
    """The text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(text: str) -> str:
    """The text as a key: bare where it can be."""
    return text if _BARE.fullmatch(text) else toml_text(text)


def best_process(found: Profile, processes: Sequence[Process]) -> Process | None:
    """Of several processes the one that has most of the log's activities among its events."""

    def merit(process: Process) -> int:
        return len(nearest_events(found.activities, process))

    return max(processes, key=merit, default=None)


def nearest_events(activities: Sequence[Activity], process: Process) -> Mapping[str, str]:
    """For each activity that is like an event's name or title, the event that it is most like."""
    names = {plain(name): event for name, event in reversed(names_of(process).items())}
    found = {}
    for activity in activities:
        written = plain(activity.name)
        best = max(names, key=lambda name: likeness(written, name), default="")
        if likeness(written, best) >= LIKE:
            found[activity.name] = names[best]
    return found


def likeness(activity: str, name: str) -> float:
    """From 0 to 1, by the characters that both have in order. An activity that begins with the name is like it, and so
    is one that has a Chinese name in it.
    """
    if (len(name) > 2 and activity.startswith(name)) or (len(name) > 1 and name in activity and not name.isascii()):
        return max(LIKE, len(name) / len(activity))
    compared = SequenceMatcher(None, activity, name, autojunk=False)
    return compared.ratio() if compared.real_quick_ratio() >= LIKE and compared.quick_ratio() >= LIKE else 0.0


class _Drafting:
    def __init__(self, found: Profile, name: str, lang: Language, process: Process | None) -> None:
        self._found = found
        self._name = name
        self._lang: Language = lang
        self._process = process
        filled = [frozenset(column.name for column in each.columns) for each in found.activities]
        self._peculiar = frozenset[str]().union(*filled) - frozenset.intersection(*filled or [frozenset()])
        """Columns that rows of some activities have and of others never: parameters, most likely."""

    def _say(self, key: str, **params: object) -> str:
        return printable(say(f"draft.{key}", self._lang, **params))

    def lines(self) -> Iterator[str]:
        found = self._found
        yield f"# {self._say('title', log=self._name, rows=found.rows)}"
        if found.first:
            yield f"# {self._say('span', first=found.first, last=found.last)}"
        yield f"# {self._say('advice')}"
        yield ""
        if self._process is not None:
            yield f"process = {toml_text(self._process.name)}"
            yield ""
        yield from self._log()
        yield from self._roles()
        yield from self._events()

    # ------------------------------------------------------------------------------------------------------- columns

    def _log(self) -> Iterator[str]:
        found = self._found
        yield "[log]"
        yield self._use("case", (found.case,) if found.case else ())
        yield self._use("activity", found.activity)
        if len(found.activity) > 1:
            yield f"# {self._say('status', column=found.activity[1])}"
        for column, kept in found.keep.items():
            yield f"keep = {{ {toml_key(column)} = [{', '.join(map(toml_text, kept))}] }}  # {self._say('keep')}"
        yield self._use("time", found.time)
        if found.order is not None:
            yield f"order = {toml_text(found.order)}  # {self._say('order')}"
        if found.time_format is not None:
            yield f"time_format = {toml_text(found.time_format)}  # {self._say('format', sample=found.first)}"
        if found.by_day:
            yield f'resolution = "day"  # {self._say("day")}'
        if found.local:
            yield f"# zone = {toml_text(self._zone())}  # {self._say('zone')}"
        for use, there in (("person", found.person), ("party", found.party), ("role", found.role)):
            if there is not None:
                yield self._use(use, (there,))
        yield from self._others()
        yield ""

    def _zone(self) -> str:
        if self._process is not None:
            return calendar(self._process.calendar, self._process.zone).zone
        return "Asia/Shanghai" if self._lang == "zh" else "Europe/Rome"

    def _use(self, use: str, columns: Sequence[str]) -> str:
        if not columns:
            return f'# {use} = "…"  # {self._say("missing")}'
        written = toml_text(columns[0]) if len(columns) == 1 else f"[{', '.join(map(toml_text, columns))}]"
        return f"{use} = {written}  # {self._column(self._found.columns[columns[0]])}"

    def _column(self, column: Column) -> str:
        samples = say("comma", self._lang).join(f"`{_short(each)}`" for each in column.samples[:SHOWN])
        more = self._say("more") if column.different > SHOWN else ""
        count = self._say("different", count=column.different)
        return printable(f"{count}{say('colon', self._lang)}{samples}{more}") if samples else count

    def _others(self) -> Iterator[str]:
        found = self._found
        used = {found.case, *found.activity, *found.time, *found.keep}
        used |= {found.person, found.party, found.role, found.order}
        others = [column for column in found.columns.values() if column.name not in used and column.name]
        if others:
            yield f"# {self._say('others')}"
        for column in others:
            yield f"#   {toml_text(column.name)}: {self._column(column)}"

    # --------------------------------------------------------------------------------------------------------- roles

    def _roles(self) -> Iterator[str]:
        if self._process is None:
            return
        for role in self._process.roles:
            if not role.assigned:
                yield f"[roles.{toml_key(role.name)}]" + (f"  # {printable(role.title)}" if role.title else "")
                yield from self._role(role.name, role.title)
                yield ""

    def _role(self, name: str, title: str | None) -> Iterator[str]:
        found = self._found
        for column in [each for each in (found.role, found.party, found.person) if each is not None]:
            samples = found.columns[column].samples
            values = [each for each in samples if plain(each) in (plain(name), plain(title or name))]
            if values:
                yield f"column = {toml_text(column)}"
                yield f"values = [{', '.join(map(toml_text, values))}]"
                return
        yield f"anybody = true  # {self._say('anybody')}"

    # -------------------------------------------------------------------------------------------------------- events

    def _events(self) -> Iterator[str]:
        activities = self._found.activities
        if self._process is None:
            by_name: dict[str, list[Activity]] = {}
            for activity in activities:
                by_name.setdefault(_as_name(activity.name), []).append(activity)
            for name, alike in by_name.items():
                yield f"[events.{toml_key(name)}]"
                yield from self._event(alike, None)
            return
        near = nearest_events(activities, self._process)
        for event in dict.fromkeys(near[each.name] for each in activities if each.name in near):
            yield f"[events.{toml_key(event)}]"
            yield from self._event([each for each in activities if near.get(each.name) == event], event)
        unknown = [each for each in activities if each.name not in near]
        if unknown:
            yield f"# {self._say('unknown')}"
            yield "[ignore]"
            yield "activities = ["
            for each in unknown:
                yield f"  # {toml_text(each.name)},  # {self._occurs(each)}"
            yield "]"

    def _event(self, activities: Sequence[Activity], event: str | None) -> Iterator[str]:
        if len(activities) == 1:
            yield f"activity = {toml_text(activities[0].name)}  # {self._occurs(activities[0], event)}"
        else:
            yield "activity = ["
            for each in activities:
                yield f"  {toml_text(each.name)},  # {self._occurs(each, event)}"
            yield "]"
        said = {column.name: column for each in activities for column in each.columns}
        if event is not None and self._process is not None:
            yield from self._params(event, said)
        else:
            for column in [each for each in said.values() if each.name in self._peculiar]:
                yield f"# params.{toml_key(_as_name(column.name))} = {toml_text(column.name)}  # {self._column(column)}"
        yield ""

    def _params(self, event: str, said: Mapping[str, Column]) -> Iterator[str]:
        assert self._process is not None
        by_plain = {plain(name.rpartition(":")[2]): name for name in reversed(list(said))}
        by_plain |= {plain(name): name for name in reversed(list(said))}
        for param in signatures(self._process)[event]:
            near = plain(param.name)
            column = by_plain.get(near) or by_plain.get(closest(near, by_plain, 0.8) or "")
            line = f"params.{toml_key(param.name)} = "
            if column is not None:
                yield f"{line}{toml_text(column)}  # {self._column(said[column])}"
            else:
                yield f'# {line}"…"  # {self._say("optional" if param.optional else "missing")}'

    def _occurs(self, activity: Activity, event: str | None = None) -> str:
        """How often and when; a guess is called one."""
        known = {} if self._process is None else names_of(self._process)
        guessed = event is not None and all(plain(name) != plain(activity.name) for name in known)
        guess = self._say("guess") if guessed else ""
        if not activity.first:
            return self._say("times", rows=activity.rows) + guess
        return self._say("occurs", rows=activity.rows, first=activity.first, last=activity.last) + guess


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _as_name(text: str) -> str:
    """The text as a name of the language."""
    name = re.sub(r"\W+", "_", text.strip().casefold()).strip("_")
    return name if re.match(r"[^\W\d]", name) else f"_{name}"
