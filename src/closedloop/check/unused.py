"""What is declared and never spoken of."""

from __future__ import annotations

from closedloop.check.scope import Scope
from closedloop.messages import Phrase
from closedloop.syntax import tree


def report_unused(process: tree.Process, scope: Scope) -> None:
    """Advises to use or to drop what nothing in the process speaks of."""
    for item in process.items:
        match item:
            case tree.Role():
                kind = "role"
            case tree.FieldDecl():
                kind = "field"
            case tree.ListDecl():
                kind = "list"
            case tree.Escalation():
                kind = "escalation"
            case tree.EffectDecl():
                kind = "effect"
            case _:
                continue
        if (kind, item.name.text) not in scope.used:
            scope.report.advice("CL351", item.name.span, name=item.name.text, kind=Phrase(f"bare.{kind}"))
