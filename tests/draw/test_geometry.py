"""What holds of every picture, measured on its values: nothing lies on anything else, nothing is missing."""

from __future__ import annotations

from itertools import combinations, pairwise
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings

from closedloop.draw import draw
from closedloop.draw.flow import height_of, width_of
from closedloop.draw.shapes import Disc, LineShape, NodeShape, Picture, Point, Rect, Words
from closedloop.draw.tracks import APART
from tests.draw.drawn import Drawing, drawable

SOME = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def segments(line: LineShape) -> list[Rect]:
    """The straight pieces of a line, as rectangles without a width."""
    return [
        Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y)) for a, b in pairwise(line.points)
    ]  # fmt: skip


def crosses(segment: Rect, box: Rect) -> bool:
    """Whether the segment goes through the inside of the box."""
    return (
        segment.x < box.right - 0.01
        and box.x + 0.01 < segment.right
        and segment.y < box.bottom - 0.01
        and box.y + 0.01 < segment.bottom
    )


def inside(node: NodeShape) -> Rect:
    """Where no line may come: all of a box, of a pill all but its round ends."""
    round_end = 17 if node.kind == "end" else 0
    return Rect(node.rect.x + round_end, node.rect.y, node.rect.width - 2 * round_end, node.rect.height)


def labels(shown: Picture) -> list[Rect]:
    return [line.label.rect for line in shown.lines if line.label.pieces]


def dot_of(node: NodeShape) -> Rect | None:
    return None if node.start is None else Rect(node.start.x - 6, node.start.y - 6, 12, 12)


@SOME
@given(drawable)
def test_no_two_boxes_overlap(drawing: Drawing) -> None:
    for one, other in combinations(drawing.picture().nodes, 2):
        assert not one.rect.overlaps(other.rect)


@SOME
@given(drawable)
def test_no_label_lies_on_a_box_a_line_or_another_label(drawing: Drawing) -> None:
    shown = drawing.picture()
    boxes = [node.rect for node in shown.nodes]
    boxes += [dot for node in shown.nodes if (dot := dot_of(node)) is not None]
    lines = [segment for line in shown.lines for segment in segments(line)]
    for label in labels(shown):
        assert not any(label.overlaps(box) for box in boxes)
        assert not any(crosses(segment, label) for segment in lines)
    for one, other in combinations(labels(shown), 2):
        assert not one.overlaps(other)


@SOME
@given(drawable)
def test_no_line_goes_through_a_box_or_along_another_line(drawing: Drawing) -> None:
    shown = drawing.picture()
    for line in shown.lines:
        for segment in segments(line):
            assert not any(crosses(segment, inside(node)) for node in shown.nodes)
            assert not any((dot := dot_of(node)) is not None and crosses(segment, dot) for node in shown.nodes)
    for one, other in combinations(shown.lines, 2):
        together = one.points[-1] == other.points[-1] and one.kind == other.kind
        for a in segments(one):
            for b in segments(other):
                along = (a.width == b.width == 0 and abs(a.x - b.x) < 1) or (
                    a.height == b.height == 0 and abs(a.y - b.y) < 1
                )
                apart = APART - 0.01 if a.width == 0 else 0
                meets = (
                    a.x - apart < b.right
                    and b.x - apart < a.right
                    and a.y - apart < b.bottom
                    and b.y - apart < a.bottom
                )
                assert together or not (along and meets)


@SOME
@given(drawable)
def test_every_text_stays_in_its_box_and_everything_in_the_picture(drawing: Drawing) -> None:
    shown = drawing.picture()
    for node in shown.nodes:
        for block in node.blocks:
            assert node.rect.holds(block.rect)
        for one, other in combinations(node.blocks, 2):
            assert not one.rect.overlaps(other.rect)
    for lane in shown.lanes:
        assert lane.head.holds(lane.title.rect)
    blocks = [*shown.title, *shown.notes, *(line.label for line in shown.lines), *(s.text for s in shown.legend)]
    blocks += [block for node in shown.nodes for block in node.blocks]
    for block in blocks:
        assert shown.view.holds(block.rect)
        for piece in block.pieces:
            left = piece.x
            if isinstance(piece, Words) and piece.anchor != "start":
                left -= width_of(piece) / (2 if piece.anchor == "middle" else 1)
            assert block.rect.x - 0.01 <= left
            assert left + width_of(piece) <= block.rect.right + 0.01
            assert block.rect.y - 0.01 <= piece.y <= block.rect.bottom + height_of(piece)
    for line in shown.lines:
        assert all(shown.view.holds(Rect(*point, 0, 0)) for point in line.points)


