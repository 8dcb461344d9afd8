"""Repairs of braces and of what stands in the wrong body; and, where nothing else helps, going on behind the damage."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from closedloop.messages import Phrase
from closedloop.syntax.automaton import Cell
from closedloop.syntax.build import DEEPEST
from closedloop.syntax.lexemes import Lexeme
from closedloop.syntax.repairs_of_words import cannot_stand
from closedloop.syntax.situation import Frame, construct_of, frames
from closedloop.syntax.tables import END
from closedloop.syntax.trial import Repair, Stop

_MOST_BRACES = 4
_KEPT = 8
"""So much of a stack that is too high is kept above the body's beginning: an event with its name and parameters."""


def missing_brace(stop: Stop) -> Iterator[Repair]:
    """A `}` (or several) is missing before what came: which then stands no deeper than the body it would close."""
    cell: Cell | None = stop.cell
    came = stop.came
    behind = stop.last.end if stop.last is not None else came.start
    for count, frame in enumerate(frames(stop.cell)):
        cell = stop.insert(cell, "RBRACE", behind) if cell is not None else None
        if cell is None or count == _MOST_BRACES:
            return
        opened = stop.lexemes.line_first(frame.start)
        shallow = came.sort == "end" or (came.first and came.indent <= opened.indent)
        deep = came.first and came.indent > opened.indent
        cost = (0.3 if shallow else 6.0 if deep else 1.5) + 0.5 * count
        if came.sort == "end":
            yield Repair(
                cell, came.start, cost, "CL025", behind, behind, {"construct": frame.phrase},
                (behind, behind, "}"), (frame.start, frame.start + 1, "related.opened"),
            )  # fmt: skip
        else:
            params = {"construct": frame.phrase, "text": came.text}
            yield Repair(
                cell, came.start, cost, "CL015", came.start, came.end, params,
                (behind, behind, "}"), (frame.start, frame.start + 1, "related.opened"),
            )  # fmt: skip


def brace_too_much(stop: Stop) -> Iterator[Repair]:
    """The `}` before what came closed a body too early: what came stands deeper than the line that opened it."""
    came = stop.came
    if came.text == "}" and not list(frames(stop.cell)):
        yield Repair(stop.cell, came.end, 0.1, "CL016", came.start, came.end, {"text": "}"}, (came.start, came.end, ""))
    last = stop.last
    if last is None or last.token.type != "RBRACE":
        return
    frame = next(frames(last.before), None)
    if frame is None:
        return
    opened = stop.lexemes.line_first(frame.start)
    inside = came.first and came.indent > opened.indent
    if came.text == "}" and not inside:
        return
    cost = 0.4 if inside else 2.6
    params = {"construct": frame.phrase, "text": came.text}
    yield Repair(
        last.before, came.start, cost, "CL028", last.start, last.end, params,
        (last.start, last.end, ""), (frame.start, frame.start + 1, "related.opened"),
    )  # fmt: skip


def misplaced(stop: Stop) -> Iterator[Repair]:
    """What came may stand in another body, but not in this one: it is passed over."""
    came = stop.came
    if not stop.vocabulary.is_keyword(came.text) and stop.lexemes.after(came).text != "(":
        return
    open_frames = list(frames(stop.cell))
    if not open_frames:
        return
    here = open_frames[0]
    late = here.kind in ("step", "anywhere") and not stop.automaton.allows(stop.cell, "_BY")
    if late and stop.vocabulary.matches("_BY", came.text):
        yield from _late_by(stop)
        return
    deep = not came.first or came.indent > stop.lexemes.line_first(here.start).indent
    for frame in open_frames[1:]:
        if deep and _reads(stop, frame.cell, came.start):
            params = {"text": came.text, "construct": frame.phrase, "here": here.phrase}
            yield from _passed_over(stop, "CL020", params, 4)
            return
    for kind, cell in _sibling_bodies(stop, here):
        if _reads(stop, cell, came.start):
            yield from _passed_over(stop, "CL021", {"text": came.text, "construct": Phrase(f"construct.{kind}")}, 1)
            return


def _reads(stop: Stop, cell: Cell, at: int) -> bool:
    reach = stop.reach(cell, at)
    return reach.tokens >= 2 or (reach.tokens > 0 and reach.line)


def _late_by(stop: Stop) -> Iterator[Repair]:
    """`by` in a step comes first; in an event right after its parameters."""
    names = stop.lexemes.after(stop.came)
    end = names
    while names.sort == "word":
        end = names
        comma = stop.lexemes.after(names)
        if comma.text != ",":
            break
        names = stop.lexemes.after(comma)
    kind = "step" if stop.came.first else "offer"
    params = {"text": stop.came.text, "construct": Phrase(f"construct.{kind}"), "kind": Phrase(f"by_place.{kind}")}
    yield Repair(stop.cell, end.end, 0.2, "CL019", stop.came.start, stop.came.end, params)


def _sibling_bodies(stop: Stop, here: Frame) -> Iterator[tuple[str, Cell]]:
    """Stacks inside a body of each kind that could be opened here."""
    for kind, opening in (("step", "_STEP"), ("escalation", "_ESCALATION"), ("scenario", "_SCENARIO")):
        cell: Cell | None = here.cell
        value = "STRING" if kind == "scenario" else "NAME"
        for name in (opening, value, "LBRACE"):
            cell = stop.automaton.advance(cell, name) if cell is not None else None
        if cell is not None:
            yield kind, cell


