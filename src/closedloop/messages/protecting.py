"""Words of `test --generate`, `mutate` and `diff`, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

PROTECTING: Mapping[str, tuple[str, str]] = {
    # ------------------------------------------------------------------------------------------------------ generating
    "generate.written": ("scenarios written: {number}", "写出情景 {number} 个"),
    "generate.missing": ("no run was found that takes this:", "以下各项未找到能涉及的走法："),
    "generate.place": ("step or end `{name}`", "步骤或终点`{name}`"),
    "generate.unwritable": (
        "a run has a value that no scenario can say, and is left out: {name}",
        "有一次走法含情景无法写出的值，已略去：{name}",
    ),
    "usage.test.generate": (
        "write scenarios instead that take every step, route, requirement and rung",
        "改为写出涉及每个步骤、去向、要求和梯次的情景",
    ),
    "usage.test.output": (
        "with --generate: file to write; standard output without it",
        "与 --generate 同用：写入的文件；未指定时为标准输出",
    ),
    # -------------------------------------------------------------------------------------------------------- mutating
    "usage.mutate": (
        "leave out each sentence of a process in turn: what notices?",
        "逐句略去流程中的规定，看有什么能发现",
    ),
    "usage.mutate.more": (
        "Requirements, conditions of routes and limits, permissions, deadlines, what follows on them, and rungs. A "
        "sentence that no rule and no scenario notices is one that nothing protects. The exit code is 0; with "
        "--min-score it is 1 below that share.",
        "逐一略去要求、去向和期限的条件、经办权限、期限、期满去向和梯次。没有规则、也没有情景能发现的，就是无人看守的"
        "规定。退出码为 0；指定 --min-score 时，低于该比例则为 1。",
    ),
    "usage.mutate.process": ("the process, where the file has several", "文件中有多个流程时，指明其一"),
    "usage.mutate.format": ("how the result is written", "结果的写法"),
    "usage.mutate.max_states": ("states to explore for each decision, at most", "每项判定最多查多少个状态"),
    "usage.mutate.time": ("seconds for each decision, at most", "每项判定最多用多少秒"),
    "usage.mutate.today": ("stories begin in the week of this day", "例子从该日所在的一周开始"),
    "usage.mutate.jobs": ("processes that work at it; without it one for each core", "并行的进程数；未指定时每核一个"),
    "usage.mutate.min_score": (
        "exit code 1 if less than this share (in percent) is noticed",
        "能发现的比例（百分数）低于此值时退出码为 1",
    ),
    "mutate.progress": ("leaving out sentences", "逐句略去"),
    "mutate.summary": (
        "sentences left out: {all}; noticed: {noticed} ({share} %), of these by rules: {rules}; by nothing: {nothing}",
        "略去 {all} 句：能发现 {noticed} 句（{share} %），其中规则发现 {rules} 句；无从发现 {nothing} 句",
    ),
    "mutate.empty": ("there is no sentence to leave out", "没有可略去的规定"),
    "mutate.interrupted": (
        "interrupted: {number} of {all} sentences are judged",
        "已中断：{all} 句中已判定 {number} 句",
    ),
    "mutate.by_nothing": ("nothing notices if one of these is left out:", "略去以下任一句，无从发现："),
    "mutate.by_scenarios": ("no rule notices, only scenarios do:", "没有规则能发现，只有情景能发现："),
    "mutate.by_rules": ("noticed by rules:", "规则能发现："),
    "mutate.requirement": ("requirement", "要求"),
    "mutate.when": ("condition", "条件"),
    "mutate.by": ("permission", "经办权限"),
    "mutate.limit": ("deadline", "期限"),
    "mutate.then": ("what follows on the deadline", "期满去向"),
    "mutate.rung": ("rung", "梯次"),
    "mutate.changed": ("{name}: {before}, without it {after}", "{name}：{before}，略去后{after}"),
    "mutate.vacuous": ("about nothing that happens", "所说之事不再发生"),
    "mutate.unclear": ("not decided without it: {names}", "略去后未定：{names}"),
    "mutate.fails": ("scenario “{title}” fails", "情景“{title}”不通过"),
    "mutate.fails_too": ("and {number} more scenarios fail", "另有 {number} 个情景不通过"),
    "mutate.fails_too.one": ("and 1 more scenario fails", "另有 1 个情景不通过"),
    "mutate.step": ("step `{name}` reachable", "步骤`{name}`可以到达"),
    "mutate.event": ("`{name}` possible", "`{name}`可以办成"),
    "mutate.stuck": ("nothing stuck", "没有案件停滞"),
    "mutate.ends": ("an end reachable from everywhere", "各处都可到达终点"),
    "mutate.too_low": ("the score is {found}, less than {wanted}", "得分 {found}，低于 {wanted}"),
    # ------------------------------------------------------------------------------------------------------- comparing
    "usage.diff": (
        "what one version of a process allows and the other forbids",
        "比较流程的两个版本：一个准许而另一个不准许什么",
    ),
    "usage.diff.more": (
        "Both versions are asked the same, case by case; what they answer differently is told as a shortest story, "
        "together with the sentences that have changed and the rules whose verdict has. The exit code is 1 if anything "
        "differs.",
        "逐案向两个版本提出同样的事项，回答不同之处以最短的经过列出，并列出改动的规定和结论有变的规则。"
        "有不同时退出码为 1。",
    ),
    "usage.diff.process": ("the process, where the files have several", "文件中有多个流程时，指明其一"),
    "usage.diff.format": ("how the result is written", "结果的写法"),
    "usage.diff.max_cases": ("pairs of cases to look at, at most", "最多查看多少对案件"),
    "usage.diff.time": (
        "seconds for looking at cases, and for the rules of each version, at most",
        "查看案件、以及判定每个版本的规则，各最多用多少秒",
    ),
    "usage.diff.day": ("the day on which stories begin", "例子从哪一天开始"),
    "usage.diff.no_verdicts": ("leave out the verdicts on rules", "不判定规则"),
    "diff.versions": ("version {old} and version {new}", "版本 {old} 与版本 {new}"),
    "diff.same": ("nothing differs", "没有不同"),
    "diff.written": ("written differently:", "写法不同："),
    "diff.forbidden": ("the new version forbids:", "新版本不准许："),
    "diff.allowed": ("only the new version allows:", "只有新版本准许："),
    "diff.elsewhere": ("the same event leads elsewhere:", "同一事项去向不同："),
    "diff.time": ("time does something else:", "时间届至，结果不同："),
    "diff.deadline": ("other deadlines:", "期限不同："),
    "diff.effects": ("other effects:", "后续动作不同："),
    "diff.values": ("other values in fields:", "字段取值不同："),
    "diff.in": ("in {step}: {event} by {role}", "{step}：{role} {event}"),
    "diff.in_step": ("in {step}", "{step}"),
    "diff.waiting": ("in {step}: nobody acts", "{step}：无人办理"),
    "diff.old": ("old", "旧"),
    "diff.new": ("new", "新"),
    "diff.refused": ("refused: {why}", "不予准许：{why}"),
    "diff.nothing": ("nothing happens", "无事发生"),
    "diff.rules": ("verdicts on rules:", "规则的结论："),
    "diff.verdict": ("`{name}`: {before}, now {after}", "`{name}`：原{before}，现{after}"),
    "diff.rule_added": ("`{name}`: new, {after}", "`{name}`：新增，{after}"),
    "diff.rule_removed": ("`{name}`: gone, was {before}", "`{name}`：已删，原{before}"),
    "diff.rules_same": ("no verdict on a rule has changed", "规则的结论没有变化"),
    "diff.looked": ("pairs of cases looked at: {number}", "查看案件 {number} 对"),
    "diff.looked_not_all": (
        "pairs of cases looked at: {number}, not all of them: what differs further on may be missing",
        "查看案件 {number} 对，未查完：更远处的不同可能未列出",
    ),
    "diff.sort.process": ("calendar or start", "日历或起始步骤"),
    "diff.sort.role": ("role", "角色"),
    "diff.sort.field": ("field", "字段"),
    "diff.sort.list": ("list", "列表"),
    "diff.sort.event": ("parameters of an event", "事项的参数"),
    "diff.sort.step": ("step", "步骤"),
    "diff.sort.end": ("end", "终点"),
    "diff.sort.limit": ("deadline", "期限"),
    "diff.sort.offer": ("event", "事项"),
    "diff.sort.requirement": ("requirement", "要求"),
    "diff.sort.route": ("route", "去向"),
    "diff.sort.act": ("effect", "后续动作"),
    "diff.sort.rung": ("rung", "梯次"),
    "diff.sort.every": ("reminder", "定期催办"),
    "diff.sort.as_soon": ("route by itself", "自动去向"),
    "diff.sort.suspend": ("suspension", "中止"),
    "diff.sort.reopen": ("reopening", "重启"),
    "diff.sort.backdate": ("dating back", "补记"),
    "diff.sort.rule": ("rule", "规则"),
    "diff.sort.metric": ("metric", "指标"),
    "diff.added": ("{sort} {name}: new", "新增{sort} {name}"),
    "diff.removed": ("{sort} {name}: gone", "删去{sort} {name}"),
    "diff.changed": ("{sort} {name}: changed", "{sort} {name} 有改动"),
}
