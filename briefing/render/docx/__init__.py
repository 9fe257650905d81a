"""The Word writer: the document tree as a native DOCX in the house's styles."""

from __future__ import annotations

import re
from decimal import Decimal

from lxml import etree

from briefing.document.nodes import Document
from briefing.render.docx.blocks import (
    blocks,
    body_header,
    contents,
    cover,
    first_footer,
    first_header,
    footer,
    front_header,
    sheet_foot,
    sheet_head,
)
from briefing.render.docx.leaf import free
from briefing.render.docx.package import open_reference, page_setup, save
from briefing.render.docx.styles import StyleIds
from briefing.render.docx.tables import chart_height
from briefing.render.docx.writing import Writing, begin
from briefing.render.rendering import Rendering
from briefing.render.theme import LEAST_STRETCHED, MOST_STRETCHED, Theme, grown

__all__ = ["render_docx", "write"]


def write(rendering: Rendering) -> bytes:
    """Return the writer of the table of formats: no page is laid out for it, save that of a sheet, which must fit on one."""
    if rendering.document.extra.get("sheet"):
        rendering.check_fit()
    return render_docx(rendering.document, rendering.theme)


def render_docx(document: Document, theme: Theme) -> bytes:
    """Return the document as DOCX (ISO/IEC 29500 transitional); the same arguments give the same bytes.

    Styles come from ``reference.docx`` in the house's folder. Raises ``ProblemsFound`` when that file is missing or lacks a
    style.
    """
    word, ids = open_reference(theme)
    writing, opening, body = _written(document, theme, ids)
    sheet = document.extra.get("front") == "none"
    if theme.leaf and (higher := _higher(writing, word.styles.element, opening + "".join(body))) != 1:
        writing, opening, body = _written(document, grown(theme, Decimal(1), higher), ids)
    for step in () if sheet or not 0 < _over(writing, word.styles.element, body[0]) <= RUN_ON else STEPS:
        writing, opening, body = _written(document, theme, ids, close=step)
        if _over(writing, word.styles.element, body[0]) <= 0:
            break
    heads = (("header1", "default"), ("header2", "first"))
    feet = (("footer1", "default"), ("footer2", "first"))
    references = _references("header", heads) + _references("footer", feet)
    first = page_setup(theme, references, title_page=True)
    rest = page_setup(
        theme, _references("header", (("header3", "default"),)) + _references("footer", feet[:1]), "nextPage"
    )
    turn = f'<w:p><w:pPr><w:pStyle w:val="{writing.style("Block End")}"/>{first}</w:pPr></w:p>'
    content = "".join((opening, "" if sheet else turn, *body, rest))
    parts = {
        **({} if sheet else {"header1": ("header", front_header(writing))}),
        "header2": ("header", first_header(writing)),
        "header3": ("header", (first_header if theme.leaf else body_header)(writing)),
        "footer1": ("footer", footer(writing)),
        "footer2": ("footer", first_footer(writing)),
    }
    return save(word, writing, content, parts)


def _written(
    document: Document, theme: Theme, ids: StyleIds, *, close: int = 0
) -> tuple[Writing, str, tuple[str, str]]:
    """Return what is before the body, and the body: its opening chapter, which may be set closer, and the rest."""
    writing = begin(document, theme, ids)
    sheet = document.extra.get("front") == "none"
    opening = sheet_head(writing) if sheet else cover(writing) + contents(writing)
    foot = sheet_foot(writing) if document.extra.get("sheet") else ""
    writing.close = close
    first = blocks(writing, document.sections[:1])
    writing.close = False
    return writing, opening, (first, blocks(writing, document.sections[1:]) + foot)


#: What an opening chapter takes of a second page at most to be set closer, as a share of a page; in which steps; points above
#: the notes.
RUN_ON, STEPS, ABOVE_NOTES = Decimal("0.25"), (1, 2), Decimal(10)


def _over(writing: Writing, styles: etree._Element, chapter: str) -> Decimal:
    """Return by what share of a page the opening chapter may be longer than the page that it opens; less than nothing where it
    is not. Word has no layout to ask before the file is opened, so it is reckoned from the styles."""
    called = set(re.findall(r'<w:footnoteReference\b[^>]* w:id="(\d+)"', chapter))
    notes = [note for number, note in enumerate(writing.footnotes, 1) if str(number) in called]
    left, height = free(writing.theme, styles, writing.document.language, chapter + "".join(notes), Decimal(0))
    return ((ABOVE_NOTES if notes else 0) - left) / height


def _higher(writing: Writing, styles: etree._Element, body: str) -> Decimal:
    """Return how many times as high the charts of a leaf may be to fill its page, or how low they must be to stay on it."""
    charts = sum((chart_height(writing, chart) for chart in writing.charts), Decimal(0))
    left, _ = free(writing.theme, styles, writing.document.language, body)
    return max(LEAST_STRETCHED, min(MOST_STRETCHED, 1 + left / charts)) if charts else Decimal(1)


def _references(kind: str, parts: tuple[tuple[str, str], ...]) -> str:
    return "".join(f'<w:{kind}Reference w:type="{place}" r:id="{name}"/>' for name, place in parts)
