"""`closedloop schema`: the JSON Schema of compiled processes."""

from __future__ import annotations

import json

import click

from closedloop.cli.commands import Command
from closedloop.cli.outputs import echo_json
from closedloop.messages import Language


def command(lang: Language) -> click.Command:
    return Command("schema", lang, schema, [])


def schema() -> int:
    from closedloop.model.json_form import json_schema

    echo_json(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return 0
