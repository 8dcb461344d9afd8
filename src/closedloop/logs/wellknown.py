"""The names that columns of logs usually bear: of XES, of tables, in English and in Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_NAMES: Mapping[str, str] = {
    "case": "case:concept:name case_id case trace_id case_number case_key process_instance_id "
    "案件编号 案件号 案件 案号 案件ID 工单号 工单编号 流水号 业务编号 申请编号 受理编号 办件编号 编号",
    "activity": "concept:name activity activity_name event event_name action task task_name step "
    "环节 环节名称 活动 活动名称 事项 事件 步骤 操作 节点 任务",
    "time": "time:timestamp timestamp time complete_timestamp completion_time end_time event_time datetime date_time "
    "start_timestamp start_time date 时间 时间戳 发生时间 办理时间 操作时间 完成时间 处理时间 日期",
    "person": "org:resource resource person who user username user_name actor performer operator employee agent "
    "经办人 办理人 操作人 处理人 经办人员 人员 执行人",
    "party": "org:group group party department unit team organisation organization "
    "单位 部门 科室 办理单位 承办单位 所属部门 机构",
    "role": "org:role role 角色 岗位",
    "lifecycle": "lifecycle:transition lifecycle transition 生命周期",
    "order": ".order order sequence 序号 顺序",
}
_BETWEEN = re.compile(r"[\s_\-]+")


def plain(name: str) -> str:
    """The name without width, case, blanks and underscores: what two spellings of a column have in common."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name).casefold())


_WELL_KNOWN: Mapping[str, tuple[str, ...]] = {
    use: tuple(dict.fromkeys(map(plain, names.split()))) for use, names in _NAMES.items()
}


def column_for(use: str, columns: Iterable[str]) -> str | None:
    """The column that by its name is the `case`, `activity`, `time`, `person`, `party`, `role`, `lifecycle` or
    `order`; of several the one whose name says so most clearly.
    """
    spelled: dict[str, str] = {}
    for column in columns:
        spelled.setdefault(plain(column), column)
    return next((spelled[name] for name in _WELL_KNOWN[use] if name in spelled), None)


def known_columns(columns: Iterable[str]) -> int:
    """How many uses the columns show by their names: what tells the right delimiter from a wrong one."""
    named = {plain(column) for column in columns}
    return sum(not named.isdisjoint(names) for names in _WELL_KNOWN.values())
