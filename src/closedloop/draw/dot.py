"""The process as DOT, for Graphviz: one node a step, one edge a route, styled like the picture.

Guarantees: whatever names hold is escaped; the order of nodes is that of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from closedloop.draw.colours import OF_EDGE
from closedloop.draw.graph import Graph, Node, graph_of
from closedloop.draw.names import shown
from closedloop.draw.shapes import EdgeKind
from closedloop.draw.texts import label_of, lines_of_node, titles
from closedloop.draw.wording import Wording
from closedloop.messages import Language
from closedloop.model.process import Process

_STYLES: Mapping[EdgeKind, str] = {
    "event": "solid",
    "reopen": "solid",
    "timer": "dotted",
    "escalation": "dashed",
    "condition": "dashed",
}


def to_dot(process: Process, lang: Language) -> str:
    """The text, with a final line end."""
    graph = graph_of(process)
    return "\n".join(_lines(graph, Wording.of(process, lang))) + "\n"


def _lines(graph: Graph, wording: Wording) -> Iterator[str]:
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    called = titles(graph, wording)
    yield f"digraph {_quoted(graph.process.name)} {{"
    yield f"  graph [label={_quoted(shown(graph.process.name, graph.process.title))}, labelloc=t, rankdir=TB]"
    yield '  node [shape=box, style=rounded, fontname="sans-serif"]'
    yield '  edge [fontname="sans-serif", fontsize=10]'
    yield '  start [shape=point, width=0.15, label=""]'
    for node in graph.nodes:
        label = "\n".join([called[node.id], *lines_of_node(node, wording)])
        yield f"  {names[node.id]} [label={_quoted(label)}{_shape(node)}]"
    yield f"  start -> {names[graph.start]}"
    for edge in graph.edges:
        style = f"style={_STYLES[edge.kind]}, color={_quoted(OF_EDGE[edge.kind])}"
        label = _quoted(label_of(edge, wording))
        yield f"  {names[edge.source]} -> {names[edge.target]} [label={label}, {style}]"
    yield "}"


def _shape(node: Node) -> str:
    if node.kind == "end":
        return ", peripheries=2"
    return ', style="rounded,dotted"' if node.kind == "anywhere" else ""


def _quoted(text: str) -> str:
    """A string of DOT: a backslash would begin an escape, so it is doubled; line ends are written as one."""
    plain = "".join(character if character.isprintable() or character == "\n" else " " for character in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
