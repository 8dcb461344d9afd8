"""The web application: a proposal's life through its pages, refusals, restarts, many at once, the API."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest
from attrs import Factory, define

import closedloop
from closedloop import Desk

flask = pytest.importorskip("flask", reason="the web application needs Flask")

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
DAY = datetime(2024, 3, 1, 1, tzinfo=UTC)


def imported() -> ModuleType:
    place = EXAMPLES / "web_desk"
    spec = importlib.util.spec_from_file_location(
        "web_desk", place / "__init__.py", submodule_search_locations=[str(place)]
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["web_desk"] = module
    spec.loader.exec_module(module)
    return module


web_desk = imported()
web_desk.load = cache(web_desk.load)  # the two processes are compiled once for all tests


class Clock:
    def __init__(self) -> None:
        self.now = DAY

    def __call__(self) -> datetime:
        return self.now

    def later(self, **length: int) -> None:
        self.now += timedelta(**length)


@define
class Form:
    """What a browser knows of a form: what it sends as it is, and the inputs that people fill in."""

    sends: dict[str, str] = Factory(dict)
    inputs: dict[str, dict[str, Any]] = Factory(dict)
    alert: str = ""


class Page(HTMLParser):
    """A page as far as people can use it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.forms: list[Form] = []
        self.labelled: set[str] = set()
        self.alerts = ""
        self.lang = ""
        self._form: Form | None = None
        self._select: dict[str, Any] | None = None
        self._alert = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of: dict[str, Any] = {name: value if value is not None else True for name, value in attrs}
        if tag == "html":
            self.lang = of["lang"]
        elif tag == "form":
            self._form = Form()
            self.forms.append(self._form)
        elif tag == "label":
            self.labelled.add(of["for"])
        elif of.get("role") == "alert" or (self._alert and tag == "div"):
            self._alert += 1
        elif tag == "option" and self._select is not None:
            self._select["options"].append(of["value"])
            if "selected" in of:
                self._select["value"] = of["value"]
        elif tag in ("input", "select", "textarea") and self._form:
            self._input(tag, of)

    def _input(self, tag: str, of: dict[str, Any]) -> None:
        assert self._form
        if of.get("type") == "hidden":
            self._form.sends[of["name"]] = of["value"]
            return
        assert of["id"] in self.labelled, f"{of['name']} has no label"
        self._form.inputs[of["name"]] = {"tag": tag, "options": [], **of}
        self._select = self._form.inputs[of["name"]] if tag == "select" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("div", "p") and self._alert:
            self._alert -= 1

    def handle_data(self, data: str) -> None:
        if self._alert:
            self.alerts += data
            if self._form:
                self._form.alert += data

    @property
    def events(self) -> list[str]:
        return [form.sends["event"] for form in self.forms if "event" in form.sends]

    def form(self, event: str) -> Form:
        [found] = [form for form in self.forms if form.sends.get("event") == event]
        return found


class Visitor:
    """Somebody with a browser, who comes in, looks at pages and fills in forms."""

    def __init__(self, app: Any, person: str, lang: str = "en") -> None:
        self.browser = app.test_client()
        self.headers = {"Accept-Language": {"en": "en-GB,en;q=0.8", "zh": "zh-CN,zh;q=0.9"}[lang]}
        token = Page(self.browser.get("/come-in").text).forms[0].sends["token"]
        self.browser.post("/come-in", data={"token": token, "person": person})
        self.token = token

    def see(self, path: str) -> Page:
        answer = self.browser.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    def open(self, number: str) -> Any:
        return self.browser.post("/", data={"token": self.token, "number": number}, headers=self.headers)

    def send(self, case: str, form: Form, filled: dict[str, str]) -> Any:
        return self.browser.post(f"/cases/{case}", data={**form.sends, **filled}, headers=self.headers)

    def do(self, case: str, event: str, occurred: str | None = None, **filled: str) -> Any:
        form = self.see(f"/cases/{case}").form(event)
        data = {f"p.{name}": value for name, value in filled.items()}
        data |= {"occurred": occurred} if occurred else {}
        assert set(data) <= set(form.inputs)
        return self.send(case, form, data)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def app(folder: Path, clock: Clock) -> Any:
    return web_desk.create_app(folder, clock)


def accepted(answer: Any) -> None:
    assert answer.status_code == 303, answer.text


