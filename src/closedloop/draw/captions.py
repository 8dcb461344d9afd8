"""What stands in each box and at each line, as words and signs that have no place yet.

Guarantees: an event's name comes first; what is said by a sign is also said in words, in the tooltip (`about`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from attrs import frozen

from closedloop.draw import colours
from closedloop.draw.counts import Tallied
from closedloop.draw.flow import is_one_line
from closedloop.draw.graph import ITSELF, Edge, Node
from closedloop.draw.names import shown
from closedloop.draw.shapes import Disc, Piece, Sign, SignName, Style, Tally, Words
from closedloop.draw.texts import label_of
from closedloop.draw.trace import Trace
from closedloop.draw.wording import Wording
from closedloop.model import process as model

MOST_DISCS = 6
ROOM = 112.0
"""The width of the text in a box."""


class Para(NamedTuple):
    """Pieces that are set together, in how many lines at most; `hangs`: to the left, the first piece in front."""

    pieces: tuple[Piece, ...]
    most: int
    hangs: bool = False


@frozen
class Captions:
    """The words of one picture. `rules`: numbers by event and by place; `trace`, `counts` as far as there are any."""

    wording: Wording
    events: Mapping[str, tuple[int, ...]]
    places: Mapping[str, tuple[int, ...]]
    lanes: tuple[str, ...]
    trace: Trace
    counts: Mapping[str, tuple[Tallied, ...]]

    # ---------------------------------------------------------------------------------------------------------- lines

    def edge(self, edge: Edge, node: Node) -> tuple[Piece, ...]:
        """The label of a line; `node` is where it begins."""
        colour = colours.OF_EDGE[edge.kind]
        style = Style(colours.LABEL.size, colour)
        pieces: list[Piece] = []
        if edge.kind in _SIGNS:
            pieces.append(Sign(_SIGNS[edge.kind], 11, colour))
        pieces.append(Words(self.wording.edge(edge), style))
        pieces += self._checks(edge.offer)
        pieces += self._own_roles(edge, node)
        condition = self.wording.edge_condition(edge)
        if condition:
            last = pieces[-1]
            if isinstance(last, Words) and last.style == style and self.wording.names.lang == "zh":
                pieces[-1] = Words(
                    last.text + self.wording.bracketed(condition), style
                )  # the bracket has a blank of its own
            else:
                pieces.append(Words(self.wording.bracketed(condition), style))
        return (*pieces, *self.discs(self.trace.edges.get(edge.id, ())))

    def about(self, edge: Edge, source: str, target: str) -> str:
        """The line in words, with what it needs."""
        label = label_of(edge, self.wording)
        lines = [self.wording.names.words("picture.edge", source=source, label=label, target=target)]
        if edge.offer is not None:
            lines.append(self.wording.names.roles(edge.offer.by))
            lines += self.wording.about_offer(edge.offer)
            lines += self._rules(self.events.get(edge.offer.event, ()))
        return "\n".join(lines)

    def _own_roles(self, edge: Edge, node: Node) -> Iterator[Piece]:
        """Who acts, where it is not the step's own role that the column shows."""
        if isinstance(edge.because, model.Reopen):
            yield self._role_words(edge.because.by)
        elif edge.offer is not None and set(edge.offer.by) != _usual(node):
            yield self._role_words(edge.offer.by)

    def _checks(self, offer: model.Offer | None) -> Iterator[Piece]:
        if offer is None:
            return
        if offer.requires:
            yield Sign("check", 9, colours.SOFT)
        numbers = self.events.get(offer.event, ())
        if numbers:
            yield Words("§" + ",".join(map(str, numbers)), colours.SMALL)

    def discs(self, numbers: Sequence[int]) -> Iterator[Piece]:
        """The numbers of a run; of very many the first ones and the last."""
        if len(numbers) <= MOST_DISCS:
            yield from (Disc(str(number)) for number in numbers)
            return
        yield from (Disc(str(number)) for number in numbers[: MOST_DISCS - 1])
        yield Words("…", colours.LABEL)
        yield Disc(str(numbers[-1]))

    # ---------------------------------------------------------------------------------------------------------- boxes

    def node(self, node: Node) -> Iterator[Para]:
        """The paragraphs of a box, from top to bottom."""
        if isinstance(node.what, model.Anywhere):
            yield from self._anywhere(node, node.what)
        else:
            style = colours.NAME if node.kind == "step" else colours.END_NAME
            yield Para((Words(self.wording.names.place(node.what.name), style),), 2 if node.kind == "step" else 3)
        if isinstance(node.what, model.Step):
            yield from self._step(node, node.what)
        numbers = self.places.get(node.id, ())
        if numbers:
            yield Para((Words("§ " + ", ".join(map(str, numbers)), colours.SMALL),), 1)
        if not node.reachable:
            yield Para((Words(self.wording.names.words("picture.unreachable"), Style(10.5, colours.RED)),), 1)
        yield from self._live(node)

    def _live(self, node: Node) -> Iterator[Para]:
        name = "" if isinstance(node.what, model.Anywhere) else node.what.name
        tallies = [self._tally(each) for each in self.counts.get(name, ())]
        if tallies:
            yield Para(tuple(tallies), 9)
        discs = tuple(self.discs(self.trace.stays.get(node.id, ())))
        if discs:
            yield Para(discs, 9)

    def _step(self, node: Node, step: model.Step) -> Iterator[Para]:
        names = self.wording.names
        yield from self._others(node)
        for limit in step.limits:
            yield from self._limit(limit)
        for every in step.every:
            text = names.words("picture.every", period=names.duration(every.period))
            yield Para((Sign("every", 11, colours.SOFT), Words(text, colours.DETAIL)), 2)
        ladders = dict.fromkeys(rung.escalation for rung in step.rungs)
        if ladders:
            text = names.words("picture.list").join(self.ladder(name) for name in ladders)
            yield Para((Sign("ladder", 11, colours.SOFT), Words(text, colours.DETAIL)), 2)
        yield from self._stays(node, step.offers)

    def _others(self, node: Node) -> Iterator[Para]:
        """The roles that the column does not show."""
        names = self.wording.names
        if node.kind == "anywhere" and node.lane is not None and node.lane not in self.lanes:
            yield Para((Words(names.roles((node.lane, *node.others)), colours.SMALL),), 3)
        elif node.others:
            yield Para((Words(names.words("picture.or_role", roles=names.roles(node.others)), colours.SMALL),), 3)

    def ladder(self, name: str) -> str:
        """What an escalation is called."""
        return name.replace("_", " ")

    def _limit(self, limit: model.Limit) -> Iterator[Para]:
        text = self.wording.limit(limit)
        if limit.when is not None:
            text += " " + self.wording.bracketed(self.wording.condition(limit.when))
        yield Para((Sign("clock", 11, colours.SOFT), Words(text, colours.DETAIL)), 3)
        if limit.extension is not None:
            text = self.wording.extension(limit.extension)
            yield Para((Sign("plus", 9, colours.SOFT), Words(text, colours.SMALL)), 2)

    def _stays(self, node: Node, offers: Sequence[model.Offer]) -> Iterator[Para]:
        """Events that leave the case where it is: in one line if there are few, else in a list."""
        items: list[tuple[Piece, ...]] = []
        for offer in offers:
            if not offer.routes:
                name = Words(self.wording.names.event(offer.event, offer.title), colours.LABEL)
                roles = () if set(offer.by) == _usual(node) else (self._role_words(offer.by),)
                items.append((Sign("ring", 8, colours.INK), name, *self._checks(offer), *roles))
        together = tuple(piece for item in items for piece in item)
        if together and is_one_line(together, ROOM):
            yield Para(together, 1)
        else:
            yield from (Para(item, 4, hangs=True) for item in items)

    def _role_words(self, roles: Sequence[str]) -> Words:
        return Words(f"·\u00a0{self.wording.names.roles(roles)}", colours.DETAIL)

    def _anywhere(self, node: Node, anywhere: model.Anywhere) -> Iterator[Para]:
        names = self.wording.names
        yield Para((Words(names.words("picture.anywhere"), colours.END_NAME),), 2)
        yield from self._others(node)
        if anywhere.but:
            steps = names.words("picture.list").join(map(names.place, anywhere.but))
            yield Para((Words(names.words("picture.but", steps=steps), colours.SMALL),), 3)
        if anywhere.while_suspended:
            yield Para((Words(names.words("picture.while_suspended"), colours.SMALL),), 2)
        yield from self._stays(node, anywhere.offers)

    def _tally(self, each: Tallied) -> Tally:
        process = self.wording.names.process
        if each.state != "overdue":
            return Tally(each.state, colours.OF_STATE[each.state], 0, each.number, colours.NUMBER)
        return Tally(
            each.state, overdue_fill(process, each.mark), colours.mark_strokes(process, each.mark), each.number,
            colours.NUMBER,
        )  # fmt: skip

    def about_node(self, node: Node) -> str:
        """The box in words."""
        lines: list[str] = []
        names = self.wording.names
        if isinstance(node.what, model.Step):
            lines += self.wording.about_step(node.what)
        elif isinstance(node.what, model.End):
            lines.append(names.place(node.what.name))
        else:
            lines.append(names.words("picture.anywhere"))
        if not isinstance(node.what, model.End):
            for offer in node.what.offers:
                if not offer.routes:
                    lines.append(names.event(offer.event, offer.title))
                    lines += self.wording.about_offer(offer)
                    lines += self._rules(self.events.get(offer.event, ()))
        return "\n".join([*lines, *self._rules(self.places.get(node.id, ()))])

    def _rules(self, numbers: Sequence[int]) -> Iterator[str]:
        rules = self.wording.names.process.rules
        for number in numbers:
            yield self.wording.names.words("picture.rule", number=number, text=rule_text(rules[number - 1]))


def overdue_fill(process: model.Process, mark: str | None) -> str:
    """An overdue case without a mark, in a process that sets marks, is not filled."""
    if mark is not None:
        return colours.mark_colour(process, mark)
    return "#ffffff" if colours.sets_marks(process) else colours.OF_STATE["overdue"]


def rule_text(rule: model.Rule) -> str:
    """What a rule is called: its title, else what it says, else its name."""
    return shown(rule.name, rule.title or rule.text)


def _usual(node: Node) -> set[str]:
    """The roles that need no mention, since the column and the box show them."""
    return {role for role in (node.lane, *node.others) if role not in (None, ITSELF)}


_SIGNS: Mapping[str, SignName] = {
    "timer": "clock",
    "escalation": "triangle",
    "condition": "diamond",
    "reopen": "again",
}
