"""The pages of the diagnostics, one Markdown file a code in `pages/`: what `closedloop explain` prints.

A page is `# CLnnn`, then an English part headed `## English` and a Chinese part headed `## 中文`. What is shown begins
with the message itself, with example values.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from closedloop.messages.errors import UsageError
from closedloop.messages.language import Language
from closedloop.messages.samples import example

_HEADINGS: dict[Language, str] = {"en": "## English", "zh": "## 中文"}


def explain(code: str, lang: Language) -> str:
    """The page of a code (any case) in the language, as Markdown; `UsageError` for a code without one."""
    page = _page(code.upper())
    if page is None:
        raise UsageError(f"no page for {code}" if lang == "en" else f"没有 {code} 的说明")
    title, _, rest = page.partition("\n")
    _, _, part = rest.partition(_HEADINGS[lang])
    for heading in _HEADINGS.values():
        part, _, _ = part.partition(heading)
    return f"{title}\n\n> {example(code.upper(), lang)}\n\n{part.strip()}\n"


def has_page(code: str) -> bool:
    return _page(code) is not None


@cache
def _page(code: str) -> str | None:
    if not (code.startswith("CL") and code[2:].isdecimal()):
        return None
    file = files("closedloop.messages").joinpath("pages", f"{code}.md")
    return file.read_text(encoding="utf-8") if file.is_file() else None
