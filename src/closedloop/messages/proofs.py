"""Words of proofs: verdicts, what they rest on, and how counterexamples are told, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

PROOFS: Mapping[str, tuple[str, str]] = {
    # -------------------------------------------------------------------------------------------------------- verdicts
    "proof.proved": ("proved", "成立"),
    "proof.enforced": ("enforced", "拦截后成立"),
    "proof.refuted": ("refuted", "不成立"),
    "proof.open": ("open", "未定"),
    # ----------------------------------------------------------------------------------------------------------- table
    "proof.subject": ("rule or property", "规则或性质"),
    "proof.verdict": ("verdict", "结论"),
    "proof.states": ("states", "状态"),
    "proof.days": ("days", "起始日"),
    "proof.seconds": ("seconds", "秒"),
    "proof.step": ("step `{name}` can be reached", "步骤`{name}`可以到达"),
    "proof.end": ("end `{name}` can be reached", "终点`{name}`可以到达"),
    "proof.event": ("`{event}` can be accepted", "`{event}`可以办成"),
    "proof.stuck": ("no case gets stuck", "没有案件停滞"),
    "proof.ends": ("an end can be reached from everywhere", "各处都可到达终点"),
    "proof.steps_count": ("{number} steps and ends reachable", "{number} 个步骤和终点均可到达"),
    "proof.events_count": ("{number} events possible", "{number} 个事项均可办成"),
    "proof.nothing_stuck": ("nothing stuck", "无案件停滞"),
    "proof.ends_everywhere": ("an end reachable from everywhere", "各处都可到达终点"),
    "proof.no_rules": ("no rules are written", "没有写规则"),
    "proof.summary": (
        "{number} decided: {proved} proved, {enforced} enforced, {refuted} refuted, {open} open",
        "共 {number} 项：成立 {proved}，拦截后成立 {enforced}，不成立 {refuted}，未定 {open}",
    ),
    "proof.interrupted": (
        "interrupted: {number} of {all} rules are decided, nothing is said of the others",
        "已中断：{all} 条规则中已有 {number} 条得出结论，其余未作结论",
    ),
    "proof.progress": ("{number} of {all}: {subject}", "第 {number} 项，共 {all} 项：{subject}"),
    "proof.progress_rest": ("steps, events, ends", "步骤、事项、终点"),
    # ------------------------------------------------------------------------------------------------- what is said of
    "proof.open_abstract": (
        "a run that might break it was found, and it could not be walked with any values and dates that were tried",
        "疑有一种走法会违反，但用试过的数值和日期都未能走通",
    ),
    "proof.open_way": (
        "a way there was found, and it could not be walked with any values and dates that were tried",
        "疑有一种走法可以通到，但用试过的数值和日期都未能走通",
    ),
    "proof.open_budget": (
        "the budget ran out after {states} states",
        "查过 {states} 个状态后限额用尽",
    ),
    "proof.open_ways": (
        "there are more ways to wait than can be told apart",
        "等待的方式太多，不能逐一区分",
    ),
    "proof.open_time": (
        "the limits alone would let the time pass on some starting days, but no run was found in which it does",
        "只看各步时限，有些起始日会超期，但未找到确实超期的走法",
    ),
    "proof.open_coverage": (
        "the calendar does not reach far enough for a single starting day",
        "日历覆盖的范围内，没有一个起始日够算到期满",
    ),
    "proof.open_refusals": (
        "refusals for the sake of enforced rules may stand in the way of an end, and following all of them took more "
        "states than are spent on it",
        "为守规则而作的拦截可能挡住通向终点的路，逐一跟踪所需的状态超出限额",
    ),
    "proof.open_parties": (
        "rules about parties may refuse everybody whom the prover tells apart; whether somebody else is left it "
        "does not follow",
        "有关当事单位的规则可能拦下所区分的每个单位；是否另有单位可办，未予跟踪",
    ),
    "proof.open_end": (
        "from `{step}` an end is reached only if values fall in a way that the prover does not follow",
        "从`{step}`出发能否到达终点，取决于未能跟踪的数值",
    ),
    "proof.late_days": (
        "late for {late} of {days} starting days",
        "{days} 个起始日中有 {late} 个会超期",
    ),
    "proof.spare_days": (
        "{days} days to spare on the worst starting day",
        "最不利的起始日尚余 {days} 天",
    ),
    "proof.not_suspended": (
        "for cases that are never suspended",
        "以案件从未中止为前提",
    ),
    "proof.days_covered": (
        "as far as the calendar reaches: days were followed, too",
        "以日历覆盖的日期为限：已逐日推算",
    ),
    "proof.guarded_by": (
        "as long as {rules} is watched",
        "以{rules}一直有拦截为前提",
    ),
    "proof.vacuous": (
        "nothing that the rule speaks of ever happens",
        "规则所说的事从不发生",
    ),
    "proof.never_happens": ("no run leads there", "没有任何走法通到这里"),
    "proof.no_way_out": (
        "from here no end can be reached any more",
        "走到此处，再也到不了终点",
    ),
    "proof.somebody_acts": (
        "an end can be reached; whether it is depends on people acting",
        "终点可以到达；是否到达，取决于有人办理",
    ),
    # ------------------------------------------------------------------------------------------------ what it rests on
    "proof.rests_on": ("what this rests on", "前提"),
    "proof.timers": (
        "timers fire when they are due; people may act at any time or not at all",
        "到期的计时一律触发；办理人员可在任何时候办理，也可一直不办",
    ),
    "proof.data": (
        "values without bounds are told apart only by the conditions that read them",
        "不限范围的数值，只按读取它的条件加以区分",
    ),
    "proof.calendar": (
        "starting days from {first} to {last}, as far as the calendar `{calendar}` ({version}) reaches",
        "起始日自 {first} 至 {last}，即日历`{calendar}`（{version}）够算到的范围",
    ),
    "proof.other_cases": (
        "each case by itself: scores of other cases may be anything",
        "逐案判断：其他案件的记分可为任意值",
    ),
    # --------------------------------------------------------------------------------------------------------- stories
    "proof.story_refuted": ("how it is broken", "怎样违反"),
    "proof.story_enforced": ("what is refused to keep it", "靠拦截什么来守住"),
    "proof.story_trap": ("how a case gets lost", "案件怎样走失"),
    "proof.bound": ("{role} is {party}", "{role}为{party}"),
    "proof.breaks": ("this breaks the rule: {rule}", "至此违反规则：{rule}"),
    "proof.refuses": ("refused: {why}", "不予准许：{why}"),
    "proof.stays": ("here the case stays", "案件停在此处"),
    "proof.stays_from": ("from {day} on the case stays here", "自{day}起，案件停在此处"),
    "proof.no_way_out_from": (
        "from {day} on no end can be reached any more",
        "自{day}起，再也到不了终点",
    ),
    "proof.as_scenario": (
        "as a scenario, which fails until this is put right",
        "写成情景（改好之前不会通过）",
    ),
    "proof.as_scenario_enforced": (
        "as a scenario; its last line is refused for the rule: if that is as it should be, write `refused` there",
        "写成情景：末行因该规则不予准许；如本意如此，在该行写上“不予准许”",
    ),
    "proof.extend_scenario": (
        "once there is a way out, write before its last line how the case comes to an end",
        "有了出路以后，在末行之前补上案件怎样办结",
    ),
    "proof.no_scenario": (
        "it cannot be written as a scenario: {why}",
        "不能写成情景：{why}",
    ),
    "proof.no_words": (
        "it does not come out the same when the names of the scenario act",
        "按情景中的署名来办，结果不同",
    ),
    "proof.title_refuted": ("broken: {rule}", "违反：{rule}"),
    "proof.title_enforced": ("would break: {rule}", "险些违反：{rule}"),
    "proof.title_trap": ("no way out: {step}", "没有出路：{step}"),
    # ------------------------------------------------------------------------------------------------------- prevented
    "proof.prevented_limit": (
        "time passed in `{step}` without a consequence: `then` or a rung with a route would lead the case on",
        "时间耗在`{step}`而没有后果：写上“期满转”或带去向的梯次，案件就会转出",
    ),
    "proof.prevented_no_limit": (
        "time passed in `{step}`, which has no limit: a limit with a consequence would lead the case on",
        "时间耗在`{step}`，该步骤没有时限：设时限并写明后果，案件就会转出",
    ),
    "proof.prevented_step": (
        "most of the time passed in `{step}`: a limit that is shorter or leads on sooner would leave more time",
        "时间多耗在`{step}`：该步骤的时限短些，或早些转出，其余步骤就多些时间",
    ),
    "proof.prevented_before": (
        "`require happened {earlier}` at `{event}` would have refused it, with words of its own",
        "在`{event}`处写 `须 已 {earlier}`，就会不予准许，并能写明理由",
    ),
    "proof.prevented_each": (
        "`require happened {earlier} since {later}` at `{event}` would have refused it, with words of its own",
        "在`{event}`处写 `须 已 {earlier} 自从 {later}`，就会不予准许，并能写明理由",
    ),
    "proof.prevented_fewer": (
        "`require count {counted} < {times}` at `{event}` would have refused it, with words of its own",
        "在`{event}`处写 `须 {counted} 次数 < {times}`，就会不予准许，并能写明理由",
    ),
    "proof.prevented_enough": (
        "`require count {counted} >= {times}` at `{event}` would have refused it, with words of its own",
        "在`{event}`处写 `须 {counted} 次数 >= {times}`，就会不予准许，并能写明理由",
    ),
    "proof.prevented_different": (
        "`require actor != actor of {earlier}` at `{event}` would have refused it, with words of its own",
        "在`{event}`处写 `须 经办人 != 经办人于 {earlier}`，就会不予准许，并能写明理由",
    ),
    "proof.prevented_same": (
        "`require actor = actor of {earlier}` at `{event}` would have refused it, with words of its own",
        "在`{event}`处写 `须 经办人 = 经办人于 {earlier}`，就会不予准许，并能写明理由",
    ),
    "proof.prevented_way_out": (
        "a route to an end from `{step}`, or a limit with `then`, would lead the case on",
        "给`{step}`写一条通向终点的去向，或带“期满转”的时限，案件就会转出",
    ),
}
