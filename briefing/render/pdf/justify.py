"""Chinese set flush on both sides.

WeasyPrint 70 justifies by widening spaces, and a Chinese line has none: it stays ragged by up to an em or two. W3C clreq
(3.2.4) and GB/T 9704 practice share the rest evenly between the characters. So the function that justifies a line is
replaced while a document is laid out: a line with Han characters gives every place between two of them the same share. A
place never opens by more than a fraction of the character, because a wider one looks like a space and is copied as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from briefing.render.chart_svg.measure import is_wide

WIDEST = 0.085  # of the size of the letters; text extraction takes a tenth for a space


def opening_places(text: str) -> list[int]:
    """Positions of the characters after which a line of Chinese may open: both neighbours are full-width."""
    return [i for i in range(len(text) - 1) if is_wide(text[i]) and is_wide(text[i + 1])]


@contextmanager
def justified_han() -> Iterator[None]:
    """Lines with Han characters are justified inside the block (the version of WeasyPrint is pinned; a test measures it)."""
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415 - costs half a second to import
    from weasyprint.layout import inline  # noqa: PLC0415
    from weasyprint.text import line_break  # noqa: PLC0415

    by_spaces = inline.justify_line

    class OpenedLayout(line_break.Layout):  # type: ignore[misc]
        """A line of text whose full-width characters stand ``justification_spacing`` further apart."""

        def set_text(self, text: str, justify: bool = False) -> None:
            super().set_text(text, justify=False)
            ffi, pango = line_break.ffi, line_break.pango
            attributes = pango.pango_layout_get_attributes(self.layout)
            if attributes == ffi.NULL:
                attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            spacing = int(self.justification_spacing * line_break.TO_UNITS)
            position = 0
            places = set(opening_places(text))
            for index, character in enumerate(text):
                end = position + len(character.encode())
                if index in places:
                    attribute = pango.pango_attr_letter_spacing_new(spacing)
                    attribute.start_index, attribute.end_index = position, end
                    pango.pango_attr_list_change(attributes, attribute)
                position = end
            pango.pango_layout_set_attributes(self.layout, attributes)

    def texts(box: Any) -> Iterator[Any]:
        if isinstance(box, boxes.TextBox):
            yield box
        elif isinstance(box, boxes.LineBox | boxes.InlineBox):
            for child in box.children:
                yield from texts(child)

    def shift(box: Any, extra: float, moved: float) -> float:
        """Move a box by what was opened before it and open it; returns what is opened up to its end."""
        box.position_x += moved
        if isinstance(box, boxes.TextBox):
            places = len(opening_places(box.text))
            if places:
                layout = OpenedLayout(box.style, extra)
                layout.set_text(box.text)
                layout.deactivate()
                box.justification_spacing = extra
                box.pango_layout = layout
                box.width += extra * places
            return moved + extra * places
        if isinstance(box, boxes.LineBox | boxes.InlineBox):
            before = moved
            for child in box.children:
                if child.is_in_normal_flow():
                    moved = shift(child, extra, moved)
            box.width += moved - before
        elif moved:
            box.translate(moved, 0)
            box.position_x -= moved
        return moved

    def justify(context: Any, line: Any, extra_width: float) -> None:
        places = sum(len(opening_places(box.text)) for box in texts(line))
        if not places:
            by_spaces(context, line, extra_width)
            return
        size = line.style["font_size"]
        extra = min(extra_width / places, WIDEST * size)
        line.position_x -= 0
        shift(line, extra, 0)

    inline.justify_line = justify
    try:
        yield
    finally:
        inline.justify_line = by_spaces
