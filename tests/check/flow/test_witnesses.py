"""Data and ways that show a finding, in the author's words."""

from __future__ import annotations

import pytest

from tests.check.flow.found import diagnostics, found

TWO = "step two {{ by office within 5 days, then -> done back() -> one {} }} end done"


def step(*lines: str, rest: str = "", two: str = "") -> str:
    return (
        "step one { by office within 5 days, then -> two go() -> two\n"
        + "\n".join(lines)
        + f"}}\n{TWO.format(two)}\n{rest}"
    )


@pytest.mark.parametrize(
    ("routes", "english", "chinese"),
    [
        (
            "rate(opinion) -> two when opinion = satisfied -> done when opinion = dissatisfied",
            "`rate` in `one` has no route when `opinion` is `mostly`",
            "在`one`中，当`opinion`为`mostly`时，`rate`没有去向",
        ),
        (
            "pay(amount) -> two when amount < 3.5 -> done when amount > 3.5",
            "`pay` in `one` has no route when `amount` is 3.5",
            "在`one`中，当`amount`为3.5时，`pay`没有去向",
        ),
        (
            "grade(mark) -> two when mark <= 10 -> done when mark > 12",
            "`grade` in `one` has no route when `mark` is 11",
            "在`one`中，当`mark`为11时，`grade`没有去向",
        ),
        (
            "set_day(day) -> two when day < 2024-02-29 -> done when day > 2024-03-01",
            "`set_day` in `one` has no route when `day` is 2024-02-29",
            "在`one`中，当`day`为2024-02-29时，`set_day`没有去向",
        ),
        (
            "pay(amount, budget) -> two when amount < budget -> done when amount > budget",
            "`pay` in `one` has no route when `amount` is `budget`",
            "在`one`中，当`amount`等于`budget`时，`pay`没有去向",
        ),
        (
            "rate(opinion) -> two when opinion != dissatisfied -> done when count rate(opinion = dissatisfied) >= 2",
            "`rate` in `one` has no route when `opinion` is `dissatisfied`",
            "在`one`中，当`opinion`为`dissatisfied`时，`rate`没有去向",
        ),
        (
            "look()\nrate(opinion) -> two when opinion != dissatisfied -> done when count look > 0",
            "`rate` in `one` has no route when `opinion` is `dissatisfied` and `count look` is 0",
            "在`one`中，当`opinion`为`dissatisfied`且`look 次数`为0时，`rate`没有去向",
        ),
        (
            'name_it(note?: text) -> two when note = "a" -> done when note = "b"',
            "`name_it` in `one` has no route when `note` is something else",
            "在`one`中，当`note`为其他时，`name_it`没有去向",
        ),
        (
            "wait() -> two when elapsed < 2 days -> done when elapsed > 3 working days",
            None,
            None,
        ),
        (
            "wait() -> two when elapsed < 2 weeks -> done when elapsed > 3 weeks",
            "`wait` in `one` has no route when `elapsed` is 2 weeks",
            "在`one`中，当`已用时间`等于2 周时，`wait`没有去向",
        ),
        (
            "late() -> two when overdue -> done when remaining > 2 days",
            "`late` in `one` has no route when it is not overdue and `remaining` is less than 2 days",
            None,
        ),
    ],
    ids=range(11),
)
def test_a_gap_is_shown_by_data(routes: str, english: str | None, chinese: str | None) -> None:
    assert found(step(routes), "CL252") == ([] if english is None else [english])
    if chinese is not None:
        assert found(step(routes), "CL252", lang="zh") == [chinese]


def test_the_event_itself_is_counted_in_its_routes() -> None:
    assert not found(step("look() -> two when count look = 1 -> done when count look > 1"), "CL252")


def test_unset_counts_only_where_it_can_be() -> None:
    unset = "check() -> two when amount is set and amount > 1 -> done when amount is set and amount <= 1"
    assert found(step(unset, "pay(amount)"), "CL252") == ["`check` in `one` has no route when `amount` is not set"]
    assert not found(step(unset.replace("check()", "check(amount)")), "CL252")


def test_what_a_requirement_excludes_is_no_gap() -> None:
    routes = "rate(opinion) -> two when opinion = satisfied -> done when opinion = mostly"
    assert found(step(routes), "CL252")
    assert not found(step(routes + " require opinion != dissatisfied"), "CL252")
    joint = routes + " require opinion != dissatisfied or budget > 100 require budget < 5"
    assert not found(step(joint), "CL252")


def test_what_no_way_here_allows_is_no_gap() -> None:
    first = "step one { by office within 5 days, then -> done rate(opinion) -> two require opinion != dissatisfied }"
    routes = "-> done when opinion = satisfied -> one when opinion = mostly"
    second = f"step two {{ by office within 5 days, then -> done check() {routes} }}"
    assert not found(f"{first}\n{second}\nend done", "CL252", "CL250", "CL251")


