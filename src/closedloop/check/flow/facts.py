"""What is known about the data of a case at one moment: for each variable, the cells in which its value may lie.

Guarantees: a `Facts` is never wrong about what cannot be (a value outside its cells does not occur); it may allow more
than occurs, since it keeps nothing about how two variables hang together, but for the conditions that were required
within the submission at hand.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from closedloop.check.flow.domains import UNSET
from closedloop.check.flow.formulas import BUDGET, TRUE, Formula, Masks, narrow_together, satisfy
from closedloop.check.flow.variables import Variables


class Facts:
    """`bits` are the cells of all tracked variables side by side, `local` of others (those missing may be anything),
    and `standing`: conditions that hold and speak of nothing that has changed since. Not changed once it is handed
    on: `copy` first."""

    __slots__ = ("bits", "local", "standing", "variables")

    def __init__(
        self, variables: Variables, bits: int, local: Masks | None = None, standing: tuple[Formula, ...] = ()
    ) -> None:
        self.variables = variables
        self.bits = bits
        self.local = {} if local is None else local
        self.standing = standing

    def copy(self) -> Facts:
        return Facts(self.variables, self.bits, dict(self.local), self.standing)

    def with_bits(self, bits: int) -> Facts:
        """With these cells allowed as well."""
        return Facts(self.variables, self.bits | bits, self.local, self.standing)

    def of(self, var: int) -> int:
        if var < self.variables.tracked:
            return self.bits >> self.variables.offsets[var] & self.variables.full[var]
        return self.local.get(var, self.variables.full[var])

    def about(self, formulas: Iterable[Formula]) -> Masks:
        """What is known of the variables of the formulas."""
        return {var: self.of(var) for formula in formulas for var in formula.vars}

    def put(self, var: int, mask: int) -> None:
        """The variable changes: what was known of it, and of what is made of it, is forgotten."""
        self.forget(var)
        if var < self.variables.tracked:
            self._write(var, mask)
        else:
            self.local[var] = mask

    def _write(self, var: int, mask: int) -> None:
        variables = self.variables
        self.bits = self.bits & ~variables.regions[var] | mask << variables.offsets[var]

    def forget(self, base: Hashable) -> None:
        """What is made of this changes in ways that are not followed."""
        bases = self.variables.bases
        if self.local:
            self.local = {each: known for each, known in self.local.items() if base not in bases[each]}
        if self.standing:
            self.standing = tuple(each for each in self.standing if all(base not in bases[one] for one in each.vars))

    def is_set(self, var: int) -> bool:
        """Whether it certainly has a value."""
        return not self.of(var) & UNSET

    def narrowed(self, *formulas: Formula) -> Facts | None:
        """With the formulas holding; None if they cannot."""
        known = {id(each) for each in self.standing}
        new = [each for each in formulas if id(each) not in known and each != TRUE]
        if not new:
            return self
        standing = (*self.standing, *new)
        wanted = self._with_implied(standing)
        masks = self.about(wanted)
        if not narrow_together(masks, wanted):
            return None
        facts = Facts(self.variables, self.bits, dict(self.local), standing)
        for var, mask in masks.items():
            if var < self.variables.tracked:
                facts._write(var, mask)
            else:
                facts.local[var] = mask
        return facts

    def satisfying(self, *formulas: Formula) -> Masks | None:
        """Values with which all formulas hold here; None if there are none. `TooLarge` if the search is given up."""
        wanted = self._with_implied((*self.standing, *formulas))
        allowed = min(BUDGET, self.variables.patience)
        left = [allowed]
        try:
            return satisfy(self.about(wanted), wanted, left)
        finally:
            self.variables.patience -= allowed - left[0]

    def _with_implied(self, formulas: tuple[Formula, ...]) -> tuple[Formula, ...]:
        """Whoever knows that an event happened knows that what it always sets is set."""
        implied = self.variables.implied
        if not implied:
            return formulas
        asked: set[int] = set()
        found = list(formulas)
        for formula in found:
            for var in sorted(formula.vars - asked):
                asked.add(var)
                if var in implied:
                    found.append(implied[var])
        return tuple(found)

    def joined(self, other: Facts) -> Facts:
        """What is known if either holds."""
        if other is self:
            return self
        local = {var: mask | other.local[var] for var, mask in self.local.items() if var in other.local}
        standing = tuple(each for each in self.standing if each in other.standing)
        return Facts(self.variables, self.bits | other.bits, local, standing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and self.bits == other.bits and self.local == other.local

    __hash__ = None  # type: ignore[assignment]


def join(several: Sequence[Facts | None]) -> Facts | None:
    """What is known if one of them holds; None if there is none."""
    result: Facts | None = None
    for each in several:
        if each is not None:
            result = each if result is None else result.joined(each)
    return result
