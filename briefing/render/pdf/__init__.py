"""The PDF edition of a pack, PDF/UA-1 and PDF/A-3a in one file: laid out by WeasyPrint, drawn, and its log heeded."""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from briefing.document.nodes import Document, Figure, Moment, Text, walk
from briefing.memory import uncollected
from briefing.problems import ProblemsFound, problem
from briefing.render.html import CONTENTS_SET, WHOLE_SET, html_of
from briefing.render.html.block import OPENING_SET
from briefing.render.html.inline import USUAL, Closer, Medium
from briefing.render.pdf.finish import Attachment, attached, complete, ends_plainly, serialise_once
from briefing.render.pdf.justify import (
    as_characters,
    clear_bookmarks,
    gap_of,
    hanging_spaces,
    justified_han,
    opened_gaps,
)
from briefing.render.pdf.pages import Places, filled, footnote_problems, places, spread_pages
from briefing.render.pdf.patches import continued_tables, notes_stay, pages_named_once, shared_styles
from briefing.render.pdf.source import document_of, font_problems, house_only, logged, problems_of
from briefing.render.pdf.tags import recorded_tags
from briefing.render.theme import GROWN, LEAST_STRETCHED, MOST_STRETCHED, SHRUNK, Theme, grown

#: A last page filled less than this is saved where it can be, in a document of more pages than ``FEWEST`` and no more than
#: ``MOST``: a list of a hundred pages is not laid out twice for the sake of one.
EMPTY, FEWEST, MOST = 0.3, 3, 40
#: The most of a second page that an opening chapter may take to be set closer, and the most letters one page may hold.
RUN_ON, MOST_ON_A_PAGE = 0.35, 8000
MOST_PUSHED = 24  # layouts of one document, at most, to bring every note onto the page of its call


@dataclass(frozen=True, slots=True)
class PdfResult:
    """The finished file, and how many pages it has."""

    bytes: bytes
    page_count: int


def lay_out(document: Document, theme: Theme) -> tuple[Any, Places]:
    """Return the document laid out as ``weasyprint.Document``, and where everything is.

    An opening chapter that would run on by a few lines is set closer until it stays on its page. Where the last page, or the
    last of the contents, would hold next to nothing, a document that is not long is laid out again a little closer, in steps,
    until one saves the page. Raises ``ProblemsFound`` on any logged line, and on a note that cannot be brought onto the
    page of its call.
    """
    closer = Closer(opening=_opening(document, theme))
    made = _laid_out(document, theme, closer)
    if theme.leaf:
        made = _leaf(document, theme, made) if made[1].count == 1 else _smaller(document, theme, made)
    for step in range(1, len(CONTENTS_SET)):
        if _spills(made, made[1].printed.get("contents", ())):
            closer, made = _fewer(document, theme, (closer, made), replace(closer, contents=step))
    for step in range(1, len(WHOLE_SET)):
        if not closer.whole and made[1].count > FEWEST and _spills(made, range(1, made[1].count + 1)):
            closer, made = _fewer(document, theme, (closer, made), replace(closer, whole=step))
    laid_out, found = made
    laid_out.pages[:] = spread_pages(laid_out.pages)
    clear_bookmarks(laid_out.pages)
    return laid_out, found


def _spills(made: tuple[Any, Places], pages: Sequence[int]) -> bool:
    """Whether the last of several pages (from 1) holds next to nothing, in a document that is not long."""
    laid_out, found = made
    return len(pages) > 1 and found.count <= MOST and filled(laid_out.pages[pages[-1] - 1]._page_box) < EMPTY


def _fewer(
    document: Document, theme: Theme, kept: tuple[Closer, tuple[Any, Places]], tried: Closer
) -> tuple[Closer, tuple[Any, Places]]:
    """Return what is kept, or the layout that is tried where it has fewer pages."""
    made = _laid_out(document, theme, tried)
    return (tried, made) if made[1].count < kept[1][1].count else kept


def _opening(document: Document, theme: Theme) -> int:
    """Return by how many steps the opening chapter is set closer, so that it stays on the page that it opens: none where it
    does, where it would run on by more than a few lines, and where it is too long for a page at a glance. It is laid out
    alone, as it begins on a page of its own."""
    opening = document.sections[:1]
    letters = sum(len(node.text) for node in walk(opening) if isinstance(node, Text | Figure | Moment))
    if document.extra.get("front") == "none" or letters > MOST_ON_A_PAGE:
        return 0
    alone = replace(document, sections=opening)
    for step in range(len(OPENING_SET)):
        laid_out, found = _laid_out(alone, theme, Closer(opening=step), alone=True)
        if found.count == 1:
            return step
        if step == 0 and (found.count > 2 or filled(laid_out.pages[-1]._page_box) > RUN_ON):
            return 0
    return 0


#: How much of a leaf stays free below its text at least; how its text grows with its letters, at a guess, as a power.
FREE, GROWTH = 0.03, 1.7


