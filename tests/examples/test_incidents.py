"""The incidents: every figure of the READMEs is computed from the events of the log by plain code, and the audit says
the same as that code.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from tests.examples.real_logs import (
    EXAMPLES,
    Cases,
    Row,
    audited,
    every_nth,
    in_three,
    log_file,
    missing,
    readme,
    rules_table,
    standing,
    working_days_after,
    xes_cases,
)

EXAMPLE, LOG = "incidents", "bpic2013_incidents.xes.gz"
ZONE = ZoneInfo("Europe/Brussels")
ACCEPT, QUEUE, ASSIGN, RESOLVE = "In Progress", "Awaiting Assignment", "Assigned", "Resolved"
CLOSE, IN_CALL, CANCEL, UNMATCHED = "Closed", "In Call", "Cancelled", "Unmatched"
WAIT_USER = "Wait - User"
WAITS = (WAIT_USER, "Wait", "Wait - Implementation", "Wait - Vendor", "Wait - Customer")

Incident = list[Row]


def incidents(every: int = 1) -> list[Incident]:
    """The incidents, without the five rows that the mapping leaves out."""
    cases: Cases = every_nth(xes_cases(LOG), every)
    return [[row for row in case if status(row) != UNMATCHED] for case in cases.values()]


def status(row: Row) -> str:
    return row["lifecycle:transition"]


def team(row: Row) -> str:
    return row["org:group"]


def line(row: Row) -> int:
    return 3 if "3rd" in team(row) else 2 if "2nd" in team(row) else 1


def at(row: Row) -> datetime:
    return in_zone(row["time:timestamp"])


@cache
def in_zone(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(ZONE)


@lru_cache(maxsize=1)
def end_of_log() -> date:
    return max(at(case[-1]) for case in incidents()).date()


def returns(case: Incident) -> int:
    """How often a team got back what it had just passed on."""
    had: list[str] = []
    for row in case:
        if not had or had[-1] != team(row):
            had.append(team(row))
    return sum(now == before for before, now in zip(had, had[2:], strict=False))


def handovers(case: Incident) -> int:
    """Changes of team, but for those at an end, which is nobody's turn."""
    turns = [row for row in case if status(row) not in (CLOSE, IN_CALL, CANCEL)]
    return sum(team(one) != team(other) for one, other in pairwise(turns))


# ------------------------------------------------------------------------------------------------- rules, in plain code


def line_first(earlier: int, later: int) -> Callable[[Incident], bool | None]:
    def judged(case: Incident) -> bool | None:
        worked = [line(row) for row in case if status(row) == ACCEPT]
        return earlier in worked[: worked.index(later)] if later in worked else None

    return judged


def at_most(times: int, name: str) -> Callable[[Incident], bool | None]:
    def judged(case: Incident) -> bool | None:
        done = sum(status(row) == name for row in case)
        return done <= times if done else None

    return judged


def no_ping_pong(case: Incident) -> bool | None:
    queued = [number for number, row in enumerate(case) if status(row) == QUEUE]
    return all(returns(case[: number + 1]) <= 2 for number in queued) if queued else None


def answered(
    asks: Callable[[Row], bool], answers: tuple[str, ...], working_days: int
) -> Callable[[Incident], bool | None]:
    """Whether each question was answered by the end of its last working day."""

    def judged(case: Incident) -> bool | None:
        since: date | None = None
        met, kept = False, True
        for row in case:
            if status(row) in answers:
                kept &= since is None or at(row).date() <= working_days_after(since, working_days)
                since = None
            elif asks(row):
                met, since = True, since or at(row).date()
        kept &= since is None or end_of_log() <= working_days_after(since, working_days)
        return kept if met else None

    return judged


def stays_closed(case: Incident) -> bool | None:
    worked = [number for number, row in enumerate(case) if status(row) == ACCEPT]
    closed = next((number for number, row in enumerate(case) if status(row) in (CLOSE, IN_CALL)), len(case))
    return all(number < closed for number in worked) if worked else None


def solved_first(case: Incident) -> bool | None:
    done = [status(row) for row in case]
    return RESOLVE in done[: done.index(CLOSE)] if CLOSE in done else None


RULES: dict[str, Callable[[Incident], bool | None]] = {
    "front_first": line_first(1, 2),
    "third_last": line_first(2, 3),
    "few_handovers": at_most(3, QUEUE),
    "no_ping_pong": no_ping_pong,
    "picked_up": answered(lambda row: status(row) == QUEUE, (ACCEPT, ASSIGN, *WAITS, RESOLVE, CANCEL), 1),
    "user_answers": answered(lambda row: status(row) == WAIT_USER, (ACCEPT, ASSIGN, QUEUE, RESOLVE, CANCEL), 10),
    "no_parking": at_most(2, WAIT_USER),
    "high_fast": answered(lambda row: status(row) == ACCEPT and row["impact"] == "High", (RESOLVE, IN_CALL, CANCEL), 5),
    "solved_once": at_most(2, RESOLVE),
    "stays_closed": stays_closed,
    "solved_first": solved_first,
}


def in_plain_code(every: int = 1) -> dict[str, tuple[int, int, int]]:
    """For each rule how many cases keep it, break it, and never meet it."""
    cases, found = incidents(every), {}
    for name, judged in RULES.items():
        outcomes = Counter(judged(case) for case in cases)
        found[name] = (outcomes[True], outcomes[False], outcomes[None])
    return found


