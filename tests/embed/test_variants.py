"""Diagrams and locks of the library."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from transitions.extensions import GraphMachine, LockedMachine

from closedloop.embed.transitions import (
    EventRefused,
    GraphProcessMachine,
    LockedGraphProcessMachine,
    LockedProcessMachine,
)
from tests.embed.repairs import DIRECTORY, MONDAY, PROGRAM, Matter, day

OPTIONS: dict[str, Any] = {"directory": DIRECTORY, "clock": lambda: MONDAY}


def graph(kind: type[GraphProcessMachine] = GraphProcessMachine, **options: Any) -> tuple[Any, Any]:
    made, model = kind(PROGRAM, graph_engine="mermaid", **OPTIONS, **options), Matter()
    made.add_model(model)
    return made, model


@pytest.mark.parametrize("kind", [GraphProcessMachine, LockedGraphProcessMachine])
def test_a_diagram_shows_titles_limits_and_where_the_model_is(kind: type[GraphProcessMachine]) -> None:
    made, model = graph(kind)
    assert isinstance(made, GraphMachine)
    text = model.get_graph().draw(None)
    assert 'state "Just in" as received' in text
    assert "working --> checked: Report" in text
    assert "working --> late: ⏱ 5 days" in text
    assert "received --> received: note [internal]" in text
    assert "late --> closed: ⏱ +2 days | drop_it" in text
    assert "closed --> working: reopen" in text
    assert "[*] --> received" in text
    assert "Class received s_active" in text
    model.assign("ann", unit="roads")
    text = model.get_graph().draw(None)
    assert "Class working s_active" in text
    assert "Class received s_previous" in text
    made.tick(day(9))
    assert "Class late s_active" in model.get_graph().draw(None)


def test_a_diagram_can_be_limited_to_what_comes_next_and_titled() -> None:
    made, model = graph()
    text = model.get_graph(title="Mine", show_roi=True).draw(None)
    assert "Mine" in text
    assert "as working" in text
    assert "as checked" not in text
    assert made.title == "Repairs"
    assert graph(title="Ours")[0].title == "Ours"


def test_a_diagram_needs_no_model_and_costs_none() -> None:
    made = GraphProcessMachine(PROGRAM, graph_engine="mermaid", **OPTIONS)
    text = made.get_combined_graph().draw(None)
    assert "as checked" in text
    assert "s_active" not in text.split("classDef s_previous")[1].split("\n", 1)[1].split("Class ", 1)[1].split("\n")[0]
    models = [Matter(), Matter()]
    made.add_model(models)
    assert made.model_graphs == {}
    assert "get_graph" not in vars(models[0])
    models[1].get_graph()  # type: ignore[attr-defined]
    assert list(made.model_graphs) == [id(models[1])]
    made.remove_model(models[1])
    assert made.model_graphs == {}
    assert "Class received s_active" in made.get_combined_graph().draw(None)


def test_a_graph_machine_is_given_its_models_like_any() -> None:
    models = [Matter(), Matter()]
    made = GraphProcessMachine(PROGRAM, models, graph_engine="mermaid", **OPTIONS)
    assert made.models == models
    own: Any = GraphProcessMachine(PROGRAM, "self", graph_engine="mermaid", **OPTIONS)
    assert own.state == "received"
    own.assign("ann", unit="roads")
    assert "Class working s_active" in own.get_combined_graph().draw(None)


def test_markup_has_the_process() -> None:
    made, _ = graph()
    markup = made.markup
    assert [each["name"] for each in markup["states"]] == ["received", "working", "late", "checked", "closed"]
    assert {"source": "received", "dest": "working", "trigger": "assign", "label": "assign"} in markup["transitions"]


# ---------------------------------------------------------------------------------------------------------------- locks


class Counting:
    def __init__(self) -> None:
        self.entered = 0

    def __enter__(self) -> None:
        self.entered += 1

    def __exit__(self, *error: object) -> None:
        pass


def test_of_many_threads_one_acts_at_a_time() -> None:
    made = LockedProcessMachine(PROGRAM, **OPTIONS)
    assert isinstance(made, LockedMachine)
    model: Any = Matter()
    made.add_model(model, case="m1")
    inside: list[int] = []
    most: list[int] = []

    def watch(*args: Any, **given: Any) -> None:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.001)
        inside.pop()

    made.before_note(watch)
    threads = [threading.Thread(target=lambda: model.note("ann", text="x")) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(most) == {1}
    assert [each.seq for each in model.closedloop.journal] == list(range(1, 14))


def test_a_callback_of_a_locked_machine_may_act_on() -> None:
    made = LockedProcessMachine(PROGRAM, **OPTIONS)
    model: Any = Matter()
    made.add_model(model)
    made.on_enter_working(lambda *args, **given: made.tick(day(9)))
    model.assign("ann", unit="roads")
    assert model.state == "late"
    with pytest.raises(EventRefused):
        model.report("roads", note="x", at=day(10))
    assert model.closedloop.tick(day(40))
    assert model.is_closed()


def test_contexts_of_a_model_are_entered_and_left_behind() -> None:
    made = LockedProcessMachine(PROGRAM, **OPTIONS)
    model: Any = Matter()
    context = Counting()
    made.add_model(model, model_context=context)
    model.assign("ann", unit="roads")
    assert context.entered == 1
    made.remove_model(model)
    assert id(model) not in made.model_context_map
    made.add_model(model)
    assert model.report("roads", note="x")
    assert context.entered == 1


def test_a_locked_machine_may_be_its_own_model() -> None:
    made: Any = LockedProcessMachine(PROGRAM, "self", **OPTIONS)
    assert made.assign("ann", unit="roads")
    assert (made.state, made.is_working()) == ("working", True)
