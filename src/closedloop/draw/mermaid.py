"""The process as Mermaid text (`stateDiagram-v2`), for wikis and repositories that draw it themselves.

Guarantees: whatever names hold is escaped; identifiers are ours. What Mermaid cannot show (limits without a route,
lanes) stands in the text of a state.
"""

from __future__ import annotations

from collections.abc import Iterator

from closedloop.draw.graph import Graph, Node, graph_of
from closedloop.draw.names import shown
from closedloop.draw.texts import label_of, lines_of_node, titles
from closedloop.draw.wording import Wording
from closedloop.messages import Language
from closedloop.model.process import Process

PLAIN = frozenset(" .,·+-()[]≠≤≥＝，。；、（）〔〕")


def to_mermaid(process: Process, lang: Language) -> str:
    """The text, with a final line end."""
    graph = graph_of(process)
    return "\n".join(_lines(graph, Wording.of(process, lang))) + "\n"


def _lines(graph: Graph, wording: Wording) -> Iterator[str]:
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    called = titles(graph, wording)
    yield "---"
    yield f'title: "{_in_yaml(shown(graph.process.name, graph.process.title))}"'
    yield "---"
    yield "stateDiagram-v2"
    for node in graph.nodes:
        lines = [called[node.id], *lines_of_node(node, wording)]
        yield f'  state "{"<br/>".join(map(_escaped, lines))}" as {names[node.id]}'
    yield f"  [*] --> {names[graph.start]}"
    for edge in graph.edges:
        yield f"  {names[edge.source]} --> {names[edge.target]} : {_escaped(label_of(edge, wording))}"
    for node in graph.nodes:
        if _is_end(node):
            yield f"  {names[node.id]} --> [*]"


def _is_end(node: Node) -> bool:
    return node.kind == "end"


def _escaped(text: str) -> str:
    """Everything that Mermaid might read as its own becomes one of its entity codes."""
    return "".join(
        character if character.isalnum() or character in PLAIN else f"#{ord(character)};" for character in text
    )


def _in_yaml(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
