"""The ledger of a process: from journals, or from a desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from closedloop.calendars import calendar, local_date, local_to_utc
from closedloop.engine.desk import Desk
from closedloop.kernel.machine import Machine
from closedloop.kernel.values import Record
from closedloop.ledger.account import Ledger, ScoreRow
from closedloop.ledger.breakdowns import evaluate_breakdown
from closedloop.ledger.metrics import evaluate_metric
from closedloop.ledger.register import Register, RegisteredCase
from closedloop.messages import UsageError
from closedloop.model.process import Process


def ledger_of(desk: Desk, process: Process | str | None = None, as_of: datetime | None = None) -> Ledger:
    """The ledger of the desk's cases of a process (of its only one, if None), as of a moment.

    A moment without an offset is local time of the process; None is the moment of the last record. `UsageError` where
    the desk has several processes and none is named.
    """
    machine = _machine(desk, process.name if isinstance(process, Process) else process)
    journals = {case.id: desk.journal(case.id) for case in desk.cases() if case.process == machine.process.name}
    last = max((journal[-1].at for journal in journals.values()), default=datetime(1970, 1, 1, tzinfo=UTC))
    if as_of is not None:
        as_of = local_to_utc(machine.calendar, as_of) if as_of.tzinfo is None else as_of.astimezone(UTC)
    return ledger_of_journals(machine.process, journals, as_of or last)


def _machine(desk: Desk, name: str | None) -> Machine:
    if name is None and len(desk.machines) == 1:
        return next(iter(desk.machines.values()))
    if name is None or name not in desk.machines:
        raise UsageError(f"name one of the processes: {', '.join(desk.machines)}")
    return desk.machines[name]


def ledger_of_journals(process: Process, journals: Mapping[str, Sequence[Record]], as_of: datetime) -> Ledger:
    """The ledger as of the moment (UTC), from all journals of the process's cases.

    Records made later are left out, so that a ledger of the past can be drawn up; timers that were due by then must
    have fired (`Desk.tick`) for the ledger to show them.
    """
    register = Register(process)
    known = {case: [record for record in journal if record.at <= as_of] for case, journal in journals.items()}
    cases = [RegisteredCase(register, *register.case(journal), as_of) for journal in known.values() if journal]
    return ledger_of_cases(process, cases, as_of, _scores(known, process), _breaches(known, process))


def ledger_of_cases(
    process: Process,
    cases: Sequence[RegisteredCase],
    as_of: datetime,
    scores: tuple[ScoreRow, ...],
    breaches: tuple[tuple[str, int], ...],
) -> Ledger:
    """The ledger of cases that were followed to the moment already, with the scores and breaches that they came to."""
    _share_scores(cases)
    return Ledger(
        process=process,
        as_of=as_of,
        zone=str(calendar(process.calendar, process.zone).tzinfo),
        cases=tuple(case.row for case in cases),
        scores=scores,
        breaches=breaches,
        metrics=tuple(evaluate_metric(process, metric, cases) for metric in process.metrics),
        breakdowns=tuple(evaluate_breakdown(process, breakdown, cases) for breakdown in process.breakdowns),
    )


def _share_scores(cases: Sequence[RegisteredCase]) -> None:
    """Tells each case what the others contributed: `score of P` is the sum over all of them."""
    total: Counter[tuple[str, int]] = Counter()
    for each in cases:
        total.update(each.case.scores)
    for each in cases:
        own = each.case.scores
        each.elsewhere = {key: amount - own.get(key, 0) for key, amount in total.items()} if own else total


def _scores(journals: Mapping[str, Sequence[Record]], process: Process) -> tuple[ScoreRow, ...]:
    cal = calendar(process.calendar, process.zone)
    total: Counter[tuple[str, int]] = Counter()
    for journal in journals.values():
        for record in journal:
            for effect in record.effects:
                if effect.kind == "score" and effect.party is not None:
                    total[effect.party, local_date(cal, record.at).year] += effect.amount
    return tuple(ScoreRow(party, year, amount) for (party, year), amount in sorted(total.items()))


def _breaches(journals: Mapping[str, Sequence[Record]], process: Process) -> tuple[tuple[str, int], ...]:
    found = Counter(rule for journal in journals.values() for record in journal for rule in record.breaches)
    return tuple((rule.name, found[rule.name]) for rule in process.rules if found[rule.name])
