"""The names of a process on the models: put once on their class, so that a model itself carries none of them.

The library would store a bound function for each name on each model, several kilobytes for one case. Here the class
gets attributes that ask the model at hand for its machine; on an object that is bound to none they are missing.
"""

from __future__ import annotations

import inspect
import keyword
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from closedloop.embed.errors import EmbeddingError, NotBound
from closedloop.embed.transitions.binding import KEY, binding_of, earlier_binding

Maker = Callable[[Any], Any]
"""What the attribute of a bound model is."""

MISSING = object()


class ProcessName:
    """A trigger, a question: whatever the machine of the model at hand has under the name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, model: Any, owner: type | None = None) -> Any:
        if model is None:
            return self
        binding = binding_of(model)
        if binding is None or binding.machine is None:
            raise NotBound("CL775")
        maker = binding.machine.makers.get(self.name)
        if maker is None:  # another process is bound to other models of the class
            raise AttributeError(f"{type(model).__name__!r} object has no attribute {self.name!r}")
        return maker(model)


class StateName:
    """The state of a bound model, to be read; of other objects of the class an attribute like any."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, model: Any, owner: type | None = None) -> Any:
        if model is None:
            return self
        binding = earlier_binding(model)
        if binding is not None and (binding.machine is None or binding.machine.model_attribute == self.name):
            return binding.state
        if self.name not in vars(model):
            raise NotBound("CL775")
        return vars(model)[self.name]

    def __set__(self, model: Any, value: Any) -> None:
        self._refuse(model, f"{self.name} = …")
        vars(model)[self.name] = value

    def __delete__(self, model: Any) -> None:
        self._refuse(model, f"del {self.name}")
        if vars(model).pop(self.name, MISSING) is MISSING:
            raise NotBound("CL775")

    def _refuse(self, model: Any, what: str) -> None:
        binding = binding_of(model)
        if binding is not None and binding.machine is not None and binding.machine.model_attribute == self.name:
            raise EmbeddingError("CL774", name=what)


class Spelling:
    """How the names of events and steps are spelled in Python: as they are, but for those that `given` spells.

    As Python reads names, they are in Unicode's NFKC. `EmbeddingError` for a spelling that is no name.
    """

    def __init__(self, events: Iterable[str], places: Iterable[str], given: Mapping[str, str]) -> None:
        known = {*events, *places}
        for name in given:
            if name not in known:
                raise EmbeddingError("CL773", name=name, suggestion=_nearest(name, known))
        self._given = given

    def of(self, name: str) -> str:
        return unicodedata.normalize("NFKC", self._given.get(name, name))

    def checked(self, name: str, attribute: str) -> str:
        """The attribute, if Python can read it."""
        if not attribute.isidentifier() or keyword.iskeyword(attribute):
            raise EmbeddingError("CL772", name=name, attribute=attribute)
        return attribute


def _nearest(name: str, known: set[str]) -> str | None:
    return next(iter(get_close_matches(name, sorted(known), n=1)), None)


class Names:
    """All attributes that a machine gives its models: by attribute, what makes its value and whose name it is."""

    def __init__(self, state: str) -> None:
        self.state = state
        self.makers: dict[str, Maker] = {}
        self._owners: dict[str, str] = {state: state}

    def add(self, attribute: str, name: str, maker: Maker) -> None:
        """`EmbeddingError` if two names of the process would be one attribute."""
        if attribute in self._owners or attribute == KEY:
            raise EmbeddingError("CL771", name=name, attribute=attribute, owner=self._owners.get(attribute, KEY))
        self.makers[attribute] = maker
        self._owners[attribute] = name

    def put_on(self, kind: type, override: bool) -> bool:
        """Puts them on a class of models, all or none. `override`: on top of what the class has, and nothing but that.

        True if the state is one of them; False where the class has an attribute of that name, which is then written to.
        """
        new: dict[str, object] = {}
        for attribute in self.makers:
            has = inspect.getattr_static(kind, attribute, MISSING)
            if isinstance(has, ProcessName):
                continue
            if has is not MISSING and not override:
                raise self._taken(attribute, kind.__name__)
            if (has is not MISSING) == override:
                new[attribute] = ProcessName(attribute)
        state = inspect.getattr_static(kind, self.state, MISSING)
        if state is MISSING:
            new[self.state] = StateName(self.state)
        for attribute, what in new.items():
            _put(kind, attribute, what)
        return state is MISSING or isinstance(state, StateName)

    def refuse_own(self, model: Any) -> None:
        """`EmbeddingError` for an attribute of this one model that hides a name of the process."""
        own = getattr(model, "__dict__", {})
        if not self.makers.keys().isdisjoint(own):
            raise self._taken(next(name for name in own if name in self.makers), type(model).__name__)

    def refuse_own_of_machine(self, machine: Any) -> None:
        """The same for a machine that is to be its own model: its class has attributes of the library."""
        for attribute in (self.state, *self.makers):
            if attribute in vars(machine) or inspect.getattr_static(type(machine), attribute, MISSING) is not MISSING:
                raise self._taken(attribute, type(machine).__name__)

    def _taken(self, attribute: str, owner: str) -> EmbeddingError:
        return EmbeddingError("CL771", name=self._owners[attribute], attribute=attribute, owner=owner)


def _put(kind: type, name: str, what: object) -> None:
    try:
        setattr(kind, name, what)
    except (TypeError, AttributeError):
        raise EmbeddingError("CL776", model=kind.__name__) from None
