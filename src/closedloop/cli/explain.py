"""`closedloop explain CODE`: the page of a diagnostic or refusal."""

from __future__ import annotations

import click

from closedloop.cli.commands import Command
from closedloop.cli.failures import Failure
from closedloop.messages import Language


def command(lang: Language) -> click.Command:
    return Command("explain", lang, lambda code: explain(code, lang), [click.Argument(["code"])])


def explain(code: str, lang: Language) -> int:
    """Prints the page."""
    from closedloop.messages.explanations import explain as page_of
    from closedloop.messages.explanations import has_page

    wanted = _code(code)
    if not has_page(wanted):
        raise Failure("CL668", name=code)
    click.echo(page_of(wanted, lang), nl=False)
    return 0


def _code(text: str) -> str:
    """`101`, `cl101` and `CL101` are the same code."""
    text = text.strip().upper()
    return f"CL{text}" if text.isdecimal() and text.isascii() else text
