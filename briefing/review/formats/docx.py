"""The review file as a Word table: source and target beside each other, figures in locked content controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from briefing.catalogue.messages import GIVEN, digest
from briefing.review.printed import Piece, Shown
from briefing.review.rows import HEADS, OutRow, TextSpan, alike_lines, braced, rows_sent, to_spans

_WIDTHS = {"id": 22, "source": 76, "target": 90, "figures": 46, "status": 20, "comment": 27}
#: The same, in millimetres, where earlier sentences alike take a column of their own.
_WIDTHS_ALIKE = {"id": 18, "source": 62, "target": 78, "figures": 38, "alike": 44, "status": 19, "comment": 22}
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)
_HAN = "Noto Sans CJK SC"
_STYLES = (
    ("Review ID", "Consolas", 6),
    ("Review source", "Carlito", 9),
    ("Review target", "Carlito", 10),
    ("Review figures", "Carlito", 7),
)
_STYLE_OF = {
    "id": "ReviewID",
    "source": "Reviewsource",
    "target": "Reviewtarget",
    "figures": "Reviewfigures",
    "alike": "Reviewfigures",
    "status": "Reviewsource",
    "comment": "Reviewsource",
}


INTRODUCTION = (
    "Correct the English; leave IDs and figures as they are. Figures are locked and come from the data; a figure may be moved, "
    "but must keep its name. Other forms of a figure may be typed in braces, as in {growth.verb}. Tracked changes and comments "
    "are read."
)


def tag_of(token: str, text: str) -> str:
    """Return the tag of a figure's content control: its placeholder and a check of the text it shows."""
    return f"{token}|{digest(text)[:4]}"


def write_docx(rows: Sequence[OutRow], source_tag: str, target_tag: str) -> bytes:
    """Return the Word file of these rows."""
    document = Document()
    _page(document)
    _styles(document, source_tag, target_tag)
    document.add_paragraph(INTRODUCTION, style="Review source")
    table = _Table(count(100), _WIDTHS_ALIKE if any(row.proposals for row in rows) else _WIDTHS)
    body = document.element.body
    body.insert(len(body) - 1, table.element)
    table.head()
    for row in rows:
        table.row(row)
    document.core_properties.created = document.core_properties.modified = _CREATED.replace(tzinfo=None)
    document.core_properties.title = "Translation review"
    document.core_properties.keywords = rows_sent(len(rows))
    document.core_properties.author = document.core_properties.last_modified_by = "briefing"
    buffer = BytesIO()
    document.save(buffer)
    return _fixed_dates(buffer.getvalue())


