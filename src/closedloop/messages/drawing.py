"""Codes 750–769: drawing processes."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message("CL750", "there is no scenario `{name}`", "没有情景`{name}`", "there is {choices}", "现有{choices}"),
    Message(
        "CL751",
        "the process has no scenarios",
        "流程中没有情景",
        "give a case of a journal with `--journal`",
        "可用 `--journal` 指明案件记录中的案件",
    ),
    Message("CL752", "`{path}` has no case `{name}` of `{process}`", "`{path}`中没有`{process}`的案件`{name}`"),
    Message(
        "CL753",
        "`{option}` has no effect in the format `{format}`",
        "`{option}`对 `{format}` 格式不起作用",
        "leave it out, or write SVG",
        "请去掉该选项，或输出 SVG",
    ),
    Message(
        "CL754",
        "`{option}` has no effect without `{needed}`",
        "没有 `{needed}` 时 `{option}` 不起作用",
        "leave it out, or add the other",
        "请去掉该选项，或加上另一个",
    ),
    Message(
        "CL755",
        "scenario `{name}` does not come out as written; drawn is what really happens",
        "情景`{name}`与所写不符，图中画的是实际经过",
        "`closedloop test` says where",
        "用 `closedloop test` 查看出入",
    ),
)
