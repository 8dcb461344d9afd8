"""What whoever knows `transitions` writes, with a process behind it: names, models, callbacks, queues."""

from __future__ import annotations

from typing import Any

import pytest
from transitions import Machine, MachineError

from closedloop.embed.transitions import ActData, EmbeddingError, EventRefused, NotBound
from closedloop.engine.errors import DeskError
from tests.embed.repairs import DAY, MONDAY, Matter, bound, day, machine, working

# ------------------------------------------------------------------------------------------------------------- models


def test_a_machine_is_one_of_the_library_and_a_model_has_its_names() -> None:
    made, model = bound()
    assert isinstance(made, Machine)
    assert (model.state, model.is_received(), model.is_working()) == ("received", True, False)
    assert model.assign("ann", unit="roads") is True
    assert (model.state, model.is_working(), model.closedloop.case.step) == ("working", True, "working")
    assert model.trigger("report", "roads", note="mended") is True
    assert model.may_accept("ann", grade=4)
    assert not model.may_trigger("accept", "bob", grade=4)
    assert made.get_model_state(model).name == "checked"


def test_states_events_and_transitions_are_those_of_the_process() -> None:
    made = machine()
    assert list(made.states) == ["received", "working", "late", "checked", "closed"]
    assert [name for name, state in made.states.items() if state.final] == ["closed"]
    assert set(made.get_triggers("checked")) == {"accept", "suspend", "resume"}
    assert made.get_triggers("closed") == ["reopen"]
    arrows = {(each.source, each.dest) for each in made.get_transitions("accept")}
    assert arrows == {("checked", "closed"), ("checked", "working")}
    assert [each.dest for each in made.get_transitions("note")] == [None]
    assert {(each.source, each.dest) for each in made.get_transitions("`clock`")} == {
        ("working", "late"),
        ("late", "closed"),
    }


def test_a_list_of_models_shares_a_machine_and_each_has_its_own_case() -> None:
    models: list[Any] = [Matter("a"), Matter("b")]
    made = machine(models)
    assert [each.closedloop.id for each in models] == ["repairs-1", "repairs-2"]
    models[0].assign("ann", unit="roads")
    assert [each.state for each in models] == ["working", "received"]
    assert made.models == models


def test_dispatch_asks_all_models_and_stops_at_the_first_refusal() -> None:
    models: list[Any] = [Matter("a"), Matter("b"), Matter("c")]
    made = machine(models)
    assert made.dispatch("note", "ann", text="seen") is True
    models[1].assign("ann", unit="roads")
    with pytest.raises(EventRefused):
        made.dispatch("note", "ann", text="again")
    assert [len(each.closedloop.journal) for each in models] == [3, 3, 2]


def test_a_model_is_added_once_and_models_that_are_equal_are_two() -> None:
    class Same(Matter):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    made = machine()
    one, two = Same(), Same()
    made.add_model([one, two])
    made.add_model(one)
    assert len(made.models) == 2
    made.remove_model(one)
    assert made.models[0] is two


def test_a_machine_can_be_its_own_model() -> None:
    made: Any = machine("self")
    assert (made.state, made.is_received()) == ("received", True)
    made.assign("ann", unit="roads")
    assert (made.state, made.closedloop.case.step) == ("working", "working")
    assert made.may_report("roads", note="x")
    with pytest.raises(EmbeddingError, match="`state = …` is not possible"):
        made.state = "closed"
    other: Any = machine()
    with pytest.raises(AttributeError):
        other.assign  # noqa: B018
    with pytest.raises(AttributeError):
        made.nonsense  # noqa: B018


def test_a_removed_model_keeps_its_case_and_goes_on_when_it_is_added_again() -> None:
    made, model = working()
    made.remove_model(model)
    assert made.models == []
    assert (model.state, model.closedloop.case.step) == ("working", "working")
    with pytest.raises(NotBound):
        model.report("roads", note="x")
    with pytest.raises(NotBound):
        model.closedloop.tick()
    with pytest.raises(NotBound):
        made.tick(model=model)
    assert not hasattr(model, "report")
    made.add_model(model)
    assert model.report("roads", note="x")
    assert [each.seq for each in model.closedloop.journal] == [1, 2, 3]


