"""The process as a book of reference: its tree, sorted by kind of item, and what its names mean (paragraph 1)."""

from __future__ import annotations

from closedloop.syntax import tree

OWN_PARAMS: dict[str, tuple[tree.Param, ...]] = {
    event: (tree.Param(tree.Name("reason"), tree.SimpleType("text"), optional=True),)
    for event in ("suspend", "resume", "reopen", "deny_extension")
} | {"grant_extension": (), "extend": ()}


class Book:
    def __init__(self, process: tree.Process) -> None:
        self.process = process
        of = lambda kind: [item for item in process.items if isinstance(item, kind)]  # noqa: E731
        self.roles = {role.name.text: role for role in of(tree.Role)}
        self.fields = {each.name.text: each for each in of(tree.FieldDecl)}
        self.lists = {each.name.text: each for each in of(tree.ListDecl)}
        self.declared_effects = {each.name.text: each for each in of(tree.EffectDecl)}
        self.steps = {step.name.text: step for step in of(tree.Step)}
        self.ends = {end.name.text: end for end in of(tree.End)}
        self.escalations = {each.name.text: each for each in of(tree.Escalation)}
        self.rules = {rule.name.text: rule for rule in of(tree.Rule)}
        self.anywhere = of(tree.Anywhere)
        self.suspend = of(tree.AllowSuspend)
        self.reopen = of(tree.AllowReopen)
        self.backdate = of(tree.AllowBackdate)
        self.start = of(tree.Start)[0].step.text
        calendars = of(tree.Calendar)
        self.calendar = calendars[0].name.text if calendars else "weekdays"
        self.zone = calendars[0].zone if calendars else None
        self.events = dict(OWN_PARAMS)
        for step in self.steps.values():
            for limit in self.items(step, (tree.Within, tree.DueOn)):
                if limit.extendable is not None:
                    self.events[asks(limit.extendable)] = extension_params(limit.extendable)
        for offer in self.offers():
            self.events[offer.event.text] = offer.params

    def items(self, step: tree.Step, kind):
        return [item for item in step.items if isinstance(item, kind)]

    def offers(self) -> list[tree.Offer]:
        return [offer for step in self.steps.values() for offer in self.items(step, tree.Offer)] + [
            offer for block in self.anywhere for offer in block.offers
        ]

    def rungs(self, step: tree.Step) -> list[tree.Rung]:
        """Those of all escalations of the step, in order."""
        return [rung for each in self.items(step, tree.Escalate) for rung in self.escalations[each.name.text].rungs]

    def every_role(self) -> tuple[str, ...]:
        return tuple(self.roles)

    def step_by(self, step: tree.Step) -> tuple[str, ...]:
        return texts(step.by) or self.every_role()

    def is_own(self, param: tree.Param) -> bool:
        """Whether the parameter belongs to the event alone: it has a type of its own."""
        return param.type is not None

    def param_type(self, param: tree.Param) -> tree.TypeExpr:
        if param.type is not None:
            return param.type
        if param.name.text in self.fields:
            return self.fields[param.name.text].type
        return tree.SimpleType("party")

    def own_params(self, event: str) -> dict[str, tree.TypeExpr]:
        return {param.name.text: param.type for param in self.events[event] if self.is_own(param)}

    # 1.3: a name beside an enumeration is first one of its choices

    def type_of(self, expr: tree.Expr, own: dict[str, tree.TypeExpr], it: tree.TypeExpr | None):
        """The type of what may hold a choice or a list; None where that cannot be."""
        match expr:
            case tree.Ref(name):
                if name.text in own:
                    return own[name.text]
                return self.fields[name.text].type if name.text in self.fields else None
            case tree.Last(event, param):
                for each in self.events[event.text]:
                    if each.name.text == param.text:
                        return self.param_type(each)
                return None
            case tree.Previous(name):
                return self.fields[name.text].type
            case tree.It():
                return it
            case tree.IfElse(_, one, other):
                return self.type_of(one, own, it) or self.type_of(other, own, it)
            case _:
                return None

    def choices(self, expr: tree.Expr, own: dict[str, tree.TypeExpr], it: tree.TypeExpr | None) -> tuple[str, ...]:
        kind = self.type_of(expr, own, it)
        return choices_of(kind) if kind is not None else ()


def texts(names: tuple[tree.Name, ...]) -> tuple[str, ...]:
    return tuple(name.text for name in names)


def choices_of(kind: tree.TypeExpr) -> tuple[str, ...]:
    return tuple(choice.name.text for choice in kind.choices) if isinstance(kind, tree.EnumType) else ()


def asks(extension: tree.Extendable) -> str:
    """The event that asks for the extension (9.3)."""
    return extension.event.text if extension.event is not None else "extend"


def extension_params(extension: tree.Extendable) -> tuple[tree.Param, ...]:
    """9.3: without a length of its own the event has a parameter `by: duration`."""
    if extension.by is not None:
        return extension.params
    return (*extension.params, tree.Param(tree.Name("by"), tree.SimpleType("duration")))
