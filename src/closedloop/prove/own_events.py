"""The events of the language itself: extensions, suspension, reopening."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from closedloop.model.process import Extension, Process, Step
from closedloop.prove.meaning import EXPIRED
from closedloop.prove.moving import GRANTED, LIMIT, REQUEST, SUSPENDED, Moves
from closedloop.prove.running import Run
from closedloop.prove.system import Command
from closedloop.prove.terms import Num, Term, add, equal, least, less, negated

Guards = Callable[[Run], list[Term]]


class OwnEvents:
    """Commands for the language's own events. `assigned`: the roles bound per case."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves
        self._assigned = {role.name for role in moves.process.roles if role.assigned}
        self._most = most_granted(moves.process)

    def _event(
        self, place: str, event: str, role: str, guards: Guards, act: Callable[[Run], None], to: str | None = None
    ) -> Command:
        moves = self._moves
        run, first = moves.submitted(place, event, role, assigned=role in self._assigned)
        moves.given(run, event)
        first.extend(guards(run))
        moves.recorded(run, event)
        act(run)
        moves.observe(run, "event", event, place)
        if to is not None:
            moves.move(run, place, to)
        moves.close(run)
        return moves.command(run, "event", event, role, first, moves.settle(run))

    # ------------------------------------------------------------------------------------------------------ extensions

    def extensions(self, step: Step, taken: set[tuple[str, str]]) -> Iterator[Command]:
        """Asking, granting, denying; `taken`: events of the step by role, which come first."""
        everybody = tuple(role.name for role in self._moves.process.roles)
        for index, limit in enumerate(step.limits):
            if limit.extension is not None:
                yield from self._extension(step.name, index + 1, limit.extension, step.by or everybody, taken)

    def _extension(
        self, place: str, limit: int, extension: Extension, by: tuple[str, ...], taken: set[tuple[str, str]]
    ) -> Iterator[Command]:
        def askable(run: Run) -> list[Term]:
            guess = [run.guess()] if extension.asked_before or extension.in_all else []
            fresh = [negated(run.read(EXPIRED)), negated(run.read(REQUEST))]
            return [*holding(run), *fresh, less(run.read(GRANTED), Num(extension.times)), *guess]

        def holding(run: Run) -> list[Term]:
            running = [negated(run.read(SUSPENDED))] if self._moves.suspension else []
            return [equal(run.read(LIMIT), Num(limit)), *running]

        def waiting(run: Run) -> list[Term]:
            return [*holding(run), run.read(REQUEST)]

        def grantable(run: Run) -> list[Term]:
            return [*waiting(run), negated(run.read(EXPIRED))]

        for role in by:
            if (extension.event, role) not in taken:
                yield self._event(place, extension.event, role, askable, _ask if extension.approved_by else self._grant)
        for role in extension.approved_by:
            yield self._event(place, "grant_extension", role, grantable, self._grant)
            yield self._event(place, "deny_extension", role, waiting, _deny)

    def _grant(self, run: Run) -> None:
        run.write(GRANTED, least(add(run.read(GRANTED), Num(1)), Num(self._most)))
        run.write(REQUEST, Num(0))

    # ------------------------------------------------------------------------------------------------------ suspension

    def suspension(self, step: Step) -> Iterator[Command]:
        if self._moves.process.suspend is None:
            return
        for role in self._moves.process.suspend.by:
            yield self._event(step.name, "suspend", role, lambda run: [negated(run.read(SUSPENDED))], _suspend)
            yield self._event(step.name, "resume", role, lambda run: [run.read(SUSPENDED)], _resume)

    # -------------------------------------------------------------------------------------------------------- reopening

    def reopenings(self, end: str) -> Iterator[Command]:
        """Every way to reopen from the end. A window is not followed: it may be over or not."""
        taken: set[str] = set()
        for reopen in self._moves.process.reopens:
            if reopen.end not in (None, end):
                continue
            for role in reopen.by:
                if role not in taken:
                    yield self._event(end, "reopen", role, lambda run: [], self._begin_round, to=reopen.to)
                if reopen.window is None:
                    taken.add(role)

    def _begin_round(self, run: Run) -> None:
        self._moves.slots.begin(run, opening=False)
        for watch in self._moves.watches:
            watch.begin(run, opening=False)


def most_granted(process: Process) -> int:
    """How often a limit can be extended, at most."""
    found = (limit.extension.times for step in process.steps for limit in step.limits if limit.extension is not None)
    return max(found, default=0)


def _ask(run: Run) -> None:
    run.write(REQUEST, Num(1))


def _deny(run: Run) -> None:
    run.write(REQUEST, Num(0))


def _suspend(run: Run) -> None:
    run.write(SUSPENDED, Num(1))


def _resume(run: Run) -> None:
    run.write(SUSPENDED, Num(0))
