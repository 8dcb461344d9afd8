"""Short examples made whole: a fragment stands in a process that gives way to whatever the fragment itself declares."""

from __future__ import annotations

import re

SKELETON = """
role office
role inspector
role handler assigned
field title: text = "none"
field rounds: int 0..99 = 0
field grade: one of low | middle | high = low
field paid: bool = no
field due: date = 2024-06-30
field cost: decimal = 0.00
field units: list of text
list urgent = "flood", "fire"
start received
step received {
  by office
  within 5 days
  assign(handler, title) -> working
}
step working {
  by handler
  within 10 working days
  STEP
  plan(document: file)
  visit(note: text)
  finish(grade) -> checking
}
step checking {
  by inspector
  within 5 days
  approve() -> closed
}
end closed
"""

_DECLARED = re.compile(r"^[ ]*(role|field|list|start|step|end|calendar|colour) *(\w*)", re.MULTILINE)

_DECLARATIONS = {
    "en": re.compile(
        r"(role|field|list|start|step|end|calendar|colour|effect|escalation|anywhere|allow|rule|metric|breakdown"
        r"|scenario)\b"
    ),
    "zh": re.compile(
        r"(角色|字段|列表|起点|步骤|终点|日历|颜色|外部动作|督办规则|随时|允许|规则|指标|分类|情景)(?!\w)"
    ),
}


def whole(text: str) -> str:
    """The fragment as a file: as it is if it is one, in the step `working` if it is part of a step, else among the
    declarations."""
    text = text.strip()
    if text.startswith(("process", "流程")):
        return text
    in_step = not _DECLARATIONS["en"].match(text)
    body = SKELETON if in_step else _without(SKELETON, text)
    return f"process example {{\n{body.replace('STEP', text if in_step else '')}{'' if in_step else text}\n}}\n"


def _without(skeleton: str, text: str) -> str:
    for kind, name in set(_DECLARED.findall(text)):
        start = rf"^{kind} {name}\b" if kind != "start" else r"^start "
        skeleton = re.sub(rf"{start}(?:[^{{\n]*\{{\n.*?^\}}|.*?)$", "", skeleton, flags=re.MULTILINE | re.DOTALL)
    return skeleton


def framed(text: str, dialect: str) -> str:
    """The fragment in the barest frame that can be read, in either dialect."""
    text = text.strip()
    if text.startswith(("process", "流程")):
        return text
    words = {"en": ("process", "step", "by"), "zh": ("流程", "步骤", "由")}[dialect]
    in_step = not _DECLARATIONS[dialect].match(text)
    return f"{words[0]} p {{ {words[1]} s {{ {words[2]} r {text} }} }}" if in_step else f"{words[0]} p {{ {text} }}"
