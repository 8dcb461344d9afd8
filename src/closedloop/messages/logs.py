"""Codes 700–729: mappings of logs, and the logs that are read with them."""

from __future__ import annotations

from collections.abc import Mapping

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    # ------------------------------------------------------------------------------------------------------ mappings
    Message("CL700", "the mapping is not TOML: {why}", "对照文件不是 TOML 格式：{why}"),
    Message("CL701", "there is no key `{name}` here", "此处没有键`{name}`", "there is {choices}", "可用{choices}"),
    Message(
        "CL702",
        "which of the processes the log is of is not said",
        "未指明日志属于哪个流程",
        'write `process = "…"` as the first line: {choices}',
        '请在首行写明 `process = "…"`：{choices}',
    ),
    Message("CL703", "`{key}` must be {kind}", "`{key}`须为{kind}"),
    Message(
        "CL704",
        "the process has no event `{name}`",
        "流程没有事项`{name}`",
        "there is {choices:event}",
        "现有{choices:event}",
    ),
    Message(
        "CL705",
        "the event `{event}` has no parameter `{name}`",
        "事项`{event}`没有参数`{name}`",
        "it has {choices}",
        "其参数为{choices}",
    ),
    Message("CL706", "the process has no role `{name}`", "流程没有角色`{name}`", "there is {choices}", "现有{choices}"),
    Message(
        "CL707", "`{text}` is no choice for `{key}`", "`{key}`没有取值`{text}`", "write {choices}", "可用{choices}"
    ),
    Message(
        "CL708",
        "there is no time zone `{name}`",
        "没有时区`{name}`",
        "a time zone is called like `Europe/Rome`",
        "时区名称形如 `Asia/Shanghai`",
    ),
    Message(
        "CL709",
        "`{format}` does not say how a day is written",
        "`{format}`没有说明日期的写法",
        "write the format with `%d`, `%m`, `%Y`, `%H`, `%M`, `%S`, such as `%d.%m.%Y %H:%M`",
        "请用 `%Y`、`%m`、`%d`、`%H`、`%M`、`%S` 书写，例如 `%d.%m.%Y %H:%M`",
    ),
    Message(
        "CL710",
        "there is no encoding `{name}`",
        "没有编码`{name}`",
        "usual ones are `utf-8`, `gb18030`, `utf-16`, `cp1252`",
        "常用的有 `utf-8`、`gb18030`、`utf-16`、`cp1252`",
    ),
    Message(
        "CL711",
        "this does not say who holds the role `{role}`",
        "此处未说明角色`{role}`由谁担任",
        "write `column` with `values`, or `parties`, or `anybody = true`",
        "请写 `column` 与 `values`，或 `parties`，或 `anybody = true`",
    ),
    Message(
        "CL712",
        "the role `{role}` is bound to a party in each case: a log cannot say who holds it at large",
        "角色`{role}`待定，在每个案件中由事项指定：日志不能笼统说明由谁担任",
        "map the parameter of this name of the event that binds it",
        "请写明指定该角色的事项的同名参数取自何处",
    ),
    Message(
        "CL713",
        "nothing says where the event `{event}` has {params} from",
        "未说明事项`{event}`的{params}取自何处",
        'write `params.NAME = "column"`, or `params.NAME = {{ value = … }}`',
        '请写 `params.参数 = "列"`，或 `params.参数 = {{ value = … }}`',
    ),
    Message(
        "CL714",
        "the activity `{activity}` is the event `{first:event}` already",
        "活动`{activity}`已对应事项`{first:event}`",
        "say with `when` in the first one which of the rows are it",
        "请在前一事项中用 `when` 说明哪些行属于它",
    ),
    Message(
        "CL715",
        "the parameter `{name}` needs either `column` or `value`",
        "参数`{name}`须有 `column` 或 `value` 之一",
    ),
    Message("CL716", "`{text}` is not {kind}", "`{text}`不是{kind}"),
    Message("CL717", "the log has no column `{name}`", "日志没有列`{name}`"),
    Message("CL718", "no row of the log has the activity `{name}`", "日志中没有活动为`{name}`的行"),
    # ---------------------------------------------------------------------------------------------------------- logs
    Message(
        "CL719",
        "the row has {found} cells, the headers {expected}: those at the end count as empty",
        "该行有 {found} 格，标题有 {expected} 格：末尾各格视为空",
    ),
    Message(
        "CL720",
        "this is no XML from character {column} on; what comes before is read",
        "自第 {column} 个字符起不是 XML；此前的内容已读取",
    ),
    Message(
        "CL721",
        "the file declares a document type; such files are not read",
        "文件声明了文档类型，不予读取",
        "a log needs none: remove the declaration",
        "日志无需此声明，请删去",
    ),
    Message("CL722", "this is XML, and no log: it begins with `{name}`", "这是 XML，但不是日志：首个元素为`{name}`"),
    Message("CL723", "the case has no events", "该案件没有任何事件"),
    Message(
        "CL724",
        "`{text}` is too near to the end of time to be counted with ({column})",
        "`{text}`超出可计算的时间范围（{column}）",
    ),
    Message(
        "CL725",
        "the line is not {encoding}",
        "该行不是 {encoding} 编码",
        "`encoding` in the mapping says how the file is written",
        "可在对照文件中用 `encoding` 说明文件的编码",
    ),
    Message(
        "CL726",
        "the activity `{activity}` is no event",
        "活动`{activity}`不对应任何事项",
        "name it under `[events]` or `[ignore]` of the mapping",
        "请在对照文件的 `[events]` 或 `[ignore]` 中写明",
    ),
    Message(
        "CL727",
        "a row with the activity `{activity}` and {values} under {columns} is no event",
        "活动为`{activity}`、{columns}为{values}的行不对应任何事项",
        "name the texts under `when` of an event, or leave `when` out of the last one",
        "请在某事项的 `when` 中写明，或让最后一个事项不设 `when`",
    ),
    Message(
        "CL728",
        "`{text}` is no time ({column})",
        "`{text}`不是时间（{column}）",
        "`time_format` in the mapping says how times are written",
        "可在对照文件中用 `time_format` 说明时间的写法",
    ),
    Message(
        "CL729",
        "no column says {what}",
        "没有说明{what}的列",
        "name it under `[log]` of the mapping",
        "请在对照文件的 `[log]` 中写明",
    ),
)

