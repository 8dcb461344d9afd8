"""A record told to people: when, who, what, and what followed, in English or Chinese.

Guarantees: every kind of record can be told; moments are local time of the process; the author's titles are used where
there are any, and `words` (see `closedloop.model.glossary`) say them in the reader's language; `names` say what persons
and parties are called. What people wrote into the case is repeated as it is: whoever shows it as HTML escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import frozen

from closedloop.calendars import to_local
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import CLOCK, NOTHING, Deadline, Effect, Recipient, Record
from closedloop.messages import Language, say
from closedloop.messages.events import EVENTS, event_name
from closedloop.messages.values import render_value
from closedloop.model.expressions import Value
from closedloop.model.process import Rung, Type

Words = Mapping[str, str]


@frozen
class Told:
    """One record. `at`: local time of the process; `details`: values, the step entered, its deadline and effects."""

    at: datetime
    who: str
    what: str
    details: tuple[str, ...] = ()

    def line(self, lang: Language = "en") -> str:
        """All of it in one line."""
        parts = [f"{self.at:%Y-%m-%d %H:%M}  {self.who}{say('colon', lang)}{self.what}", *self.details]
        return {"en": "; ", "zh": "；"}[lang].join(parts)


def tell(
    machine: Machine, record: Record, lang: Language = "en", words: Words = NOTHING, names: Words = NOTHING
) -> Told:
    """The record as people read it."""
    return Teller(machine, lang, words, names).told(record)


class Teller:
    """Tells the records of one process in one language."""

    def __init__(self, machine: Machine, lang: Language = "en", words: Words = NOTHING, names: Words = NOTHING) -> None:
        self._machine = machine
        self._lang = lang
        self._words = words
        self._names = names
        process = machine.process
        self._roles = {role.name: role.title for role in process.roles}
        self._fields = {field.name: field for field in process.fields}
        self._colours = {colour.name: colour.title for colour in process.colours}
        self._rules = {rule.name: rule.title for rule in process.rules}
        self._offers = {
            (step.name, offer.event): offer.title for step in process.steps for offer in step.offers if offer.title
        }

    def told(self, record: Record) -> Told:
        """The record as people read it."""
        return Told(self._local(record.at), self._who(record), self._what(record), tuple(self._details(record)))

    # ----------------------------------------------------------------------------------------------------- names

    def shown(self, name: str, title: str | None = None) -> str:
        """A name of the process by its title, in the reader's words."""
        for word in (title, name):
            if word is not None and word in self._words:
                return self._words[word]
        return title or name.replace("_", " ")

    def event(self, name: str, step: str | None = None) -> str:
        """An event by the title that it has in this step, or its own."""
        if name in EVENTS:
            return event_name(name, self._lang).replace("_", " ")
        plan = self._machine.events.get(name)
        return self.shown(name, self._offers.get((step or "", name)) or (plan.title if plan else None))

    def step(self, name: str) -> str:
        """A step or an end."""
        return self.shown(name, self._machine.places[name].title)

    def role(self, name: str) -> str:
        return self.shown(name, self._roles.get(name))

    def party(self, name: str) -> str:
        """A person or a party."""
        return self._names.get(name, name)

    def colour(self, name: str) -> str:
        return self.shown(name, self._colours.get(name))

    def param(self, name: str) -> str:
        """A parameter by the title of the field or role that it is about."""
        field = self._fields.get(name)
        return self.shown(name, field.title if field else self._roles.get(name))

    def words(self) -> Words:
        """What readers see for each name and text of the process, such as for `closedloop.embed.problems.in_words`."""
        process = self._machine.process
        found = {choice: self.value(choice, field.type) for field in process.fields for choice in field.type.choices}
        found |= {name: self.event(name) for name in self._machine.events if name not in EVENTS}
        found |= {name: self.step(name) for name in self._machine.places}
        found |= {name: self.param(name) for name in (*self._fields, *self._roles)}
        return {**self._words, **found, process.name: self.shown(process.name, process.title)}

    def value(self, value: Value, type_: Type | None = None) -> str:
        """A value; of an enumeration by its title."""
        if isinstance(value, tuple):
            return say("comma", self._lang).join(self.value(item, type_.item if type_ else None) for item in value)
        if type_ is not None and type_.kind == "enum" and value in type_.choices:
            titles = dict(zip(type_.choices, type_.titles or (None,) * len(type_.choices), strict=True))
            return self.shown(str(value), titles[str(value)])
        if isinstance(value, datetime):
            return self._moment(value)
        if type_ is not None and type_.kind == "party":
            return self.party(str(value))
        return str(value) if isinstance(value, str) else render_value(value, self._lang)

    # --------------------------------------------------------------------------------------------------- records

    def _who(self, record: Record) -> str:
        if record.person == CLOCK:
            return self._say("clock")
        person = self.party(record.person)
        if record.party not in (record.person, CLOCK):
            person = self._say("for", person=person, party=self.party(record.party))
        return person if record.role is None else self._say("who", person=person, role=self.role(record.role))

    def _what(self, record: Record) -> str:
        if record.event is not None:
            return self.event(record.event, record.step)
        if record.timer is None or record.kind == "breach":
            return self._say(record.kind)
        name, _, index = record.timer.partition(":")
        place = self._machine.places[record.step or ""]
        if name == "rung":
            return self._rung(place.rungs[int(index)].rung)
        if name == "every":
            return self._say("every", period=place.every[int(index)].every.period)
        return self._say(name)

    def _rung(self, rung: Rung) -> str:
        if rung.point == "share":
            return self._say("share", share=rung.share)
        if rung.point == "before":
            return self._say("before", duration=rung.duration)
        return self._say("overdue") if rung.duration is None else self._say("overdue_by", duration=rung.duration)

    def _details(self, record: Record) -> Iterator[str]:
        if record.occurred != record.at:
            yield self._say("occurred", day=self._moment(record.occurred))
        yield from self._values(record)
        if record.to is not None:
            yield self._say("to", step=self.step(record.to))
        if record.deadline is not None:
            yield self.deadline(record.deadline)
        for effect in record.effects:
            yield self.effect(effect)
        for rule in record.breaches:
            yield self._say("broken", rule=self.shown(rule, self._rules.get(rule)))

    def _values(self, record: Record) -> Iterator[str]:
        plan = self._machine.events.get(record.event or "")
        types = {param.name: param.type for param in plan.params} if plan else {}
        for name, value in record.params.items():
            yield self._say("value", name=self.param(name), value=self.value(value, types.get(name)))
        for name, value in record.writes.items():
            if name not in record.params:
                yield self._say("value", name=self.param(name), value=self.value(value, self._fields[name].type))

    def deadline(self, deadline: Deadline) -> str:
        """When a limit ends."""
        if deadline.last_day is not None:
            due = self._say("last_day", day=deadline.last_day)
        else:
            due = self._say("due_at", moment=self._moment(deadline.at))
        return self._say("provisional", due=due) if deadline.provisional else due

    def effect(self, effect: Effect) -> str:
        """What the host is to do."""
        to = say("comma", self._lang).join(map(self.recipient, effect.to))
        said = self._say(
            "broken" if effect.kind == "breach" else effect.kind,
            to=to,
            party=self.party(effect.party or ""),
            amount=effect.amount,
            name=self.shown(effect.name),
            colour=self.colour(effect.name),
            rule=self.shown(effect.name, self._rules.get(effect.name)),
        )
        args = [self._say("value", name=self.shown(name), value=self.value(value)) for name, value in effect.args]
        texts = ([self._words.get(effect.text, effect.text)] if effect.text else []) + args
        return said + "".join(say("aside", self._lang, text=text) for text in texts)

    def recipient(self, recipient: Recipient) -> str:
        role = self.role(recipient.role)
        return role if recipient.party is None else self._say("recipient", party=self.party(recipient.party), role=role)

    # -------------------------------------------------------------------------------------------------- wording

    def _say(self, key: str, **params: object) -> str:
        return say(f"story.{key}", self._lang, **params)

    def _local(self, moment: datetime) -> datetime:
        return to_local(self._machine.calendar, moment)

    def _moment(self, moment: datetime) -> str:
        return f"{self._local(moment):%Y-%m-%d %H:%M}"
