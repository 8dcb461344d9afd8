"""`closedloop audit PROCESS LOG`: a log of cases that were handled elsewhere, held against a process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from closedloop.cli.commands import Command
from closedloop.cli.failures import FOUND, Failure
from closedloop.cli.inputs import STDIN, program_of
from closedloop.cli.outputs import echo_json, write_whole
from closedloop.cli.progress import tracked
from closedloop.messages import AnyOf, Language, say

if TYPE_CHECKING:
    from closedloop.audit import NoSuchGroup
    from closedloop.audit.values import Audit
    from closedloop.logs.values import LogCase


@frozen
class Wanted:
    """What the command line asks for."""

    mapping: str | None
    on_refusal: Any
    format: str
    output: str | None
    by: tuple[str, ...]
    examples: int
    as_of: date | None
    process: str | None
    fail_on_findings: bool


def command(lang: Language) -> click.Command:
    def option(*names: str, words: str, **rest: Any) -> click.Option:
        return click.Option(list(names), help=say(f"usage.audit.{words}", lang), **rest)

    day = click.DateTime(["%Y-%m-%d"])
    params: list[click.Parameter] = [
        click.Argument(["process_file"], metavar="PROCESS"),
        click.Argument(["log"], metavar="LOG"),
        option("--mapping", metavar="FILE", words="mapping"),
        option("--on-refusal", type=click.Choice(["skip", "force", "stop"]), default="skip", words="on_refusal"),
        option("--format", type=click.Choice(["text", "json", "csv", "html"]), default="text", words="format"),
        option("-o", "--output", metavar="FILE", words="output"),
        option("--by", multiple=True, metavar="NAME", words="by"),
        option("--examples", type=click.IntRange(0), default=3, metavar="NUMBER", words="examples"),
        option("--as-of", type=day, metavar="DATE", words="as_of"),
        option("--process", metavar="NAME", words="process"),
        option("--fail-on-findings", is_flag=True, words="fail_on_findings"),
    ]

    def audit_command(process_file: str, log: str, as_of: datetime | None, **options: Any) -> int:
        wanted = Wanted(as_of=None if as_of is None else as_of.date(), **options)
        return run_audit(process_file, log, wanted, lang)

    return Command("audit", lang, audit_command, params)


def run_audit(process_file: str, path: str, wanted: Wanted, lang: Language) -> int:
    """1 if rows could not be used, or something was found where that is asked for."""
    from closedloop.audit import NoSuchGroup, audit
    from closedloop.cli.audit_input import Given, log_given

    if [process_file, path, wanted.mapping].count(STDIN) > 1:
        raise Failure("CL656", why=say("reason.one_stdin", lang), command="closedloop audit")
    given = Given(process_file, path, wanted.process, wanted.mapping)
    process, log = log_given(program_of(process_file, lang), given, lang)
    label = say("audit.progress", lang)

    def bar(cases: Sequence[LogCase]) -> Iterator[LogCase]:
        return tracked(cases, label)

    try:
        found = audit(
            process,
            log,
            on_refusal=wanted.on_refusal,
            as_of=wanted.as_of,
            by=wanted.by,
            examples=wanted.examples,
            tracked=bar,
        )
    except NoSuchGroup as error:
        raise Failure("CL731", name=error.name, known=AnyOf(error.known), suggestion=closest(error)) from None
    _show(found, wanted, lang)
    return FOUND if log.issues or (wanted.fail_on_findings and not found.clean) else 0


def closest(error: NoSuchGroup) -> str | None:
    """What was probably meant."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(error.name, error.known, 1)), None)


# -------------------------------------------------------------------------------------------------------------- output


def _show(found: Audit, wanted: Wanted, lang: Language) -> None:
    text = RENDERERS[wanted.format](found, lang)
    if wanted.output is not None and wanted.output != STDIN:
        write_whole(wanted.output, text)
    elif wanted.format == "json":
        echo_json(text.rstrip("\n"))
    else:
        click.echo(text, nl=False, color=True if wanted.format == "text" else None)


def _text(found: Audit, lang: Language) -> str:
    from closedloop.cli.audit_text import audit_text

    return audit_text(found, lang)


def _json(found: Audit, lang: Language) -> str:
    from closedloop.cli.audit_json import audit_json

    return json.dumps(audit_json(found, lang), indent=2, ensure_ascii=False) + "\n"


def _csv(found: Audit, lang: Language) -> str:
    from closedloop.cli.audit_json import audit_csv

    return audit_csv(found, lang)


def _html(found: Audit, lang: Language) -> str:
    from closedloop.cli.audit_html import audit_html

    return audit_html(found, lang)


RENDERERS: dict[str, Callable[[Audit, Language], str]] = {"text": _text, "json": _json, "csv": _csv, "html": _html}
