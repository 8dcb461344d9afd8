"""What the control of a process and a set of rules look at: fields, slots and parameters that matter, and which values
are told apart.

Whatever no condition looks at, directly or through what is computed from it, is left out of the system: it cannot
change what happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import fields_dict, has

from closedloop.model.expressions import (
    ActorNow,
    Arith,
    Atom,
    Compare,
    Const,
    EventAtom,
    Expr,
    FieldRef,
    If,
    In,
    ListRef,
    ParamRef,
    RoleRef,
    SlotValue,
    StepAtom,
    Value,
)
from closedloop.model.process import (
    ActorSlot,
    AnyAct,
    CountSlot,
    LastSlot,
    Param,
    PreviousSlot,
    Process,
    SetField,
    TimeSlot,
    Type,
)
from closedloop.prove.domains import OPAQUE, TRUTH, Domain, Numbers, choices, letters, names
from closedloop.prove.signs import Pair, pairs_of

Node = tuple[str, ...]
"""`("field", name)`, `("slot", index)`, `("param", event, name)`, or `PARTY`, which all parties share."""

PARTY: Node = ("party",)
Read = tuple[Expr, str | None]
"""An expression and the event whose parameters it may speak of."""


def inside(expr: object) -> Iterator[object]:
    """The expression and all its parts."""
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        yield part
        for name in reversed(_parts(type(part)) or ()):
            value = getattr(part, name)
            for each in reversed(value) if isinstance(value, tuple) else (value,):
                if _parts(type(each)) is not None:
                    waiting.append(each)


def _parts(kind: type) -> tuple[str, ...] | None:
    """The names of what a value of this class is made of; None if it is not made of parts."""
    if kind not in _PARTS:
        _PARTS[kind] = tuple(fields_dict(kind)) if has(kind) else None
    return _PARTS[kind]


_PARTS: dict[type, tuple[str, ...] | None] = {}


def acts_of(process: Process) -> Iterator[tuple[AnyAct, str | None]]:
    """All acts, with the event in whose `do` they stand."""
    offers = [offer for step in process.steps for offer in step.offers]
    offers += [offer for anywhere in process.anywhere for offer in anywhere.offers]
    for offer in offers:
        yield from ((act, offer.event) for act in offer.acts)
    for step in process.steps:
        clocked = [act for rung in step.rungs for act in rung.acts]
        clocked += [act for every in step.every for act in every.acts]
        yield from ((act, None) for act in (*step.on_enter, *step.on_leave, *clocked))
    for end in process.ends:
        yield from ((act, None) for act in end.on_enter)


def control(process: Process) -> Iterator[Read]:
    """Everything on which it depends where a case can go."""
    offers = [offer for step in process.steps for offer in step.offers]
    offers += [offer for anywhere in process.anywhere for offer in anywhere.offers]
    for offer in offers:
        yield from ((require.condition, offer.event) for require in offer.requires)
        yield from ((route.when, offer.event) for route in offer.routes if route.when is not None)
    for step in process.steps:
        yield from ((each.condition, None) for each in step.as_soon)
        yield from ((limit.when, None) for limit in step.limits if limit.when is not None)


def of_atom(atom: Atom) -> Iterator[Read]:
    if isinstance(atom, (EventAtom, StepAtom)) and atom.condition is not None:
        yield atom.condition, atom.event if isinstance(atom, EventAtom) else None


FEW = 5
"""Of how many texts, at most, it is followed which are the same."""


class Reads:
    """`relevant`: the nodes that matter; `domain` of each; `seen`: everything that is looked at on their account."""

    def __init__(self, process: Process, reads: Iterable[Read], *, parties: int, party_names: Iterable[str]) -> None:
        self.process = process
        self.params = {(event.name, param.name): param for event in process.events for param in event.params}
        self._fields = {each.name: each for each in process.fields}
        self._assigned = {role.name for role in process.roles if role.assigned}
        self._sets = [(act, event) for act, event in acts_of(process) if isinstance(act, SetField)]
        self._parent: dict[Node, Node] = {}
        self.seen: list[Read] = []
        self.relevant: set[Node] = set()
        self.parties = parties
        self._party_names = set(party_names)
        self._close(list(reads))
        self._domains: dict[Node, Domain] = {}
        self._constants: dict[Node, set[Value]] = {}
        self._given: dict[Node, set[Value]] = {}
        self._paired: set[Node] = set()
        self._computed: set[Node] = set()
        self._counted: set[Node] = set()
        self._gather()
        self.pairs: tuple[Pair, ...] = pairs_of(process, self._untold())
        self.signs: Mapping[str, tuple[str, ...]] = {
            f"field:{name}": tuple(pair.name for pair in self.pairs if name in pair.fields)
            for name in sorted({name for pair in self.pairs for name in pair.fields})
        }
        """For each field the signs that depend on it."""

    def _untold(self) -> Iterator[Compare]:
        """The comparisons whose sides are not told apart by their cells."""
        for expr, event in self.seen:
            for part in inside(expr):
                if isinstance(part, Compare) and not self._told(part, event):
                    yield part

    def _told(self, compared: Compare, event: str | None) -> bool:
        left, right = self.shifted(compared.left, event), self.shifted(compared.right, event)
        if left is None or right is None:
            known = left or right
            other = compared.right if left is not None else compared.left
            return known is not None and isinstance(other, Const)
        return left[1] == right[1] and self.domain(left[0]).kind in ("points", "counter")

    # ---------------------------------------------------------------------------------------------------- what matters

    def _close(self, waiting: list[Read]) -> None:
        while waiting:
            expr, event = waiting.pop()
            self.seen.append((expr, event))
            for part in inside(expr):
                for node in self._nodes(part, event):
                    if node not in self.relevant:
                        self.relevant.add(node)
                        waiting.extend(self._behind(node))

    def _nodes(self, part: object, event: str | None) -> Iterator[Node]:
        if isinstance(part, FieldRef):
            yield self.field(part.name)
        elif isinstance(part, ParamRef) and event is not None:
            yield self.param(event, part.name)
        elif isinstance(part, SlotValue):
            yield ("slot", str(part.slot))
        elif isinstance(part, RoleRef) and part.name in self._assigned:
            yield ("role", part.name)

    def field(self, name: str) -> Node:
        return ("field", name)

    def param(self, event: str, name: str) -> Node:
        """A parameter's node: that of the field or the role for which it stands."""
        param = self.params.get((event, name))
        if param is None or param.use == "own":
            return ("param", event, name)
        return ("field", name) if param.use == "writes" else ("role", name)

    def _behind(self, node: Node) -> Iterator[Read]:
        """What the value of the node is made of."""
        if node[0] == "field":
            yield from ((act.value, event) for act, event in self._sets if act.field == node[1])
            for act, event in self._sets:
                if act.field == node[1] and act.unless is not None:
                    yield act.unless, event
        elif node[0] == "slot":
            slot = self.process.slots[int(node[1])]
            if isinstance(slot, (CountSlot, TimeSlot)):
                yield from of_atom(slot.atom)
            elif isinstance(slot, LastSlot):
                made_of = self.param(slot.event, slot.param)
                if made_of[0] == "param":
                    yield ParamRef(slot.param), slot.event
                elif made_of[0] == "field":
                    yield FieldRef(slot.param), None
            elif isinstance(slot, PreviousSlot):
                yield FieldRef(slot.field), None

    # ------------------------------------------------------------------------------------------------------- domains

    def root(self, node: Node) -> Node:
        if self.is_party(node):
            node = PARTY
        while self._parent.get(node, node) != node:
            node = self._parent[node]
        return node

    def _union(self, left: Node, right: Node) -> None:
        left, right = self.root(left), self.root(right)
        if left != right:
            self._parent[right] = left

    def type_of(self, node: Node) -> Type:
        if node[0] == "field":
            return self._fields[node[1]].type
        if node[0] == "param":
            param = self.params.get((node[1], node[2]))
            return param.type if param is not None else Type("text")
        if node[0] == "slot":
            slot = self.process.slots[int(node[1])]
            if isinstance(slot, CountSlot):
                return Type("int")
            if isinstance(slot, PreviousSlot):
                return self._fields[slot.field].type
            if isinstance(slot, LastSlot):
                return self.type_of(self.param(slot.event, slot.param))
            return Type("party") if isinstance(slot, ActorSlot) else Type("time")
        return Type("party")

    def is_party(self, node: Node) -> bool:
        return node == PARTY or self.type_of(node).kind == "party"

    def parties_at_once(self) -> int:
        """How many different parties there can be in a case, in what somebody submits to it, and who acts."""
        own: dict[str, int] = {}
        for event, name in self.params:
            node = self.param(event, name)
            if node[0] == "param" and node in self.relevant and self.is_party(node):
                own[event] = own.get(event, 0) + 1
        lasting = {node for node in self.relevant if node[0] in ("field", "slot") and self.is_party(node)}
        return len(lasting) + len(self._assigned) + max(own.values(), default=0) + 1

    def _gather(self) -> None:
        for node in self.relevant:
            if node[0] == "slot":
                self._flow_of_slot(node)
        for act, event in self._sets:
            if ("field", act.field) in self.relevant:
                self._flow(("field", act.field), act.value, event)
        for expr, event in self.seen:
            for part in inside(expr):
                if isinstance(part, Compare):
                    self._compared(part.left, part.right, event)
                elif isinstance(part, In):
                    for item in part.items:
                        self._compared(part.operand, item, event)
                    if isinstance(part.among, ListRef):
                        self._listed(part.operand, part.among, event)

    def _listed(self, operand: Expr, among: ListRef, event: str | None) -> None:
        listed = next((each.values for each in self.process.lists if each.name == among.name), ())
        for value in listed:
            self._compared(operand, Const(value, "text"), event)

    def _flow_of_slot(self, node: Node) -> None:
        slot = self.process.slots[int(node[1])]
        if isinstance(slot, CountSlot):
            self._counted.add(node)
        elif isinstance(slot, LastSlot):
            self._union(self.param(slot.event, slot.param), node)
        elif isinstance(slot, PreviousSlot):
            self._union(("field", slot.field), node)

    def single(self, expr: Expr, event: str | None) -> Node | None:
        """The node that the expression is, if it is one and nothing more."""
        return next(self._nodes(expr, event), None)

    def shifted(self, expr: Expr, event: str | None) -> tuple[Node, int] | None:
        """`node + constant`, or just the node."""
        node = self.single(expr, event)
        if node is not None:
            return node, 0
        if isinstance(expr, Arith) and expr.op in ("+", "-"):
            left, right = expr.left, expr.right
            if expr.op == "+" and isinstance(left, Const):
                left, right = right, left
            inner = self.shifted(left, event)
            if inner is not None and isinstance(right, Const) and type(right.value) is int:
                return inner[0], inner[1] + (right.value if expr.op == "+" else -right.value)
        return None

    def _compared(self, left: Expr, right: Expr, event: str | None) -> None:
        for one, other in ((left, right), (right, left)):
            shifted = self.shifted(one, event)
            if shifted is None:
                continue
            node, by = shifted
            if isinstance(other, Const):
                self._constant(node, other.value, by)
            elif (second := self.shifted(other, event)) is not None:
                self._union(node, second[0])
                self._paired.add(node)
            elif isinstance(other, RoleRef):
                self._party_names.add(other.name)

    def _constant(self, node: Node, value: Value, shift: int = 0) -> None:
        if self.is_party(node):
            self._party_names.add(str(value))
            return
        if shift and isinstance(value, int):
            value = value - shift
        self._constants.setdefault(node, set()).add(value)

    def _flow(self, node: Node, expr: Expr, event: str | None) -> None:
        """What is assigned to the node."""
        if isinstance(expr, Const):
            if self.is_party(node) and expr.value is not None:
                self._constant(node, expr.value)
            elif expr.value is not None:
                self._given.setdefault(node, set()).add(expr.value)
            return
        if isinstance(expr, If):
            self._flow(node, expr.then, event)
            self._flow(node, expr.otherwise, event)
            return
        if isinstance(expr, ActorNow):
            return
        shifted = self.shifted(expr, event)
        if shifted is not None:
            self._union(node, shifted[0])
            if shifted[1] > 0:
                self._counted.add(node)
            elif shifted[1] < 0:
                self._computed.add(node)
            return
        self._computed.add(node)

    def domain(self, node: Node) -> Domain:
        if node not in self._domains:
            root = self.root(node)
            if root not in self._domains:
                self._domains[root] = self._make(root)
            self._domains[node] = self._domains[root]
        return self._domains[node]

    def _make(self, root: Node) -> Domain:
        if root == PARTY:
            if self.parties == 0:
                return OPAQUE
            return names(self._party_names, self.parties, individual=True)
        type_ = self.type_of(root)
        members = [node for node in {*self.relevant, *self._parent, root} if self.root(node) == root]
        constants = {value for node in members for value in self._constants.get(node, ())}
        if type_.kind == "bool":
            return TRUTH
        if type_.kind == "enum":
            return choices(type_.choices)
        if type_.kind in ("int", "decimal"):
            if not constants and not any(node in self._paired for node in members):
                return OPAQUE
            return self._numbers(members, constants).domain()
        if type_.kind in ("text", "file"):
            return self._texts(members, {str(each) for each in constants if each is not None})
        return OPAQUE

    def _texts(self, members: list[Node], constants: set[str]) -> Domain:
        """Texts that are compared with each other: as many as there can be at once, and one that is new."""
        lasting = sum(node[0] in ("field", "slot") for node in members)
        own = [node[1] for node in members if node[0] == "param"]
        if any(node in self._paired for node in members) and lasting + len(own) < FEW:
            given = {str(each) for node in members for each in self._given.get(node, ())}
            fields = (self._fields[node[1]] for node in members if node[0] == "field")
            given |= {str(each.default) for each in fields if each.default is not None}
            return letters(constants | given, lasting + max([1, *map(own.count, own)]))
        return names(constants) if constants else OPAQUE

    def _numbers(self, members: list[Node], constants: set[Value]) -> Numbers:
        numbers = Numbers()
        numbers.constants.update(each for each in constants if each is not None)  # type: ignore[misc]
        for node in members:
            numbers.assigned.update(self._given.get(node, ()))  # type: ignore[arg-type]
            type_ = self.type_of(node)
            numbers.decimal.append(type_.kind == "decimal")
            if node in self._counted:
                numbers.counted.append(True)
            if node in self._computed:
                numbers.computed.append(True)
            if node[0] == "field" and self._fields[node[1]].default is not None:
                numbers.assigned.add(self._fields[node[1]].default)  # type: ignore[arg-type]
            if node[0] != "slot":
                self._inputs(node, type_, numbers)
        return numbers

    def _inputs(self, node: Node, type_: Type, numbers: Numbers) -> None:
        """What is put in from outside, and its bounds (None: any number)."""
        given = node[0] == "param" or any(
            param.name == node[1] and param.use == "writes" for (_, _), param in self.params.items()
        )
        bounded = type_.low is not None and type_.high is not None
        if given or bounded:
            numbers.bounds.append((type_.low, type_.high) if bounded else None)  # type: ignore[arg-type]

    def own_params(self, event: str) -> tuple[Param, ...]:
        """The parameters of an event that matter, in order."""
        return tuple(
            param
            for (name, _), param in self.params.items()
            if name == event and (self.param(event, param.name) in self.relevant or param.use == "binds")
        )
