"""What goes wrong where a process is bound to an application's objects: mistakes of the calling program, with codes."""

from __future__ import annotations

from closedloop.engine.errors import DeskError
from closedloop.messages import ClosedLoopError, Language, hint, render, say


class EmbeddingError(DeskError):
    """The calling program asked for something that has no meaning. `code` is a row of the catalogue (77x)."""


class NotBound(EmbeddingError, AttributeError):
    """The object has no case, so it has none of the names of the process either."""


class LibraryMissing(ClosedLoopError, ImportError):
    """The library that a module of this package stands on is not installed. `str()` says it in both languages."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__("\n".join((self.explain("en"), self.explain("zh"))))

    def explain(self, lang: Language = "en") -> str:
        """What is missing and how to get it, in one line."""
        return render(self.code, lang) + say("aside", lang, text=hint(self.code, lang))

    def __reduce__(self) -> tuple[type[LibraryMissing], tuple[str]]:
        return type(self), (self.code,)
