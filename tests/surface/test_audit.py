"""`closedloop audit`: what is printed, written and returned."""

from __future__ import annotations

import csv
import gzip
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.surface.conftest import Run

PROCESS = """\
process requests "Requests" {
  calendar weekdays "UTC"
  role desk "Front desk"
  role unit "Handling unit" assigned
  field topic "Topic": text
  field answer "Answer": one of granted "granted in full" | denied
  start received
  step received "Received" { by desk  within 5 days  escalate duty  assign(unit, topic) -> handling }
  step handling "Being handled" {
    by unit
    within 10 days, then -> overtaken
    visit(note: text)
    reply(answer) -> answered
      require happened visit "an answer needs a visit first"
  }
  end answered "Answered"
  end overtaken "Overtaken"
  escalation duty { overdue { mark red } }
  rule seen "nothing is answered unseen": visit before reply cite "Rules, 4"
  metric replies "Reply rate" = cases with reply out of cases with assign for each unit
}
"""
LOG = """\
id,what,when,who,about,result,district
A,Assign,2024-03-01 09:00,desk,lamps <b>,,north
A,Visit,2024-03-02 09:00,water,,,north
A,Reply,2024-03-03 09:00,water,,granted,north
B,Assign,2024-03-01 10:00,desk,holes,,south
B,Reply,2024-03-20 09:00,roads,,denied,south
C,Sneeze,2024-03-04 09:00,desk,,,south
D,Assign,soon,desk,ruts,,south
"""
MAPPING = """\
[log]
case = "id"
activity = "what"
time = "when"
person = "who"

[roles.desk]
parties = ["desk"]

[events.assign]
activity = "Assign"
params.unit = { column = "district", values = { north = "water", south = "roads" } }
params.topic = "about"

[events.visit]
activity = "Visit"
params.note = { value = "seen" }

[events.reply]
activity = "Reply"
params.answer = "result"
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, str, str]:
    """The arguments for a log with one case in order, one that is not, and two rows that cannot be used."""
    (tmp_path / "requests.loop").write_text(PROCESS, encoding="utf-8")
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return "requests.loop", "log.csv", "--mapping", "mapping.toml"


REPORT = """\
Requests · version 1 · log log.csv · 2 cases · 5 events · as of 2024-03-20 09:00 (UTC)
7 rows: 5 held against the process, 0 left out by the mapping, 2 not usable
2 cases have no usable row and are not counted: C, D

rules, along the log as it is
  rule                              kept  broken  open  never met  broken of met  first breach  last breach
  seen  nothing is answered unseen     1       1     —          —         50.0 %  2024-03-20    2024-03-20
  cases; open: something is still owed; never met: what the rule speaks of did not happen

who broke them
  rule                        party  cases  times
  nothing is answered unseen  roads      1      1

examples
  nothing is answered unseen
    case B
      2024-03-01 10:00  case opened; now in Received; due by the end of 2024-03-06
      2024-03-01 10:00  desk (Front desk): assign; Handling unit: roads; Topic: holes; now in Being handled; \
due by the end of 2024-03-11 (line 5)
      2024-03-12 00:00  the limit ran out
      2024-03-20 09:00  roads (Handling unit): reply; Answer: denied; now in Answered (line 6)
        the process would have refused: the case has ended at `overtaken`: `reply` is no longer possible
        rule broken: nothing is answered unseen

what the process would have let pass (refused events are skipped)
  cases that fit wholly  1 of 2  50.0 %
  events accepted        4 of 5  80.0 %
  events refused         1 of 5  20.0 %
