"""Mermaid and DOT: whole on the example, and no name can break out of its place."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given

from closedloop import load
from closedloop.draw import draw, to_dot, to_mermaid
from closedloop.draw.graph import graph_of
from tests.draw.drawn import TITLES, Drawing, drawable
from tests.draw.test_geometry import SOME

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = {"deputy_proposals": "process.loop", "deputy_proposals.zh": "process.zh.loop"}
FORMATS = {"svg": draw, "mmd": to_mermaid, "dot": to_dot}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_is_drawn_as_it_was(name: str, form: str) -> None:
    """`CLOSEDLOOP_RECORD=1` writes the pictures anew: look at them before committing."""
    process = load(ROOT / "examples" / "deputy_proposals" / EXAMPLES[name]).process
    golden = GOLDEN / f"{name}.{form}"
    made = FORMATS[form](process)
    if os.environ.get("CLOSEDLOOP_RECORD"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


STATE = re.compile(r'  state "(?:[^"<>#\\]|<br/>|#\d+;)+" as n\d+')
TRANSITION = re.compile(r"  (?:\[\*\]|n\d+) --> (?:\[\*\]|n\d+)(?: : (?:[^\"<>#\\:;%{}]|#\d+;)+)?")


@SOME
@given(drawable)
def test_every_line_of_mermaid_is_a_state_or_a_transition(drawing: Drawing) -> None:
    process = drawing.process
    head, title, foot, kind, *lines = to_mermaid(process).splitlines()
    assert (head, foot, kind) == ("---", "---", "stateDiagram-v2")
    assert re.fullmatch(r'title: "(?:[^"\\]|\\["\\])*"', title)
    graph = graph_of(process)
    states = [line for line in lines if STATE.fullmatch(line)]
    transitions = [line for line in lines if TRANSITION.fullmatch(line)]
    assert len(states) == len(graph.nodes)
    assert len(states) + len(transitions) == len(lines)
    assert len(transitions) == len(graph.edges) + 1 + len(process.ends)


QUOTED = r'"(?:[^"\\\n]|\\["\\n])*"'
STATEMENT = re.compile(
    rf"digraph {QUOTED} \{{|  graph \[label={QUOTED}, labelloc=t, rankdir=TB\]|  (?:node|edge|start) \[.*\]"
    rf"|  n\d+ \[label={QUOTED}[^\"]*(?:\"rounded,dotted\")?\]|  start -> n\d+"
    rf"|  n\d+ -> n\d+ \[label={QUOTED}, style=\w+, color=\"#\w+\"\]|\}}"
)


@SOME
@given(drawable)
def test_every_line_of_dot_is_a_statement(drawing: Drawing) -> None:
    lines = to_dot(drawing.process).splitlines()
    assert [line for line in lines if not STATEMENT.fullmatch(line)] == []
    assert sum(" -> n" in line for line in lines) == len(graph_of(drawing.process).edges) + 1


@pytest.mark.parametrize("title", [title for title in TITLES if title])
def test_titles_come_out_of_dot_as_they_are(title: str) -> None:
    process = load(ROOT / "examples/deputy_proposals/process.loop").process
    first = evolve(process.steps[0], title=title)
    text = to_dot(evolve(process, steps=(first, *process.steps[1:])))
    label = re.search(r"  n0 \[label=(\".*\")\]", text)
    assert label is not None
    read = label[1][1:-1].replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
    wanted = " ".join(title.split()) or "received"
    if wanted.isprintable():
        assert read.split("\n")[0] == wanted
