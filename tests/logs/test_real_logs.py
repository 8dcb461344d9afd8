"""The three real logs: every row is accounted for, and an independent reading finds the same.

A log that is not there is skipped, saying so.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter, defaultdict
from datetime import UTC, datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

import closedloop
from closedloop.logs import Log, load_mapping, read_log
from closedloop.logs.drafting import draft
from closedloop.logs.profile import profile
from closedloop.logs.reading import read_table

from .samples import ROOT, real_log


def read_with_example(name: str, example: str) -> Log:
    path = real_log(name)
    folder = ROOT / "examples" / example
    program = closedloop.load(folder / "process.loop")
    mapping, findings = load_mapping((folder / "mapping.toml").read_text(encoding="utf-8"), program)
    assert findings == ()
    return read_log(path, next(iter(program.values())), mapping)


def accounted(log: Log) -> int:
    lines = {issue.line for issue in log.issues}
    kept = {entry.row.line for case in log.cases for entry in case.entries}
    return len(lines | kept) + sum(log.left_out.values())


def test_traffic_fines() -> None:
    log = read_with_example("traffic_fines.csv.gz", "traffic_fines")
    assert (log.rows, len(log.cases), log.issues, accounted(log)) == (34_724, 10_000, (), 34_724)
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(real_log("traffic_fines.csv.gz").read_bytes()).decode())))
    by_case = defaultdict(list)
    for row in rows:
        by_case[row["case_id"]].append((row["timestamp"], int(row[".order"]), row["activity"]))
    rome = ZoneInfo("Europe/Rome")
    for case in log.cases:
        entries = [(f"{entry.row.at.astimezone(rome):%Y-%m-%d}", entry.row.activity) for entry in case.entries]
        assert entries == [(day, activity) for day, _, activity in sorted(by_case[case.case])]
    assert any(len({entry.row.at for entry in case.entries}) < len(case.entries) for case in log.cases)


def test_permit_receipt() -> None:
    log = read_with_example("receipt.csv.gz", "permit_receipt")
    assert (log.rows, len(log.cases), accounted(log)) == (8_577, 1_434, 8_577)
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(real_log("receipt.csv.gz").read_bytes()).decode())))
    moments = Counter((row["case:concept:name"], datetime.fromisoformat(row["time:timestamp"])) for row in rows)
    assert Counter((case.case, each.row.at) for case in log.cases for each in case.entries) == moments
    assert len({datetime.fromisoformat(row["time:timestamp"]).utcoffset() for row in rows}) == 2


@pytest.mark.slow
def test_incidents() -> None:
    log = read_with_example("bpic2013_incidents.xes.gz", "incidents")
    assert (log.rows, len(log.cases), accounted(log)) == (65_533, 7_554, 65_533)
    assert log.cases[0].entries[0].row.activity == "Accepted / In Progress"
    found: Counter[tuple[str, datetime]] = Counter()
    with gzip.open(real_log("bpic2013_incidents.xes.gz")) as file:
        for _, trace in ElementTree.iterparse(file):
            if trace.tag.endswith("}trace"):
                name = next(each.get("value") for each in trace if each.get("key") == "concept:name")
                for event in trace:
                    said = {each.get("key"): each.get("value") or "" for each in event}
                    if "time:timestamp" in said:
                        found[str(name), datetime.fromisoformat(said["time:timestamp"]).astimezone(UTC)] += 1
                trace.clear()
    left = sum(log.left_out.values()) + len(log.issues)
    kept = Counter((case.case, each.row.at) for case in log.cases for each in case.entries)
    assert (kept - found, (found - kept).total()) == (Counter(), left)


@pytest.mark.parametrize(
    ("name", "example", "recognised"),
    [
        ("traffic_fines.csv.gz", "traffic_fines", ['resolution = "day"', 'order = ".order"', 'person = "resource"']),
        ("receipt.csv.gz", "permit_receipt", ['case = "case:concept:name"', 'party = "org:group"']),
    ],
)
def test_first_mappings_of_the_real_logs(name: str, example: str, recognised: list[str]) -> None:
    program = closedloop.load(ROOT / "examples" / example / "process.loop")
    table = read_table(real_log(name).read_bytes())
    text = draft(profile(table), name, "en", next(iter(program.values())))
    assert [line for line in recognised if line not in text] == []
    assert {each.code for each in load_mapping(text, program)[1]} <= {"CL713"}
