"""The names of a process on models: in Chinese, spelled otherwise, clashing; classes of all sorts."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

import closedloop
from closedloop.embed.transitions import EmbeddingError, NotBound, ProcessMachine
from tests.embed.repairs import DIRECTORY, MONDAY, PROGRAM, Matter, bound, machine

CHINESE = """
流程 报修 {
  角色 办公室
  起点 受理
  步骤 受理 {
    由 办公室
    分办() -> 办理
  }
  步骤 办理 {
    由 办公室
    答复(内容: 文本) -> 办结
  }
  终点 办结
}
"""
ODD = """
process odd {
  role office
  start received
  step received { by office  class() -> `in review`  `say no`() -> closed }
  step `in review` { by office  is_closed() -> closed  state() -> closed  ﬁle() -> closed }
  end closed
}
"""
SPELLED = {
    "class": "classify",
    "say no": "say_no",
    "in review": "in_review",
    "is_closed": "finish",
    "state": "state_it",
}


def test_chinese_events_and_steps_are_names_in_python() -> None:
    made = ProcessMachine(closedloop.loads(CHINESE), directory={"王": ["办公室"]})

    class 案件:
        def on_enter_办理(self, *args: Any, **given: Any) -> None:
            self.记 = "已分办"

    model: Any = 案件()
    said: list[str] = []
    made.on_enter_办结(lambda *args, **given: said.append("办结"))
    made.add_model(model, case="一号")
    assert model.is_受理()
    assert model.may_分办("王")
    model.分办("王")
    assert (model.state, model.记) == ("办理", "已分办")
    assert model.答复("王", 内容="已修好")
    assert (model.is_办结(), said) == (True, ["办结"])


def odd(**spelled: str) -> ProcessMachine:
    program = closedloop.loads(ODD)
    return ProcessMachine(program, directory={"ann": ["office"]}, spelled={**SPELLED, **spelled})


def test_names_that_python_cannot_read_are_spelled_otherwise() -> None:
    made = odd()

    class Paper:
        def on_enter_in_review(self, *args: Any, **given: Any) -> None:
            self.entered = True

    model: Any = Paper()
    made.add_model(model)
    model.classify("ann")
    assert (model.state, model.is_in_review(), model.entered) == ("in review", True, True)
    assert model.may_finish("ann")
    assert model.may_trigger("is_closed", "ann")
    model.file("ann")  # Python reads the ligature so, too
    assert model.is_closed()


@pytest.mark.parametrize(
    ("missing", "code", "said"),
    [
        ("class", "CL772", "`class` cannot be bound as `class`"),
        ("say no", "CL772", "`say no` cannot be bound as `say no`"),
        ("in review", "CL772", "`in review` cannot be bound as `is_in review`"),
        ("is_closed", "CL771", "`is_closed`"),
        ("state", "CL771", "`state` cannot be bound as `state`"),
    ],
)
def test_a_name_that_cannot_be_bound_says_how_to_spell_it(missing: str, code: str, said: str) -> None:
    spelled = {name: other for name, other in SPELLED.items() if name != missing}
    with pytest.raises(EmbeddingError) as error:
        ProcessMachine(closedloop.loads(ODD), spelled=spelled)
    assert error.value.code == code
    assert said in str(error.value)
    assert "spelled={" in str(error.value)
    assert "spelled={" in error.value.explain("zh")


def test_spellings_are_of_names_of_the_process_and_are_names_themselves() -> None:
    with pytest.raises(EmbeddingError, match="did you mean `class`") as error:
        odd(clas="x")
    assert error.value.code == "CL773"
    with pytest.raises(EmbeddingError) as error:
        odd(received="lambda()")
    assert error.value.code == "CL772"
    with pytest.raises(EmbeddingError) as error:
        odd(received="in_review")
    assert error.value.code == "CL771"


def test_an_attribute_of_the_class_or_of_the_object_is_not_overwritten() -> None:
    class Taken:
        def assign(self) -> str:
            return "mine"

    made = machine()
    with pytest.raises(EmbeddingError, match="`assign` cannot be bound as `assign`") as error:
        made.add_model(Taken())
    assert error.value.code == "CL771"
    assert Taken().assign() == "mine"
    assert not hasattr(Taken, "report")  # none of the names, or all
    model: Any = Matter()
    model.report = "mine"
    with pytest.raises(EmbeddingError, match="`report`"):
        made.add_model(model)
    assert made.models == []


def test_model_override_puts_names_over_those_that_are_there_and_no_others() -> None:
    class Typed:
        def assign(self, actor: str, *, unit: str) -> bool:
            raise AssertionError("the machine puts its own here")

        def is_working(self) -> bool:
            raise AssertionError("the machine puts its own here")

    made = machine(model_override=True)
    model = Typed()
    made.add_model(model)
    assert model.assign("ann", unit="roads")
    assert model.is_working()
    assert not hasattr(model, "report")
    assert model.state == "working"  # type: ignore[attr-defined]


def test_two_processes_may_be_bound_to_objects_of_one_class() -> None:
    class Thing:
        pass

    _repairs, _odd = machine(), odd()
    one: Any = Thing()
    two: Any = Thing()
    _repairs.add_model(one)
    _odd.add_model(two)
    assert (one.is_received(), two.is_received()) == (True, True)
    one.assign("ann", unit="roads")
    two.classify("ann")
    assert (one.state, two.state) == ("working", "in review")
    with pytest.raises(AttributeError):
        one.classify  # noqa: B018
    with pytest.raises(AttributeError):
        two.assign  # noqa: B018


def test_names_are_found_on_the_class_and_missing_on_objects_without_a_case() -> None:
    class Free:
        pass

    class Below(Free):
        pass

    made = machine()
    made.add_model([Free(), Below()])
    assert type(Free.assign) is type(Below.assign)  # type: ignore[attr-defined]
    with pytest.raises(NotBound) as error:
        Free().assign  # type: ignore[attr-defined] # noqa: B018
    assert error.value.code == "CL775"
    assert isinstance(error.value, AttributeError)


class Slotted:
    __slots__ = ("closedloop", "name")


class Full:
    __slots__ = ("name",)


def test_a_class_with_slots_needs_one_for_the_binding() -> None:
    made = machine()
    model: Any = Slotted()
    made.add_model(model)
    assert model.assign("ann", unit="roads")
    assert model.state == "working"
    with pytest.raises(EmbeddingError) as error:
        made.add_model(Full())
    assert error.value.code == "CL776"


@pytest.mark.parametrize("model", [object(), SimpleNamespace(), {}, 7])
def test_an_object_without_a_class_of_its_own_cannot_be_a_model(model: Any) -> None:
    with pytest.raises(EmbeddingError) as error:
        machine().add_model(model)
    assert error.value.code == "CL776"


@dataclass(frozen=True)
class Frozen:
    number: int


@dataclass
class WithState:
    number: int
    state: str = ""


def test_dataclasses_are_models_too() -> None:
    made = machine()
    frozen, plain = Frozen(1), WithState(2)
    made.add_model([frozen, plain])
    frozen.assign("ann", unit="roads")  # type: ignore[attr-defined]
    plain.assign("ann", unit="roads")  # type: ignore[attr-defined]
    assert (frozen.state, plain.state, plain) == ("working", "working", WithState(2, "working"))  # type: ignore[attr-defined]
    assert hash(frozen) == hash(Frozen(1))


def test_a_mock_may_be_a_model() -> None:
    class Mocked(MagicMock):
        pass

    made, model = machine(after_state_change="told"), Mocked()
    made.add_model(model)
    model.assign("ann", unit="roads")
    assert model.closedloop.case.step == "working"
    model.told.assert_called_once_with("ann", unit="roads")


def test_a_machine_as_its_own_model_keeps_its_own_attributes() -> None:
    text = "process p { role r start s step s { by r dispatch() -> e } end e }"
    with pytest.raises(EmbeddingError) as error:
        ProcessMachine(closedloop.loads(text), "self")
    assert error.value.code == "CL771"
    made: Any = ProcessMachine(closedloop.loads(text), "self", spelled={"dispatch": "send"}, directory={"a": ["r"]})
    assert made.send("a")
    assert made.is_e()


def test_only_events_that_are_offered_somewhere_are_bound() -> None:
    _, model = bound()
    assert all(hasattr(model, name) for name in ("suspend", "resume", "reopen", "extend"))
    assert not hasattr(model, "grant_extension")
    assert ProcessMachine(PROGRAM, directory=DIRECTORY, clock=lambda: MONDAY).process_events()[:2] == ["assign", "note"]
