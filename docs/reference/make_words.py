"""Write the word list of the language: `python docs/reference/make_words.py > docs/reference/words.md`.

The words are read from the grammars of the two dialects; the phrases are examples that are parsed in English and said
in Chinese by the Chinese grammar itself. A test compares the page with what this prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from closedloop.syntax.cache import tables_of
from closedloop.syntax.dialects import dialect
from closedloop.syntax.parse import parse_text
from closedloop.syntax.phrasing import Phrase, Phrasing, Word
from closedloop.syntax.tree import File

SECTIONS = {
    "": "The whole / 总体",
    "declarations": "Declarations / 声明",
    "types": "Types / 类型",
    "steps": "Steps and events / 步骤和事项",
    "effects": "Effects / 动作",
    "escalation": "Escalations / 督办规则",
    "rules": "Rules / 规则",
    "metrics": "Metrics / 指标",
    "scenarios": "Scenarios / 情景",
    "expressions, weakest first": "Expressions / 表达式",
    "durations": "Durations / 期限",
    "what occurs everywhere": "Everywhere / 通用",
    "dialects": "In second wordings / 用于另一种说法",
}
"""The sections of `closedloop.lark`, and what they are called here; `dialects` is for words that it does not use."""

CONTEXT = """process petitions "Petitions" version 2 {
  HERE
}"""
STEP = "step handling { HERE }"
SCENARIO = 'scenario "s" { HERE }'
RULE = "rule r: HERE"
CONDITION = "rule r: always HERE"
METRIC = "metric m = HERE"

PHRASES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Declarations / 声明",
        "HERE",
        (
            'process petitions "Petitions" version 2 { }',
            "calendar china",
            'role handler "Handling unit" assigned',
            "field key: bool = no",
            "field grade: one of low | middle | high",
            "field mark: int 0..100",
            "field units: list of party",
            'list urgent "Urgent" = "flood", "fire"',
            "effect open_ticket(queue: text)",
            'end closed "Closed" { on enter { publish } }',
        ),
    ),
    (
        "Steps and events / 步骤和事项",
        STEP,
        (
            "by office, inspector",
            "reply(outcome, letter: file, note?: text) -> feedback",
            "on enter { notify handler }",
            "on leave { remind handler }",
            "as soon as rounds > 2 -> censured",
            "escalate duty",
            "every 1 month { remind handler }",
        ),
    ),
    (
        "After an event / 事项之后",
        "step handling { visit() HERE }",
        (
            'require count visit >= 3 "visit first"',
            "-> closed when grade != low",
            "-> censured otherwise",
            "do { set rounds = rounds + 1 }",
        ),
    ),
    (
        "Time / 时限",
        STEP,
        (
            "within 10 working days, then -> closed",
            "within 3 days when key, counting its own day",
            "within 3 months, extendable once by 3 months, approved by office or inspector",
            "within 1 month, extendable 2 times with ask_time(reason: text), asked at least 5 working days before, "
            "decided within 3 working days, at most 3 months in all",
            "due on 06-30",
        ),
    ),
    (
        "Allowed or not / 允许",
        "HERE",
        (
            "allow suspend, resume by office",
            "allow reopen by office within 1 year of closed -> handling",
            "allow reopen by office -> handling",
            "allow backdate by office at most 10 working days",
            "anywhere but received, closed also while suspended { inspect(note: text) by inspector }",
        ),
    ),
    (
        "Escalations and effects / 督办规则和动作",
        "escalation duty { HERE }",
        (
            "warn: at 70% { remind handler }",
            "at 3 days before { notify inspector }",
            "overdue { mark yellow }",
            "overdue 10 working days after warn { mark red } -> censured",
            'overdue { score handler -5 "late" unless key }',
        ),
    ),
    (
        "Rules / 规则",
        RULE,
        (
            "never order_rework",
            "always rounds <= 3",
            "on closed, outcome is set",
            "plan before reply",
            "plan before each reply",
            "give_opinion(opinion = dissatisfied) leads to reply or censured within 8 months",
            "when key, visit at least 3 times before reply",
            "visit at most 2 times per handling",
            "visit exactly 2 times",
            "reopen at most 2 times ever",
            "visit every 2 months in handling",
            "different parties for reply, assess in one stay",
            "the same party for plan, reply",
            "every case ends within 1 year",
            "expiry of handling leads to reply by inspector",
        ),
    ),
    (
        "Expressions / 表达式",
        CONDITION,
        (
            "if key then rounds < 2 else rounds < 3",
            "not key or grade = low and rounds > 1",
            "opinion in (satisfied, mostly)",
            "opinion not in refused_ones",
            "outcome is set and letter is not set",
            "happened plan",
            "not happened reply ever",
            "count visit >= 3",
            "count give_opinion(opinion = dissatisfied) <= 1",
            "count visit since handling > 0",
            "last reply.letter is set",
            "previous(handler) != handler",
            "time since plan >= 2 days",
            "time from plan to reply <= 1 month",
            "actor of plan != actor",
            "score of handler < 0",
            "elapsed <= 10 working days and remaining >= 3 days and not overdue",
            "deadline >= today",
            "any(units where it = handler)",
            "all(units where it != handler)",
            "count(units) > 2",
            "sum(hours) > 40",
        ),
    ),
    (
        "Metrics / 指标",
        "HERE",
        ('metric on_time "On time" = cases with reply on time out of cases with reply for each handler target >= 99%',),
    ),
    (
        "Measurements / 指标的算法",
        METRIC,
        (
            "cases with reply out of cases with accept",
            "cases where opinion in (satisfied, mostly) out of cases with give_opinion",
            "number of cases without reply in handling",
            "number of cases ended closed where key",
            "number of cases",
            "mean rounds over cases with reply",
            "sum rounds over cases with reply",
            "percentile 90 of rounds over cases with reply",
        ),
    ),
    ("Breakdowns / 分类", "HERE", ('breakdown outcome "Outcomes" of cases with reply for each handler',)),
    (
        "Scenarios / 情景",
        SCENARIO,
        (
            '2024-03-01 office assign(handler: "water")',
            '+2 days "water" refused reply(letter: "a.pdf") because "visit first"',
            "+1 day office assign() dated 2024-03-01",
            '+1 day office "north" feedback()',
            '+1 day "Li" for handler feedback()',
            '+1 day "Li" for office "north" feedback()',
            "+1 month nothing",
            "expect handling, grade = low, score water = -5, mark yellow, overdue, due 2024-04-01",
            "expect breach answered",
        ),
    ),
)
"""Title, place where the examples stand, examples."""

SECOND_WORDINGS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        STEP,
        "within 1 month, then -> closed",
        "within 1 month, after which -> closed",
        "步骤 承办 { HERE }",
        "限 1 个月, 逾期未办的, 转 办结",
    ),
    (
        "escalation duty { overdue { HERE } }",
        'score handler -5 "late"',
        'deduct 5 from handler "late"',
        "督办规则 尽责 { 逾期 { HERE } }",
        '扣 承办单位 5 分, 事由 "逾期"',
    ),
    (
        CONDITION,
        "elapsed <= 10 working days",
        "elapsed <= 10 working days",
        "规则 甲: 始终 HERE",
        "已用时间 未超过 10 个工作日",
    ),
)
"""What the dialects can say in a second way: place and example in English, the second wording; place and wording in
Chinese.
"""

CHINESE_CONTEXT = """流程 信访办理 "信访办理" 版本 2 {
  HERE
}"""

NAMES = {
    "petitions": "信访办理", "Petitions": "信访办理", "office": "办公室", "inspector": "督查室",
    "handler": "承办单位", "Handling unit": "承办单位", "key": "重点", "grade": "等级", "low": "低", "middle": "中",
    "high": "高", "mark": "分值", "units": "协办单位", "urgent": "紧急类别", "Urgent": "紧急类别", "flood": "水灾",
    "fire": "火灾", "open_ticket": "建单", "queue": "队列", "closed": "办结", "Closed": "办结", "reply": "答复",
    "outcome": "办理结果", "letter": "答复函", "note": "记录", "feedback": "反馈", "visit": "走访",
    "visit first": "先走访", "censured": "通报", "rounds": "轮数", "duty": "尽责", "ask_time": "申请延期",
    "reason": "理由", "received": "受理", "inspect": "督查", "warn": "预警", "yellow": "黄", "red": "红",
    "late": "逾期", "r": "甲", "m": "乙", "order_rework": "责令整改", "plan": "制定方案", "give_opinion": "反馈意见",
    "opinion": "意见", "dissatisfied": "不满意", "assess": "评分", "handling": "承办", "satisfied": "满意",
    "mostly": "基本满意", "refused_ones": "否定意见", "deadline": "截止日", "hours": "工时", "accept": "接收",
    "on_time": "按期率", "On time": "按期答复率", "Outcomes": "办理结果", "s": "例", "assign": "分办",
    "water": "水务局", "north": "北区", "Li": "李明", "a.pdf": "答复函.pdf",
}  # fmt: skip
"""What the authors' names and texts in the examples become."""


