"""`closedloop explain CODE`: the page of a diagnostic or refusal."""

from __future__ import annotations

import click

from closedloop.cli.commands import Command
from closedloop.cli.failures import Failure
from closedloop.messages import CATALOGUE, Language


def command(lang: Language) -> click.Command:
    return Command("explain", lang, lambda code: explain(code, lang), [click.Argument(["code"])])


def explain(code: str, lang: Language) -> int:
    """Prints the page; a code that has only its catalogue row is explained by that row."""
    from closedloop.messages.explanations import explain as page_of
    from closedloop.messages.explanations import has_page

    wanted = _code(code)
    if has_page(wanted):
        click.echo(page_of(wanted, lang), nl=False)
        return 0
    if wanted not in CATALOGUE:
        raise Failure("CL668", name=code)
    message = CATALOGUE[wanted]
    words = (message.zh, message.hint_zh) if lang == "zh" else (message.en, message.hint_en)
    click.echo("\n\n".join([f"# {wanted}", *filter(None, words)]))
    return 0


def _code(text: str) -> str:
    """`101`, `cl101` and `CL101` are the same code."""
    text = text.strip().upper()
    return f"CL{text}" if text.isdecimal() and text.isascii() else text
