"""Words for telling what happened in a case, record by record, and what sort of refusal an application answers."""

from __future__ import annotations

from collections.abc import Mapping

STORIES: Mapping[str, tuple[str, str]] = {
    "story.clock": ("the clock", "计时"),
    "story.who": ("{person} ({role})", "{person}（{role}）"),
    "story.for": ("{person} for {party}", "{party}{person}"),
    "story.opened": ("case opened", "开立案件"),
    "story.route": ("moved on by itself", "自动转办"),
    "story.breach": ("time ran out for a rule", "规则所定期限届满"),
    "story.recalculated": ("deadline counted again by the calendar's new days", "日历更新，重新计算期限"),
    "story.due": ("the limit ran out", "时限届满"),
    "story.then": ("moved on, because the limit had run out", "时限届满，自动转办"),
    "story.lapse": ("the request for an extension lapsed", "延期申请逾期未批，视为不予延期"),
    "story.every": ("another {period} gone by", "又满 {period}"),
    "story.share": ("{share} % of the limit gone by", "时限已过 {share}%"),
    "story.before": ("{duration} before the end of the limit", "距时限届满 {duration}"),
    "story.overdue": ("overdue", "逾期"),
    "story.overdue_by": ("overdue by {duration}", "逾期 {duration}"),
    "story.occurred": ("occurred on {day}", "发生于 {day}"),
    "story.value": ("{name}: {value}", "{name}：{value}"),
    "story.to": ("now in {step}", "转入{step}"),
    "story.last_day": ("due by the end of {day}", "期限至 {day}"),
    "story.due_at": ("due at {moment}", "期限至 {moment}"),
    "story.provisional": ("{due}, provisionally", "{due}（暂定）"),
    "story.recipient": ("{party} ({role})", "{party}（{role}）"),
    "story.notify": ("notified: {to}", "通知{to}"),
    "story.remind": ("reminded: {to}", "提醒{to}"),
    "story.mark": ("marked {colour}", "标记{colour}"),
    "story.score": ("score of {party}: {amount}", "{party}记分 {amount}"),
    "story.publish": ("published", "公布"),
    "story.call": ("called {name}", "执行{name}"),
    "story.broken": ("rule broken: {rule}", "违反规则：{rule}"),
    "refused.403": ("that is for somebody else to do", "不属此人办理"),
    "refused.409": ("that is not possible as the case stands", "按案件现状不能办理"),
    "refused.422": ("what was submitted is not right", "所填内容有误"),
}
