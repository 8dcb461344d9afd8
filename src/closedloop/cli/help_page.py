"""The page that `--help` shows, wrapped by display width, so that Chinese words stand in columns too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence

import click

from closedloop.cli.cells import pad, width_of
from closedloop.messages import Language, say
from closedloop.messages.phrases import PHRASES

_WIDEST = 100
_NARROWEST = 40
_INDENT = "  "


def help_page(
    command: click.Command,
    ctx: click.Context,
    lang: Language,
    key: str,
    commands: Sequence[tuple[str, str]] = (),
) -> str:
    """How it is called, what it does, its options, its commands."""
    width = max(_NARROWEST, min(shutil.get_terminal_size((80, 24)).columns, _WIDEST))
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    parts = [
        f"{say('usage.usage', lang)}{say('colon', lang)}{usage}",
        "\n".join(wrapped(say(key, lang), width, _INDENT)),
    ]
    more = f"{key}.more"
    if more in PHRASES:
        paragraphs = say(more, lang).split("\n")
        parts.append("\n".join(line for paragraph in paragraphs for line in wrapped(paragraph, width, _INDENT)))
    records = [_record(param, ctx, lang) for param in command.get_params(ctx)]
    parts.append(_section(_headed("usage.options", lang), [record for record in records if record], width))
    if commands:
        parts.append(_section(_headed("usage.commands", lang), commands, width))
    return "\n\n".join(parts)


def _record(param: click.Parameter, ctx: click.Context, lang: Language) -> tuple[str, str] | None:
    record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
    if record is None:
        return None
    return record[0], say("usage.help", lang) if "--help" in param.opts else record[1]


def _headed(key: str, lang: Language) -> str:
    return say(key, lang) + say("colon", lang).rstrip()


def _section(heading: str, rows: Sequence[tuple[str, str]], width: int) -> str:
    first = min(max(width_of(name) for name, _ in rows), 28) + 2
    lines = [heading]
    for name, words in rows:
        texts = list(wrapped(words, width - len(_INDENT) - first, "")) or [""]
        if width_of(name) + 2 > first:
            lines.append(f"{_INDENT}{name}")
        else:
            lines.append(f"{_INDENT}{pad(name, first)}{texts.pop(0)}".rstrip())
        lines += [f"{_INDENT}{' ' * first}{text}" for text in texts]
    return "\n".join(lines)


_NOT_FIRST = "，。、；：！？）”』」,.;:!?)"


def wrapped(text: str, width: int, indent: str) -> Iterator[str]:
    """The text in lines of at most `width` cells; it may break at blanks and between Chinese characters."""
    line = indent
    for piece in _pieces(text):
        if width_of(line) + width_of(piece.rstrip()) > width and line.strip():
            yield line.rstrip()
            line = indent + piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """What must not be broken: words with the blank behind them, single wide characters with the stop behind them."""
    piece = ""
    for character in text:
        breaks_before = width_of(character) == 2 or (piece and width_of(piece[-1]) == 2)
        if piece and (piece.endswith(" ") or (breaks_before and character not in _NOT_FIRST and character != " ")):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece
