"""Limits, ladders and effects in words: what a box, a line or a note of the picture says about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from closedloop.calendars import Calendar
from closedloop.draw.conditions import Conditions
from closedloop.draw.graph import Edge
from closedloop.draw.names import Names, shown
from closedloop.messages import Language
from closedloop.model import process as model
from closedloop.model.expressions import Expr


@frozen
class Wording:
    """Says the parts of one process in one language."""

    names: Names
    conditions: Conditions

    @classmethod
    def of(cls, process: model.Process, lang: Language, calendar: Calendar | None = None) -> Wording:
        names = Names(process, lang)
        return cls(names, Conditions(process, names, calendar))

    def condition(self, expr: Expr) -> str:
        return self.conditions.text(expr)

    # -------------------------------------------------------------------------------------------------------- limits

    def limit(self, limit: model.Limit) -> str:
        """`3 months`, `by 06-30`, the field that says it."""
        words = self.names.words
        if limit.length is not None:
            text = self.names.duration(limit.length)
        elif limit.length_field is not None:
            text = self.names.datum(limit.length_field)
        else:
            text = words("picture.limit_on", day=self._day(limit))
        return words("picture.own_day", limit=text) if limit.own_day else text

    def expiry(self, limit: model.Limit) -> str:
        """What a line says that is taken when the limit runs out."""
        if limit.length is None and limit.length_field is None:
            return self.names.words("picture.expiry_day", day=self._day(limit))
        return self.names.words("picture.expiry", limit=self.limit(limit))

    def _day(self, limit: model.Limit) -> str:
        if limit.on_field is not None:
            return self.names.datum(limit.on_field)
        assert limit.on is not None
        return limit.on

    def extension(self, extension: model.Extension) -> str:
        """`+ 3 months, once`."""
        times = "once" if extension.times == 1 else "times"
        if extension.by is None:
            return self.names.words(f"picture.extend_open_{times}", times=extension.times)
        length = self.names.duration(extension.by)
        return self.names.words(f"picture.extend_{times}", times=extension.times, length=length)

    def approval(self, extension: model.Extension) -> str:
        """By whom it is approved; nothing where nobody needs to."""
        if not extension.approved_by:
            return ""
        return self.names.words("picture.approved", roles=self.names.roles(extension.approved_by))

    # --------------------------------------------------------------------------------------------------------- routes

    def edge(self, edge: Edge) -> str:
        """What makes a case take the route: an event, a moment, a condition."""
        names, because = self.names, edge.because
        if edge.offer is not None:
            return names.event(edge.offer.event, edge.offer.title)
        if isinstance(because, model.Limit):
            return self.expiry(because)
        if isinstance(because, model.Rung):
            return self.rung(because)
        if isinstance(because, model.AsSoonAs):
            return names.words("picture.as_soon", condition=self.condition(because.condition))
        return names.event("reopen")

    def edge_condition(self, edge: Edge) -> str:
        """When the route is taken, if not always; an empty text otherwise."""
        names, because = self.names, edge.because
        if edge.otherwise:
            return names.words("picture.otherwise")
        if isinstance(because, model.Reopen):
            window = because.window
            return "" if window is None else names.words("picture.within", duration=names.duration(window))
        if isinstance(because, (model.Route, model.Limit)) and because.when is not None:
            return names.words("picture.when", condition=self.condition(because.when))
        return ""

    def bracketed(self, text: str) -> str:
        """A condition in the brackets of the language."""
        return f"〔{text}〕" if self.names.lang == "zh" else f"[{text}]"

    # ------------------------------------------------------------------------------------------------------- ladders

    def rung(self, rung: model.Rung) -> str:
        """When it comes: `overdue 20 working days`."""
        words = self.names.words
        if rung.point == "share":
            text = words("picture.share", share=f"{rung.share:f}")
        elif rung.duration is None:
            text = words("picture.overdue")
        else:
            key = "picture.before" if rung.point == "before" else "picture.overdue_by"
            text = words(key, duration=self.names.duration(rung.duration))
        return text if rung.after is None else words("picture.after_rung", rung=text, label=shown(rung.after, None))

    def ladder(self, rungs: Iterable[model.Rung]) -> str:
        """All rungs with what each does."""
        said = []
        for rung in rungs:
            acts = [self.act(act) for act in rung.acts]
            if rung.to is not None:
                acts.append(self.names.words("picture.moves", step=self.names.place(rung.to)))
            said.append(self.names.words("picture.rung", when=self.rung(rung), acts=self._list(acts)))
        return self.names.words("picture.rungs").join(said)

    # ------------------------------------------------------------------------------------------------------- effects

    def act(self, act: model.AnyAct) -> str:
        """`notify Inspection office`."""
        text = self._act(act)
        if act.unless is None:
            return text
        return self.names.words("picture.unless", act=text, condition=self.condition(act.unless))

    def _act(self, act: model.AnyAct) -> str:
        words, names = self.names.words, self.names
        if isinstance(act, model.Notify):
            return words("picture.notify", to=names.roles(act.to))
        if isinstance(act, model.Remind):
            return words("picture.remind", to=names.roles(act.to))
        if isinstance(act, model.Mark):
            return words("picture.mark", colour=names.colour(act.colour))
        if isinstance(act, model.Score):
            return words("picture.score", party=self.condition(act.party), amount=f"{act.amount:+d}")
        if isinstance(act, model.SetField):
            return words("picture.set", field=names.datum(act.field), value=self.condition(act.value))
        if isinstance(act, model.CallEffect):
            return words("picture.call", name=shown(act.name, None))
        return words("picture.publish")

    def _list(self, parts: Sequence[str]) -> str:
        return self.names.words("picture.and_then").join(parts)

    # ------------------------------------------------------------------------------------------------------ tooltips

    def about_step(self, step: model.Step) -> Iterator[str]:
        """Everything about a step that the picture shows no line for, a line each."""
        words = self.names.words
        yield self.names.place(step.name)
        if step.by:
            yield self.names.roles(step.by)
        for limit in step.limits:
            yield self._about_limit(limit)
        for every in step.every:
            period = words("picture.every", period=self.names.duration(every.period))
            yield words("picture.rung", when=period, acts=self._list([self.act(act) for act in every.acts]))
        if step.rungs:
            yield self.ladder(step.rungs)
        for key, acts in (("picture.on_enter", step.on_enter), ("picture.on_leave", step.on_leave)):
            if acts:
                yield words(key, acts=self._list([self.act(act) for act in acts]))
        if step.cite:
            yield words("picture.cite", cite=step.cite)

    def _about_limit(self, limit: model.Limit) -> str:
        parts = [self.limit(limit)]
        if limit.when is not None:
            parts[0] += f" [{self.condition(limit.when)}]"
        if limit.extension is not None:
            parts += [self.extension(limit.extension), self.approval(limit.extension)]
        return self._list([part for part in parts if part])

    def about_offer(self, offer: model.Offer) -> Iterator[str]:
        """What an event needs, a line each."""
        for require in offer.requires:
            text = require.message or self.condition(require.condition)
            yield self.names.words("picture.requires", text=text)
        if offer.acts:
            yield self._list([self.act(act) for act in offer.acts])
        if offer.cite:
            yield self.names.words("picture.cite", cite=offer.cite)
