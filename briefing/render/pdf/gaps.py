"""The thin gap between Han and Latin, opened without an element for each.

In HTML a run of Latin characters beside Han stands in a span whose margin is the gap. On pages such a span is a box, a
style and a structure element, and they were a quarter of all the elements of a project list. So for pages the span becomes
one hair space (U+200A), after which a line may end as it may between Han and Latin, and which then takes no room; while
the page is laid out Pango is told to leave the width of the gap in its place (``pango_attr_shape_new``). It is a distance and
not a character: nothing is drawn for it and no text that is copied has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from briefing.render.chart_svg.measure import is_wide
from briefing.render.html.style import style_sheet
from briefing.render.theme import Theme

GAP, UNBROKEN = "\u200a", "\u2060"  # hair space; word joiner, where no line ends
THIN = "\u2009"  # what stands for a hair space of the text itself
NOT_AFTER_HAN = set("%‰°")  # Unicode Standard Annex 14, LB23a
NOT_BEFORE_HAN = set("+$€£0123456789")  # the same; and a number keeps the first character of its unit (clreq)
GAPS = re.compile(f"[{GAP}{UNBROKEN}]")
RULE = re.compile(r":lang\((\w+)\) \.gl \{ margin-left: ([\d.]+)em \}")
INLINE = r"(?:a|data|em|span|strong|time)"
OPENED, CLOSED = rf"((?:<{INLINE}\b[^<>]*>)*)", rf"((?:</{INLINE}>)*)"
SPAN = re.compile(rf'{OPENED}<span class="(gl)?(?: ?(gr))?">([^<>]*)</span>{CLOSED}')


def gap_of(theme: Theme) -> tuple[str, float]:
    """Return the language whose passages have gaps and their width in ems, as the style sheet of the house says."""
    found = RULE.search(style_sheet(theme, "common"))
    if found is None:
        raise ValueError("the style sheet has no rule for the gap between Han and Latin")
    return found.group(1), float(found.group(2))


def as_characters(page: str) -> str:
    """Return the page with every gap as a space, outside the elements that begin or end there."""

    page = page.replace(GAP, THIN).replace(UNBROKEN, "")

    def put(found: re.Match[str]) -> str:
        opened, left, right, text, closed = found.groups()
        start = found.start()
        label = (
            not opened and page[max(start - 2, 0) : start - 1] == ">"
        )  # one character before it, as in a reference: 表2
        ranged = page[max(start - 1, 0) : start] == "—"  # else the line would end within the range
        before = (UNBROKEN if label or text[0] in NOT_AFTER_HAN else GAP) if left else ""
        after = (UNBROKEN if text[-1] in NOT_BEFORE_HAN and not ranged else GAP) if right else ""
        return f"{before}{opened}{text}{closed}{after}"

    return SPAN.sub(put, page)


def without(text: str) -> str:
    """Return a text taken from a page, for those who read it elsewhere than on the page: without its gaps."""
    return GAPS.sub("", text)


def clear_bookmarks(pages: Iterable[Any]) -> None:
    """Rid the bookmarks of pages (``weasyprint.document.Page``) of gaps."""
    for page in pages:
        page.bookmarks[:] = [(level, without(label), *rest) for level, label, *rest in page.bookmarks]


def _opens(text: str, gap: re.Match[str]) -> bool:
    """Whether a run of Han characters beside a gap gives it half of what opens the run where a line is set flush."""
    before, after = text[max(gap.start() - 2, 0) : gap.start()], text[gap.end() : gap.end() + 2]
    return any(len(pair) == 2 and is_wide(pair[0]) and is_wide(pair[1]) for pair in (before, after))


@cache
def _shape() -> Any:
    """Return the function of Pango that leaves room in place of characters, which WeasyPrint does not declare."""
    from weasyprint.text.ffi import ffi, pango  # noqa: PLC0415 - costs half a second to import

    ffi.cdef("PangoAttribute * pango_attr_shape_new(const PangoRectangle *ink, const PangoRectangle *logical);")
    return pango.pango_attr_shape_new


@contextmanager
def opened_gaps(language: str, width: float) -> Iterator[None]:
    """Texts of the language laid out inside the block have gaps ``width`` ems wide (the version of WeasyPrint is pinned)."""
    from weasyprint.text import line_break  # noqa: PLC0415 - costs half a second to import

    ffi, pango, shape = line_break.ffi, line_break.pango, _shape()
    plain, measured = line_break.Layout.set_text, line_break.first_line_metrics

    def first_line_metrics(line: Any, text: str, layout: Any, resume_at: Any, *rest: Any, **named: Any) -> Any:
        layout.ends_line = bool(resume_at)
        return measured(line, text, layout, resume_at, *rest, **named)

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        plain(layout, text, justify)
        if not GAPS.search(text):
            return
        em = layout.style["font_size"] if (layout.style["lang"] or "").partition("-")[0] == language else 0.0
        share = getattr(layout, "between_han", 0.0)
        length = len(layout.text) if getattr(layout, "ends_line", False) else 0
        attributes = pango.pango_layout_get_attributes(layout.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for found in GAPS.finditer(layout.text):
            room = ffi.new("PangoRectangle *")
            given = share / 2 if _opens(layout.text, found) else 0.0
            room.width = 0 if found.end() == length else max(round((width * em - given) * line_break.TO_UNITS), 0)
            attribute = shape(room, room)
            attribute.start_index = len(layout.text[: found.start()].encode())
            attribute.end_index = attribute.start_index + len(found.group().encode())
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(layout.layout, attributes)

    line_break.Layout.set_text, line_break.first_line_metrics = set_text, first_line_metrics
    try:
        yield
    finally:
        line_break.Layout.set_text, line_break.first_line_metrics = plain, measured