def main() -> None:
    """Print the page."""
    print(page(), end="")


def page() -> str:
    """The whole page."""
    return "\n".join([OPENING, *_words(), *_phrases()]) + "\n"


OPENING = "\n".join(
    (
        "# Words / 词语对照",
        "",
        "Every word and phrase of the language in English and in Chinese. This page is written by `make_words.py` from "
        "the grammars. Of several spellings the first is the one that `closedloop fmt` prints. In Chinese a space or a "
        "mark follows a word of the language.",
        "",
        "语言的全部词语和句式，中英对照。本页由 `make_words.py` 根据语法文件生成。一词有几种写法的，`closedloop fmt` "
        "统一写成第一种。用中文书写时，语言的词语之后须有空格或标点。",
    )
)


# --------------------------------------------------------------------------------------------------------------- words


def _words() -> Iterator[str]:
    english, chinese = _spellings("en"), _spellings("zh")
    sections = _sections([*english, *(word for word in chinese if word not in english)])
    yield ""
    yield "## Words / 词语"
    for key, title in SECTIONS.items():
        rows = [word for word in english if word in chinese and sections[word] == key]
        if not rows:
            continue
        yield from ["", f"### {title}", "", "| English | 中文 |", "| --- | --- |"]
        yield from (f"| {english[word]} | {chinese[word]} |" for word in rows)
    only_english = ", ".join(english[word] for word in english if word not in chinese)
    only_chinese = "、".join(chinese[word] for word in chinese if word not in english)
    yield from ["", "### Only in the phrases of one language / 仅用于一种语言的句式", ""]
    yield f"English: {only_english}. 中文：{only_chinese}。The phrases below show where they stand; 用法见下文各句式。"


