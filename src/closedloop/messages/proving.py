"""Codes 400–449: what the prover finds."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message(
        "CL400",
        "the rule `{rule}` can be broken",
        "规则`{rule}`会被违反",
        "`closedloop verify` tells how, with dates, and as a scenario",
        "用 `closedloop verify` 查看逐日经过和相应情景",
    ),
    Message(
        "CL401",
        "the rule `{rule}` holds only because what would break it is refused",
        "规则`{rule}`靠拦截才成立：会违反它的事项不予准许",
        "a requirement at the event says so to those who act, in words of its own",
        "在事项处写上要求，办理人员就能看到专门的说明",
    ),
    Message(
        "CL402",
        "the rule `{rule}` is undecided: {why}",
        "规则`{rule}`未定：{why}",
    ),
    Message(
        "CL403",
        "the rule `{rule}` is never put to the test: nothing that it speaks of ever happens",
        "规则`{rule}`从未派上用场：它所说的事从不发生",
    ),
    Message(
        "CL404",
        "no run reaches `{name}`",
        "没有任何走法到达`{name}`",
        "conditions, requirements or rules shut every way that leads there",
        "通往此处的路都被条件、要求或规则堵住了",
    ),
    Message(
        "CL405",
        "`{event}` is refused in every run",
        "无论怎样走，`{event}`都不予准许",
        "conditions, requirements or rules shut it wherever it is offered",
        "凡是列有该事项之处，都被条件、要求或规则堵住了",
    ),
    Message(
        "CL406",
        "a case can get stuck in `{step}`",
        "案件会停滞在`{step}`",
        "give the step a limit with `then`, or an event that nothing shuts",
        "给该步骤写上带“期满转”的时限，或一个不受阻的事项",
    ),
    Message(
        "CL407",
        "from `{step}` a case can come to no end any more",
        "案件到了`{step}`就再也不能办结",
        "write a way to an end",
        "请写明通向终点的去向",
    ),
    Message(
        "CL408",
        "undecided whether {what}: {why}",
        "{what}：未定，{why}",
    ),
    Message(
        "CL420",
        "there is no rule `{name}`",
        "没有规则`{name}`",
        "there is {choices}",
        "现有{choices}",
    ),
    Message(
        "CL422",
        "only the JSON of a process carries verdicts",
        "只有流程的 JSON 可以附带结论",
        "leave out `--verify`, or `--to python`",
        "请去掉 `--verify` 或 `--to python`",
    ),
    Message(
        "CL421",
        "there is no counterexample to draw",
        "没有可画的反例",
    ),
)
