"""Words that authors write for a keyword because other languages have them."""

from __future__ import annotations

from collections.abc import Mapping

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "_PROCESS": ("workflow", "procedure", "工作流", "程序"),
    "_ROLE": ("actor", "participant", "岗位", "人员"),
    "_FIELD": ("var", "variable", "property", "attribute", "变量", "属性", "数据项"),
    "_STEP": ("stage", "state", "task", "node", "环节", "节点", "状态"),
    "_END": ("final", "stop", "finish", "结束", "终止"),
    "_START": ("begin", "initial", "开始", "起始"),
    "_BOOL": ("boolean", "flag", "布尔", "布尔值"),
    "_INT": ("integer", "number", "long", "数字", "整型"),
    "_DECIMAL": ("float", "double", "numeric", "浮点数"),
    "_TEXT": ("string", "str", "varchar", "字符串", "文字"),
    "_TIME": ("datetime", "timestamp", "时刻"),
    "_FILE": ("document", "attachment", "文档", "附件"),
    "_PARTY": ("person", "user", "人"),
    "_ONE_OF": ("enum", "choice", "枚举", "选项"),
    "_LIST_OF": ("array", "set", "数组"),
    "_BY": ("who", "from", "actor"),
    "_WITHIN": ("deadline", "limit", "in", "期限", "限期", "时限", "限时"),
    "_REQUIRE": ("needs", "must", "assert", "guard", "必须", "要求", "应"),
    "_WHEN": ("if", "where", "case", "如果", "当"),
    "OTHERWISE": ("else", "default", "其他", "不然", "其余"),
    "_NOTIFY": ("send", "mail", "inform", "告知", "发送"),
    "_REMIND": ("warn", "alert", "催办"),
    "_SET": ("let", "assign", "update", "设置", "设"),
    "_RULE": ("constraint", "invariant", "policy", "约束"),
    "_AND": ("&&", "并且", "且", "与", "和"),
    "_OR": ("||", "或者"),
    "_NOT": ("!", "不", "不是", "没有"),
    "_YES": ("true", "真", "对"),
    "_NO": ("false", "假", "错"),
    "_ESCALATION": ("ladder", "督办"),
    "_METRIC": ("kpi", "measure", "statistic"),
    "_SCENARIO": ("test", "example", "用例", "场景"),
    "_ANYWHERE": ("anytime", "任何时候", "任意时候"),
    "_ACTING_FOR": ("代表", "替"),
    "REFUSED": ("rejected", "denied", "拒绝", "不准"),
    "_ALLOW": ("permit", "enable", "准许"),
    "_COLOUR": ("mark", "flag"),
}
"""By terminal. A synonym is only tried where the keyword itself may stand and the text then goes on."""
