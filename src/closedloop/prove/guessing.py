"""As few guesses as it takes: each doubles what a command may do, whoever looks at it.

Guarantees: for every state and everything that is chosen, a command leads to the same states as before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from attrs import evolve

from closedloop.prove.system import STOP, Branch, Choice, Command, Emit, Node
from closedloop.prove.terms import Op, Term, Var, both, choose, either, negated

FEW = 3
"""Of so many choices at most it does not matter when they are made."""


def guarded(guard: Term, body: Node, choices: Sequence[Choice]) -> Node:
    """The body if the guard holds. Its parts are asked one after the other where there are many choices: what is chosen
    for one does not have to be chosen together with what is chosen for the next.
    """
    parts = guard.args if isinstance(guard, Op) and guard.op == "and" and len(choices) > FEW else (guard,)
    for part in reversed(parts):
        body = Branch(part, body, STOP)
    return body


def with_few_guesses(command: Command) -> Command:
    """The command with one guess wherever a condition asks several that nothing else asks.

    Whether `a or b` holds for two guesses is as open as whether one does, and the same is so of every condition that
    rises with each of them (of one that falls with a guess, its contrary is guessed).
    """
    free = {
        each.name
        for each in command.choices
        if each.guessed and each.codes == (0, 1) and each.eventually is None and each.about is None
    }
    if len(free) > 1:
        asked = Counter(_names(command.body))
        free = {name for name in free if asked[name] == 1}
    if len(free) < 2:
        return command
    body = _rewritten(command.body, free)
    left = set(_names(body))
    choices = tuple(each for each in command.choices if each.name not in free or each.name in left)
    return evolve(command, body=body, choices=choices)


def _names(node: Node) -> Iterator[str]:
    """The names in all terms, as often as they occur."""
    if isinstance(node, Branch):
        yield from _occurring(node.condition)
        yield from _names(node.yes)
        yield from _names(node.no)
    elif isinstance(node, Emit):
        for _, term in (*node.updates, *node.breaks, *node.aside):
            yield from _occurring(term)


def _occurring(*terms: Term) -> Iterator[str]:
    waiting = [*terms]
    while waiting:
        term = waiting.pop()
        if isinstance(term, Op):
            waiting += term.args
        elif isinstance(term, Var):
            yield term.name


def _rewritten(node: Node, free: Collection[str]) -> Node:
    if not isinstance(node, Branch):
        return node
    condition = node.condition
    found = [name for name in _turning(condition) if name in free]
    if len(found) > 1:
        condition = _merged(condition, found, Var(found[0]))
    return Branch(condition, _rewritten(node.yes, free), _rewritten(node.no, free))


def _turning(term: Term) -> Iterator[str]:
    """The names with which a condition rises, or falls."""
    if isinstance(term, Var):
        yield term.name
    elif isinstance(term, Op) and term.op in ("and", "or", "not", "if"):
        for each in term.args[1:] if term.op == "if" else term.args:
            yield from _turning(each)


def _merged(term: Term, found: Collection[str], one: Term) -> Term:
    """The condition with `one` guess in place of all that are found, or its contrary where it falls with them."""
    if isinstance(term, Var):
        return one if term.name in found else term
    if not isinstance(term, Op):
        return term
    match term.op:
        case "and":
            return both(*(_merged(each, found, one) for each in term.args))
        case "or":
            return either(*(_merged(each, found, one) for each in term.args))
        case "not":
            return negated(_merged(term.args[0], found, negated(one)))
        case "if":
            condition, yes, no = term.args
            return choose(condition, _merged(yes, found, one), _merged(no, found, one))
    return term
