"""Every message with example values in place of its parameters, for its page and for the index of all codes.

Guarantees: a sample of every parameter of every code, in either language (kept by a test).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from closedloop.messages.catalogue import CATALOGUE
from closedloop.messages.language import Language
from closedloop.messages.values import AnyOf, Phrase, fill, placeholders

Samples = Mapping[str, tuple[Any, Any]]
"""Example values in English and in Chinese, by parameter."""


def _same(value: Any) -> tuple[Any, Any]:
    return value, value


def _kind(key: str) -> tuple[Phrase, Phrase]:
    return _same(Phrase(key))


SAMPLES: Samples = {
    "actor": ("roads", "城管局"),
    "actual": _kind("type.text"),
    "ahead": ("5 working days", "5 个工作日"),
    "at": _same("2024-04-01 09:00"),
    "at_most": ("10 working days", "10 个工作日"),
    "atom": ("visit", "走访"),
    "before": ("10 working days", "10 个工作日"),
    "case": _same("2024-01"),
    "choices": (AnyOf(("granted", "rejected")), AnyOf(("准予", "驳回"))),
    "column": _kind("column.time"),
    "command": _same("closedloop run"),
    "construct": _same(Phrase("construct.step")),
    "count": _same(2),
    "deepest": _same(100),
    "due": _same("2024-04-02 00:00"),
    "effect": ("open_ticket", "建单"),
    "end": ("closed", "办结"),
    "event": ("reply", "答复"),
    "field": ("outcome", "办理结果"),
    "given": _same("`7`"),
    "guess": _same("GB18030"),
    "high": _same(100),
    "in_all": ("3 months", "3 个月"),
    "item": _kind("type.text"),
    "kind": _kind("bare.field"),
    "known": (("handling", "feedback"), ("承办", "反馈")),
    "label": ("warn", "预警"),
    "left": ("title", "标题"),
    "left_type": _kind("type.text"),
    "limit": _same(100),
    "line": _same(7),
    "low": _same(0),
    "name": ("letter", "答复函"),
    "occurred": _same("2024-03-28 09:00"),
    "one": ("plan", "制定方案"),
    "op": _same("<"),
    "opened": _same("2024-03-29 09:00"),
    "other": ("reply", "答复"),
    "params": (("outcome", "letter"), ("办理结果", "答复函")),
    "path": _same("petitions.loop"),
    "possible": (AnyOf(("visit", "reply", "extend")), AnyOf(("走访", "答复", "extend"))),
    "process": ("petitions", "信访办理"),
    "processes": (("petitions", "complaints"), ("信访办理", "投诉办理")),
    "right": ("rounds", "轮数"),
    "right_type": _kind("type.int"),
    "role": ("handler", "承办单位"),
    "roles": (AnyOf(("office", "inspector")), AnyOf(("办公室", "督查室"))),
    "rule": ("visited", "先走访"),
    "seq": _same(4),
    "since": _same("2024-03-20 09:00"),
    "start": ("received", "受理"),
    "step": ("handling", "承办"),
    "steps": (("handling", "feedback"), ("承办", "反馈")),
    "term": (Phrase("flow.name", {"name": "rounds"}), Phrase("flow.name", {"name": "轮数"})),
    "text": ("title", "标题"),
    "times": _same(1),
    "to": ("feedback", "反馈"),
    "until": _same("2024-07-01 00:00"),
    "value": ("soon", "不久"),
    "wanted": _kind("type.int"),
    "window": ("3 months", "3 个月"),
    "word": ("proces", "流成"),
    "words": (AnyOf(("process", "流程")), AnyOf(("流程", "process"))),
    "zone": _same("Asia/Shangai"),
}
"""What stands for a parameter where a code says nothing else in `OF_CODE`."""

_BRACE = _same("}")
_WAY = (
    Phrase("flow.way", {"way": Phrase("flow.event", {"event": "assign"})}),
    Phrase("flow.way", {"way": Phrase("flow.event", {"event": "分办"})}),
)
_ROUND = (
    Phrase(
        "flow.then",
        {"first": Phrase("flow.name", {"name": "handling"}), "rest": Phrase("flow.name", {"name": "checking"})},
    ),
    Phrase(
        "flow.then", {"first": Phrase("flow.name", {"name": "承办"}), "rest": Phrase("flow.name", {"name": "检查"})}
    ),
)
_DATA = (
    Phrase("flow.is", {"term": Phrase("flow.name", {"name": "grade"}), "value": Phrase("flow.name", {"name": "low"})}),
    Phrase("flow.is", {"term": Phrase("flow.name", {"name": "等级"}), "value": Phrase("flow.name", {"name": "低"})}),
)

OF_CODE: Mapping[str, Samples] = {
    # ------------------------------------------------------------------------------------------------------- text
    "CL001": {"byte": _same("0xB0"), "offset": _same(12)},
    "CL002": {"character": _same("U+202E")},
    "CL006": {"text": _same("@")},
    "CL009": {"most": _same(100)},
    "CL010": {"text": ("of", "的"), "expected": _kind("expected.type")},
    "CL011": {"what": _same("`{`"), "after": _kind("after.name")},
    "CL012": {"text": _same(",")},
    "CL013": {"word": ("wihtin", "期先")},
    "CL014": {"name": ("visit", "走访")},
    "CL015": {"text": ("end", "终点")},
    "CL016": {"text": _BRACE},
    "CL017": {"word": ("步骤", "step"), "right": ("step", "步骤")},
    "CL018": {"word": ("byoffice", "由办公室"), "apart": ("by office", "由 办公室")},
    "CL019": {"text": ("by", "由"), "kind": _kind("by_place.step")},
    "CL020": {"text": ("field", "字段"), "here": _kind("construct.step"), "construct": _kind("construct.process")},
    "CL021": {"text": ("within", "限")},
    "CL022": {"wrong": _same("=>"), "right": _same("->")},
    "CL024": {"construct": _kind("construct.field")},
    "CL025": {"construct": _kind("construct.process")},
    "CL026": {"text": ("office", "办公室")},
    "CL027": {"text": ("1st_office", "1号窗口")},
    "CL028": {"text": ("within", "限")},
    "CL041": {"limit": _same(15)},
    "CL042": {"limit": _same(200)},
    "CL045": {"day": _same("2023-02-29")},
    "CL046": {"time": _same("24:30")},
    "CL047": {"day": _same("02-30")},
    "CL048": {"word": ("version", "版本")},
    "CL060": {"first": ("plan", "方案"), "second": ("scheme", "计划"), "translation": ("方案", "plan")},
    "CL061": {"name": ("reply", "答复")},
    "CL062": {"why": ("line 3", "第 3 行")},
    "CL063": {"entry": ("reply", "答复")},
    # ------------------------------------------------------------------------------------------------------ names
    "CL100": {"name": ("petitions", "信访办理")},
    "CL101": {"what": _kind("bare.field")},
    "CL102": {"name": ("unit", "单位"), "other": _kind("bare.role")},
    "CL103": {"name": ("urgent", "紧急")},
    "CL104": {"name": ("low", "低")},
    "CL105": {"name": _same("suspend")},
    "CL106": {"name": ("inspect", "检查")},
    "CL107": {"name": _same("chna"), "known": _same(("china", "weekdays"))},
    "CL109": {"name": ("office", "办公室")},
    "CL110": {"name": ("archive", "归档")},
    "CL111": {"name": ("archive", "归档")},
    "CL112": {"name": ("archive", "归档"), "known": (("closed", "withdrawn"), ("办结", "撤回"))},
    "CL113": {"name": ("archive", "档案室"), "known": (("office", "inspector"), ("办公室", "督查室"))},
    "CL114": {"name": ("amount", "金额"), "known": (("title", "rounds"), ("标题", "轮数"))},
    "CL115": {"name": ("purple", "紫"), "known": (("yellow", "red"), ("黄", "红"))},
    "CL116": {"name": ("strict", "从严"), "known": (("usual", "duty"), ("常规", "尽责"))},
    "CL117": {"name": ("send_mail", "发函"), "known": (("open_ticket", "archive"), ("建单", "归档"))},
    "CL118": {"name": ("inspect", "检查"), "known": (("visit", "reply"), ("走访", "答复"))},
    "CL119": {
        "name": _same("reopen"),
        "kind": _kind("kind.event"),
        "wanted": _kind("kind.role"),
        "known": (("office", "inspector"), ("办公室", "督查室")),
    },
    "CL120": {"name": ("amount", "金额")},
    "CL121": {"name": ("high", "高"), "field": ("grade", "等级")},
    "CL122": {"name": ("visit", "走访"), "kind": _kind("kind.event")},
    "CL123": {"name": ("higher", "较高"), "choices": (("low", "middle", "high"), ("低", "中", "高"))},
    "CL124": {"name": ("inspect", "检查")},
    "CL125": {"event": _same("reopen"), "name": ("cause", "原因"), "known": _same(("reason",))},
    "CL126": {"name": ("urgent", "紧急类别")},
    "CL127": {"name": ("bank", "银行"), "problem": ("no module `bank`", "没有模块`bank`")},
    "CL128": {"name": ("titel", "标体")},
    "CL129": {"name": ("warn", "预警")},
    "CL130": {"name": ("remark", "备注")},
    "CL131": {"name": ("title", "标题"), "kind": _kind("kind.field")},
    "CL132": {"name": ("office", "办公室")},
    "CL133": {"name": ("remark", "备注")},
    "CL134": {"name": ("queue", "队列")},
    "CL135": {"name": ("visit", "走访")},
    "CL136": {"name": ("ask_time", "申请延期")},
    "CL137": {
        "name": ("visit", "走访"),
        "one": ("visit(note: text)", "走访(记录: 文本)"),
        "other": ("visit()", "走访()"),
    },
    "CL138": {"name": ("urgent", "紧急类别")},
    "CL140": {"name": ("petitions", "信访办理")},
    "CL142": {"name": ("petitions", "信访办理")},
    "CL143": {"name": ("petitions", "信访办理")},
    "CL146": {"name": ("visit", "走访")},
    # ------------------------------------------------------------------------------------------------------ types
    "CL200": {"name": ("units", "协办单位")},
    "CL203": {"kind": _kind("type.text")},
    "CL205": {"op": _same("-")},
    "CL206": {"measure": ("elapsed", "已用时间"), "text": _same("3"), "actual": _kind("type.int")},
    "CL207": {"one": ("elapsed", "已用时间"), "other": ("remaining", "剩余时间")},
    "CL208": {"value": _same(120)},
    "CL209": {"low": _same(100), "high": _same(0)},
    "CL210": {"op": _same("+")},
    "CL211": {"text": ("2 hours", "2 小时")},
    "CL213": {"name": ("note", "记录"), "event": ("visit", "走访")},
    "CL214": {"text": ("count visit", "走访 次数"), "place": _kind("place.atom")},
    "CL215": {"text": ("now", "现在")},
    "CL217": {"text": ("elapsed", "已用时间")},
    "CL219": {"right": ("grades", "等级表"), "right_type": _kind("type.list")},
    "CL221": {"actual": _kind("type.text"), "wanted": _kind("type.duration"), "name": ("title", "标题")},
    "CL222": {"name": ("title", "标题")},
    "CL223": {"name": ("handling", "承办")},
    "CL224": {"name": ("handling", "承办")},
    "CL225": {"name": ("handling", "承办")},
    "CL226": {"name": _same("reopen")},
    "CL228": {"name": ("units", "协办单位")},
    "CL230": {"first": _kind("type.text"), "other": _kind("type.int")},
    "CL232": {"missing": (("letter",), ("答复函",))},
    "CL236": {"name": ("handling", "承办")},
    "CL237": {"name": ("duty", "尽责")},
    "CL239": {"name": ("late", "严重")},
    "CL241": {"moment": _same("9999-12-31 23:59")},
    "CL246": {"value": _same(101)},
    "CL248": {"name": ("closed", "办结")},
    "CL249": {"name": ("office", "办公室")},
    # ------------------------------------------------------------------------------------------------------- flow
    "CL251": {"why": _kind("flow.never")},
    "CL252": {"data": _DATA},
    "CL253": {"why": _kind("flow.not_here")},
    "CL260": {"path": _WAY},
    "CL261": {"path": _WAY},
    "CL262": {"path": _WAY},
    "CL263": {"event": ("complain", "申诉")},
    "CL264": {"range": _same(Phrase("flow.between", {"low": 0, "high": 100}))},
    "CL265": {"range": _same(Phrase("flow.at_least", {"low": 0}))},
    "CL266": {"term": _kind("flow.time_overdue")},
    "CL270": {"step": ("archive", "归档")},
    "CL271": {"end": ("withdrawn", "撤回")},
    "CL276": {"event": ("inspect", "督查")},
    "CL277": {"data": _DATA},
    "CL280": {"steps": _ROUND},
    "CL281": {"steps": _ROUND},
    "CL304": {"steps": (("handling",), ("承办",))},
    "CL305": {"steps": (("handling",), ("承办",))},
    "CL306": {"steps": (("handling",), ("承办",))},
    "CL311": {"limit": ("5 working days", "5 个工作日")},
    "CL312": {"extended": ("4 months", "4 个月")},
    "CL350": {"name": ("ofice", "办公是")},
    "CL351": {"name": ("remark", "备注")},
    # --------------------------------------------------------------------------------------------------- refusals
    "CL501": {"at": _same("2024-03-01 09:00"), "last": _same("2024-03-04 10:30")},
    "CL502": {"event": ("inspect", "检查")},
    "CL504": {"event": ("reply", "答复")},
    "CL505": {"event": ("assign", "分办")},
    "CL507": {"role": ("inspector", "督查室"), "roles": (AnyOf(("handler",)), AnyOf(("承办单位",)))},
    "CL511": {"name": ("note", "记录")},
    "CL520": {"message": ("visit first", "先走访, 后答复")},
    "CL521": {"text": ("count visit >= 1", "走访 次数 >= 1")},
    "CL530": {"text": ("visit before reply", "走访 先于 答复")},
    "CL531": {
        "title": ("no reply without a visit", "未走访不得答复"),
        "text": ("visit before reply", "走访 先于 答复"),
    },
    "CL540": {"name": ("urgent", "紧急"), "value": ("perhaps", "也许")},
    "CL541": {"name": ("rounds", "轮数"), "value": _same("2.5")},
    "CL542": {"name": ("amount", "金额"), "value": ("many", "很多")},
    "CL543": {"name": ("title", "标题"), "value": _same("7")},
    "CL544": {"name": ("deadline", "截止日"), "value": _same("2024-02-30")},
    "CL545": {"name": ("meeting", "会议时间"), "value": ("noon", "中午")},
    "CL546": {"name": ("by", "by")},
    "CL547": {"name": ("handler", "承办单位"), "value": _same(" ")},
    "CL548": {"name": ("outcome", "办理结果"), "value": ("perhaps", "也许")},
    "CL549": {"name": ("units", "协办单位"), "value": ("water", "水务局")},
    "CL550": {"name": ("mark", "分值"), "value": _same("120")},
    "CL551": {"name": ("mark", "分值"), "value": _same("-1")},
    "CL552": {"name": ("mark", "分值"), "value": _same("120")},
    # ------------------------------------------------------------------------------------------- desk, command line
    "CL601": {"process": ("complaint", "投诉")},
    "CL604": {"name": _same("at")},
    "CL605": {"name": _same("case")},
    "CL608": {"name": ("roads", "城管局")},
    "CL610": {"problem": ("its number is out of order", "编号不连续")},
    "CL611": {"problem": ("its number is out of order", "编号不连续")},
    "CL612": {"name": _same("clock")},
    "CL613": {"path": _same("journal.jsonl")},
    "CL614": {"path": _same("journal.jsonl"), "problem": _same("No space left on device")},
    "CL650": {"name": _same("chek")},
    "CL651": {"name": _same("--fromat")},
    "CL652": {"name": _same("EVENTS")},
    "CL653": {"name": _same("--format"), "choices": _same(AnyOf(("text", "json")))},
    "CL654": {"value": _same("more.csv")},
    "CL655": {"name": _same("--format")},
    "CL656": {"why": _kind("reason.one_stdin")},
    "CL658": {"why": _kind("reason.denied")},
    "CL659": {"why": _kind("reason.full")},
    "CL660": {"path": _same("processes")},
    "CL663": {"path": _same("names.toml")},
    "CL664": {"path": _same("petitions.json"), "why": ("it is not JSON", "不是 JSON")},
    "CL665": {
        "name": ("complaint", "投诉"),
        "choices": (AnyOf(("petitions", "complaints")), AnyOf(("信访办理", "投诉办理"))),
    },
    "CL666": {"choices": (("petitions", "complaints"), ("信访办理", "投诉办理"))},
    "CL668": {"name": _same("CL999")},
    "CL669": {"name": _same("1st")},
    "CL672": {"column": ("remark", "备注")},
    "CL673": {"column": ("case", "案件")},
    "CL675": {"text": ("soon", "不久")},
    "CL679": {"column": _same(12)},
    "CL681": {"found": _same(9), "expected": _same(8)},
    "CL682": {"last": _same(12)},
    "CL683": {"text": ("soon", "不久"), "kind": _kind("cell.date"), "column": ("deadline", "截止日")},
    "CL688": {"key": _same("letter")},
    "CL689": {"column": _kind("column.case"), "kind": _kind("cell.text")},
    "CL750": {
        "name": ("late", "逾期"),
        "choices": (AnyOf(("in time", "too late")), AnyOf(("按期", "过期"))),
    },
    "CL752": {"path": _same("journal.jsonl"), "name": _same("2024-017"), "process": ("petitions", "信访办理")},
    "CL753": {"option": _same("--counts"), "format": _same("mermaid")},
    "CL754": {"option": _same("--as-of"), "needed": _same("--counts")},
    "CL755": {"name": ("in time", "按期")},
    "CL699": {"place": _same("closedloop.cli.run:42")},
    # ------------------------------------------------------------------------------------------- logs, their mappings
    "CL700": {"why": _same("Expected '=' after a key in a key/value pair")},
    "CL701": {"name": _same("tiem"), "choices": _same(("case", "activity", "time"))},
    "CL702": {"choices": (AnyOf(("petitions", "complaints")), AnyOf(("信访办理", "投诉办理")))},
    "CL703": {"key": _same("case"), "kind": _kind("mapping.kind.text")},
    "CL704": {"name": ("answer", "回复"), "choices": (("accept", "reply"), ("受理", "答复"))},
    "CL705": {"name": ("text", "正文"), "choices": (("letter", "outcome"), ("答复函", "办理结果"))},
    "CL706": {"name": ("clerk", "办事员"), "choices": (AnyOf(("desk", "office")), AnyOf(("受理窗口", "承办科室")))},
    "CL707": {
        "text": ("good", "好"),
        "key": _same("value"),
        "choices": (AnyOf(("granted", "rejected")), AnyOf(("准予", "驳回"))),
    },
    "CL708": {"name": _same("Europe/Bejing")},
    "CL709": {"format": _same("%H:%M")},
    "CL710": {"name": _same("gb-chinese")},
    "CL711": {"role": ("desk", "受理窗口")},
    "CL712": {"role": ("handler", "承办人")},
    "CL713": {"event": ("reply", "答复"), "params": (("letter", "outcome"), ("答复函", "办理结果"))},
    "CL714": {"activity": ("Send letter", "寄出"), "first": ("reply", "答复")},
    "CL715": {"name": ("letter", "答复函")},
    "CL716": {"text": ("soon", "不久"), "kind": _kind("cell.date")},
    "CL717": {"name": ("amout", "全额")},
    "CL718": {"name": ("Send leter", "奇出")},
    "CL719": {"found": _same(5), "expected": _same(8)},
    "CL720": {"column": _same(12)},
    "CL722": {"name": _same("html")},
    "CL724": {"text": _same("9999-12-31"), "column": _same("`timestamp`")},
    "CL725": {"encoding": _same("utf-8")},
    "CL726": {"activity": ("Send reminder", "催办")},
    "CL727": {"activity": ("Close", "办结"), "columns": (("result",), ("结果",)), "values": (("lost",), ("遗失",))},
    "CL728": {"text": ("soon", "不久"), "column": _same("`timestamp`")},
    "CL729": {"what": _kind("log.time")},
}
"""Where a code needs other values than `SAMPLES` to read as it does in life."""


def example(code: str, lang: Language) -> str:
    """The message of the code with example values."""
    message = CATALOGUE[code]
    return _filled(code, message.zh if lang == "zh" else message.en, lang)


def example_hint(code: str, lang: Language) -> str | None:
    """The remedy of the code with example values, if it has one."""
    message = CATALOGUE[code]
    template = message.hint_zh if lang == "zh" else message.hint_en
    return None if template is None else _filled(code, template, lang)


def _filled(code: str, template: str, lang: Language) -> str:
    own = OF_CODE.get(code, {})
    values = {name: own[name] if name in own else SAMPLES[name] for name in placeholders(template)}
    return fill(template, lang, {name: pair[lang == "zh"] for name, pair in values.items()})
