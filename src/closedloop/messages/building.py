"""Codes 040–069: what the builder finds in single literals and phrases."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message(
        "CL040",
        "this nests more than {limit} levels deep",
        "此处嵌套超过 {limit} 层",
        "split it into several rules or requirements",
        "请拆成几条规则或要求",
    ),
    Message(
        "CL041",
        "a number has at most {limit} digits",
        "数字最多 {limit} 位",
        "count in a larger unit",
        "请改用更大的单位",
    ),
    Message(
        "CL042",
        "a duration is at most {limit} years",
        "期限最长 {limit} 年",
        "shorten it, or leave the limit out",
        "请缩短期限，或不设时限",
    ),
    Message(
        "CL043",
        "a duration cannot have a part of zero",
        "期限中不能有为零的部分",
        "leave that part out",
        "请删去该部分",
    ),
    Message(
        "CL044",
        "a duration names each unit once",
        "同一期限中每种单位只能出现一次",
        "add the parts of the same unit together",
        "请将同一单位的数量合并",
    ),
    Message(
        "CL045",
        "there is no day `{day}`",
        "没有`{day}`这一天",
        "write year, month and day of an existing date, such as 2024-02-29",
        "请写实际存在的日期，例如 2024-02-29",
    ),
    Message(
        "CL046",
        "there is no time of day `{time}`",
        "没有`{time}`这一时刻",
        "write hours from 00 to 23 and minutes from 00 to 59, such as 09:30",
        "小时为 00 至 23，分钟为 00 至 59，例如 09:30",
    ),
    Message(
        "CL047",
        "no year has a day `{day}`",
        "任何一年都没有`{day}`这一天",
        "write the month first, then the day, such as 06-30",
        "请先写月，后写日，例如 06-30",
    ),
    Message(
        "CL048",
        "`{word}` stands here a second time",
        "`{word}`在此重复出现",
        "keep one of the two, or put them together",
        "请保留其一，或合并为一处",
    ),
    Message(
        "CL049",
        "approval and other conditions of an extension need `extendable`",
        "未写`可延长`，不能规定延期的批准等条件",
        "say before it how often the limit may be extended, such as `extendable once by 1 month`",
        "请先写明可延长的次数，例如`可延长 一次 1 个月`",
    ),
    Message(
        "CL050",
        "a limit that may be extended 0 times cannot be extended",
        "延期次数不能为零",
        "leave `extendable` out, or write `once`",
        "请删去`可延长`，或写`一次`",
    ),
    Message(
        "CL060",
        "`{first}` and `{second}` would both become `{translation}`",
        "`{first}`和`{second}`都会变成`{translation}`",
        "give one of them another translation",
        "请为其中之一另取译名",
    ),
    Message(
        "CL061",
        "`{name}` has no translation that can be a name",
        "`{name}`的译名不能作为名称",
        "write one or several words on one line, without back-quotes",
        "请在一行内写一个或几个词，不含反引号",
    ),
    Message(
        "CL062",
        "the map of names is not TOML: {why}",
        "名称对照表不是 TOML 格式：{why}",
        'write lines such as original = "translation" under [names] and [texts]',
        '请在 [names] 和 [texts] 之下按 原名 = "译名" 逐行书写',
    ),
    Message(
        "CL063",
        "the map of names has an entry `{entry}` that is neither a name nor a text with a translation",
        "名称对照表中的`{entry}`既不是名称也不是文字的译文",
        'keep to the tables [names] and [texts], each with original = "translation"',
        '请只写 [names] 和 [texts] 两表，每行为 原文 = "译文"',
    ),
)
