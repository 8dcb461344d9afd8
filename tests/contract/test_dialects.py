"""What every dialect must keep, those of installed distributions and one that is only a grammar file among them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lark import Lark
from lark.common import ParserConf
from lark.parsers.lalr_analysis import LALR_Analyzer

from closedloop.syntax.cache import tables_of
from closedloop.syntax.dialects import LARK_OPTIONS, Dialect, dialect, dialect_of, dialects
from closedloop.syntax.kinds import flags, shapes
from closedloop.syntax.literals import WRITERS
from closedloop.syntax.parse import parse_text
from closedloop.syntax.printing import print_file
from closedloop.syntax.spelling import spelling
from closedloop.syntax.tree import File
from closedloop.testing import trees

EVERYTHING = (Path(__file__).parent / "everything.loop").read_text(encoding="utf-8")


def read(text: str) -> File:
    parsed = parse_text(text)
    assert parsed.diagnostics == ()
    assert parsed.file is not None
    return parsed.file


def test_the_grammar_has_no_conflicts(dialect_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lark.lexer.has_interegular", False)  # comparing words is for the next test
    grammar = dialect(dialect_name).grammar
    lark = Lark(grammar, parser=None, lexer="basic", keep_all_tokens=True, maybe_placeholders=False)
    LALR_Analyzer(ParserConf(lark.rules, {}, ["start"]), strict=True).compute_lalr()


@pytest.mark.slow
def test_no_two_words_can_be_meant_by_one_text(dialect_name: str) -> None:
    pytest.importorskip("interegular")
    Lark(dialect(dialect_name).grammar, strict=True, **LARK_OPTIONS)


def test_every_keyword_reads_back_as_it_is_spelt(dialect_name: str) -> None:
    for terminal in tables_of(dialect(dialect_name)).terminals:
        if terminal.fixed is None and terminal.name not in WRITERS:
            spelt = spelling(terminal.name, terminal.pattern)
            for text in (spelt.usual, spelt.after_one):
                assert re.fullmatch(terminal.pattern, text), (terminal.name, text)


def test_every_kind_and_flag_can_be_said(dialect_name: str) -> None:
    tables = tables_of(dialect(dialect_name))
    said = {production.kind for production in tables.productions}
    assert set(shapes()) - said <= {"not_happened"}, "only `not happened` has another way to be said"
    assert flags() <= {symbol for production in tables.productions for symbol in production.symbols}


def test_everything_can_be_said_and_read_back(dialect_name: str) -> None:
    file = read(EVERYTHING)
    text = print_file(file, dialect_name, source=EVERYTHING)
    again = read(text)
    assert again == file
    assert again.dialect == dialect_name
    assert print_file(again, dialect_name, source=text) == text
    assert [comment.text for comment in again.comments] == [comment.text for comment in file.comments]
    assert print_file(again, "en", source=text) == print_file(file, "en", source=EVERYTHING)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(file=trees.files)
def test_any_tree_can_be_said_in_a_dialect_without_python(german: str, file: File) -> None:
    assert read(print_file(file, german)) == file


def test_the_first_word_of_a_file_tells_its_dialect(german: str) -> None:
    for text, name in (("\n # note\nprocess a {}", "en"), ("流程 a {}", "zh"), ("Ablauf a {}", "de")):
        found = dialect_of(text)
        assert found is not None
        assert found.name == name
    assert dialect_of("processes a {}") is None


def test_dialects_are_found_by_name_ours_first(german: str) -> None:
    assert list(dialects())[:2] == ["en", "zh"]
    assert german in dialects()
    with pytest.raises(LookupError, match="there is no dialect xx, only en, zh, "):
        dialect("xx")


def test_a_dialect_needs_a_first_word() -> None:
    with pytest.raises(ValueError, match="no terminal _PROCESS"):
        _ = Dialect("xx", "_STEP: /step/").opening


@pytest.mark.parametrize(
    ("pattern", "usual", "after_one"),
    [
        (r"step(?!\w)", "step", "step"),
        (r"working\s+days?(?!\w)", "working days", "working day"),
        (r"(?:colour|color)(?!\w)", "colour", "colour"),
        (r"的?案件(?!\w)", "的案件", "案件"),
        (r"[天日](?=内?(?!\w))", "天", "天"),
        (r"jours?\s+ouvrés?", "jours ouvrés", "jour ouvré"),
        (r"l\'an(?:née)?", "l'année", "l'an"),
    ],
)
def test_a_spelling_is_read_from_the_pattern(pattern: str, usual: str, after_one: str) -> None:
    spelt = spelling("X", pattern)
    assert (spelt.usual, spelt.after_one) == (usual, after_one)


@pytest.mark.parametrize("pattern", [r"a+", r"\d", r"a{2}", r"(?:a", r".", r"[^a]"])
def test_a_pattern_that_is_not_a_plain_word_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="the spelling of X"):
        spelling("X", pattern)
