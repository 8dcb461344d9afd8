"""Boxes and lines as plain text, for formats that set no type themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from closedloop.draw.graph import Edge, Graph, Node
from closedloop.draw.wording import Wording
from closedloop.model import process as model


def titles(graph: Graph, wording: Wording) -> Mapping[str, str]:
    """What each node is called."""
    return {node.id: _title(node, wording) for node in graph.nodes}


def _title(node: Node, wording: Wording) -> str:
    if isinstance(node.what, model.Anywhere):
        return wording.names.words("picture.anywhere")
    return wording.names.place(node.what.name)


def lines_of_node(node: Node, wording: Wording) -> Iterator[str]:
    """Who acts in a step and how long it may take; events that leave the case where it is."""
    if isinstance(node.what, model.End):
        return
    names = wording.names
    roles = [role for role in (node.lane, *node.others) if role]
    if roles:
        yield names.roles(roles)
    if isinstance(node.what, model.Step):
        yield from map(wording.limit, node.what.limits)
    for offer in node.what.offers:
        if not offer.routes:
            yield names.event(offer.event, offer.title)


def label_of(edge: Edge, wording: Wording) -> str:
    """What the line says: the event or the time, and the condition in brackets."""
    what, condition = wording.edge(edge), wording.edge_condition(edge)
    return f"{what} {wording.bracketed(condition)}" if condition else what
