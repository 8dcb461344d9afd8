"""Short processes for the tests of lowering."""

from __future__ import annotations

from closedloop.lower.process import lower_process
from closedloop.model import expressions as ex
from closedloop.model.process import Offer, Process
from closedloop.syntax.parse import parse_text
from closedloop.text import render_text


def lowered(text: str) -> Process:
    """The only process of a text that has no errors."""
    parsed = parse_text(text)
    assert parsed.file is not None
    assert parsed.complete, render_text(parsed.diagnostics, parsed.source, "en")
    [process] = parsed.file.processes
    found = lower_process(process, parsed.source, parsed.file.dialect)
    assert found.process is not None, render_text(found.diagnostics, parsed.source, "en")
    return found.process


def with_items(items: str = "", *, step: str = "", start: str = "") -> Process:
    """A process of one step; `start` stands first in it, `step` among what it offers, `items` after everything."""
    return lowered(
        f"""process p {{
          role office
          role handler assigned
          field paid: bool = no
          field rounds: int = 0
          field amount: decimal = 1
          field grade: one of low | middle | high
          field term: duration
          field units: list of text
          list urgent = "flood", "fire"
          start working
          step working {{ by office {start} visit(note: text) assign(handler) {step} finish() -> closed }}
          step later {{ by handler within 3 days again() -> closed }}
          end closed
          {items}
        }}"""
    )


def offer(process: Process, name: str) -> Offer:
    return next(each for step in process.steps for each in step.offers if each.event == name)


def required(condition: str) -> tuple[Process, ex.Expr]:
    """The condition of a requirement."""
    process = with_items(step=f"ask(size: int) require {condition}")
    return process, offer(process, "ask").requires[0].condition
