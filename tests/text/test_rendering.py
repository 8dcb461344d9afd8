"""Diagnostics for people and for programs."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from closedloop.messages import CompileError, UsageError
from closedloop.text import (
    NOWHERE,
    Diagnostic,
    Fix,
    Related,
    Source,
    Span,
    advice,
    compile_error,
    did_you_mean,
    error,
    in_order,
    render_json,
    render_sarif,
    render_text,
    warning,
)


def of(text: str, part: str, **more: object) -> Diagnostic:
    start = text.index(part)
    return error("CL012", Span(start, start + len(part)), text=part, **more)  # type: ignore[arg-type]


def underlined(text: str, part: str, width: int = 100) -> tuple[str, str]:
    """The line of the excerpt and the line below, without the gutter."""
    lines = render_text([of(text, part)], Source("f.loop", text), width=width).split("\n")
    index = next(index for index, line in enumerate(lines) if "^" in line)
    gutter = lines[index].index("|") + 2
    return lines[index - 1][gutter:], lines[index][gutter:]


def test_a_finding_is_shown_with_its_place_hint_and_page() -> None:
    text = "process p {\n  role office,\n}\n"
    assert render_text([of(text, ",")], Source("a/b.loop", text)).split("\n") == [
        "error[CL012]: `,` is too much here",
        " --> a/b.loop:2:14",
        "  |",
        "2 |   role office,",
        "  |              ^",
        "  = hint: delete it",
        "  = see: closedloop explain CL012",
    ]


def test_in_chinese_too() -> None:
    text = "流程 甲 {\n  角色 办公室、\n}\n"
    assert render_text([of(text, "、")], Source("甲.loop", text), "zh").split("\n")[:5] == [
        "错误[CL012]: 此处多了`、`",
        " --> 甲.loop:2:9",
        "  |",
        "2 |   角色 办公室、",
        "  |              ^^",
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("角色 办公室 x", "办公室"),
        ("角色 办公室 x", "x"),
        ("\trole\toffice", "office"),
        ("cafe\u0301 office", "office"),
        ("\u3000ａ角 x", "x"),
        ("a\x1b[31m b", "b"),
        ("a\u202e b", "b"),
        ("👩‍👧 office", "office"),
    ],
)
def test_the_underline_stands_below_the_text_by_display_width(text: str, part: str) -> None:
    line, marks = underlined(text, part)
    before, _, _ = line.partition(part)
    assert cell_len(before) == len(marks) - len(marks.lstrip())
    assert marks.strip() == "^" * cell_len(part)


def test_no_control_character_reaches_the_terminal() -> None:
    text = "a\x1b[31m\x07\u202e\x9b b\x00"
    shown = render_text([of(text, "b")], Source("x\x1b[2J.loop", text))
    assert all(character.isprintable() or character == "\n" for character in shown)


def test_a_long_line_is_cut_around_the_place() -> None:
    text = "x" * 5_000 + " here " + "办" * 5_000
    line, marks = underlined(text, "here", width=80)
    assert cell_len(line) <= 82
    assert line[marks.index("^") :].startswith("here")
    assert line.startswith("…")
    assert line.endswith("…")


def test_of_several_lines_the_first_and_the_last_are_underlined() -> None:
    text = "one two\n  three\n  four\n  five six\n"
    span = Span(text.index("two"), text.index(" six"))
    shown = render_text([error("CL012", span, text="…")], Source("f", text)).split("\n")
    assert shown[3:8] == ["1 | one two", "  |     ^^^", "...", "4 |   five six", "  |   ^^^^"]


def test_a_place_between_two_characters_and_the_end_of_the_text_are_shown() -> None:
    text = "role office\n"
    for offset, column in ((4, 4), (11, 11), (12, 0)):
        shown = render_text([error("CL012", Span(offset, offset), text="x")], Source("f", text)).split("\n")
        assert shown[4] == "  | " + " " * column + "^"


def test_the_other_place_is_shown_with_its_label() -> None:
    text = "role a\nrole a\n"
    again = error("CL012", Span(12, 13), text="a", related=(Related(Span(5, 6)),))
    assert render_text([again], Source("f", text)).split("\n")[5:9] == [
        " ::: f:1:6",
        "  |",
        "1 | role a",
        "  |      - first declared here",
    ]


def test_colours_only_on_request_and_a_finding_without_a_place() -> None:
    found = [warning("CL012", NOWHERE, text="x"), advice("CL012", NOWHERE, text="y")]
    plain = render_text(found, Source("f", ""))
    assert "\x1b" not in plain
    assert plain.startswith("warning[CL012]")
    assert "\n\nadvice[CL012]" in plain
    assert "\x1b[1;33m" in render_text(found, Source("f", ""), colour=True)


def test_each_finding_is_shown_in_its_own_source() -> None:
    one, two = Source("one", "first"), Source("two", "second")
    found = [
        *in_order([error("CL012", Span(0, 1), text="f")], one),
        *in_order([error("CL012", Span(0, 1), text="s")], two),
    ]
    shown = render_text(found, [one, two])
    assert "1 | first" in shown
    assert "1 | second" in shown
    assert [each["file"] for each in json.loads(render_json(found, [one, two]))["diagnostics"]] == ["one", "two"]


def test_findings_are_put_in_order_and_told_once() -> None:
    late, early = error("CL012", Span(5, 6), text="a"), error("CL012", Span(1, 2), text="b")
    nowhere = error("CL009", NOWHERE, most=1)
    assert in_order([late, nowhere, early, late]) == (early, late, nowhere)


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40), st.integers(1, 120))
def test_any_place_in_any_text_can_be_shown(text: str, start: int, length: int, width: int) -> None:
    span = Span(min(start, len(text)), min(start + length, len(text)))
    found = [error("CL012", span, text=text[span.start : span.end], related=(Related(span),), fixes=(Fix(span, text),))]
    source = Source(text, text)
    shown = render_text(found, source, "zh", width=width)
    assert all(character.isprintable() or character in "\n\u3000\u200c\u200d" for character in shown)
    jsonschema.validate(json.loads(render_json(found, source)), SCHEMA)
    json.loads(render_sarif(found, source))


SCHEMA = json.loads(files("closedloop.text").joinpath("diagnostics.schema.json").read_text(encoding="utf-8"))


def test_json_counts_characters_and_keeps_to_its_schema() -> None:
    text = "流程 甲 {\n  角色 办公室、\n}\n"
    found = [of(text, "、", fixes=(Fix(Span(14, 15), ""),)), error("CL001", NOWHERE, byte="0xFF", offset=0, guess=None)]
    report = json.loads(render_json(found, Source("甲.loop", text)))
    jsonschema.validate(report, SCHEMA)
    first = report["diagnostics"][0]
    assert first["file"] == "甲.loop"
    assert first["span"]["start"] == {"line": 2, "column": 9, "offset": text.index("、")}
    assert first["hint"] == "delete it"
    assert report["diagnostics"][1]["span"] is None


def test_sarif_has_rules_with_help_and_regions_in_characters() -> None:
    text = "流程 甲 {\n  角色 办公室、\n}\n"
    place = Path("dir with blanks") / "甲#1.loop"
    found = [of(text, "、", related=(Related(Span(0, 2)),), fixes=(Fix(Span(14, 15), ""),))]
    log = json.loads(render_sarif(found, Source(str(place), text), "zh"))
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "CL012"
    assert "```loop" in rule["help"]["markdown"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "dir%20with%20blanks/%E7%94%B2%231.loop"
    region = location["region"]
    assert {key: region[key] for key in ("startLine", "startColumn", "endLine", "endColumn")} == {
        "startLine": 2,
        "startColumn": 9,
        "endLine": 2,
        "endColumn": 10,
    }
    assert result["level"] == "error"
    assert result["relatedLocations"][0]["message"]["text"] == "首次声明于此"
    assert result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {"text": ""}


def test_a_compile_error_shows_what_was_found() -> None:
    text = "role office,"
    problem = compile_error([of(text, ",")], Source("f.loop", text), "en")
    assert isinstance(problem, CompileError)
    assert "f.loop:1:12" in str(problem)
    assert [each.code for each in problem.diagnostics] == ["CL012"]
    assert not isinstance(problem, UsageError)


@pytest.mark.parametrize(
    ("word", "candidates", "meant"),
    [
        ("handlng", ["handling", "handler"], "handling"),
        ("hanlding", ["handling"], "handling"),
        ("Handling", ["handling"], "handling"),
        ("yb", ["to", "by"], "by"),
        ("ab", ["xy"], None),
        ("承办单立", ["承办单位", "政府办公室"], "承办单位"),
        ("督察室", ["督查室", "办公室"], "督查室"),
        ("代表", ["委员"], None),
        ("x" * 100_000, ["handling"], None),
        ("handling", ["handling"], None),
        ("", ["a"], None),
    ],
)
def test_a_slip_is_recognised(word: str, candidates: list[str], meant: str | None) -> None:
    assert did_you_mean(word, candidates) == meant
