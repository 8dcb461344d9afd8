"""What binds one model to its case, found at `model.closedloop`.

Guarantees: small (the case, and a handful of references); what is written on the model never changes the case. A copy
of a model, also a pickled one, holds the case as it was and is bound to no machine until it is added to one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from attrs import define

from closedloop.embed.errors import EmbeddingError, NotBound
from closedloop.engine.ports import Delivery, EffectKey
from closedloop.kernel.case import Case
from closedloop.kernel.values import Actor, Possible, Record

if TYPE_CHECKING:
    from closedloop.embed.transitions.machine import ProcessMachine

KEY = "closedloop"
"""The attribute of a model that holds its binding."""


@define(eq=False, weakref_slot=False)
class Binding:
    """`case`: the case as it stands after its last record. `state`: its step as far as callbacks were told of it; only
    while callbacks run it may lie behind `case.step`. `machine` is None after the model was removed, and in copies.
    """

    model: Any
    machine: ProcessMachine | None
    case: Case
    state: str
    kept: list[Record] | None = None
    untold: deque[Callable[[], None]] | None = None

    @property
    def id(self) -> str:
        """The name of the case."""
        return self.case.id

    @property
    def journal(self) -> tuple[Record, ...]:
        """All records, in order. `EmbeddingError` where the application stores them itself."""
        if self.kept is None:
            raise EmbeddingError("CL778")
        return tuple(self.kept)

    def offers(self, actor: Actor | str, at: datetime | None = None) -> tuple[Possible, ...]:
        """The events that the actor may submit now, with JSON Schemas of their parameters. Nothing is recorded."""
        return self._bound().offers(self.model, actor, at)

    def tick(self, at: datetime | None = None) -> tuple[Record, ...]:
        """Time has reached `at` for this case: what was recorded. Callbacks run for what moved."""
        return self._bound().tick(at, model=self.model)

    @property
    def effects(self) -> tuple[Delivery, ...]:
        """The effects of this case that nobody has confirmed yet, in order."""
        return tuple(each for each in self._bound().effects() if each.key.case == self.case.id)

    def confirm(self, *keys: EffectKey) -> None:
        """These effects were done."""
        self._bound().confirm(*keys)

    def _bound(self) -> ProcessMachine:
        if self.machine is None:
            raise NotBound("CL775")
        return self.machine

    def __reduce__(self) -> tuple[Any, ...]:
        return detached, (self.case, self.kept)


def detached(case: Case, kept: list[Record] | None) -> Binding:
    """A binding to a case that is no machine's."""
    return Binding(None, None, case, case.step, kept)


def binding_of(model: Any) -> Binding | None:
    """The binding of this very model to a machine, None without one."""
    found = getattr(model, KEY, None)
    if isinstance(found, Binding) and found.model is model and found.machine is not None:
        return found
    return None


def earlier_binding(model: Any) -> Binding | None:
    """What a copy of a model, or one that was removed, holds of its case; None without that."""
    found = getattr(model, KEY, None)
    return found if isinstance(found, Binding) else None
