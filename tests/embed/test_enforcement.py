"""The process is kept whatever the application does: refusals, errors in callbacks, assignments, stores that fail."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from transitions import MachineError, State

from closedloop.embed.transitions import EmbeddingError, EventRefused
from closedloop.engine.errors import DeskError
from closedloop.messages import ClosedLoopError, UsageError
from tests.embed.repairs import Matter, bound, day, machine, working


def fails(*args: Any, **given: Any) -> None:
    raise RuntimeError("the printer is on fire")


# ----------------------------------------------------------------------------------------------------------- refusals


def test_a_refusal_says_why_in_both_languages_and_changes_nothing() -> None:
    _, model = working()
    before = model.closedloop.case
    with pytest.raises(EventRefused) as error:
        model.report("ann", note="x")
    refusal = error.value
    assert isinstance(refusal, MachineError)
    assert isinstance(refusal, ClosedLoopError)
    assert [each.code for each in refusal.reasons] == ["CL506"]
    assert refusal.refused.possible == ("suspend",)
    assert refusal.explain("en") == str(refusal) == refusal.value
    assert refusal.explain("en").startswith("CL506: ")
    assert refusal.explain("zh") != refusal.explain("en")
    assert model.closedloop.case is before
    assert model.state == "working"
    again = pickle.loads(pickle.dumps(refusal))
    assert (again.refused, str(again)) == (refusal.refused, str(refusal))


def test_the_timers_that_fired_before_a_refusal_stand_and_are_told() -> None:
    _, model = working()
    with pytest.raises(EventRefused) as error:
        model.report("roads", note="x", at=day(9))
    assert [each.code for each in error.value.reasons] == ["CL505"]
    assert [each.timer for each in error.value.refused.records] == ["due", "then"]
    assert error.value.refused.records == model.closedloop.journal[2:]
    assert (model.state, model.told) == ("late", ["late by clock"])


def test_a_rule_that_would_be_broken_refuses_an_opening() -> None:
    import closedloop
    from closedloop.embed.transitions import ProcessMachine

    program = closedloop.loads("process p { role r start s step s { by r go() -> e } end e rule no: never s }")
    model = Matter()
    made = ProcessMachine(program)
    with pytest.raises(EventRefused, match="CL530"):
        made.add_model(model)
    assert made.models == []
    assert not hasattr(model, "closedloop")
    assert not hasattr(model, "go")


# -------------------------------------------------------------------------------------------------- errors in callbacks


@pytest.mark.parametrize("kind", ["prepare", "before"])
def test_an_error_before_stops_the_event_and_nothing_is_recorded(kind: str) -> None:
    made, model = bound()
    getattr(made, f"{kind}_assign")(fails)
    with pytest.raises(RuntimeError):
        model.assign("ann", unit="roads")
    assert (model.state, model.closedloop.case.seq, len(model.closedloop.journal)) == ("received", 1, 1)


@pytest.mark.parametrize("option", ["prepare_event", "before_state_change"])
def test_an_error_before_any_event_stops_it(option: str) -> None:
    _, model = bound(**{option: fails})
    with pytest.raises(RuntimeError):
        model.note("ann", text="x")
    assert model.closedloop.case.seq == 1


def test_what_time_has_brought_about_stands_even_if_a_callback_stops_the_event() -> None:
    made, model = working()
    made.before_redo(fails)
    with pytest.raises(RuntimeError):
        model.redo("ann", at=day(9))
    assert (model.state, model.closedloop.case.step) == ("late", "late")
    assert [each.timer for each in model.closedloop.journal[2:]] == ["due", "then"]


@pytest.mark.parametrize("hook", ["on_exit_received", "on_enter_working", "after_assign"])
def test_an_error_after_the_record_is_raised_and_the_record_stays(hook: str) -> None:
    made, model = bound()
    getattr(made, hook)(fails)
    with pytest.raises(RuntimeError):
        model.assign("ann", unit="roads")
    assert (model.state, model.closedloop.case.step, model.closedloop.case.seq) == ("working", "working", 2)
    assert model.report("roads", note="goes on")


def test_an_error_after_the_record_leaves_out_what_was_still_to_be_told() -> None:
    made, model = working()
    model.told.clear()
    model.on_exit_working = fails
    made.on_exit_working("on_exit_working")
    with pytest.raises(RuntimeError):
        made.tick(day(9))
    assert (model.state, model.closedloop.case.step, model.told) == ("late", "late", [])


def test_an_error_that_on_exception_takes_leaves_an_accepted_event_accepted() -> None:
    made, model = bound(on_exception=lambda *args, **given: None)
    made.after_assign(fails)
    assert model.assign("ann", unit="roads") is True
    assert model.state == "working"


# --------------------------------------------------------------------------------------------------- stale decisions


def test_what_a_callback_has_changed_is_decided_on_again() -> None:
    made, model = working()
    made.before_report(lambda *args, **given: model.give_back("roads"))
    assert model.report("roads", note="x")
    assert [each.event for each in model.closedloop.journal[1:]] == ["assign", "give_back", "report"]
    assert model.state == "checked"


def test_an_event_that_a_callback_makes_impossible_is_refused() -> None:
    made, model = working()
    made.before_report(lambda *args, **given: model.suspend("ann"))
    with pytest.raises(EventRefused) as error:
        model.report("roads", note="x")
    assert [each.code for each in error.value.reasons] == ["CL504"]
    assert [each.event for each in model.closedloop.journal[1:]] == ["assign", "suspend"]
    assert model.state == "working"


def test_a_callback_that_lets_time_pass_may_make_the_event_too_late() -> None:
    made, model = working()
    made.prepare_event = [lambda *args, **given: made.tick(day(20))]
    with pytest.raises(EventRefused) as error:
        model.report("roads", note="x", at=day(1))
    assert [each.code for each in error.value.reasons] == ["CL501"]
    assert model.state == "closed"


def test_what_a_callback_makes_due_fires_before_the_refusal_and_is_told() -> None:
    made, model = bound()

    def assigns(*args: Any, **given: Any) -> None:
        if model.is_received():
            model.assign("ann", unit="roads", at=day(1))

    made.before_note(assigns)
    with pytest.raises(EventRefused) as error:
        model.note("ann", text="x", at=day(9))
    assert [each.code for each in error.value.reasons] == ["CL505"]
    assert [each.timer for each in error.value.refused.records] == ["due", "then"]
    assert (model.state, model.told) == ("late", ["late by clock"])


# ------------------------------------------------------------------------------------------------------- going round it


def test_the_state_of_a_bound_model_is_not_to_be_assigned() -> None:
    _, model = bound()
    for change in (lambda: setattr(model, "state", "closed"), lambda: delattr(model, "state")):
        with pytest.raises(EmbeddingError) as error:
            change()
        assert error.value.code == "CL774"
    assert model.state == "received"


def test_another_object_of_the_class_keeps_its_own_state() -> None:
    bound()
    free: Any = Matter()
    with pytest.raises(AttributeError):
        free.state  # noqa: B018
    with pytest.raises(AttributeError):
        del free.state
    free.state = "tired"
    assert free.state == "tired"
    del free.state
    assert not hasattr(free, "state")
    assert not hasattr(free, "assign")
    assert isinstance(getattr(Matter, "state", None), object)


class Row:
    """A model whose class has a state of its own, as a mapped one of a database has."""

    state = "new"

    def __init__(self) -> None:
        self.closed_at = None


def test_a_state_of_the_models_own_is_written_to_and_fools_nobody() -> None:
    made = machine()
    row: Any = Row()
    made.add_model(row, case="r1")
    assert row.state == "received"
    row.assign("ann", unit="roads")
    assert row.state == "working"
    row.state = "checked"
    assert row.is_working()
    assert not row.is_checked()
    assert made.get_model_state(row).name == "working"
    with pytest.raises(EventRefused):
        row.accept("ann", grade=5)
    row.report("roads", note="x")
    assert row.state == "checked"
    made.tick(day(50))
    row.state = "nonsense"
    assert row.accept("ann", grade=5, at=day(51))
    assert row.state == "closed"


def test_no_states_or_transitions_are_added_taken_away_or_set() -> None:
    made, model = bound()
    for change in (
        lambda: made.add_transition("leap", "received", "closed"),
        lambda: made.add_transitions([["leap", "received", "closed"]]),
        lambda: made.add_ordered_transitions(),
        lambda: made.remove_transition("assign"),
        lambda: made.add_state("limbo"),
        lambda: made.add_states(["limbo"]),
        lambda: made.set_state("closed", model),
        lambda: made.set_state(State("closed")),
        lambda: made.add_model(Matter(), initial="closed"),
    ):
        with pytest.raises(EmbeddingError) as error:
            change()
        assert error.value.code == "CL774"
        assert isinstance(error.value, UsageError)
        assert error.value.explain("zh") != str(error.value)
    made.add_model(Matter(), initial="received")
    assert (model.state, model.closedloop.case.step) == ("received", "received")
    assert "leap" not in made.events


def test_a_transition_of_the_library_cannot_be_executed_past_the_kernel() -> None:
    made, model = bound(send_event=True)
    seen: list[Any] = []
    made.before_assign(seen.append)
    model.assign("ann", unit="roads")
    (leap,) = [each for each in made.get_transitions("accept") if each.dest == "closed"]
    with pytest.raises(EmbeddingError):
        leap.execute(seen[0])
    assert model.state == "working"


def test_a_case_is_open_once() -> None:
    made, model = bound()
    with pytest.raises(DeskError) as error:
        made.add_model(Matter(), case="m1")
    assert error.value.code == "CL603"
    with pytest.raises(DeskError):
        made.add_model(model, case="m2")
    with pytest.raises(DeskError):
        machine().add_model(model)


# -------------------------------------------------------------------------------------------------------------- storing


def test_records_are_stored_before_they_count() -> None:
    stored: list[Any] = []
    made = machine(store=lambda model, records: stored.append((model.state, [each.seq for each in records])))
    model: Any = Matter()
    made.add_model(model, case="m1")
    model.assign("ann", unit="roads")
    made.tick(day(9))
    assert stored == [("received", [1]), ("received", [2]), ("working", [3, 4])]
    for ask in (lambda: model.closedloop.journal, made.effects, lambda: model.closedloop.effects):
        with pytest.raises(EmbeddingError) as error:
            ask()
        assert error.value.code == "CL778"


def test_what_cannot_be_stored_has_not_happened() -> None:
    full = [False]

    def store(model: Any, records: Any) -> None:
        if full[0]:
            raise OSError("disk full")

    made = machine(store=store)
    model: Any = Matter()
    full[0] = True
    with pytest.raises(OSError, match="disk full"):
        made.add_model(model, case="m1")
    assert made.models == []
    assert not hasattr(model, "closedloop")
    full[0] = False
    made.add_model(model, case="m1")
    full[0] = True
    with pytest.raises(OSError, match="disk full"):
        model.assign("ann", unit="roads")
    assert (model.state, model.closedloop.case.seq) == ("received", 1)
    full[0] = False
    assert model.assign("ann", unit="roads")
