"""The Word writer: the document tree as a native DOCX in the house's styles, and how much of a page what it wrote takes. Word
has no layout to ask before the file is opened, so that is reckoned from the styles, on the safe side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from briefing.document.nodes import Document
from briefing.files.foreign import parse_xml
from briefing.render import Rendering
from briefing.render.columns import is_wide, wrap
from briefing.render.docx import blocks
from briefing.render.docx.package import open_reference, page_setup, save
from briefing.render.docx.styles import EMU_PER_POINT, SPACES, TWIPS_PER_POINT, WP, StyleIds, W
from briefing.render.docx.tables import chart_height
from briefing.render.docx.writing import Writing, begin
from briefing.render.theme import LEAST_STRETCHED, MOST_STRETCHED, Theme, grown, primary

#: From line to line in ems, by the fonts of LibreOffice, which are the tallest: of full-width text, of other.
TALL, USUAL = Decimal("1.45"), Decimal("1.25")
ACROSS = (("left", "right"), ("top", "bottom"))
#: Points between the rows of a panel, where the rule of the table has them.
BETWEEN = Decimal(6)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a style sets a paragraph, in points: the size of its letters, what is above and below it, its least or exact line,
    and what its text leaves free on the left."""

    size: Decimal
    before: Decimal
    after: Decimal
    line: Decimal
    exact: bool
    left: Decimal


class Leaf:
    """The styles of a reference document by id, as ``word/styles.xml``, for a document in a language."""

    def __init__(self, styles: etree._Element, language: str, between: Decimal = BETWEEN) -> None:
        self.between = between
        self.by_id = {str(s.get(f"{{{W}}}styleId")): s for s in styles.iter(f"{{{W}}}style")}
        names = {_value(s, "name").lower(): s for s in self.by_id.values()}
        self.basis = names.get(f"house text {primary(language)}")
        self.usual = [*styles.iterfind(f"{{{W}}}docDefaults/{{{W}}}rPrDefault/{{{W}}}rPr/{{{W}}}sz")]
        self.known: dict[str, Setting] = {}

    def height(self, body: str, width: Decimal) -> Decimal:
        """Return the height of finished paragraphs and tables set in a width, in points."""
        root = parse_xml(f"<w:body {SPACES}>{body}</w:body>".encode())
        return sum((self._block(block, width) for block in root), Decimal(0))

    def _block(self, block: etree._Element, width: Decimal) -> Decimal:
        if block.tag == f"{{{W}}}tbl":
            return self._table(block)
        if block.tag == f"{{{W}}}footnote":
            return sum((self._block(part, width) for part in block), Decimal(0))
        return self._paragraph(block, width) if block.tag == f"{{{W}}}p" else Decimal(0)

    def _table(self, table: etree._Element) -> Decimal:
        style = self.by_id[_value(table.find(f"{{{W}}}tblPr"), "tblStyle")]
        margins = style.iter(f"{{{W}}}tblCellMar")
        sides = {_local(side.tag): _twips(side.get(f"{{{W}}}w")) for margin in margins for side in margin}
        beside, inside = (sides.get(a, Decimal(0)) + sides.get(b, Decimal(0)) for a, b in ACROSS)
        return sum((inside + self.between + self._row(row, beside) for row in table.iter(f"{{{W}}}tr")), Decimal(0))

    def _row(self, row: etree._Element, beside: Decimal) -> Decimal:
        tall = [Decimal(0)]
        for card in row.iter(f"{{{W}}}tc"):
            (given,) = card.iterfind(f"{{{W}}}tcPr/{{{W}}}tcW")
            width = _twips(given.get(f"{{{W}}}w")) - beside
            tall.append(sum((self._block(part, width) for part in card), Decimal(0)))
        return max(tall)

    def _paragraph(self, paragraph: etree._Element, width: Decimal) -> Decimal:
        style = self.setting(_value(paragraph.find(f"{{{W}}}pPr"), "pStyle"))
        drawn = sum((Decimal(e.get("cy", "0")) / EMU_PER_POINT for e in paragraph.iter(f"{{{WP}}}extent")), Decimal(0))
        text = "".join(t.text or "" for t in paragraph.iter(f"{{{W}}}t"))
        natural = style.size * (TALL if any(map(is_wide, text)) else USUAL)
        line = style.line if style.exact else max(style.line, natural)
        lines = 1 if drawn else len(wrap(text, width - style.left, style.size))
        return style.before + style.after + drawn + line * lines

    def setting(self, style: str) -> Setting:
        """Return how a style, by its id, sets a paragraph: what it says itself, or what it is based on."""
        if style not in self.known:
            chain = [*self._chain(style)]
            given = {
                _local(name): str(value)
                for tag in ("spacing", "ind")
                for based in reversed(chain)
                for element in based.iterfind(f"{{{W}}}pPr/{{{W}}}{tag}")
                for name, value in element.attrib.items()
            }
            sizes = [*(e for s in chain for e in s.iterfind(f"{{{W}}}rPr/{{{W}}}sz")), *self.usual]
            before, after, line, left = (_twips(given.get(name)) for name in ("before", "after", "line", "left"))
            size = Decimal(sizes[0].get(f"{{{W}}}val") or 0) / 2
            self.known[style] = Setting(size, before, after, line, given.get("lineRule") == "exact", left)
        return self.known[style]

    def _chain(self, style: str) -> Iterator[etree._Element]:
        """Yield a style and those it is based on; the text of the house is based on that of the language."""
        while style in self.by_id:
            found = self.by_id[style]
            yield found
            if _value(found, "name").lower() == "house text" and self.basis is not None:
                yield self.basis
            style = _value(found, "basedOn")


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _value(element: etree._Element | None, tag: str) -> str:
    found = element.find(f"{{{W}}}{tag}") if element is not None else None
    return "" if found is None else str(found.get(f"{{{W}}}val"))


def _twips(value: str | None) -> Decimal:
    return Decimal(value or 0) / TWIPS_PER_POINT


def free(
    theme: Theme, styles: etree._Element, language: str, body: str, between: Decimal = BETWEEN
) -> tuple[Decimal, Decimal]:
    """Return how many points below a finished ``body`` its page has free, at least, less than nothing where it may not hold
    it; and how many it has. ``between`` are those between the rows of a table."""
    width, height = theme.page.text
    return height - Leaf(styles, language, between).height(body, width), height


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
        **({} if sheet else {"header1": ("header", blocks.front_header(writing))}),
        "header2": ("header", blocks.first_header(writing)),
        "header3": ("header", (blocks.first_header if theme.leaf else blocks.body_header)(writing)),
        "footer1": ("footer", blocks.footer(writing)),
        "footer2": ("footer", blocks.first_footer(writing)),
    }
    return save(word, writing, content, parts)


def _written(
    document: Document, theme: Theme, ids: StyleIds, *, close: int = 0
) -> tuple[Writing, str, tuple[str, str]]:
    """Return what is before the body, and the body: its opening chapter, which may be set closer, and the rest."""
    writing = begin(document, theme, ids)
    sheet = document.extra.get("front") == "none"
    opening = blocks.sheet_head(writing) if sheet else blocks.cover(writing) + blocks.contents(writing)
    foot = blocks.sheet_foot(writing) if document.extra.get("sheet") else ""
    writing.close = close
    first = blocks.blocks(writing, document.sections[:1])
    writing.close = False
    return writing, opening, (first, blocks.blocks(writing, document.sections[1:]) + foot)


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
