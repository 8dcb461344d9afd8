"""The figures of `bench-proof.json` as tables for the page about performance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.page_table import measured_on, number, table

Facts = Mapping[str, Any]

HEADINGS = {
    "states": (
        ("states a second", "states", "closedloop", "SPIN", "×"),
        ("状态/秒", "状态数", "closedloop", "SPIN", "×"),
    ),
    "examples": (("an example, all of it", "verdicts", "s"), ("示例，全部论证", "结论", "秒")),
    "steps": (("steps in a row", "states", "s"), ("步骤数", "状态数", "秒")),
    "counters": (("counters", "states", "s"), ("计数器个数", "状态数", "秒")),
}
KINDS = {"proved": "成立", "enforced": "拦截后成立", "refuted": "不成立", "open": "未定"}


def proof_section(bench: Facts, lang: str) -> str:
    """The tables of one language."""
    rows = bench["rows"]
    found = {
        "states": _states(rows),
        "examples": _examples(rows, lang),
        "steps": _row(rows),
        "counters": _counted(rows),
    }
    tables = (table(HEADINGS[name][lang == "zh"], lines) for name, lines in found.items())
    return "\n\n".join([measured_on(bench["machine"], lang), *filter(None, tables)]) + "\n\n"


def _states(rows: Sequence[Facts]) -> Iterable[Sequence[str]]:
    for row in rows:
        counted = re.fullmatch(r"states per second of processor time \((.+) states\)", row["name"])
        if counted:
            ratio = f"{number(row['ratio'])} ×" if row["ratio"] is not None else "–"
            size = re.search(r"(\d+) independent counters up to (\d+)", row["group"])
            yield (
                f"{size[1]} × 0…{size[2]}" if size else row["group"],
                counted[1],
                number(row["ours"]),
                number(row["peer"]),
                ratio,
            )


def _examples(rows: Sequence[Facts], lang: str) -> Iterable[Sequence[str]]:
    for row in rows:
        group, counted = row["group"], re.fullmatch(r"all rules, and what holds of every process \((.+)\)", row["name"])
        if counted:
            kinds = counted[1]
            if lang == "zh":
                kinds = "，".join(f"{KINDS[each.split()[1]]} {each.split()[0]}" for each in kinds.split(", "))
            yield f"`{group.removeprefix('Deciding an example: ')}`", kinds, number(row["ours"])


def _row(rows: Sequence[Facts]) -> Iterable[Sequence[str]]:
    for row in rows:
        counted = re.fullmatch(r"([\d,]+) steps in a row, .*\(([\d,]+) states\)", row["name"])
        if counted:
            yield counted[1], counted[2], number(row["ours"])


def _counted(rows: Sequence[Facts]) -> Iterable[Sequence[str]]:
    for row in rows:
        counted = re.fullmatch(r"(\d+) counters? \(([\d,]+) states\)", row["name"])
        if counted:
            yield counted[1], counted[2], number(row["ours"])
