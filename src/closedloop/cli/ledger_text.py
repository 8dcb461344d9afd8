"""The ledger for people: tables of places, marks, scores, metrics and breakdowns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from closedloop.cli.counting import say_counted
from closedloop.cli.tables import Sheet, table
from closedloop.ledger.account import Ledger, PlaceRow
from closedloop.ledger.breakdowns import BreakdownResult, Partition
from closedloop.ledger.metrics import Figure, MetricResult
from closedloop.ledger.shares import number_text, percent_text, share
from closedloop.messages import Language, say
from closedloop.messages.values import render_value
from closedloop.model.expressions import Value
from closedloop.model.process import Aggregate, Process, Ratio, Target

DASH = "—"


def render_ledger(ledger: Ledger, lang: Language) -> Iterator[str]:
    """The lines of the whole ledger; parts that have nothing to say are left out."""
    yield from _separated(_places(ledger, lang))
    for part in (_marks(ledger, lang), _scores(ledger, lang), _breaches(ledger, lang)):
        yield from _separated(part)
    for sheet in figure_sheets(ledger, lang):
        yield from _separated(sheet.lines())
    provisional = sum(row.provisional and not row.ended for row in ledger.cases)
    if provisional:
        yield from _separated(iter([say_counted("ledger.provisional", provisional, lang)]))


def figure_sheets(ledger: Ledger, lang: Language) -> Iterator[Sheet]:
    """Metrics and breakdowns alone."""
    yield from _metrics(ledger, lang)
    for result in ledger.breakdowns:
        yield _breakdown(ledger.process, result, lang)


def _separated(part: Iterator[str]) -> Iterator[str]:
    lines = list(part)
    if lines:
        yield ""
        yield from lines


# ------------------------------------------------------------------------------------------------------------- places


def _places(ledger: Ledger, lang: Language) -> Iterator[str]:
    steps, ends = place_sheets(ledger, lang)
    yield from steps.lines()
    yield ""
    yield from table(ends.headings, ends.rows, ends.right)


def place_sheets(ledger: Ledger, lang: Language) -> tuple[Sheet, Sheet]:
    """Where the cases are: the steps, and the ends."""
    steps = [_place(row) + [str(row.cases), _few(row.overdue), _few(row.suspended)] for row in ledger.by_step]
    opened = _sum(ledger.by_step)
    steps.append([say("ledger.open", lang), "", *map(str, opened)])
    words = [say(f"ledger.{word}", lang) for word in ("step", "cases", "overdue", "suspended")]
    waiting = Sheet(say("ledger.steps", lang), [words[0], "", *words[1:]], steps, (2, 3, 4))
    whole = len(ledger.cases)
    ends = [[*_place(row), str(row.cases), _share(share(row.cases, whole), lang)] for row in ledger.by_end]
    ended = whole - opened[0]
    ends.append([say("ledger.ended", lang), "", str(ended), _share(share(ended, whole), lang)])
    words = [say(f"ledger.{word}", lang) for word in ("end", "cases", "share")]
    return waiting, Sheet(say("ledger.ends", lang), [words[0], "", *words[1:]], ends, (2, 3))


def _sum(rows: Sequence[PlaceRow]) -> tuple[int, int, int]:
    return sum(r.cases for r in rows), sum(r.overdue for r in rows), sum(r.suspended for r in rows)


def _place(row: PlaceRow) -> list[str]:
    return [row.name, row.title if row.title and row.title != row.name else ""]


def _few(number: int) -> str:
    return str(number) if number else DASH


def _marks(ledger: Ledger, lang: Language) -> Iterator[str]:
    found = ledger.overdue_by_mark
    if not any(number for _, number in found):
        return
    yield say("ledger.overdue_by_colour", lang)
    titles = {colour.name: colour.title for colour in ledger.process.colours}
    rows = [
        [mark or say("ledger.unmarked", lang), (titles.get(mark) or "") if mark else "", str(number)]
        for mark, number in found
        if number or mark
    ]
    yield from table([say("ledger.mark", lang), "", say("ledger.cases", lang)], rows, right=(2,))


def _scores(ledger: Ledger, lang: Language) -> Iterator[str]:
    if ledger.scores:
        yield say("ledger.scores", lang)
        words = [say(f"ledger.{word}", lang) for word in ("party", "year", "score")]
        yield from table(words, [[row.party, str(row.year), f"{row.amount:+d}"] for row in ledger.scores], right=(1, 2))


def _breaches(ledger: Ledger, lang: Language) -> Iterator[str]:
    if ledger.breaches:
        yield say("ledger.breaches", lang)
        titles = {rule.name: rule.title for rule in ledger.process.rules}
        rows = [[name, titles.get(name) or "", str(times)] for name, times in ledger.breaches]
        yield from table([say("ledger.rule", lang), "", say("ledger.times", lang)], rows, right=(2,))


# ------------------------------------------------------------------------------------------------------------ metrics


def _metrics(ledger: Ledger, lang: Language) -> Iterator[Sheet]:
    if not ledger.metrics:
        return
    rows = [row for result in ledger.metrics for row in _metric(ledger.process, result, lang)]
    words = [say(f"ledger.{word}", lang) for word in ("value", "of", "target")]
    if not any(row[3] for row in rows):
        rows, words = [row[:3] for row in rows], words[:2]
    yield Sheet(say("ledger.metrics", lang), [say("ledger.metric", lang), *words], rows, (1,))


def _metric(process: Process, result: MetricResult, lang: Language) -> Iterator[list[str]]:
    metric = result.metric
    yield [metric.title or metric.name, *_figure(result.total, result, lang)]
    for value, figure in result.groups:
        yield [f"  {value_text(process, metric.each or '', value, lang)}", *_figure(figure, result, lang)]


def _figure(figure: Figure, result: MetricResult, lang: Language) -> list[str]:
    metric = result.metric
    if figure.value is None:
        shown = DASH
    elif isinstance(metric.value, Ratio):
        shown = _share(figure.value, lang)
    else:
        shown = number_text(figure.value)
    return [shown, _made_of(figure, metric.value, lang), _target(metric.target, figure, lang)]


def _made_of(figure: Figure, value: object, lang: Language) -> str:
    if isinstance(value, Ratio):
        return say("ledger.out_of", lang, part=figure.numerator, whole=figure.denominator)
    if isinstance(value, Aggregate):
        key = "ledger.over_leaving" if figure.unset else "ledger.over"
        return say_counted(key, figure.cases, lang, unset=figure.unset)
    return ""


def _target(target: Target | None, figure: Figure, lang: Language) -> str:
    if target is None:
        return ""
    verdict = {True: "met", False: "missed", None: "not_judged"}[figure.met]
    wanted = f"{target.op} {target.value:f}{'%' if target.percent else ''}"
    return (
        f"{wanted}: {say(f'ledger.{verdict}', lang)}" if lang == "en" else f"{wanted}：{say(f'ledger.{verdict}', lang)}"
    )


# --------------------------------------------------------------------------------------------------------- breakdowns


def _breakdown(process: Process, result: BreakdownResult, lang: Language) -> Sheet:
    breakdown = result.breakdown
    words = [say("ledger.cases", lang), say("ledger.share", lang)]
    rows = list(_partition(process, breakdown.field, result.total, lang, ""))
    for value, partition in result.groups:
        rows.append([value_text(process, breakdown.each or "", value, lang), "", ""])
        rows += _partition(process, breakdown.field, partition, lang, "  ")
    headings = [breakdown.field if breakdown.title else "", *words]
    return Sheet(breakdown.title or breakdown.field, headings, rows, (1, 2))


def _partition(process: Process, field: str, partition: Partition, lang: Language, indent: str) -> Iterator[list[str]]:
    for part in partition.parts:
        words = value_text(process, field, part.value, lang)
        yield [indent + words, str(part.cases), _share(part.share, lang)]
    yield [
        indent + say("ledger.all", lang),
        str(partition.cases),
        _share(share(partition.cases, partition.cases), lang),
    ]


# -------------------------------------------------------------------------------------------------------------- words


def _share(value: Fraction | None, lang: Language) -> str:
    if value is None:
        return DASH
    text = percent_text(value)
    return text.replace(" ", "") if lang == "zh" else text


def value_text(process: Process, name: str, value: Value, lang: Language) -> str:
    """The value of a field or role as people read it: a choice by its title where it has one."""
    if value is None:
        return say("ledger.without", lang)
    for field in process.fields:
        if field.name == name and field.type.kind == "enum" and value in field.type.choices and field.type.titles:
            return field.type.titles[field.type.choices.index(str(value))] or str(value)
    return render_value(value, lang)
