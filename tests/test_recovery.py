"""Going on after a mistake: what is kept, that one mistake gives one finding, and that every finding can be shown."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closedloop.syntax import tree
from closedloop.syntax.lexemes import Lexeme, Lexemes
from closedloop.syntax.parse import parse_text
from closedloop.text import render_text

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "examples" / "deputy_proposals" / "process.loop").read_text(encoding="utf-8")
LEXEMES = [lexeme for lexeme in Lexemes(EXAMPLE).all if lexeme.sort != "end"]


def codes(text: str) -> list[str]:
    return [found.code for found in parse_text(text).diagnostics]


def items(text: str) -> list[str]:
    file = parse_text(text).file
    assert file is not None
    return [getattr(item, "name", None) and item.name.text for item in file.processes[0].items]  # type: ignore[union-attr]


def test_what_is_right_around_a_mistake_is_in_the_tree() -> None:
    text = "process p {\n role a\n role b ) (\n step s {\n by a\n go( -> e\n stop() -> e\n }\n end e\n}"
    assert items(text) == ["a", "b", "s", "e"]
    file = parse_text(text).file
    assert file is not None
    step = file.processes[0].items[2]
    assert isinstance(step, tree.Step)
    assert [item.event.text for item in step.items if isinstance(item, tree.Offer)] == ["go", "stop"]


def test_a_misspelt_keyword_is_read_as_what_was_meant() -> None:
    assert items("process p {\n rol a\n setp s { by a }\n end e\n}") == ["a", "s", "e"]


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("process p { step s by a } }", "a step needs `{` after its name", "步骤在名称之后应有`{`"),
        (
            "process p { step s { confirm -> e } }",
            "an event always has parentheses, and `confirm` has none",
            "事项之后必须有括号，`confirm`之后没有",
        ),
        (
            "process p { step s { by a } end e",
            "the file ends, and the process `p` is not closed: a `}` is missing",
            "文件已结束，而流程`p`没有结束：缺少`}`",
        ),
        ("process p { field f bool }", "a field needs `:` after its name", "字段在名称之后应有`:`"),
    ],
)
def test_a_finding_is_a_sentence_about_the_language(text: str, english: str, chinese: str) -> None:
    (found,) = parse_text(text).diagnostics
    assert found.message("en") == english
    assert found.message("zh") == chinese


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("process p { step s by a } }", "process p { step s{ by a } }"),
        ("process p { role a, }", "process p { role a }"),
        ("process p { rol a }", "process p { role a }"),
        ("process p { step s { go -> e } }", "process p { step s { go() -> e } }"),
        ("process p { step s { go() => e } }", "process p { step s { go() -> e } }"),
        ("流程 甲 { role 乙 }", "流程 甲 { 角色 乙 }"),
        ("流程 甲 { 步骤 办 { 由办公室 限5天 } }", "流程 甲 { 步骤 办 { 由 办公室 限 5 天 } }"),
        ("process p { step s { within 3 workingdays } }", "process p { step s { within 3 working days } }"),
        ("流程 甲 { 步骤 办 { 报(函: 文档) } }", "流程 甲 { 步骤 办 { 报(函: 文件) } }"),
        ("流程 甲 { 任何时候 { 报() } }", "流程 甲 { 随时 { 报() } }"),
        ("流程 甲 { 步骤 办 { 报() 须 不 急 } }", "流程 甲 { 步骤 办 { 报() 须 非 急 } }"),
        ('process p { role a "x }', 'process p { role a "x" }'),
    ],
)
def test_a_fix_mends_the_text(text: str, fixed: str) -> None:
    read = parse_text(text)
    edits = sorted((fix for found in read.diagnostics for fix in found.fixes), key=lambda fix: -fix.span.start)
    for fix in edits:
        text = text[: fix.span.start] + fix.text + text[fix.span.end :]
    assert text == fixed
    assert parse_text(text).complete


@pytest.mark.parametrize(
    "text",
    [
        "process p {\n escalation l {\n at 3 days before { }\n 5 days overdue { }\n }\n}",
        "process p {\n step s {\n go() do { n = n + 1 }\n }\n}",
        "流程 甲 {\n 步骤 办 {\n 由 乙\n 60 天 内 报, 完\n }\n}",
    ],
)
def test_what_cannot_stand_is_what_is_pointed_at(text: str) -> None:
    found = [each for each in parse_text(text).diagnostics if each.code == "CL010"]
    assert found
    for each in found:
        assert each.message("en") == f"`{text[each.span.start : each.span.end]}` cannot stand here"


def test_a_hundred_mistakes_are_enough() -> None:
    found = codes("process p {\n" + " role a,\n" * 500 + "}")
    assert found.count("CL012") == 100
    assert found[-1] == "CL009"


def damaged(rng: random.Random) -> str:
    """The example with one token left out, doubled or with another before it."""
    lexeme, other = rng.choice(LEXEMES), rng.choice(LEXEMES)
    kept = {
        0: "",
        1: f"{lexeme.text} {lexeme.text}",
        2: f" {other.text} {lexeme.text}",
    }[rng.randrange(3)]
    return EXAMPLE[: lexeme.start] + kept + EXAMPLE[lexeme.end :]


def test_one_slip_gives_one_finding() -> None:
    """Not always: a slip can make two. But of thirty at most three, and never more than four."""
    rng = random.Random(20)
    counts = [len(codes(damaged(rng))) for _ in range(30)]
    assert sum(count > 1 for count in counts) <= 3
    assert max(counts) <= 4


def spliced(pieces: list[tuple[Lexeme, str]]) -> str:
    text = EXAMPLE[:2_500]
    for lexeme, new in pieces:
        text = text[: lexeme.start] + new + text[lexeme.end :] if lexeme.end < len(text) else text
    return text


SNIPPETS = st.one_of(
    st.sampled_from([lexeme.text for lexeme in LEXEMES]),
    st.text(max_size=6),
    st.sampled_from(["{", "}", "(", ")", "->", '"', "`", "#", "\n", "步骤", "限5天", "'", "\\", "“", "、", "≥"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LEXEMES), SNIPPETS), max_size=4))
def test_whatever_is_done_to_a_text_is_told_and_shown(pieces: list[tuple[Lexeme, str]]) -> None:
    text = spliced(pieces)
    read = parse_text(text)
    for found in read.diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(text)
        for lang in ("en", "zh"):
            assert found.message(lang)
            found.hint(lang)
    shown = render_text(read.diagnostics, read.source, "zh")
    assert all(character.isprintable() or character in "\n\u3000" for character in shown)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_behind_a_process(text: str) -> None:
    for whole in (text, f"process p {{ {text}", f"流程 甲 {{ 步骤 乙 {{ {text} }}"):
        read = parse_text(whole)
        render_text(read.diagnostics, read.source, "en")
