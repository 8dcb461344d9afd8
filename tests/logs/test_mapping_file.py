"""The mapping file is itself checked: every mistake is told with its place, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

import closedloop
from closedloop.logs import Finding, LogMapping, load_mapping
from closedloop.logs.mapping import EventFrom, ParamFrom, RoleFrom
from closedloop.messages import LANGUAGES, hint, render

from .samples import LETTERS, ROOT


def found(text: str) -> list[tuple[str, int, str]]:
    """Code, line and the words that are underlined."""
    return [(each.code, each.line, text[each.start : each.end]) for each in load_mapping(text, LETTERS)[1]]


def only(text: str) -> Finding:
    [finding] = load_mapping(text, LETTERS)[1]
    return finding


def test_a_whole_mapping() -> None:
    text = """
process = "letters"
[log]
case = "case_id"
activity = ["what", "state"]
time = "at"
order = ".order"
time_format = "%d.%m.%Y %H:%M"
zone = "Europe/Rome"
resolution = "day"
person = "who"
party = "unit"
role = "hat"
delimiter = ";"
encoding = "gb18030"
keep = { "lifecycle:transition" = ["complete"], "x y" = "z" }
[roles.desk]
column = "unit"
values = ["1", "2"]
[roles.office]
parties = ["u"]
anybody = false
[events.accept]
activity = "In"
when = { state = ["NIL", ""] }
role = "desk"
person = "porter"
params.amount = "sum"
params.key = { column = "key", values = { Y = true, N = false }, default = false }
params.kind = { value = "mail" }
[events."note"]
[ignore]
activities = ["Coffee"]
"""
    mapping, findings = load_mapping(text, LETTERS)
    assert findings == ()
    assert mapping == LogMapping(
        process="letters",
        case="case_id",
        activity=("what", "state"),
        time=("at",),
        order=".order",
        time_format="%d.%m.%Y %H:%M",
        zone="Europe/Rome",
        resolution="day",
        person="who",
        party="unit",
        role="hat",
        delimiter=";",
        encoding="gb18030",
        keep={"lifecycle:transition": frozenset({"complete"}), "x y": frozenset({"z"})},
        roles={
            "desk": RoleFrom(column="unit", values=frozenset({"1", "2"})),
            "office": RoleFrom(parties=frozenset({"u"})),
        },
        events=(
            EventFrom(
                event="accept",
                activities=("In",),
                when={"state": frozenset({"NIL", ""})},
                role="desk",
                person="porter",
                params={
                    "amount": ParamFrom("sum"),
                    "key": ParamFrom("key", {"Y": True, "N": False}, default=False),
                    "kind": ParamFrom(constant="mail"),
                },
            ),
            EventFrom("note"),
        ),
        ignore=frozenset({"Coffee"}),
    )
    assert {column: text[start:end] for column, (_, start, end) in mapping.column_places.items()} == {
        **{name: f'"{name}"' for name in ("case_id", "what", "at", ".order", "who", "unit", "hat", "sum", "key")},
        **{"state": '"state"', "lifecycle:transition": '"lifecycle:transition"', "x y": '"x y"'},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[log\n", ("CL700", 1, "\n")),
        ('x = "\n', ("CL700", 1, "\n")),
        ("case = 1\n[log]\ncase = 1\ncase = 2", ("CL700", 4, "case = 2")),
        ('[lgo]\ncase = "c"', ("CL701", 1, "lgo")),
        ('[log]\ntiem = "t"', ("CL701", 2, "tiem")),
        ('[roles.desk]\nanyone = true\nparties = ["x"]', ("CL701", 2, "anyone")),
        ('[events.close]\nparms.x = "y"', ("CL701", 2, "parms")),
        ('[events.note]\nparams.pages = { colum = "y", value = 1 }', ("CL701", 2, "colum")),
        ('[ignore]\nactivity = ["x"]', ("CL701", 2, "activity")),
        ("[log]\ncase = 1", ("CL703", 2, "1")),
        ("[log]\nactivity = [1]", ("CL703", 2, "[1]")),
        ("log = 1", ("CL703", 1, "1")),
        ("process = 1", ("CL703", 1, "1")),
        ('[log]\ndelimiter = "ab"', ("CL703", 2, '"ab"')),
        ('[roles.desk]\nanybody = "yes"', ("CL703", 2, '"yes"')),
        ("[roles]\ndesk = 1", ("CL703", 2, "1")),
        ("[events]\nclose = 1", ("CL703", 2, "1")),
        ("[events.note]\nparams.pages = 1", ("CL703", 2, "1")),
        ("[events.close]\nwhen = { x = 1 }", ("CL703", 2, "1")),
        ('process = "leters"', ("CL665", 1, '"leters"')),
        ('[events.clsoe]\nactivity = "x"', ("CL704", 1, "clsoe")),
        ('[events.note]\nparams.page = "x"', ("CL705", 2, "page")),
        ("[roles.dsek]\nanybody = true", ("CL706", 1, "dsek")),
        ('[events.close]\nrole = "dsek"', ("CL706", 2, '"dsek"')),
        ('[events.accept]\nparams.amount = "a"\nparams.kind = { value = "papr" }', ("CL707", 3, '"papr"')),
        (
            '[events.accept]\nparams.amount = "a"\nparams.kind = { column = "k", values = { x = "papr" } }',
            ("CL707", 3, '"papr"'),
        ),
        ('[log]\nresolution = "hour"', ("CL707", 2, '"hour"')),
        ('[log]\nzone = "Europe/Rom"', ("CL708", 2, '"Europe/Rom"')),
        ('[log]\ntime_format = "%H:%M"', ("CL709", 2, '"%H:%M"')),
        ('[log]\nencoding = "utf-88"', ("CL710", 2, '"utf-88"')),
        ('[log]\nencoding = "base64"', ("CL710", 2, '"base64"')),
        ("[roles.desk]", ("CL711", 1, "desk")),
        ('[roles.desk]\ncolumn = "x"', ("CL711", 1, "desk")),
        ("[roles.handler]\nanybody = true", ("CL712", 1, "handler")),
        ('[events.accept]\nparams.amount = "x"', ("CL713", 1, "accept")),
        ('[events.note]\nactivity = "A"\n[events.close]\nactivity = ["B", "A"]', ("CL714", 4, '["B", "A"]')),
        ("[events.note]\nparams.pages = {}", ("CL715", 2, "pages")),
        ('[events.note]\nparams.pages = { value = 1, column = "x" }', ("CL715", 2, "pages")),
        ("[events.note]\nparams.pages = { value = 100 }", ("CL716", 2, "100")),
        ('[events.note]\nparams.pages = { column = "x", default = "many" }', ("CL716", 2, '"many"')),
        ("[events.note]\nparams.day = { value = 1.5 }", ("CL716", 2, "1.5")),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, expected: tuple[str, int, str]) -> None:
    assert found(text) == [expected]
    finding = only(text)
    for lang in LANGUAGES:
        assert "{" not in render(finding.code, lang, **finding.params)
        assert hint(finding.code, lang, **finding.params) != ""


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ('[lgo]\ncase = "c"', "log"),
        ('[log]\ntiem = "t"', "time"),
        ('process = "leters"', "letters"),
        ("[events.clsoe]", "close"),
        ('[events.note]\nparams.page = "x"', "pages"),
        ("[roles.dsek]\nanybody = true", "desk"),
        ('[events.note]\nrole = "ofice"', "office"),
        ('[events.accept]\nparams.amount = "a"\nparams.kind = { value = "papr" }', "paper"),
        ('[log]\nzone = "Europe/Rom"', "Europe/Rome"),
        ('[log]\nencoding = "gb18300"', "gb18030"),
    ],
)
def test_what_was_meant_is_suggested(text: str, suggestion: str) -> None:
    finding = only(text)
    assert finding.params["suggestion"] == suggestion
    assert suggestion in (hint(finding.code, "en", **finding.params) or "")
    assert suggestion in (hint(finding.code, "zh", **finding.params) or "")


def test_every_mistake_is_told_and_what_is_right_is_kept() -> None:
    text = '[log]\ncase = 1\ntime = "t"\n[events.close]\nrole = "x"\nactivity = "Out"\n[events.open]\n[roles.boss]\n'
    mapping, findings = load_mapping(text, LETTERS)
    assert [each.code for each in findings] == ["CL703", "CL706", "CL706"]
    assert (mapping.time, mapping.events) == (("t",), (EventFrom("close", ("Out",)), EventFrom("open")))


def test_events_and_roles_go_by_title_too_and_those_of_the_language_by_both_names() -> None:
    text = '[events."Letter accepted"]\nparams = { amount = "a", kind = "k" }\n[events."中止"]\n[events.resume]\n'
    mapping, findings = load_mapping(text, LETTERS)
    assert findings == ()
    assert [each.event for each in mapping.events] == ["accept", "suspend", "resume"]


def test_an_activity_may_be_two_events_if_the_first_says_when() -> None:
    first = '[events.note]\nactivity = "A"\nwhen = { x = "1" }\n'
    assert found(f'{first}[events.close]\nactivity = "A"\n') == []


TWO = closedloop.loads(
    "process a { role r start s step s { by r go() -> e } end e }\n"
    "process b { role r start s step s { by r went() -> e } end e }"
)


def test_of_several_processes_the_mapping_says_which() -> None:
    assert [each.code for each in load_mapping('process = "b"\n[events.went]', TWO)[1]] == []
    assert [each.code for each in load_mapping('process = "a"\n[events.went]', TWO)[1]] == ["CL704"]
    assert [each.code for each in load_mapping("[events.went]", TWO)[1]] == ["CL702"]
    assert [each.code for each in load_mapping('process = "c"\n[events.went]', TWO)[1]] == ["CL665"]


def test_without_a_process_only_the_form_is_checked() -> None:
    mapping, findings = load_mapping(
        '[events.any]\nparams.thing = { value = 1 }\nrole = "r"\n[roles.r]\nanybody = true\n'
    )
    assert findings == ()
    assert mapping.events == (EventFrom("any", role="r", params={"thing": ParamFrom(constant=1)}),)


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert load_mapping('\ufeff[log]\ncase = "c"', LETTERS)[0].case == "c"


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*/mapping.toml")), ids=lambda path: path.parent.name)
def test_the_mappings_of_the_examples_are_right(path: Path) -> None:
    program = closedloop.load(path.with_name("process.loop"))
    assert load_mapping(path.read_text(encoding="utf-8"), program)[1] == ()
