"""A stand-alone Python module of one process: the process itself, straight code for its events, and a class for cases.

Guarantees: the same process and the same library give the same text. It imports the standard library and the kernel
only, and refuses to run with a kernel that it was not made for (`closedloop.kernel.live`).
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

from attrs import frozen

from closedloop.kernel.events import EventPlan
from closedloop.kernel.live import FORM, LiveCase, digest_of
from closedloop.kernel.machine import Machine, compile_process
from closedloop.kernel.straight import support
from closedloop.kernel.straight.expressions import names_of
from closedloop.kernel.straight.forms import Live
from closedloop.kernel.straight.functions import Functions, Source
from closedloop.kernel.straight.literals import constructed
from closedloop.kernel.straight.naming import is_name
from closedloop.model.process import SCHEMA_VERSION, Process, Type

TYPES = {
    "bool": "bool",
    "int": "int",
    "decimal": "Decimal",
    "text": "str",
    "date": "date",
    "time": "datetime",
    "duration": "Duration",
    "party": "str",
    "file": "str",
}
OWN = frozenset(("actor", "at", "occurred", "role", "self"))
TAKEN = frozenset((*support.__all__, "Actor", "Any", "LiveCase", "Literal", "Refused", "Shape"))
MEMBERS = frozenset(dir(LiveCase)) | {"class"}


@frozen
class Origin:
    """What a generated module says of itself: the file it comes from, the command that made it, and the version of the
    library.
    """

    file: str
    command: str
    version: str


def module_source(process: Process, origin: Origin) -> str:
    """The module as text."""
    machine = compile_process(process, fast=False)
    functions = Functions(machine, Live())
    made = functions.all()
    body = [
        _embedded(process, origin),
        _constants(functions),
        *(source.text for source in made),
        _tables(made, machine),
        _class(machine, made),
    ]
    return "\n\n".join([_header(machine, origin, "\n".join(body)), *body]) + "\n"


def _header(machine: Machine, origin: Origin, body: str) -> str:
    process = machine.process
    title = f"{_plainly(process.title or process.name)}, version {process.version}"
    words = frozenset(re.findall(r"\w+", body))
    used = [name for name in support.__all__ if name in words]
    standard = [
        line
        for word, line in (
            ("date", "from datetime import UTC, date, datetime"),
            ("Decimal", "from decimal import Decimal"),
            ("Literal", "from typing import Any, Literal"),
        )
        if word == "date" or word in body
    ]
    if "Literal" not in body:
        standard.append("from typing import Any")
    from_support = [name for name in used if name not in ("UTC", "date", "datetime", "Decimal")]
    imports = ["from closedloop.kernel.live import LiveCase, Shape, embedded"]
    imports += ["from closedloop.kernel.straight.support import (", *(f"    {name}," for name in from_support), ")"]
    imports.append("from closedloop.kernel.values import Actor, Refused")
    imports.append("from closedloop.model import expressions as ex, process as model")
    return "\n".join(
        [
            f'"""{title}: cases that run by themselves.',
            "",
            f"Made by closedloop {origin.version} from {_plainly(origin.file)}; do not change it, make it again:",
            "",
            f"    {_plainly(origin.command)}",
            '"""',
            "",
            "# fmt: off",
            "# ruff: noqa",
            "# mypy: ignore-errors",
            "",
            "from __future__ import annotations",
            "",
            *sorted(standard),
            "",
            *imports,
        ]
    )


def _plainly(text: str) -> str:
    """The text, where it can do no harm within a docstring; escaped otherwise."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return text.replace('"', "'").encode("unicode_escape").decode().replace("\\", "/")


def _embedded(process: Process, origin: Origin) -> str:
    return "\n".join(
        [
            f"PROCESS = {constructed(process)}",
            f"DIGEST = {digest_of(process)!r}",
            f"MADE_WITH = {origin.version!r}",
            "MACHINE = embedded(",
            f"    PROCESS, digest=DIGEST, form={FORM}, schema={SCHEMA_VERSION}, made_with=MADE_WITH,",
            f"    again={origin.command!r},",
            ")",
            "CALENDAR, DAYS, RULE_TIMERS = MACHINE.calendar, Days(MACHINE), RuleTimers(MACHINE)",
        ]
    )


def _constants(functions: Functions) -> str:
    return "\n".join(f"{name} = {source}" for name, source in functions.constants.sources.items())


def _tables(made: Iterable[Source], machine: Machine) -> str:
    """By event: the function of each step."""
    lines = ["WAYS = {"]
    made = list(made)
    for event in dict.fromkeys(source.event for source in made):
        ways = ", ".join(f"{each.step!r}: {each.name}" for each in made if each.event == event)
        lines.append(f"    {event!r}: {{{ways}}},")
    return "\n".join([*lines, "}"])


# ----------------------------------------------------------------------------------------------------------- the class


def class_name(process: Process) -> str:
    """The process's name as a class is named."""
    name = "".join(part[:1].upper() + part[1:] for part in process.name.split("_"))
    if not is_name(name) or keyword.iskeyword(name):
        return "ProcessCase"
    return f"{name}Case" if name in TAKEN else name


