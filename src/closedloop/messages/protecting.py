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
}
