"""Codes 250–299: routes, data that is read before it is set, steps that cannot be reached or left."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    # ------------------------------------------------------------------------------------------------- decisions
    Message(
        "CL250",
        "this route to `{to}` is never taken: what is written before it takes all that it would",
        "通往`{to}`的去向永远走不到：它所及的情形都已先走别处",
        "routes are tried in order: write the narrower one first, or leave this one out",
        "去向按先后判断：请把范围较窄的写在前面，或删去此项",
    ),
    Message(
        "CL251",
        "this route to `{to}` is never taken: its condition {why}",
        "通往`{to}`的去向永远走不到：其条件{why}",
        "change the condition, or leave the route out",
        "请修改条件，或删去此项",
    ),
    Message(
        "CL252",
        "`{event}` in `{step}` has no route when {data}",
        "在`{step}`中，当{data}时，`{event}`没有去向",
        "the event is refused then: add a route with `otherwise`, or say so with `require`",
        "届时该事项不予准许：请补一条`否则`，或用`须`写明",
    ),
    Message(
        "CL253",
        "`{event}` is never accepted: this requirement {why}",
        "`{event}`永远不会获准：此要求{why}",
        "change the requirement, or leave the event out",
        "请修改要求，或删去该事项",
    ),
    Message(
        "CL254",
        "`{event}` is never accepted: its requirements cannot hold together",
        "`{event}`永远不会获准：其各项要求不能同时满足",
        "change one of them",
        "请修改其中一项",
    ),
    Message(
        "CL255",
        "this route to `{to}` is never taken: the routes before it leave nothing over",
        "通往`{to}`的去向永远走不到：前面的去向已无遗漏",
        "it does no harm; leave it out to be told when a choice is added and forgotten here",
        "保留无妨；删去则日后增加取值而此处遗漏时会有提示",
    ),
    Message(
        "CL256",
        "the case never goes to `{to}` by itself: this condition cannot hold in `{step}`",
        "案件不会自动转到`{to}`：此条件在`{step}`中不可能成立",
        "change the condition, or leave it out",
        "请修改条件，或删去此项",
    ),
    Message(
        "CL257",
        "`{step}` is left for `{to}` as soon as it is entered: this condition always holds there",
        "一进入`{step}`就会转到`{to}`：此条件在那里总是成立",
        "route to `{to}` directly, or change the condition",
        "请直接写去向`{to}`，或修改条件",
    ),
    Message(
        "CL258",
        "this limit is never chosen: its condition cannot hold when `{step}` is entered",
        "此时限永远不会采用：进入`{step}`时其条件不可能成立",
        "conditions of limits are looked at once, on entry: change this one, or leave the limit out",
        "时限的条件只在进入步骤时判断一次：请修改条件，或删去此时限",
    ),
    Message(
        "CL259",
        "this effect never happens: its exemption always holds",
        "此动作永远不会发生：`除非`的条件总是成立",
        "change the condition after `unless`, or leave the effect out",
        "请修改`除非`的条件，或删去此动作",
    ),
    # ------------------------------------------------------------------------------------------------------ data
    Message(
        "CL260",
        "the field `{field}` may not be set where it is read: {path}",
        "字段`{field}`在此读取时可能尚未填写：{path}",
        "set it before, give it a default, or ask `{field} is set` first",
        "请先填写、设初值，或先问`{field} 已填`",
    ),
    Message(
        "CL261",
        "nobody may be able to act in `{step}`: the role `{role}` may not be bound there: {path}",
        "`{step}`中可能无人可以办理：角色`{role}`在那里可能尚未指定：{path}",
        "bind it by a parameter `{role}` of an event before, or name another role",
        "请由先前事项的参数`{role}`指定，或另写角色",
    ),
    Message(
        "CL262",
        "the role `{role}` may not be bound here: {path}",
        "角色`{role}`在此可能尚未指定：{path}",
        "bind it by a parameter `{role}` of an event before",
        "请由先前事项的参数`{role}`指定",
    ),
    Message(
        "CL263",
        "`{event}` is never possible: the role `{role}` is bound in no step where it is offered",
        "`{event}`永远不能办理：在列有它的步骤中，角色`{role}`都未指定",
        "bind the role by a parameter `{role}` of an event before, or name another role",
        "请由先前事项的参数`{role}`指定该角色，或另写角色",
    ),
    Message(
        "CL264",
        "this comparison never holds: {term} is {range}",
        "此比较永远不成立：{term}{range}",
        "compare with a value that it can have",
        "请与它可能取到的值比较",
    ),
    Message(
        "CL265",
        "this comparison always holds: {term} is {range}",
        "此比较总是成立：{term}{range}",
        "leave it out, or compare with another value",
        "请删去，或与其他值比较",
    ),
    Message(
        "CL266",
        "`{step}` has no limit: {term} says nothing there",
        "`{step}`没有时限，{term}在那里没有意义",
        "give the step a limit with `within`, or leave this out",
        "请用`限`为步骤规定时限，或删去此处",
    ),
    # ------------------------------------------------------------------------------------------------------ steps
    Message(
        "CL270",
        "the step `{step}` is never reached from `{start}`",
        "从`{start}`出发永远到不了步骤`{step}`",
        "route to it from a step that is reached, or leave it out",
        "请从可到达的步骤通往它，或删去",
    ),
    Message(
        "CL271",
        "the end `{end}` is never reached from `{start}`",
        "从`{start}`出发永远到不了终点`{end}`",
        "route to it from a step that is reached, or leave it out",
        "请从可到达的步骤通往它，或删去",
    ),
    Message(
        "CL272",
        "the step `{step}` can never be left",
        "步骤`{step}`永远离不开",
        "give one of its events a route, or its limit a `then`",
        "请为其中一个事项写明去向，或为时限写明期满去向",
    ),
    Message(
        "CL273",
        "no end can be reached from {steps}: they only lead to each other",
        "从{steps}到不了任何终点：它们只通往彼此",
        "route from one of them to an end, or to a step from which one is reached",
        "请从其中一个通往终点，或通往能到达终点的步骤",
    ),
    Message(
        "CL276",
        "`{event}` is offered in no step that is reached",
        "`{event}`在可到达的步骤中都不能办理",
        "leave fewer steps out, or leave the event out",
        "请少排除一些步骤，或删去该事项",
    ),
    Message(
        "CL277",
        "a case stays in `{step}` for ever when {data}",
        "当{data}时，案件将永远停在`{step}`",
        "nothing else can happen there: add an `as soon as` for these cases, an event or a limit",
        "那里不会再发生别的事：请为此补一条`一旦`、一个事项或时限",
    ),
    # ------------------------------------------------------------------------------------------------------- time
    Message(
        "CL280",
        "the case would go round without time passing: {steps}",
        "案件会在一瞬间循环不止：{steps}",
        "the conditions on the way can hold at once: let a step wait for an event, or make one exclude another",
        "途中的条件可同时成立：请让其中一步等待事项，或使条件互斥",
    ),
    Message(
        "CL281",
        "the case would go round without time passing once the date is past: {steps}",
        "日期一过，案件会在一瞬间循环不止：{steps}",
        "a date that is past is due at once: lead to another step, or count from the entry with `within`",
        "已过的日期立即到期：请通往别的步骤，或用`限`从进入时起算",
    ),
)
