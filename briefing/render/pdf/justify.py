"""Gaps between Han and Latin, justification of Han text, and hanging spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from math import inf
from typing import Any

from briefing.render.columns import is_wide
from briefing.render.html import style_sheet
from briefing.render.pdf.patches import patched
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


def _attributes(layout: Any) -> Any:
    """The list of attributes of a layout of Pango, or a new one."""
    from weasyprint.text.ffi import ffi, pango  # noqa: PLC0415 - costs half a second to import

    found = pango.pango_layout_get_attributes(layout)
    return ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref) if found == ffi.NULL else found


@contextmanager
def opened_gaps(language: str, width: float) -> Iterator[None]:
    """Have texts of the language laid out inside the block with gaps ``width`` ems wide (the version of WeasyPrint is
    pinned)."""
    from weasyprint.text import line_break  # noqa: PLC0415 - costs half a second to import

    ffi, pango, shape = line_break.ffi, line_break.pango, _shape()
    plain, measured = line_break.Layout.set_text, line_break.first_line_metrics

    def first_line_metrics(line: Any, text: str, layout: Any, resume_at: Any, *rest: Any, **named: Any) -> Any:
        layout.ends_line = bool(resume_at)
        style = layout.style
        *found, height, baseline = measured(line, text, layout, resume_at, *rest, **named)
        if layout.text and not without(layout.text):  # room has no height, which would push the lines apart
            height, baseline = line_break.strut(style)
        return (*found, height, baseline)

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        plain(layout, text, justify)
        if not GAPS.search(text):
            return
        em = layout.style["font_size"] if (layout.style["lang"] or "").partition("-")[0] == language else 0.0
        share = getattr(layout, "between_han", 0.0)
        length = len(layout.text) if getattr(layout, "ends_line", False) else 0
        attributes = _attributes(layout.layout)
        for found in GAPS.finditer(layout.text):
            room = ffi.new("PangoRectangle *")
            given = share / 2 if _opens(layout.text, found) else 0.0
            room.width = 0 if found.end() == length else max(round((width * em - given) * line_break.TO_UNITS), 0)
            attribute = shape(room, room)
            attribute.start_index = len(layout.text[: found.start()].encode())
            attribute.end_index = attribute.start_index + len(found.group().encode())
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(layout.layout, attributes)

    with patched(line_break.Layout, set_text=set_text), patched(line_break, first_line_metrics=first_line_metrics):
        yield


WIDEST = 0.085  # of the size of the letters; text extraction takes a tenth for a space
SPACED = 4  # a line with so many spaces is one of Latin text that holds some Han, and is justified as Latin text is


def wide_runs(text: str) -> list[tuple[int, int]]:
    """Return the runs of two or more full-width characters, as start and end in bytes of UTF-8, between which a line may
    open."""
    runs: list[tuple[int, int]] = []
    position, start, count = 0, 0, 0
    for character in [*text, ""]:
        if character and is_wide(character):
            start, count = (start, count + 1) if count else (position, 1)
        else:
            if count > 1:
                runs.append((start, position))
            count = 0
        position += len(character.encode())
    return runs


def places(text: str) -> int:
    """Return how many places of a line of text may open."""
    return sum(1 for left, right in pairwise(text) if is_wide(left) and is_wide(right))


@cache
def _opened_layout() -> Any:
    """Return the class of a line of text whose full-width characters are ``justification_spacing`` further apart."""
    from weasyprint.text import line_break  # noqa: PLC0415 - costs half a second to import

    pango = line_break.pango

    class OpenedLayout(line_break.Layout):  # type: ignore[misc]
        @property
        def between_han(self) -> float:  # the gaps beside Latin subtract what the ends of a run give
            return float(self.justification_spacing)

        def set_text(self, text: str, justify: bool = False) -> None:
            super().set_text(text, justify=False)
            attributes = _attributes(self.layout)
            for start, end in wide_runs(text):
                attribute = pango.pango_attr_letter_spacing_new(int(self.justification_spacing * line_break.TO_UNITS))
                attribute.start_index, attribute.end_index = start, end
                pango.pango_attr_list_change(attributes, attribute)
            pango.pango_layout_set_attributes(self.layout, attributes)

    return OpenedLayout


def _opened(box: Any, extra: float) -> tuple[Any, float]:
    """Return a text opened by ``extra``, and how much wider Pango makes it (at the ends of a run it gives half)."""
    from weasyprint.text.line_break import line_size  # noqa: PLC0415 - costs half a second to import

    layout = _opened_layout()(box.style, extra)
    layout.set_text(box.text)
    width, _ = line_size(layout.get_first_line()[0], box.style)
    layout.deactivate()
    return layout, width - box.width


def _is_text(box: Any) -> bool:
    return type(box).__name__ == "TextBox"


def _is_run(box: Any) -> bool:
    return type(box).__name__ in {"LineBox", "InlineBox"}


def _texts(box: Any) -> Iterator[Any]:
    """Yield the texts of a line with places to open."""
    if _is_text(box):
        if places(box.text):
            yield box
    elif _is_run(box):
        for child in box.children:
            yield from _texts(child)


def _spaces(box: Any) -> int:
    """Return the spaces of a line that may be widened."""
    if _is_text(box):
        return int(box.text.strip().count(" "))
    return sum(_spaces(child) for child in box.children) if _is_run(box) else 0


def _shift(box: Any, extra: float, moved: float) -> float:
    """Move a box by what was opened before it and open it; returns what is opened up to its end."""
    if _is_text(box):
        box.position_x += moved
        if places(box.text):
            box.pango_layout, wider = _opened(box, extra)
            box.justification_spacing = extra
            box.width += wider
            moved += wider
    elif _is_run(box):
        box.position_x += moved
        before = moved
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _shift(child, extra, moved)
        box.width += moved - before
    elif moved:
        box.translate(moved, 0)
    return moved


@contextmanager
def justified_han() -> Iterator[None]:
    """Justify lines with Han characters inside the block (the version of WeasyPrint is pinned; a test measures it)."""
    from weasyprint.layout import inline  # noqa: PLC0415 - costs half a second to import

    by_spaces = inline.justify_line

    def justify(context: Any, line: Any, extra_width: float) -> None:
        texts = list(_texts(line))
        if not texts:
            by_spaces(context, line, extra_width)
            return
        widest = WIDEST * line.style["font_size"]
        wanted = extra_width / sum(places(box.text) for box in texts)
        if wanted > widest and _spaces(line) >= SPACED:
            by_spaces(context, line, extra_width)
            return
        extra = min(wanted, widest)
        given = sum(_opened(box, extra)[1] for box in texts)
        if given > 0:
            extra = min(extra * extra_width / given, widest)
        _shift(line, extra, 0)

    with patched(inline, justify_line=justify):
        yield


LONGEST = 400  # characters; no line of a page holds more
HAIR = 1.0  # CSS pixels by which a line that fits may be measured too wide


@contextmanager
def hanging_spaces() -> Iterator[None]:
    """Let spaces at the end of lines hang inside the block (the version of WeasyPrint is pinned; a test shows it)."""
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

    with patched(inline, split_first_line=split_first_line):
        yield
