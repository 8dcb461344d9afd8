"""Words without a code, in both languages: labels of reports and tables, and what messages are put together from.

A key is `area.word`; `{parameters}` as in the catalogue. The names of the constructs are in `constructs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from closedloop.messages.audits import AUDITS
from closedloop.messages.constructs import CONSTRUCTS
from closedloop.messages.flow_phrases import FLOW
from closedloop.messages.kinds import KINDS
from closedloop.messages.language import Language
from closedloop.messages.logs import LOGS
from closedloop.messages.picture import PICTURE
from closedloop.messages.proofs import PROOFS
from closedloop.messages.protecting import PROTECTING
from closedloop.messages.reports import REPORTS
from closedloop.messages.stories import STORIES
from closedloop.messages.usage import USAGE
from closedloop.messages.values import fill

PHRASES: Mapping[str, tuple[str, str]] = {
    # ---------------------------------------------------------------------------------------------- putting together
    "colon": (": ", "："),
    "comma": (", ", "、"),
    "aside": (" ({text})", "（{text}）"),
    # ------------------------------------------------------------------------------------------------ diagnostics
    "did_you_mean": ("did you mean `{suggestion}`?", "是不是想写`{suggestion}`？"),
    "severity.error": ("error", "错误"),
    "severity.warning": ("warning", "警告"),
    "severity.advice": ("advice", "建议"),
    "diagnostic.hint": ("hint", "提示"),
    "diagnostic.see": ("see", "详见"),
    "related.first_declared": ("first declared here", "首次声明于此"),
    "related.declared": ("declared here", "声明于此"),
    "related.opened": ("opened here", "由此开始"),
    "related.used": ("used here", "用于此处"),
    "related.written": ("written here", "写于此处"),
    "related.earlier": ("the earlier one is here", "前一处在此"),
    **AUDITS,
    **CONSTRUCTS,
    **FLOW,
    **KINDS,
    **LOGS,
    **PICTURE,
    **PROOFS,
    **PROTECTING,
    **REPORTS,
    **STORIES,
    **USAGE,
}


def say(key: str, lang: Language, /, **params: Any) -> str:
    """The phrase in the language, with its parameters filled in."""
    english, chinese = PHRASES[key]
    return fill(chinese if lang == "zh" else english, lang, params)