def up_to_handling(app: Any, case: str = "17") -> None:
    li, wang = Visitor(app, "li"), Visitor(app, "wang")
    accepted(li.open(case))
    accepted(li.do(case, "accept", deputy="d17", key="false"))
    accepted(wang.do(case, "assign", handler="water"))


def up_to_feedback(app: Any, case: str = "17") -> None:
    up_to_handling(app, case)
    zhao = Visitor(app, "zhao")
    accepted(zhao.do(case, "plan", document="p.pdf"))
    accepted(zhao.do(case, "reply", outcome="planned", letter="a.pdf"))


# --------------------------------------------------------------------------------------------------------- the life


def test_the_whole_life_of_a_proposal_by_six_persons(app: Any, clock: Clock) -> None:
    li, wang, chen = Visitor(app, "li", "zh"), Visitor(app, "wang"), Visitor(app, "chen", "zh")
    zhao, sun, deputy = Visitor(app, "zhao", "zh"), Visitor(app, "sun"), Visitor(app, "d17")
    accepted(li.open("2024-017"))
    accepted(li.do("2024-017", "accept", deputy="d17", key="true"))
    accepted(wang.do("2024-017", "assign", handler="roads"))
    assert zhao.see("/cases/2024-017").events == []
    accepted(sun.do("2024-017", "send_back", reason="a matter of the sewers"))
    accepted(wang.do("2024-017", "assign", handler="water"))
    for note in ("现场查看", "走访代表", "查看工程"):
        clock.later(days=3)
        accepted(zhao.do("2024-017", "visit", note=note))
    accepted(zhao.do("2024-017", "plan", document="方案.pdf"))
    accepted(zhao.do("2024-017", "reply", outcome="solved", letter="答复.pdf"))
    clock.later(days=8)
    accepted(deputy.do("2024-017", "give_opinion", opinion="satisfied", occurred="2024-03-12T10:00"))
    accepted(chen.do("2024-017", "assess", mark="92"))
    clock.later(days=60)
    accepted(li.do("2024-017", "confirm"))

    english, chinese = deputy.see("/cases/2024-017"), li.see("/cases/2024-017")
    assert (english.lang, chinese.lang) == ("en", "zh-Hans")
    told = re.findall(r"<b>(.*?)</b>", english.text)
    assert told == ["case opened", "accept", "assign", "send back", "assign", *["visit"] * 3, "plan", "reply"] + [
        *("give opinion", "assess", "confirm")
    ]
    assert re.findall(r"<b>(.*?)</b>", chinese.text)[-4:] == ["答复", "反馈意见", "评分", "回访确认"]
    for said in ("Zhao Lei for Water authority", "occurred on 2024-03-12 10:00", "solved or basically solved"):
        assert said in english.text
    for said in ("水务局赵磊（承办单位）", "发生于 2024-03-12 10:00", "结果类别：已经解决或基本解决", "转入销号"):
        assert said in chinese.text
    assert (english.events, chinese.events) == ([], ["reopen"])
    assert "Closed" in Visitor(app, "d17").see("/").text
    assert "销号" in li.see("/").text


def test_time_marks_a_case_and_fills_the_outbox(app: Any, clock: Clock) -> None:
    li = Visitor(app, "li")
    li.open("17")
    assert "overdue" not in li.see("/").text
    clock.later(days=30)
    tick = app.test_client().post("/tick")
    assert (tick.status_code, tick.json) == (200, {"records": 3})
    assert app.test_client().post("/tick").json == {"records": 0}
    page = li.see("/")
    assert '<span class="mark red">long overdue</span>' in page.text
    assert "<strong>overdue</strong>" in page.text
    assert '<span class="mark red">严重逾期</span>' in Visitor(app, "chen", "zh").see("/").text
    outbox = li.see("/outbox")
    assert "notified: Inspection office" in outbox.text
    assert "marked long overdue" in outbox.text


def test_a_step_that_waits_for_somebody_else_offers_nothing(app: Any) -> None:
    up_to_handling(app)
    assert "Nothing: the case waits" in Visitor(app, "d17").see("/cases/17").text
    assert "无：案件待他人办理" in Visitor(app, "chen", "zh").see("/cases/17").text


