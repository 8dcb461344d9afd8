"""Where things stand in a TOML text: the characters of a value, read alone, are the value."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from closedloop.logs.toml_places import Path, places

WORDS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x7f"), max_size=5)
BARE = st.from_regex(r"[a-zA-Z0-9_-]{1,4}", fullmatch=True)
KEYS = st.one_of(
    BARE, WORDS.map(lambda text: json.dumps(text)), st.from_regex(r"'[^'\x00-\x1f\x7f]{0,4}'", fullmatch=True)
)
SCALARS = st.one_of(
    WORDS.map(json.dumps),
    st.from_regex(r"'[^'\x00-\x1f\x7f]{0,4}'", fullmatch=True),
    st.sampled_from(
        ["1", "-1_000", "0xff", "1.5e3", "inf", "true", "false", "2024-03-01", "2024-03-01 10:00:00", "10:00:00"]
    ),
    st.sampled_from(['"""a\n"b" \\""""', '"""\\\n  x"""', "'''a\n'b' '''", '""""quoted""""', "'''it''s'''"]),
)
GAPS = st.sampled_from(["", " ", "  "])
BREAKS = st.sampled_from(["", " ", "\n", ' # a remark, with ] and } and "\n', "\n\n\t"])


@st.composite
def lists(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    items = draw(st.lists(values, max_size=3))
    between = f"{draw(BREAKS)},{draw(BREAKS)}"
    end = draw(st.sampled_from(["", ",", "\n"])) if items else ""
    return f"[{draw(BREAKS)}{between.join(items)}{end}{draw(BREAKS)}]"


@st.composite
def inlines(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    keys = draw(st.lists(BARE, max_size=3, unique=True))
    pairs = [f"{key}{draw(GAPS)}={draw(GAPS)}{draw(values)}" for key in keys]
    return f"{{{draw(GAPS)}{(draw(GAPS) + ',' + draw(GAPS)).join(pairs)}{draw(GAPS)}}}"


VALUES = st.recursive(SCALARS, lambda inner: st.one_of(lists(inner), inlines(inner)), max_leaves=5)


@st.composite
def documents(draw: st.DrawFn) -> str:
    lines = []
    for _ in range(draw(st.integers(0, 3))):
        parts = draw(st.lists(KEYS, min_size=1, max_size=2))
        lines.append(
            f"[{draw(GAPS)}{f'{draw(GAPS)}.{draw(GAPS)}'.join(parts)}{draw(GAPS)}]{draw(st.sampled_from(['', ' # x']))}"
        )
        for _ in range(draw(st.integers(0, 3))):
            key = f"{draw(GAPS)}.".join(draw(st.lists(KEYS, min_size=1, max_size=2)))
            lines.append(
                f"{draw(GAPS)}{key}{draw(GAPS)}={draw(GAPS)}{draw(VALUES)}{draw(st.sampled_from(['', ' # x', ' ']))}"
            )
    return draw(st.sampled_from(["\n", "\r\n"])).join([*lines, ""])


def leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [each for key, part in inside for each in leaves(part, (*path, key))]
    return found if isinstance(value, dict) else [*found, (path, value)]


@given(documents())
def test_the_characters_of_a_value_are_the_value(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # a key twice
        return
    found = places(text)
    for path, value in leaves(data):
        start, end = found[path].value
        assert repr(tomllib.loads(f"x = {text[start:end]}")["x"]) == repr(value)
        if isinstance(path[-1], str):
            start, end = found[path].key
            assert list(tomllib.loads(f"{text[start:end]} = 1")) == [path[-1]]


def test_tables_of_a_list_and_dotted_headers() -> None:
    text = '[a . "b c"]\nx.y = 1\n[[t]]\nz = 2\n'
    found = places(text)
    assert {path: text[slice(*where.key)] for path, where in found.items()} == {
        ("a",): "a",
        ("a", "b c"): '"b c"',
        ("a", "b c", "x"): "x",
        ("a", "b c", "x", "y"): "y",
        ("t",): "t",
        ("t", "z"): "z",
    }
