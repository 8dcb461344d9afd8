"""`closedloop mutate PROCESS`: which sentences of a process are protected by a rule or a scenario."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from closedloop.cli.commands import Command
from closedloop.cli.counting import say_counted
from closedloop.cli.failures import FOUND, INTERRUPTED
from closedloop.cli.inputs import STDIN, name_of, process_named, program_of
from closedloop.cli.outputs import echo_json
from closedloop.cli.progress import said_in_place
from closedloop.messages import Language, say

if TYPE_CHECKING:
    from closedloop.model.process import Process
    from closedloop.testing.mutating import Judged, Mutation, Noticed
    from closedloop.testing.sentences import Sentences


MOST_STATES, MOST_SECONDS = 100_000, 10.0
"""For each decision."""


@frozen
class Wanted:
    """What the command line asks for."""

    process: str | None
    format: str
    max_states: int
    time: float
    today: date
    jobs: int
    min_score: float | None


def command(lang: Language) -> click.Command:
    def option(*names: str, words: str, **rest: Any) -> click.Option:
        return click.Option(list(names), help=say(f"usage.mutate.{words}", lang), **rest)

    share = click.FloatRange(0, 100)
    params: list[click.Parameter] = [
        click.Argument(["process_file"], metavar="PROCESS"),
        option("--process", metavar="NAME", words="process"),
        option("--format", type=click.Choice(["text", "json"]), default="text", words="format"),
        option("--max-states", type=click.IntRange(1), default=MOST_STATES, metavar="NUMBER", words="max_states"),
        option(
            "--time", type=click.FloatRange(0, min_open=True), default=MOST_SECONDS, metavar="SECONDS", words="time"
        ),
        option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", words="today"),
        option("--jobs", type=click.IntRange(1), metavar="NUMBER", words="jobs"),
        option("--min-score", type=share, metavar="PERCENT", words="min_score"),
    ]

    def mutate_command(process_file: str, today: datetime | None, jobs: int | None, **options: Any) -> int:
        day = (today or datetime.now(UTC)).date()
        return mutate_file(process_file, Wanted(**options, today=day, jobs=jobs or _cores()), lang)

    return Command("mutate", lang, mutate_command, params)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def mutate_file(path: str, wanted: Wanted, lang: Language) -> int:
    """0, with `min_score` 1 where fewer are noticed; 130 if it was interrupted (what is judged is shown)."""
    program = program_of(path, lang)
    chosen = process_named(program, wanted.process, path)
    found: list[Mutation] = []
    for process in program.processes if chosen is None else (chosen,):
        found.append(_mutate(process, wanted, lang))
        if found[-1].interrupted:
            break
    text = _sentences(path)
    if wanted.format == "json":
        shown = [_json(path, each, text) for each in found]
        echo_json(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join("\n".join(_text(path, each, text, wanted, lang)) for each in found))
    if any(each.interrupted for each in found):
        return INTERRUPTED
    return FOUND if any(_too_low(each, wanted) for each in found) else 0


def _mutate(process: Process, wanted: Wanted, lang: Language) -> Mutation:
    from closedloop.prove.exploring import Budget
    from closedloop.testing.mutating import mutate

    label = say("mutate.progress", lang)
    with said_in_place() as put:
        told = None if put is None else lambda done, of: put(f"{label} {done}/{of}")
        budget = Budget(wanted.max_states, wanted.time)
        return mutate(process, budget, today=wanted.today, jobs=wanted.jobs, progress=told)


def _sentences(path: str) -> Sentences | None:
    """The text of the file, where it is one."""
    from pathlib import Path

    from closedloop.testing.sentences import Sentences

    if path == STDIN or path.lower().endswith(".json"):
        return None
    return Sentences(Path(path).read_text(encoding="utf-8-sig"))


def _too_low(found: Mutation, wanted: Wanted) -> bool:
    noticed, number = found.score
    return wanted.min_score is not None and noticed * 100 < wanted.min_score * number


# --------------------------------------------------------------------------------------------------------------- text


def _text(path: str, found: Mutation, text: Sentences | None, wanted: Wanted, lang: Language) -> Iterator[str]:
    yield f"{name_of(path)}: {found.process.title or found.process.name}"
    if not found.all:
        yield "  " + say("mutate.empty", lang)
        return
    if found.interrupted:
        yield "  " + say("mutate.interrupted", lang, number=len(found.judged), all=found.all)
    by_rules = [each for each in found.judged if each.rules or each.properties]
    by_scenarios = [each for each in found.judged if each.noticed and each not in by_rules]
    groups = {"by_nothing": found.unprotected, "by_scenarios": by_scenarios, "by_rules": by_rules}
    for key, group in groups.items():
        if group:
            yield "  " + say(f"mutate.{key}", lang)
            for each in group:
                yield from _told(path, each, text, lang)
    if found.judged:
        noticed, number = found.score
        counts = {"noticed": noticed, "rules": len(by_rules), "nothing": number - noticed}
        yield "  " + say("mutate.summary", lang, all=number, share=round(100 * noticed / number), **counts)
    if _too_low(found, wanted):
        noticed, number = found.score
        yield "  " + say("mutate.too_low", lang, found=f"{noticed}/{number}", wanted=f"{wanted.min_score:g} %")


def _told(path: str, judged: Judged, text: Sentences | None, lang: Language) -> Iterator[str]:
    line, sentence = _written(judged, text)
    place = "" if line is None else f"{name_of(path)}:{line}: "
    yield f"    {place}{say(f'mutate.{judged.mutant.sort}', lang)}{say('colon', lang)}{sentence}"
    for each in (*judged.rules, *judged.properties):
        yield "      " + _change(each, lang)
    first, *more = (*judged.scenarios, None)
    if first is not None:
        yield "      " + say("mutate.fails", lang, title=first)
    if len(more) > 1:
        yield "      " + say_counted("mutate.fails_too", len(more) - 1, lang)
    if judged.unclear:
        names = say("comma", lang).join(f"`{each.subject.name}`" for each in judged.unclear)
        yield "      " + say("mutate.unclear", lang, names=names)


def _written(judged: Judged, text: Sentences | None) -> tuple[int | None, str]:
    """The line and the sentence; of a compiled process, what is known of it."""
    sentence = None if text is None else text.of(judged.mutant)
    if sentence is not None:
        return sentence.line, sentence.text
    mutant = judged.mutant
    number = None if mutant.number is None else str(mutant.number)
    leads = None if mutant.to is None else f"-> {mutant.to}"
    parts = (mutant.step, mutant.name, mutant.text, number, leads)
    return None if mutant.at is None else mutant.at[0], " ".join(part for part in parts if part)


def _change(change: Noticed, lang: Language) -> str:
    subject = change.subject
    name = f"`{subject.name}`"
    if subject.kind != "rule":
        name = say(f"mutate.{subject.kind}", lang, name=subject.name)
    before = say(f"proof.{change.before}", lang)
    after = say("mutate.vacuous" if change.after == "vacuous" else f"proof.{change.after}", lang)
    return say("mutate.changed", lang, name=name, before=before, after=after)


# --------------------------------------------------------------------------------------------------------------- JSON


def _json(path: str, found: Mutation, text: Sentences | None) -> dict[str, Any]:
    noticed, number = found.score
    return {
        "file": name_of(path),
        "process": found.process.name,
        "sentences": found.all,
        "judged": number,
        "noticed": noticed,
        "interrupted": found.interrupted,
        "mutants": [_mutant_json(each, text) for each in found.judged],
    }


def _mutant_json(judged: Judged, text: Sentences | None) -> dict[str, Any]:
    line, sentence = _written(judged, text)
    mutant = judged.mutant
    return {
        "sort": mutant.sort,
        "line": line,
        "sentence": sentence,
        "step": mutant.step,
        "name": mutant.name or None,
        "to": mutant.to,
        "noticed": judged.noticed,
        "rules": _changes(judged.rules),
        "properties": _changes(judged.properties),
        "scenarios": list(judged.scenarios),
        "unclear": _changes(judged.unclear),
    }


def _changes(changes: Sequence[Noticed]) -> list[dict[str, Any]]:
    return [
        {"kind": each.subject.kind, "name": each.subject.name, "before": each.before, "after": each.after}
        for each in changes
    ]
