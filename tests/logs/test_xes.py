"""XES: through the parser and line by line alike; nothing in a file makes its reading expensive."""

from __future__ import annotations

import gzip
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedloop.logs.sources import decoded
from closedloop.logs.xes import read_xes
from closedloop.logs.xes_lines import read_lines

from .samples import events, issues, read, utc

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- written by a program -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
	<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
	<global scope="event">
		<string key="concept:name" value="UNKNOWN"/>
	</global>
	<string key="source" value="x"><string key="within" value="y"/></string>
"""
EVENT = """		<event>
			<string key="concept:name" value="close"/>
			<date key="time:timestamp" value="2024-03-01T10:00:00.000+01:00"/>
			<string key="org:resource" value="ann &amp; bob"/>
		</event>
"""
CASE = f"""	<trace>
		<string key="concept:name" value="A"/>
		<int key="pages" value="3"/>
{EVENT}	</trace>
"""
LOG = f"{HEAD}{CASE}</log>\n"


def test_a_log_by_lines_and_by_the_parser() -> None:
    assert read_lines(LOG) is not None
    assert read_lines(LOG.replace("\t<trace>", "\t<!-- remark -->\n\t<trace>")) is not None
    other = LOG.replace("\t\t<event>", "\t\t<!-- a\n\t\tb -->\n\t\t<event>")
    assert read_lines(other) is None
    for text, line in ((LOG, 12), (other, 14), (LOG.replace("\n", "\r\n"), 12)):
        log = read(text)
        [entry] = log.cases[0].entries
        assert entry.row.at == utc(2024, 3, 1, 9)
        assert (entry.row.line, entry.row.case, entry.row.person) == (line, "A", "ann & bob")
        assert dict(entry.row.attributes) == {
            "case:concept:name": "A",
            "case:pages": "3",
            "concept:name": "close",
            "time:timestamp": "2024-03-01T10:00:00.000+01:00",
            "org:resource": "ann & bob",
        }


def test_attributes_within_attributes() -> None:
    nested = """			<string key="place" value="town"><string key="street" value="Main"/></string>
			<list key="tags"><values><string key="tag" value="a"/><string key="tag" value="b"/></values></list>
			<container key="box"><int key="size" value="4"/></container>