# ----------------------------------------------------------------------------------------------------------- the README


def days(case: Incident) -> float:
    return (at(case[-1]) - at(case[0])) / timedelta(days=1)


@lru_cache(maxsize=1)
def figures() -> dict[str, str]:
    """What the READMEs say, computed from the events alone."""
    cases, rules = incidents(), in_plain_code()
    rows = [row for case in cases for row in case]
    worked = [case for case in cases if any(status(row) == ACCEPT for row in case)]
    front = [case for case in worked if all(line(row) == 1 for row in case if status(row) == ACCEPT)]
    closings = [row for row in rows if status(row) == CLOSE]
    reopened = [
        case for case in cases if any(status(one) == CLOSE and status(other) != CLOSE for one, other in pairwise(case))
    ]
    passed_on = [case for case in cases if any(status(row) == QUEUE for row in case)]
    lain = Counter(
        team(one)
        for case in cases
        for one, other in pairwise(case)
        if status(one) == QUEUE and at(other).date() > working_days_after(at(one).date(), 1)
    )
    return {
        "incidents": f"{len(cases):,}",
        "events": f"{len(rows):,}",
        "worked on": f"{len(worked):,}",
        "in the first line": f"{len(front):,}",
        "solved in the call": f"{sum(any(status(row) == IN_CALL for row in case) for case in cases):,}",
        "second line without the first": f"{rules['front_first'][1]:,}",
        "of those in the second line": f"{rules['front_first'][0] + rules['front_first'][1]:,}",
        "third line without the second": f"{rules['third_last'][1]:,}",
        "of those in the third line": f"{rules['third_last'][0] + rules['third_last'][1]:,}",
        "returned": f"{sum(returns(case) >= 1 for case in cases):,}",
        "returned three times": f"{sum(returns(case) >= 3 for case in cases):,}",
        "most returns": f"{max(returns(case) for case in cases)}",
        "half without a return are over in": f"{median(days(case) for case in cases if not returns(case)):.1f}",
        "half with one": f"{median(days(case) for case in cases if returns(case) == 1):.1f}",
        "half with three or more": f"{median(days(case) for case in cases if returns(case) >= 3):.1f}",
        "passed on": f"{len(passed_on):,}",
        "passed on more than three times": f"{rules['few_handovers'][1]:,}",
        "hand-overs": f"{sum(map(handovers, cases)):,}",
        "not taken up": f"{rules['picked_up'][1]:,}",
        "the team that let most lie": lain.most_common(1)[0][0],
        "waited for the user": f"{sum(any(status(row) == WAIT_USER for row in case) for case in cases):,}",
        "waits by the system": f"{sum(r['org:resource'] == 'Siebel' and status(r) == WAIT_USER for r in rows):,}",
        "waited long": f"{rules['user_answers'][1]:,}",
        "waited often": f"{rules['no_parking'][1]:,}",
        "high": f"{rules['high_fast'][0] + rules['high_fast'][1]:,}",
        "teams of the second and third line": f"{len({team(row) for row in rows if line(row) > 1}):,}",
        "high and slow": f"{rules['high_fast'][1]:,}",
        "worked on after closing": f"{rules['stays_closed'][1]:,}",
        "gone on after `Closed`": f"{len(reopened):,}",
        "closed by the system": f"{sum(row['org:resource'] == 'Siebel' for row in closings):,}",
        "closings": f"{len(closings):,}",
    }


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_figures_of_the_readme_are_those_of_the_log(name: str) -> None:
    assert missing(figures(), readme(EXAMPLE, name)) == {}


def test_the_mapping_is_what_the_program_beside_it_makes_of_the_log() -> None:
    command = [sys.executable, EXAMPLES / EXAMPLE / "make_mapping.py", log_file(LOG)]
    made = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout
    assert made == (EXAMPLES / EXAMPLE / "mapping.toml").read_text(encoding="utf-8")


def test_the_audit_says_what_plain_code_says_about_every_tenth_incident() -> None:
    plain = in_plain_code(every=10)
    found = standing(audited(EXAMPLE, LOG, "force", every=10))
    assert {name: in_three(found[name]) for name in plain} == plain


@pytest.mark.slow
def test_the_readmes_show_the_audit_of_the_whole_log() -> None:
    found = audited(EXAMPLE, LOG, "force")
    plain, rules = in_plain_code(), standing(found)
    assert {name: in_three(rules[name]) for name in plain} == plain
    assert rules_table(found, EXAMPLE) in readme(EXAMPLE)
    assert rules_table(found, EXAMPLE, "process.zh.loop") in readme(EXAMPLE, "README.zh.md")
    metrics = {each.metric.name: each.total for each in found.ledger.metrics}
    assert metrics["pingpong"].numerator == sum(returns(case) >= 1 for case in incidents())
    assert metrics["mean_handovers"].value * found.cases == sum(map(handovers, incidents()))
    charged = {(each.rule.name, by.party): by.cases for each in found.rules for by in each.by_party}
    shown = {
        "fitting": f"{found.replay.fitting:,}",
        "refused": f"{found.replay.refused:,}",
        "by-passed for one team": f"{charged['front_first', 'G51 2nd']:,}",
        "let lie by one team": f"{charged['picked_up', 'G97']:,}",
    }
    for name in ("README.md", "README.zh.md"):
        assert missing(shown, readme(EXAMPLE, name)) == {}
