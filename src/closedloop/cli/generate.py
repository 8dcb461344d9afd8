"""`closedloop test --generate`: scenarios that take everything a process can do, in the dialect of its file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from closedloop.cli.failures import FOUND
from closedloop.cli.inputs import STDIN, expanded, name_of, program_of
from closedloop.cli.outputs import write_whole
from closedloop.cli.progress import tracked
from closedloop.messages import Language, say

if TYPE_CHECKING:
    from closedloop.model.process import Process
    from closedloop.testing.path_finding import Paths


def write_scenarios(files: Sequence[str], output: str, lang: Language) -> int:
    """1 if there is something that no run was found for."""
    from closedloop.testing.path_finding import paths

    texts: list[str] = []
    complete = True
    for path in tracked(expanded(files), say("usage.test", lang)):
        for process in program_of(path, lang).processes:
            found = paths(process)
            texts += _texts(process, found, lang)
            for line in _missing(path, found, lang):
                complete = False
                print(line, file=sys.stderr)
    text = "\n".join(texts)
    if output == STDIN:
        sys.stdout.write(text)
    else:
        write_whole(output, text)
        print(say("generate.written", lang, number=len(texts)), file=sys.stderr)
    return 0 if complete else FOUND


def _texts(process: Process, found: Paths, lang: Language) -> Iterator[str]:
    from closedloop.testing.scenario_text import Inexpressible, scenario_text

    for path in found:
        try:
            yield scenario_text(process, path.scenario())
        except Inexpressible:
            print(say("generate.unwritable", lang, name=path.name), file=sys.stderr)


def _missing(path: str, found: Paths, lang: Language) -> Iterator[str]:
    from closedloop.cli.test import item_text

    if found.missing or found.places:
        yield f"{name_of(path)}: {say('generate.missing', lang)}"
    for place in found.places:
        yield "  " + say("generate.place", lang, name=place)
    for item in found.missing:
        line = "" if item.line is None else f"{name_of(path)}:{item.line}: "
        yield f"  {line}{item_text(item, lang)}"