def test_the_state_can_have_another_name() -> None:
    _, model = bound(model_attribute="phase")
    assert (model.phase, model.is_phase_received()) == ("received", True)
    assert not hasattr(model, "is_received")
    assert not hasattr(model, "state")


def test_nothing_goes_to_a_state_by_its_name() -> None:
    made, model = bound()
    assert not hasattr(model, "to_closed")
    with pytest.raises(EventRefused) as refused:
        model.trigger("to_closed", "ann")
    assert [each.code for each in refused.value.reasons] == ["CL502"]
    assert not [each for each in made.events if each.startswith("to_")]


# ---------------------------------------------------------------------------------------------------------- callbacks


class Talking(Matter):
    """Writes down each callback with the state at that moment and how many records there are."""

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("say_"):
            raise AttributeError(name)
        return lambda *args, **given: self.told.append(
            f"{name[4:]} {self.state} {self.closedloop.case.seq}"  # type: ignore[attr-defined]
        )

    def on_exit_received(self, *args: Any, **given: Any) -> None:
        self.say_left()

    def on_enter_working(self, *args: Any, **given: Any) -> None:
        self.say_entered()


def talking(**options: Any) -> tuple[Any, Any]:
    made = machine(
        prepare_event="say_prepare_event",
        before_state_change="say_before_state_change",
        after_state_change=["say_after_state_change"],
        finalize_event="say_finalize",
        on_final="say_final",
        **options,
    )
    made.before_assign("say_before")
    made.after_assign("say_after")
    made.prepare_assign("say_prepare")
    made.on_enter_working("say_on_enter")
    made.on_exit_received("say_on_exit")
    model: Any = Talking()
    made.add_model(model)
    return made, model


def test_callbacks_run_in_the_order_of_the_library_before_the_record_and_after_it() -> None:
    _, model = talking()
    assert model.told == []  # nothing is told of the opening
    model.assign("ann", unit="roads")
    assert model.told == [
        "prepare_event received 1",
        "prepare received 1",
        "before_state_change received 1",
        "before received 1",
        "on_exit received 2",
        "left received 2",
        "on_enter working 2",
        "entered working 2",
        "after working 2",
        "after_state_change working 2",
        "finalize working 2",
    ]


def test_an_event_without_a_route_changes_no_state_and_runs_its_callbacks() -> None:
    made, model = talking()
    made.after_note("say_noted")
    model.note("ann", text="x")
    assert model.told[-3:] == ["noted received 2", "after_state_change received 2", "finalize received 2"]
    assert not [each for each in model.told if "exit" in each or "enter" in each]


def test_a_route_back_to_its_own_step_leaves_and_enters_it() -> None:
    _, model = talking()
    model.assign("ann", unit="roads")
    model.told.clear()
    model.give_back("roads")
    assert [each for each in model.told if "enter" in each] == ["on_enter working 3", "entered working 3"]


def test_an_end_is_final() -> None:
    _, model = talking()
    for act in (
        ("assign", "ann", {"unit": "roads"}),
        ("report", "roads", {"note": "x"}),
        ("accept", "ann", {"grade": 4}),
    ):
        model.trigger(act[0], act[1], **act[2])
    assert "final closed 4" in model.told
    assert model.is_closed()


def test_callbacks_get_what_the_trigger_was_called_with() -> None:
    got: list[Any] = []
    made, model = bound()
    made.before_assign(lambda *args, **given: got.append((args, given)))
    model.assign("ann", unit="roads", at=day(1))
    assert got == [(("ann",), {"unit": "roads", "at": day(1)})]


def test_with_send_event_callbacks_see_what_is_decided_and_what_was_recorded() -> None:
    got: list[ActData] = []
    kept: list[Any] = []
    made, model = bound(send_event=True)
    made.before_assign(lambda data: kept.append((data.decision.records[-1].to, data.record)))
    made.after_assign(got.append)
    model.on_enter_late = None
    model.assign("ann", unit="roads")
    assert kept == [("working", None)]
    (data,) = got
    assert (data.event.name, data.model, data.state.name, data.transition.dest) == (
        "assign",
        model,
        "working",
        "working",
    )
    assert data.record is model.closedloop.journal[-1]
    assert data.result is True


