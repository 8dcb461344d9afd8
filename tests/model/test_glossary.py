"""A translated process gives the words for readers of its language."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

import closedloop
from closedloop.messages import UsageError
from closedloop.model.glossary import glossary
from tests.compiled import program

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "deputy_proposals"
ENGLISH, CHINESE = (program(EXAMPLE / name).process for name in ("process.loop", "process.zh.loop"))


def test_names_titles_and_texts_are_found() -> None:
    words = glossary(ENGLISH, CHINESE)
    assert words["reply"] == "答复"
    assert words["Government office"] == "政府办公室"
    assert words["a reply needs a plan first"] == "先有方案, 后有答复"
    assert words["different parties for reply, assess"] == "答复, 评分 不得为同一人"
    assert words["overdue"] == "逾期"


def test_what_only_scenarios_say_is_no_word_of_the_process() -> None:
    assert not {"water", "no", "plan.pdf"} & set(glossary(ENGLISH, CHINESE))


def test_it_reads_both_ways() -> None:
    assert glossary(CHINESE, ENGLISH)["答复"] == "reply"


def test_a_process_is_its_own_translation_without_words() -> None:
    assert glossary(ENGLISH, ENGLISH) == {}


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        (attrs.evolve(CHINESE, steps=CHINESE.steps[1:]), "steps"),
        (attrs.evolve(CHINESE, calendar="german"), "calendar"),
        (attrs.evolve(CHINESE, title=None), "the top"),
        (attrs.evolve(CHINESE, fields=CHINESE.fields[::-1]), "fields[0]"),
    ],
)
def test_another_process_is_no_translation(changed: closedloop.Process, place: str) -> None:
    with pytest.raises(UsageError, match="differ in more than words at " + place.replace("[", r"\[")):
        glossary(ENGLISH, changed)
