"""The review file as a Word table: source and target beside each other, figures in locked content controls; and as it comes
back: tracked changes as if accepted, comments, content controls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import count

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from briefing.catalogue.messages import GIVEN, digest
from briefing.files.foreign import DOCUMENT, open_archive
from briefing.problems import Problem, problem
from briefing.render.office import repacked
from briefing.review import rows
from briefing.review.printed import Piece, Shown

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
_STYLE_OF = {"id": "ReviewID", "target": "Reviewtarget", "figures": "Reviewfigures", "alike": "Reviewfigures"}


INTRODUCTION = (
    "Correct the English; leave IDs and figures as they are. Figures are locked and come from the data; a figure may be moved, "
    "but must keep its name. Other forms of a figure may be typed in braces, as in {growth.verb}. Tracked changes and comments "
    "are read."
)


def tag_of(token: str, text: str) -> str:
    """Return the tag of a figure's content control: its placeholder and a check of the text it shows."""
    return f"{token}|{digest(text)[:4]}"


def write_docx(sent: Sequence[rows.OutRow], source_tag: str, target_tag: str) -> bytes:
    """Return the Word file of these rows."""
    document = Document()
    _page(document)
    _styles(document, source_tag, target_tag)
    document.add_paragraph(INTRODUCTION, style="Review source")
    table = _Table(count(100), _WIDTHS_ALIKE if any(row.proposals for row in sent) else _WIDTHS)
    body = document.element.body
    body.insert(len(body) - 1, table.element)
    table.head()
    for row in sent:
        table.row(row)
    document.core_properties.created = document.core_properties.modified = _CREATED.replace(tzinfo=None)
    document.core_properties.title = "Translation review"
    document.core_properties.keywords = rows.rows_sent(len(sent))
    document.core_properties.author = document.core_properties.last_modified_by = "briefing"
    buffer = BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


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
        style.element.rPr.append(_w("lang", val=target_tag, eastAsia=source_tag))
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
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        borders = _w("tblBorders", *(_w(side, val="single", sz="4", space="0", color="B8C0CC") for side in sides))
        total = sum(self.widths.values())
        properties = _w("tblPr", _w("tblW", w=str(total * 57), type="dxa"), borders, _w("tblLayout", type="fixed"))
        grid = _w("tblGrid", *(_w("gridCol", w=str(width * 57)) for width in self.widths.values()))
        self.element = _w("tbl", properties, grid)

    def head(self) -> None:
        cells = [self._cell(c, [[_text(rows.HEADS[c], strong=True)]], shade="E8EDF3") for c in self.widths]
        self.element.append(_w("tr", _w("trPr", _w("cantSplit"), _w("tblHeader")), *cells))

    def row(self, row: rows.OutRow) -> None:
        m = row.segment.message
        source = self._run(rows.to_spans(m.source, row.plain), row.shown_source, False, row.plain)
        contents = {
            "id": [[self._locked("id", [_text(row.segment.row_id)])]],
            "source": [[self._locked("source", source)]],
            "target": [self._run(rows.to_spans(m.target, row.plain), row.shown, True, row.plain)],
            "status": [[self._status(row.segment.standing.state.value)]],
            "comment": [[_text(row.segment.note)] if row.segment.note else []],
            "figures": [[_text(line)] for line in row.figures],
            "alike": [[_text(line)] for line in rows.alike_lines(row)],
        }
        cells = [self._cell(column, contents[column]) for column in self.widths]
        self.element.append(_w("tr", _w("trPr", _w("cantSplit")), *cells))

    def _cell(self, column: str, lines: Sequence[Sequence[etree._Element]], shade: str = "") -> etree._Element:
        properties = _w("tcPr", _w("tcW", w=str(self.widths[column] * 57), type="dxa"))
        if shade:
            properties.append(_w("shd", val="clear", color="auto", fill=shade))
        style = _STYLE_OF.get(column, "Reviewsource")
        return _w("tc", properties, *(_w("p", _w("pPr", _w("pStyle", val=style)), *runs) for runs in lines or [[]]))

    def _run(
        self, spans: Sequence[rows.TextSpan], shown: Sequence[Piece], figures: bool, plain: bool
    ) -> list[etree._Element]:
        printed = [p for p in shown if isinstance(p, Shown)]
        out = []
        for span in spans:
            if span.br:
                out.append(_w("r", _w("br")))
            elif not span.token:
                out.append(_text(rows.braced(span.text, plain), span.strong, span.em))
            else:
                # What prints nothing today is shown by its name: nobody could see or move an empty field, and Word drops it.
                text = (printed.pop(0).text if printed else "") or f"{{{span.token}}}"
                run = _text(text, span.strong, span.em)
                out.append(self._locked(tag_of(span.token, text), [run], span.token) if figures else run)
        return out

    def _locked(
        self, tag: str, runs: Sequence[etree._Element], alias: str = "", lock: str = "sdtContentLocked"
    ) -> etree._Element:
        properties = [_w("alias", val=alias)] if alias else []
        properties += [_w("tag", val=tag), _w("id", val=str(next(self.numbers))), _w("lock", val=lock)]
        return _w("sdt", _w("sdtPr", *properties), _w("sdtContent", *runs))

    def _status(self, state: str) -> etree._Element:
        control = self._locked("status", [_text(state)], lock="sdtLocked")
        control[0].append(_w("dropDownList", *(_w("listItem", displayText=s.value, value=s.value) for s in GIVEN)))
        return control


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FOREIGN = {f"{W}{name}": what for name, what in rows.MARKUP["elements"].items()}
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_SKIPPED = frozenset({f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}tcPr", f"{W}trPr"})
_OWN_TAGS = frozenset({"id", "source", "status"})


def read_docx(data: bytes, name: str) -> rows.ReviewSheet:
    """Return the rows of the first table that has our columns."""
    archive = open_archive(data, DOCUMENT)
    root = archive.xml("word/document.xml")
    told = archive.xml("word/comments.xml") if "word/comments.xml" in archive.names else None
    about = archive.xml("docProps/core.xml") if "docProps/core.xml" in archive.names else None
    comments = {str(c.get(f"{W}id")): c for c in told.iter(f"{W}comment")} if told is not None else {}
    for table in root.iter(f"{W}tbl"):
        lines = [r for r in table.iterchildren(f"{W}tr", f"{W}sdt", f"{W}ins") for r in _rows(r)]
        heads = [_plain(c) for c in _cells(lines[0])] if lines else []
        columns = rows.find_columns(heads)
        if columns.ours:
            kept = [(n, line) for n, line in enumerate(lines[1:], 2) if line.find(f"{W}trPr/{W}del") is None]
            read = tuple(_row(line, n, columns, comments) for n, line in kept)
            tags = {str(t.get(f"{W}val")) for t in table.iter(f"{W}tag")}
            gone = len(lines) - 1 - len(kept)
            besides = [problem("import-rows-deleted", name, count=gone)] if gone else []
            said = "" if gone or about is None else about.findtext("{*}keywords", "")
            besides += rows.rows_gone(said, read, name)
            besides += _beside(root, table, comments, name)
            lost = bool(read) and not any(tag == "id" or "|" in tag for tag in tags)
            if lost:
                besides.append(problem("import-controls-gone", name))
            return rows.ReviewSheet(read, frozenset(columns.places), tuple(besides), lost)
    return rows.ReviewSheet()


def _beside(
    root: etree._Element, table: etree._Element, comments: dict[str, etree._Element], name: str
) -> Iterator[Problem]:
    """What a reviewer wrote outside the table: paragraphs that are not ours, and comments that hang on no row."""
    inside = {str(e.get(f"{W}id")) for e in table.iter(f"{W}commentReference", f"{W}commentRangeStart")}
    outside = [_plain(p) for p in root.iter(f"{W}p") if next(p.iterancestors(f"{W}tbl"), None) is None]
    loose = [_plain(comment) for number, comment in comments.items() if number not in inside]
    for text in (*outside, *loose):
        if text and text != INTRODUCTION:
            yield problem("import-remark", name, text=text[:200])


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    return iter([element]) if element.tag == f"{W}tr" else element.iter(f"{W}tr")


def _cells(row: etree._Element) -> list[etree._Element]:
    """The cells of a row, also those a program has wrapped in content controls."""
    return [c for c in row.iter(f"{W}tc") if next(c.iterancestors(f"{W}tr")) is row]


def _row(line: etree._Element, number: int, columns: rows.Columns, known: dict[str, etree._Element]) -> rows.InRow:
    cells = _cells(line)
    reading = rows.RowReading()
    wide = any(c.find(f"{W}tcPr/{W}gridSpan") is not None or c.find(f"{W}tcPr/{W}vMerge") is not None for c in cells)
    if wide or len(cells) != columns.count:
        return rows.merged_row(f"row {number}", _plain(cells[0]) if cells else "")
    for element in line.iter(f"{W}commentReference"):
        if (comment := known.get(str(element.get(f"{W}id")))) is not None:
            who = str(comment.get(f"{W}author") or "").strip()
            reading.comments.append(f"{who}: {_plain(comment)}" if who else _plain(comment))
    spans = {
        name: list(_spans(cells[place], reading if name == "target" else rows.RowReading()))
        for name, place in columns.places.items()
    }
    return rows.table_row(f"row {number}", spans, reading)


def _plain(element: etree._Element) -> str:
    """What a reader sees in a cell, tracked changes accepted."""
    return rows.seen_text(_spans(element, rows.RowReading()))


def _spans(element: etree._Element, reading: rows.RowReading) -> Iterator[rows.TextSpan]:
    for number, child in enumerate(element.iter(f"{W}p")):
        if number:
            yield rows.TextSpan(" ")
        yield from _children(child, reading)


def _children(element: etree._Element, reading: rows.RowReading) -> Iterator[rows.TextSpan]:
    for child in element:
        if child.tag in (f"{W}ins", f"{W}del", f"{W}moveTo", f"{W}moveFrom") and child.get(f"{W}author"):
            reading.tracked[f"{child.get(f'{W}author')} {str(child.get(f'{W}date') or '')[:10]}".strip()] = None
        if child.tag in _GONE or child.tag in _SKIPPED:
            continue
        if child.tag in _FOREIGN:
            reading.odd(_FOREIGN[child.tag])
        if child.tag == f"{W}sdt":
            yield from _control(child, reading)
        elif child.tag == f"{W}r":
            yield from _runs(child, reading)
        elif child.tag == f"{W}p":
            continue
        else:
            yield from _children(child, reading)


def _control(element: etree._Element, reading: rows.RowReading) -> Iterator[rows.TextSpan]:
    """A content control of ours is its placeholder, as long as it shows what it showed; any other is its text."""
    tag = element.find(f"{W}sdtPr/{W}tag")
    name = str(tag.get(f"{W}val")) if tag is not None else ""
    content = element.find(f"{W}sdtContent")
    inner = list(_children(content, reading)) if content is not None else []
    token, bar, _ = name.rpartition("|")
    if not bar or name in _OWN_TAGS:
        yield from inner
        return
    text = "".join(s.text for s in inner)
    if tag_of(token, text) != name:
        if not text.strip():
            return
        reading.faults.append(("import-figure", {"name": token, "text": text}))
    yield replace(inner[0] if inner else rows.TextSpan(), text="", token=token)


def _runs(run: etree._Element, reading: rows.RowReading) -> Iterator[rows.TextSpan]:
    look = _look(run.find(f"{W}rPr"), reading)
    for child in run:
        if child.tag == f"{W}t":
            yield replace(look, text=child.text or "")
        elif child.tag in (f"{W}tab", f"{W}cr"):
            yield replace(look, text=" ")
        elif child.tag == f"{W}br":
            yield replace(look, br=child.get(f"{W}type") is None, text="" if child.get(f"{W}type") is None else " ")
        elif child.tag == f"{W}noBreakHyphen":
            yield replace(look, text="\u2011")
        elif child.tag == f"{W}sym":
            reading.odd("a character of a symbol font")
        elif child.tag in _FOREIGN:
            reading.odd(_FOREIGN[child.tag])


def _look(properties: etree._Element | None, reading: rows.RowReading) -> rows.TextSpan:
    if properties is None:
        return rows.TextSpan()

    def on(name: str) -> bool:
        found = properties.find(f"{W}{name}")
        return found is not None and found.get(f"{W}val") not in ("0", "false", "none", "off", "baseline")

    for name, what in rows.MARKUP["looks"].items():
        if on(name):
            reading.odd(what)
    return rows.TextSpan(strong=on("b"), em=on("i"))
