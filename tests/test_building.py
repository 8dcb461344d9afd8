"""What cannot be is reported once, where it stands, and something harmless takes its place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from closedloop.syntax import tree as t
from closedloop.syntax.build import DEEPEST
from closedloop.syntax.parse import parse_text


def findings(text: str) -> list[tuple[str, str]]:
    """Codes, with the text that each underlines."""
    parsed = parse_text(text)
    assert parsed.file is not None
    return [(found.code, text[found.span.start : found.span.end]) for found in parsed.diagnostics]


def item(text: str) -> t.Item:
    parsed = parse_text(f"process p {{ {text} }}")
    assert parsed.file is not None
    assert parsed.diagnostics == ()
    return parsed.file.processes[0].items[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rule r: always x > 1234567890123456", ("CL041", "1234567890123456")),
        ("rule r: always x > 1.234567890123456", ("CL041", "1.234567890123456")),
        ("escalation e { at 12345678901234567% -> a }", ("CL041", "12345678901234567%")),
        ("rule r: every case ends within 201 years", ("CL042", "201 years")),
        ("rule r: every case ends within 999999 months", ("CL042", "999999 months")),
        ("rule r: every case ends within 0 days", ("CL043", "0 days")),
        ("rule r: every case ends within 1 day 2 hours 3 days", ("CL044", "1 day 2 hours 3 days")),
        ("field d: date = 2024-02-30", ("CL045", "2024-02-30")),
        ("field d: time = 2023-02-29 10:00", ("CL045", "2023-02-29 10:00")),
        ("field d: time = 2024-02-28 25:00", ("CL046", "2024-02-28 25:00")),
        ("step s { due on 02-30 }", ("CL047", "02-30")),
        ("step s { by a by b }", ("CL048", "by b")),
        ("step s { e() by a by b }", ("CL048", "by b")),
        ("step s { within 1 day, then -> a, then -> b }", ("CL048", "then -> b")),
        ("step s { e() cite \"a\" -> b cite \"c\" }", ("CL048", 'cite "c"')),
        ("escalation e { overdue -> a -> b }", ("CL048", "-> b")),
        ("step s { within 1 day, approved by a }", ("CL049", "within 1 day, approved by a")),
        ("step s { within 1 day, extendable 0 times }", ("CL050", "extendable 0 times")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_reported_where_it_stands(text: str, expected: tuple[str, str]) -> None:
    assert findings(f"process p {{ {text} }}") == [expected]


def test_what_is_reported_leaves_something_harmless() -> None:
    parsed = parse_text("process p { rule r: every case ends within 3 days 0 hours }")
    assert parsed.file is not None
    within = t.EveryCaseEnds(t.Duration(((3, "days"),)))
    assert parsed.file.processes[0].items == (t.Rule(t.Name("r"), within),)


@pytest.mark.parametrize(
    "nested",
    ["(" * 20_000 + "a" + ")" * 20_000, "not " * 20_000 + "a", "a" + " + a" * 5_000, "a" + " or b" * 5_000],
    ids=["brackets", "not", "sum", "or"],
)
def test_nesting_without_end_is_one_finding(nested: str) -> None:
    text = f"process p {{ rule r: always {nested} }}"
    parsed = parse_text(text)
    assert parsed.file is not None
    assert [found.code for found in parsed.diagnostics] == ["CL040"]
    hash(parsed.file)  # what is left can be walked through


def test_types_and_rules_nest_only_so_deep() -> None:
    assert [code for code, _ in findings(f"process p {{ field f: {'list of ' * 5_000}text }}")] == ["CL040"]
    assert [code for code, _ in findings(f"process p {{ rule r: {'when a, ' * 5_000}never b }}")] == ["CL040"]


def test_what_nests_less_deep_is_kept() -> None:
    nested = "a" + " + a" * (DEEPEST - 2)
    assert findings(f"process p {{ rule r: always {nested} }}") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rule r: always not (happened a)", "rule r: always not happened a"),
        ("rule r: always not not happened a", "rule r: always happened a"),
        ("rule r: always ((a))", "rule r: always a"),
        ("rule r: every case ends within 10 days 1 month", "rule r: every case ends within 1 month 10 days"),
        (
            "step s { e() -> a do { mark b } require c do { mark d } }",
            "step s { e() require c do { mark b mark d } -> a }",
        ),
        (
            "step s { within 1 day, then -> a, counting its own day, approved by b, extendable once }",
            "step s { within 1 day, extendable once, approved by b, counting its own day, then -> a }",
        ),
        ("step s { within 1 day, extendable once with extend() }", "step s { within 1 day, extendable once }"),
        ("step s { on enter { score a 3; } }", "step s { on enter { score a +3 } }"),
        ("end s {}", "end s"),
        ('scenario "s" { +1 day a b }', 'scenario "s" { +1 day a b() }'),
    ],
)
def test_several_ways_of_writing_have_one_form(one: str, other: str) -> None:
    assert item(one) == item(other)


def test_values_are_read_as_they_are_written() -> None:
    literals = item(r'list l = 007, 3.50, "a \"b\" \\ \n \t \x", 2 weeks, 2024-02-29T10:30:05, -3, no')
    assert isinstance(literals, t.ListDecl)
    assert literals.values == (
        t.Number(Decimal(7)),
        t.Number(Decimal("3.50"), decimal=True),
        t.String('a "b" \\ \n \t \\x'),
        t.Duration(((2, "weeks"),)),
        t.Moment("2024-02-29T10:30:05"),
        t.Unary("neg", t.Number(Decimal(3))),
        t.Boolean(False),
    )


def test_spans_are_those_of_the_text_as_written() -> None:
    text = "\ufeff流程 p {  步骤 受理 { 由 甲、乙  答复（结果：文本） 若 x≥３ →办结 }  }"
    parsed = parse_text(text)
    assert parsed.file is not None
    (step,) = parsed.file.processes[0].items
    assert isinstance(step, t.Step)
    (offer,) = step.items
    assert isinstance(offer, t.Offer)
    condition = offer.routes[0].when
    assert isinstance(condition, t.Binary)
    spans = [*(name.span for name in step.by), offer.params[0].span, offer.routes[0].span, condition.right.span]
    assert [text[span.start : span.end] for span in spans] == ["甲", "乙", "结果：文本", "若 x≥３ →办结", "３"]
