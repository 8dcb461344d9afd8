"""`closedloop new NAME`: a commented starter in either dialect that passes `check` and `test`."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files
from pathlib import Path

import click

from closedloop.cli.commands import Command
from closedloop.cli.failures import Failure, unwritable
from closedloop.messages import Language, say

PLACE = "__NAME__"
"""Where the name stands in a starter."""


def command(lang: Language) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["name"]),
        click.Option(["--dialect"], type=click.Choice(["en", "zh"]), help=say("usage.new.dialect", lang)),
        click.Option(["-o", "--output"], metavar="FILE", help=say("usage.new.output", lang)),
    ]
    return Command("new", lang, lambda name, dialect, output: new(name, dialect or lang, output, lang), params)


def new(name: str, dialect: str, output: str | None, lang: Language) -> int:
    """Writes the starter to `output`, never over a file that is there.

    Without `output` the file is `NAME.loop`; a name that ends in `.loop` is that file's, and the process is called
    like it. `-` is standard output.
    """
    if name.endswith(".loop"):
        output, name = output or name, Path(name).stem
    text = starter(name, dialect)
    if output == "-":
        click.echo(text, nl=False)
        return 0
    path = Path(output or f"{name}.loop")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Failure("CL661", path=str(path)) from None
    except (OSError, ValueError) as error:
        raise unwritable(str(path), error) from None
    click.echo(say("new.written", lang, path=str(path)))
    return 0


def starter(name: str, dialect: str) -> str:
    """The starter of the dialect, for a process of this name."""
    name = unicodedata.normalize("NFC", name)
    if not re.fullmatch(r"[^\W\d]\w*", name):
        raise Failure("CL669", name=name)
    text = files("closedloop.cli").joinpath("starters", f"{dialect}.loop").read_text(encoding="utf-8")
    return text.replace(PLACE, name)
