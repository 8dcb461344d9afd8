"""Codes 600–649: the desk and the engine: mistakes of the program that calls them, and journals that cannot be read."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message("CL600", "there is no case `{case}`", "没有案件`{case}`", "open it first", "请先开立"),
    Message(
        "CL601",
        "there is no process `{process}`",
        "没有流程`{process}`",
        "the program has {processes}",
        "程序中有{processes}",
    ),
    Message(
        "CL602",
        "the program has several processes: say which one the case follows",
        "程序中有多个流程：请指明案件所用的流程",
        "it has {processes}",
        "其中有{processes}",
    ),
    Message("CL603", "case `{case}` is open already", "案件`{case}`已经开立"),
    Message(
        "CL604",
        "`{name}` must be a date with a time, not {given}",
        "`{name}`应为带时刻的日期，不能是 {given}",
        "without an offset it is local time where the process is",
        "不带时区偏移的时间按流程所在地时间理解",
    ),
    Message(
        "CL605", "`{name}` must be a text that is not empty, not {given}", "`{name}`应为不空的文本，不能是 {given}"
    ),
    Message(
        "CL606",
        "an actor is a name, or a person with a party and roles, not {given}",
        "经办人应为名称，或由人员、单位和角色组成，不能是 {given}",
    ),
    Message(
        "CL607",
        "parameters are given by name, not as {given}",
        "参数应按名称给出，不能是 {given}",
    ),
    Message(
        "CL608",
        "the directory must give `{name}` a list of roles, not {given}",
        "名册应给出`{name}`的角色清单，不能是 {given}",
    ),
    Message(
        "CL609",
        "a program is a process or a mapping of processes by name, not {given}",
        "程序应为一个流程，或按名称列出的多个流程，不能是 {given}",
    ),
    Message("CL610", "line {line} of the journal cannot be read: {problem}", "案件记录第 {line} 行无法读取：{problem}"),
    Message(
        "CL611",
        "record {seq} of case `{case}` does not fit the journal: {problem}",
        "案件`{case}`的第 {seq} 条记录与此前的不符：{problem}",
    ),
    Message(
        "CL612",
        "nobody may be called `{name}`: that is who acts when a timer does",
        "任何人不得以`{name}`为名：它代表计时",
    ),
    Message(
        "CL613",
        "`{path}` was changed by another program: nothing was written",
        "`{path}`被其他程序改动过：未写入任何内容",
        "only one process at a time may keep these cases; stop the others and start again",
        "同一时间只能由一个进程管理这些案件；请停止其他进程后重新启动",
    ),
    Message(
        "CL614",
        "`{path}` could not be written: {problem}; nothing was accepted",
        "`{path}`无法写入：{problem}；未准许任何事项",
    ),
)
