"""Whatever a log holds, the audit takes every row in its order, and its numbers add up: over runs of generated
processes whose rows are dropped, doubled, swapped, given to others and robbed of values.
"""

from __future__ import annotations

from random import Random

import pytest
from attrs import evolve as changed

from closedloop.audit import Audit, OnRefusal, audit, log_of_journal
from closedloop.audit.auditing import Auditing, Sinks
from closedloop.audit.noting import Lateness, Would
from closedloop.kernel import compile_process
from closedloop.kernel.values import Actor, Record
from closedloop.logs.values import Entry, Log, LogCase
from closedloop.model.process import Process
from tests.audit.test_own_journals import both_tiers, drawn, enforced

WAYS: tuple[OnRefusal, ...] = ("skip", "force", "stop")


def damaged(log: Log, random: Random) -> Log:
    """The log with rows dropped, doubled, swapped and changed; the moments stay in order."""
    return changed(log, cases=tuple(_damaged_case(case, random) for case in log.cases))


def _damaged_case(case: LogCase, random: Random) -> LogCase:
    entries = list(case.entries)
    for _ in range(random.randrange(1, 6)):
        if entries:
            place = random.randrange(len(entries))
            kind = random.choice(("drop", "double", "swap", "actor", "params", "role"))
            entry = entries[place]
            if kind == "drop":
                del entries[place]
            elif kind == "double":
                entries.insert(place, entry)
            elif kind == "swap":
                other = random.randrange(len(entries))
                entries[place], entries[other] = entries[other], entry
            elif kind == "actor":
                entries[place] = changed(entry, actor=Actor("zoe", "moon"), role=None)
            elif kind == "role":
                entries[place] = changed(entry, role=None)
            else:
                kept = {name: value for name, value in entry.params.items() if random.random() < 0.5}
                entries[place] = changed(entry, params={**kept, "nonsense": 1} if random.random() < 0.3 else kept)
    moments = sorted(entry.row.at for entry in entries)
    rows = (_at(entry, line, at) for line, (entry, at) in enumerate(zip(entries, moments, strict=True), 1))
    return LogCase(case.case, case.opened, tuple(rows), {})


def _at(entry: Entry, line: int, at: object) -> Entry:
    row = changed(entry.row, at=at, line=line)
    return Entry(row, entry.event, entry.params, entry.actor, entry.role)


def logs(seeds: range) -> list[tuple[Process, Log]]:
    found = []
    for seed in seeds:
        process, records = enforced(drawn(seed))
        if records:
            log = log_of_journal(compile_process(process), enumerate(records, 1), "journal")
            found.append((process, damaged(log, Random(seed))))
    return found


def followed(process: Process, log: Log, way: OnRefusal) -> list[Record]:
    """The records along the log as it is."""
    auditing = Auditing(process, log, way, None, ())
    limits = {name: Lateness() for name in auditing._ready.machine.places}
    sinks = Sinks(Would(), limits, frozenset(case.case for case in log.cases))
    return [told.record for course, _ in auditing._courses(sinks, iter) for told in course.seen.story or ()]


@both_tiers
def test_every_row_happens_once_in_its_order_and_the_numbers_add_up(seeds: range) -> None:
    for process, log in logs(seeds):
        for way in WAYS:
            found = audit(process, log, on_refusal=way, by=("year", "party"))
            adds_up(found, log)
            happened = [(record.event, record.at) for record in followed(process, log, way) if record.kind == "event"]
            assert happened == [(entry.event, entry.row.at) for case in log.cases for entry in case.entries]


def adds_up(found: Audit, log: Log) -> None:
    replay = found.replay
    assert found.cases == len(log.cases)
    assert replay.accepted + replay.refused + replay.not_reached == sum(len(case.entries) for case in log.cases)
    for each in found.rules:
        assert each.kept + each.broken + each.open + each.unmet == found.cases
        assert each.broken == len({breach.case for breach in each.breaches})
        assert sum(charged.times for charged in each.by_party) == len(each.breaches)
        assert [breach.at for breach in each.breaches] == sorted(breach.at for breach in each.breaches)
    for limit in found.limits:
        assert len(limit.days) == limit.late <= limit.stays
        assert limit.waiting <= limit.late
    for grouping in found.groupings:
        if not grouping.overlapping:
            assert sum(group.cases for group in grouping.groups) == found.cases


@both_tiers
def test_the_log_as_it_is_does_not_depend_on_the_way_of_the_replay(seeds: range) -> None:
    for process, log in logs(seeds):
        ways = [audit(process, log, on_refusal=way) for way in WAYS]
        for other in ways[1:]:
            assert [(each.rule.name, each.breaches, each.kept, each.open, each.unmet) for each in other.rules] == [
                (each.rule.name, each.breaches, each.kept, each.open, each.unmet) for each in ways[0].rules
            ]
            assert other.ledger == ways[0].ledger
            assert other.limits == ways[0].limits
            assert other.contradictions == ways[0].contradictions


@pytest.mark.parametrize("way", WAYS)
def test_many_of_these_logs_deviate(way: OnRefusal) -> None:
    found = [audit(process, log, on_refusal=way) for process, log in logs(range(740, 780))]
    assert sum(each.replay.refused for each in found) > 15
    assert sum(each.replay.fitting for each in found) > 2
    assert sum(bool(each.breaches) for one in found for each in one.rules) > 5
