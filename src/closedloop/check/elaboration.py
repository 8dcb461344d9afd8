"""The frame of typing: what an expression may speak of where it stands, and who elaborates which node.

Guarantees: `elaborate` answers for every node of the tree with an expression of the model and its type; what cannot be
typed is reported once and becomes `BROKEN` of type `UNKNOWN`. Nesting beyond `DEEPEST` is reported, not followed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from attrs import evolve, frozen

from closedloop.check.scope import BROKEN, UNKNOWN, Scope, Signature
from closedloop.model import expressions as ex
from closedloop.model.process import Type
from closedloop.syntax import tree

DEEPEST = 100

Typed = tuple[ex.Expr, Type]
NOT_TYPED: Typed = (BROKEN, UNKNOWN)


@frozen
class Context:
    """Where an expression stands.

    `event`: the event at hand, whose own parameters have names here. `actor`: somebody acts here. `history`: what
    happened, time and scores may be asked. `by_itself`: it is waited for (`as soon as`). `constant`: only literals.
    `item`: the type of `it`. `place` names the phrase that says where this is.
    """

    place: str
    event: Signature | None = None
    actor: bool = False
    history: bool = True
    by_itself: bool = False
    constant: bool = False
    item: Type | None = None

    def with_item(self, item: Type) -> Context:
        return evolve(self, item=item)


CONDITION = Context("place.condition")
"""A condition of a limit, of a rule, of a metric: the case at large."""

EFFECT = Context("place.effect")
"""An effect for which no event is at hand."""

AS_SOON_AS = Context("place.as_soon_as", by_itself=True)

CONSTANT = Context("place.constant", history=False, constant=True)

Form = Callable[[Any, Context, Scope, "Type | None"], Typed]
_FORMS: dict[type[Any], Form] = {}
F = TypeVar("F", bound=Form)


def form(*nodes: type[tree.Node]) -> Callable[[F], F]:
    """Registers who elaborates these nodes."""

    def register(function: F) -> F:
        for node in nodes:
            _FORMS[node] = function
        return function

    return register


def elaborate(node: tree.Expr, context: Context, scope: Scope, expected: Type | None = None) -> Typed:
    """The expression in the model and its type.

    `expected` is the type that is wanted where it stands, if one is: it tells which enumeration a bare choice belongs
    to, and is not enforced here (see `closedloop.check.types.fit`).
    """
    if scope.depth >= DEEPEST:
        scope.report.error("CL240", node.span, deepest=DEEPEST)
        return NOT_TYPED
    scope.depth += 1
    try:
        return _FORMS[type(node)](node, context, scope, expected)
    finally:
        scope.depth -= 1