def _class(machine: Machine, made: tuple[Source, ...]) -> str:
    process = machine.process
    names = names_of(process)
    slots = tuple(f"h{index}" for index in range(len(process.slots)))
    monitors = tuple(f"m{index}" for index in range(len(machine.watched)))
    own = (*names.fields.values(), *names.roles.values(), *slots, *monitors)
    ways = {source.event for source in made}
    lines = [
        f"class {class_name(process)}(LiveCase):",
        f'    """{_plainly(process.title or process.name)}: one case, opened by `open`, changed by its events."""',
        "",
        f"    __slots__ = {own!r}",
        "    MACHINE = MACHINE",
        f"    FIELDS = {names.fields!r}",
        f"    ROLES = {names.roles!r}",
        f"    SLOTS = {slots!r}",
        f"    MONITORS = {monitors!r}",
    ]
    taken: set[str] = set()
    for plan in machine.events.values():
        name = _free(plan.name, MEMBERS | taken)
        if name is not None and _is_offered(machine, plan.name):
            taken.add(name)
            lines += ["", *_method(name, plan, machine, plan.name in ways)]
    return "\n".join(lines)


def _is_offered(machine: Machine, event: str) -> bool:
    return any(event in place.offers or event in place.while_suspended for place in machine.places.values())


def _free(word: str, taken: Iterable[str]) -> str | None:
    """The word as a name that is not taken yet; None where Python has no such name."""
    if not is_name(word) or word.startswith("_"):
        return None
    return f"{word}_" if keyword.iskeyword(word) or word in taken else word


def _method(name: str, plan: EventPlan, machine: Machine, has_ways: bool) -> list[str]:
    params = [(param, _free(param.name, OWN)) for param in plan.params]
    if any(spelled is None for _, spelled in params):
        return [f"    # `{_plainly(plan.name)}` has parameters that Python cannot name: `submit` takes it"]
    signature = [
        f"{spelled}: {_type(param.type)}{' | None = None' if param.optional else ''}"
        for param, spelled in sorted(params, key=lambda each: each[0].optional)
    ]
    given = ", ".join(f"{param.name!r}: {spelled}" for param, spelled in params)
    handed = "".join(f", {spelled}" for _, spelled in params)
    lines = [
        f"    def {name}(",
        f"        self, actor: Actor | str, *, {''.join(f'{each}, ' for each in signature)}at: datetime | None = None,",
        "        occurred: datetime | None = None, role: str | None = None,",
        "    ) -> Refused | None:",
        f'        """{_doc(plan, machine)}"""',
    ]
    if has_ways:
        lines += [
            "        if at is None: at = datetime.now(UTC)",
            "        if at.tzinfo is UTC and occurred is None and type(actor) is Actor:",
            f"            way = WAYS[{plan.name!r}].get(self.step)",
            f"            if way is not None and way(self, at, actor, role{handed}): return None",
        ]
    return [*lines, f"        return self._asked({plan.name!r}, actor, {{{given}}}, at, occurred, role)"]


def _type(type_: Type) -> str:
    if type_.kind == "enum":
        return f"Literal[{', '.join(map(repr, type_.choices))}]" if type_.choices else "str"
    if type_.kind == "list":
        return f"tuple[{_type(type_.item)}, ...]" if type_.item is not None else "tuple[Any, ...]"
    return TYPES[type_.kind]


def _doc(plan: EventPlan, machine: Machine) -> str:
    """The event in the author's words, with where it is offered and to whom."""
    offered = [
        f"in `{place.name}` by {', '.join(f'`{role}`' for role in offers[0].by)}"
        for place in machine.places.values()
        if (offers := place.offers.get(plan.name) or place.while_suspended.get(plan.name))
    ]
    title = next(
        (
            offers[0].title
            for place in machine.places.values()
            if (offers := place.offers.get(plan.name)) and offers[0].title
        ),
        None,
    )
    return _plainly(f"{title or plan.name}: {'; '.join(offered)}.")
