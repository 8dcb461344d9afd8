"""What was noted, put together: rules, refusals by reason, timers, limits, the ledger of the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from closedloop.audit.judging import Standing
from closedloop.audit.noting import Lateness, Would
from closedloop.audit.preparing import Prepared
from closedloop.audit.values import (
    Breach,
    Charged,
    Contradiction,
    LimitFinding,
    Outcome,
    Refusal,
    RefusalKind,
    RuleFinding,
    Story,
    TimerKind,
)
from closedloop.kernel.values import Reason
from closedloop.ledger.account import Ledger, ScoreRow
from closedloop.ledger.ledger import ledger_of_cases
from closedloop.ledger.register import RegisteredCase
from closedloop.model.process import Process

Tell = Callable[[Sequence[str]], Mapping[str, Story]]


def rule_findings(
    process: Process, breaches: Sequence[Breach], standings: Mapping[Standing, int], tell: Tell, examples: int
) -> tuple[RuleFinding, ...]:
    """One for each rule, in order of declaration; breaches are in order of time."""
    outcomes = [_outcomes(standings, index) for index in range(len(process.rules))]
    by_rule: dict[str, list[Breach]] = {rule.name: [] for rule in process.rules}
    for breach in breaches:
        by_rule[breach.rule].append(breach)
    chosen = {rule: list(dict.fromkeys(each.case for each in found))[:examples] for rule, found in by_rule.items()}
    wanted = list(dict.fromkeys(case for cases in chosen.values() for case in cases))
    stories = tell(wanted) if wanted else {}
    return tuple(
        RuleFinding(
            rule=rule,
            kept=counts["kept"],
            broken=counts["broken"],
            open=counts["open"],
            unmet=counts["unmet"],
            breaches=tuple(by_rule[rule.name]),
            by_party=_charged(by_rule[rule.name]),
            examples=tuple(stories[case] for case in chosen[rule.name]),
        )
        for rule, counts in zip(process.rules, outcomes, strict=True)
    )


def _outcomes(standings: Mapping[Standing, int], index: int) -> Counter[Outcome]:
    counts: Counter[Outcome] = Counter()
    for standing, cases in standings.items():
        counts[standing.outcome(index)] += cases
    return counts


def _charged(breaches: Iterable[Breach]) -> tuple[Charged, ...]:
    """By party, those with the most cases first; where there is no party, by role."""
    times: Counter[tuple[str | None, str | None]] = Counter()
    cases: dict[tuple[str | None, str | None], set[str]] = {}
    for breach in breaches:
        key = breach.party, breach.role if breach.party is None else None
        times[key] += 1
        cases.setdefault(key, set()).add(breach.case)
    found = [Charged(party, role, len(cases[party, role]), number) for (party, role), number in times.items()]
    return tuple(sorted(found, key=lambda each: (-each.cases, -each.times, each.party or "", each.role or "")))


# ------------------------------------------------------------------------------------------------------------- replay


def about(reason: Reason) -> str | None:
    """What stood in the way, as refusals are counted by it: the rule, the requirement, or the parameter."""
    if reason.rule is not None:
        return reason.rule
    if reason.requirement is not None:
        return reason.requirement
    return reason.params.get("name") or reason.params.get("step")


def refusal_kinds(refusals: Sequence[Refusal], examples: int) -> tuple[RefusalKind, ...]:
    """By code, event and what stood in the way; the most frequent first. A refusal counts under each of its reasons."""
    found: dict[tuple[str, str | None, str | None], list[tuple[Refusal, Reason]]] = {}
    for refusal in refusals:
        for reason in refusal.reasons:
            found.setdefault((reason.code, refusal.event, about(reason)), []).append((refusal, reason))
    kinds = [
        RefusalKind(
            code=code,
            event=event,
            about=what,
            reason=each[0][1],
            times=len(each),
            cases=len({refusal.case for refusal, _ in each}),
            examples=_of_different_cases([refusal for refusal, _ in each], examples),
        )
        for (code, event, what), each in found.items()
    ]
    return tuple(sorted(kinds, key=lambda kind: (-kind.times, kind.code, kind.event or "", kind.about or "")))


def _of_different_cases(refusals: Sequence[Refusal], most: int) -> tuple[Refusal, ...]:
    first = {refusal.case: refusal for refusal in reversed(refusals)}
    chosen = sorted(first.values(), key=lambda refusal: (refusal.line or 0, refusal.case))[:most]
    return tuple(chosen)


def timer_kinds(ready: Prepared, would: Would) -> tuple[TimerKind, ...]:
    """By step in the order of the process, then as written."""
    order = list(ready.machine.places)
    kinds = [
        TimerKind(step, timer, to, times, len(would.timer_cases[step, timer, to]))
        for (step, timer, to), times in would.timers.items()
    ]
    return tuple(sorted(kinds, key=lambda kind: (order.index(kind.step), _rank(kind.timer), kind.to or "")))


_ORDER = ("due", "rung", "every", "lapse", "then", "rule", "route")


def _rank(timer: str) -> tuple[int, int, str]:
    kind, _, which = timer.partition(":")
    return _ORDER.index(kind), int(which) if which.isdecimal() else 0, which


# ------------------------------------------------------------------------------------------------------- the log itself


def limits_of(process: Process, limits: Mapping[str, Lateness]) -> tuple[LimitFinding, ...]:
    """By step in the order of the process; those that had no limit are left out."""
    return tuple(
        LimitFinding(
            step.name, found.stays, len(found.days), len(found.cases), found.waiting, tuple(sorted(found.days))
        )
        for step in process.steps
        if (found := limits[step.name]).stays
    )


def contradictions_of(found: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    """In order of time."""
    return tuple(sorted(found, key=lambda each: each.at))


def ledger_of(process: Process, cases: Sequence[RegisteredCase], breaches: Sequence[Breach], as_of: datetime) -> Ledger:
    """The ledger of the log as it is; `breaches` are counted whoever broke the rules."""
    scores: Counter[tuple[str, int]] = Counter()
    for each in cases:
        scores.update(each.case.scores)
    broken = Counter(breach.rule for breach in breaches)
    return ledger_of_cases(
        process,
        cases,
        as_of,
        tuple(ScoreRow(party, year, amount) for (party, year), amount in sorted(scores.items())),
        tuple((rule.name, broken[rule.name]) for rule in process.rules if broken[rule.name]),
    )
