"""The reference deck: its layouts by name, and the places and sizes of text that a designer has given them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pptx

from briefing.problems import ProblemsFound, problem
from briefing.render.rendering import Theme

FILE = "reference.pptx"
#: The layouts a deck is made of: the opening slide, one area, two areas side by side.
OPENING, ONE, TWO = LAYOUTS = ("House Opening", "House One", "House Two")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: English Metric Units in a point.
EMU = 12_700


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a slide, in EMU, and the size of its text in points."""

    left: int
    top: int
    width: int
    height: int
    size: Decimal

    @property
    def points(self) -> tuple[Decimal, Decimal]:
        """Width and height in points."""
        return Decimal(self.width) / EMU, Decimal(self.height) / EMU

    def part(self, left: int, top: int, width: int, height: int) -> Area:
        """A rectangle within it, from its own corner."""
        return Area(self.left + left, self.top + top, width, height, self.size)


@cache
def _bytes(path: Path, stamp: int) -> bytes:
    del stamp  # the time of the last change: a restyled reference deck is read anew
    return path.read_bytes()


def open_reference(theme: Theme) -> tuple[Any, dict[str, Any]]:
    """Return the house's reference deck, without slides, and its layouts by name. Raises ``ProblemsFound`` when the file is
    missing, cannot be read, or lacks a layout or a placeholder of one."""
    path = theme.folder / FILE
    if not path.is_file():
        raise ProblemsFound([problem("pptx-reference", str(path), reason="it is not there")])
    try:
        deck = pptx.Presentation(io.BytesIO(_bytes(path, path.stat().st_mtime_ns)))
    except (ValueError, KeyError, OSError) as error:
        raise ProblemsFound([problem("pptx-reference", str(path), reason=str(error))]) from error
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    lacking = [name for name in LAYOUTS if name not in layouts]
    lacking += [
        f"the areas of {name}"
        for name, count in zip(LAYOUTS, (1, 1, 2), strict=True)
        if name in layouts and len(areas(layouts[name])) < count
    ]
    if lacking or len(deck.slides):
        reason = f"it lacks {', '.join(lacking)}" if lacking else "it holds slides"
        raise ProblemsFound([problem("pptx-reference", str(path), reason=reason)])
    return deck, layouts


def title_area(layout: Any) -> Area:
    """The place of a layout's title."""
    return _area(next(s for s in layout.placeholders if s.placeholder_format.idx == 0))


def areas(layout: Any) -> list[Area]:
    """The areas of a layout for text, tables and charts, from left to right."""
    found = [s for s in layout.placeholders if 0 < s.placeholder_format.idx < 10]
    return sorted((_area(s) for s in found), key=lambda area: area.left)


def _area(shape: Any) -> Area:
    sizes = [e.get("sz") for e in shape._element.iter(f"{_A}defRPr") if e.get("sz")]
    size = Decimal(sizes[0]) / 100 if sizes else Decimal(18)
    return Area(int(shape.left), int(shape.top), int(shape.width), int(shape.height), size)
