"""The checks take any compiled process, also one that no text stands behind."""

from __future__ import annotations

from closedloop.check.flow import Finding, check_flow
from closedloop.model import expressions as ex
from closedloop.model import process as model
from closedloop.model.durations import Duration

WEEK = model.Limit(Duration(((1, "weeks"),)), then="done")
OFFICE = model.Role("office")
DONE = model.End("done")


def offer(event: str, *routes: model.Route, requires: tuple[model.Require, ...] = ()) -> model.Offer:
    return model.Offer(event, ("office",), requires, (), routes)


def process(*steps: model.Step, **more: object) -> model.Process:
    events = tuple(model.Event(each.event) for step in steps for each in step.offers)
    made: dict[str, object] = {"roles": (OFFICE,), "ends": (DONE,), "events": events, **more}
    return model.Process("p", steps[0].name, steps, **made)  # type: ignore[arg-type]


def codes(checked: model.Process) -> list[str]:
    return [each.code for each in check_flow(checked)]


def test_a_process_in_order_draws_nothing() -> None:
    assert not codes(process(model.Step("one", limits=(WEEK,), offers=(offer("go", model.Route("done")),))))


def test_two_steps_that_only_lead_to_each_other_trap_the_case() -> None:
    limited = model.Limit(Duration(((1, "weeks"),)), then="three")
    one = model.Step("one", limits=(WEEK,), offers=(offer("go", model.Route("two")),))
    two = model.Step("two", limits=(limited,), offers=(offer("on", model.Route("three")),))
    three = model.Step("three", limits=(limited,), offers=(offer("back", model.Route("two")),))
    (trap,) = [each for each in check_flow(process(one, two, three)) if each.severity == "error"]
    assert (trap.code, trap.params["steps"]) == ("CL273", ("two", "three"))


def test_a_step_that_leads_into_a_trap_is_not_named_with_it() -> None:
    into = offer("in", model.Route("pit"))
    one = model.Step("one", limits=(WEEK,), offers=(offer("go", model.Route("edge")),))
    edge = model.Step("edge", limits=(model.Limit(Duration(((1, "weeks"),)), then="pit"),), offers=(into,))
    pit = model.Step("pit", limits=(model.Limit(Duration(((1, "weeks"),))),), every=(), offers=(offer("look"),))
    found = [each for each in check_flow(process(one, edge, pit)) if each.severity == "error"]
    assert [(each.code, each.params["step"]) for each in found] == [("CL272", "pit")]


def test_a_limit_a_rung_and_a_reopening_are_ways_too() -> None:
    rung = model.Rung("overdue", to="by_rung")
    one = model.Step("one", limits=(model.Limit(Duration(((1, "weeks"),)), then="by_limit"),), rungs=(rung,))
    others = [model.Step(name, limits=(WEEK,)) for name in ("by_limit", "by_rung", "by_reopening")]
    reopened = process(one, *others, reopens=(model.Reopen(("office",), "by_reopening"),))
    assert "CL270" not in codes(reopened)
    assert "CL270" in codes(process(one, *others))


def test_findings_without_a_place_are_told_apart_by_what_they_say() -> None:
    lost = [model.Step(name, limits=(WEEK,)) for name in ("lost", "gone")]
    one = model.Step("one", limits=(WEEK,), offers=(offer("go", model.Route("done")),))
    found = [each for each in check_flow(process(one, *lost)) if each.code == "CL270"]
    assert [each.params["step"] for each in found] == ["lost", "gone"]
    assert all(each.at is None for each in found)


def test_a_finding_points_where_the_node_does() -> None:
    require = model.Require(ex.Compare(">", ex.SlotValue(0), ex.Const(0, "int")), at=(3, 5, 40, 52))
    one = model.Step("one", limits=(WEEK,), offers=(offer("go", model.Route("done"), requires=(require,)),))
    slots = (model.CountSlot(ex.EventAtom("go")),)
    (found,) = check_flow(process(one, slots=slots))
    assert isinstance(found, Finding)
    assert (found.code, found.severity, found.at) == ("CL253", "error", (3, 5, 40, 52))
