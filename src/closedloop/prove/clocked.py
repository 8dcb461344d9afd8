"""What time does in a step: its limit expires, rungs, repetition, `then`, and an `as soon as` that looks at time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from closedloop.model.process import AnyAct, SetField, Step
from closedloop.prove.meaning import EXPIRED
from closedloop.prove.moving import REQUEST, SUSPENDED, Moves, asked
from closedloop.prove.running import Run
from closedloop.prove.system import Command
from closedloop.prove.terms import Num, Term, negated

Guard = Callable[[Run], Term]
Happening = Callable[[Run], str | None]
"""What a timer does, and the step or end to which it leads."""


def timers(moves: Moves, step: Step, *, extensions: bool) -> Iterator[Command]:
    """The commands of the step's clock, in the order in which timers of one moment fire."""
    phase = moves.phases[step.name]
    if phase.expires:
        yield _timer(moves, step, "due", phase.may_expire, lambda run: _expire(moves, run, step))
    for index, followed in enumerate(phase.rungs):
        if followed:
            guard: Guard = lambda run, i=index: phase.may_perform(run, i)  # type: ignore[misc]  # noqa: E731
            happening: Happening = lambda run, i=index: _perform(moves, run, step, i)  # type: ignore[misc]  # noqa: E731
            yield _timer(moves, step, f"rung:{index}", guard, happening)
    for index, every in enumerate(step.every):
        if matters(moves, every.acts):
            acting: Happening = lambda run, acts=every.acts: moves.perform(run, acts)  # type: ignore[misc]  # noqa: E731
            yield _timer(moves, step, f"every:{index}", phase.awake, acting)
    for index, limit in enumerate(step.limits):
        if limit.then is not None:
            leaving: Guard = lambda run, i=index: phase.may_leave(run, i)  # type: ignore[misc]  # noqa: E731
            to: Happening = lambda run, end=limit.then: end  # type: ignore[misc]  # noqa: E731
            yield _timer(moves, step, "then", leaving, to)
    if extensions and any(limit.extension and limit.extension.decided_within for limit in step.limits):
        yield _timer(moves, step, "lapse", lambda run: run.read(REQUEST), _lapse)
    if any(phase.asks_time(each.condition) for each in step.as_soon):
        yield _asking(moves, step)


def matters(moves: Moves, acts: tuple[AnyAct, ...]) -> bool:
    """Whether any of the acts changes something that is followed."""
    return any(isinstance(act, SetField) and ("field", act.field) in moves.reads.relevant for act in acts)


def _timer(moves: Moves, step: Step, name: str, guard: Guard, happening: Happening) -> Command:
    run = moves.run(step.name)
    guards = [guard(run), *_running(moves, run)]
    to = happening(run)
    if to is not None:
        moves.move(run, step.name, to)
    moves.close(run)
    return moves.command(run, "timer", name, None, guards, moves.settle(run))


def _running(moves: Moves, run: Run) -> list[Term]:
    return [negated(run.read(SUSPENDED))] if moves.suspension else []


def _expire(moves: Moves, run: Run, step: Step) -> None:
    run.write(EXPIRED, Num(1))
    moves.observe(run, "expiry", step.name, step.name)


def _perform(moves: Moves, run: Run, step: Step, index: int) -> str | None:
    run.write(f"rung:{index}", Num(1))
    moves.perform(run, step.rungs[index].acts)
    return step.rungs[index].to


def _lapse(run: Run) -> None:
    run.write(REQUEST, Num(0))


def _asking(moves: Moves, step: Step) -> Command:
    """Time has passed: an `as soon as` may hold by now that did not hold before."""
    run = moves.run(step.name)
    body = moves.as_soon(run, step.name, asked(step))
    return moves.command(run, "ask", "ask", None, _running(moves, run), body)
