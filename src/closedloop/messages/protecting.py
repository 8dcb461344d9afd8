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
    "mutate.step": ("step `{name}` reachable", "步骤`{name}`可以到达"),
    "mutate.event": ("`{name}` possible", "`{name}`可以办成"),
    "mutate.stuck": ("nothing stuck", "没有案件停滞"),
    "mutate.ends": ("an end reachable from everywhere", "各处都可到达终点"),
    "mutate.too_low": ("the score is {found}, less than {wanted}", "得分 {found}，低于 {wanted}"),
}
