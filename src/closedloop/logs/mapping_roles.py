"""The tables `[roles.NAME]` of a mapping: who is recognised as holding a role."""

from __future__ import annotations

from collections.abc import Mapping

from closedloop.logs.checking import Checking, Table
from closedloop.logs.mapping import RoleFrom
from closedloop.messages import AnyOf
from closedloop.model.process import Process

KEYS = ("column", "values", "anybody", "parties")


def roles_in(check: Checking, table: Table, process: Process | None) -> Mapping[str, RoleFrom]:
    """How each role is recognised, by its name."""
    found: dict[str, RoleFrom] = {}
    for name in table:
        path = ("roles", name)
        role = role_named(check, name, path, process)
        content = check.table(table, path)
        if role is not None and _is_assigned(role, process):
            check.found("CL712", path, at="key", role=name)
        elif role is not None and isinstance(table[name], dict):
            found[role] = _role(check, content, path)
    return found


def role_named(check: Checking, name: str, path: tuple[str, ...], process: Process | None) -> str | None:
    """The role by its name or title; a finding where there is none."""
    if process is None:
        return name
    for role in process.roles:
        if name in (role.name, role.title):
            return role.name
    names = tuple(role.name for role in process.roles)
    at = "key" if path[0] == "roles" else "value"
    check.found("CL706", path, at=at, name=name, near=names, choices=AnyOf(names))  # type: ignore[arg-type]
    return None


def _is_assigned(name: str, process: Process | None) -> bool:
    return process is not None and any(role.name == name and role.assigned for role in process.roles)


def _role(check: Checking, table: Table, path: tuple[str, ...]) -> RoleFrom:
    check.known(table, path, KEYS)
    anybody = table.get("anybody", False)
    if not isinstance(anybody, bool):
        check.wrong((*path, "anybody"), "bool")
    column = check.column(table, (*path, "column"))
    values = check.texts(table, (*path, "values"))
    parties = check.texts(table, (*path, "parties"))
    if ("column" in table) != ("values" in table) or not table:
        check.found("CL711", path, at="key", role=path[-1])
    return RoleFrom(anybody is True, frozenset(parties), column, frozenset(values))
