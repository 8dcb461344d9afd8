"""`check`, `fmt`, `compile`, `schema`, `explain` and `new` from the outside."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from closedloop import load
from closedloop.cli import main
from closedloop.messages import CATALOGUE
from tests.surface.conftest import Run

UNTIDY = "process p{role a\nstart s step s{by a within 1 day\n\n\ngo()->e}# why\nend e}\n"

# --------------------------------------------------------------------------------------------------------------- check


def test_check_of_a_file_in_order_says_so(run: Run, process: str) -> None:
    assert run("check", process).exit_code == 0
    assert run("check", process, "--lang", "zh").stdout == "检查文件 1 个，没有问题\n"


def test_check_shows_errors_with_their_place_and_fails(run: Run, broken: str) -> None:
    result = run("check", broken)
    assert result.exit_code == 1
    assert f"{broken}:3:1" in result.stdout or f"{broken}:2:" in result.stdout
    assert "errors: 1" in result.stdout
    assert "\x1b[" not in result.stdout


def test_a_directory_stands_for_the_files_in_it_each_once(run: Run, process: str, broken: str, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "more.loop").write_bytes(Path(process).read_bytes())
    result = run("check", ".", process)
    assert result.exit_code == 1
    assert "files checked: 3" in result.stdout
    assert result.stdout.count("closedloop explain") == 1


def test_warnings_fail_only_where_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    text = "process p { role a start s step s { by a  within 1 day  go() -> e } end e end never }"
    result = run("check", "-", stdin=text)
    assert "warning" in result.stdout
    assert result.exit_code == 0
    assert run("check", "--strict", "-", stdin=text).exit_code == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_and_sarif_are_json_in_both_languages(run: Run, process: str, broken: str, lang: str) -> None:
    for form in ("json", "sarif"):
        result = run("check", process, broken, "--format", form, "--lang", lang)
        assert result.exit_code == 1
        found = json.loads(result.stdout)
        assert broken in json.dumps(found)


def test_any_bytes_are_answered_with_diagnostics(run: Run) -> None:
    for content in (b"\xff\xfe\x00", b"", b"\x00" * 50, b"process " * 2000, "流程 ".encode() * 500):
        assert run("check", "-", stdin=content).exit_code == 1


# ----------------------------------------------------------------------------------------------------------------- fmt


def test_fmt_lays_out_in_place_once_and_keeps_the_mode(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.loop"
    path.write_text(UNTIDY, encoding="utf-8")
    path.chmod(0o640)
    assert run("fmt", "--check", "p.loop").exit_code == 1
    assert path.read_text(encoding="utf-8") == UNTIDY
    result = run("fmt", "p.loop")
    assert (result.exit_code, result.stdout) == (0, "changed: p.loop\n")
    assert "# why" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o640
    assert run("fmt", "--check", "p.loop").exit_code == 0
    assert run("fmt", "p.loop").stdout == ""
    assert sorted(os.listdir(tmp_path)) == ["p.loop"]


def test_fmt_follows_a_link_to_the_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real.loop").write_text(UNTIDY, encoding="utf-8")
    (tmp_path / "link.loop").symlink_to("real.loop")
    assert run("fmt", "link.loop").exit_code == 0
    assert (tmp_path / "link.loop").is_symlink()
    assert (tmp_path / "real.loop").read_text(encoding="utf-8") != UNTIDY


def test_fmt_leaves_a_file_with_errors_as_it_is(run: Run, broken: str, process: str) -> None:
    before = Path(broken).read_bytes()
    result = run("fmt", broken, process)
    assert result.exit_code == 1
    assert Path(broken).read_bytes() == before
    assert "CL662" in result.stderr
    assert result.stdout == ""


def test_fmt_of_standard_input_goes_to_standard_output(run: Run) -> None:
    result = run("fmt", "-", stdin=UNTIDY)
    assert result.exit_code == 0
    assert result.stdout.startswith("process p {\n  role a\n")
    assert run("fmt", "-", stdin=result.stdout).stdout == result.stdout


def test_fmt_translates_there_and_back(run: Run, process: str, tmp_path: Path) -> None:
    names = '[names]\ndesk = "窗口"\nwater = "水务局"\n[texts]\n"Front desk" = "受理窗口"\n'
    (tmp_path / "names.toml").write_text(names, encoding="utf-8")
    original = run("fmt", "--stdout", process).stdout
    chinese = run("fmt", "--stdout", process, "--dialect", "zh", "--names", "names.toml").stdout
    assert '角色 窗口    "受理窗口"' in chinese
    assert run("check", "-", stdin=chinese).exit_code == 0
    assert (
        run("fmt", "-", "--dialect", "en", stdin=run("fmt", "-", "--dialect", "zh", stdin=original).stdout).stdout
        == original
    )


@pytest.mark.parametrize(
    ("content", "code"), [(b"\xff", "CL663"), (b"names = 1", "CL063"), (b"[names]\na='x'\nb='x'", "CL060")]
)
def test_a_map_of_names_that_cannot_be_used(run: Run, process: str, tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "names.toml").write_bytes(content)
    result = run("fmt", "--stdout", process, "--names", "names.toml")
    assert (result.exit_code, code in result.stderr, result.stdout) == (2, True, "")


# ------------------------------------------------------------------------------------------------------ compile, schema


def test_compile_writes_what_loads_as_the_same_program(run: Run, process: str) -> None:
    assert run("compile", process, "-o", "out.json").exit_code == 0
    assert run("compile", process).stdout == Path("out.json").read_text(encoding="utf-8")
    assert load("out.json") == load(process)
    schema = json.loads(run("schema").stdout)
    jsonschema.validate(json.loads(Path("out.json").read_text(encoding="utf-8")), schema)


def test_compile_of_a_file_with_errors_writes_nothing(run: Run, broken: str) -> None:
    result = run("compile", broken, "-o", "out.json")
    assert result.exit_code == 1
    assert not Path("out.json").exists()
    assert "broken.loop" in result.stderr


def test_what_is_no_compiled_process_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("case,time,event\n", encoding="utf-8")
    for content in (b"{}", b"[", b"\xff", b'{"closedloop": "program", "processes": [{"schema": 99}]}'):
        (tmp_path / "x.json").write_bytes(content)
        result = run("run", "x.json", "events.csv")
        assert (result.exit_code, "CL664" in result.stderr) == (2, True)


# --------------------------------------------------------------------------------------------------------- explain, new


@pytest.mark.parametrize("code", [code for code in CATALOGUE if code >= "CL650"])
def test_every_code_of_the_command_line_has_a_page(run: Run, code: str) -> None:
    english, chinese = run("explain", code), run("explain", code.lower(), "--lang", "zh")
    assert english.stdout.startswith(f"# {code}\n\n")
    assert english.exit_code == chinese.exit_code == 0
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese.stdout)
    assert run("explain", code[2:]).stdout == english.stdout


@pytest.mark.parametrize("dialect", ["en", "zh"])
def test_a_starter_passes_everything_and_is_covered_whole(run: Run, dialect: str) -> None:
    assert run("new", "mine", "--dialect", dialect).exit_code == 0
    assert run("check", "--strict", "mine.loop").exit_code == 0
    assert run("fmt", "--check", "mine.loop").exit_code == 0
    assert run("test", "--min-coverage", "100", "mine.loop").exit_code == 0
    assert list(load("mine.loop")) == ["mine"]


def test_both_starters_say_the_same(run: Run) -> None:
    english, chinese = (run("new", "x", "--dialect", each, "-o", "-").stdout for each in ("en", "zh"))
    counts = [
        [len(getattr(load_text(text), part)) for part in ("steps", "roles", "fields", "rules", "metrics", "scenarios")]
        for text in (english, chinese)
    ]
    assert counts[0] == counts[1]


def load_text(text: str):  # type: ignore[no-untyped-def]
    from closedloop import loads

    return loads(text).process


def test_new_never_writes_over_a_file(run: Run, process: str) -> None:
    before = Path(process).read_bytes()
    result = run("new", process)
    assert (result.exit_code, "CL661" in result.stderr) == (2, True)
    assert Path(process).read_bytes() == before


def test_a_name_that_is_a_file_names_file_and_process(run: Run) -> None:
    assert run("new", "办件.loop", "--lang", "zh").stdout == "已写入：办件.loop\n"
    assert list(load("办件.loop")) == ["办件"]


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_json_shows_the_words_themselves_where_the_output_can_hold_them(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.loop").write_text("流程 来信 {\n  角色\n}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    shown = {}
    for encoding in ("utf-8", "latin-1"):
        runner = CliRunner(charset=encoding)
        shown[encoding] = runner.invoke(main, ["--lang", "zh", "check", "broken.loop", "--format", form]).stdout
    assert "\\u" not in shown["utf-8"]
    assert not shown["utf-8"].isascii()
    assert shown["latin-1"].isascii()
    assert json.loads(shown["latin-1"]) == json.loads(shown["utf-8"])


def test_compile_to_python_writes_a_module_that_runs(run: Run, process: str) -> None:
    assert run("compile", process, "--to", "python", "-o", "made.py").exit_code == 0
    text = Path("made.py").read_text(encoding="utf-8")
    assert "closedloop compile" in text.split('"""')[1]
    assert run("compile", process, "--to", "python").stdout.splitlines()[0] == text.splitlines()[0]
    known: dict[str, object] = {"__name__": "made"}
    exec(text, known)
    assert "MACHINE" in known


def test_a_python_module_is_made_of_one_process(run: Run, process: str) -> None:
    text = Path(process).read_text(encoding="utf-8")
    Path("two.loop").write_text(text + text.replace("\nprocess ", "\nprocess other_", 1), encoding="utf-8")
    result = run("compile", "two.loop", "--to", "python")
    assert result.exit_code == 2
    assert "CL782" in result.stderr
    names = [line.split()[1] for line in text.splitlines() if line.startswith("process ")]
    assert run("compile", "two.loop", "--to", "python", "--process", names[0]).exit_code == 0
