"""The processes that examples of the documents stand in, one in each dialect."""

from __future__ import annotations

import re

ENGLISH = """process skeleton {
role office
role inspector
role handler assigned
field title: text
field rounds: int 0..99 = 0
field grade: one of low | middle | high = low
start received
step received { by office  assign(handler, title) -> working }
step working {
  by handler
  within 10 working days
  escalate usual
  plan(document: file)
  visit(note: text)
  ITEMS
  finish(note: text) -> closed
  check_it() -> checking
  OFFER
}
step checking { by inspector  look(remark: text)  approve() -> closed }
end closed
allow reopen by office -> working
escalation usual { overdue { mark yellow } }
DECLARATIONS
}
"""

CHINESE = """流程 样例 {
角色 办公室
角色 督查室
角色 承办单位 待定
字段 标题: 文本
字段 轮数: 整数 0..99 = 0
字段 等级: 取值 低 | 中 | 高 = 低
颜色 黄
颜色 红
起点 受理
步骤 受理 { 由 办公室  分办(承办单位, 标题) -> 承办 }
步骤 承办 {
  由 承办单位
  限 10 个工作日
  适用 常规
  制定方案(方案: 文件)
  走访(记录: 文本)
  ITEMS
  报结(说明: 文本) -> 办结
  送检() -> 检查
  OFFER
}
步骤 检查 { 由 督查室  查看(备注: 文本)  同意() -> 办结 }
终点 办结
允许 由 办公室 重启 -> 承办
督办规则 常规 { 逾期 { 标记 黄 } }
DECLARATIONS
}
"""

PLACES = {"declaration": "DECLARATIONS", "scenario": "DECLARATIONS", "step": "ITEMS", "offer": "OFFER"}
_DECLARED = re.compile(
    r"^(role|field|step|end|escalation|colour|角色|字段|步骤|终点|督办规则|颜色) (\w+)", re.MULTILINE
)


def completed(example: str, place: str, chinese: bool) -> str:
    """A whole file: the example in its place. Where it declares a name of the skeleton, its declaration counts."""
    skeleton = CHINESE if chinese else ENGLISH
    if place == "declaration":
        for kind, name in _DECLARED.findall(example):
            skeleton = re.sub(rf"^{kind} {name}\b(?:[^{{\n]*\{{\n.*?^\}}|.*?)$", "", skeleton, flags=re.M | re.S)
    for slot in {"ITEMS", "OFFER", "DECLARATIONS"}:
        skeleton = skeleton.replace(slot, example if slot == PLACES[place] else "")
    return skeleton
