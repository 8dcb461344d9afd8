"""The catalogue: every code once, both languages alike, values in words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest

from closedloop.messages import CATALOGUE, LANGUAGES, AnyOf, Language, Phrase, hint, language_from_locale, render, say
from closedloop.messages.catalogue import AREAS, Message
from closedloop.messages.events import EVENTS, event_name
from closedloop.messages.phrases import PHRASES
from closedloop.messages.values import fill, placeholders, render_value
from closedloop.model.durations import Duration
from closedloop.syntax.dialects import dialect
from closedloop.syntax.tree import BUILTIN_EVENTS

ROWS: list[tuple[range, Message]] = [
    (numbers, row) for numbers, module in AREAS for row in import_module(f"closedloop.messages.{module}").ROWS
]


def test_no_code_is_given_twice() -> None:
    codes = [row.code for _, row in ROWS]
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) == set(CATALOGUE)


def test_a_row_has_the_same_parameters_in_both_languages() -> None:
    for numbers, row in ROWS:
        assert row.code == f"CL{int(row.code[2:]):03}"
        assert int(row.code[2:]) in numbers, row.code
        assert placeholders(row.en) == placeholders(row.zh), row.code
        assert (row.hint_en is None) == (row.hint_zh is None), row.code
        assert placeholders(row.hint_en or "") == placeholders(row.hint_zh or ""), row.code


def test_a_message_is_a_lower_case_line_without_a_full_stop() -> None:
    for _, row in ROWS:
        for text in (row.en, row.hint_en):
            if text is not None:
                assert not text[0].isupper(), row.code
                assert not text.endswith("."), row.code
        for text in (row.zh, row.hint_zh):
            assert text is None or not text.endswith("。"), row.code
        assert "\n" not in row.en + row.zh + (row.hint_en or "") + (row.hint_zh or ""), row.code


def test_a_phrase_has_the_same_parameters_in_both_languages() -> None:
    assert [key for key, (en, zh) in PHRASES.items() if placeholders(en) != placeholders(zh)] == []


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (Duration(((5, "working_days"),)), "5 working days", "5 个工作日"),
        (Duration(((1, "months"), (10, "days"))), "1 month 10 days", "1 个月 10 天"),
        (timedelta(hours=50), "2 days 2 hours", "2 天 2 小时"),
        (["a", "b", "c"], "`a`, `b` and `c`", "`a`、`b`和`c`"),
        (AnyOf(("a", "b")), "`a` or `b`", "`a`或`b`"),
        ([1, Decimal("2.50")], "1 and 2.50", "1和2.50"),
        (True, "yes", "是"),
        (date(2024, 3, 1), "2024-03-01", "2024-03-01"),
        (Phrase("severity.error"), "error", "错误"),
        ("\x1b[31m\u202e", "\u241b[31m\ufffd", "\u241b[31m\ufffd"),
    ],
)
def test_values_are_written_in_the_language(value: object, english: str, chinese: str) -> None:
    assert render_value(value, "en") == english
    assert render_value(value, "zh") == chinese


def test_a_value_of_any_length_stays_short() -> None:
    for value in ("x" * 100_000, 10**5000, Duration(((10**5000, "years"),))):
        assert len(render_value(value, "en")) < 300


def test_braces_are_kept_and_values_are_not_templates() -> None:
    assert fill("a step needs `{{` after `{name}`", "en", {"name": "{x}"}) == "a step needs `{` after `{x}`"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_events_of_the_language_are_called_as_its_dialect_calls_them(lang: Language) -> None:
    words = re.findall(r"^_?([A-Z_]+)\.\d+: /(?:\(\?:)?([^\\(|)?]+)", dialect(lang).words, re.MULTILINE)
    spelt = {terminal.lower(): word for terminal, word in words}
    assert tuple(EVENTS) == BUILTIN_EVENTS
    assert {event: event_name(event, lang) for event in EVENTS} == {event: spelt[event] for event in EVENTS}
    assert event_name("reply", lang) == "reply"


def test_events_of_the_language_are_said_in_the_language_of_the_message() -> None:
    assert render("CL504", "zh", event="extend", since="7").endswith("不能办理`延期`")
    assert render("CL504", "en", event="extend", since="7").startswith("the case is suspended since 7: `extend`")
    assert render("CL125", "zh", event="reopen", name="x") == "`重启`没有参数`x`"
    assert render("CL532", "zh", possible=AnyOf(("reply", "extend"))) == "目前可办：`reply`或`延期`"
    assert fill("{name}, {name:event}", "zh", {"name": "resume"}) == "resume, 恢复"
    assert fill("{known:event}", "zh", {"known": ["resume", "visit"]}) == "`恢复`和`visit`"


def test_a_hint_about_an_empty_list_is_left_out() -> None:
    assert hint("CL511", "en", event="grant_extension", name="x", params=[]) is None


def test_a_suggestion_becomes_the_hint() -> None:
    code = next(iter(CATALOGUE))
    assert hint(code, "en", suggestion="handling") == "did you mean `handling`?"
    assert hint(code, "zh", suggestion="承办") == "是不是想写`承办`？"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert language_from_locale(environment) == language


def test_an_unknown_code_is_a_key_error() -> None:
    for code in ("CL999", "CL", "x", "CL１２３"):
        with pytest.raises(KeyError):
            render(code, "en")


def test_both_languages_say_something_else() -> None:
    assert {say("related.declared", lang) for lang in LANGUAGES} == {"declared here", "声明于此"}
