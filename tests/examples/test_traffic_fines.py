"""The fines: every figure of the READMEs is computed from the rows of the log by plain code, and the audit says the
same as that code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from statistics import median

import pytest

from tests.examples.real_logs import (
    Cases,
    Row,
    audited,
    csv_cases,
    every_nth,
    in_three,
    missing,
    readme,
    rolled,
    rules_table,
    standing,
)

EXAMPLE, LOG = "traffic_fines", "traffic_fines.csv.gz"
REPORT, SEND, NOTIFY, PENALTY = "Create Fine", "Send Fine", "Insert Fine Notification", "Add penalty"
PAY, COLLECT, SUE = "Payment", "Send for Credit Collection", "Appeal to Judge"
APPEAL, FORWARD = "Insert Date Appeal to Prefecture", "Send Appeal to Prefecture"
DECIDE, INFORM = "Receive Result Appeal from Prefecture", "Notify Result Appeal to Offender"
LAST_DAY = date(2012, 3, 26)

Fine = list[Row]


def fines() -> Cases:
    return csv_cases(LOG, "case_id")


def day(row: Row) -> date:
    return date.fromisoformat(row["timestamp"])


def first(fine: Iterable[Row], *activities: str) -> Row | None:
    return next((row for row in fine if row["activity"] in activities), None)


def has(fine: Iterable[Row], *activities: str) -> bool:
    return first(fine, *activities) is not None


def gap(fine: Iterable[Row], start: str, end: str) -> int | None:
    """Days from the first of one activity to the first of another."""
    begun, done = first(fine, start), first(fine, end)
    return (day(done) - day(begun)).days if begun and done else None


def owed(fine: Iterable[Row], *, penalty: bool = True) -> float:
    """The sum with the expenses: as reported, or as the penalty made it."""
    sums = [float(row["amount"]) for row in fine if row["amount"]]
    return (sums[-1] if penalty else sums[0]) + sum(float(row["expense"]) for row in fine if row["expense"])


def paid(fine: Iterable[Row]) -> float:
    return max((float(row["totalpaymentamount"]) for row in fine if row["activity"] == PAY), default=0.0)


def rows_with_what_came_before(fine: list[Row], activity: str) -> list[tuple[Row, list[Row]]]:
    return [(row, fine[:number]) for number, row in enumerate(fine) if row["activity"] == activity]


# ------------------------------------------------------------------------------------------------- rules, in plain code


def on(activity: str, holds: Callable[[Row, list[Row]], bool]) -> Callable[[Fine], bool | None]:
    """None where the activity never happens, otherwise whether the condition held each time."""

    def judged(fine: Fine) -> bool | None:
        found = rows_with_what_came_before(fine, activity)
        return all(holds(row, before) for row, before in found) if found else None

    return judged


def answered(asks: Callable[[Row], bool], answers: tuple[str, ...], days: int) -> Callable[[Fine], bool | None]:
    """Whether each question was answered by the last day, which moves from a weekend to the Monday, or still may be."""

    def judged(fine: Fine) -> bool | None:
        since: date | None = None
        met, kept = False, True
        for row in fine:
            if row["activity"] in answers:
                kept &= since is None or day(row) <= rolled(since + timedelta(days=days))
                since = None
            elif asks(row):
                met, since = True, since or day(row)
        kept &= since is None or rolled(since + timedelta(days=days)) >= LAST_DAY
        return kept if met else None

    return judged


def within(days: int, since: str) -> Callable[[Row, list[Row]], bool]:
    return lambda row, before: (begun := first(before, since)) is not None and (day(row) - day(begun)).days <= days


def suit(*, after_order: bool, days: int, since: str) -> Callable[[Fine], bool | None]:
    def judged(fine: Fine) -> bool | None:
        found = rows_with_what_came_before(fine, SUE)
        told = [(row, before) for row, before in found if has(before, INFORM) == after_order]
        return all(within(days, since)(row, before) for row, before in told) if told else None

    return judged


def appeal_in_time(fine: Fine) -> bool | None:
    found = [each for each in rows_with_what_came_before(fine, APPEAL) if has(each[1], NOTIFY)]
    return all(within(60, NOTIFY)(*each) for each in found) if found else None


def title_first(fine: Fine) -> bool | None:
    found = [before for _, before in rows_with_what_came_before(fine, COLLECT) if not has(before, INFORM)]
    return all(has(before, PENALTY) for before in found) if found else None


RULES: dict[str, Callable[[Fine], bool | None]] = {
    "notified_in_time": on(NOTIFY, within(150, REPORT)),
    "not_forgotten": answered(lambda row: row["activity"] == REPORT, (NOTIFY, PAY), 150),
    "notice_first": on(PENALTY, lambda _, before: has(before, NOTIFY)),
    "grace": on(PENALTY, lambda row, before: not within(59, NOTIFY)(row, before)),
    "once": on(PENALTY, lambda _, before: not has(before, PENALTY)),
    "hands_off": on(PENALTY, lambda _, before: not has(before, APPEAL) or has(before, DECIDE)),
    "title_first": title_first,
    "still_owed": on(COLLECT, lambda _, before: paid(before) < owed(before)),
    "collection_waits": on(COLLECT, lambda _, before: not has(before, APPEAL) or has(before, INFORM)),
    "appeal_in_time": appeal_in_time,
    "suit_in_time": suit(after_order=False, days=60, since=NOTIFY),
    "suit_after_order": suit(after_order=True, days=30, since=INFORM),
    "one_way": on(APPEAL, lambda _, before: not has(before, SUE)),
    "appeal_first": on(FORWARD, lambda _, before: has(before, APPEAL)),
    "forwarded": answered(lambda row: row["activity"] == APPEAL, (FORWARD, PAY), 60),
    "sent_first": on(DECIDE, lambda _, before: has(before, FORWARD)),
    "judged": answered(lambda row: row["activity"] == FORWARD and row["dismissal"] == "NIL", (DECIDE, PAY), 120),
    "told": answered(lambda row: row["activity"] == DECIDE, (INFORM, PAY), 150),
}


def in_plain_code(every: int = 1) -> dict[str, tuple[int, int, int]]:
    """For each rule how many cases keep it, break it, and never meet it."""
    found = {}
    for name, judged in RULES.items():
        outcomes = Counter(judged(list(fine)) for fine in every_nth(fines(), every).values())
        found[name] = (outcomes[True], outcomes[False], outcomes[None])
    return found


# ----------------------------------------------------------------------------------------------------------- the README


@lru_cache(maxsize=1)
def figures() -> dict[str, str]:
    """What the READMEs say, computed from the rows alone."""
    rules = in_plain_code()
    cases = [list(fine) for fine in fines().values()]
    notified = [fine for fine in cases if has(fine, NOTIFY)]
    delays = [gap(fine, REPORT, NOTIFY) or 0 for fine in notified]
    late = [fine for fine in notified if (gap(fine, REPORT, NOTIFY) or 0) > 150]
    silent = [fine for fine in cases if has(fine, SEND) and not has(fine, NOTIFY, PAY)]
    payers = [fine for fine in cases if has(fine, PAY)]
    penalties = [(fine, penalty) for fine in cases if (penalty := first(fine, PENALTY))]
    sixtieth = [
        fine for fine, penalty in penalties if any(row["activity"] == PAY and day(row) == day(penalty) for row in fine)
    ]
    short = [
        fine for fine in payers if fine[-1]["activity"] == PAY and paid(fine) < owed(fine) and fine not in sixtieth
    ]
    chased = [fine for fine in payers if has(fine, COLLECT)]
    appeals = [fine for fine in cases if has(fine, APPEAL)]
    sent_on = Counter(r["timestamp"] for fine in cases for r in fine if r["activity"] == FORWARD)
    collections = Counter(r["timestamp"] for fine in cases for r in fine if r["activity"] == COLLECT)
    payments = [row for fine in cases for row in fine if row["activity"] == PAY]
    waits = [wait for fine in cases if (wait := gap(fine, PENALTY, COLLECT)) is not None]
    outcomes = Counter(row["dismissal"] for fine in cases for row in fine if row["activity"] == FORWARD)
    return {
        "fines": f"{len(cases):,}",
        "events": f"{sum(map(len, cases)):,}",
        "notified": f"{len(notified):,}",
        "after 150 days": f"{sum(days > 150 for days in delays):,}",
        "after 90 days": f"{sum(days > 90 for days in delays):,}",
        "half are notified within": f"{median(delays):.0f}",
        "late and collected": f"{sum(has(fine, COLLECT) for fine in late):,}",
        "late and demanded": f"{sum(owed(fine) - paid(fine) for fine in late if has(fine, COLLECT)):,.2f}",
        "late and paid": f"{sum(has(fine, PAY) for fine in late):,}",
        "late and received": f"{sum(map(paid, late)):,.2f}",
        "sent and silent": f"{len(silent):,}",
        "worth of the silent": f"{sum(map(owed, silent)):,.2f}",
        "penalties": f"{len(penalties):,}",
        "paid on the sixtieth day": f"{len(sixtieth):,}",
        "in time without the penalty": f"{sum(owed(f, penalty=False) <= paid(f) < owed(f) for f in sixtieth):,}",
        "short and left alone": f"{len(short):,}",
        "euros short": f"{sum(owed(fine) - paid(fine) for fine in short):,.2f}",
        "paid and collected": f"{len(chased):,}",
        "payers": f"{len(payers):,}",
        "paid unsent": f"{sum(not has(fine, SEND) for fine in payers):,}",
        "appeals": f"{len(appeals):,}",
        "penalty under appeal": f"{rules['hands_off'][1]:,}",
        "late appeals": f"{rules['appeal_in_time'][1]:,}",
        "not sent on in time": f"{rules['forwarded'][1]:,}",
        "sent on": f"{sum(sent_on.values()):,}",
        "sent on at Christmas": f"{sent_on['2011-12-25']:,}",
        "longest wait of an appeal": f"{max(gap(fine, APPEAL, FORWARD) or 0 for fine in appeals):,}",
        "annulled": f"{outcomes['#']:,}",
        "collected": f"{sum(collections.values()):,}",
        "days of collection": f"{len(collections)}",
        "first day of collection": f"{collections['2009-03-30']:,}",
        "half wait for collection": f"{median(waits):.0f}",
        "payments": f"{len(payments):,}",
        "payments ten times too large": f"{tenfold(cases):,}",
    }


def tenfold(cases: list[Fine]) -> int:
    """Payments whose `paymentamount` is ten times what they added to the total."""
    found = 0
    for fine in cases:
        before = 0.0
        for row in fine:
            if row["activity"] == PAY:
                total = float(row["totalpaymentamount"])
                found += abs(float(row["paymentamount"]) - 10 * (total - before)) < 0.05 and total > before
                before = total
    return found


def test_every_penalty_was_added_on_the_sixtieth_day() -> None:
    assert {gap(fine, NOTIFY, PENALTY) for fine in fines().values() if has(fine, PENALTY)} == {60}


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_figures_of_the_readme_are_those_of_the_log(name: str) -> None:
    assert missing(figures(), readme(EXAMPLE, name)) == {}


def test_the_audit_says_what_plain_code_says_about_every_tenth_case() -> None:
    plain = in_plain_code(every=10)
    found = standing(audited(EXAMPLE, LOG, "skip", every=10))
    assert {name: in_three(found[name]) for name in plain} == plain


@pytest.mark.slow
def test_the_readmes_show_the_audit_of_the_whole_log() -> None:
    found = audited(EXAMPLE, LOG, "skip")
    plain, rules = in_plain_code(), standing(found)
    assert {name: in_three(rules[name]) for name in plain} == plain
    assert rules_table(found, EXAMPLE) in readme(EXAMPLE)
    assert rules_table(found, EXAMPLE, "process.zh.loop") in readme(EXAMPLE, "README.zh.md")
    timers = {(each.step, each.to): each.cases for each in found.replay.timers if each.timer == "then"}
    log_goes_on = Counter(each.to for each in found.contradictions)
    shown = {
        "fitting": f"{found.replay.fitting:,}",
        "refused": f"{found.replay.refused:,}",
        "lapsed": f"{timers['reported', 'lapsed'] + timers['sent', 'lapsed']:,}",
        "barred": f"{timers['enforceable', 'barred']:,}",
        "granted": f"{timers['appealed', 'granted'] + timers['at_prefecture', 'granted']:,}",
        "the log goes on, lapsed": f"{log_goes_on['lapsed']:,}",
        "the log goes on, granted": f"{log_goes_on['granted']:,}",
    }
    for name in ("README.md", "README.zh.md"):
        assert missing(shown, readme(EXAMPLE, name)) == {}
