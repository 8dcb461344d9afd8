"""Draw the pictures that the documents show: `python docs/pictures/make_pictures.py`.

The example with the run of one of its scenarios and with the cases of its small file of events, as of a fixed day. A
test compares the files with what this would write.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from closedloop import Desk, load
from closedloop.draw import Counts, Tallied, count_cases, draw
from closedloop.ledger.events_file import read_events
from closedloop.ledger.feeding import feed
from closedloop.model.process import Process
from closedloop.testing.scenarios import run_scenario

HERE = Path(__file__).parent
EXAMPLE = HERE.parent.parent / "examples" / "deputy_proposals"
FILES: Mapping[str, str] = {"deputy_proposals.svg": "process.loop", "deputy_proposals.zh.svg": "process.zh.loop"}
DAY = date(2022, 6, 30)


def main() -> None:
    """Write all pictures."""
    for name in FILES:
        (HERE / name).write_text(drawing(name), encoding="utf-8")


def drawing(name: str) -> str:
    """The picture of that file name."""
    original = load(EXAMPLE / "process.loop").process
    process = load(EXAMPLE / FILES[name]).process
    run = run_scenario(process, process.scenarios[0]).journal
    return draw(process, run=run, counts=_translated(_counts(original), original, process), day=DAY)


def _counts(process: Process) -> Counts:
    end = datetime(DAY.year, DAY.month, DAY.day, 15, 59, tzinfo=UTC)  # a minute before midnight in China
    desk = Desk(process)
    known = {param.name for event in process.events for param in event.params}
    lines = read_events(str(EXAMPLE / "events_small.csv"), known | {"reason", "by"})
    feed(desk, {process.name: process}, lines, until={process.name: end})
    desk.tick(end)
    return count_cases(desk.machines[process.name], desk.cases(), end)


def _translated(counts: Counts, original: Process, process: Process) -> Counts:
    """The same numbers by the names of a translation."""
    names = [each.name for each in original.steps] + [each.name for each in original.ends]
    others = [each.name for each in process.steps] + [each.name for each in process.ends]
    place = dict(zip(names, others, strict=True))
    marks = {here.name: there.name for here, there in zip(original.colours, process.colours, strict=True)}
    return {
        place[step]: tuple(
            Tallied(each.state, each.number, None if each.mark is None else marks[each.mark]) for each in tallies
        )
        for step, tallies in counts.items()
    }


if __name__ == "__main__":
    main()
