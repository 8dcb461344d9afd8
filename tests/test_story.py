"""Records told to people: every kind of them, in both languages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import closedloop
from closedloop import Accepted, Actor, Desk
from closedloop.engine import journal_lines, read_journal
from closedloop.engine.story import Teller, tell
from closedloop.messages import LANGUAGES, Language
from closedloop.model.glossary import glossary
from tests.compiled import program

EXAMPLE = Path(__file__).parent.parent / "examples" / "deputy_proposals"
ENGLISH, CHINESE = (program(EXAMPLE / name) for name in ("process.loop", "process.zh.loop"))
WORDS = glossary(ENGLISH.process, CHINESE.process)
EVERYTHING = """
process errands {
  role office "The office"
  role unit assigned
  field amount: decimal
  field kinds: list of one of small | large "rather large"
  effect archive(number: int)
  start asked
  step asked "Asked" {
    by office
    within 5 days, extendable once by 2 days, approved by office, decided within 1 day, then -> lost
    escalate ladder
    every 2 days { publish "still there" }
    assign(unit, kinds, amount, since: time, note?: text) "Give away" -> doing
      do { archive(3) }
  }
  step doing { within 2 hours  as soon as amount > 10 -> done  put(amount) by unit }
  end done
  end lost
  escalation ladder { at 40% { remind office } at 1 day before { notify office } }
  rule quick "quickly": assign leads to done within 1 day
}
"""
DAY = datetime(2024, 3, 1, 9)


def lines(desk: Desk, lang: Language, **more: dict[str, str]) -> list[str]:
    machine = next(iter(desk.machines.values()))
    return [tell(machine, record, lang, **more).line(lang) for record in desk.journal("c")]


@pytest.fixture
def proposal() -> Desk:
    desk = Desk(ENGLISH, directory={"li": ["congress"], "wang": ["office"]})
    desk.open(case="c", at=DAY, actor="li")
    desk.submit("c", "accept", Actor("li", "hall"), {"deputy": "d17", "key": True}, at=DAY + timedelta(days=10))
    desk.submit("c", "assign", "wang", {"handler": "water"}, at=DAY + timedelta(days=11))
    return desk


def test_a_story_in_english(proposal: Desk) -> None:
    told = lines(proposal, "en")
    assert told[0] == "2024-03-01 09:00  li: case opened; now in Received; due by the end of 2024-03-08"
    assert told[1] == "2024-03-09 00:00  the clock: the limit ran out"
    assert told[2] == "2024-03-09 00:00  the clock: overdue; marked overdue; notified: Inspection office"
    assert told[3].startswith(
        "2024-03-11 09:00  li for hall (Congress office): accept; Deputy: d17; Key proposal: yes;"
    )


def test_a_story_in_the_words_of_the_translation(proposal: Desk) -> None:
    told = lines(proposal, "zh", words=WORDS, names={"li": "李敏", "hall": "大会堂", "water": "水务局"})
    assert told[0] == "2024-03-01 09:00  李敏：开立案件；转入受理；期限至 2024-03-08"
    assert told[3].startswith(
        "2024-03-11 09:00  大会堂李敏（人大代表工作机构）：接收；代表：d17；重点建议：是；转入交办"
    )
    assert "承办单位：水务局" in told[4]
    assert not re.search("[a-z]", "".join(told).replace("d17", "").replace("wang", ""))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_record_and_effect_is_told(lang: Language) -> None:
    desk = Desk(closedloop.loads(EVERYTHING), directory={"ann": ["office"]})
    given = {"unit": "bob", "kinds": ["small", "large"], "amount": "1.50", "since": "2024-03-01T08:00", "note": "{x}"}
    desk.open(case="c", at=DAY)
    assert isinstance(desk.submit("c", "extend", "ann", at=DAY), Accepted)
    assert isinstance(desk.submit("c", "assign", "ann", given, at=DAY + timedelta(days=4, hours=5)), Accepted)
    assert isinstance(desk.submit("c", "put", "bob", {"amount": 11}, at=DAY + timedelta(days=6)), Accepted)
    desk.open(case="d", at=DAY)
    desk.tick(at=DAY + timedelta(days=30))
    machine = next(iter(desk.machines.values()))
    records = [*desk.journal("c"), *desk.journal("d")]
    kinds = {record.timer.split(":")[0] if record.timer else record.kind for record in records}
    assert kinds >= {"opened", "event", "route", "due", "rung", "every", "lapse", "then", "rule"}
    told = [tell(machine, record, lang).line(lang) for record in records]
    expected: dict[Language, list[str]] = {
        "en": ["Give away; unit: bob; kinds: small, rather large; amount: 1.50; since: 2024-03-01 08:00; note: {x}"],
        "zh": ["Give away；unit：bob；kinds：small、rather large；amount：1.50；since：2024-03-01 08:00；note：{x}"],
    }
    expected["en"] += [
        "due at",
        "40 % of the limit",
        "1 day before the end",
        "another 2 days gone by; published (still",
    ]
    expected["en"] += [
        "moved on by itself; now in done",
        "called archive (number: 3)",
        "rule broken: quickly",
        "lapsed",
    ]
    expected["zh"] += [
        "期限至",
        "时限已过 40%",
        "距时限届满 1 天",
        "又满 2 天；公布（still",
        "自动转办；转入done",
        "执行archive",
    ]
    for piece in expected[lang]:
        assert any(piece in line for line in told), (piece, told)


def test_a_teller_says_names_alone() -> None:
    machine = next(iter(Desk(ENGLISH).machines.values()))
    english, chinese = Teller(machine), Teller(machine, "zh", WORDS)
    assert [english.event("give_opinion"), english.event("grant_extension")] == ["give opinion", "grant extension"]
    assert [chinese.event("give_opinion"), chinese.event("grant_extension")] == ["反馈意见", "准予延期"]
    assert (english.step("closed"), chinese.step("closed")) == ("Closed", "销号")
    assert (english.colour("red"), chinese.colour("red")) == ("long overdue", "严重逾期")


def test_all_words_of_a_process_as_readers_see_them() -> None:
    machine = next(iter(Desk(ENGLISH).machines.values()))
    english, chinese = Teller(machine).words(), Teller(machine, "zh", WORDS).words()
    assert [english[name] for name in ("key", "give_opinion", "solved", "handler", "received", "deputy_proposals")] == [
        *("Key proposal", "give opinion", "solved or basically solved", "Handling unit", "Received"),
        "Deputies' proposals",
    ]
    assert [chinese[name] for name in ("key", "give_opinion", "solved", "a reply needs a plan first")] == [
        *("重点建议", "反馈意见", "已经解决或基本解决", "先有方案, 后有答复")
    ]
    assert "suspend" not in chinese


def test_the_records_of_one_answer_can_be_appended_to_a_journal(proposal: Desk) -> None:
    machines, of_case = proposal.machines, {"c": proposal.case("c").process}
    written = [line for record in proposal.journal("c") for line in journal_lines(machines, [record], of_case)]
    assert written == list(journal_lines(machines, proposal.journal("c")))
    assert read_journal(machines, written) == proposal.journal("c")
