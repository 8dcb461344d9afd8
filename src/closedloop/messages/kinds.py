"""What names, types and places are called in messages, in both languages.

`kind.` with an article, `bare.` without one; `type.` is what a value is.
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, str]] = {
    "kind.step": ("a step", "步骤"),
    "kind.end": ("an end", "终点"),
    "kind.place": ("a step or an end", "步骤或终点"),
    "kind.event": ("an event", "事项"),
    "kind.role": ("a role", "角色"),
    "kind.assigned_role": ("an assigned role", "待定角色"),
    "kind.field": ("a field", "字段"),
    "kind.list": ("a list", "列表"),
    "kind.colour": ("a colour", "颜色"),
    "kind.rule": ("a rule", "规则"),
    "kind.escalation": ("an escalation", "督办规则"),
    "kind.effect": ("a declared effect", "外部动作"),
    "kind.observable": ("an event, a step or an end", "事项、步骤或终点"),
    "bare.step": ("step", "步骤"),
    "bare.end": ("end", "终点"),
    "bare.place": ("step or end", "步骤或终点"),
    "bare.role": ("role", "角色"),
    "bare.field": ("field", "字段"),
    "bare.list": ("list", "列表"),
    "bare.colour": ("colour", "颜色"),
    "bare.escalation": ("escalation", "督办规则"),
    "bare.effect": ("effect", "外部动作"),
    "bare.rule": ("rule", "规则"),
    "bare.metric": ("metric", "指标"),
    "bare.label": ("label", "标号"),
    "type.bool": ("yes or no", "是或否"),
    "type.int": ("a whole number", "整数"),
    "type.decimal": ("a decimal number", "小数"),
    "type.text": ("a text", "文本"),
    "type.date": ("a date", "日期"),
    "type.time": ("a moment", "时间"),
    "type.duration": ("a duration", "期限"),
    "type.party": ("a party", "主体"),
    "type.file": ("a file", "文件"),
    "type.enum": ("a choice", "取值"),
    "type.list": ("a list", "列表"),
    "type.unknown": ("something unknown", "未知"),
    "type.one_of": ("one of {choices}", "取值（{choices}）"),
    "type.list_of": ("a list whose elements are each {item}", "列表（各项为{item}）"),
    "place.condition": ("this condition", "此条件"),
    "place.effect": ("this effect", "此动作"),
    "place.as_soon_as": ("`as soon as`", "`一旦`"),
    "place.constant": ("a written-out value", "直接写出的值"),
    "place.atom": ("the condition of an event or a step", "事项或步骤的条件"),
    "place.require": ("a requirement", "要求"),
    "related.signature": ("elsewhere it is `{words}`", "别处为`{words}`"),
}