"""
    log = read(LOG.replace("\t\t</event>", f"{nested}\t\t</event>"))
    found = log.cases[0].attributes
    assert found["place"] == "town"
    assert found["place.street"] == "Main"
    assert found["tags.tag"] == "a;b"
    assert found["box.size"] == "4"


def test_attributes_of_a_trace_may_come_last() -> None:
    text = LOG.replace('\t\t<int key="pages" value="3"/>\n', "").replace(
        "</event>\n\t</trace>", '</event>\n<int key="pages" value="3"/></trace>'
    )
    assert read(text).cases[0].attributes["case:pages"] == "3"


def test_a_prefix_of_names_means_nothing() -> None:
    name = '<x:string key="concept:name" value="close"/>'
    event = f'<x:event>{name}<x:date key="time:timestamp" value="2024-03-01"/></x:event>'
    case = f'<x:trace><x:string key="concept:name" value="A"/>{event}</x:trace>'
    assert events(read(f'<x:log xmlns:x="u">{case}</x:log>')) == {"A": ["close"]}


def test_a_case_without_events_is_told() -> None:
    empty = '\t<trace>\n\t\t<string key="concept:name" value="Z"/>\n\t</trace>\n'
    for text in (LOG.replace("</log>", f"{empty}</log>"), LOG.replace("</log>", f"<!-- -->{empty}</log>")):
        log = read(text)
        assert [(issue.line, issue.code, issue.case) for issue in log.issues] == [(18, "CL723", "Z")]
        assert list(events(log)) == ["A"]


def test_events_outside_a_case_are_told() -> None:
    log = read(LOG.replace("</log>", f"{EVENT}</log>"))
    assert (events(log), issues(log)) == ({"A": ["close"]}, [(18, "CL674")])


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (("</event>\n\t</trace>\n</log>", "</event>\n\t</trace>\n<log>"), 19),
        (("\t</trace>\n</log>\n", ""), 17),
        (
            (
                "</event>\n\t</trace>",
                '</event>\n\t\t<event><string key="concept:name" value=close/></event>\n\t</trace>',
            ),
            17,
        ),
    ],
)
def test_what_comes_before_bad_xml_is_read(damage: tuple[str, str], line: int) -> None:
    text = LOG.replace(*damage)
    assert text != LOG
    log = read(text)
    assert (events(log), issues(log)) == ({"A": ["close"]}, [(line, "CL720")])


def test_a_torn_gzip_gives_the_events_before_the_tear() -> None:
    cases = "".join(CASE.replace('"A"', f'"C{number * 7919 % 100_000}"') for number in range(2_000))
    data = gzip.compress(f"{HEAD}{cases}</log>".encode())
    log = read(data[: len(data) // 2])
    assert 100 < len(log.cases) < 1_999
    assert [issue.code for issue in log.issues] in (["CL684"], ["CL723", "CL684"])


BOMB = '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("declared", [BOMB, "<!DOCTYPE log>", '<!DOCTYPE log SYSTEM "file:///etc/passwd">'])
def test_document_types_are_refused(declared: str) -> None:
    log = read(LOG.replace("<log ", f"{declared}\n<log ").replace('value="A"', 'value="&b;"'))
    assert issues(log) == [(3, "CL721")]
    assert log.cases == ()


def test_xml_that_is_no_log() -> None:
    log = read("<html><body/></html>")
    assert (issues(log), log.issues[0].params) == ([(1, "CL722")], {"name": "html"})


@pytest.mark.parametrize("encoding", ["gb18030", "iso-8859-1", "utf-16"])
def test_the_encoding_that_is_declared(encoding: str) -> None:
    name = "café" if encoding == "iso-8859-1" else "张三"
    text = LOG.replace("UTF-8", encoding).replace("ann &amp; bob", name)
    log = read(text.encode(encoding))
    assert log.issues == ()
    assert log.cases[0].entries[0].row.person == name


@pytest.mark.parametrize("encoding", ["tf-8", "klingon", "hex", "undefined", "utf-16", "punycode"])
def test_an_encoding_that_cannot_be_the_one_is_passed_over(encoding: str) -> None:
    log = read(LOG.replace("UTF-8", encoding).replace("ann &amp; bob", "张三").encode())
    assert log == read(LOG.replace("ann &amp; bob", "张三").encode())
    assert not issues(log)


def test_what_cannot_be_the_name_of_an_encoding_is_no_xml() -> None:
    assert [code for _, code in issues(read(LOG.replace("UTF-8", "-tf-8").encode()))] == ["CL720"]


def test_bytes_that_are_not_of_the_encoding_are_told_and_replaced() -> None:
    log = read(LOG.encode().replace(b"ann", b"a\xffn"))
    assert issues(log) == [(15, "CL725")]
    assert log.cases[0].entries[0].row.person == "a\ufffdn & bob"


KEYS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=4)
TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\ufffe\uffff"), max_size=6).map(
    lambda text: "".join(sign for sign in text if sign >= " " or sign in "\t\n")
)
PAIRS = st.dictionaries(KEYS, TEXTS, max_size=4)


@given(st.lists(st.tuples(PAIRS, st.lists(PAIRS, max_size=3)), max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_line_by_line_is_what_the_parser_reads(
    traces: list[tuple[dict[str, str], list[dict[str, str]]]], end: str
) -> None:
    lines = HEAD.splitlines()
    for case, inside in traces:
        lines += ["<trace>", *map(_tag, case.items())]
        for event in inside:
            lines += ["\t<event>", *map(_tag, event.items()), "</event>"]
        lines.append("</trace>")
    text = end.join([*lines, "</log>"]) + end
    by_parser = read_xes(decoded(text.replace("<trace>", "<trace><!-- -->", 1).encode()))
    quick = read_lines(text)
    if quick is None:
        assert not traces or any(sign in "\t\n" or "\x7f" <= sign <= "\x9f" for sign in "".join(_values(traces)))
        return
    records, numbers, empty = quick
    assert records == by_parser.rows
    assert numbers == list(by_parser.lines)
    assert [line for line, _ in empty] == [issue.line for issue in by_parser.issues]


def _values(traces: list[tuple[dict[str, str], list[dict[str, str]]]]) -> list[str]:
    return [text for case, inside in traces for each in (case, *inside) for pair in each.items() for text in pair]


def _tag(pair: tuple[str, str]) -> str:
    return f"\t\t<string key={_quoted(pair[0])} value={_quoted(pair[1])}/>"


def _quoted(text: str) -> str:
    return '"' + quoteattr(f"{text}'\"")[1:-1].removesuffix("'&quot;").replace('"', "&quot;") + '"'