def _spellings(name: str) -> dict[str, str]:
    """The keyword terminals of a dialect with all their spellings, as the page shows them."""
    found = {}
    for terminal, pattern in re.findall(r"^(\w+)\.\d+: /(.*)/$", dialect(name).words, re.MULTILINE):
        found[terminal] = " ".join(f"`{each}`" for each in _all_spellings(pattern))
    return found


def _all_spellings(pattern: str) -> list[str]:
    plain = re.sub(r"\(\?[!=].*\)$", "", pattern).replace(r"\s+", " ")
    group = re.fullmatch(r"\(\?:(.*)\)", plain)
    return [spelt for each in (group[1] if group else plain).split("|") for spelt in _with_and_without(each)]


def _with_and_without(word: str) -> list[str]:
    optional = re.search(r".\?", word)
    if optional is None:
        return [word]
    return [word.replace("?", ""), word[: optional.start()] + word[optional.end() :]]


def _sections(words: list[str]) -> dict[str, str]:
    """The section of `closedloop.lark` where each word occurs first; the last one for words of one dialect only."""
    found = {}
    section = ""
    for line in dialect("en").grammar.splitlines():
        heading = re.match(r"// ---- (.*)", line)
        section = heading[1] if heading else section
        if section == "terminals":
            break
        for word in re.findall(r"\b_?[A-Z][A-Z_]*\b", line.partition("//")[0]):
            found.setdefault(word, section)
    return {word: found.get(word, "dialects") for word in words}


# ------------------------------------------------------------------------------------------------------------- phrases