def test_a_callback_of_one_transition_runs_for_that_alone() -> None:
    made, model = working()
    (back,) = [each for each in made.get_transitions("accept") if each.dest == "working"]
    back.add_callback("after", "say_back")
    model.say_back = lambda *args, **given: model.told.append("back")
    model.report("roads", note="x")
    model.accept("ann", grade=1)
    model.report("roads", note="y")
    model.accept("ann", grade=5)
    assert model.told == ["back"]


def test_a_method_of_a_model_counts_for_that_class_only() -> None:
    class Quiet:
        pass

    made = machine()
    loud, quiet = Talking(), Quiet()
    made.add_model([loud, quiet])
    for each in (loud, quiet):
        each.assign("ann", unit="roads")  # type: ignore[attr-defined, union-attr]
    assert loud.told == ["left received 2", "entered working 2"]


def test_conditions_of_the_application_stop_an_event_without_a_trace() -> None:
    made, model = bound()
    open_house = [False]
    for transition in made.get_transitions("assign"):
        transition.conditions.append(transition.condition_cls(lambda *args, **given: open_house[0]))
    assert not model.may_assign("ann", unit="roads")
    assert model.assign("ann", unit="roads") is False
    assert (model.state, len(model.closedloop.journal)) == ("received", 1)
    open_house[0] = True
    assert model.may_assign("ann", unit="roads")
    assert model.assign("ann", unit="roads") is True


def test_asking_prepares_and_leaves_no_trace() -> None:
    _, model = talking()
    before = model.closedloop.case
    assert model.may_assign("ann", unit="roads")
    assert model.told == ["prepare_event received 1", "prepare received 1"]
    assert model.closedloop.case is before


def test_an_error_in_asking_goes_to_on_exception_if_there_is_one() -> None:
    def fails(*args: Any, **given: Any) -> None:
        raise RuntimeError("no light")

    _, model = bound(prepare_event=fails)
    with pytest.raises(RuntimeError):
        model.may_assign("ann", unit="roads")
    seen: list[Any] = []
    _, model = bound(prepare_event=fails, on_exception=lambda *args, **given: seen.append(args))
    assert model.may_assign("ann", unit="roads") is False
    assert len(seen) == 1


def test_what_may_be_done_is_asked_with_parameters_or_without() -> None:
    _, model = working()
    assert model.may_report("roads")  # offered
    assert model.may_report("roads", note="x")  # would be accepted
    assert not model.may_report("roads", nonsense=1)
    assert not model.may_report("ann")
    assert not model.may_assign("ann")
    assert not model.may_trigger("no_such_event", "ann")
    assert model.may_give_back("roads")
    model.give_back("roads")
    assert not model.may_give_back("roads")  # a rule stands against it


# ----------------------------------------------------------------------------------------------- options of the library


def test_on_exception_gets_a_refusal_and_nothing_is_raised() -> None:
    seen: list[ActData] = []
    _, model = bound(send_event=True, on_exception=seen.append, finalize_event=seen.append)
    assert model.assign("bob", unit="roads") is False
    assert isinstance(seen[0].error, EventRefused)
    assert seen[1] is seen[0]
    assert model.state == "received"


def test_a_machine_may_ignore_what_is_not_offered_and_nothing_else() -> None:
    _, model = bound(ignore_invalid_triggers=True)
    assert model.report("roads", note="x") is False
    with pytest.raises(EventRefused):
        model.assign("bob", unit="roads")
    made, model = bound()
    made.states["received"].ignore_invalid_triggers = True
    assert model.accept("ann", grade=3) is False
    assert model.closedloop.case.seq == 1


def test_a_queued_machine_does_what_callbacks_trigger_afterwards() -> None:
    made, model = bound(queued=True)
    results: list[bool] = []

    def reports(*args: Any, **given: Any) -> None:
        results.append(model.report("roads", note="at once"))
        model.told.append(model.state)

    made.on_enter_working(reports)
    model.assign("ann", unit="roads")
    assert results == [True]
    assert model.told == ["working"]
    assert model.state == "checked"


