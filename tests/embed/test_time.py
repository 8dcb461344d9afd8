"""Time moves cases: when somebody looks, or before an event; callbacks are told, in order."""

from __future__ import annotations

from typing import Any

import pytest

from closedloop.embed.transitions import ActData, EventRefused
from tests.embed.repairs import DAY, MONDAY, Matter, day, machine, working


class Saying(Matter):
    def say_moved(self, *args: Any, **given: Any) -> None:
        self.told.append(f"moved {args} {sorted(given)} {self.state}")  # type: ignore[attr-defined]

    def say_done(self, *args: Any, **given: Any) -> None:
        self.told.append("done")

    def say_prepared(self, *args: Any, **given: Any) -> None:
        self.told.append(f"prepared in {self.state}")  # type: ignore[attr-defined]


def saying(**options: Any) -> tuple[Any, Any]:
    """A machine and a model in the step `working`."""
    made, model = machine(**options), Saying()
    made.add_model(model, case="m1")
    made.dispatch("assign", "ann", unit="roads")
    model.told.clear()
    return made, model


def test_a_tick_moves_the_state_and_runs_the_callbacks_of_the_move() -> None:
    made, model = saying(after_state_change="say_moved", finalize_event="say_done")
    fired = made.tick(day(9))
    assert [each.timer for each in fired] == ["due", "then"]
    assert model.state == "late"
    assert model.told == ["late by clock", "moved ('clock',) ['at'] late", "done"]
    assert made.tick(day(9)) == ()
    assert model.told[3:] == []


def test_nobody_is_asked_before_time_moves_a_case() -> None:
    asked: list[str] = []
    made, model = working()
    made.before_state_change = [lambda *args, **given: asked.append("before")]
    (arrow,) = made.get_transitions("`clock`", "working", "late")
    arrow.conditions.append(arrow.condition_cls(lambda *args, **given: False))
    made.tick(day(9))
    assert (model.state, asked) == ("late", [])


def test_time_that_has_passed_before_an_event_is_told_before_it() -> None:
    made, model = saying(prepare_event="say_prepared")
    made.on_exit_late(lambda *args, **given: model.told.append(f"left late {args}"))
    assert model.redo("ann", at=day(9))
    assert model.told == ["late by clock", "prepared in late", "left late ('ann',)"]
    assert [each.timer or each.event for each in model.closedloop.journal[2:]] == ["due", "then", "redo"]


class Quiet:
    pass


def test_what_follows_by_itself_is_told_as_the_clocks_move_with_a_record_of_its_own() -> None:
    got: list[ActData] = []
    made = machine(send_event=True, after_state_change=got.append)
    model: Any = Quiet()
    made.add_model(model)
    model.assign("ann", unit="roads", urgent=True)
    got.clear()
    model.give_back("roads")
    assert [(each.event.name, each.record.kind, each.record.to) for each in got if each.event and each.record] == [
        ("give_back", "event", "working"),
        ("`clock`", "route", "late"),
    ]
    assert model.state == "late"


def test_a_rung_of_a_ladder_may_lead_on() -> None:
    made, model = working()
    fired = made.tick(day(30))
    assert [each.timer for each in fired] == ["due", "then", "due", "rung:0", "rung:1"]
    assert model.state == "closed"


def test_all_cases_are_ticked_in_order_of_time() -> None:
    made = machine()
    models: list[Any] = [Matter(str(number)) for number in range(3)]
    for number, model in enumerate(models):
        made.add_model(model, case=model.name, at=MONDAY)
        model.assign("ann", unit="roads", at=day(6 - 3 * number))
    fired = made.tick(day(40))
    assert [each.at for each in fired] == sorted(each.at for each in fired)
    assert [each.case for each in fired if each.timer == "then"] == ["2", "1", "0"]
    assert {model.state for model in models} == {"closed"}


def test_scores_of_other_cases_count_and_only_while_they_are_bound() -> None:
    made = machine()
    models: list[Any] = [Matter(str(number)) for number in range(3)]
    made.add_model(models)
    for model in models:
        model.assign("ann", unit="roads", at=MONDAY)
    made.tick(day(9), model=models[0])
    made.tick(day(9), model=models[1])
    models[1].redo("ann", at=day(9))
    with pytest.raises(EventRefused, match="CL520"):  # ten points lost
        models[1].report("roads", note="x", at=day(9))
    made.remove_model(models[0])
    assert models[1].report("roads", note="x", at=day(9))


