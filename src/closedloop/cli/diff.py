"""`closedloop diff OLD NEW`: what one version of a process allows and the other forbids."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from closedloop.cli.commands import Command
from closedloop.cli.failures import FOUND, INTERRUPTED, Failure
from closedloop.cli.inputs import name_of, process_named, program_of
from closedloop.cli.language import language_asked_for
from closedloop.cli.outputs import echo_json
from closedloop.cli.progress import said_in_place
from closedloop.messages import AnyOf, Language, say

if TYPE_CHECKING:
    from closedloop.model.process import Process
    from closedloop.prove.changed import Changed
    from closedloop.prove.differences import Comparison
    from closedloop.prove.structure import Change
    from closedloop.prove.verdicts import Proof


MOST_PAIRS, MOST_SECONDS = 10_000, 60.0


@frozen
class Wanted:
    """What the command line asks for."""

    process: str | None
    format: str
    max_cases: int
    time: float
    day: date
    no_verdicts: bool
    scenarios: bool


@frozen
class Compared:
    """All that the command found. `paths`: of the files, as messages call them. `proofs` None: nothing was decided."""

    paths: tuple[str, str]
    comparison: Comparison
    changes: tuple[Change, ...]
    proofs: tuple[Proof, Proof] | None

    @property
    def verdicts(self) -> tuple[Changed, ...]:
        """Those that have changed."""
        from closedloop.prove.changed import changed_verdicts

        return () if self.proofs is None else changed_verdicts(*self.proofs)

    @property
    def interrupted(self) -> bool:
        return self.comparison.interrupted or any(each.interrupted for each in self.proofs or ())

    @property
    def differs(self) -> bool:
        return bool(self.comparison.differences or self.changes or self.verdicts)


def command(lang: Language) -> click.Command:
    def option(*names: str, words: str, **rest: Any) -> click.Option:
        return click.Option(list(names), help=say(f"usage.diff.{words}", lang), **rest)

    params: list[click.Parameter] = [
        click.Argument(["old"], metavar="OLD"),
        click.Argument(["new"], metavar="NEW"),
        option("--process", metavar="NAME", words="process"),
        option("--format", type=click.Choice(["text", "json"]), default="text", words="format"),
        option("--max-cases", type=click.IntRange(1), default=MOST_PAIRS, metavar="NUMBER", words="max_cases"),
        option(
            "--time", type=click.FloatRange(0, min_open=True), default=MOST_SECONDS, metavar="SECONDS", words="time"
        ),
        option("--day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", words="day"),
        option("--no-verdicts", is_flag=True, words="no_verdicts"),
        option("--scenarios", is_flag=True, words="scenarios"),
    ]

    def diff_command(old: str, new: str, day: datetime | None, **options: Any) -> int:
        return diff_files(old, new, Wanted(**options, day=(day or datetime.now(UTC)).date()), lang)

    return Command("diff", lang, diff_command, params)


def diff_files(old: str, new: str, wanted: Wanted, lang: Language) -> int:
    """1 if anything differs; 130 if it was interrupted (what is found is shown)."""
    from closedloop.draw import language_of
    from closedloop.prove.comparing import compare
    from closedloop.prove.differences import Limits
    from closedloop.prove.structure import changes

    before, after = _chosen(old, wanted, lang), _chosen(new, wanted, lang)
    limits = Limits(wanted.max_cases, wanted.time)
    with said_in_place() as put:
        told = None if put is None else lambda number: put(say("diff.progress", lang, number=number))
        comparison = compare(before, after, limits, first_day=wanted.day, progress=told)
    proofs = None
    if not (wanted.no_verdicts or comparison.interrupted):
        proofs = _proofs(before, after, wanted, lang)
    words = lang if language_asked_for() else language_of(after)
    found = Compared((name_of(old), name_of(new)), comparison, changes(before, after), proofs)
    if wanted.format == "json":
        from closedloop.cli.diff_json import diff_json

        echo_json(json.dumps(diff_json(found, words), indent=2, ensure_ascii=False))
    else:
        from closedloop.cli.diff_text import diff_text

        texts = {path: _lines(each) for path, each in zip(found.paths, (old, new), strict=True)}
        click.echo(diff_text(found, texts, words, scenarios=wanted.scenarios), nl=False)
    if found.interrupted:
        return INTERRUPTED
    return FOUND if found.differs else 0


def _chosen(path: str, wanted: Wanted, lang: Language) -> Process:
    program = program_of(path, lang)
    chosen = process_named(program, wanted.process, path)
    if chosen is None:
        raise Failure("CL666", path=name_of(path), choices=AnyOf(tuple(program)))
    return chosen


def _lines(path: str) -> tuple[str, ...]:
    """The lines of the file, to show sentences as they are written; none where it cannot be read twice."""
    from pathlib import Path

    if path.lower().endswith(".json") or not Path(path).is_file():
        return ()
    return tuple(Path(path).read_text(encoding="utf-8-sig").splitlines())


def _proofs(old: Process, new: Process, wanted: Wanted, lang: Language) -> tuple[Proof, Proof]:
    """Of an interrupted one what is decided by then; the new version comes first, about which most is asked."""
    from closedloop.cli.verify import prove_with
    from closedloop.prove.exploring import Budget
    from closedloop.prove.verdicts import Proof

    budget = Budget(seconds=wanted.time)
    after = prove_with(new, budget, lang, wanted.day)
    if after.interrupted:
        return Proof(old, (), interrupted=True), after
    return prove_with(old, budget, lang, wanted.day), after