# --------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(("lang", "said"), [("en", "a reply needs a plan first"), ("zh", "先有方案, 后有答复")])
def test_a_requirement_is_told_in_the_readers_language(app: Any, lang: str, said: str) -> None:
    up_to_handling(app)
    zhao = Visitor(app, "zhao", lang)
    assert "reply" not in zhao.see("/cases/17").events, "what cannot be accepted is not offered"
    sends = {"token": zhao.token, "seq": "3", "event": "reply", "p.outcome": "solved", "p.letter": "a.pdf"}
    answer = zhao.send("17", Form(sends), {})
    assert answer.status_code == 409
    assert said in Page(answer.text).alerts


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "backdating reaches back 10 working days at most"), ("zh", "补录至多追溯 10 个工作日")],
)
def test_a_refusal_stands_in_its_form_in_the_readers_language(app: Any, clock: Clock, lang: str, said: str) -> None:
    up_to_feedback(app)
    clock.later(days=28)
    answer = Visitor(app, "d17", lang).do("17", "give_opinion", opinion="mostly", occurred="2024-03-01T10:00")
    form = Page(answer.text).form("give_opinion")
    assert answer.status_code == 422
    assert said in form.alert
    assert form.inputs["p.opinion"]["value"] == "mostly"
    assert form.inputs["occurred"]["value"] == "2024-03-01T10:00"


def test_wrong_parameters_are_named_and_marked(app: Any) -> None:
    up_to_handling(app)
    zhao = Visitor(app, "zhao", "zh")
    accepted(zhao.do("17", "plan", document="p.pdf"))
    answer = zhao.do("17", "reply", outcome="perfect", letter=" ")
    form = Page(answer.text).form("reply")
    assert answer.status_code == 422
    assert "`结果类别`应为" in form.alert
    assert "`答复`缺少参数`答复函`" in form.alert
    assert [name for name, each in form.inputs.items() if each.get("aria-invalid")] == ["p.outcome", "p.letter"]
    assert zhao.do("17", "plan", document="p.pdf").status_code == 303


def test_who_has_not_the_role_is_refused_whatever_is_sent(app: Any) -> None:
    up_to_handling(app)
    sun = Visitor(app, "sun")
    page = sun.see("/cases/17")
    assert page.events == []
    sends = {"token": sun.token, "seq": "3", "event": "plan", "p.document": "p.pdf"}
    answer = sun.send("17", Form(sends), {})
    assert answer.status_code == 403
    assert "`roads` may not do `plan`: that is for `Handling unit`" in Page(answer.text).alerts
    assert sun.send("17", Form(sends | {"event": "no_such"}), {}).status_code == 422
    assert sun.send("17", Form(sends | {"seq": "three"}), {}).status_code == 400
    assert sun.send("17", Form(sends | {"occurred": "yesterday"}), {}).status_code == 400


def test_there_is_no_such_case_or_there_is_one_already(app: Any) -> None:
    li = Visitor(app, "li", "zh")
    accepted(li.open("17"))
    assert li.open("17").status_code == 409
    assert "案件`17`已经开立" in Page(li.open("17").text).alerts
    assert li.open("../17").status_code == li.open("").status_code == 422
    for path in ("/cases/18", "/nothing"):
        assert li.browser.get(path).status_code == 404
    answer = li.browser.get("/cases/18", headers=li.headers)
    assert "没有案件`18`" in Page(answer.text).alerts
    accepted(li.open("第18号"))
    assert "第18号" in li.see("/").text


def test_nobody_comes_in_without_a_name_or_sends_a_form_of_another_site(app: Any) -> None:
    stranger = app.test_client()
    for path in ("/", "/cases/17", "/outbox"):
        assert stranger.get(path).headers["Location"] == "/come-in"
    li = Visitor(app, "li")
    for token in ("", "x", "é"):
        li.token = token
        assert li.open("17").status_code == 400
    assert li.browser.post("/come-in", data={"person": "chen"}).status_code == 400
    li = Visitor(app, "li")
    for nobody in ("water", "mallory", ""):
        assert li.browser.post("/come-in", data={"token": li.token, "person": nobody}).status_code == 400
    assert li.browser.post("/leave", data={"token": li.token}).status_code == 303
    assert li.browser.get("/").headers["Location"] == "/come-in"


