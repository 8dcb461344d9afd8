"""One command in the making: what the variables hold by now, as terms over the state before it.

A `Run` is walked along the order of things of one submission or timer (`docs/reference/semantics.md`, section 8) and
copied where the way forks. Guesses stand for what a system does not follow: moments, lists, arithmetic between
unbounded numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from closedloop.prove.signs import UNKNOWN
from closedloop.prove.system import Choice
from closedloop.prove.terms import FALSE, Num, Term, Var, at_most, both, either, equal, negated, one_of

UNSET_CODE = 0


class Choices:
    """The choices of one command, all of its ways together."""

    def __init__(self) -> None:
        self.made: list[Choice] = []
        self._guesses = 0

    def pick(self, name: str, codes: tuple[int, ...]) -> Term:
        """Somebody chooses one of the codes."""
        if len(codes) == 1:
            return Num(codes[0])
        self.made.append(Choice(name, codes))
        return Var(name)

    def guess(self, codes: tuple[int, ...] = (0, 1), eventually: int | None = None, about: object = None) -> Term:
        """One of the codes, nobody knows which."""
        self._guesses += 1
        name = f"guess {self._guesses}"
        self.made.append(Choice(name, codes, guessed=True, eventually=eventually, about=about))
        return Var(name)


class Run:
    """`event`, `given`: the event at hand and the codes of its own parameters; `actor`: the party that acts, `person`
    who acts for it, None for the clock; `role`: the role used; `signs`: for each field the signs that depend on it;
    `patient`: whether the case can rest where it is as long as it takes; `noted`: what the rules are to be shown after
    the record; `before`: what had a value of its own when the record began; `breaks`: by rule; `large`: the fields
    that whoever acts could give any number, however large; `grows`: which of these each field was made from since, and
    would grow with; `looked_at`: the signs that are known since somebody looked; `dated`: where days are followed, for
    each clock that is set what it is set to.
    """

    def __init__(self, choices: Choices, place: str, signs: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.signs = signs or {}
        self.choices = choices
        self.values: dict[str, Term] = {}
        self.before: Mapping[str, Term] = {}
        self.place = place
        self.event: str | None = None
        self.given: Mapping[str, Term] = {}
        self.actor: Term | None = None
        self.person: Term | None = None
        self.role: str | None = None
        self.by_clock = True
        self.noted: list[tuple[int, tuple[Term, ...], str, str]] = []
        self.breaks: dict[str, Term] = {}
        self.patient = False
        self.entered: frozenset[str] = frozenset()
        self.large: frozenset[str] = frozenset()
        self.grows: Mapping[str, frozenset[str]] = {}
        self.looked_at: frozenset[str] = frozenset()
        self.dated: dict[str, Term] = {}

    def copy(self) -> Run:
        other = Run.__new__(Run)
        other.__dict__.update(self.__dict__)
        other.values, other.noted, other.breaks = dict(self.values), list(self.noted), dict(self.breaks)
        other.dated = dict(self.dated)
        return other

    def read(self, name: str) -> Term:
        return self.values.get(name, Var(name))

    def begin_record(self) -> None:
        """What is written from now on is written by another record."""
        self.before = dict(self.values)

    def before_record(self, name: str) -> Term:
        return self.before.get(name, Var(name))

    def write(self, name: str, term: Term) -> None:
        self.values[name] = term
        self.large -= {name}
        for sign in self.signs.get(name, ()):
            self.values[sign] = Num(UNKNOWN)
            self.looked_at -= {sign}

    def made_from(self, name: str, fields: Collection[str]) -> None:
        """A field was made from others."""
        sources = (self.grows.get(each, frozenset()) | self.large & {each} for each in (*fields, name))
        self.grows = {**self.grows, name: frozenset().union(*sources)}

    def large_beside(self, fields: Collection[str]) -> frozenset[str]:
        """What can be made larger than anything, where none of these fields grows with it."""
        growing = (self.grows.get(each, frozenset()) - {each} for each in fields)
        return self.large - frozenset().union(*growing)

    def guess(self, codes: tuple[int, ...] = (0, 1), eventually: int | None = None, about: object = None) -> Term:
        return self.choices.guess(codes, eventually if self.patient else None, about)

    def broken(self, rule: str, term: Term) -> None:
        self.breaks[rule] = either(self.breaks.get(rule, FALSE), term)


def among(term: Term, codes: tuple[int, ...], size: int) -> Term:
    """Whether the term is one of the codes, written as shortly as it can be (unset is never meant)."""
    if not codes:
        return FALSE
    if codes == tuple(range(codes[0], codes[-1] + 1)) and len(codes) > 1:
        low = at_most(Num(codes[0]), term)
        return low if codes[-1] == size - 1 else both(low, at_most(term, Num(codes[-1])))
    others = tuple(code for code in range(1, size) if code not in codes)
    if len(others) == 1 and len(codes) > 1:
        return both(at_most(Num(1), term), negated(equal(term, Num(others[0]))))
    return one_of(term, codes)
