"""What a picture is laid over with: the run of a scenario, a case of a journal, the cases of a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from closedloop.calendars import end_of_day, local_date
from closedloop.cli.failures import FOUND, Failure, Stop
from closedloop.cli.inputs import STDIN, read_bytes
from closedloop.engine.desk import Desk
from closedloop.engine.journals import read_journal
from closedloop.messages import Language
from closedloop.messages.values import AnyOf

if TYPE_CHECKING:
    from closedloop.draw import Counts
    from closedloop.kernel.values import Record
    from closedloop.model.process import Process


@frozen
class Ran:
    """The records of one case. `as_written`: whether the scenario came out as its author wrote it."""

    records: tuple[Record, ...]
    as_written: bool = True


@frozen
class Counted:
    """The numbers, the local day they are of, and whether every line of the file could be read."""

    counts: Counts
    day: date
    complete: bool = True


def scenario_run(process: Process, title: str) -> Ran:
    """Runs the scenario of this title."""
    from closedloop.testing.scenarios import run_scenario

    titles = tuple(scenario.title for scenario in process.scenarios)
    if not titles:
        raise Failure("CL751")
    if title not in titles:
        raise Failure("CL750", name=title, choices=AnyOf(titles))
    result = run_scenario(process, process.scenarios[titles.index(title)])
    return Ran(result.journal, result.passed)


def case_of_journal(process: Process, case: str, path: str) -> Ran:
    """The records of the case in the journal; those of the whole journal are checked for following each other."""
    desk = Desk(process)
    _load(desk, process, _lines(path))
    if case not in {each.id for each in desk.cases()}:
        raise Failure("CL752", path=path, name=case, process=process.name)
    return Ran(desk.journal(case))


def counted(process: Process, path: str, as_of: date | None, lang: Language) -> Counted:
    """The cases of a journal, or of a file of events fed to the process, at the end of that day.

    Without a day it is the moment of the last record. What could not be read of a file of events is said on standard
    error; of a file that is none nothing is counted.
    """
    from closedloop.draw import count_cases

    desk = Desk(process)
    calendar = desk.machines[process.name].calendar
    until = None if as_of is None else end_of_day(calendar, as_of) - timedelta(microseconds=1)
    lines = [] if path == STDIN else _lines(path)
    if _is_journal(lines):
        _load(desk, process, lines, until)
        complete = True
    else:
        complete = _feed(desk, process, path, until, lang)
    at = until or max((case.at for case in desk.cases()), default=None)
    if at is None:
        return Counted({}, as_of or date.today(), complete)
    desk.tick(at)
    counts = count_cases(desk.machines[process.name], desk.cases(), at)
    return Counted(counts, local_date(calendar, at), complete)


def _lines(path: str) -> list[str]:
    return read_bytes(path).decode("utf-8-sig", errors="replace").splitlines()


def _is_journal(lines: Sequence[str]) -> bool:
    """Whether the first line is a record."""
    first = next((line for line in lines if line.strip()), "")
    if not first.lstrip().startswith("{"):
        return False
    try:
        return {"seq", "kind", "case"} <= set(json.loads(first))
    except ValueError:
        return False


def _load(desk: Desk, process: Process, lines: Sequence[str], until: datetime | None = None) -> None:
    """Restores the cases of the process from its records up to a moment; other processes' are passed over."""
    foreign: set[str] = set()
    own = []
    for line in lines:
        if line.strip() and not _is_foreign(line, process.name, foreign):
            own.append(line)
        else:
            own.append("")  # so that a damaged line is said by its number
    records = read_journal(desk.machines, own)
    desk.load_journal(record for record in records if until is None or record.at <= until)


def _is_foreign(line: str, process: str, foreign: set[str]) -> bool:
    try:
        record = json.loads(line)
    except ValueError:
        return False
    if not isinstance(record, dict):
        return False
    if record.get("process") not in (None, process):
        foreign.add(str(record.get("case")))
    return str(record.get("case")) in foreign


def _feed(desk: Desk, process: Process, path: str, until: datetime | None, lang: Language) -> bool:
    from closedloop.cli.run import show_problems
    from closedloop.ledger.events_file import read_events
    from closedloop.ledger.feeding import feed

    known = {param.name for event in process.events for param in event.params}
    try:
        lines = read_events(path, known | {"reason", "by"})
        fed = feed(desk, {process.name: process}, lines, until={} if until is None else {process.name: until})
    except OSError as error:
        from closedloop.cli.failures import unreadable

        raise unreadable(path, error) from None
    show_problems(fed, lang)
    if fed.unusable:
        raise Stop(FOUND)
    return not fed.problems
