"""Which language the command line speaks: `--lang`, else `CLOSEDLOOP_LANG`, else the locale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from closedloop.messages import LANGUAGES, Language, language_from_locale


def language_asked_for() -> bool:
    """Whether the command line itself names a language."""
    context: click.Context | None = click.get_current_context()
    while context is not None:
        if context.get_parameter_source("lang") is click.core.ParameterSource.COMMANDLINE:
            return True
        context = context.parent
    return False


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Looked up before the arguments are parsed: even what is wrong with them is said in the language asked for."""
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        name, is_written, value = argument.partition("=")
        if name == "--lang":
            if not is_written:
                value = arguments[position + 1] if position + 1 < len(arguments) else ""
            return _language(value) or language_from_locale(environment)
    return _language(environment.get("CLOSEDLOOP_LANG", "")) or language_from_locale(environment)


def _language(text: str) -> Language | None:
    return next((language for language in LANGUAGES if language == text), None)