def _phrases() -> Iterator[str]:
    yield from ["", "## Phrases / 句式"]
    for title, place, examples in PHRASES:
        yield from ["", f"### {title}", "", "| English | 中文 |", "| --- | --- |"]
        for example in examples:
            english, chinese = said_twice(example, place)
            yield f"| `{_cell(english)}` | `{_cell(chinese)}` |"
    yield from ["", "### Second wordings / 另一种说法", ""]
    yield "They say the same; `closedloop fmt` prints the first. 含义相同，`closedloop fmt` 统一写成前一种。"
    yield from ["", "| English | 中文 |", "| --- | --- |"]
    for row in SECOND_WORDINGS:
        yield from _second_wording(*row)


def _second_wording(place: str, first: str, second: str, chinese_place: str, chinese_second: str) -> Iterator[str]:
    """The two wordings in either language, after making sure that they say the same."""
    english, chinese = said_twice(first, place)
    same = parsed_in(first, place) == parsed_in(second, place)
    if not same or parsed_in(chinese, chinese_place) != parsed_in(chinese_second, chinese_place):
        raise ValueError(f"another meaning: {second}, {chinese_second}")
    left = f"`{english}` = `{second}`" if second != english else f"`{english}`"
    yield f"| {left} | `{chinese}` = `{chinese_second}` |"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def parsed_in(example: str, place: str) -> File:
    """The tree of the file that holds the example in its place."""
    context = CONTEXT if place.isascii() else CHINESE_CONTEXT
    text = example if example.startswith("process") else context.replace("HERE", place.replace("HERE", example))
    parsed = parse_text(text)
    if parsed.file is None or not parsed.complete:
        raise ValueError(f"{example}: {[found.code for found in parsed.diagnostics]}")
    return parsed.file


def said_twice(example: str, place: str) -> tuple[str, str]:
    """An example as it is printed in English and in Chinese."""
    file = parsed_in(example, place)
    both = [Phrasing(tables_of(dialect(name))).phrase(file) for name in ("en", "zh")]
    wanted = _tight(example)
    for english, chinese in zip(_walk(both[0]), _walk_as(both[0], both[1]), strict=True):
        if _tight(_joined(english, {})) == wanted:
            return _joined(english, {}), _joined(chinese, NAMES)
    raise ValueError(f"no phrase says just this: {example}")


def kinds_shown() -> set[str]:
    """The kinds of phrase that some example uses."""
    phrasing = Phrasing(tables_of(dialect("zh")))
    files = [parsed_in(example, place) for _, place, examples in PHRASES for example in examples]
    return {phrase.kind for file in files for phrase in _walk(phrasing.phrase(file))}


def _tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def _walk(phrase: Phrase) -> Iterator[Phrase]:
    yield phrase
    for child in phrase.children:
        if isinstance(child, Phrase):
            yield from _walk(child)


def _walk_as(english: Phrase, chinese: Phrase) -> Iterator[Phrase]:
    """The phrases of the Chinese in the order of the English: they say the same values."""
    said: dict[tuple[int, str], Phrase] = {}
    values: dict[int, Phrase] = {}
    for each in _walk(chinese):
        said.setdefault((id(each.value), each.kind), each)
        values.setdefault(id(each.value), each)
    for each in _walk(english):  # one dialect may have a word of its own for what another puts together (`未`)
        yield said.get((id(each.value), each.kind)) or values.get(id(each.value), chinese)


def _joined(phrase: Phrase, names: dict[str, str]) -> str:
    text = ""
    before: Word | None = None
    for word in phrase.words():
        spelt = names.get(word.text, word.text) if word.name is not None else word.text
        if word.terminal == "STRING":
            spelt = f'"{names.get(word.text[1:-1], word.text[1:-1])}"'
        text += (" " if before is not None and _apart(before, word, phrase) else "") + spelt
        before = word
    return text


def _apart(before: Word, word: Word, phrase: Phrase) -> bool:
    """Whether a blank stands between two words."""
    if word.text in (",", ")", ":", ".", "?", "..") or before.text in ("(", ".", ".."):
        return False
    if word.text == "(":
        return before.terminal in ("_IN", "_NOT_IN")
    signed = before.text in ("+", "-") and word.terminal == "INT"
    return not (signed and not any(each.kind in ("add", "subtract") for each in _walk(phrase)))


if __name__ == "__main__":
    main()
