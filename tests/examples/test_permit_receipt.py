"""The receipts of permit applications: every figure of the READMEs is computed from the rows of the log by plain code,
and the audit says the same as that code.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from closedloop.audit import Audit
from tests.examples.real_logs import Cases, Row, audited, csv_cases, missing, readme, rolled, rules_table, standing

EXAMPLE, LOG = "permit_receipt", "receipt.csv.gz"
ZONE = ZoneInfo("Europe/Amsterdam")
CONFIRM, CHECK, ADJUST, DETERMINE, SEND = "Confirmation", "T02", "T03", "T04", "T05"
WEIGH, HOLD = "T06", "T10"
ADVICE = ("T07-1", "T07-2", "T07-3", "T07-4", "T07-5")
ASK, TAKE = "T08", ("T09-1", "T09-2", "T09-3", "T09-4")
LETTER, CHECK_LETTER, REPORT, CHECK_REPORT = "T11", "T12", "T16", "T17"

Application = list[Row]


def applications() -> Cases:
    return csv_cases(LOG, "case:concept:name")


def task(row: Row) -> str:
    return row["concept:name"].split()[0]


def at(row: Row) -> datetime:
    return datetime.fromisoformat(row["time:timestamp"]).astimezone(ZONE)


def attribute(case: Application, name: str) -> datetime | None:
    text = case[0][f"case:{name}"]
    return datetime.fromisoformat(text).astimezone(ZONE) if text else None


def day_of(case: Application, name: str) -> date:
    found = attribute(case, name)
    assert found is not None
    return found.date()


def first(case: Application, *tasks: str) -> Row | None:
    return next((row for row in case if task(row) in tasks), None)


def who(case: Application, *tasks: str) -> set[str]:
    return {row["org:resource"] for row in case if task(row) in tasks}


def wait(case: Application) -> int:
    """Days from the arrival to the receipt that was sent."""
    sent = first(case, SEND)
    assert sent is not None
    return (at(sent).date() - day_of(case, "startdate")).days


# ------------------------------------------------------------------------------------------------- rules, in plain code


def on(name: str, holds: Callable[[Application, int], bool]) -> Callable[[Application], bool | None]:
    """None where the task never happens, otherwise whether the condition held each time."""

    def judged(case: Application) -> bool | None:
        places = [number for number, row in enumerate(case) if task(row) == name]
        return all(holds(case, place) for place in places) if places else None

    return judged


def after(*tasks: str) -> Callable[[Application, int], bool]:
    return lambda case, place: first(case[:place], *tasks) is not None


def checked(case: Application, place: int) -> bool:
    """The last check lies after the last task of these kinds."""
    before = [task(row) for row in case[:place]]
    last_check = max((n for n, each in enumerate(before) if each == CHECK), default=-1)
    return last_check > max((n for n, each in enumerate(before) if each == DETERMINE), default=-1)


def as_often_checked(case: Application, place: int) -> bool:
    done = Counter(task(row) for row in case[:place])
    return done[CHECK] > done[ADJUST]


def apart(one: str, other: str) -> Callable[[Application], bool | None]:
    """Different people; None where one of the two never happens, or neither could have shown a shared hand."""

    def judged(case: Application) -> bool | None:
        if first(case, one) is None or first(case, other) is None:
            return None
        return not who(case, one) & who(case, other)

    return judged


def by_day(name: str, last: Callable[[Application], date]) -> Callable[[Application], bool | None]:
    return on(name, lambda case, place: at(case[place]).date() <= last(case))


RULES: dict[str, Callable[[Application], bool | None]] = {
    "checked_each_time": on(DETERMINE, checked),
    "rechecked": on(DETERMINE, as_often_checked),
    "determined_first": on(SEND, after(DETERMINE)),
    "need_first": on(HOLD, after(WEIGH)),
    "in_law": by_day(SEND, lambda case: day_of(case, "startdate") + timedelta(weeks=8)),
    "in_plan": by_day(SEND, lambda case: day_of(case, "enddate_planned")),
    "hold_in_plan": by_day(HOLD, lambda case: day_of(case, "enddate_planned")),
}
APART = {
    "four_eyes": apart(CHECK, DETERMINE),
    "letter_eyes": apart(LETTER, CHECK_LETTER),
    "hold_eyes": apart(REPORT, CHECK_REPORT),
}


def sent_late(case: Application) -> bool:
    """Two weeks from the letter to its sending have passed, or had at the end of the log."""
    written, sent = first(case, CONFIRM), first(case, SEND)
    assert written is not None
    last = rolled(at(written).date() + timedelta(weeks=2))
    return (at(sent).date() if sent else end_of_log()) > last


@lru_cache(maxsize=1)
def end_of_log() -> date:
    return max(at(case[-1]) for case in applications().values()).date()


def count(judged: Callable[[Application], bool | None]) -> Counter[bool | None]:
    return Counter(judged(list(case)) for case in applications().values())


# ----------------------------------------------------------------------------------------------------------- the README


def nearest_rank(values: Collection[int], percent: int) -> int:
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


@lru_cache(maxsize=1)
def figures() -> dict[str, str]:
    """What the READMEs say, computed from the rows alone."""
    cases = [list(case) for case in applications().values()]
    sent = [case for case in cases if first(case, SEND)]
    waits = [wait(case) for case in sent]
    alone = [case for case in sent if len(who(case, CONFIRM, CHECK, DETERMINE, SEND)) == 1]
    shared = [case for case in sent if len(who(case, CONFIRM, CHECK, DETERMINE, SEND)) > 1]
    determined = [case for case in cases if first(case, DETERMINE)]
    together = [case for case in determined if who(case, CHECK) & who(case, DETERMINE)]
    separate = [case for case in determined if not who(case, CHECK) & who(case, DETERMINE)]
    ended = [case for case in cases if attribute(case, "enddate")]
    late_ends = [
        c for c in ended if (attribute(c, "enddate") or at(c[0])) > (attribute(c, "enddate_planned") or at(c[0]))
    ]
    nobody = [row for case in cases for row in case if row["org:group"] == "EMPTY"]
    return {
        "applications": f"{len(cases):,}",
        "events": f"{sum(map(len, cases)):,}",
        "receipts sent": f"{len(sent):,}",
        "never sent": f"{len(cases) - len(sent):,}",
        "half arrive within": f"{nearest_rank(waits, 50)}",
        "95 % arrive within": f"{nearest_rank(waits, 95)}",
        "half are begun after": f"{median(begun(case) for case in cases):.0f}",
        "within a week": f"{sum(days <= 7 for days in waits):,}",
        "after eight weeks": f"{count(RULES['in_law'])[False]:,}",
        "after the planned end": f"{count(RULES['in_plan'])[False]:,}",
        "holds after the planned end": f"{count(RULES['hold_in_plan'])[False]:,}",
        "not out in two weeks": f"{sum(map(sent_late, cases)):,}",
        "one hand for all four": f"{len(alone):,}",
        "their minutes": f"{median(delay(case) / timedelta(minutes=1) for case in alone):.1f}",
        "in ten minutes": f"{sum(delay(case) < timedelta(minutes=10) for case in alone):,}",
        "several hands": f"{len(shared):,}",
        "their days": f"{median(delay(case) / timedelta(days=1) for case in shared):.1f}",
        "determined": f"{len(determined):,}",
        "checked and determined together": f"{len(together):,}",
        "apart": f"{len(separate):,}",
        "adjusted, together": f"{100 * adjusted(together) / len(together):.1f}",
        "adjusted, apart": f"{100 * adjusted(separate) / len(separate):.1f}",
        "letters by one hand": f"{count(APART['letter_eyes'])[False]:,}",
        "reports by one hand": f"{count(APART['hold_eyes'])[False]:,}",
        "rows without a group": f"{len(nobody):,}",
        "with a day of closing": f"{len(ended):,}",
        "closed after the planned end": f"{len(late_ends):,}",
    }


def begun(case: Application) -> int:
    """Days from the arrival to the writing of the receipt."""
    return (at(case[0]).date() - day_of(case, "startdate")).days


def delay(case: Application) -> timedelta:
    """From the writing of the receipt to its sending."""
    written, sent = first(case, CONFIRM), first(case, SEND)
    assert written is not None
    assert sent is not None
    return at(sent) - at(written)


def adjusted(cases: Collection[Application]) -> int:
    return sum(first(case, ADJUST) is not None for case in cases)


@pytest.fixture(scope="module")
def found() -> Audit:
    return audited(EXAMPLE, LOG, "force")


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_figures_of_the_readme_are_those_of_the_log(name: str) -> None:
    assert missing(figures(), readme(EXAMPLE, name)) == {}


def test_the_audit_says_what_plain_code_says(found: Audit) -> None:
    rules = standing(found)
    for name, judged in RULES.items():
        outcomes = count(judged)
        assert (rules[name][0], rules[name][1], rules[name][3]) == (outcomes[True], outcomes[False], outcomes[None]), (
            name
        )
    for name, judged in APART.items():
        assert rules[name][1] == count(judged)[False], name
    assert rules["receipt_out"][1] == sum(sent_late(list(case)) for case in applications().values())


def test_metrics_are_what_plain_code_counts(found: Audit) -> None:
    metrics = {each.metric.name: each.total for each in found.ledger.metrics}
    waits = [wait(list(case)) for case in applications().values() if first(list(case), SEND)]
    assert metrics["half_wait"].value == nearest_rank(waits, 50)
    assert metrics["most_wait"].value == nearest_rank(waits, 95)
    assert (metrics["in_a_week"].numerator, metrics["in_a_week"].denominator) == (
        sum(d <= 7 for d in waits),
        len(waits),
    )


def test_the_readmes_show_the_audit(found: Audit) -> None:
    assert rules_table(found, EXAMPLE) in readme(EXAMPLE)
    assert rules_table(found, EXAMPLE, "process.zh.loop") in readme(EXAMPLE, "README.zh.md")
    intake = next(each for each in found.limits if each.step == "intake")
    wrong_group = sum(each.times for each in found.replay.kinds if each.code == "CL506")
    assert wrong_group == 2
    shown = {
        "fitting": f"{found.replay.fitting:,}",
        "refused": f"{found.replay.refused:,}",
        "late in intake": f"{intake.late:,}",
        "still in intake": f"{intake.waiting:,}",
    }
    for name in ("README.md", "README.zh.md"):
        assert missing(shown, readme(EXAMPLE, name)) == {}


def test_the_twin_finds_the_same(found: Audit) -> None:
    twin = audited(EXAMPLE, LOG, "force", twin=".zh")
    assert list(standing(twin).values()) == list(standing(found).values())
    assert (twin.replay.fitting, twin.replay.refused) == (found.replay.fitting, found.replay.refused)
    assert [each.total for each in twin.ledger.metrics] == [each.total for each in found.ledger.metrics]
