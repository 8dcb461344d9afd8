"""`closedloop check FILE…`: what is wrong with process files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from closedloop.cli.commands import Command
from closedloop.cli.failures import FOUND
from closedloop.cli.inputs import compiled, expanded
from closedloop.cli.outputs import echo_json
from closedloop.cli.progress import tracked
from closedloop.cli.screen import in_colour, width_of_screen
from closedloop.messages import Language, say

if TYPE_CHECKING:
    from closedloop.lower.compiling import Compiled
    from closedloop.text import Diagnostic


def command(lang: Language) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["files"], nargs=-1, required=True, metavar="FILE..."),
        click.Option(
            ["--format"],
            type=click.Choice(["text", "json", "sarif"]),
            default="text",
            help=say("usage.check.format", lang),
        ),
        click.Option(["--strict"], is_flag=True, help=say("usage.check.strict", lang)),
    ]
    return Command("check", lang, lambda files, format, strict: check(files, format, strict, lang), params)


def check(files: Sequence[str], form: str, strict: bool, lang: Language) -> int:
    """Shows all findings; 1 if there is an error, or a warning if `strict`."""
    results = [compiled(path) for path in tracked(expanded(files), say("usage.check", lang))]
    found = [diagnostic for result in results for diagnostic in result.diagnostics]
    rendered = _rendered(results, found, form, lang)
    if form == "text":
        click.echo(rendered, color=True)
    else:
        echo_json(rendered)
    fatal = ("error", "warning") if strict else ("error",)
    return FOUND if any(diagnostic.severity in fatal for diagnostic in found) else 0


def _rendered(results: list[Compiled], found: list[Diagnostic], form: str, lang: Language) -> str:
    from closedloop.text import render_json, render_sarif, render_text

    sources = [result.source for result in results]
    if form == "json":
        return render_json(found, sources, lang)
    if form == "sarif":
        return render_sarif(found, sources, lang)
    summary = _summary(len(results), found, lang)
    if not found:
        return summary
    text = render_text(found, sources, lang, colour=in_colour(sys.stdout), width=width_of_screen())
    return f"{text}\n\n{summary}"


def _summary(files: int, found: list[Diagnostic], lang: Language) -> str:
    counts = {severity: sum(each.severity == severity for each in found) for severity in ("error", "warning", "advice")}
    key = "check.found" if found else "check.clean"
    numbers = {"errors": counts["error"], "warnings": counts["warning"], "advice": counts["advice"]}
    return say(key, lang, files=files, **numbers)
