"""Codes 3xx: advice: what is allowed and probably not meant."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    # ----------------------------------------------------------------------------------------------- limits
    Message(
        "CL300",
        "this limit of `{step}` has no consequence: nothing happens when it runs out, and nothing asks for it",
        "`{step}`的这一时限没有后果：期满后什么也不发生，也没有任何地方问到它",
        "say what happens: `escalate …`, `then -> …`, or a condition that speaks of `overdue`",
        "请写明后果：`适用 …`、`期满 -> …`，或在条件中问到`逾期`",
    ),
    Message(
        "CL301",
        "nobody watches over `{step}`: it has no limit",
        "`{step}`无人督促：它没有时限",
        "say how long it may take with `within`",
        "请用`限`写明时限",
    ),
    Message(
        "CL302",
        "no step of this process has a limit",
        "此流程的步骤都没有时限",
        "say how long a step may take with `within`",
        "请用`限`写明时限",
    ),
    Message(
        "CL304",
        "this rung is never reached in {steps}: the limit leads on by itself when it runs out",
        "在{steps}中永远到不了这一梯次：期满时已自动转出",
        "leave it out, or let the limit run out without `then`",
        "请删去，或去掉期满去向",
    ),
    Message(
        "CL305",
        "this rung is due at once in {steps}: the limit is no longer than that",
        "在{steps}中这一梯次一开始就到：时限并不比它长",
        "choose a shorter while before the end",
        "请缩短提前的时间",
    ),
    Message(
        "CL306",
        "this rung is never reached in {steps}: an earlier one has left by then",
        "在{steps}中永远到不了这一梯次：前面的梯次已经转出",
        "change its moment, or leave it out",
        "请修改时点，或删去",
    ),
    Message(
        "CL308",
        "the label `{label}` is never named",
        "标号`{label}`从未用到",
        "name it with `after {label}`, or leave it out",
        "请用`曾 {label}`提到它，或删去",
    ),
    Message(
        "CL309",
        "this never happens in `{step}`: the limit leads on before the first time",
        "在`{step}`中永远不会发生：首次到来之前时限已满并转出",
        "choose a shorter period, or leave it out",
        "请缩短周期，或删去",
    ),
    Message(
        "CL310",
        "the limit of `{step}` leads to `{step}` again: it begins anew and nothing else happens",
        "`{step}`期满后又回到`{step}`：重新起算，再无其他后果",
        "to repeat something use `every`; to go on lead to another step",
        "要重复某事请用`每`；要继续请通往别的步骤",
    ),
    Message(
        "CL311",
        "this extension can never be asked for: {before} before the end is earlier than the beginning of {limit}",
        "永远来不及申请此延期：期满前 {before}的那一刻，早于时限（{limit}）的开始",
        "let it be asked for later",
        "请允许更晚申请",
    ),
    Message(
        "CL312",
        "this extension is never granted: it would make {extended}, and at most {in_all} in all are allowed",
        "此延期永远不会获准：延期后为 {extended}，而累计不得超过 {in_all}",
        "allow more in all, or extend by less",
        "请放宽累计的期限，或缩短延期",
    ),
    Message(
        "CL313",
        "in `{step}` this first happens when the limit has run out already",
        "在`{step}`中首次发生时时限已满",
        "choose a shorter period if it is meant to remind in time",
        "如意在提前提醒，请缩短周期",
    ),
    # ------------------------------------------------------------------------------------------------ rules
    Message(
        "CL320",
        "the rule `{rule}` says nothing: {atom:event} never happens",
        "规则`{rule}`形同虚设：{atom:event}永远不会发生",
        "check what it speaks of, or leave it out",
        "请检查所指是否正确，或删去",
    ),
    Message(
        "CL321",
        "the rule `{rule}` can only be broken: {atom:event}, which it asks for, never happens there",
        "规则`{rule}`只会被违反：它所要求的{atom:event}在那里永远不会发生",
        "offer the event where it is wanted, or change the rule",
        "请在需要之处列出该事项，或修改规则",
    ),
    Message(
        "CL323",
        "the rule `{rule}` says nothing: the condition after `when` can never hold",
        "规则`{rule}`形同虚设：`若`后的条件不可能成立",
        "change the condition, or leave the rule out",
        "请修改条件，或删去规则",
    ),
    Message(
        "CL324",
        "{atom:event} never happens: there is nothing to count",
        "{atom:event}永远不会发生：没有可统计的案件",
        "check what the metric speaks of",
        "请检查指标所指是否正确",
    ),
    Message(
        "CL325",
        "the rule `{rule}` keeps `{one:event}` and `{other:event}` apart,"
        " but only `{role}` may do either: always the same party",
        "规则`{rule}`不许同一人办理`{one:event}`和`{other:event}`，但两者都只能由`{role}`办理，且始终是同一单位",
        "let another role do one of them, or bind `{role}` anew in between",
        "请由另一角色办理其一，或在其间重新指定`{role}`",
    ),
    Message(
        "CL350",
        "`{name}` is taken for a party, and nearly is the name of a role",
        "`{name}`将视为单位名称，但它与某个角色名相近",
    ),
    Message(
        "CL351",
        "the {kind} `{name}` is never used",
        "{kind}`{name}`从未用到",
        "use it, or leave it out",
        "请加以使用，或删去",
    ),
    Message(
        "CL352",
        "`{name}` is named as the person and as the party: once is enough",
        "`{name}`既写作经办的人，又写作单位，写一次即可",
        "name the person who acts for the party, or the party alone",
        "请在“代”之前写具体经办的人，或只写单位",
    ),
)
