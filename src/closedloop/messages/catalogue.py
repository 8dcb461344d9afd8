"""The catalogue of codes: what each says in both languages, and the hint that goes with it.

One area module each (`ROWS`), found by the number of the code; nothing is loaded before it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from attrs import frozen

from closedloop.messages.language import Language
from closedloop.messages.values import fill, placeholders


@frozen
class Message:
    """One row: a stable code and its words. `{name}` is a parameter, `{{` a brace.

    The hint is the remedy. It is left out where one of its parameters is missing, None or an empty list.
    """

    code: str
    en: str
    zh: str
    hint_en: str | None = None
    hint_zh: str | None = None


AREAS: tuple[tuple[range, str], ...] = (
    (range(1, 40), "parsing"),
    (range(40, 70), "building"),
    (range(100, 200), "names"),
    (range(200, 250), "types"),
    (range(250, 300), "flow"),
    (range(300, 400), "advice"),
    (range(400, 450), "proving"),
    (range(500, 600), "refusals"),
    (range(600, 650), "desk"),
    (range(650, 700), "commands"),
    (range(700, 730), "logs"),
    (range(730, 750), "auditing"),
    (range(750, 770), "drawing"),
    (range(770, 780), "embedding"),
    (range(780, 790), "generating"),
)


@cache
def _area(module: str) -> Mapping[str, Message]:
    rows: tuple[Message, ...] = import_module(f"closedloop.messages.{module}").ROWS
    return {row.code: row for row in rows}


class _Catalogue(Mapping[str, Message]):
    """All codes; an area is loaded when one of its codes is first looked up, all of them when it is iterated."""

    def __getitem__(self, code: str) -> Message:
        if code.startswith("CL") and code[2:].isdecimal():
            number = int(code[2:])
            for numbers, module in AREAS:
                if number in numbers:
                    return _area(module)[code]
        raise KeyError(code)

    def __iter__(self) -> Iterator[str]:
        for _, module in AREAS:
            yield from _area(module)

    def __len__(self) -> int:
        return sum(1 for _ in self)


CATALOGUE: Mapping[str, Message] = _Catalogue()


def render(code: str, lang: Language, /, **params: Any) -> str:
    """What the code says in the language, with its parameters filled in (see `closedloop.messages.values`)."""
    message = CATALOGUE[code]
    return fill(message.zh if lang == "zh" else message.en, lang, params)


def hint(code: str, lang: Language, /, **params: Any) -> str | None:
    """The remedy, if the code has one and every parameter that it speaks of is given.

    A parameter `suggestion` that is not None takes its place: `did you mean …?`.
    """
    if params.get("suggestion") is not None:
        from closedloop.messages.phrases import say

        return say("did_you_mean", lang, suggestion=params["suggestion"])
    message = CATALOGUE[code]
    template = message.hint_zh if lang == "zh" else message.hint_en
    if template is None or any(params.get(name) in (None, (), []) for name in placeholders(template)):
        return None
    return fill(template, lang, params)
