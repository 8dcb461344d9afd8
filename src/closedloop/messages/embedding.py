"""Codes 770–779: a process bound to objects of an application as a `transitions` machine."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

_SPELL_EN = 'say how it is spelled there: `spelled={{"{name}": "…"}}`'
_SPELL_ZH = '请另定写法：`spelled={{"{name}": "…"}}`'

ROWS: tuple[Message, ...] = (
    Message(
        "CL770",
        "the library `transitions` is not installed",
        "未安装 `transitions` 库",
        "run `pip install 'closedloop[transitions]'`",
        "请运行 `pip install 'closedloop[transitions]'`",
    ),
    Message(
        "CL771",
        "`{name}` cannot be bound as `{attribute}`: that name belongs to `{owner}` already",
        "`{name}`无法以`{attribute}`为名绑定：该名称已属于`{owner}`",
        _SPELL_EN,
        _SPELL_ZH,
    ),
    Message(
        "CL772",
        "`{name}` cannot be bound as `{attribute}`: Python does not take that for a name",
        "`{name}`无法以`{attribute}`为名绑定：Python 不接受这样的名称",
        _SPELL_EN,
        _SPELL_ZH,
    ),
    Message("CL773", "the process has no event, step or end `{name}`", "流程中没有名为`{name}`的事项、步骤或终点"),
    Message(
        "CL774",
        "`{name}` is not possible: steps, events and the state of a case come from the process",
        "不能使用`{name}`：步骤、事项和案件所处的状态都由流程决定",
        "submit an event, or change the process",
        "请提交事项，或修改流程",
    ),
    Message(
        "CL775",
        "this model is not bound to a case",
        "该对象尚未与案件绑定",
        "`add_model` binds it",
        "可用 `add_model` 绑定",
    ),
    Message(
        "CL776",
        "a model of the class `{model}` cannot be bound",
        "`{model}`类的对象无法绑定",
        "it needs a class written in Python, and room for an attribute `closedloop`",
        "对象的类须以 Python 编写，并能容纳属性 `closedloop`",
    ),
    Message(
        "CL777",
        "case `{case}` follows version {version} of `{process}`, not the process of this machine",
        "案件`{case}`依照的是`{process}`第 {version} 版，不是本状态机的流程",
    ),
    Message(
        "CL778",
        "this machine keeps no records: they were given to `store`",
        "本状态机不保存记录：记录已交给 `store`",
        "ask the application's own store",
        "请向应用程序的存储查询",
    ),
    Message(
        "CL779",
        "`{event}` takes one actor, then parameters by name",
        "`{event}`先给出一位经办人，其余参数按名称给出",
    ),
)