def _fixed_dates(data: bytes) -> bytes:
    """The same archive with one date on every part, so that the same rows give the same bytes."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()


def _page(document: object) -> None:
    section = document.sections[0]  # type: ignore[attr-defined]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(8)
    section.top_margin = section.bottom_margin = Mm(10)


def _styles(document: object, source_tag: str, target_tag: str) -> None:
    for name, latin, size in _STYLES:
        style = document.styles.add_style(name, 1)  # type: ignore[attr-defined]
        style.font.name, style.font.size = latin, Pt(size)
        fonts = style.element.rPr.rFonts
        fonts.set(qn("w:eastAsia"), _HAN)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), target_tag)
        language.set(qn("w:eastAsia"), source_tag)
        style.element.rPr.append(language)
        style.paragraph_format.space_after = Pt(0)


def _w(name: str, *children: etree._Element, **attributes: str) -> etree._Element:
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    element.extend(children)
    return element


def _text(text: str, strong: bool = False, em: bool = False) -> etree._Element:
    looks = [_w(n) for n, on in (("b", strong), ("i", em)) if on]
    body = _w("t")
    body.text = text
    body.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return _w("r", *([_w("rPr", *looks)] if looks else []), body)


@dataclass
class _Table:
    """Builds the table element by element; the numbers of content controls run through it. ``widths``: its columns."""

    numbers: count[int]
    widths: Mapping[str, int]

    def __post_init__(self) -> None:
        borders = _w(
            "tblBorders",
            *(
                _w(side, val="single", sz="4", space="0", color="B8C0CC")
                for side in ("top", "left", "bottom", "right", "insideH", "insideV")
            ),
        )
        total = sum(self.widths.values())
        properties = _w("tblPr", _w("tblW", w=str(total * 57), type="dxa"), borders, _w("tblLayout", type="fixed"))
        grid = _w("tblGrid", *(_w("gridCol", w=str(width * 57)) for width in self.widths.values()))
        self.element = _w("tbl", properties, grid)

    def head(self) -> None:
        cells = [self._cell(c, [_text(HEADS[c], strong=True)], shade="E8EDF3") for c in self.widths]
        self.element.append(_w("tr", _w("trPr", _w("cantSplit"), _w("tblHeader")), *cells))

    def row(self, row: OutRow) -> None:
        m = row.segment.message
        contents = {
            "id": [self._locked("id", [_text(row.segment.row_id)])],
            "source": [
                self._locked("source", self._run(to_spans(m.source, row.plain), row.shown_source, False, row.plain))
            ],
            "target": self._run(to_spans(m.target, row.plain), row.shown, True, row.plain),
            "status": [self._status(row.segment.standing.state.value)],
            "comment": [_text(row.segment.note)] if row.segment.note else [],
        }
        beside = {"figures": row.figures, "alike": alike_lines(row)}
        cells = []
        for column in self.widths:
            if column in beside:
                lines = [
                    _w("p", _w("pPr", _w("pStyle", val=_STYLE_OF[column])), _text(line)) for line in beside[column]
                ]
                cells.append(self._holder(column, lines))
            else:
                cells.append(self._cell(column, contents[column]))
        self.element.append(_w("tr", _w("trPr", _w("cantSplit")), *cells))

    def _cell(self, column: str, runs: Sequence[etree._Element], shade: str = "") -> etree._Element:
        return self._holder(column, [_w("p", _w("pPr", _w("pStyle", val=_STYLE_OF[column])), *runs)], shade)

    def _holder(self, column: str, paragraphs: Sequence[etree._Element], shade: str = "") -> etree._Element:
        properties = _w("tcPr", _w("tcW", w=str(self.widths[column] * 57), type="dxa"))
        if shade:
            properties.append(_w("shd", val="clear", color="auto", fill=shade))
        return _w("tc", properties, *(paragraphs or [_w("p", _w("pPr", _w("pStyle", val=_STYLE_OF[column])))]))

    def _run(
        self, spans: Sequence[TextSpan], shown: Sequence[Piece], figures: bool, plain: bool
    ) -> list[etree._Element]:
        printed = [p for p in shown if isinstance(p, Shown)]
        out = []
        for span in spans:
            if span.br:
                out.append(_w("r", _w("br")))
            elif not span.token:
                out.append(_text(braced(span.text, plain), span.strong, span.em))
            else:
                # What prints nothing today is shown by its name: nobody could see or move an empty field, and Word drops it.
                text = (printed.pop(0).text if printed else "") or f"{{{span.token}}}"
                run = _text(text, span.strong, span.em)
                out.append(self._locked(tag_of(span.token, text), [run], span.token) if figures else run)
        return out

    def _locked(self, tag: str, runs: Sequence[etree._Element], alias: str = "") -> etree._Element:
        properties = [_w("alias", val=alias)] if alias else []
        properties += [_w("tag", val=tag), _w("id", val=str(next(self.numbers))), _w("lock", val="sdtContentLocked")]
        return _w("sdt", _w("sdtPr", *properties), _w("sdtContent", *runs))

    def _status(self, state: str) -> etree._Element:
        items = [_w("listItem", displayText=s.value, value=s.value) for s in GIVEN]
        properties = _w(
            "sdtPr",
            _w("tag", val="status"),
            _w("id", val=str(next(self.numbers))),
            _w("lock", val="sdtLocked"),
            _w("dropDownList", *items),
        )
        return _w("sdt", properties, _w("sdtContent", _text(state)))
