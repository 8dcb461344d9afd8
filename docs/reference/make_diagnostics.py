"""Write the index of all codes, `diagnostics.md` and its Chinese twin: `python docs/reference/make_diagnostics.py`.

Each row is the message of the catalogue with example values. A test compares both pages with what this would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from closedloop.messages import CATALOGUE, Language
from closedloop.messages.samples import example

HERE = Path(__file__).parent
PAGES = "../../src/closedloop/messages/pages"

FILES: dict[Language, str] = {"en": "diagnostics.md", "zh": "diagnostics.zh.md"}

OPENING: dict[Language, str] = {
    "en": "# Diagnostics\n\n[中文](diagnostics.zh.md)\n\n"
    "Every code with its message, shown with example values. A code means the same for ever. The code leads to its "
    "page; `closedloop explain CL101` shows the same in a terminal. This index is written by `make_diagnostics.py` "
    "from the catalogue.",
    "zh": "# 诊断\n\n[English](diagnostics.md)\n\n"
    "全部代码及其文字，文字中填有例子。代码的含义永远不变。点击代码可看说明，`closedloop explain CL101` "
    "在终端中显示同样的内容。本页由 `make_diagnostics.py` 根据消息目录生成。",
}

SECTIONS: tuple[tuple[int, str, str], ...] = (
    (0, "Reading the text", "读取文本"),
    (40, "Single values and phrases", "单个的值和句式"),
    (100, "Names", "名称"),
    (200, "Types", "类型"),
    (250, "The flow of cases", "案件的走向"),
    (300, "Advice", "建议"),
    (500, "Refusals", "不予准许"),
    (600, "The desk and its journals", "Desk 和案件记录"),
    (650, "Command line and files of events", "命令行和事项清单"),
    (700, "Logs and their mappings", "日志与对照文件"),
    (730, "Audits", "审查"),
    (750, "Pictures", "流程图"),
    (770, "Embedding in a `transitions` machine", "嵌入 `transitions` 状态机"),
    (780, "Generated modules", "生成的模块"),
)
"""The number of the first code of a section, and its title in both languages."""

COLUMNS: dict[Language, tuple[str, str]] = {"en": ("Code", "Message"), "zh": ("代码", "文字")}


def main() -> None:
    """Write both pages."""
    for lang, name in FILES.items():
        (HERE / name).write_text(page(lang), encoding="utf-8")


def page(lang: Language) -> str:
    """The whole index in a language."""
    return "\n".join([OPENING[lang], *_sections(lang)]) + "\n"


def _sections(lang: Language) -> Iterator[str]:
    codes = sorted(CATALOGUE)
    ends = [first for first, _, _ in SECTIONS[1:]] + [1000]
    for (first, *titles), end in zip(SECTIONS, ends, strict=True):
        yield from ["", f"## {titles[lang == 'zh']}", "", "| {} | {} |".format(*COLUMNS[lang]), "| --- | --- |"]
        for code in codes:
            if first <= int(code[2:]) < end:
                yield f"| [{code}]({PAGES}/{code}.md) | {example(code, lang).replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    main()