LOGS: Mapping[str, tuple[str, str]] = {
    # --------------------------------------------------------------------------------------------------------- usage
    "usage.mapping": (
        "write a first mapping of a log: which columns and activities are what",
        "为日志写出对照初稿：各列和活动各是什么",
    ),
    "usage.mapping.more": (
        "LOG is CSV, JSON lines or XES, plain or gzip; `-` is standard input. What is recognised is filled in, with "
        "how often and from when to when as remarks; the rest is left to you. `closedloop audit` takes the mapping.",
        "LOG 是 CSV、JSON Lines 或 XES，可用 gzip 压缩；`-` 为标准输入。能识别的已填好，并注明次数和起止时间；其余由您"
        "填写。对照文件供 `closedloop audit` 使用。",
    ),
    "usage.mapping.process": (
        "process file: for each activity the event that is nearest, for each event its parameters",
        "流程文件：为每个活动找出最接近的事项，并列出事项的参数",
    ),
    "usage.mapping.output": (
        "file to write, never over one that is there; standard output without it",
        "写入的文件，不覆盖已有文件；未指定时为标准输出",
    ),
    # ---------------------------------------------------------------------------------------------- a first mapping
    "draft.title": ("A first mapping of `{log}`, with {rows} rows.", "`{log}`（共 {rows} 行）的对照初稿。"),
    "draft.span": ("Times: {first} to {last}.", "时间：{first} 至 {last}。"),
    "draft.advice": (
        "Read it through: what stands behind a # was not recognised, or is there to help.",
        "请通读一遍：# 之后的内容是未能识别之处，或供参考的说明。",
    ),
    "draft.more": (" …", " 等"),
    "draft.different": ("{count} different", "{count} 种"),
    "draft.status": (
        "`{column}` is a status, not a stage of a task: it belongs to the activity",
        "`{column}`是状态，不是任务的阶段，因此并入活动",
    ),
    "draft.keep": ("other stages of a task are left out", "任务的其他阶段不采用"),
    "draft.order": ("breaks ties between equal times", "时间相同时按此列排序"),
    "draft.format": ("as in `{sample}`", "如 `{sample}`"),
    "draft.day": ("no time says more than a day", "时间只到日"),
    "draft.zone": (
        "for times without an offset; without this line the zone of the process",
        "用于不带时差的时间；不写此行时为流程的时区",
    ),
    "draft.others": ("other columns:", "其他各列："),
    "draft.anybody": (
        "or `column` with `values`, or `parties`: who is recognised as holding it",
        "或写 `column` 与 `values`，或 `parties`：由谁担任",
    ),
    "draft.guess": ("; a guess", "；系推测"),
    "draft.unknown": (
        "like no event of the process; name them above, or here:",
        "不像流程的任何事项；请在上文写明，或列于此处：",
    ),
    "draft.missing": ("not recognised", "未能识别"),
    "draft.optional": ("not recognised; may be left out", "未能识别；可不写"),
    "draft.times": ("{rows} times", "{rows} 次"),
    "draft.occurs": ("{rows} times, {first} to {last}", "{rows} 次，{first} 至 {last}"),
    # ------------------------------------------------------------------------------------- what messages are made of
    "log.case": ("the case", "案件"),
    "log.activity": ("the activity", "活动"),
    "log.time": ("the time", "时间"),
    "mapping.kind.table": ("a table", "表"),
    "mapping.kind.text": ("a text", "文本"),
    "mapping.kind.texts": ("a text or a list of texts", "文本或文本列表"),
    "mapping.kind.bool": ("`true` or `false`", "`true` 或 `false`"),
    "mapping.kind.sign": ("a single character", "单个字符"),
    "mapping.kind.param": ("a column, or a table with `column` or `value`", "列名，或含 `column`、`value` 之一的表"),
}