def test_a_stale_form_is_told_so_and_keeps_what_was_filled_in(app: Any) -> None:
    up_to_handling(app)
    one, other = Visitor(app, "zhao"), Visitor(app, "zhao", "zh")
    mine, theirs = one.see("/cases/17").form("plan"), other.see("/cases/17").form("visit")
    accepted(one.send("17", mine, {"p.document": "p.pdf"}))
    answer = other.send("17", theirs, {"p.note": "现场查看"})
    assert answer.status_code == 409
    page = Page(answer.text)
    assert "打开本页之后案件已有变化" in page.form("visit").alert
    assert "现场查看</textarea>" in answer.text
    accepted(other.send("17", page.form("visit"), {"p.note": "现场查看"}))
    assert one.send("17", mine, {"p.document": "p.pdf"}).status_code == 409, "the button was pressed twice"


def test_what_people_write_is_shown_as_it_is_and_never_as_html(app: Any) -> None:
    up_to_handling(app)
    zhao, nasty = Visitor(app, "zhao"), "<script>alert('x')</script>\"&\n{{ 7 * 7 }}"
    accepted(zhao.do("17", "visit", note=nasty))
    page = zhao.see("/cases/17").text
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    accepted(zhao.do("17", "plan", document="p.pdf"))
    answer = zhao.do("17", "reply", outcome=nasty, letter='"><script>')
    assert answer.status_code == 422
    assert "<script" not in answer.text
    assert app.test_client().get("/static/nothing.css").status_code == 404
    headers = zhao.browser.get("/").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_language_is_the_browsers_until_one_is_chosen(app: Any) -> None:
    browser = app.test_client()
    assert Page(browser.get("/come-in", headers={"Accept-Language": "zh-CN"}).text).lang == "zh-Hans"
    assert Page(browser.get("/come-in", headers={"Accept-Language": "fr"}).text).lang == "en"
    assert Page(browser.get("/come-in?lang=zh").text).lang == "zh-Hans"
    assert Page(browser.get("/come-in", headers={"Accept-Language": "en"}).text).lang == "zh-Hans"
    assert Page(browser.get("/come-in?lang=xx").text).lang == "zh-Hans"


# ------------------------------------------------------------------------------------------------------------ forms

ALL_KINDS = """
process everything {
  role office "The office"
  role unit assigned
  field grade "Grade": one of low "rather low" | high
  start doing
  step doing {
    by office
    put(unit, grade, yes_no: bool, score: int -5..5, many: int, share: decimal, note: text, day: date, moment: time,
        length: duration, who: party, paper: file, token: text, seq: int, event?: text, notes: list of text,
        days: list of date, grades?: list of one of a | b, numbers: list of int) -> done
  }
  end done
}
"""
FILLED = {
    **{"unit": "water", "grade": "high", "yes_no": "false", "score": "-5", "many": " +12 ", "share": "1.50"},
    **{"note": "one\r\ntwo", "day": "2024-02-29", "moment": "2024-03-01T14:30", "length": "5 working days"},
    **{"who": "d17", "paper": "a.pdf", "token": "t", "seq": "7", "event": "", "notes": " a \r\n\r\nb"},
    **{"days": "2024-01-01\n2024-01-02", "numbers": "1\n-2"},
}


@pytest.fixture
def schema() -> Any:
    desk = Desk(closedloop.loads(ALL_KINDS), directory={"ann": ["office"]})
    desk.open(case="c")
    return desk.offers("c", "ann")[0].schema


def test_each_parameter_has_the_input_of_its_kind(app: Any, schema: Any) -> None:
    from web_desk.forms import inputs
    from web_desk.reader import Reader

    machine = next(iter(Desk(closedloop.loads(ALL_KINDS)).machines.values()))
    made = {each["param"]: each for each in inputs(schema, Reader("zh", machine, {}, {}))}
    assert list(made) == list(schema["properties"])
    assert Counter(each["kind"] for each in made.values()) == {
        **{
            "text": 5,
            "select": 2,
            "number": 3,
            "textarea": 3,
            "date": 1,
            "datetime-local": 1,
            "lines": 3,
            "multiple": 1,
        }
    }
    assert made["grade"]["choices"] == [("low", "rather low"), ("high", "high")]
    assert made["yes_no"]["choices"] == [("true", "是"), ("false", "否")]
    assert (made["score"]["minimum"], made["score"]["maximum"]) == (-5, 5)
    assert [name for name, each in made.items() if not each["required"]] == ["event", "grades"]
    assert made["grade"]["title"] == "Grade"


