"""No comment is ever lost, and each stays where it belongs."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from closedloop.syntax.parse import Parsed, parse_text
from closedloop.syntax.printing import print_file

EVERYTHING = (Path(__file__).parent / "contract" / "everything.loop").read_text(encoding="utf-8")
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|\s+|\w+|->|\.\.|[<>!]=|.')
PLACES = [match.start() for match in _TOKEN.finditer(EVERYTHING) if not match[0].startswith("#")]


@lru_cache(maxsize=4)
def read(text: str) -> Parsed:
    """What the text says; kept, because several things are asked of one text in a row."""
    return parse_text(text)


def formatted(text: str, dialect: str = "en") -> str:
    parsed = read(text)
    assert parsed.file is not None
    assert parsed.diagnostics == ()
    return print_file(parsed.file, dialect, source=text)


def comments(text: str) -> list[str]:
    parsed = read(text)
    assert parsed.file is not None
    return [comment.text for comment in parsed.file.comments]


# Each text is laid out already: nothing may move.
SETTLED = {
    "before the process, apart from it, and behind it": """
        # The first line.
        # The second.

        # About a.
        process a {}  # the end

        # Nothing more.
        """,
    "before items, behind them, and before the closing brace": """
        process a {
          # Who does it.
          role office  # the office
          # not yet: role leader

          # Where.
          step b {  # opened
            # first
            by office  # who
            # then
            within 3 days  # how long

            look() -> c  # what
              # why
              require x  # because
            # done
          }  # closed

          # at last
          end c
          # no more
        }
        """,
    "between effects, which then get lines of their own": """
        process a {
          step b {
            on enter {
              # why
              notify office
              mark red  # so
              # and no more
            }
            every 1 month {  # first
              remind office
            }
            on leave { notify office; mark red }  # out
          }

          # after the step
        }
        """,
    "around the clauses of an event": """
        process a {
          step b {
            look(x)  # look
              # where to
              -> c
              require x  # why
            see() -> d  # there
              require x
              do {
                # told
                notify office
              }  # done
          }
        }
        """,
    "in an escalation and in a scenario": """
        process a {
          escalation e {
            # soon
            at 70%  { remind office }  # 70
            overdue { mark red }  # no comment is aligned
          }

          scenario "s" {
            # the first of March
            2024-03-01  office  accept()  # in
            expect b  # there
          }
        }
        """,
    "the empty comment and one with marks of its own": """
        #
        ## a heading
        process a {}
        """,
}


@pytest.mark.parametrize("case", SETTLED)
def test_comments_stay_where_they_belong(case: str) -> None:
    text = dedent(SETTLED[case]).lstrip("\n")
    assert formatted(text) == text


def test_comments_within_a_line_move_to_its_front_or_its_end() -> None:
    text = "process a { step b { by office, # one\nleader within 3 days, # two\n# three\nthen -> c } }"
    settled = """
        process a {
          step b {
            by office, leader  # one
            # three
            within 3 days, then -> c  # two
          }
        }
        """
    assert formatted(text) == dedent(settled).lstrip("\n")


def test_of_two_comments_for_one_line_end_the_first_moves_before_the_line() -> None:
    text = "process a { role b # one\n  assigned # two\n}"
    assert formatted(text) == "process a {\n  # one\n  role b assigned  # two\n}\n"


def test_comments_are_kept_in_another_dialect() -> None:
    for dialect in ("en", "zh"):
        assert comments(formatted(EVERYTHING, dialect)) == comments(EVERYTHING)


def test_a_tree_without_its_text_keeps_its_comments_on_lines_of_their_own() -> None:
    parsed = parse_text("process a { # one\n role b # two\n}")
    assert parsed.file is not None
    assert print_file(parsed.file, "en") == "process a {\n  # one\n  role b\n  # two\n}\n"


@pytest.mark.parametrize("examples", [12, pytest.param(300, marks=pytest.mark.slow)])
def test_no_comment_is_lost_wherever_it_stands(examples: int) -> None:
    some = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    some(given(data=st.data(), dialect=st.sampled_from(("en", "zh")))(no_comment_is_lost))()


def no_comment_is_lost(data: st.DataObject, dialect: str) -> None:
    text = EVERYTHING
    for number, place in enumerate(sorted(data.draw(st.sets(st.sampled_from(PLACES), min_size=1, max_size=6)))[::-1]):
        before = data.draw(st.sampled_from((" ", "\n", "\n\n")))
        after = data.draw(st.sampled_from(("\n", "\n\n")))
        text = f"{text[:place]}{before}# comment {number}{after}{text[place:]}"
    assume(read(text).diagnostics == ())  # no comment within a keyword of two words
    once = formatted(text, dialect)
    assert sorted(comments(once)) == sorted(comments(text))
    assert formatted(once, dialect) == once
