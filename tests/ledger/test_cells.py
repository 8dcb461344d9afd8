"""Cells as values of the declared types."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from closedloop.ledger.cells import read_cell
from closedloop.ledger.event_lines import LineError
from closedloop.model.durations import Duration
from closedloop.model.expressions import Value
from closedloop.model.process import Type

ENUM = Type("enum", choices=("a", "b"), titles=("First", None))


def to_moment(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Type("bool"), "是", True),
        (Type("bool"), "No", False),
        (Type("int"), "－12", -12),
        (Type("decimal"), "1.50", Decimal("1.50")),
        (Type("text"), "1.50", "1.50"),
        (Type("party"), "水务局", "水务局"),
        (Type("date"), "2024年3月1日", date(2024, 3, 1)),
        (Type("time"), "2024-03-01 14:30", datetime(2024, 3, 1, 14, 30, tzinfo=UTC)),
        (Type("duration"), "1 month 10 days", Duration(((1, "months"), (10, "days")))),
        (Type("duration"), "3个工作日", Duration(((3, "working_days"),))),
        (ENUM, "First", "a"),
        (ENUM, "b", "b"),
        (ENUM, "other", "other"),
        (Type("list", item=Type("int")), "1; 2、3", (1, 2, 3)),
        (Type("list", item=Type("text")), '["a;b", "c"]', ("a;b", "c")),
    ],
)
def test_a_cell_is_read_by_its_type(kind: Type, text: str, value: Value) -> None:
    assert read_cell(text, kind, "column", to_moment) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Type("bool"), "perhaps"),
        (Type("int"), "1.5"),
        (Type("int"), "9" * 5000),
        (Type("decimal"), "NaN"),
        (Type("decimal"), "1,5"),
        (Type("date"), "yesterday"),
        (Type("time"), "14:30"),
        (Type("duration"), "3 fortnights"),
        (Type("duration"), "0 days"),
        (Type("duration"), "1 day 2 days"),
        (Type("list", item=Type("int")), "1;x"),
    ],
)
def test_a_cell_that_is_no_such_value_names_its_column(kind: Type, text: str) -> None:
    with pytest.raises(LineError) as caught:
        read_cell(text, kind, "column", to_moment)
    assert caught.value.code == "CL683"
    assert caught.value.params["column"] == "column"
