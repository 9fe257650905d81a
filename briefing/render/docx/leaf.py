"""How much of its one page a leaf leaves free: Word has no layout to ask before the file is opened, so it is reckoned from the
styles, on the safe side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from briefing.files.foreign import parse_xml
from briefing.render.columns import is_wide, wrap
from briefing.render.docx.styles import EMU_PER_POINT, SPACES, TWIPS_PER_POINT, WP, W
from briefing.render.theme import Theme, points, primary

#: From line to line in ems, by the fonts of LibreOffice, which are the tallest: of full-width text, of other.
TALL, USUAL = Decimal("1.45"), Decimal("1.25")
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
        sides = {str(side.tag).rpartition("}")[2]: _twips(side.get(f"{{{W}}}w"))
                 for margins in style.iter(f"{{{W}}}tblCellMar") for side in margins}  # fmt: skip
        beside = sides.get("left", Decimal(0)) + sides.get("right", Decimal(0))
        inside = sides.get("top", Decimal(0)) + sides.get("bottom", Decimal(0)) + self.between
        return sum((inside + self._row(row, beside) for row in table.iter(f"{{{W}}}tr")), Decimal(0))

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
            spacing = {name: value for s in reversed(chain) for e in s.iterfind(f"{{{W}}}pPr/{{{W}}}spacing")
                       for name, value in _attributes(e).items()}  # fmt: skip
            indents = {name: value for s in reversed(chain) for e in s.iterfind(f"{{{W}}}pPr/{{{W}}}ind")
                       for name, value in _attributes(e).items()}  # fmt: skip
            sizes = [e.get(f"{{{W}}}val") for s in chain for e in s.iterfind(f"{{{W}}}rPr/{{{W}}}sz")]
            sizes += [e.get(f"{{{W}}}val") for e in self.usual]
            before, after, line = (_twips(spacing.get(name)) for name in ("before", "after", "line"))
            exact = spacing.get("lineRule") == "exact"
            size = Decimal(sizes[0] or 0) / 2
            self.known[style] = Setting(size, before, after, line, exact, _twips(indents.get("left")))
        return self.known[style]

    def _chain(self, style: str) -> Iterator[etree._Element]:
        """Yield a style and those it is based on; the text of the house is based on that of the language."""
        while style in self.by_id:
            found = self.by_id[style]
            yield found
            if _value(found, "name").lower() == "house text" and self.basis is not None:
                yield self.basis
            style = _value(found, "basedOn")


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}


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
    margin, (across, down) = theme.page.margin, theme.page.size
    width = points(across) - points(margin["inner"]) - points(margin["outer"])
    height = points(down) - points(margin["top"]) - points(margin["bottom"])
    return height - Leaf(styles, language, between).height(body, width), height
