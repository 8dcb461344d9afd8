"""Translating a process: its names and texts, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from closedloop.syntax import tree as t
from closedloop.syntax.name_maps import NameMap, NameMapError
from closedloop.syntax.parse import parse_text
from closedloop.syntax.printing import print_file
from closedloop.testing import trees

TEXT = """
# the whole process
process lamps "Street lamps" {
  calendar china
  role china "China desk"
  role office
  field key: bool = no
  field outcome: one of solved "Solved" | noted

  step received "Received" {
    by office
    accept(key, outcome, letter: file) -> done
      require outcome = solved "not {yet}"
    on enter { notify office "about {key} and {more}" }
  }
  end done

  rule r: on done, outcome is set
  scenario "office accepts" {
    2024-03-01 office accept(key: no, letter: "a")
    expect done, outcome = solved
    +1 day "office" suspend()
  }
}
"""
MAP = NameMap.loads("""
[names]
lamps = "路灯"
china = "中国组"
office = "办公室"
key = "重点"
outcome = "办理 结果"
solved = "是"
received = "受理"
accept = "接收"
letter = "函"
done = "办结"

[texts]
"Street lamps" = "街灯"
"Received" = "已\\"受理\\""
"office" = "办公室"
"the whole process" = "全过程"
""")


def translated(text: str, dialect: str, names: NameMap) -> str:
    parsed = parse_text(text)
    assert parsed.file is not None
    assert parsed.diagnostics == ()
    return print_file(parsed.file, dialect, names=names, source=text)


def test_names_and_texts_are_translated_and_calendars_are_not() -> None:
    assert (
        translated(TEXT, "zh", MAP)
        == """\
# 全过程
流程 路灯 "街灯" {
  日历 china

  角色 中国组 "China desk"
  角色 办公室

  字段 重点: 是否 = 否
  字段 `办理 结果`: 取值 是 "Solved" | noted

  步骤 受理 "已\\"受理\\"" {
    由 办公室
    接收(重点, `办理 结果`, 函: 文件) -> 办结
      须 `办理 结果` = `是` "not {yet}"
    进入时 { 通知 办公室 "about {重点} and {more}" }
  }

  终点 办结

  规则 r: 办结 时, `办理 结果` 已填

  情景 "office accepts" {
    2024-03-01  办公室    接收(重点: 否, 函: "a")
    此时 办结, `办理 结果` = `是`
    +1 天       "办公室"  中止()
  }
}
"""
    )


def test_the_inverted_map_leads_back() -> None:
    there = translated(TEXT, "zh", MAP)
    assert translated(there, "en", MAP.inverted()) == translated(TEXT, "en", NameMap())


def test_two_names_cannot_become_one() -> None:
    with pytest.raises(NameMapError, match="`a` and `b` would both become `c`") as caught:
        NameMap({"a": "c", "b": "c"})
    assert caught.value.code == "CL060"


def test_a_name_cannot_become_another_one_of_the_file() -> None:
    with pytest.raises(NameMapError, match="`done` and `lamps` would both become `done`"):
        translated(TEXT, "en", NameMap({"lamps": "done"}))
    assert "process done" in translated(TEXT, "en", NameMap({"lamps": "done", "done": "lamps"}))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[names]\na = ''", "CL061"),
        ("[names]\na = 'b`c'", "CL061"),
        ("[names]\na = '''b\nc'''", "CL061"),
        ("a = b", "CL062"),
        ("names = 3", "CL063"),
        ("[names]\na = 3", "CL063"),
        ("[other]\na = 'b'", "CL063"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(text: str, code: str) -> None:
    with pytest.raises(NameMapError) as caught:
        NameMap.loads(text)
    assert caught.value.code == code


def test_a_map_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "names.toml"
    path.write_bytes(b'\xef\xbb\xbf[names]\na = "\xe4\xb8\x80"\n')
    assert NameMap.load(path) == NameMap({"a": "一"})


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(file=trees.files)
def test_a_translation_with_fresh_names_leads_back_to_the_same_tree(file: t.File) -> None:
    originals = sorted({*trees.words_of_the_language(), "handler", "reply", "on hold", "第１组"})
    there = NameMap({name: f"译名 {number}" for number, name in enumerate(originals)})
    middle = parse_text(print_file(file, "zh", names=there))
    assert middle.file is not None
    back = parse_text(print_file(middle.file, "en", names=there.inverted()))
    assert back.file == file


def test_the_parameters_of_the_events_of_the_language_keep_their_names() -> None:
    text = """process p {
      role o
      start a
      step a { by o  go(reason: text) -> e }
      end e
      allow reopen by o -> a
      scenario "s" { 2024-01-01 o go(reason: "r")  +1 day o reopen(reason: "again") }
    }"""
    file = parse_text(text).file
    assert file is not None
    printed = print_file(file, "zh", names=NameMap({"reason": "理由"}))
    assert '重启(reason: "again")' in printed
    assert 'go(理由: "r")' in printed
