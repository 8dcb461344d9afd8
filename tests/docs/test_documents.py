"""Every example in the documents runs.

A fence ```` ```loop ```` is a whole file; ```` ```loop declaration ````, `step`, `offer` and `scenario` stand in the skeleton below, whose own declarations give way to those of
the same name in the example. ```` ```python ```` fences of one document run one after another in one namespace, in an empty folder that holds a copy of the examples.
```` ```console ```` fences run their `$ closedloop …` lines there; where output is shown, it must be what is printed.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import closedloop

ROOT = Path(__file__).parent.parent.parent
FENCE = re.compile(r"^```(?P<language>loop|python|console)(?: (?P<place>\w+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/*.md")]
    if "diagnostics" not in path.parts and FENCE.search(path.read_text(encoding="utf-8"))
)

SKELETON = """
role office
role inspector
role handler assigned
field title: text
field rounds: int 0..99 = 0
field grade: one of low | middle | high
start received
step received { by office  assign(handler, title) -> working }
step working {
  by handler
  within 10 working days
  escalate usual
  plan(document: file)
  visit(note: text)
  ITEMS
  finish(note: text) -> closed
  check_it() -> checking
  OFFER
}
step checking { by inspector  look(remark: text)  approve() -> closed }
end closed
allow reopen by office -> working
escalation usual { overdue { mark yellow } }
"""


def fences(language: str) -> list[object]:
    found = []
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            if match["language"] == language:
                line = text.count("\n", 0, match.start()) + 1
                found.append(pytest.param(match["text"], match["place"], id=f"{path.relative_to(ROOT)}:{line}"))
    return found


def declared(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^(role|field|step|end|escalation) (\w+)", text, re.MULTILINE))


def without(skeleton: str, names: set[tuple[str, str]]) -> str:
    for kind, name in names:
        skeleton = re.sub(rf"^{kind} {name}\b(?:[^{{\n]*\{{\n.*?^\}}|.*?)$", "", skeleton, flags=re.MULTILINE | re.DOTALL)
    return skeleton


def whole(text: str, place: str | None) -> str:
    if place is None:
        return text
    body = without(SKELETON, declared(text)) if place == "declaration" else SKELETON
    body = body.replace("ITEMS", text if place == "step" else "").replace("OFFER", text if place == "offer" else "")
    return "process skeleton {" + body + (text if place in ("declaration", "scenario") else "") + "}\n"


@pytest.mark.parametrize(("text", "place"), fences("loop"))
def test_every_loop_example_compiles(text: str, place: str | None) -> None:
    program = closedloop.loads(whole(text, place))
    assert len(program) >= 1


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", [p for p in DOCUMENTS if "```python" in p.read_text(encoding="utf-8")], ids=lambda p: p.name)
def test_python_examples_run(path: Path, folder: Path) -> None:
    namespace: dict[str, object] = {"__name__": "__document__"}
    for match in FENCE.finditer(path.read_text(encoding="utf-8")):
        if match["language"] == "python":
            exec(compile(match["text"], str(path), "exec"), namespace)


@pytest.mark.parametrize("path", [p for p in DOCUMENTS if "```console" in p.read_text(encoding="utf-8")], ids=lambda p: p.parent.name + "/" + p.name)
def test_console_examples_print_what_is_shown(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from closedloop.cli import main

    if path.parent.parent.name == "examples":
        monkeypatch.chdir(folder / "examples" / path.parent.name)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if ".zh." in path.name else "en_US.UTF-8")
    for match in FENCE.finditer(path.read_text(encoding="utf-8")):
        if match["language"] != "console":
            continue
        for command, shown in re.findall(r"^\$ closedloop (.*)\n((?:(?!\$ ).*\n)*)", match["text"], re.MULTILINE):
            result = CliRunner().invoke(main, shlex.split(command))
            assert result.exit_code == 0 or shown.strip(), result.output
            if shown.strip():
                assert shown.strip() in result.output