def test_a_shadowed_route_points_at_the_one_that_covers_it() -> None:
    routes = (
        "-> done when opinion = mostly",
        "-> two when opinion != satisfied",
        "-> done when opinion = dissatisfied",
    )
    body = step("rate(opinion)", *routes)
    (shadowed,) = [each for each in diagnostics(body)[0] if each.code == "CL250"]
    source = diagnostics(body)[1]
    assert source.excerpt(shadowed.span) == routes[2]
    assert [source.excerpt(each.span) for each in shadowed.related] == [routes[1]]


def test_the_way_to_an_unset_field_is_the_shortest() -> None:
    body = step("pay(amount) -> two", "turn() -> three", two='check() -> done require amount > 1 "paid"')
    body += "\nstep three { by office within 5 days, then -> one again() -> two }"
    assert found(body, "CL260") == [
        "the field `amount` may not be set where it is read: `go` leads here and does not set it"
    ]
    body = step("pay(amount) -> two", "turn() -> three", two='check() -> done require amount > 1 "paid"').replace(
        "then -> two go() -> two", "then -> three"
    )
    body += "\nstep three { by office within 5 days, then -> one again() -> two }"
    assert found(body, "CL260") == [
        "the field `amount` may not be set where it is read: `turn` → `again` leads here and does not set it"
    ]


def test_a_role_that_is_not_bound_is_told_with_the_way() -> None:
    body = "step one { by office within 5 days, then -> two assign(handler) -> two }\n"
    body += "step two { by handler within 5 days, then -> done reply() -> done }\nend done"
    assert found(body, "CL261") == [
        "nobody may be able to act in `two`: the role `handler` may not be bound there: "
        "the limit of `one` leads here and does not set it"
    ]
    assert found(body, "CL261", lang="zh") == [
        "`two`中可能无人可以办理：角色`handler`在那里可能尚未指定：经`one`期满到此而没有填写它"
    ]
    assert not found(body.replace("then -> two assign", "then -> done assign"), "CL261")


def test_a_step_may_wait_for_somebody_to_bind_its_role() -> None:
    body = "step one { by handler within 5 days, then -> done assign(handler) by office reply() -> done }\nend done"
    assert not found(body, "CL261")
    assert found(body.replace("assign(handler) by office", "assign(handler)"), "CL261")


def test_what_is_set_together_is_known_together() -> None:
    first = "step one { by office within 5 days, then -> two accept(opinion, handler) -> two }"
    second = (
        "step two { as soon as opinion = mostly -> three as soon as opinion is not set or opinion != mostly -> done }"
    )
    third = "step three { by handler within 5 days, then -> done reply() -> done }"
    assert not found(f"{first}\n{second}\n{third}\nend done", "CL261")
    apart = first.replace("accept(opinion, handler)", "rate(opinion) -> two accept(handler)")
    assert found(f"{apart}\n{second}\n{third}\nend done", "CL261")


@pytest.mark.parametrize(
    ("condition", "safe"),
    [
        ("amount is set and amount > 3", True),
        ("amount > 3 and amount is set", True),
        ("amount is not set or amount > 3", True),
        ("not (amount is not set) and amount != 3", True),
        ("if amount is set then amount > 3 else yes", True),
        ("happened pay and amount > 3", True),
        ("count pay >= 2 and amount > 3", True),
        ("happened go and amount > 3", False),
        ("not happened pay or amount > 3", True),
        ("happened pay or amount > 3", False),
        ("amount is set or amount > 3", False),
        ("amount != 3", False),
        ("amount + 1 > 3", False),
        ("amount + 1 is set and amount > 3", True),
        ("not key", False),
        ("key is set and not key", True),
        ("amount in (1, 2)", False),
        ("budget > 3", True),
    ],
)
def test_a_read_is_safe_where_it_is_guarded(condition: str, safe: bool) -> None:
    body = step(f'check() -> two require {condition} "no"', "pay(amount)", "unlock(key)")
    assert (not found(body, "CL260")) == safe


def test_a_guard_in_one_requirement_holds_for_all_and_for_the_routes() -> None:
    body = step(
        "pay(amount)", "check() -> two when amount > 3 -> done otherwise require amount > 1 require amount is set"
    )
    assert not found(body, "CL260")


def test_waiting_for_a_field_is_no_read_but_waiting_for_its_opposite_is() -> None:
    assert not found(step("pay(amount)", "as soon as amount > 3 -> done"), "CL260")
    assert found(step("unlock(key)", "as soon as not key -> done"), "CL260")
    assert not found(step("unlock(key)", "as soon as key is set and not key -> done"), "CL260")