def _passed_over(stop: Stop, code: str, params: dict[str, object], worth: float) -> Iterator[Repair]:
    resumed = resume(stop)
    if resumed is not None:
        yield Repair(*resumed, 1, code, stop.came.start, stop.came.end, params, worth=worth)


def give_up_the_phrase(stop: Stop) -> Repair:
    """Go on behind the damage: at the next line, item or `}` from where the text can be read again."""
    came = stop.came
    code = "CL024" if came.sort == "end" else "CL010"
    resumed = resume(stop) or (_ended(stop), len(stop.text))
    params = {**cannot_stand(stop), "construct": Phrase(f"construct.{construct_of(stop.cell)}")}
    start = stop.last.end if code == "CL024" and stop.last is not None else came.start
    return Repair(*resumed, 9, code, start, came.end if code == "CL010" else start, params)


def give_up_the_depth(stop: Stop) -> Repair:
    """What nests too deeply is dropped down to the beginning of its body."""
    bodies = list(frames(stop.cell))
    floor = bodies[0].cell if bodies else stop.automaton.bottom
    shallow = next((cell for cell in stop.cell.downwards() if cell.depth <= floor.depth + _KEPT), floor)
    behind = evolve(stop, cell=shallow, came=stop.lexemes.after(stop.came))
    resumed = resume(behind, at_lines=True) or (_ended(behind), len(stop.text))
    return Repair(*resumed, 9, "CL040", stop.came.start, stop.came.end, {"limit": DEEPEST})


def resume(stop: Stop, *, at_lines: bool = False) -> tuple[Cell, int] | None:
    """A stack and an offset from where some tokens can be read; with `at_lines` only lines and `}` are looked at."""
    bodies = list(frames(stop.cell))
    cell, depth = stop.cell, 0
    previous: Lexeme | None = None
    for lexeme in stop.lexemes.all[stop.lexemes.index(stop.came.start) :]:
        if lexeme.text == "{":
            depth += 1
        elif depth and lexeme.text == "}":
            depth -= 1
        elif not depth:
            needed = _needed(stop, lexeme, previous, at_lines)
            if needed:
                floor = bodies[0].cell if bodies else stop.automaton.bottom
                found = _from(stop, cell, floor, lexeme, needed)
                if found is not None:
                    return found, lexeme.start
            if lexeme.text == "}" and bodies:
                after = _closed(stop, cell, bodies.pop(0).cell)
                if after is not None:
                    return after, lexeme.start
        previous = lexeme
    return None


def _open_cells(cell: Cell, floor: Cell) -> Iterator[Cell]:
    """The stack from the top down to the floor, without the insides of bodies that are closed."""
    closed = 0
    each: Cell | None = cell
    while each is not None:
        if not closed:
            yield each
        if each is floor:
            return
        closed += (each.symbol == "RBRACE") - (each.symbol == "LBRACE" and closed > 0)
        each = each.below


def _ended(stop: Stop) -> Cell:
    """The stack with every open body closed, and what is unfinished in it dropped: the text is over."""
    cell = stop.cell
    floor: Cell = stop.automaton.bottom
    for frame in frames(stop.cell):
        closable = _closed(stop, cell, frame.cell)
        after = stop.insert(closable, "RBRACE", len(stop.text)) if closable is not None else None
        if after is None:
            return floor
        cell = after
    return next((each for each in _open_cells(cell, floor) if stop.automaton.allows(each, END)), floor)


def _needed(stop: Stop, lexeme: Lexeme, previous: Lexeme | None, at_lines: bool) -> int:
    """How many tokens must be readable from the piece to go on there; 0 where one does not go on."""
    if lexeme.first or lexeme.text == "}" or lexeme.sort == "end":
        return 2
    if at_lines:
        return 0
    if previous is not None and previous.text in ("}", ";"):
        return 2
    return 5 if lexeme.sort == "word" and stop.vocabulary.is_keyword(lexeme.text) else 0


def _from(stop: Stop, cell: Cell, floor: Cell, lexeme: Lexeme, needed: int) -> Cell | None:
    """The part of the stack, down to the body's beginning, from where most can be read; of equals the highest.

    In the middle of a construct more is asked for than between two.
    """
    best: tuple[int, Cell] | None = None
    for each in _open_cells(cell, floor):
        reach = _reach(stop, each, lexeme)
        between = each is floor or each.symbol == "LBRACE" or each.symbol.startswith("__")
        if reach >= (needed if between else max(needed, 3)) and (best is None or reach > best[0]):
            best = reach, each
    return best[1] if best is not None else None


def _reach(stop: Stop, cell: Cell, lexeme: Lexeme) -> int:
    token = stop.automaton.next_token(cell, stop.text, lexeme.start)
    if token is None or not stop.automaton.allows(cell, token.type):
        return 0
    if lexeme.text == "}":
        return 2
    reach = stop.reach(cell, lexeme.start)
    return max(reach.tokens, 2 * reach.line)


def _closed(stop: Stop, cell: Cell, floor: Cell) -> Cell | None:
    return next((each for each in _open_cells(cell, floor) if stop.automaton.allows(each, "RBRACE")), None)
