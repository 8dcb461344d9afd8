"""What the words of a process are called in its translation, for applications whose readers have several languages.

`closedloop fmt --names` writes such a translation: the same process, with other names and texts. A case runs by one of
the two; the glossary says its words to readers of the other. Nothing of any case is in it: what people wrote into a
case stays as they wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from closedloop.messages import UsageError
from closedloop.model.json_form import process_to_json
from closedloop.model.process import Process

_OF_ONE_TEXT = frozenset(("at", "dialect", "source", "scenarios"))
_NO_WORDS = frozenset(("is", "kind", "use", "op", "point", "bound", "per", "calendar", "zone", "on"))
"""What says how a process works; it is the same in every translation."""


def glossary(process: Process, translation: Process) -> Mapping[str, str]:
    """The names, titles and texts of `process` and what each is in `translation`; what is the same is left out.

    Where one word has two translations, the first counts. `UsageError` names the place at which the two processes
    differ in more than words.
    """
    found: dict[str, str] = {}
    for word, translated in _pairs(process_to_json(process), process_to_json(translation), ""):
        if word != translated:
            found.setdefault(word, translated)
    return found


def _pairs(here: Any, there: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(here, dict) and isinstance(there, dict):
        keys = [key for key in here if key not in _OF_ONE_TEXT]
        if set(keys) != {key for key in there if key not in _OF_ONE_TEXT}:
            raise _differ(place)
        for key in keys:
            inside = f"{place}.{key}" if place else key
            if key not in _NO_WORDS:
                yield from _pairs(here[key], there[key], inside)
            elif here[key] != there[key]:
                raise _differ(inside)
    elif isinstance(here, list) and isinstance(there, list) and len(here) == len(there):
        for index, (one, other) in enumerate(zip(here, there, strict=True)):
            yield from _pairs(one, other, f"{place}[{index}]")
    elif isinstance(here, str) and isinstance(there, str):
        yield here, there
    elif here != there:
        raise _differ(place)


def _differ(place: str) -> UsageError:
    return UsageError(
        f"this is no translation of the process: the two differ in more than words at {place or 'the top'}"
    )
