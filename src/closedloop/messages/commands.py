"""Codes 650–699: the command line and the files of events that it reads."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    # ----------------------------------------------------------------------------------------- how a command is called
    Message(
        "CL650",
        "there is no command `{name}`",
        "没有命令`{name}`",
        "`closedloop --help` lists them",
        "用 `closedloop --help` 查看全部命令",
    ),
    Message(
        "CL651",
        "there is no option `{name}`",
        "没有选项`{name}`",
        "`{command} --help` lists them",
        "用 `{command} --help` 查看全部选项",
    ),
    Message(
        "CL652",
        "{name} is missing",
        "缺少 {name}",
        "`{command} --help` shows how it is called",
        "用 `{command} --help` 查看用法",
    ),
    Message(
        "CL653", "what is given for {name} is not possible", "{name} 的取值不可用", "write {choices}", "可用{choices}"
    ),
    Message(
        "CL654",
        "`{value}` is one argument too many",
        "多出参数`{value}`",
        "`{command} --help` shows how it is called",
        "用 `{command} --help` 查看用法",
    ),
    Message("CL655", "the option `{name}` needs a value", "选项`{name}`后须有值"),
    Message(
        "CL656",
        "this cannot be done: {why}",
        "无法执行：{why}",
        "`{command} --help` shows how it is called",
        "用 `{command} --help` 查看用法",
    ),
    # ------------------------------------------------------------------------------------------------- files in general
    Message("CL657", "there is no file `{path}`", "没有文件`{path}`"),
    Message("CL658", "`{path}` cannot be read: {why}", "`{path}`无法读取：{why}"),
    Message("CL659", "`{path}` cannot be written: {why}", "`{path}`无法写入：{why}"),
    Message("CL660", "no `.loop` file is in `{path}`", "`{path}`中没有 `.loop` 文件"),
    Message(
        "CL661", "`{path}` is there already", "`{path}`已经存在", "give another name with `-o`", "请用 `-o` 另取文件名"
    ),
    Message(
        "CL662",
        "`{path}` is left as it was: its text has errors",
        "`{path}`未作改动：文本有错误",
        "`closedloop check` shows them",
        "用 `closedloop check` 查看错误",
    ),
    Message("CL663", "`{path}` is no map of names: it is not UTF-8", "`{path}`不是名称对照表：不是 UTF-8 编码"),
    Message(
        "CL664",
        "`{path}` is not a compiled process: {why}",
        "`{path}`不是编译后的流程：{why}",
        "`closedloop compile` makes one",
        "可用 `closedloop compile` 生成",
    ),
    Message("CL665", "there is no process `{name}`", "没有流程`{name}`", "there is {choices}", "现有{choices}"),
    Message(
        "CL666",
        "there are several processes: {choices}",
        "有多个流程：{choices}",
        "say which with `--process`",
        "请用 `--process` 指明",
    ),
    Message("CL667", "there is no process in `{path}`", "`{path}`中没有流程"),
    Message(
        "CL668", "there is no page for `{name}`", "没有`{name}`的说明", "codes look like `CL101`", "代码形如 `CL101`"
    ),
    Message(
        "CL669",
        "`{name}` is not a name for a process",
        "`{name}`不能作流程名称",
        "a name begins with a letter and has letters, digits and `_`",
        "名称以文字开头，由文字、数字和 `_` 组成",
    ),
    # ------------------------------------------------------------------------------------------------- files of events
    Message(
        "CL670",
        "there is nothing in the file",
        "文件中没有内容",
        "the first line names the columns",
        "首行应为各列名称",
    ),
    Message(
        "CL671",
        "the first line has no column {column}",
        "首行缺少列{column}",
        "the columns `case`, `time` and `event` are needed",
        "须有`案件`、`时间`、`事项`三列",
    ),
    Message(
        "CL672",
        "the column `{column}` is neither one of the file's own nor a parameter of an event",
        "列`{column}`既不是规定的列，也不是任何事项的参数",
        "the column is left out; `closedloop explain CL672` says which there may be",
        "该列未采用；`closedloop explain CL672` 说明可有哪些列",
    ),
    Message("CL673", "`{column}` is there twice", "`{column}`重复"),
    Message("CL674", "{column} is not given", "未填{column}"),
    Message(
        "CL675",
        "`{text}` is no time ({column})",
        "`{text}`不是时间（{column}）",
        "write `2024-03-01` or `2024-03-01 14:30`",
        "写作 `2024-03-01` 或 `2024-03-01 14:30`",
    ),
    Message(
        "CL676",
        "nobody may be called `clock`: that is who acts when a timer does",
        "任何人不得以`clock`为名：它代表计时",
    ),
    Message("CL677", "the line is not UTF-8", "该行不是 UTF-8 编码", "save the file as UTF-8", "请将文件另存为 UTF-8"),
    Message(
        "CL678",
        "the file is not UTF-8",
        "文件不是 UTF-8 编码",
        "save it as UTF-8; {guess} was perhaps meant",
        "请另存为 UTF-8；原编码可能是 {guess}",
    ),
    Message(
        "CL679",
        "the line is not a JSON object: it cannot be read from character {column} on",
        "该行不是 JSON 对象：自第 {column} 个字符起无法读取",
    ),
    Message(
        "CL680", "the line is cut off", "该行不完整", "the file was perhaps not written to its end", "文件可能未写完"
    ),
    Message(
        "CL681", "the line has {found} cells, the first line {expected}", "该行有 {found} 格，首行有 {expected} 格"
    ),
    Message(
        "CL682",
        "from here to line {last} nothing can be taken apart into cells",
        "自此至第 {last} 行无法分格",
        "a value that begins with a quotation mark ends with one; one within it is written twice",
        "以引号开头的值须以引号结尾；值中的引号写两次",
    ),
    Message("CL683", "`{text}` is not {kind} ({column})", "`{text}`不是{kind}（{column}）"),
    Message(
        "CL684",
        "the compressed file is damaged from here on",
        "压缩文件自此处损坏",
    ),
    Message(
        "CL686",
        "which process the case `{case}` is of is not said",
        "未说明案件`{case}`属于哪个流程",
        "fill in `process`, or give `--process`",
        "请填`流程`一列，或用 `--process`",
    ),
    Message("CL687", "the case `{case}` was opened before", "案件`{case}`此前已经开立"),
    Message(
        "CL688",
        "the key `{key}` is not known",
        "没有键`{key}`",
        "parameters belong into `params`",
        "参数应放在 `params` 中",
    ),
    Message("CL689", "{column} must be {kind}", "{column}应为{kind}"),
    Message(
        "CL690", "the case `{case}` was opened with the process `{process}`", "案件`{case}`开立时属于流程`{process}`"
    ),
    Message(
        "CL699",
        "something went wrong within closedloop ({place})",
        "closedloop 内部出错（{place}）",
        "please report it, with the file and the command; CLOSEDLOOP_DEBUG=1 shows more",
        "请附文件和命令反馈给我们；设 CLOSEDLOOP_DEBUG=1 可看详情",
    ),
)
