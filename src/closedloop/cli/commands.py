"""Commands of click that speak both languages: lazily imported, with help laid out by display width.

click parses and completes; words and layout are ours, so that they are the same whichever version of click is
installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

from closedloop.cli.failures import Failure
from closedloop.cli.help_page import help_page
from closedloop.messages import LANGUAGES, Language, say
from closedloop.messages.values import AnyOf

COMMANDS: tuple[str, ...] = (
    "audit",
    "check",
    "compile",
    "diff",
    "draw",
    "explain",
    "export",
    "fmt",
    "mapping",
    "mutate",
    "new",
    "run",
    "schema",
    "test",
    "verify",
)


class Command(click.Command):
    """One command. Its callback returns the exit code; its words are the phrases `usage.NAME` and `usage.NAME.more`."""

    def __init__(
        self, name: str, lang: Language, callback: Callable[..., int], params: Sequence[click.Parameter]
    ) -> None:
        every = [*params, language_option(lang)]
        super().__init__(name, callback=callback, params=every, short_help=say(f"usage.{name}", lang))
        self.lang = lang

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            raise Failure("CL654", value=ctx.args[0], command=ctx.command_path)
        return rest

    def get_help(self, ctx: click.Context) -> str:
        return help_page(self, ctx, self.lang, f"usage.{self.name}")


class Group(click.Group):
    """`closedloop` itself."""

    def __init__(self, lang: Language) -> None:
        params = [_version_option(lang), language_option(lang)]
        super().__init__("closedloop", params=params, no_args_is_help=False, invoke_without_command=True)
        self.callback = self._without_command
        self.lang = lang

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"closedloop.cli.{cmd_name}").command(self.lang)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise Failure("CL650", name=args[0], suggestion=_closest(args[0], COMMANDS))
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        rows = [(name, say(f"usage.{name}", self.lang)) for name in COMMANDS]
        return help_page(self, ctx, self.lang, "usage.closedloop", rows)

    def _without_command(self) -> None:
        ctx = click.get_current_context()
        if ctx.invoked_subcommand is None:
            click.echo(self.get_help(ctx))


def language_option(lang: Language) -> click.Option:
    """`--lang`: read before parsing (`closedloop.cli.language`); here it is only checked and completed."""
    return click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=say("usage.lang", lang))


def _version_option(lang: Language) -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            from importlib.metadata import version

            click.echo(f"closedloop {version('closedloop')}")
            ctx.exit()

    words = say("usage.version", lang)
    return click.Option(["--version"], is_flag=True, expose_value=False, is_eager=True, callback=show, help=words)


def click_failure(error: click.ClickException) -> Failure:
    """What click found wrong, as a failure of ours."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "closedloop"
    if isinstance(error, click.NoSuchOption):
        options = _options(context)
        return Failure(
            "CL651", name=error.option_name, command=command, suggestion=_closest(error.option_name, options)
        )
    if isinstance(error, click.MissingParameter):
        return Failure("CL652", name=_name(error.param, context), command=command)
    if isinstance(error, click.BadOptionUsage):
        return Failure("CL655", name=error.option_name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        dates = ("YYYY-MM-DD",) if isinstance(error.param.type, click.DateTime) else ()
        choices = getattr(error.param.type, "choices", dates)
        why = AnyOf(tuple(choices)) if choices else None
        return Failure("CL653", name=_name(error.param, context), choices=why)
    return Failure("CL656", why=error.format_message(), command=command)


def _name(param: click.Parameter | None, context: Any) -> str:
    if isinstance(param, click.Option):
        return f"`{max(param.opts, key=len)}`"
    if param is not None:
        return f"`{param.human_readable_name}`"
    return "`…`"


def _options(context: Any) -> list[str]:
    if context is None:
        return []
    return [option for param in context.command.get_params(context) for option in param.opts if option.startswith("-")]


def _closest(name: str, known: Sequence[str]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, known, 1, 0.6)), None)
