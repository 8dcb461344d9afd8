"""Codes 780–789: generated Python modules, made and run."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message(
        "CL780",
        "this module was made by closedloop {version} for another kernel: form {form}, schema {schema}; this kernel "
        "runs form {needed}, schema {needed_schema}",
        "此模块由 closedloop {version} 生成，适用于另一版内核（形式 {form}、结构 {schema}）；"
        "当前内核运行形式 {needed}、结构 {needed_schema}",
        "make it again: `{command}`",
        "请重新生成：`{command}`",
    ),
    Message(
        "CL781",
        "the process in this module is not the one that its functions were made from",
        "此模块中的流程与生成其函数时所用的流程不一致",
        "change the process file, not the module, and make it again: `{command}`",
        "请修改流程文件而不是模块，然后重新生成：`{command}`",
    ),
    Message(
        "CL782",
        "`{path}` has several processes, and a Python module is made of one",
        "`{path}`中有多个流程，而一个 Python 模块只由一个流程生成",
        "name it with `--process`: {processes}",
        "请用 `--process` 指明：{processes}",
    ),
)
