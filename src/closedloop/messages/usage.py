"""What `--help` says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

USAGE: Mapping[str, tuple[str, str]] = {
    "usage.usage": ("usage", "用法"),
    "usage.options": ("options", "选项"),
    "usage.commands": ("commands", "命令"),
    "usage.help": ("show this page", "显示本页"),
    "usage.version": ("show the version", "显示版本"),
    "usage.lang": (
        "language of all messages; without it CLOSEDLOOP_LANG or the locale decides",
        "提示所用语言；未指定时由 CLOSEDLOOP_LANG 或系统区域决定",
    ),
    "usage.closedloop": (
        "Processes that must not be dropped: written, checked, run, accounted for.",
        "办必有果的流程：编写、检查、运行、统计。",
    ),
    "usage.closedloop.more": (
        "`closedloop COMMAND --help` says more about a command. Exit codes: 0 done; 1 done, and something was "
        "found that speaks against success; 2 called wrongly.",
        "`closedloop COMMAND --help` 查看各命令详情。退出码：0 完成；1 完成但发现问题；2 用法有误。",
    ),
    "usage.check": ("say what is wrong with process files", "检查流程文件"),
    "usage.check.more": (
        "FILE is a `.loop` file, a directory (all `.loop` files in it) or `-` for standard input. The exit code is"
        " 1 if there are errors.",
        "FILE 可以是 `.loop` 文件、目录（含其中所有 `.loop` 文件）或 `-`（标准输入）。有错误时退出码为 1。",
    ),
    "usage.check.format": ("how findings are written", "结果的写法"),
    "usage.check.strict": ("let warnings fail too", "有警告也算不通过"),
    "usage.fmt": ("lay out process files, or translate their words", "整理流程文件的格式，或换用另一种语言的词语"),
    "usage.fmt.more": (
        "Files are replaced at once and whole, comments and all. A file with errors in its notation is left as it is.",
        "文件整份替换，注释全部保留。写法有错误的文件不作改动。",
    ),
    "usage.fmt.check": (
        "change nothing; list what would change, with exit code 1",
        "不改动文件；列出格式会变的文件，退出码为 1",
    ),
    "usage.fmt.stdout": ("write to standard output instead", "改写到标准输出"),
    "usage.fmt.dialect": ("write the words of the language in this dialect", "以此方言书写语言的词语"),
    "usage.fmt.names": (
        "TOML file that says what the author's names and texts become",
        "作者所用名称和文字的对照表（TOML 文件）",
    ),
    "usage.compile": (
        "write a process file as JSON, for engines without the language, or as a Python module",
        "把流程文件编译成 JSON（供不含语言部分的引擎使用）或 Python 模块",
    ),
    "usage.compile.to": (
        "json: the compiled processes; python: a module with a class for cases of one process",
        "json：编译后的流程；python：一个流程的模块，内含案件类",
    ),
    "usage.compile.process": ("the process, where the file has several", "文件中有多个流程时，指明其中一个"),
    "usage.compile.verify": (
        "decide all rules and write the verdicts with the process; exit code as of `closedloop verify`",
        "论证全部规则，并把结论随流程写出；退出码同 `closedloop verify`",
    ),
    "usage.compile.output": ("file to write; standard output without it", "写入的文件；未指定时为标准输出"),
    "usage.export": (
        "write what `verify` explores as a model for SPIN, to have it checked by another tool",
        "把 `verify` 所探查的系统写成 SPIN 模型，供另一工具核对",
    ),
    "usage.export.more": (
        "Without --rule all rules are watched; with it only these, as `verify` looks at them. The head of the model "
        "says how SPIN is called and how many states it will find.",
        "未指定 --rule 时监视全部规则；指定时只监视这些规则，与 `verify` 相同。"
        "模型开头写明如何调用 SPIN，以及它将找到多少状态。",
    ),
    "usage.export.to": ("promela: the language of SPIN", "promela：SPIN 的语言"),
    "usage.export.rule": ("watch only this rule (may be repeated)", "只监视这条规则（可多次使用）"),
    "usage.export.process": ("the process, where the file has several", "文件中有多个流程时，指明其一"),
    "usage.export.output": ("file to write; standard output without it", "写入的文件；未指定时为标准输出"),
    "usage.draw": (
        "draw a process for the wall, a run through it, or where its cases are",
        "画出流程图、案件经过或在办分布",
    ),
    "usage.draw.more": (
        "Rows are in the order of the file, columns are the roles. --run lays a scenario, or a case of a journal, over "
        "the picture and tells it line by line; --counts shows in each step how many cases wait there and how their "
        "deadlines stand.",
        "行按文件次序，列为角色。--run 在图上标出一个情景或案件记录中一个案件的经过，并逐行列出；--counts 在各步骤标出"
        "在办件数和期限情况。",
    ),
    "usage.draw.output": ("file to write; standard output without it", "写入的文件；未指定时为标准输出"),
    "usage.draw.run": ("a scenario by its title, or a case of the journal", "情景的标题，或案件记录中的案件"),
    "usage.draw.journal": ("the journal that the case of --run is in", "--run 的案件所在的记录"),
    "usage.draw.counts": ("count the cases of this journal or file of events", "统计该案件记录或事项清单中的案件"),
    "usage.draw.as_of": (
        "count at the end of this day; without it after the last record",
        "统计至该日终了；未指定时为最后一条记录之后",
    ),
    "usage.draw.format": ("what is written", "输出格式"),
    "usage.draw.process": ("the process, where the file has several", "文件中有多个流程时，指明其一"),
    "usage.draw.paper": (
        "the sheet that it must fit; without it A4, or A3 where letters would be too small",
        "须排入的纸张；未指定时为 A4，字太小则用 A3",
    ),
    "usage.draw.date": ("the date below the title; without it today", "标题下的日期；未指定时为今日"),
    "usage.run": ("run events through a process and give account", "让事项经过流程，并给出台账"),
    "usage.run.more": (
        "PROCESS is a `.loop` file or a compiled one. EVENTS is CSV or JSON lines (gzip too; `-` for standard "
        "input) with the columns case, time, event, party, person, role, roles, occurred, process, and one for "
        "each parameter.\n"
        "Events are taken in order of time. Refusals are part of the business: the exit code is 1 only if lines "
        "could not be read, or with --fail-on-refused.",
        "PROCESS 是 `.loop` 文件或其编译结果。EVENTS 是 CSV 或 JSON Lines（可用 gzip 压缩；`-` 为标准输入），列有"
        "：案件、时间、事项、单位、经办人、角色、全部角色、发生时间、流程，每个参数另占一列。\n"
        "事项按时间先后办理。不予准许属正常业务：仅当有行读不出，或指定了 --fail-on-refused 时，退出码才为 1。",
    ),
    "usage.run.as_of": (
        "let time run to the end of this day before giving account; later events are left out",
        "统计前让时间走到该日终了；此后的事项不采用",
    ),
    "usage.run.process": ("the process, where the file has several", "文件中有多个流程时，指明其一"),
    "usage.run.journal": ("write all records to this file, as JSON lines", "把全部记录写入该文件（JSON Lines）"),
    "usage.run.format": ("how the account is written", "台账的写法"),
    "usage.run.fail_on_refused": ("exit code 1 if anything was refused", "有不予准许的事项时退出码为 1"),
    "usage.run.most": (
        "how many refusals and bad lines are shown at most (0: all)",
        "最多列出多少条不予准许和读不出的行（0 为全部）",
    ),
    "usage.audit": ("hold a log of cases handled elsewhere against a process", "拿别处办理的日志按流程审查"),
    "usage.audit.more": (
        "PROCESS is a `.loop` file or a compiled one. LOG is CSV, JSON lines or XES (gzip too; `-` for standard "
        "input), or a journal that `closedloop run --journal` wrote.\n"
        "Rules are judged along the log as it is. Beside that stands a replay: what the process would have refused, "
        "and what its timers would have done. Findings leave the exit code 0; it is 1 if rows could not be used, "
        "or with --fail-on-findings.",
        "PROCESS 是 `.loop` 文件或其编译结果。LOG 是 CSV、JSON Lines 或 XES（可用 gzip 压缩；`-` 为标准输入），"
        "或 `closedloop run --journal` 写出的案件记录。\n"
        "规则按日志原样判断；另按流程重演一遍：哪些事项本不予准许，计时本会有哪些动作。审查发现不影响退出码：仅当有行"
        "不能采用，或指定了 --fail-on-findings 而有发现时，退出码才为 1。",
    ),
    "usage.audit.mapping": (
        "TOML file that translates the columns and activities of the log",
        "日志各列和各活动的对照文件（TOML）",
    ),
    "usage.audit.on_refusal": (
        "what becomes of an event that the process would refuse: left out of the replay (skip), counted all the same "
        "(force), or the end of the case's replay (stop)",
        "重演中遇不予准许的事项：跳过（skip）、照样计入（force）、该案件到此为止（stop）",
    ),
    "usage.audit.process": ("the process, where the file has several", "文件中有多个流程时，指明其一"),
    "usage.audit.format": ("how the audit is written", "审查结果的写法"),
    "usage.audit.output": ("file to write; standard output without it", "写入的文件；未指定时为标准输出"),
    "usage.audit.by": (
        "tell the cases apart by a column of the log, a role or a field of the process, `year`, `party` or `role`; "
        "may be given several times",
        "按日志的列、流程的角色或字段，或 `year`（年度）、`party`（单位）、`role`（角色）区分案件；可多次使用",
    ),
    "usage.audit.examples": ("how many examples of each finding are told", "每项发现列出几个例案"),
    "usage.audit.as_of": (
        "let time run to the end of this day; later rows are left out",
        "时间走到该日终了；此后的行不采用",
    ),
    "usage.audit.fail_on_findings": (
        "exit code 1 if a rule was broken or an event would have been refused",
        "有违反规则或不予准许的事项时退出码为 1",
    ),
    "usage.test": ("run the scenarios of process files", "运行流程文件中的情景"),
    "usage.test.more": (
        "Says what was expected and what was, and which routes, requirements and rungs no scenario touches. The "
        "exit code is 1 if a scenario fails.",
        "列出预期与实际，以及没有情景涉及的去向、要求和梯次。有情景不通过时退出码为 1。",
    ),
    "usage.test.format": ("how the results are written", "结果的写法"),
    "usage.test.min_coverage": (
        "exit code 1 if less than this share (in percent) is covered",
        "覆盖率（百分数）低于此值时退出码为 1",
    ),
    "usage.verify": (
        "decide every rule over every run, before the process goes live",
        "启用之前，对全部走法论证每条规则",
    ),
    "usage.verify.more": (
        "Each rule is proved, enforced (it holds because submissions that would break it are refused), refuted or "
        "open; so is what holds of every process: steps reachable, events possible, nothing stuck, an end reachable. "
        "Counterexamples are told day by day and written as scenarios. Exit code: 0 all proved or enforced, 1 something"
        " refuted, 3 something open. Interrupting shows what is decided by then.",
        "每条规则的结论为：成立、拦截后成立（会违反它的事项不予准许）、不成立、未定；另外论证各流程都应有的性质："
        "步骤可到达、事项可办成、案件不停滞、终点可到达。反例逐日讲述，并写成情景。"
        "退出码：0 全部成立或拦截后成立；1 有不成立的；3 有未定的。中断时显示已有结论。",
    ),
    "usage.verify.process": ("the process, where the file has several", "文件中有多个流程时，指明其一"),
    "usage.verify.rule": ("decide only this rule (may be repeated)", "只论证这条规则（可多次使用）"),
    "usage.verify.format": ("how verdicts are written", "结论的写法"),
    "usage.verify.max_states": ("give up a rule after so many states", "每条规则最多查这么多状态"),
    "usage.verify.time": ("give up what is not decided after so many seconds", "超过这么多秒，其余不再论证"),
    "usage.verify.today": (
        "stories begin in the week of this day; without it this week",
        "反例从该日所在的一周开始；未指定时为本周",
    ),
    "usage.verify.draw": (
        "draw the first counterexample on the picture of the process (SVG)",
        "在流程图上画出第一个反例（SVG）",
    ),
    "usage.explain": ("explain a code such as CL101", "解释代码，如 CL101"),
    "usage.new": ("begin a process file with a commented starter", "由带注释的样本新建流程文件"),
    "usage.new.dialect": ("dialect of the file; without it that of the messages", "文件所用方言；未指定时同提示语言"),
    "usage.new.output": (
        "file to write; NAME.loop without it, `-` for standard output",
        "写入的文件；未指定时为 NAME.loop，`-` 为标准输出",
    ),
    "usage.schema": ("show the JSON Schema of compiled processes", "显示编译后流程的 JSON Schema"),
}
