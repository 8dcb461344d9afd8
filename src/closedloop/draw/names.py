"""What everything in a process is called in its picture: by its title, else by its name, never by an empty text.

The words between the names are the catalogue's; they are filled in here, so that a long condition is not shortened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from closedloop.messages import Language
from closedloop.messages.events import EVENTS, event_name
from closedloop.messages.phrases import PHRASES
from closedloop.messages.values import printable, render_duration
from closedloop.model.durations import Duration
from closedloop.model.process import Process, Type


def shown(name: str, title: str | None) -> str:
    """A title, or the name with blanks for its underscores; what would hide itself is made visible."""
    return printable(" ".join((title or "").split()) or name.replace("_", " ")) or "?"


@frozen
class Names:
    """The names of one process, in the language of the picture."""

    process: Process
    lang: Language
    _places: Mapping[str, str | None] = field(init=False, eq=False, repr=False)
    _roles: Mapping[str, str | None] = field(init=False, eq=False, repr=False)
    _events: Mapping[str, str | None] = field(init=False, eq=False, repr=False)
    _data: Mapping[str, str | None] = field(init=False, eq=False, repr=False)
    _choices: Mapping[tuple[str | None, str], str | None] = field(init=False, eq=False, repr=False)

    @_places.default
    def _all_places(self) -> Mapping[str, str | None]:
        ends = {end.name: end.title for end in self.process.ends}
        return {step.name: step.title for step in self.process.steps} | ends

    @_roles.default
    def _all_roles(self) -> Mapping[str, str | None]:
        return {role.name: role.title for role in self.process.roles}

    @_events.default
    def _all_events(self) -> Mapping[str, str | None]:
        """By the signature's title, else by the first that an offer gives."""
        found = {event.name: event.title for event in self.process.events if event.title}
        offers = [offer for step in self.process.steps for offer in step.offers]
        offers += [offer for block in self.process.anywhere for offer in block.offers]
        for offer in offers:
            if offer.title:
                found.setdefault(offer.event, offer.title)
        return found

    @_data.default
    def _all_data(self) -> Mapping[str, str | None]:
        lists = {each.name: each.title for each in self.process.lists}
        return {each.name: each.title for each in self.process.fields} | lists

    @_choices.default
    def _all_choices(self) -> Mapping[tuple[str | None, str], str | None]:
        """By field and choice, and by the choice alone: what the first field calls it."""
        found: dict[tuple[str | None, str], str | None] = {}
        typed = [(each.name, each.type) for each in self.process.fields]
        typed += [(param.name, param.type) for event in self.process.events for param in event.params]
        for name, of_type in typed:
            for choice, title in _titled(of_type):
                found.setdefault((name, choice), title)
                found.setdefault((None, choice), title)
        return found

    def place(self, name: str) -> str:
        """A step or an end."""
        return shown(name, self._places.get(name))

    def role(self, name: str) -> str:
        return shown(name, self._roles.get(name))

    def roles(self, names: Iterable[str], by: str = "picture.or") -> str:
        """Several roles, joined by a word."""
        return self.words(by).join(self.role(name) for name in names)

    def event(self, name: str, title: str | None = None) -> str:
        """An event; `title` is what the offer at hand calls it."""
        if title is None and name in EVENTS:
            return event_name(name, self.lang).replace("_", " ")
        return shown(name, title or self._events.get(name))

    def datum(self, name: str) -> str:
        """A field, a list or a parameter; a role's parameter is called like the role."""
        return shown(name, self._data.get(name) or self._roles.get(name))

    def choice(self, value: str, of: str | None = None) -> str:
        """A choice of an enumeration, of that field if it is known."""
        return shown(value, self._choices.get((of, value)) or self._choices.get((None, value)))

    def colour(self, name: str) -> str:
        titles = {colour.name: colour.title for colour in self.process.colours}
        return shown(name, titles.get(name))

    def duration(self, duration: Duration) -> str:
        """`3 months`; in Chinese without blanks, as it is printed."""
        text = render_duration(duration.parts, self.lang)
        return text.replace(" ", "") if self.lang == "zh" else text

    def words(self, key: str, **params: object) -> str:
        """A phrase of the catalogue, filled in; unlike in messages nothing is shortened."""
        english, chinese = PHRASES[key]
        return (chinese if self.lang == "zh" else english).format(**params)


def _titled(of_type: Type) -> Iterable[tuple[str, str | None]]:
    titles = of_type.titles or (None,) * len(of_type.choices)
    inner = () if of_type.item is None else _titled(of_type.item)
    return (*zip(of_type.choices, titles, strict=True), *inner)