@SOME
@given(drawable)
def test_title_lanes_notes_and_legend_stand_one_below_the_other(drawing: Drawing) -> None:
    shown = drawing.picture()
    parts = [block.rect for block in shown.title]
    parts.append(Rect(0, shown.lanes[0].rect.y, 1, shown.lanes[0].rect.height))
    assert all(above.bottom <= below.y for above, below in pairwise(parts))
    under = [*(note.rect for note in shown.notes), *(sample.rect for sample in shown.legend)]
    assert all(parts[-1].bottom <= rect.y for rect in under)
    for one, other in combinations(under, 2):
        assert not one.overlaps(other)


@SOME
@given(drawable)
def test_every_step_end_and_route_is_drawn(drawing: Drawing) -> None:
    process = drawing.process
    shown = drawing.picture()
    assert [node.id for node in shown.nodes if node.kind == "step"] == [f"place:{step.name}" for step in process.steps]
    assert [node.id for node in shown.nodes if node.kind == "end"] == [f"place:{end.name}" for end in process.ends]
    assert sum(node.kind == "anywhere" for node in shown.nodes) == len(process.anywhere)
    offers = [offer for each in (*process.steps, *process.anywhere) for offer in each.offers]
    kinds = [line.kind for line in shown.lines]
    assert kinds.count("event") == sum(len(offer.routes) for offer in offers)
    assert kinds.count("timer") == sum(limit.then is not None for step in process.steps for limit in step.limits)
    assert kinds.count("escalation") == sum(rung.to is not None for step in process.steps for rung in step.rungs)
    assert kinds.count("condition") == sum(len(step.as_soon) for step in process.steps)
    reopened = [each.end for each in process.reopens]
    assert kinds.count("reopen") == sum(end.name in reopened for end in process.ends) + sum(
        (reopened.count(end.name) - 1) * (end.name in reopened) + reopened.count(None) for end in process.ends
    )
    boxes = {node.id: node.rect for node in shown.nodes}
    for line in shown.lines:
        assert touches(line.points[0], boxes.values())
        assert touches(line.points[-1], boxes.values())


def touches(point: Point, boxes: object) -> bool:
    """Whether the point is on the border of one of the boxes (of a pill, within its round ends)."""
    return any(
        box.x - 0.01 <= point.x <= box.right + 0.01 and box.y - 0.01 <= point.y <= box.bottom + 0.01
        for box in boxes  # type: ignore[attr-defined]
    )


@SOME
@given(drawable)
def test_a_line_arrives_where_its_route_leads(drawing: Drawing) -> None:
    process = drawing.process
    shown = drawing.picture()
    boxes = {node.id: node.rect for node in shown.nodes}
    for line in shown.lines:
        if line.kind == "event" and line.id.startswith("offer:place:"):
            *_, offer, route = line.id.split(":")
            step = next(s for s in process.steps if line.id == f"offer:place:{s.name}:{offer}:{route}")
            target = step.offers[int(offer)].routes[int(route)].to
            assert touches(line.points[0], [boxes[f"place:{step.name}"]])
            assert touches(line.points[-1], [boxes[f"place:{target}"]])


@SOME
@given(drawable)
def test_the_svg_is_well_formed_and_always_the_same(drawing: Drawing) -> None:
    text = draw(drawing.process, run=drawing.run, counts=drawing.counts)
    assert draw(drawing.process, run=drawing.run, counts=drawing.counts) == text
    root = ElementTree.fromstring(text)
    said = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    shown = drawing.picture()
    for line in shown.lines:
        for piece in line.label.pieces:
            if isinstance(piece, (Words, Disc)) and piece.text.isalnum():
                assert piece.text in said
    assert {"script", "image", "foreignObject"}.isdisjoint(element.tag.rpartition("}")[2] for element in root.iter())
    width, height = shown.sheet
    assert min(width, height) <= 277 + 0.01
    assert max(width, height) <= 400 + 0.01


@SOME
@given(drawable)
def test_every_record_that_moves_the_case_or_is_an_event_has_its_disc(drawing: Drawing) -> None:
    shown = drawing.picture()
    discs = [piece.text for line in shown.lines for piece in line.label.pieces if isinstance(piece, Disc)]
    discs += [
        piece.text for node in shown.nodes for block in node.blocks for piece in block.pieces if isinstance(piece, Disc)
    ]
    numbered = len([record for record in drawing.run or () if record.kind != "opened"])
    left_out = any(
        isinstance(piece, Words) and "…" in piece.text for line in shown.lines for piece in line.label.pieces
    )
    left_out = left_out or any(
        isinstance(piece, Words) and piece.text == "…"
        for node in shown.nodes
        for block in node.blocks
        for piece in block.pieces
    )
    assert len(set(discs)) == len(discs)
    assert set(discs) <= {str(number) for number in range(1, numbered + 1)}
    assert left_out or len(discs) == numbered
