"""Puts the figures of `bench.json` and `bench-proof.json`, whichever is there, into the page about performance, in both
languages: `python benchmarks/figures.py`.

Figures stand between two marks; everything else on the page is left as it is. Run it after `make bench` or
`make bench-proof` on a machine that does nothing else.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.page_table import measured_on, number, table
from benchmarks.proof_figures import proof_section

ROOT = Path(__file__).parent.parent
PAGES = {"en": "docs/explanation/performance.md", "zh": "docs/explanation/performance.zh.md"}
COLUMNS = (  # the measurement of a contestant, as `nine` names it, and the heading of its column
    ("events", "events/s", "事项/秒"),
    ("opening a case", "cases opened/s", "立案/秒"),
    ("as opened", "bytes, as opened", "字节，刚立案"),
    ("after five events and their records", "bytes, after five events", "字节，五个事项之后"),
    ("text read, checked and compiled", "ms from definition to machine", "毫秒，从定义到机器"),
)
WORDS = {
    "contestant": "参测程序",
    "times better than": "优于",
    "generated module": "生成的模块",
    "dict dispatch by hand": "手写字典",
    "10,000 traffic fines": "一万张交通罚单",
    "1,434 permits": "1,434 件许可",
    "7,554 incidents (XES)": "7,554 起故障（XES）",
    "seconds of processor time": "处理器时间（秒）",
    "without imports": "不计导入",
    "the whole process": "整个进程",
    "lines a second": "行/秒",
    "parse, many processes": "分析，许多流程",
    "parse, one long process": "分析，一个长流程",
    "parse, check, compile, many processes": "分析、检查、编译，许多流程",
    "parse, check, compile, one long process": "分析、检查、编译，一个长流程",
    "others": "其他",
    "first `check` of the example, nothing cached": "第一次 `check` 示例，没有缓存",
    "second `check`": "第二次 `check`",
    "a decision in a case of 10 records": "在有 10 条记录的案件里判定",
    "a decision in a case of 10,000 records": "在有 10,000 条记录的案件里判定",
    "a call of the desk": "调用一次 `Desk`",
}
Facts = Mapping[str, Any]


def section(bench: Facts, lang: str) -> str:
    """The tables of one language."""
    rows = bench["rows"]
    say = _english if lang == "en" else _chinese
    tables = [_loop(rows, lang), _ratios(rows, say), _audit(rows, say), _reading(rows, say), _others(rows, say)]
    return "\n\n".join([measured_on(bench["machine"], lang), *filter(None, tables)]) + "\n\n"


def replaced(page: str, figures: str, of: str = "figures") -> str:
    """The page with these figures between its marks; ValueError if it has none."""
    between = re.compile(rf"(?<=<!-- {of} -->\n).*?(?=<!-- end of {of} -->)", re.DOTALL)
    text, count = between.subn(lambda _: f"\n{figures}", page)
    if count != 1:
        raise ValueError(f"the page has no place for {of}")
    return text


def _english(word: str) -> str:
    return word


def _chinese(word: str) -> str:
    return WORDS.get(word, word)


def _measured(rows: Sequence[Facts]) -> dict[str, dict[str, float | None]]:
    """By contestant, ours first: its figure of each measurement."""
    known = {name for name, *_ in COLUMNS}
    own: dict[str, dict[str, float | None]] = {}
    peers: dict[str, dict[str, float | None]] = {}
    for row in rows:
        form, _, name = row["name"].partition(": ")
        if name in known:
            own.setdefault(form, {})[name] = row["ours"]
            peers.setdefault(row["peer_name"], {})[name] = row["peer"]
    return own | peers


def _loop(rows: Sequence[Facts], lang: str) -> str:
    say = _english if lang == "en" else _chinese
    versions = {row["peer_name"]: row["peer_version"] for row in rows if row["peer_version"]}
    lines = []
    for name, figures in _measured(rows).items():
        version = "" if name == "dict dispatch by hand" else versions.get(name, "")
        lines.append([f"{say(name)} {version}".strip(), *(number(figures.get(column)) for column, *_ in COLUMNS)])
    return table([say("contestant"), *(column[1 if lang == "en" else 2] for column in COLUMNS)], lines)


def _ratios(rows: Sequence[Facts], say: Any) -> str:
    found: dict[str, dict[str, float | None]] = {}
    for row in rows:
        form, _, name = row["name"].partition(": ")
        if name == "events":
            found.setdefault(row["peer_name"], {})[form] = row["ratio"]
    forms = list(dict.fromkeys(form for ratios in found.values() for form in ratios))
    lines = [[say(peer), *(f"{number(ratios.get(form))} ×" for form in forms)] for peer, ratios in found.items()]
    return table(
        [f"events/s, {say('times better than')}" if say is _english else "事项/秒，优于", *map(say, forms)], lines
    )


def _audit(rows: Sequence[Facts], say: Any) -> str:
    lines = []
    for row in rows:
        log, _, what = row["name"].partition(": ")
        if what in ("without imports", "the whole process"):
            figures = [number(row["ours"]), number(row["peer"]), f"{number(row['ratio'])} ×"]
            lines.append([f"{say(log)}{', ' if say is _english else '，'}{say(what)}", *figures])
    return table([say("seconds of processor time"), "closedloop audit", "pm4py", "×"], lines)


def _reading(rows: Sequence[Facts], say: Any) -> str:
    lines = []
    for row in rows:
        if row["unit"] == "lines/s":
            what = re.sub(r", [\d,]+ lines$", "", row["name"])
            ratio = f"{number(row['ratio'])} ×" if row["ratio"] is not None else ""
            lines.append([say(what), number(row["ours"]), number(row["peer"]), ratio])
    return table([say("lines a second"), "closedloop", "Lark", "×"], lines)


def _others(rows: Sequence[Facts], say: Any) -> str:
    plain = [row for row in rows if row["peer_name"] is None and row["unit"] in ("s", "µs") and row["ours"] is not None]
    return table(
        [say("others"), "closedloop"], [[say(row["name"]), f"{number(row['ours'])} {row['unit']}"] for row in plain]
    )


SECTIONS = {"bench.json": ("figures", section), "bench-proof.json": ("figures of the prover", proof_section)}


def main() -> None:
    """Read, and write both pages."""
    for name, (of, made) in SECTIONS.items():
        if (ROOT / name).exists():
            bench = json.loads((ROOT / name).read_text(encoding="utf-8"))
            for lang, page in PAGES.items():
                path = ROOT / page
                path.write_text(replaced(path.read_text(encoding="utf-8"), made(bench, lang), of), encoding="utf-8")


if __name__ == "__main__":
    main()
