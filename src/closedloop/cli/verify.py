"""`closedloop verify PROCESS`: every rule decided over every run, before the process goes live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from closedloop.cli.commands import Command
from closedloop.cli.failures import FOUND, Failure, failure_text
from closedloop.cli.inputs import name_of, process_named, program_of
from closedloop.cli.language import language_asked_for
from closedloop.cli.outputs import echo_json, write_whole
from closedloop.cli.progress import said_in_place
from closedloop.messages import AnyOf, Language, say

if TYPE_CHECKING:
    from closedloop.model.process import Process
    from closedloop.prove.exploring import Budget
    from closedloop.prove.verdicts import Proof, Subject, Verdict

OPEN = 3
"""Something is undecided, and nothing is refuted."""


@frozen
class Wanted:
    """What the command line asks for. `words`: the language asked for; None: that of the file."""

    process: str | None
    rule: tuple[str, ...]
    format: str
    max_states: int
    time: float | None
    today: date | None
    draw: str | None
    words: Language | None


def command(lang: Language) -> click.Command:
    from closedloop.prove.exploring import Budget

    def option(*names: str, words: str, **rest: Any) -> click.Option:
        return click.Option(list(names), help=say(f"usage.verify.{words}", lang), **rest)

    params: list[click.Parameter] = [
        click.Argument(["process_file"], metavar="PROCESS"),
        option("--process", metavar="NAME", words="process"),
        option("--rule", multiple=True, metavar="NAME", words="rule"),
        option("--format", type=click.Choice(["text", "json", "sarif"]), default="text", words="format"),
        option("--max-states", type=click.IntRange(1), default=Budget().states, metavar="NUMBER", words="max_states"),
        option("--time", type=click.FloatRange(0, min_open=True), metavar="SECONDS", words="time"),
        option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", words="today"),
        option("--draw", metavar="FILE", words="draw"),
    ]

    def verify_command(process_file: str, today: datetime | None, **options: Any) -> int:
        day = None if today is None else today.date()
        wanted = Wanted(**options, today=day, words=lang if language_asked_for() else None)
        return verify_file(process_file, wanted, lang)

    return Command("verify", lang, verify_command, params)


def verify_file(path: str, wanted: Wanted, lang: Language) -> int:
    """0 if all is proved or enforced, 1 if something is refuted, else 3 if something is open."""
    program = program_of(path, lang)
    chosen = process_named(program, wanted.process, path)
    processes = program.processes if chosen is None else (chosen,)
    known = [rule.name for process in processes for rule in process.rules]
    for name in wanted.rule:
        if name not in known:
            raise Failure("CL420", name=name, choices=AnyOf(tuple(known)) if known else None)
    proofs = []
    for process in processes:
        proofs.append(prove(process, wanted, wanted.words or lang))
        if proofs[-1].interrupted:
            break
    _show(path, proofs, wanted, lang)
    if wanted.draw is not None:
        _draw(proofs, wanted, lang)
    return exit_code([verdict for proof in proofs for verdict in proof.verdicts], any(p.interrupted for p in proofs))


def exit_code(verdicts: Sequence[Verdict], interrupted: bool = False) -> int:
    """What the verdicts come to."""
    kinds = {each.kind for each in verdicts}
    if "refuted" in kinds:
        return FOUND
    return OPEN if "open" in kinds or interrupted else 0


def prove(process: Process, wanted: Wanted, lang: Language) -> Proof:
    """Decides what the command line asks for."""
    from closedloop.prove.exploring import Budget

    own = {rule.name for rule in process.rules}
    only = tuple(name for name in wanted.rule if name in own) if wanted.rule else None
    return prove_with(process, Budget(wanted.max_states, wanted.time), lang, wanted.today, only)


def prove_with(
    process: Process,
    budget: Budget,
    lang: Language,
    today: date | None = None,
    only: Sequence[str] | None = None,
) -> Proof:
    """Decides; on a terminal says on standard error what is being decided."""
    from closedloop.prove.verifying import verify

    with said_in_place() as put:

        def told(subject: Subject, number: int, steps: int) -> None:
            name = subject.name if subject.kind == "rule" else say("proof.progress_rest", lang)
            if put is not None:
                put(say("proof.progress", lang, number=number + 1, all=steps, subject=name))

        return verify(process, budget, today=today, progress=told, only=only)


# -------------------------------------------------------------------------------------------------------------- output


def _show(path: str, proofs: Sequence[Proof], wanted: Wanted, lang: Language) -> None:
    from closedloop.draw import language_of

    name = name_of(path)
    if wanted.format == "text":
        from closedloop.cli.verify_text import Told, verify_text

        texts = [verify_text(Told(name, proof), wanted.words or language_of(proof.process)) for proof in proofs]
        click.echo("\n".join(texts), nl=False, color=True)
        return
    from closedloop.cli.verify_json import verify_json, verify_sarif

    words = wanted.words or (language_of(proofs[0].process) if proofs else lang)
    render = verify_json if wanted.format == "json" else verify_sarif
    echo_json(render(path, proofs, words))


def _draw(proofs: Sequence[Proof], wanted: Wanted, lang: Language) -> None:
    """The first counterexample, those that are refuted before those that are enforced."""
    from closedloop.draw import draw, language_of

    assert wanted.draw is not None
    shown = [(proof, each) for proof in proofs for each in proof.verdicts if each.counterexample is not None]
    if not shown:
        click.echo(failure_text("CL421", lang), err=True)
        return
    proof, verdict = min(shown, key=lambda pair: pair[1].kind != "refuted")
    assert verdict.counterexample is not None
    words = wanted.words or language_of(proof.process)
    day = wanted.today or datetime.now(UTC).date()
    write_whole(wanted.draw, draw(proof.process, run=verdict.counterexample.records, lang=words, day=day))
