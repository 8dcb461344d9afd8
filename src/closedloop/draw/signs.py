"""The signs as SVG: drawn, not taken from a font, so that they look the same everywhere and in grey.

Each is drawn in a square of 12 by 12 and used at any size. In the drawings `C` stands for the colour.
"""

from __future__ import annotations

from collections.abc import Mapping

from closedloop.draw.shapes import SignName, Tally

SIGNS: Mapping[SignName, str] = {
    "clock": '<circle cx="6" cy="6" r="5" fill="none" stroke="C" stroke-width="1.2"/>'
    '<path d="M6 2.8V6H9" fill="none" stroke="C" stroke-width="1.2" stroke-linecap="round"/>',
    "triangle": '<path d="M6 1L11.5 11H.5z" fill="C"/>',
    "ladder": '<path d="M6 1.6L11 10.6H1z" fill="none" stroke="C" stroke-width="1.2" stroke-linejoin="round"/>',
    "diamond": '<path d="M6 .8L11.2 6L6 11.2L.8 6z" fill="none" stroke="C" stroke-width="1.4"/>',
    "again": '<path d="M2.6 8.2A4.2 4.2 0 1 0 2.3 4.4" fill="none" stroke="C" stroke-width="1.4"/>'
    '<path d="M1.2 1.4L1.9 5.5L5.6 3.9z" fill="C"/>',
    "every": '<path d="M10.3 4.2A4.7 4.7 0 0 0 2 3.6M1.7 7.8A4.7 4.7 0 0 0 10 8.4" fill="none" stroke="C"'
    ' stroke-width="1.2"/><path d="M11.4 1.6L11 5.4L7.8 4.2zM.6 10.4L1 6.6L4.2 7.8z" fill="C"/>',
    "ring": '<circle cx="6" cy="6" r="4.4" fill="none" stroke="C" stroke-width="1.8"/>',
    "check": '<rect x="1" y="1" width="10" height="10" rx="1.5" fill="none" stroke="C" stroke-width="1.2"/>'
    '<path d="M3.2 6.2L5.3 8.3L9 3.8" fill="none" stroke="C" stroke-width="1.5"/>',
    "section": '<text x="6" y="10.4" text-anchor="middle" font-size="12" fill="C">§</text>',
    "plus": '<path d="M6 1.5V10.5M1.5 6H10.5" stroke="C" stroke-width="1.7"/>',
    "pause": '<path d="M3.6 1.5V10.5M8.4 1.5V10.5" stroke="C" stroke-width="2.2"/>',
    "pen": '<path d="M1.4 10.6L2.2 7.6L8.4 1.4L10.6 3.6L4.4 9.8z" fill="none" stroke="C" stroke-width="1.2"'
    ' stroke-linejoin="round"/>',
}


def tally_sign(tally: Tally) -> str:
    """`●` in time, `▲` near, `■` overdue with strokes by its mark, `○` ended; in a square of 12 by 12."""
    outline = 'stroke="#1b1f24" stroke-width=".8"'
    if tally.state == "fine":
        return f'<circle cx="6" cy="6" r="5.6" fill="{tally.colour}"/>'
    if tally.state == "near":
        return f'<path d="M6 .4L12 11.6H0z" fill="{tally.colour}" {outline} stroke-linejoin="round"/>'
    if tally.state == "ended":
        return '<circle cx="6" cy="6" r="5" fill="#fff" stroke="#1b1f24" stroke-width="1.6"/>'
    square = f'<rect x=".4" y=".4" width="11.2" height="11.2" fill="{tally.colour}" {outline}/>'
    light = _is_light(tally.colour)
    paths = ("", "M3 9L9 3", "M3 3l6 6m0 -6l-6 6")[tally.strokes]
    if not paths:
        return square
    return f'{square}<path d="{paths}" stroke="{"#1b1f24" if light else "#fff"}" stroke-width="1.7"/>'


def _is_light(colour: str) -> bool:
    red, green, blue = (int(colour[index : index + 2], 16) for index in (1, 3, 5))
    return red * 299 + green * 587 + blue * 114 > 150_000