def test_what_is_filled_in_is_what_the_schema_asks_for(schema: Any) -> None:
    from web_desk.forms import params
    from werkzeug.datastructures import MultiDict

    given = params(schema, MultiDict({f"p.{name}": text for name, text in FILLED.items()}))
    jsonschema.validate(given, schema)
    assert given["notes"] == ["a", "b"]
    assert (given["many"], given["yes_no"], given["note"]) == (12, False, "one\ntwo")
    desk = Desk(closedloop.loads(ALL_KINDS), directory={"ann": ["office"]})
    desk.open(case="c")
    assert not isinstance(desk.submit("c", "put", "ann", given), closedloop.Refused)
    nonsense = MultiDict({"p.score": "²", "p.yes_no": "perhaps", "p.notes": " \n ", "p.more": "1"})
    assert params(schema, nonsense) == {"score": "²", "yes_no": "perhaps"}


def test_the_forms_of_a_case_are_those_of_the_offers(app: Any) -> None:
    up_to_handling(app)
    zhao = Visitor(app, "zhao")
    accepted(zhao.do("17", "plan", document="p.pdf"))
    page = zhao.see("/cases/17")
    offers = zhao.browser.get("/api/cases/17/offers", auth=("zhao", "")).json["offers"]
    assert page.events == [offer["event"] for offer in offers] != []
    for offer in offers:
        inputs = page.form(offer["event"]).inputs
        assert set(inputs) == {f"p.{name}" for name in offer["schema"]["properties"]}
        required = {name for name, each in inputs.items() if each.get("required")}
        assert required == {f"p.{name}" for name in offer["schema"]["required"]}
    assert page.form("reply").inputs["p.outcome"]["options"] == ["", "solved", "planned", "noted"]
    assert Visitor(app, "li").see("/cases/17").events == []


def test_numbers_have_their_bounds_and_parties_are_suggested(app: Any) -> None:
    li, chen = Visitor(app, "li"), Visitor(app, "chen")
    li.open("17")
    assert li.see("/cases/17").form("accept").inputs["p.deputy"]["list"] == "parties"
    li.do("17", "accept", deputy="d17", key="false")
    Visitor(app, "wang").do("17", "assign", handler="water")
    zhao = Visitor(app, "zhao")
    zhao.do("17", "plan", document="p.pdf")
    zhao.do("17", "reply", outcome="noted", letter="a.pdf")
    assert "occurred" in Visitor(app, "d17").see("/cases/17").form("give_opinion").inputs
    Visitor(app, "d17").do("17", "give_opinion", opinion="mostly")
    form = chen.see("/cases/17").form("assess")
    assert (form.inputs["p.mark"]["min"], form.inputs["p.mark"]["max"]) == ("0", "100")
    assert "occurred" not in form.inputs
    answer = chen.do("17", "assess", mark="101")
    assert answer.status_code == 422
    assert "from 0 to 100" in Page(answer.text).form("assess").alert


# ------------------------------------------------------------------------------------------------ nothing gets lost


def test_a_restart_loses_nothing(app: Any, folder: Path, clock: Clock) -> None:
    up_to_handling(app)
    before = Visitor(app, "zhao").see("/cases/17").text
    again = web_desk.create_app(folder, clock)  # the first one was never shut down
    assert re.sub('name="token" value=".*?"', "", Visitor(again, "zhao").see("/cases/17").text) == re.sub(
        'name="token" value=".*?"', "", before
    )
    accepted(Visitor(again, "zhao").do("17", "plan", document="p.pdf"))
    stale = Visitor(app, "zhao").do("17", "visit", note="from the old process")
    assert stale.status_code == 503
    assert "was changed by another program" in Page(stale.text).alerts


def test_a_decision_cut_short_is_told_and_left_out(app: Any, folder: Path, clock: Clock, caplog: Any) -> None:
    up_to_handling(app)
    journal = folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    again = web_desk.create_app(folder, clock)
    assert "bytes of an event cut short are in journal.torn" in caplog.text
    assert "assign" in Visitor(again, "wang").see("/cases/17").events
    assert (folder / "journal.torn").stat().st_size > 0


