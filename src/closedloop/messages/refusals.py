"""Codes 5xx: refusals: what an actor may not do now.

50x, 510 and 513 may it be decided; 511, 512 and 54x–55x parameters; 52x requirements; 530 and 531 rules; 532 what is
possible instead.
"""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message(
        "CL501",
        "the case has a later record: {at} lies before {last}",
        "案件已有更晚的记录：{at} 早于 {last}",
        "give the present moment; where backdating is allowed, `occurred` says when the event itself occurred",
        "请填当前时间；允许补录的，可另行写明事项发生的日期",
    ),
    Message("CL502", "`{process}` knows no event `{event}`", "流程`{process}`没有事项`{event}`"),
    Message(
        "CL503",
        "the case has ended at `{end}`: `{event}` is no longer possible",
        "案件已到终点`{end}`，不能再办理`{event}`",
    ),
    Message(
        "CL504",
        "the case is suspended since {since}: `{event}` has to wait",
        "案件自 {since} 起中止，暂不能办理`{event}`",
        "resume the case first",
        "请先恢复案件",
    ),
    Message("CL505", "`{event}` is not possible in `{step}`", "在`{step}`不能办理`{event}`"),
    Message(
        "CL506", "`{actor}` may not do `{event}`: that is for {roles}", "`{actor}`无权办理`{event}`，应由{roles}办理"
    ),
    Message(
        "CL507",
        "`{actor}` may not do `{event}` as `{role}`: that is for {roles}",
        "`{actor}`不能以角色`{role}`办理`{event}`，应由{roles}办理",
        "submit without naming a role, or name one of these that the actor holds",
        "可不指明角色，或指明经办人所担任的上述角色",
    ),
    Message(
        "CL508",
        "`{event}` may not be backdated to {occurred}",
        "`{event}`不得补录为 {occurred} 发生",
        "backdating is for {roles}",
        "补录应由{roles}办理",
    ),
    Message(
        "CL509",
        "{occurred} is too long ago for `{event}`: backdating reaches back {at_most} at most",
        "`{event}`不得补录为 {occurred} 发生：补录至多追溯 {at_most}",
    ),
    Message(
        "CL510",
        "`{event}` cannot have occurred at {occurred}, later than it is recorded ({at})",
        "`{event}`的发生时间 {occurred} 晚于记录时间 {at}",
    ),
    Message(
        "CL513",
        "`{event}` cannot have occurred at {occurred}, before the case was opened ({opened})",
        "`{event}`的发生时间 {occurred} 早于案件开立时间 {opened}",
    ),
    # ------------------------------------------------------------------------------------------------- parameters
    Message(
        "CL511",
        "`{event}` has no parameter `{name}`",
        "`{event}`没有参数`{name}`",
        "its parameters are {params}",
        "它的参数有{params}",
    ),
    Message("CL512", "`{event}` needs `{name}`", "`{event}`缺少参数`{name}`"),
    # ----------------------------------------------------------------------------------------------- requirements
    Message("CL520", "{message}", "{message}"),
    Message("CL521", "it is required that {text}", "须符合：{text}"),
    Message(
        "CL522",
        "no route of `{event}` out of `{step}` can be taken with these data",
        "按所填数据，`{event}`在`{step}`没有可走的去向",
    ),
    Message(
        "CL523",
        "reopening is possible within {window} of `{end}` only, and these ended at {until}",
        "`{end}`之后 {window}内可以重启，该期间已于 {until} 届满",
    ),
    Message(
        "CL524",
        "the limit of `{step}` has run out ({due}) and can no longer be extended",
        "`{step}`的时限已于 {due} 届满，不能再延期",
    ),
    Message(
        "CL525",
        "an extension of `{step}` has been asked for already and is not decided yet",
        "`{step}`已有延期申请，尚未批复",
    ),
    Message(
        "CL526",
        "no further extension of `{step}` is possible: the most is {times}",
        "`{step}`至多延期 {times} 次，已经用完",
    ),
    Message(
        "CL527",
        "an extension must be asked for at least {ahead} before the limit ends ({due})",
        "延期须在时限届满（{due}）前至少 {ahead}申请",
    ),
    Message(
        "CL528",
        "with this extension the limit would be longer than {in_all} in all",
        "延期后累计将超过 {in_all}",
    ),
    Message(
        "CL529",
        "the limit of `{step}` has run out ({due}): the extension comes too late",
        "`{step}`的时限已于 {due} 届满，不能再准予延期",
    ),
    # ------------------------------------------------------------------------------------------------------ rules
    Message(
        "CL530",
        "that would break the rule `{rule}`",
        "这样办理将违反规则`{rule}`",
        "the rule says: {text}",
        "规则为：{text}",
    ),
    Message(
        "CL531",
        "that would break a rule: {title}",
        "这样办理将违反规则：{title}",
        "the rule says: {text}",
        "规则为：{text}",
    ),
    Message("CL532", "possible instead: {possible:event}", "目前可办：{possible:event}"),
    # ------------------------------------------------------------------------------------------------- ill-typed
    Message("CL540", "`{name}` must be yes or no, not `{value}`", "`{name}`应为是或否，不能是`{value}`"),
    Message("CL541", "`{name}` must be a whole number, not `{value}`", "`{name}`应为整数，不能是`{value}`"),
    Message(
        "CL542",
        "`{name}` must be a number of at most 28 digits, not `{value}`",
        "`{name}`应为不超过 28 位的数，不能是`{value}`",
    ),
    Message("CL543", "`{name}` must be a text, not `{value}`", "`{name}`应为文本，不能是`{value}`"),
    Message(
        "CL544",
        "`{name}` must be a date such as 2024-03-01, not `{value}`",
        "`{name}`应为日期，如 2024-03-01，不能是`{value}`",
    ),
    Message(
        "CL545",
        "`{name}` must be a date and time such as 2024-03-01T14:30, not `{value}`",
        "`{name}`应为日期和时刻，如 2024-03-01T14:30，不能是`{value}`",
    ),
    Message(
        "CL546",
        "`{name}` must be a length of time such as 5 working days, not `{value}`",
        "`{name}`应为期限，如 5 个工作日，不能是`{value}`",
    ),
    Message(
        "CL547", "`{name}` must be a name that is not empty, not `{value}`", "`{name}`应为不空的名称，不能是`{value}`"
    ),
    Message(
        "CL548",
        "`{name}` must be {choices}, not `{value}`",
        "`{name}`应为{choices}，不能是`{value}`",
    ),
    Message("CL549", "`{name}` must be a list of such values, not `{value}`", "`{name}`应为列表，不能是`{value}`"),
    Message(
        "CL550",
        "`{name}` must be a whole number from {low} to {high}, not `{value}`",
        "`{name}`应为 {low} 至 {high} 的整数，不能是`{value}`",
    ),
    Message(
        "CL551",
        "`{name}` must be a whole number of at least {low}, not `{value}`",
        "`{name}`应为不小于 {low} 的整数，不能是`{value}`",
    ),
    Message(
        "CL552",
        "`{name}` must be a whole number of at most {high}, not `{value}`",
        "`{name}`应为不大于 {high} 的整数，不能是`{value}`",
    ),
)
