"""What an engine raises: the calling program's mistakes, and what the world does to stored journals."""

from __future__ import annotations

from typing import Any

from closedloop.messages import ClosedLoopError, Language, UsageError, hint, render


class DeskError(UsageError):
    """The calling program asked for something that has no meaning. `code` is a row of the catalogue (6xx)."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(self.explain())

    def explain(self, lang: Language = "en") -> str:
        """What is wrong and what would be right, in one line."""
        said = render(self.code, lang, **self.params)
        remedy = hint(self.code, lang, **self.params)
        return f"{said}; {remedy}" if remedy else said

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.code, self.params)


class StoreError(ClosedLoopError):
    """Something outside of this program went wrong with what is stored."""


class JournalCorrupt(StoreError):
    """A journal does not hold together. `line` is counted from 1 where it was read from lines, else None."""

    def __init__(self, code: str, line: int | None = None, **params: Any) -> None:
        self.code = code
        self.line = line
        self.params = params
        super().__init__(self.explain())

    def explain(self, lang: Language = "en") -> str:
        """Where it breaks, in one line."""
        return render(self.code, lang, line=self.line, **self.params)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.code, {"line": self.line, **self.params})


def _again(kind: type[Exception], code: str, params: dict[str, Any]) -> Exception:
    return kind(code, **params)