def test_a_full_disk_accepts_nothing(app: Any, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    up_to_handling(app)
    zhao, before = Visitor(app, "zhao", "zh"), (folder / "journal.jsonl").read_bytes()

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("closedloop.engine.journal_file.os.write", full)
        answer = zhao.do("17", "plan", document="p.pdf")
    assert answer.status_code == 503
    assert "未准许任何事项" in Page(answer.text).alerts
    assert (folder / "journal.jsonl").read_bytes() == before
    assert "制定方案</b>" not in zhao.see("/cases/17").text
    accepted(zhao.do("17", "plan", document="p.pdf"))


def test_effects_wait_in_the_outbox_until_they_are_done(app: Any, folder: Path, clock: Clock) -> None:
    li = Visitor(app, "li")
    li.open("17")
    clock.later(days=9)
    app.test_client().post("/tick")
    again = Visitor(web_desk.create_app(folder, clock), "li")
    page = again.see("/outbox")
    forms = [form for form in page.forms if "index" in form.sends]
    assert [form.sends["index"] for form in forms] == ["0", "1"]
    for _ in range(2):  # the button is pressed twice
        assert again.browser.post("/outbox", data=forms[1].sends).status_code == 303
    assert again.browser.post("/outbox", data={"token": again.token, "case": "17", "seq": "x"}).status_code == 303
    with (folder / "done.jsonl").open("a") as file:
        file.write('\n["17",3')
    last = Visitor(web_desk.create_app(folder, clock), "li")
    left = [form.sends for form in last.see("/outbox").forms if "index" in form.sends]
    assert [form["index"] for form in left] == ["0"]
    last.browser.post("/outbox", data={**left[0], "token": last.token})
    end = Visitor(web_desk.create_app(folder, clock), "li").see("/outbox")
    assert "Nothing is left to be done." in end.text


def test_of_many_at_once_on_one_case_one_is_accepted(app: Any, folder: Path, clock: Clock) -> None:
    up_to_handling(app)
    visitors = [Visitor(app, "zhao") for _ in range(8)]
    forms = [visitor.see("/cases/17").form("visit") for visitor in visitors]
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda one: one[0].send("17", one[1], {"p.note": "x"}), zip(visitors, forms, strict=True))
        )
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 7
    assert web_desk.create_app(folder, clock)


def test_many_at_once_on_many_cases_are_all_kept(app: Any, folder: Path, clock: Clock) -> None:
    visitors = [(Visitor(app, "li"), f"2024-{number}") for number in range(12)]

    def begin(one: tuple[Visitor, str]) -> list[int]:
        visitor, case = one
        return [visitor.open(case).status_code, visitor.do(case, "accept", deputy="d17", key="false").status_code]

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(begin, visitors)) == [[303, 303]] * 12
    page = Visitor(web_desk.create_app(folder, clock), "wang").see("/")
    assert page.text.count("Assigning") == 12


# ------------------------------------------------------------------------------------------------------ for programs


def test_a_program_reads_a_case_and_what_it_may_do(app: Any) -> None:
    up_to_handling(app)
    browser = app.test_client()
    found = browser.get("/api/cases/17", auth=("zhao", "")).json
    assert (found["step"], found["seq"], found["mark"]) == ("handling", 3, None)
    assert found["due"] == "2024-06-03T16:00:00+00:00"
    assert [record["kind"] for record in found["journal"]] == ["opened", "event", "event"]
    offers = browser.get("/api/cases/17/offers", auth=("zhao", "")).json
    assert offers["seq"] == 3
    for offer in offers["offers"]:
        jsonschema.Draft202012Validator.check_schema(offer["schema"])


def test_a_program_submits_events(app: Any) -> None:
    up_to_handling(app)
    browser = app.test_client()

    def submit(asked: Any, person: str = "zhao", **more: Any) -> Any:
        return browser.post("/api/cases/17/events", json=asked, auth=(person, ""), **more)

    plan = {"event": "plan", "params": {"document": "p.pdf"}, "seq": 3}
    answer = submit(plan)
    assert (answer.status_code, answer.json) == (201, {"case": "17", "seq": 4, "step": "handling"})
    assert submit(plan).status_code == 409
    refused = submit({"event": "reply", "params": {"outcome": "x", "letter": 3}}, headers={"Accept-Language": "zh"})
    assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
    assert {each["parameter"]: each["code"] for each in refused.json["reasons"]} == {
        "outcome": "CL548",
        "letter": "CL547",
    }
    assert (refused.json["title"], refused.json["status"]) == ("所填内容有误", 422)
    assert submit({"event": "assign", "params": {"handler": "roads"}}).status_code == 409
    assert submit({"event": "plan", "params": {"document": "p.pdf"}}, "sun").status_code == 403
    assert submit({"event": "plan", "params": {"document": "p"}, "occurred": "2024-02-01T09:00"}).status_code == 403
    with_its_time = {"event": "visit", "params": {"note": "n"}, "role": "handler", "occurred": "2024-03-01T09:00+08:00"}
    assert submit(with_its_time).status_code == 201


