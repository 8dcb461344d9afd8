"""What a model's case leaves: journals, offers, effects; and where a case comes back from."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import closedloop
from closedloop import Desk
from closedloop.embed.transitions import Binding, EmbeddingError, NotBound, ProcessMachine
from closedloop.engine import JournalCorrupt, journal_lines, read_journal
from closedloop.engine.errors import DeskError
from tests.embed.repairs import DIRECTORY, MONDAY, PROGRAM, TEXT, Matter, bound, day, machine, working


def test_the_journal_is_that_of_a_desk() -> None:
    made, model = working()
    model.give_back("roads", at=day(1))
    made.tick(day(9))
    desk = Desk(PROGRAM, directory=DIRECTORY)
    desk.open("repairs", "m1", at=MONDAY)
    desk.submit("m1", "assign", "ann", {"unit": "roads"}, at=MONDAY)
    desk.submit("m1", "give_back", "roads", at=day(1))
    desk.tick(day(9))
    assert model.closedloop.journal == desk.journal("m1")
    assert model.closedloop.case == desk.case("m1")
    assert model.closedloop.effects == desk.effects()
    assert made.effects() == desk.effects()


def test_offers_are_for_an_actor_and_leave_no_trace() -> None:
    made, model = working()
    offers = model.closedloop.offers("roads")
    assert [(each.event, each.role, each.title) for each in offers if each.event == "report"] == [
        ("report", "unit", "Report")
    ]
    assert [each.event for each in made.offers(model, "ann", day(9))] == ["redo", "drop_it", "suspend"]
    assert model.state == "working"


def test_effects_stay_until_they_are_confirmed() -> None:
    made, model = working()
    made.tick(day(9))
    effects = model.closedloop.effects
    assert [each.effect.kind for each in effects] == ["score", "notify"]
    model.closedloop.confirm(effects[0].key)
    made.confirm(effects[0].key, effects[1].key)
    assert (made.effects(), model.closedloop.effects) == ((), ())


def test_the_actor_who_opens_is_recorded() -> None:
    made = machine()
    model: Any = Matter()
    made.add_model(model, case="m9", at=day(1), actor="ann")
    (opened,) = model.closedloop.journal
    assert (opened.case, opened.at, opened.person) == ("m9", day(1), "ann")


def test_cases_without_a_name_take_the_next_that_is_free() -> None:
    made = machine()
    made.add_model(Matter(), case="repairs-2")
    made.add_model([Matter(), Matter()])
    assert [each.closedloop.id for each in made.models] == ["repairs-2", "repairs-1", "repairs-3"]


# ------------------------------------------------------------------------------------------------------------ restoring


def test_a_model_is_restored_from_its_journal() -> None:
    made, model = working()
    made.tick(day(9))
    lines = list(journal_lines(made.machines, model.closedloop.journal))
    other = machine(prepare_event="told")
    again: Any = Matter()
    other.restore(again, read_journal(other.machines, lines))
    assert again.closedloop.case == model.closedloop.case
    assert again.closedloop.journal == model.closedloop.journal
    assert (again.state, again.told, other.effects()) == ("late", [], ())
    other.prepare_event = []
    assert again.redo("ann", at=day(9))


def test_a_journal_that_does_not_hold_together_binds_nothing() -> None:
    _, model = working()
    records = model.closedloop.journal
    other, again = machine(), Matter()
    with pytest.raises(JournalCorrupt):
        other.restore(again, records[1:])
    with pytest.raises(JournalCorrupt):
        other.restore(again, [records[0], records[0]])
    with pytest.raises(DeskError):
        other.restore(again, [])
    assert other.models == []
    assert not hasattr(again, "closedloop")
    with pytest.raises(DeskError):
        other.restore(model, records)
    other.restore(again, records)
    with pytest.raises(DeskError):
        other.restore(Matter(), records)


def test_a_machine_that_stores_elsewhere_restores_without_keeping() -> None:
    _, model = working()
    other = machine(store=lambda model, records: None)
    again: Any = Matter()
    other.restore(again, iter(model.closedloop.journal))
    assert again.state == "working"
    with pytest.raises(EmbeddingError):
        again.closedloop.journal  # noqa: B018


def test_a_machine_may_be_restored_as_its_own_model() -> None:
    _, model = working()
    made: Any = machine()
    made.restore("self", model.closedloop.journal)
    assert made.state == "working"
    assert made.report("roads", note="x")


# -------------------------------------------------------------------------------------------------- copies and pickles


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))], ids=["copy", "deep", "pickle"]
)
def test_a_copy_has_the_case_as_it_was_and_no_machine(again: Any) -> None:
    made, model = working()
    copied = again(model)
    assert copied.closedloop.case == model.closedloop.case
    assert copied.state == "working"
    with pytest.raises(NotBound):
        copied.report("roads", note="x")
    with pytest.raises(DeskError) as error:
        made.add_model(copied)
    assert error.value.code == "CL603"
    other = machine()
    other.add_model(copied)
    assert copied.report("roads", note="x")
    assert (copied.state, model.state) == ("checked", "working")
    assert [each.seq for each in copied.closedloop.journal] == [1, 2, 3]
    assert [each.seq for each in model.closedloop.journal] == [1, 2]
    assert model.report("roads", note="y")


def test_a_pickle_of_a_model_does_not_hold_its_machine_or_other_models() -> None:
    made, model = working()
    alone = len(pickle.dumps(model))
    made.add_model([Matter() for _ in range(50)])
    assert len(pickle.dumps(model)) == alone


def test_a_deep_copy_of_a_model_that_knows_its_machine_copies_no_machine() -> None:
    made, model = working()
    model.machine = made
    copied = copy.deepcopy(model)
    assert copied.machine is made
    assert copied.closedloop is not model.closedloop


def test_a_case_of_another_process_or_version_is_not_taken_in() -> None:
    _, model = working()
    copied = copy.deepcopy(model)
    newer = ProcessMachine(closedloop.loads(TEXT.replace('process repairs "Repairs" {', "process repairs version 2 {")))
    with pytest.raises(EmbeddingError) as error:
        newer.add_model(copied)
    assert error.value.code == "CL777"
    assert newer.models == []


def test_a_binding_is_found_at_one_place() -> None:
    made, model = bound()
    assert isinstance(model.closedloop, Binding)
    assert made.binding(model) is model.closedloop
    with pytest.raises(NotBound):
        machine().binding(model)
    with pytest.raises(NotBound):
        made.binding(Matter())
