"""A source note stays on the page of its call.

Where a paragraph overflows a page and may not be broken there (two lines at least stand together), WeasyPrint 70 sends the
last notes of the page to the next one until the line fits (Kozea/WeasyPrint, pull request 2437); it leaves this out while it
lays out columns. A note that left its call costs a second layout of the whole document. So a line is laid out here as it
would be in a column: the paragraph moves, and the notes stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def notes_stay() -> Iterator[None]:
    """Notes are not sent on to make room for a line inside the block (the version of WeasyPrint is pinned; a test shows it).

    ``in_column`` is read in two places: where a line overflows, which is to see it set, and where the area of the notes takes
    its room from the page, which is not. The houses' pages have no columns."""
    from weasyprint.layout import LayoutContext, block  # noqa: PLC0415 - costs half a second to import

    lines, area = block._linebox_layout, LayoutContext._update_footnote_area

    def as_in_a_column(context: Any, *rest: Any) -> Any:
        before, context.in_column = context.in_column, True
        try:
            return lines(context, *rest)
        finally:
            context.in_column = before

    def as_on_a_page(context: Any) -> Any:
        before, context.in_column = context.in_column, False
        try:
            return area(context)
        finally:
            context.in_column = before

    block._linebox_layout, LayoutContext._update_footnote_area = as_in_a_column, as_on_a_page
    try:
        yield
    finally:
        block._linebox_layout, LayoutContext._update_footnote_area = lines, area