@pytest.mark.parametrize(
    "asked",
    [
        *([], "x", {"event": 3}, {}, {"event": "plan", "more": 1}, {"event": "plan", "params": [1]}),
        *({"event": "plan", "occurred": "x"}, {"event": "plan", "occurred": 3}, {"event": "plan", "occurred": None}),
    ],
)
def test_what_makes_no_sense_is_said_to_make_none(app: Any, asked: Any) -> None:
    up_to_handling(app)
    answer = app.test_client().post("/api/cases/17/events", json=asked, auth=("zhao", ""))
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.json["status"] == 400
    assert answer.json["title"]


def test_programs_are_answered_with_problems_too(app: Any) -> None:
    browser = app.test_client()
    nobody = browser.get("/api/cases/17")
    assert (nobody.status_code, nobody.headers["WWW-Authenticate"]) == (401, "Basic")
    assert browser.get("/api/cases/17", auth=("water", "")).status_code == 401
    missing = browser.get("/api/cases/17", auth=("li", ""), headers={"Accept-Language": "zh"})
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    assert missing.json["title"].startswith("没有案件`17`")
    assert browser.post("/api/cases/17/events", data={"event": "x"}, auth=("li", "")).status_code == 415
    assert browser.delete("/api/cases/17", auth=("li", "")).status_code == 405
    too_much = browser.post("/api/cases/17/events", json={"event": "x" * 200_000}, auth=("li", ""))
    assert too_much.status_code == 413
    signed_in = Visitor(app, "li").browser.get("/api/cases/17")
    assert signed_in.status_code == 401, "the session of the pages opens nothing here"


def test_every_word_of_the_pages_is_there_in_both_languages(app: Any) -> None:
    words = web_desk.reader.toml("words.toml")
    place = EXAMPLES / "web_desk"
    sources = [path.read_text(encoding="utf-8") for path in [*place.glob("*.py"), *place.glob("templates/*.html")]]
    used = {key for text in sources for key in re.findall(r"""say\(["'](\w+)["']\)|abort\(\d+, "(\w+)"\)""", text)}
    used_keys = {key for pair in used for key in pair if key}
    indirect = {key for key in words if key.startswith("http_")} | {"case", "step", "deadline", "colour"}
    assert used_keys | indirect == set(words)
    assert all(len(both) == 2 and all(both) for both in words.values())


# ------------------------------------------------------------------------------------------------- a server for real


class Server:
    """The application run as anybody runs it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        environment = {**os.environ, "DESK_FOLDER": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "flask", "--app", "web_desk", "run", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=EXAMPLES, env=environment, stderr=subprocess.DEVNULL)
        while self.process.poll() is None:
            try:
                self.get("/come-in")
                return
            except urllib.error.URLError:
                time.sleep(0.05)
        raise AssertionError("the server has ended")

    def get(self, path: str) -> str:
        return self.opened(path).decode()

    def opened(self, path: str, asked: Any = None) -> bytes:
        data = None if asked is None else json.dumps(asked).encode()
        headers = {"Content-Type": "application/json", "Authorization": "Basic bGk6"}  # li, without a password
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        with urllib.request.urlopen(request) as answer:
            body: bytes = answer.read()
            return body

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def test_it_runs_and_what_was_accepted_outlives_a_kill(folder: Path, clock: Clock) -> None:
    before = web_desk.create_app(folder)
    Visitor(before, "li").open("17")
    server = Server(folder)
    try:
        assert "Li Min" in server.get("/come-in?lang=en")
        accept = {"event": "accept", "params": {"deputy": "d17", "key": False}}
        assert json.loads(server.opened("/api/cases/17/events", accept)) == {
            "case": "17",
            "seq": 2,
            "step": "assigning",
        }
    finally:
        server.kill()
    page = Visitor(web_desk.create_app(folder), "wang").see("/cases/17")
    assert "assign" in page.events
