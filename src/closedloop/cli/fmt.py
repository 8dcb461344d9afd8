"""`closedloop fmt FILE…`: the same process, laid out; in another dialect or with other names where asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from closedloop.cli.commands import Command
from closedloop.cli.failures import FOUND, Failure, show_failure
from closedloop.cli.inputs import STDIN, expanded, name_of, read_bytes
from closedloop.cli.outputs import write_whole
from closedloop.cli.progress import tracked
from closedloop.cli.screen import in_colour, width_of_screen
from closedloop.messages import Language, say
from closedloop.messages.values import AnyOf

if TYPE_CHECKING:
    from closedloop.syntax.name_maps import NameMap
    from closedloop.syntax.tree import File


def command(lang: Language) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["files"], nargs=-1, required=True, metavar="FILE..."),
        click.Option(["--check"], is_flag=True, help=say("usage.fmt.check", lang)),
        click.Option(["--stdout"], is_flag=True, help=say("usage.fmt.stdout", lang)),
        click.Option(["--dialect"], metavar="DIALECT", help=say("usage.fmt.dialect", lang)),
        click.Option(["--names"], metavar="FILE", help=say("usage.fmt.names", lang)),
    ]

    def run(files: Sequence[str], check: bool, stdout: bool, dialect: str | None, names: str | None) -> int:
        return Formatter(dialect, names_in(names), lang).run(files, check=check, stdout=stdout)

    return Command("fmt", lang, run, params)


class Formatter:
    """Lays out files in one way."""

    def __init__(self, dialect: str | None, names: NameMap | None, lang: Language) -> None:
        self.dialect = _known(dialect)
        self.names = names
        self.lang = lang

    def run(self, files: Sequence[str], *, check: bool, stdout: bool) -> int:
        """1 if a file has errors, or would change where only `check` is asked for."""
        code = 0
        for path in tracked(expanded(files), say("usage.fmt", self.lang)):
            before = read_bytes(path)
            after = self.printed(before, path)
            if after is None:
                code = FOUND
            elif check:
                if after.encode() != before:
                    click.echo(say("fmt.would_change", self.lang, path=name_of(path)))
                    code = FOUND
            elif stdout or path == STDIN:
                click.echo(after, nl=False)
            elif after.encode() != before:
                write_whole(path, after)
                click.echo(say("fmt.changed", self.lang, path=path))
        return code

    def printed(self, content: bytes, path: str) -> str | None:
        """The text laid out; None where it has errors in its notation, which are shown."""
        from closedloop.syntax.parse import parse_bytes

        parsed = parse_bytes(content, name=name_of(path))
        if parsed.file is None or not parsed.complete:
            from closedloop.text import render_text

            colour = in_colour(sys.stderr)
            found = [diagnostic for diagnostic in parsed.diagnostics if diagnostic.severity == "error"]
            print(render_text(found, parsed.source, self.lang, colour=colour, width=width_of_screen()), file=sys.stderr)
            show_failure(Failure("CL662", path=name_of(path)), self.lang)
            return None
        return self._laid_out(parsed.file, parsed.source.text)

    def _laid_out(self, file: File, source: str) -> str:
        """The text, which must say the same: rather nothing is written than something lost."""
        from closedloop.messages import InternalError
        from closedloop.syntax.name_maps import NameMapError
        from closedloop.syntax.parse import parse_text
        from closedloop.syntax.printing import print_file

        try:
            text = print_file(file, self.dialect or file.dialect, names=self.names, source=source)
        except NameMapError as error:
            raise Failure(error.code, **dict[str, Any](error.params)) from None
        again = parse_text(text).file
        if again is None or (self.names is None and again.processes != file.processes):
            raise InternalError("syntax/printing.py")
        return text


def _known(dialect: str | None) -> str | None:
    from closedloop.syntax.dialects import dialects

    known = dialects()
    if dialect is not None and dialect not in known:
        raise Failure("CL653", name="`--dialect`", choices=AnyOf(tuple(known)))
    return dialect


def names_in(path: str | None) -> NameMap | None:
    """The map of names in a TOML file: what the author's names and texts become."""
    from closedloop.syntax.name_maps import NameMap, NameMapError

    if path is None:
        return None
    try:
        return NameMap.loads(read_bytes(path).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Failure("CL663", path=path) from None
    except NameMapError as error:
        raise Failure(error.code, **dict[str, Any](error.params)) from None
