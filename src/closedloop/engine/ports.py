"""What an engine offers and what it needs: the calls that stay the same when the durable engine takes the desk's
place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from attrs import frozen

from closedloop.kernel.case import Case
from closedloop.kernel.values import Accepted, Actor, Effect, Possible, Record, Refused

Clock = Callable[[], datetime]
"""The present moment, aware."""


class Directory(Protocol):
    """Who holds which global roles."""

    def roles(self, name: str) -> Iterable[str]:
        """The global roles of a person or a party; none for an unknown one."""
        ...


@frozen
class EffectKey:
    """Names an effect for ever: doing it twice can be noticed by it."""

    case: str
    seq: int
    index: int


@frozen
class Delivery:
    """An effect to be done, with its key and the moment of its record."""

    key: EffectKey
    at: datetime
    effect: Effect


class Engine(Protocol):
    """Cases of one program. A moment without an offset is local time in the zone of the case's process.

    What an actor may not do is returned as `Refused`; what makes no sense is raised as `UsageError`.
    """

    def open(
        self,
        process: str | None = None,
        case: str | None = None,
        at: datetime | None = None,
        actor: Actor | str | None = None,
    ) -> Accepted | Refused:
        """Opens a case."""
        ...

    def submit(
        self,
        case: str,
        event: str,
        actor: Actor | str,
        params: Mapping[str, Any] | None = None,
        *,
        at: datetime | None = None,
        occurred: datetime | None = None,
        role: str | None = None,
    ) -> Accepted | Refused:
        """An actor asks that an event be accepted."""
        ...

    def tick(self, at: datetime | None = None) -> tuple[Record, ...]:
        """Time has reached `at`: what is due fires."""
        ...

    def case(self, case: str) -> Case:
        """The case as it stands after its last record."""
        ...

    def cases(self) -> tuple[Case, ...]:
        """All cases, in order of opening."""
        ...

    def journal(self, case: str) -> tuple[Record, ...]:
        """The records of a case, in order."""
        ...

    def offers(self, case: str, actor: Actor | str, at: datetime | None = None) -> tuple[Possible, ...]:
        """What the actor may do now."""
        ...

    def effects(self) -> tuple[Delivery, ...]:
        """The effects that nobody has confirmed yet, in order."""
        ...

    def confirm(self, *keys: EffectKey) -> None:
        """These effects were done."""
        ...
