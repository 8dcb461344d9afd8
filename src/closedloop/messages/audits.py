"""Words of audits: what the report on a log says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

AUDITS: Mapping[str, tuple[str, str]] = {
    "audit.title": ("Audit", "审查"),
    "audit.source": ("log {source}", "日志 {source}"),
    "audit.journal": ("journal {source}", "案件记录 {source}"),
    "audit.cases": ("{number} cases", "{number} 件"),
    "audit.cases.one": ("1 case", "1 件"),
    "audit.events": ("{number} events", "{number} 个事项"),
    "audit.events.one": ("1 event", "1 个事项"),
    # ----------------------------------------------------------------------------------------------------------- rows
    "audit.rows": (
        "{number} rows: {events} held against the process, {left_out} left out by the mapping, {bad} not usable",
        "共 {number} 行：核对 {events}，对照文件未采用 {left_out}，不能采用 {bad}",
    ),
    "audit.rows.one": (
        "1 row: {events} held against the process, {left_out} left out by the mapping, {bad} not usable",
        "共 1 行：核对 {events}，对照文件未采用 {left_out}，不能采用 {bad}",
    ),
    "audit.later": (
        "{number} rows lie after the date asked for and were left out",
        "{number} 行在统计日之后，未采用",
    ),
    "audit.later.one": ("1 row lies after the date asked for and was left out", "1 行在统计日之后，未采用"),
    "audit.left_out": ("left out by the mapping", "对照文件未采用的行"),
    "audit.activity": ("activity", "活动"),
    "audit.issues": ("rows that could not be used", "不能采用的行"),
    "audit.without_entries": (
        "{number} cases have no usable row and are not counted: {cases}",
        "{number} 件没有可用的行，未计入：{cases}",
    ),
    "audit.without_entries.one": (
        "1 case has no usable row and is not counted: {cases}",
        "1 件没有可用的行，未计入：{cases}",
    ),
    "audit.assumed": (
        "nothing says who holds {roles}: everybody is taken to",
        "没有说明谁担任{roles}：视为人人担任",
    ),
    # ---------------------------------------------------------------------------------------------------------- rules
    "audit.rules": ("rules, along the log as it is", "规则（按日志原样判断）"),
    "audit.rule": ("rule", "规则"),
    "audit.kept": ("kept", "遵守"),
    "audit.broken": ("broken", "违反"),
    "audit.open": ("open", "未定"),
    "audit.unmet": ("never met", "未涉及"),
    "audit.share": ("broken of met", "违反率"),
    "audit.first": ("first breach", "首次违反"),
    "audit.last": ("last breach", "末次违反"),
    "audit.legend": (
        "cases; open: something is still owed; never met: what the rule speaks of did not happen",
        "单位：件。未定：尚有未了事项；未涉及：规则所指情形没有出现",
    ),
    "audit.no_rules": ("the process declares no rules", "流程没有规则"),
    "audit.parties": ("who broke them", "由谁违反"),
    "audit.party": ("party", "单位"),
    "audit.times": ("times", "次数"),
    "audit.case_count": ("cases", "件数"),
    "audit.by_time": ("by time alone", "因逾时"),
    "audit.in_charge": ("{role} (by time alone)", "{role}（因逾时）"),
    # -------------------------------------------------------------------------------------------------------- stories
    "audit.examples": ("examples", "例案"),
    "audit.case": ("case {case}", "案件 {case}"),
    "audit.line": ("line {line}", "第 {line} 行"),
    "audit.by_itself": ("by time", "计时"),
    "audit.refused_because": ("the process would have refused: {why}", "流程本不予准许：{why}"),
    "audit.left_lines": ("… {number} lines left out", "……略去 {number} 行"),
    "audit.left_lines.one": ("… 1 line left out", "……略去 1 行"),
    # --------------------------------------------------------------------------------------------------------- replay
    "audit.replay": ("what the process would have let pass", "按流程能否办理"),
    "audit.skip": ("refused events are skipped", "不予准许的事项跳过"),
    "audit.force": ("refused events happen all the same", "不予准许的事项照样计入"),
    "audit.stop": ("the replay of a case ends with its first refused event", "案件遇首个不予准许的事项即止"),
    "audit.fitting": ("cases that fit wholly", "全程相符的案件"),
    "audit.accepted": ("events accepted", "准许的事项"),
    "audit.refused": ("events refused", "不予准许的事项"),
    "audit.not_reached": ("events not reached", "未及核对的事项"),
    "audit.refusals": ("refused", "不予准许"),
    "audit.event": ("event", "事项"),
    "audit.why": ("why", "原因"),
    "audit.code": ("code", "代码"),
    "audit.for_example": ("for example", "例如"),
    "audit.opening": ("opening", "开立"),
    "audit.example": ("line {line}, case {case}", "第 {line} 行，案件 {case}"),
    # ---------------------------------------------------------------------------------------------------------- time
    "audit.timers": ("what timers would have done in the replay", "按流程计时会有的动作"),
    "audit.timer": ("timer", "计时"),
    "audit.route": ("leads to", "转入"),
    "audit.limits": ("limits, along the log as it is", "时限（按日志原样计算）"),
    "audit.step": ("step", "步骤"),
    "audit.stays": ("with a limit", "有时限"),
    "audit.late": ("late", "逾期"),
    "audit.late_share": ("share", "占比"),
    "audit.waiting": ("still there", "仍在办"),
    "audit.median": ("median", "中位"),
    "audit.ninety": ("90 %", "九成"),
    "audit.most": ("most", "最多"),
    "audit.days_legend": (
        "stays; median, 90 % and most: days from the last day of the limit to the end of a late stay",
        "单位：次。中位、九成、最多：逾期办理自期限末日起的天数",
    ),
    "audit.contradictions": (
        "timers that would have moved the case, where the log goes on from where it was",
        "计时本会转办，而日志仍由原步骤继续",
    ),
    # --------------------------------------------------------------------------------------------------------- groups
    "audit.ledger": ("where the cases are, along the log as it is", "办理进度（按日志原样）"),
    "audit.metrics": ("metrics and breakdowns, along the log as it is", "指标与分类（按日志原样）"),
    "audit.by": ("by {by}", "按{by}"),
    "audit.year": ("year", "年度"),
    "audit.role": ("role", "角色"),
    "audit.without": ("(not set)", "（未填）"),
    "audit.fits": ("fit wholly", "全程相符"),
    "audit.overlapping": (
        "a case counts for everybody who acted in it, a breach for who is charged with it",
        "案件计入每个经办者；违反计入责任者",
    ),
    "audit.broken_counted": ("rules: cases that broke them", "各规则下为违反的件数"),
    "audit.case_number": ("case", "案件"),
    "audit.more_groups": ("… and {number} more", "……另有 {number} 个"),
    "audit.more_groups.one": ("… and 1 more", "……另有 1 个"),
    # --------------------------------------------------------------------------------------------------------- journal
    "audit.differing": (
        "{number} records are not what the process makes of the events before them",
        "{number} 条记录与流程按此前事项所得的不符",
    ),
    "audit.differing.one": (
        "1 record is not what the process makes of the events before it",
        "1 条记录与流程按此前事项所得的不符",
    ),
    "audit.same": (
        "every record is what the process makes of the events before it",
        "每条记录都与流程按此前事项所得的相符",
    ),
    "audit.record": ("case {case}, record {seq}", "案件 {case}，第 {seq} 条记录"),
    # ------------------------------------------------------------------------------------------------------------ page
    "audit.progress": ("cases", "案件"),
    "audit.number": ("number", "数量"),
    "audit.rules_broken": ("rules were broken", "条规则被违反"),
    "audit.late_stays": ("of the limits were outlived", "时限逾期率"),
    "audit.message": ("message", "说明"),
    "audit.row": ("line", "行"),
}