"""


def test_the_report_says_how_the_rows_fared_and_what_was_found(run: Run, files: tuple[str, ...]) -> None:
    result = run("audit", *files, "--by", "district")
    assert result.exit_code == 1
    assert result.output.startswith(REPORT)
    for part in (
        "[CL503] the case has ended at `overtaken`: `reply` is no longer possible",
        "Being handled             2     1  50.0 %      1            —       9     9     9",
        "moved on, because the limit had run out  Overtaken",
        "by district\n",
        "Reply rate  100.0 %  2 of 2",
        "rows that could not be used\n",
    ):
        assert part in result.output


def test_findings_leave_the_exit_code_0_unless_it_is_asked_for(
    run: Run, files: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "log.csv").write_text("".join(LOG.splitlines(keepends=True)[:6]), encoding="utf-8")
    assert run("audit", *files).exit_code == 0
    assert run("audit", *files, "--fail-on-findings").exit_code == 1
    (tmp_path / "log.csv").write_text("".join(LOG.splitlines(keepends=True)[:4]), encoding="utf-8")
    assert run("audit", *files, "--fail-on-findings").exit_code == 0


def test_the_report_speaks_chinese(run: Run, files: tuple[str, ...]) -> None:
    output = run("audit", *files, "--lang", "zh", "--on-refusal", "force").output
    for part in (
        "规则（按日志原样判断）",
        "由谁违反",
        "按流程能否办理（不予准许的事项照样计入）",
        "计时本会转办",
        "第 6 行",
    ):
        assert part in output


def test_json_says_everything(run: Run, files: tuple[str, ...]) -> None:
    found = json.loads(run("audit", *files, "--format", "json", "--by", "unit").output)
    (rule,) = found["rules"]
    assert (rule["kept"], rule["broken"], rule["cite"]) == (1, 1, "Rules, 4")
    assert rule["breaches"][0] == rule["first"] == rule["last"]
    assert (rule["first"]["case"], rule["first"]["line"], rule["first"]["party"]) == ("B", 6, "roads")
    assert [record["event"] for record in rule["examples"][0]["records"] if record["line"]] == ["assign", "reply"]
    assert found["replay"]["refusals"][0]["reasons"][0]["code"] == "CL503"
    assert found["contradictions"][0]["timer"] == "then"
    assert [group["value"] for group in found["groupings"][0]["groups"]] == ["roads", "water"]
    assert found["ledger"]["metrics"][0]["percent"] == "100.0"
    assert [issue["line"] for issue in found["issues"]] == [7, 8]


def test_csv_has_a_line_for_each_finding(run: Run, files: tuple[str, ...]) -> None:
    rows = list(csv.DictReader(io.StringIO(run("audit", *files, "--format", "csv").output)))
    assert [(row["kind"], row["case"], row["line"]) for row in rows] == [
        ("breach", "B", "6"),
        ("refusal", "B", "6"),
        ("contradiction", "B", "6"),
        ("issue", "C", "7"),
        ("issue", "D", "8"),
    ]
    assert rows[1]["code"] == "CL503"
    assert rows[0]["name"] == "seen"


class Page(HTMLParser):
    """What a page loads, and whether its tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: dict[str, int] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]

    def handle_endtag(self, tag: str) -> None:
        self.tags[f"/{tag}"] = self.tags.get(f"/{tag}", 0) + 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_stands_alone_and_lets_nothing_of_the_log_through(
    run: Run, files: tuple[str, ...], tmp_path: Path, lang: str
) -> None:
    assert run("audit", *files, "--format", "html", "-o", "audit.html", "--lang", lang).output == ""
    text = (tmp_path / "audit.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.loads == []
    assert "://" not in text
    assert "@import" not in text
    for tag in ("table", "tbody", "section", "details", "ul", "script", "style"):
        assert page.tags.get(tag) == page.tags.get(f"/{tag}"), tag
    assert "<b>" not in text.replace("<li><b>", "")
    assert page.tags["details"] == 1
    assert ("规则" if lang == "zh" else "rules, along the log as it is") in text


def test_a_journal_of_ours_is_audited_as_it_was_enforced(run: Run, files: tuple[str, ...], tmp_path: Path) -> None:
    events = "case,time,event,party,unit,topic,note,answer\nA,2024-03-01,assign,desk,water,lamps,,\n"
    events += (
        "A,2024-03-02,reply,water,,,,granted\nA,2024-03-03,visit,water,,,seen,\nA,2024-03-04,reply,water,,,,granted\n"
    )
    (tmp_path / "events.csv").write_text(events, encoding="utf-8")
    assert run("run", files[0], "events.csv", "--journal", "journal.jsonl").exit_code == 0
    result = run("audit", files[0], "journal.jsonl", "--fail-on-findings")
    assert result.exit_code == 0
    assert "every record is what the process makes of the events before it" in result.output
    assert "events accepted        3 of 3  100.0 %" in result.output
    (tmp_path / "journal.jsonl.gz").write_bytes(gzip.compress((tmp_path / "journal.jsonl").read_bytes()))
    assert run("audit", files[0], "journal.jsonl.gz").exit_code == 0
    text = (tmp_path / "journal.jsonl").read_text(encoding="utf-8")
    (tmp_path / "journal.jsonl").write_text(text.replace('"answered"', '"overtaken"'), encoding="utf-8")
    changed = run("audit", files[0], "journal.jsonl", "--fail-on-findings")
    assert changed.exit_code == 1
    assert "1 record is not what the process makes of the events before it" in changed.output


# ------------------------------------------------------------------------------------------------ what people get wrong


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("requests.loop", "missing.csv"), "CL657", 2),
        (("missing.loop", "log.csv"), "CL657", 2),
        (("requests.loop", "log.csv", "--mapping", "missing.toml"), "CL657", 2),
        (("requests.loop", "log.csv", "--mapping", "mapping.toml", "--by", "distric"), "CL731", 2),
        (("requests.loop", "log.csv", "--mapping", "mapping.toml", "--process", "other"), "CL665", 2),
        (("requests.loop", "log.csv", "--mapping", "mapping.toml", "--format", "pdf"), "CL653", 2),
        (("requests.loop", "log.csv", "--mapping", "mapping.toml", "-o", "nowhere/x.txt"), "CL659", 2),
        (("requests.loop", "log.csv"), "CL730", 1),
        (("requests.loop", "empty.csv"), "CL730", 1),
        (("requests.loop", "."), "CL658", 2),
        (("requests.loop", "binary.xes"), "CL730", 1),
        (("-", "-"), "CL656", 2),
        (("two.loop", "log.csv"), "CL666", 2),
        (("two.loop", "log.csv", "--mapping", "named.toml", "--process", "second"), "CL734", 2),
        (("requests.loop", "journal.jsonl", "--mapping", "mapping.toml"), "CL732", 2),
        (("requests.loop", "broken.jsonl"), "CL610", 1),
        (("two.loop", "journal.jsonl", "--process", "second"), "CL733", 1),
        (("requests.loop", "log.csv", "--mapping", "wrong.toml"), "CL70", 1),
    ],
)
def test_mistakes_are_said_with_a_code(
    run: Run, files: tuple[str, ...], tmp_path: Path, arguments: tuple[str, ...], code: str, exit_code: int
) -> None:
    second = PROCESS.replace("process requests", "process second")
    (tmp_path / "two.loop").write_text(PROCESS + second, encoding="utf-8")
    (tmp_path / "named.toml").write_text('process = "requests"\n' + MAPPING, encoding="utf-8")
    (tmp_path / "wrong.toml").write_text(MAPPING.replace("[log]", "[logg]"), encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "binary.xes").write_bytes(bytes(range(256)) * 9)
    opened = {"case": "A", "seq": 1, "kind": "opened", "at": "2024-03-01T09:00:00+00:00", "person": "clock"}
    first = {**opened, "party": "clock", "to": "received", "process": "requests", "version": 1}
    (tmp_path / "journal.jsonl").write_text(json.dumps(first) + "\n", encoding="utf-8")
    (tmp_path / "broken.jsonl").write_text(json.dumps(first) + "\n{}\n", encoding="utf-8")
    result = run("audit", *arguments)
    assert result.exit_code == exit_code, result.output
    assert code in result.output
    chinese = run("audit", *arguments, "--lang", "zh")
    assert chinese.exit_code == exit_code
    assert code in chinese.output


def test_without_a_mapping_columns_and_activities_go_by_their_names(run: Run, files: tuple[str, ...]) -> None:
    Path("plain.csv").write_text(
        "case,activity,time,user,unit,topic\nA,assign,2024-03-01 09:00,desk,water,lamps\n", encoding="utf-8"
    )
    result = run("audit", files[0], "plain.csv")
    assert result.exit_code == 0
    assert "1 case · 1 event" in result.output