def test_a_queued_machine_lets_time_pass_after_what_it_is_doing() -> None:
    made, model = bound(queued=True)
    answers: list[Any] = []
    made.on_enter_working(lambda *args, **given: answers.append((made.tick(day(9)), model.state)))
    model.assign("ann", unit="roads")
    assert answers == [((), "working")]
    assert model.state == "late"


def test_a_queue_forgets_what_a_removed_model_was_to_do() -> None:
    made, model = bound(queued=True)

    def removes(*args: Any, **given: Any) -> None:
        model.report("roads", note="too late")
        made.remove_model(model)

    made.on_enter_working(removes)
    model.assign("ann", unit="roads")
    assert model.closedloop.case.step == "working"


def test_without_a_queue_a_callback_may_trigger_the_next_event_of_its_model() -> None:
    made, model = bound()
    made.on_enter_working(lambda *args, **given: model.report("roads", note="at once"))
    made.on_exit_received(lambda *args, **given: model.told.append(f"left {model.state}"))
    made.after_assign(lambda *args, **given: model.told.append(f"assigned {model.state}"))
    made.after_report(lambda *args, **given: model.told.append(f"reported {model.state}"))
    model.assign("ann", unit="roads")
    assert model.state == "checked"
    assert model.told == ["left received", "assigned working", "reported checked"]


def test_the_next_event_may_be_triggered_on_leaving() -> None:
    made, model = bound()
    made.on_exit_received(lambda *args, **given: model.report("roads", note="at once"))
    made.on_enter_working(lambda *args, **given: model.told.append(f"entered {model.state}"))
    made.on_enter_checked(lambda *args, **given: model.told.append(f"entered {model.state}"))
    model.assign("ann", unit="roads")
    assert model.state == "checked"
    assert model.told == ["entered working", "entered checked"]


@pytest.mark.parametrize("option", ["states", "transitions", "initial", "auto_transitions", "ordered_transitions"])
def test_what_the_process_decides_is_no_option(option: str) -> None:
    with pytest.raises(EmbeddingError) as error:
        machine(**{option: []})
    assert error.value.code == "CL774"


def test_a_machine_needs_one_process() -> None:
    from closedloop.embed.transitions import ProcessMachine
    from tests.embed.repairs import PROGRAM

    assert ProcessMachine(PROGRAM["repairs"]).process.name == "repairs"
    with pytest.raises(DeskError) as error:
        ProcessMachine({**PROGRAM, "again": PROGRAM["repairs"]})
    assert error.value.code == "CL602"
    for nonsense in (None, {}, {"a": 1}, "repairs"):
        with pytest.raises(DeskError) as error:
            ProcessMachine(nonsense)  # type: ignore[arg-type]
        assert error.value.code == "CL609"


# ---------------------------------------------------------------------------------------------------------- arguments


def test_the_actor_comes_first_or_by_name_and_what_is_the_machines_own_stands_apart() -> None:
    _, model = bound()
    model.note(actor="ann", text="one", at=MONDAY + DAY)
    model.note("ann", params={"text": "two"}, role="office", at=MONDAY + 2 * DAY)
    records = model.closedloop.journal[1:]
    assert [(each.person, each.params["text"], each.at) for each in records] == [
        ("ann", "one", day(1)),
        ("ann", "two", day(2)),
    ]
    with pytest.raises(EmbeddingError) as error:
        model.note("ann", "three")
    assert error.value.code == "CL779"
    with pytest.raises(DeskError) as missing:
        model.note(text="four")
    assert missing.value.code == "CL606"
    with pytest.raises(DeskError):
        model.note("ann", text="five", at="soon")
    assert len(model.closedloop.journal) == 3


def test_a_moment_without_an_offset_is_local_and_none_is_the_clocks() -> None:
    _, model = bound()
    model.note("ann", text="local", at=MONDAY.replace(tzinfo=None).replace(hour=10))
    assert model.closedloop.journal[-1].at == MONDAY.replace(hour=2)
    _, model = bound()
    model.note("ann", text="now")
    assert model.closedloop.journal[-1].at == MONDAY


def test_a_refusal_is_an_error_of_the_library_too() -> None:
    _, model = bound()
    with pytest.raises(MachineError):
        model.report("roads", note="x")