def _leaf(document: Document, theme: Theme, plainly: tuple[Any, Places]) -> tuple[Any, Places]:
    """Return the layout of what stays on one page with letters as large as its page holds, within reason, and then its chart
    as high as is left; ``plainly`` is that of the sizes of the theme."""
    used = filled(plainly[0].pages[0]._page_box)
    kept, times = plainly, Decimal(1)
    for times in GROWN:
        if times > 1 and used * float(times) ** GROWTH > 1 - FREE:
            continue
        kept = _laid_out(document, grown(theme, times)) if times > 1 else plainly
        if kept[1].count == 1:
            break
    stretch, wanted = Decimal(1), _spare(kept)
    rate = wanted and wanted / (_drawn(kept) or wanted)
    for _ in range(2):  # a chart has parts that do not stretch, so that the first guess is too low
        if wanted <= 0 or rate <= 0 or stretch == MOST_STRETCHED:
            break
        further = min(MOST_STRETCHED, stretch + Decimal(rate))
        higher = _laid_out(document, grown(theme, times, further))
        if higher[1].count > 1:
            break
        left = _spare(higher)
        rate = float(further - stretch) * left / max(wanted - left, 1)
        kept, stretch, wanted = higher, further, left
    return kept


def _smaller(document: Document, theme: Theme, over: tuple[Any, Places]) -> tuple[Any, Places]:
    """Return the layout of what is to stay on one page with its chart lower and its letters a little smaller, in steps, until
    the page holds it; the one that is ``over`` its page where none does."""
    for times in SHRUNK:
        made = _laid_out(document, grown(theme, times, LEAST_STRETCHED))
        if made[1].count == 1:
            return made
    return over


def _spare(leaf: tuple[Any, Places]) -> float:
    """How many pixels of a leaf may still be used."""
    page = leaf[0].pages[0]._page_box
    return (1 - filled(page) - FREE) * float(page.height)


def _drawn(leaf: tuple[Any, Places]) -> float:
    """How many pixels the chart of a leaf is high; 0 where it has none."""
    boxes = leaf[0].pages[0]._page_box.descendants()
    return max((float(box.height) for box in boxes if (box.element_tag or "").endswith("svg")), default=0.0)


def _laid_out(document: Document, theme: Theme, closer: Closer = USUAL, *, alone: bool = False) -> tuple[Any, Places]:
    """One layout. Should WeasyPrint 70 still push or lose the last note of a page packed to the end (see ``notes_stay``), the
    paragraph (or row) that calls the note starts a new page instead, and the layout is made again."""
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - costs half a second to import

    base = theme.folder.resolve().as_uri() + "/"
    pushed: frozenset[str] = frozenset()
    while True:
        source = as_characters(html_of(document, theme, Medium.PAGES, pushed, closer, alone=alone))
        with (
            logged() as lines,
            opened_gaps(*gap_of(theme)),
            justified_han(),
            notes_stay(),
            hanging_spaces(),
            continued_tables(),
            shared_styles(),
        ):
            try:
                laid_out = document_of(source, base, house_only(theme.folder)).render()
            except FatalURLFetchingError as refused:
                raise ProblemsFound([problem("pdf-resource", url=refused)]) from None
        if lines:
            raise ProblemsFound(problems_of(lines, document))
        found = places(laid_out.pages)
        misplaced = footnote_problems(document, found)
        if not misplaced:
            return laid_out, found
        first = next((note for note in misplaced if note not in pushed), None)
        if first is None or len(pushed) >= MOST_PUSHED:
            raise ProblemsFound(misplaced.values())
        pushed |= {first}


def draw(laid_out: Any, document: Document, theme: Theme, attachments: Sequence[Attachment] = ()) -> bytes:
    """Return the pages as tagged PDF, with files embedded. Raises ``ProblemsFound`` on any logged line (a missing glyph is
    only found here)."""
    for spare in range(8):

        def last_touch(_: Any, pdf: Any, spare: int = spare) -> None:
            tags.put_right(pdf)
            complete(pdf, document, spare)
            serialise_once(pdf)

        laid_out.metadata.attachments = [attached(a, document) for a in attachments]  # each can be read once
        with logged() as lines, opened_gaps(*gap_of(theme)), pages_named_once(), recorded_tags() as tags:
            data: bytes = laid_out.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=True, finisher=last_touch)
        families = [font.family for font in laid_out.fonts.values()]
        problems = [*problems_of(lines, document), *font_problems(families, document, theme)]
        if problems:
            raise ProblemsFound(problems)
        if ends_plainly(data):
            return data
    raise AssertionError("eight drawings of one document all end a stream in a carriage return")


#: The layout engine is mended by exchanging functions of it for as long as one document takes, so threads take turns.
_one_at_a_time = threading.Lock()


def render_pdf(document: Document, theme: Theme, attachments: Sequence[Attachment] = ()) -> PdfResult:
    """Render a document as PDF, with ``attachments`` embedded; the same arguments give the same bytes. May be called from
    several threads, which take turns. Raises ``ProblemsFound`` when something cannot be printed as it should."""
    with _one_at_a_time:
        gc.collect()  # what an earlier document left is collected before, not after, so that nobody waits for the last
        with uncollected():  # 13 % of the time of a render
            laid_out, found = lay_out(document, theme)
            data = draw(laid_out, document, theme, attachments)
    return PdfResult(data, found.count)


__all__ = ["Attachment", "PdfResult", "render_pdf"]
