"""The compiled example, as a whole. `CLOSEDLOOP_RECORD=1` writes it anew: look at what changed before committing it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import closedloop
from closedloop.model.json_form import comparable, program_to_json

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples/deputy_proposals/process.loop"
GOLDEN = ROOT / "tests/golden/deputy_proposals.json"


def test_the_example_compiles_to_what_it_did() -> None:
    made = json.dumps(comparable(json.loads(program_to_json(closedloop.load(EXAMPLE).processes))), indent=1) + "\n"
    if os.environ.get("CLOSEDLOOP_RECORD"):
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")
