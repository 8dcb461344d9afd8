"""With fewer guesses a command leads where it led before."""

from __future__ import annotations

from itertools import product

from attrs import evolve

import closedloop
from closedloop.prove.building import Scope, build_system
from closedloop.prove.exploring import explore
from closedloop.prove.guessing import guarded, with_few_guesses
from closedloop.prove.system import PLACE, STOP, Branch, Choice, Command, Emit, Node, State, System, Variable, edges
from closedloop.prove.terms import Num, Op, Term, Var, both, choose, either, equal, negated
from closedloop.prove.verifying import verify
from tests.strategies.drawing import Dice

GUESSES = tuple(f"guess {number}" for number in range(4))
VARIABLES = ("v0", "v1")
CHOICES = (*(Choice(name, (0, 1), guessed=True) for name in GUESSES), Choice("own", (0, 1)))


def condition(dice: Dice, depth: int) -> Term:
    kinds = ("name", "name", "and", "or", "not", "if", "same") if depth else ("name",)
    match dice.one(kinds):
        case "name":
            return Var(dice.one((*GUESSES, *GUESSES, *VARIABLES, "own")))
        case "and":
            return both(condition(dice, depth - 1), condition(dice, depth - 1), condition(dice, depth - 1))
        case "or":
            return either(condition(dice, depth - 1), condition(dice, depth - 1), condition(dice, depth - 1))
        case "not":
            return negated(condition(dice, depth - 1))
        case "if":
            return choose(condition(dice, depth - 1), condition(dice, depth - 1), condition(dice, depth - 1))
    return equal(condition(dice, depth - 1), condition(dice, depth - 1))


def body(dice: Dice, depth: int) -> Node:
    if not depth:
        return STOP if dice.one((0, 0, 1)) else Emit((("seen", dice.one((Num(1), Num(2), Var("guess 3")))),))
    asked = condition(dice, 2)
    return body(dice, 0) if isinstance(asked, Num) else Branch(asked, body(dice, depth - 1), body(dice, depth - 1))


SEEN = (Variable(PLACE, 2), *(Variable(name, 2) for name in VARIABLES), Variable("seen", 3), Variable("own", 2))


def led_to(command: Command, own: int) -> list[set[State]]:
    """Where the command leads from each state, if that is what is chosen: it stands for a variable here."""
    guessed = evolve(command, choices=tuple(each for each in command.choices if each.guessed))
    opening = Command("event", "opened", None, (), STOP)
    system = System("p", SEEN, ("open", "end"), frozenset({"end"}), {"open": (guessed,), "end": ()}, opening)
    states = product((0,), (0, 1), (0, 1), (0,), (own,))
    return [{edge.to for edge in edges(system, state) if edge.to is not None} for state in states]


def test_the_same_is_possible_whatever_is_chosen() -> None:
    fewer = 0
    for seed in range(1_200):
        command = Command("event", "go", None, CHOICES, body(Dice.seeded(seed), 2))
        thrifty = with_few_guesses(command)
        fewer += len(thrifty.choices) < len(command.choices)
        for own in (0, 1):
            assert led_to(thrifty, own) == led_to(command, own), (seed, command.body)
    assert fewer > 60


def test_a_guard_in_parts_is_the_guard() -> None:
    for seed in range(200):
        dice = Dice.seeded(seed)
        guard = both(condition(dice, 1), condition(dice, 1), condition(dice, 1))
        if isinstance(guard, Op) and guard.op == "and":
            done = Emit((("seen", Num(1)),))
            whole, parts = Branch(guard, done, STOP), guarded(guard, done, CHOICES)
            assert whole != parts
            for own in (0, 1):
                asked = [led_to(Command("event", "go", None, CHOICES, each), own) for each in (whole, parts)]
                assert asked[0] == asked[1]


PROCESS = """
process measures "Measures" {
  calendar weekdays "UTC"
  role clerk "Clerk"
FIELDS
  start open
  step open "Open" {
    by clerk
    fill(PARAMS) -> filled
  }
  step filled "Filled" {
    by clerk
    go() -> done
REQUIRED
  }
  end done "Done"
  rule filled_first: fill before go
}
"""


def test_many_comparisons_in_one_event_do_not_multiply() -> None:
    """Of thirty values compared with each other there are 2³⁰ ways to be larger or not."""
    number = 30
    fields = "\n".join(f"  field d{each}: date" for each in range(number))
    compared = [f"d{each} < d{(each + 1) % number}" for each in range(number)]
    one_by_one = "\n".join(f'    require {each} "no"' for each in compared)
    for required in (one_by_one, f'    require {" or ".join(compared)} "no"'):
        parts = {"FIELDS": fields, "PARAMS": ", ".join(f"d{each}" for each in range(number)), "REQUIRED": required}
        text = PROCESS
        for name, part in parts.items():
            text = text.replace(name, part)
        process = closedloop.loads(text).process
        assert all(len(each.choices) <= number for each in build_system(process, Scope()).commands["filled"])
        assert verify(process, only=["filled_first"]).of("filled_first").kind == "proved"


ASKED_OFTEN = """
process twice {
  role clerk
  field a: date
  field b: date
  start open
  step open {
    by clerk
    fill(b, a)
      require (a <= b or (b = a or (b <= a or (a >= b or b = a))))
      -> done when (a > b or (not (b >= a) or not (b <= a)))
      -> open otherwise
  }
  end done
}
"""


def test_which_of_two_is_larger_is_guessed_once() -> None:
    commands = build_system(closedloop.loads(ASKED_OFTEN).process, Scope()).commands["open"]
    assert [len(each.choices) for each in commands] == [1]


def test_many_rules_on_one_event() -> None:
    """What is written for it does not stand deeper and deeper."""
    rules = "\n".join(f"  rule r{each}: on go, n >= {each}" for each in range(120))
    step = "start open  step open { by clerk  give(n)  go() -> done }  end done"
    text = f"process many {{\n  role clerk\n  field n: int = 0\n  {step}\n{rules}\n}}"
    process = closedloop.loads(text).process
    found = explore(build_system(process, Scope(process.rules)))
    assert found.finished
    assert len(found.refusing) == 120