def test_what_others_scored_can_be_read_from_elsewhere() -> None:
    from closedloop.kernel.values import Readings

    asked: list[str] = []

    def readings(case: str) -> Readings:
        asked.append(case)
        return Readings(scores={("roads", 2024): -20})

    _, model = working(readings=readings)
    with pytest.raises(EventRefused, match="CL520"):
        model.report("roads", note="x")
    assert set(asked) == {"m1"}


def test_one_model_is_ticked_alone() -> None:
    made = machine()
    one, two = Matter("1"), Matter("2")
    made.add_model([one, two])
    for model in (one, two):
        model.assign("ann", unit="roads")  # type: ignore[attr-defined]
    assert [each.case for each in one.closedloop.tick(day(9))] == ["repairs-1", "repairs-1"]
    assert [each.state for each in made.models] == ["late", "working"]


def test_without_a_moment_it_is_now() -> None:
    now = [MONDAY]
    made, model = working(clock=lambda: now[0])
    assert made.tick() == ()
    now[0] += 9 * DAY
    assert [each.timer for each in made.tick()] == ["due", "then"]
    assert model.state == "late"


def test_a_callback_may_go_on_with_a_case_that_time_has_moved() -> None:
    made, model = working()

    def redoes(*args: Any, **given: Any) -> None:
        if model.closedloop.case.seq < 6:
            model.redo("ann", at=given["at"])

    made.on_enter_late(redoes)
    fired = made.tick(day(60))
    assert [each.event or each.timer for each in model.closedloop.journal[2:]] == [
        "due", "then", "redo", "due", "then", "due", "rung:0", "rung:1",
    ]  # fmt: skip
    assert [each.timer for each in fired] == ["due", "then", "due", "then", "due", "rung:0", "rung:1"]
    assert model.state == "closed"


def test_a_callback_may_remove_a_model_while_time_passes() -> None:
    made = machine()
    one, two = Matter("1"), Matter("2")
    made.add_model([one, two])
    for model in (one, two):
        model.assign("ann", unit="roads")  # type: ignore[attr-defined]
    made.on_enter_late(lambda *args, **given: made.remove_model(two) if two in made.models else None)
    made.tick(day(9))
    assert (one.closedloop.case.step, two.closedloop.case.step) == ("late", "working")


def test_an_error_of_a_callback_while_time_passes_leaves_the_rest_for_the_next_call() -> None:
    made = machine()
    one, two = Matter("1"), Matter("2")
    made.add_model([one, two])
    for model in (one, two):
        model.assign("ann", unit="roads")  # type: ignore[attr-defined]
    angry = [True]

    def fails(*args: Any, **given: Any) -> None:
        if angry.pop():
            raise RuntimeError("not now")

    made.on_enter_late(fails)
    with pytest.raises(RuntimeError):
        made.tick(day(9))
    angry.append(False)
    assert [each.closedloop.case.step for each in (one, two)] == ["late", "working"]
    made.tick(day(9))
    assert [each.closedloop.case.step for each in (one, two)] == ["late", "late"]


def test_an_error_while_time_passes_may_be_taken_by_on_exception() -> None:
    taken: list[Any] = []
    made, model = working(on_exception=lambda *args, **given: taken.append(args))
    made.on_enter_late(lambda *args, **given: 1 / 0)
    assert [each.timer for each in made.tick(day(30))] == ["due", "then", "due", "rung:0", "rung:1"]
    assert len(taken) == 1
    assert model.state == "closed"


def test_an_opening_tells_nothing_but_what_follows_from_it() -> None:
    import closedloop
    from closedloop.embed.transitions import ProcessMachine

    program = closedloop.loads("""
process p {
  role r
  field n: int
  start a
  step a { by r as soon as n is not set -> b  go(n) -> b }
  step b { by r stay() leave() -> c }
  end c
}
""")
    seen: list[str] = []
    made = ProcessMachine(program, after_state_change=lambda *args, **given: seen.append(made.models[0].state))
    model: Any = Matter()
    made.on_enter_b(lambda *args, **given: seen.append("entered b"))
    made.add_model(model, at=MONDAY)
    made.tick(MONDAY + DAY)
    assert (model.state, seen) == ("b", ["entered b", "b"])
