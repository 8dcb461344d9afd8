"""Codes 730–749: audits of logs."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message(
        "CL730",
        "no case of `{path}` can be held against `{process}`",
        "`{path}`中没有可以按`{process}`核对的案件",
        "the mapping says which activities are which events; `closedloop mapping` writes a first one",
        "对照文件说明哪些活动是哪些事项；可用 `closedloop mapping` 先生成一份",
    ),
    Message(
        "CL731",
        "cases cannot be told apart by `{name}`",
        "不能按`{name}`区分案件",
        "there is {known}",
        "可用{known}",
    ),
    Message(
        "CL732",
        "`{path}` is a journal: it needs no mapping",
        "`{path}`是案件记录，不需要对照文件",
        "leave out `--mapping`",
        "请去掉 `--mapping`",
    ),
    Message(
        "CL733",
        "the journal `{path}` has no case of `{process}`",
        "案件记录`{path}`中没有`{process}`的案件",
    ),
    Message(
        "CL734",
        "the mapping is for the process `{named}`, not for `{process}`",
        "对照文件用于流程`{named}`，不是`{process}`",
        "leave out `--process`, or give the mapping of that process",
        "请去掉 `--process`，或改用该流程的对照文件",
    ),
)
