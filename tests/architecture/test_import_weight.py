"""What is loaded when: the language only by who reads a text, nothing by the mere import of the package."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import closedloop
from closedloop.model.json_form import program_to_json

ROOT = Path(__file__).parent.parent.parent
FRONT = ("lark", "closedloop.syntax", "closedloop.check", "closedloop.lower")


def loaded_by(code: str) -> set[str]:
    """The modules that are loaded after the code has run in a fresh interpreter."""
    script = f"{code}\nimport json, sys\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def front(modules: set[str]) -> set[str]:
    return {each for each in modules if each.startswith(FRONT)}


def test_the_package_alone_loads_nothing() -> None:
    loaded = loaded_by("import closedloop")
    assert {each for each in loaded if each.startswith("closedloop.")} == set()
    assert not {"attrs", "attr", "cattrs", "lark", "rich"} & loaded


def test_the_runtime_side_loads_no_language() -> None:
    code = """
import closedloop, importlib, pkgutil
for name in ("model", "kernel", "rules", "calendars", "engine"):
    package = importlib.import_module(f"closedloop.{name}")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"closedloop.{name}.{module.name}")
"""
    loaded = loaded_by(code)
    assert "closedloop.kernel.values" in loaded
    assert front(loaded) == set()
    assert "closedloop.text" not in loaded


def test_a_compiled_process_is_loaded_without_the_language(tmp_path: Path) -> None:
    program = closedloop.load(ROOT / "examples/deputy_proposals/process.loop")
    path = tmp_path / "process.json"
    path.write_text(program_to_json(program.processes), encoding="utf-8")
    loaded = loaded_by(
        f"import closedloop\nassert closedloop.load({str(path)!r})['deputy_proposals'].start == 'received'"
    )
    assert "closedloop.model.json_form" in loaded
    assert front(loaded) == set()


def test_reading_a_text_loads_no_json_converter() -> None:
    text = "process p { role r start s step s { by r go() -> e } end e }"
    loaded = loaded_by(f"import closedloop\nclosedloop.loads({text!r})")
    assert "closedloop.lower.compiling" in loaded
    assert "cattrs" not in loaded


def test_help_is_quick() -> None:
    loaded = loaded_by(
        "import sys\nfrom closedloop.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    )
    assert not {"lark", "cattrs", "rich"} & loaded
    assert not {
        each for each in loaded if each.startswith(("closedloop.lower", "closedloop.kernel", "closedloop.model"))
    }
