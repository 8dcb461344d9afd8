"""How a process looks when it has been laid out."""

from __future__ import annotations

from textwrap import dedent

import pytest
from rich.cells import cell_len

from closedloop.syntax import tree as t
from closedloop.syntax.parse import parse_text
from closedloop.syntax.printing import NotPrintable, print_file


def formatted(text: str, dialect: str | None = None) -> str:
    parsed = parse_text(text)
    assert parsed.file is not None
    assert parsed.diagnostics == ()
    once = print_file(parsed.file, dialect or parsed.file.dialect, source=text)
    again = parse_text(once)
    assert again.file == parsed.file
    assert print_file(again.file, dialect or parsed.file.dialect, source=once) == once
    return once


def body_of(text: str) -> str:
    """The inside of a process, laid out and without its indentation."""
    lines = formatted(f"process p {{ {text} }}").split("\n")[1:-2]
    return dedent("\n".join(lines)) + "\n"


def shown(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_arrows_of_consecutive_events_are_aligned() -> None:
    assert body_of(
        "step s { by a accept(deputy, key) -> b decline() -> c look() plan() -> d require x see() -> e }"
    ) == shown("""
        step s {
          by a
          accept(deputy, key) -> b
          decline()           -> c
          look()
          plan()              -> d
            require x
          see() -> e
        }
        """)


def test_messages_of_requirements_are_aligned() -> None:
    assert body_of('step s { e() require a "one" require b and c "two" require d }') == shown("""
        step s {
          e()
            require a       "one"
            require b and c "two"
            require d
        }
        """)


def test_columns_that_would_be_torn_apart_are_not_aligned() -> None:
    long = "not happened a_long_name_of_an_event and count another_long_name > 3"
    assert body_of(f'step s {{ e() require a "one" require {long} "two" }}') == shown(f"""
        step s {{
          e()
            require a "one"
            require {long} "two"
        }}
        """)


def test_conditions_of_routes_are_aligned_in_the_order_of_the_dialect() -> None:
    text = "process p { step s { e() -> a when x -> b_long when y > 3 -> c otherwise } }"
    assert "      -> a      when x\n      -> b_long when y > 3\n      -> c      otherwise\n" in formatted(text)
    assert "      若 x     -> a\n      若 y > 3 -> b_long\n      否则     -> c\n" in formatted(text, "zh")


def test_chinese_characters_count_two_cells() -> None:
    assert '  角色 承办单位 "甲"\n  角色 a        "乙" 逐件指定\n' in formatted(
        '流程 p { 角色 承办单位 "甲" 角色 a "乙" 逐件指定 }'
    )


def test_a_scenario_stands_in_columns() -> None:
    text = (
        'scenario "s" { 2024-03-01 office accept() +2 days handler refused plan() expect b, overdue +1 month nothing }'
    )
    assert body_of(text) == shown("""
        scenario "s" {
          2024-03-01  office   accept()
          +2 days     handler  refused plan()
          expect b, overdue
          +1 month    nothing
        }
        """)


def test_a_line_too_long_for_its_column_leaves_the_others_aligned() -> None:
    long = ", ".join(f'name_{number}: "a text of some more length"' for number in range(4))
    lines = body_of(f'scenario "s" {{ 2024-03-01 office a() +1 day c b({long}) +1 day c d() }}').split("\n")
    assert lines[1:5] == [
        "  2024-03-01  office  a()",
        '  +1 day c b(name_0: "a text of some more length", name_1: "a text of some more length",',
        '      name_2: "a text of some more length", name_3: "a text of some more length")',
        "  +1 day      c       d()",
    ]


def test_groups_of_declarations_stand_apart_and_the_author_s_blank_lines_stay() -> None:
    assert body_of(
        "role a\n\n\n\nrole b role c field d: int list e = 1\nend f end g step h {\n\n look()\n\n\n\nsee()\n\n}"
    ) == shown("""
        role a

        role b
        role c

        field d: int
        list e = 1

        end f
        end g

        step h {
          look()

          see()
        }
        """)


def test_effects_stand_on_one_line_while_they_fit() -> None:
    long = "; ".join(["notify inspector, office, handler, deputy"] * 3)
    text = f"step s {{ on enter {{ notify a remind b; }} on leave {{ {long} }} every 1 day {{ }} }}"
    assert body_of(text) == shown("""
        step s {
          on enter { notify a; remind b }
          on leave {
            notify inspector, office, handler, deputy
            notify inspector, office, handler, deputy
            notify inspector, office, handler, deputy
          }
          every 1 day {}
        }
        """)


def test_a_long_line_is_broken_where_its_words_belong_together_least() -> None:
    wide = " or ".join(f"a_long_name_{number} = another_long_name_{number}" for number in range(6))
    lines = body_of(f'step s {{ e() require {wide} "a message that is not short either" }}').split("\n")
    assert lines[2:6] == [
        "    require a_long_name_0 = another_long_name_0 or a_long_name_1 = another_long_name_1",
        "        or a_long_name_2 = another_long_name_2 or a_long_name_3 = another_long_name_3",
        "        or a_long_name_4 = another_long_name_4 or a_long_name_5 = another_long_name_5",
        '        "a message that is not short either"',
    ]


def test_no_line_that_can_be_broken_is_wider_than_120_cells() -> None:
    names = ", ".join(f"承办单位{number}" for number in range(60))
    text = formatted(f"流程 p {{ 步骤 s {{ 由 {names} e() 须 x 在 ({names}) }} }}")
    assert max(cell_len(line) for line in text.split("\n")) <= 120
    assert text.count("\n") > 12


@pytest.mark.parametrize(
    "expression",
    [
        "(a or b) and c",
        "a or b and c",
        "not (a and b)",
        "not a and b",
        "a - (b - c) - d",
        "(a + b) * c / d",
        "a / (b * c)",
        "-(a + b) * -c",
        "(a = b) = (c < d)",
        "(if a then b else c) = d",
        "if a then b else if c then d else e",
        "(a in (b, c)) is set",
        "not happened a(b or c) by d since e",
        "count a ever + 1 >= 3",
        "any(a where it > 3 and it in b)",
        "1 month 10 days + 3 hours",
    ],
)
def test_brackets_stand_where_they_are_needed_and_only_there(expression: str) -> None:
    assert f"require {expression}\n" in body_of(f"step s {{ e() require {expression} }}")
    assert f"require {expression}\n" in body_of(f"step s {{ e() require (({expression})) }}")


def test_names_are_quoted_only_where_they_would_be_read_as_something_else() -> None:
    head = "by within look(text, file?: file) -> end"
    assert body_of(f"step step {{ {head} see() `by`() -> end when not `overdue` and count `step` > 1 }}") == shown("""
        step step {
          by within
          look(text, file?: file) -> end
          see()
          `by`()
            -> end when not `overdue` and count `step` > 1
        }
        """)


@pytest.mark.parametrize("name", ["on hold", "1st", "a-b", "第１组", "（甲）", "}", "# 1"])
def test_what_is_no_word_is_quoted(name: str) -> None:
    assert f"end `{name}`\n" in body_of(f"end `{name}`")


def test_the_language_s_own_events_follow_the_dialect_and_the_author_s_do_not() -> None:
    text = "process p { rule r: suspend before `suspend` }"
    assert "rule r: suspend before `suspend`" in formatted(text)
    assert "规则 r: 中止 先于 suspend" in formatted(text, "zh")


def test_second_wordings_are_printed_in_the_first() -> None:
    assert body_of("step s { within 1 month, after which -> t on enter { deduct 5 from a } }") == shown("""
        step s {
          within 1 month, then -> t
          on enter { score a -5 }
        }
        """)
    assert "限 1 个月, 期满 -> t\n" in formatted("流程 p { 步骤 s { 限 1 个月内, 逾期未办的, 转 t } }")
    assert "x <= 3\n" in formatted("流程 p { 规则 r: 始终 x 未超过 3 }")


def test_an_empty_file_is_an_empty_text() -> None:
    assert print_file(t.File(()), "en") == ""


@pytest.mark.parametrize(
    "item",
    [
        t.Rule(t.Name("r"), t.Bounded(t.Atom(t.Name("a")), "at_most", -1)),
        t.Start(t.Name("two\nlines", builtin=True)),
        t.Rule(t.Name("r"), t.Always(t.MonthDay(1, 1))),  # type: ignore[arg-type]
    ],
)
def test_what_no_text_can_say_is_refused(item: t.Item) -> None:
    with pytest.raises(NotPrintable):
        print_file(t.File((t.Process(t.Name("p"), (item,)),)), "en")


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(LookupError, match="no dialect xx"):
        print_file(t.File(()), "xx")
