"""`closedloop test FILE…`: the scenarios of process files, and what they cover."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from closedloop.cli.commands import Command
from closedloop.cli.counting import say_counted
from closedloop.cli.failures import FOUND
from closedloop.cli.inputs import STDIN, expanded, name_of, program_of
from closedloop.cli.outputs import echo_json
from closedloop.cli.progress import tracked
from closedloop.messages import Language, say
from closedloop.messages.events import event_name
from closedloop.messages.values import render_value

if TYPE_CHECKING:
    from closedloop.model.process import Process
    from closedloop.testing.coverage import Coverage, Item
    from closedloop.testing.scenarios import Mismatch, ScenarioResult


def command(lang: Language) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["files"], nargs=-1, required=True, metavar="FILE..."),
        click.Option(
            ["--format"], type=click.Choice(["text", "json"]), default="text", help=say("usage.test.format", lang)
        ),
        click.Option(
            ["--min-coverage"],
            type=click.FloatRange(0, 100),
            metavar="PERCENT",
            help=say("usage.test.min_coverage", lang),
        ),
        click.Option(["--generate"], is_flag=True, help=say("usage.test.generate", lang)),
        click.Option(["-o", "--output"], metavar="FILE", default=STDIN, help=say("usage.test.output", lang)),
    ]

    def run(files: Sequence[str], format: str, min_coverage: float | None, generate: bool, output: str) -> int:
        if generate:
            from closedloop.cli.generate import write_scenarios

            return write_scenarios(files, output, lang)
        return run_tests(files, format, min_coverage, lang)

    return Command("test", lang, run, params)


def run_tests(files: Sequence[str], form: str, least: float | None, lang: Language) -> int:
    """1 if a scenario fails, or less than `least` percent of a process is covered."""
    from closedloop.testing.scenarios import run_scenarios

    found: list[tuple[str, Process, tuple[ScenarioResult, ...], Coverage]] = []
    for path in tracked(expanded(files), say("usage.test", lang)):
        for process in program_of(path, lang).processes:
            found.append((name_of(path), process, *run_scenarios(process)))
    if form == "json":
        echo_json(json.dumps([_json(*each, lang) for each in found], indent=2, ensure_ascii=False))
    else:
        for each in found:
            click.echo("\n".join(_text(*each, least, lang)))
    good = all(result.passed for _, _, results, _ in found for result in results)
    return 0 if good and not any(_too_little(coverage, least) for *_, coverage in found) else FOUND


def _too_little(coverage: Coverage, least: float | None) -> bool:
    covered, items = coverage.share
    return least is not None and covered * 100 < least * items


# --------------------------------------------------------------------------------------------------------------- text


def _text(
    path: str,
    process: Process,
    results: Sequence[ScenarioResult],
    coverage: Coverage,
    least: float | None,
    lang: Language,
) -> Iterator[str]:
    yield f"{path}: {process.title or process.name}"
    for result in results:
        yield f"  {say('test.passed' if result.passed else 'test.failed', lang)}  {result.scenario.title}"
        for mismatch in result.mismatches:
            yield from _mismatch(path, mismatch, lang)
    failed = sum(not result.passed for result in results)
    if results:
        yield "  " + say_counted("test.summary", len(results), lang, passed=len(results) - failed, failed=failed)
    else:
        yield "  " + say("test.none", lang)
    of = {f"{kind}s": "{}/{}".format(*coverage.count(kind)) for kind in ("route", "requirement", "rung")}
    yield "  " + say("test.coverage", lang, **of)
    if coverage.uncovered:
        yield f"  {say('test.uncovered', lang)}{say('colon', lang).rstrip()}"
        for item in coverage.uncovered:
            yield f"    {_place(path, item.line)}{item_text(item, lang)}"
    if _too_little(coverage, least):
        covered, items = coverage.share
        yield "  " + say("test.too_little", lang, found=f"{covered}/{items}", wanted=f"{least:g} %")


def _mismatch(path: str, mismatch: Mismatch, lang: Language) -> Iterator[str]:
    yield f"    {_place(path, None if mismatch.line.at is None else mismatch.line.at[0])}".rstrip(" :")
    yield f"      {say('test.expected', lang)}{say('colon', lang)}{render_value(mismatch.expected, lang)}"
    yield f"      {say('test.was', lang)}{say('colon', lang)}{render_value(mismatch.actual, lang)}"
    for reason in mismatch.reasons:
        yield f"        {reason_text(reason, lang)}"


def _place(path: str, line: int | None) -> str:
    return "" if line is None else f"{path}:{line}: "


def reason_text(reason: Any, lang: Language) -> str:
    """A reason of a refusal with its code, and where the rule comes from."""
    from closedloop.messages import render

    cite = say("aside", lang, text=say("run.cite", lang, cite=reason.cite)) if reason.cite else ""
    return f"{render(reason.code, lang, **reason.params)}{cite} [{reason.code}]"


def item_text(item: Item, lang: Language) -> str:
    """What was not covered, in the notation of the language: `handling: reply() -> feedback`."""
    kind = say(f"test.{item.kind}", lang)
    step = f"{item.step}: " if item.step is not None else ""
    if item.what in ("event", "reopen"):
        return f"{kind} {step}{event_name(item.name, lang)}(){f' -> {item.to}' if item.to else ''}"
    if item.what == "requirement":
        return f"{kind} {step}{event_name(item.name, lang)}(): {item.text}"
    if item.what == "rung":
        return f"{kind} {item.name} {item.text}{f' -> {item.to}' if item.to else ''}"
    return f"{kind} {step}{say(f'test.{item.what}', lang)}{f' -> {item.to}' if item.to else f' {item.text}'}"


# --------------------------------------------------------------------------------------------------------------- JSON


def _json(
    path: str, process: Process, results: Sequence[ScenarioResult], coverage: Coverage, lang: Language
) -> dict[str, Any]:
    return {
        "file": path,
        "process": process.name,
        "scenarios": [
            {
                "title": result.scenario.title,
                "line": None if result.scenario.at is None else result.scenario.at[0],
                "passed": result.passed,
                "mismatches": [_mismatch_json(mismatch, lang) for mismatch in result.mismatches],
            }
            for result in results
        ],
        "coverage": {
            kind: dict(zip(("covered", "all"), coverage.count(kind), strict=True))
            for kind in ("route", "requirement", "rung")
        },
        "uncovered": [
            {"kind": item.kind, "line": item.line, "text": item_text(item, lang)} for item in coverage.uncovered
        ],
    }


def _mismatch_json(mismatch: Mismatch, lang: Language) -> dict[str, Any]:
    return {
        "line": None if mismatch.line.at is None else mismatch.line.at[0],
        "expected": render_value(mismatch.expected, lang),
        "actual": render_value(mismatch.actual, lang),
        "reasons": [{"code": reason.code, "message": reason_text(reason, lang)} for reason in mismatch.reasons],
    }
