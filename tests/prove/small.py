"""Small random processes as texts, made of what a system follows without guessing, and random rules for them.

Left out, because a system lets more happen there than can: arithmetic and negation in assignments, comparisons of
numbers with each other, dates, moments and lists, conditions on time but `overdue`, `every` beside a limit, rungs that
wait for others or at a time before the end, limits by date or of a length in a field.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.strategies.drawing import Dice

STEPS = ("first", "second", "third")
ENDS = ("closed", "dropped")
EVENTS = ("go", "note", "check", "sign")
FIELDS = {"yes_or_no": "bool", "kind": "one of low | high", "grade": "int 0..2", "times": "int", "word": "text"}
DEFAULTS = {"bool": ("no", "yes"), "one of low | high": ("low",), "int 0..2": ("0", "1"), "int": ("0",), "text": ()}
VALUES = {
    "bool": ("yes", "no"),
    "one of low | high": ("low", "high"),
    "int 0..2": ("0", "1", "2"),
    "int": ("0", "1", "2"),
    "text": ('"dry"', '"wet"'),
}
SHARES = ("25%", "50%", "75%")
OVERDUE = ("overdue", "overdue 10 hours", "overdue 20 hours")


class Small:
    """One process being drawn. `text` with rules of the families asked for (names of methods of `_Rules`)."""

    def __init__(self, dice: Dice, *, time: bool = True, parties: bool = False) -> None:
        self.dice = dice
        self.time = time
        self.parties = parties
        self.steps = STEPS[: dice.between(1, 3)]
        self.ends = ENDS[: dice.between(1, 2)]
        self.events = EVENTS[: dice.between(2, 4)]
        self.fields = dict(dice.some(tuple(FIELDS.items()), 0, 2))
        self.assigned = dice.chance(60 if parties else 25)
        self.roles = ("office", "clerk") if dice.chance(50) else ("office",)
        self.params = {event: self._params(number) for number, event in enumerate(self.events)}
        self.used: set[str] = set()
        self.history = dice.chance(50)
        self.suspends = dice.chance(15)
        self.reopens = dice.chance(35)
        self.limited = [step for step in self.steps if time and dice.chance(55)]
        self.extensible = dice.chance(20)
        self.escalations: list[str] = []

    def _params(self, number: int) -> dict[str, str | None]:
        """Name and type (None: a field's or a role's)."""
        params: dict[str, str | None] = {}
        if self.assigned and number == 0:
            params["helper"] = None
        for name in self.fields:
            if self.dice.chance(25):
                params[name] = None
        if self.dice.chance(20):
            params["fine"] = "bool"
        return params

    # ------------------------------------------------------------------------------------------------------ conditions

    def condition(self, event: str | None = None, depth: int = 1) -> str:
        dice = self.dice
        if depth and dice.chance(25):
            op = dice.one(("and", "or"))
            return f"({self.condition(event, 0)} {op} {self.condition(event, 0)})"
        made = [self._about_field] * 3 if self.fields else []
        made += [self._about_history] * 3 if self.history or not self.fields else []
        if event is not None and "fine" in self.params[event]:
            made.append(lambda: "fine")
        if self.assigned and event is None and dice.chance(20):
            return "helper is set"
        if self.parties and event is not None and dice.chance(50):
            return self._about_parties()
        if self.limited and dice.chance(12):
            return "overdue"
        text = dice.one(made)()
        return f"not ({text})" if dice.chance(12) else text

    def _about_field(self) -> str:
        name, kind = self.dice.one(tuple(self.fields.items()))
        if self.dice.chance(12):
            return f"{name} is {self.dice.one(('set', 'not set'))}"
        return self.compared(name, kind)

    def compared(self, name: str, kind: str) -> str:
        if kind == "bool" and self.dice.chance(60):
            return name
        if kind.startswith("int"):
            return f"{name} {self.dice.one(('>=', '=', '<', '!='))} {self.dice.one(('1', '2'))}"
        return f"{name} {self.dice.one(('=', '!='))} {self.dice.one(VALUES[kind])}"

    def _about_history(self) -> str:
        dice = self.dice
        shape = dice.below(5)
        if shape == 0 and self.fields:
            name, kind = dice.one(tuple(self.fields.items()))
            return self.compared(f"previous({name})", kind)
        given = [(event, name, kind) for event, each in self.params.items() for name, kind in each.items() if kind]
        if shape == 1 and given:
            event, name, kind = dice.one(given)
            return self.compared(f"last {event}.{name}{dice.one(('', ' ever'))}", kind)
        atom = self.atom(plain=True)
        widened = dice.weighted(((6, ""), (2, " ever"), (2, f" since {dice.one(self.steps)}")))
        if dice.chance(60):
            return f"{dice.one(('', 'not '))}happened {atom}{widened}"
        return f"count {atom}{widened} {dice.one(('>=', '=', '<'))} {dice.one(('1', '2'))}"

    def _about_parties(self) -> str:
        others = [f"actor of {event}" for event in self.events] + ["helper"] * 3 * self.assigned
        return f"actor {self.dice.one(('=', '!='))} {self.dice.one(others)}"

    def atom(self, plain: bool = False) -> str:
        dice = self.dice
        if dice.chance(25):
            return f"step {dice.one(self.steps + self.ends)}"
        if self.limited and dice.chance(15):
            return f"expiry of {dice.one(self.limited)}"
        event = dice.one(self.events)
        if self.params[event].get("fine") and dice.chance(40):
            return f"{event}(fine)"
        if not plain and dice.chance(10):
            return f"{event} by {dice.one(self.roles)}"
        return event

    # ----------------------------------------------------------------------------------------------------------- parts

    def place(self) -> str:
        return self.dice.one(self.steps + self.ends)

    def block(self) -> str:
        """Acts, of which only assignments matter."""
        if not self.fields:
            return "{ notify office }"
        name, kind = self.dice.one(tuple(self.fields.items()))
        value = self.dice.one(VALUES[kind])
        if kind.startswith("int") and self.dice.chance(50):
            value = f"{name} + 1"
        elif self.dice.chance(15):
            value = f"if {self.condition()} then {value} else {self.dice.one(VALUES[kind])}"
        unless = f" unless {self.condition()}" if self.dice.chance(10) else ""
        return f"{{ set {name} = {value}{unless} }}"

    def offer(self, event: str, leads: bool) -> str:
        dice = self.dice
        self.used.add(event)
        given = ", ".join(name if kind is None else f"{name}: {kind}" for name, kind in self.params[event].items())
        parts = [f"{event}({given})"]
        if dice.chance(25):
            parts.append(f"by {dice.one(self.roles)}")
        if dice.chance(20):
            parts.append(f"require {self.condition(event)}")
        if dice.chance(25):
            parts.append(f"do {self.block()}")
        if leads or dice.chance(40):
            if dice.chance(60):
                parts.append(f"-> {self.place()}")
            else:
                parts.append(f"-> {self.place()} when {self.condition(event)}")
                if dice.chance(70):
                    parts.append(f"-> {self.place()} otherwise")
        return "\n      ".join(parts)

    def limit(self) -> list[str]:
        dice = self.dice
        more = f", then -> {self.place()}" if dice.chance(40) else ""
        if self.extensible and dice.chance(60):
            approved = dice.one(("", f", approved by {dice.one(self.roles)}"))
            more = f", extendable {dice.one(('once', '2 times'))} by 100 hours{approved}{more}"
        lines = [f"within 240 hours when {self.condition()}"] if dice.chance(15) else []
        lines += [f"within 200 hours{more}"] if not lines or dice.chance(70) else []
        rungs = []
        for at in dice.some((*SHARES, *OVERDUE), 0, 2):
            to = f" -> {self.place()}" if dice.chance(35) else ""
            acts = f" {self.block()}" if not to or dice.chance(30) else ""
            rungs.append(f"{at if at in OVERDUE else f'at {at}'}{acts}{to}")
        if rungs:
            name = f"ladder_{len(self.escalations)}"
            self.escalations.append(f"escalation {name} {{ {' '.join(rungs)} }}")
            lines.append(f"escalate {name}")
        return lines

    def step(self, number: int, name: str) -> str:
        dice = self.dice
        roles = (*self.roles, "helper") if self.assigned and number else self.roles
        lines = [f"by {', '.join(dice.some(roles, 1, 2))}"]
        if name in self.limited:
            lines += self.limit()
        elif self.time and dice.chance(10):
            lines.append(f"every 50 hours {self.block()}")
        if dice.chance(12):
            lines.append(f"on enter {self.block()}")
        if dice.chance(8):
            lines.append(f"on leave {self.block()}")
        if dice.chance(15):
            lines.append(f"as soon as {self.condition()} -> {self.place()}")
        events = dice.some(self.events, 1, 2)
        if number == len(self.steps) - 1:
            events += [each for each in self.events if each not in {*self.used, *events}]
        lines += [self.offer(event, leads=not at) for at, event in enumerate(events)]
        return f"step {name} {{\n    " + "\n    ".join(lines) + "\n  }"

    def text(self, rules: tuple[Callable[[Small], str], ...] = ()) -> str:
        dice = self.dice
        lines = [f"role {role}" for role in self.roles] + ["role helper assigned"] * self.assigned
        for name, kind in self.fields.items():
            default = f" = {dice.one(DEFAULTS[kind])}" if DEFAULTS[kind] and dice.chance(60) else ""
            lines.append(f"field {name}: {kind}{default}")
        lines.append(f"start {self.steps[0]}")
        lines += [self.step(number, name) for number, name in enumerate(self.steps)]
        for end in self.ends:
            lines.append(f"end {end}" + (f" {{ on enter {self.block()} }}" if dice.chance(10) else ""))
        if dice.chance(15):
            but = f" but {dice.one(self.steps)}" if dice.chance(30) else ""
            also = " also while suspended" if self.suspends and dice.chance(50) else ""
            lines.append(f"anywhere{but}{also} {{\n    {self.offer(dice.one(self.events), leads=False)}\n  }}")
        if self.suspends:
            lines.append(f"allow suspend, resume by {dice.one(self.roles)}")
        if self.reopens:
            window = f" within 100 hours of {dice.one(self.ends)}" if dice.chance(30) else ""
            lines.append(f"allow reopen by {dice.one(self.roles)}{window} -> {dice.one(self.steps)}")
        lines += self.escalations
        lines += [f"rule rule_{number}: {rule(self)}" for number, rule in enumerate(rules)]
        return "process small {\n  " + "\n  ".join(lines) + "\n}\n"
