"""The library's other machines, of a process: with diagrams, with locks, with both."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from transitions.core import listify
from transitions.extensions import GraphMachine, LockedMachine
from transitions.extensions.diagrams import TransitionGraphSupport
from transitions.extensions.diagrams_base import BaseGraph
from transitions.extensions.factory import LockedGraphMachine
from transitions.extensions.locking import LockedEvent

from closedloop.embed.transitions.events import PassingOfTime, ProcessEvent
from closedloop.embed.transitions.machine import ProcessMachine
from closedloop.kernel.values import Actor


class LockedProcessEvent(LockedEvent, ProcessEvent):
    """An event during which no other thread acts."""

    machine: LockedProcessMachine


class LockedPassingOfTime(LockedEvent, PassingOfTime):
    """Time that passes while no other thread acts."""

    machine: LockedProcessMachine


class GraphProcessMachine(ProcessMachine, GraphMachine):
    """With diagrams: `model.get_graph()` as the library gives it, `get_combined_graph()` also without a model.

    A diagram is made when somebody first asks for it. `graph_engine="mermaid"` needs nothing that is not installed.
    """

    def __init__(self, process: Any, model: Any = None, **options: Any) -> None:
        super().__init__(process, None, **options)
        if "title" not in options:
            self.title = self.process.title or self.process.name
        if model is not None and model != []:
            self.add_model(model)

    def _init_graphviz_engine(self, graph_engine: str) -> type[BaseGraph]:
        return _without_gaps(super()._init_graphviz_engine(graph_engine))

    def _add_names(self) -> None:
        super()._add_names()
        self._names.add("get_graph", "get_graph", partial(partial, self._get_graph))

    def _prepare(self, model: Any) -> None:
        if model is self:
            vars(self).pop("get_graph", None)  # the library's, of the first model
        super()._prepare(model)

    def _redraw(self, model: Any, source: str, dest: str) -> None:
        graph = self.model_graphs.get(id(model))
        if graph is not None:
            graph.reset_styling()
            graph.set_previous_transition(source, dest)
            graph.set_node_style(dest, "active")

    def _left(self, model: Any) -> None:
        super()._left(model)
        self.model_graphs.pop(id(model), None)

    def get_combined_graph(self, title: str | None = None, force_new: bool = False, show_roi: bool = False) -> Any:
        """The diagram of the first model, or of the process if there is none."""
        if self.models:
            return super().get_combined_graph(title, force_new, show_roi)
        return self.graph_cls(self).get_graph(title=title)


def _without_gaps(kind: type[BaseGraph]) -> type[BaseGraph]:
    """The library's diagram, but drawn also where an event changes no state and only what comes next is shown."""

    class Graph(kind):  # type: ignore[misc, valid-type]
        def _get_elements(self) -> tuple[list[Any], list[dict[str, Any]]]:
            states, transitions = super()._get_elements()
            return states, [_with_dest(each) for each in transitions]

    return Graph


def _with_dest(transition: dict[str, Any]) -> dict[str, Any]:
    if "dest" in transition:
        return transition
    return {**transition, "dest": transition["source"], "label": f"{transition['label']} [internal]"}


class LockedProcessMachine(ProcessMachine, LockedMachine):
    """With a lock: one act at a time, in whatever thread. `model_context` as in the library."""

    event_cls = LockedProcessEvent
    time_cls = LockedPassingOfTime

    def add_model(
        self,
        model: Any,
        initial: Any = None,
        model_context: Any = None,
        *,
        case: str | None = None,
        at: datetime | None = None,
        actor: Actor | str | None = None,
    ) -> None:
        """As any machine of a process does. `model_context`: further contexts to be entered for these models."""
        super().add_model(model, initial, case=case, at=at, actor=actor)
        for each in self._meant(model):
            self.model_context_map[id(each)].extend(listify(model_context))

    def _joined(self, model: Any) -> None:
        super()._joined(model)
        self.model_context_map[id(model)].extend(self.machine_context)

    def _left(self, model: Any) -> None:
        super()._left(model)
        del self.model_context_map[id(model)]


class LockedGraphProcessMachine(GraphProcessMachine, LockedProcessMachine, LockedGraphMachine):
    """With diagrams and a lock."""

    transition_cls = TransitionGraphSupport
