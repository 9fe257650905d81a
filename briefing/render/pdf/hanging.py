"""A space at the end of a line takes no room.

WeasyPrint 70 counts the space that ends a text before another element (a note's call, a figure). Where the text just fits
and the space does not, it takes the first word for a whole line, and the page shows one word alone. CSS Text 3 (4.1.3) lets
the space hang. So a text that was broken and would have fitted without its last space is laid out as fitting.

And a text that Pango broke so that it fits may be measured a hair too wide; WeasyPrint then takes the whole text for too
wide and ends the line at an element before it. Such a text is broken once more, for a line that is a little narrower.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

LONGEST = 400  # characters; no line of a page holds more
HAIR = 1.0  # CSS pixels by which a line that fits may be measured too wide


@contextmanager
def hanging_spaces() -> Iterator[None]:
    """Spaces at the end of lines hang inside the block (the version of WeasyPrint is pinned; a test shows it)."""
    from weasyprint.layout import inline  # noqa: PLC0415 - costs half a second to import

    split = inline.split_first_line

    def split_first_line(text: str, style: Any, context: Any, max_width: Any, *rest: Any, **named: Any) -> Any:
        found = split(text, style, context, max_width, *rest, **named)
        if found[2] is not None and max_width not in (None, inf) and 0 < found[3] - max_width < HAIR:
            narrower = split(text, style, context, max_width - 2 * HAIR, *rest, **named)
            if narrower[3] <= max_width:
                found = narrower
        if found[2] is None or not text.endswith(" ") or len(text) > LONGEST or max_width in (None, inf):
            return found
        alone = split(text.rstrip(" "), style, context, max_width, *rest, **named)
        if alone[2] is None and alone[3] <= max_width:
            return split(text, style, context, inf, *rest, **named)
        return found

    inline.split_first_line = split_first_line
    try:
        yield
    finally:
        inline.split_first_line = split
