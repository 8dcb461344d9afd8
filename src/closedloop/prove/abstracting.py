"""A case of the kernel as a system sees it."""

from __future__ import annotations

from closedloop.kernel.case import Case
from closedloop.model.process import CountSlot
from closedloop.prove.building import Built
from closedloop.prove.signs import UNKNOWN, sign
from closedloop.prove.system import State


def could_be(made: Built, case: Case, state: State) -> bool:
    """Whether the case may be in the state, as far as the case alone tells (not what rules remember)."""
    told = (code_of(made, case, variable.name) for variable in made.system.variables)
    names = (variable.name for variable in made.system.variables)
    return all(
        code is None or code == here or (here == UNKNOWN and name.startswith("sign:"))
        for code, here, name in zip(told, state, names, strict=True)
    )


def code_of(made: Built, case: Case, name: str) -> int | None:
    """The code of a variable; None where it cannot be told from the case alone."""
    kind, _, of = name.partition(":")
    if name == "place":
        return made.system.places.index(case.step)
    if name == "limit":
        return 0 if case.stay.limit is None or case.ended else case.stay.limit + 1
    if name == "expired":
        tracked = any(command.name == "due" for command in made.system.commands[case.step])
        return int(case.stay.expired and tracked)
    if kind == "rung":
        followed = any(command.name == name for command in made.system.commands[case.step])
        performed = case.stay.performed
        return int(followed and int(of) < len(performed) and performed[int(of)] is not None)
    if kind == "field":
        return made.reads.domain(("field", of)).code(case.fields.get(of))
    if kind == "sign":
        pair = next(each for each in made.reads.pairs if each.name == name)
        return sign(pair, case.fields) or 0
    if kind == "slot":
        slot = made.reads.process.slots[int(of)]
        value = case.slots[int(of)]
        domain = made.reads.domain(("slot", of))
        if isinstance(slot, CountSlot) and domain.kind == "opaque":
            return 1
        return domain.code(value)  # type: ignore[arg-type]
    if kind == "role":
        return int(of in case.bindings) if not made.reads.parties else None
    return None
