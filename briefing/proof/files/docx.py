"""The Word edition read from its parts: paragraphs, cells, notes, content controls, charts with their workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from briefing.proof.files import Finished, Mark, OfficeParts, Piece, TableHeads, relations, section_key, shaped, tidy
from briefing.proof.files.docx_surroundings import bound as bound_to
from briefing.proof.files.docx_surroundings import misplaced, surroundings
from briefing.proof.reading.tables import squash

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: Number formats that print the value itself, with any number of decimals.
_PLAIN = re.compile(r"General|#,##0(?:\.0+)?|0(?:\.0+)?")
_RANGE = re.compile(r"(?:'?[^!]+'?!)?\$([A-Z]+)\$(\d+)(?::\$[A-Z]+\$(\d+))?")


def chart(archive: OfficeParts, part: str, section: str, description: str) -> tuple[list[Piece], list[str]]:
    """Return the drawn labels as pieces, and what contradicts itself."""
    if part not in archive.names:
        return [], ["a chart has no data"]
    root = archive.xml(part)
    cached = [v.text or "" for v in root.iterfind(f".//{C}val//{C}v")]
    names = [v.text or "" for v in root.iterfind(f".//{C}tx//{C}v")]
    shown = [t.text or "" for t in root.iter(f"{A}t")] + [v.text or "" for v in root.iterfind(f".//{C}cat//{C}v")]
    if len(names) > 1:  # a single series is not named in the drawing
        shown += names
    pieces = [Piece("chart", section, tidy(text)) for text in shown if tidy(text)]
    pieces += [Piece("chart", section, value, (Mark("", value, 0),)) for value in cached]
    said = [*misplaced(root, part, "chart"), *_drawing(root), *_formats(root), *_described(root, description)]
    return pieces, [*said, *_behind(archive, part, root)]


def _drawing(root: Any) -> Iterator[str]:
    """What would print a number as another, or draw it out of proportion."""
    for element in root.iter(f"{C}numFmt", f"{C}formatCode"):
        code = element.get("formatCode") or element.text or ""
        if not _PLAIN.fullmatch(code):
            yield f"a chart prints its numbers with words or in another scale: {code}"
    if next(root.iter(f"{C}dispUnits"), None) is not None:
        yield "the axis of a chart counts in units of its own"
    for element in root.iter(f"{C}min"):
        if element.get("val") not in ("0", "0.0"):
            yield f"the axis of a chart begins at {element.get('val')}"
    bars = next((e.get("val") for e in root.iter(f"{C}barDir")), "col")
    for axis in root.iter(f"{C}catAx", f"{C}valAx"):
        wanted = "maxMin" if bars == "bar" and axis.tag == f"{C}catAx" else "minMax"
        if any(e.get("val") != wanted for e in axis.iterfind(f"{C}scaling/{C}orientation")):
            yield "the axis of a chart runs the other way"
        codes = [e.get("formatCode") for e in axis.iterfind(f"{C}numFmt")]
        yield from (f"the axis of a chart rounds its numbers: {code}" for code in codes if code != "General")
    if next(root.iter(f"{C}max"), None) is not None:
        yield "the axis of a chart is cut off"


def _formats(root: Any) -> Iterator[str]:
    """Labels that print fewer decimals than the value has, where no label of its own overrides them."""
    for series in root.iter(f"{C}ser"):
        values = {p.get("idx"): p.findtext(f"{C}v") or "" for p in series.iterfind(f"{C}val//{C}pt")}
        general = series.find(f"{C}dLbls/{C}numFmt")
        own = {e.findtext(f"{C}idx") or e.find(f"{C}idx").get("val"): e for e in series.iterfind(f"{C}dLbls/{C}dLbl")}
        for place, value in values.items():
            label = own.get(place)
            if label is not None and label.find(f"{C}tx") is not None:
                continue  # the label is text of its own, read as such
            format_ = label.find(f"{C}numFmt") if label is not None else general
            if format_ is not None and not _whole(format_.get("formatCode") or "", value):
                yield f"a label of a chart rounds {value}"


def _described(root: Any, description: str) -> Iterator[str]:
    """Values that the description of the drawing gives otherwise for the same label."""
    words = squash(description)
    for series in root.iter(f"{C}ser"):
        name = squash("".join(v.text or "" for v in series.iterfind(f"{C}tx//{C}v")))
        labels = {p.get("idx"): squash(p.findtext(f"{C}v") or "") for p in series.iterfind(f"{C}cat//{C}pt")}
        for point in series.iterfind(f"{C}val//{C}pt"):
            drawn = _number(point.findtext(f"{C}v") or "")
            numbers = [n for label in (labels.get(point.get("idx"), ""), name) if label for n in _after(words, label)]
            if numbers and drawn not in numbers:
                yield f"a chart draws {drawn} for “{labels.get(point.get('idx'), '')}”, its description says otherwise"


def _after(words: str, label: str) -> list[Decimal | None]:
    """The numbers that stand behind a label and a colon."""
    shape = rf"(?:^|[—–；;，,、:：。.）)]){re.escape(label)}[:：][^0-9−;；]{{0,12}}([−-]?[0-9][0-9,]*(?:\.[0-9]+)?)"
    return [_number(number) for number in re.findall(shape, words)]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").replace("−", "-")).normalize()
    except InvalidOperation:
        return None


def _whole(code: str, value: str) -> bool:
    return code == "General" or len(code.partition(".")[2]) >= len(value.partition(".")[2].rstrip("0"))


def _behind(archive: OfficeParts, part: str, root: Any) -> Iterator[str]:
    """The workbook against every reference of the chart, and no number in it that the chart does not draw."""
    book = _workbook(archive, part)
    if book is None:
        yield "a chart has no workbook behind it, or another than an edition has: one sheet, plain numbers, nothing else"
        return
    used: set[str] = set()
    for reference in root.iter(f"{C}strRef", f"{C}numRef"):
        match = _RANGE.fullmatch(reference.findtext(f"{C}f") or "")
        if match is None:
            yield "a chart refers to no cells of its workbook"
            continue
        for point in reference.iter(f"{C}pt"):
            cell = f"{match[1]}{int(match[2]) + int(point.get('idx') or 0)}"
            used.add(cell)
            drawn, held = point.findtext(f"{C}v") or "", book.get(cell, "")
            if drawn != held:
                yield f"a chart draws “{drawn}”, the cell {cell} of the workbook behind it says “{held}”"
    titles = {squash(t.text or "") for t in root.iter(f"{A}t")}
    for cell, text in sorted(book.items()):
        if cell not in used and text and not (cell == "A1" and squash(text) in titles):
            yield f"the workbook behind a chart says “{text}” in {cell}, which the chart does not draw"


def _workbook(archive: OfficeParts, part: str) -> dict[str, str] | None:
    path = next((name for _, name in relations(archive, part).values() if name.endswith(".xlsx")), "")
    if path not in archive.names:
        return None
    book = OfficeParts(archive.read(path))
    if not all(map(shaped("office parts", "book parts").fullmatch, book.names)) or "xl/styles.xml" not in book.names:
        return None
    formats = [e.get("formatCode") or "" for e in book.xml("xl/styles.xml").iter(f"{_S}numFmt")]
    if not all(map(_PLAIN.fullmatch, formats)):
        return None
    shared = []
    if "xl/sharedStrings.xml" in book.names:
        shared = [
            "".join(t.text or "" for t in s.iter(f"{_S}t")) for s in book.xml("xl/sharedStrings.xml").iter(f"{_S}si")
        ]
    cells: dict[str, str] = {}
    for name in book.names:
        if name.startswith("xl/worksheets/sheet"):
            for cell in book.xml(name).iter(f"{_S}c"):
                text = "".join(v.text or "" for v in cell.iter(f"{_S}v", f"{_S}t"))
                if cell.get("t") == "s":
                    text = shared[int(text)] if text.isdigit() and int(text) < len(shared) else ""
                if cell.find(f"{_S}f") is not None:
                    text = "="  # a formula may give anything
                cells[cell.get("r") or ""] = text
    return cells


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_COVER = re.compile(r"Cover|Title|Subtitle")
#: So many letters of a fact’s name a tag of Word keeps at least.
_TAG = 40
#: A hyphen at which no line ends, as the data of a control hold it.
HELD_HYPHEN = "\u2011"
_FIGURES = "{urn:briefing:figures:1}"


def read_docx(data: bytes, name: str) -> Finished:
    """Return the pieces of a Word edition. Raises ``archive.Refused`` for a file that is not opened."""
    archive = OfficeParts(data)
    reader = _Reader(archive, name)
    reader.body(archive.xml("word/document.xml").find(f"{W}body"))
    if "word/footnotes.xml" in archive.names:
        reader.notes(archive.xml("word/footnotes.xml"))
    for part in sorted(n for n in archive.names if re.fullmatch(r"word/(header|footer)\d*\.xml", n)):
        for paragraph in archive.xml(part).iter(f"{W}p"):
            reader.paragraph(paragraph, "furniture")
    reader.unbound()
    surroundings(archive, reader.finished)
    return reader.finished


class _Reader:
    def __init__(self, archive: OfficeParts, name: str) -> None:
        self.archive = archive
        self.section = ""
        self.bound: dict[str, list[Any]] = {"figure": [], "period": []}
        for element in _figures(archive):
            self.bound.setdefault(str(element.tag).removeprefix(_FIGURES), []).append(element)
        self.store = _store(archive)
        self.used: set[tuple[str, int]] = set()
        linked = relations(archive, "word/document.xml").items()
        self.charts = {key: name for key, (kind, name) in linked if kind == "chart"}
        self.finished = Finished(name, "docx")

    def body(self, body: Any, role: str = "text") -> None:
        for element in body:
            tag = element.tag
            if tag == f"{W}p":
                self.paragraph(element, role)
            elif tag == f"{W}tbl":
                self.table(element, role)
            elif tag == f"{W}sdt":
                gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                content = element.find(f"{W}sdtContent")
                contents = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
                if content is not None:
                    self.body(content, "contents" if contents else role)

    def table(self, table: Any, role: str) -> None:
        heads = TableHeads()
        for row in table.iterchildren(f"{W}tr"):
            is_head = row.find(f"{W}trPr/{W}tblHeader") is not None
            column = 0
            for cell in row.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tc"), None) is not None:
                    continue
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                width = int(span.get(f"{W}val")) if span is not None else 1
                text = tidy("".join(t.text or "" for t in cell.iter(f"{W}t")))
                if is_head:
                    heads.add(text, column, width)
                head = "" if is_head else heads.of(column)
                before = len(self.finished.pieces)
                self.body(cell, role)
                made = self.finished.pieces[before:]
                self.finished.pieces[before:] = [
                    replace(p, role="cell" if p.role == "text" else p.role, head=head) for p in made
                ]
                column += width

    def paragraph(self, paragraph: Any, role: str) -> None:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(f"{W}val") if style is not None else ""
        if role == "text" and name.startswith("Heading"):
            role = "heading"
            marks_here = (b.get(f"{W}name") or "" for b in paragraph.iter(f"{W}bookmarkStart"))
            mark = next((name for name in marks_here if name.startswith("_Toc_")), "")
            self.section = section_key(mark.removeprefix("_Toc_")) or self.section
        elif role == "text" and _COVER.match(name) and not self.section:
            role = "cover"
        parts: list[str] = []
        marks: list[Mark] = []
        self.run(paragraph, parts, marks)
        text = tidy("".join(parts))
        if text:
            self.finished.pieces.append(Piece(role, self.section if role != "furniture" else "", text, tuple(marks)))
        for drawing in paragraph.iter(f"{WP}docPr"):
            if drawing.get("descr"):
                self.finished.pieces.append(Piece("alt", self.section, tidy(drawing.get("descr"))))
        described = " ".join(d.get("descr") or "" for d in paragraph.iter(f"{WP}docPr"))
        for drawn in paragraph.iter(f"{C}chart"):
            part = self.charts.get(drawn.get(f"{R}id"), "")
            pieces, problems = chart(self.archive, part, self.section, described)
            self.finished.pieces += pieces
            self.finished.problems += problems

    def run(self, element: Any, parts: list[str], marks: list[Mark]) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                parts.append(child.text or "")
            elif tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                parts.append(" ")
            elif tag == f"{W}footnoteReference":
                self.finished.calls.append(int(child.get(f"{W}id") or 0))
            elif tag == f"{W}noBreakHyphen":
                parts.append("-")
            elif tag == f"{W}sdt":
                self.control(child, parts, marks)
            elif tag not in (f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}drawing", f"{W}delText", f"{W}sdtPr"):
                self.run(child, parts, marks)

    def control(self, sdt: Any, parts: list[str], marks: list[Mark]) -> None:
        """Read a content control: the printed text, its fact, and whether the data it is bound to would print the same."""
        start = len("".join(parts))
        content = sdt.find(f"{W}sdtContent")
        if content is not None:
            self.run(content, parts, marks)
        tag = sdt.find(f"{W}sdtPr/{W}tag")
        if tag is None:
            return
        text = "".join(parts)[start:]
        binding = sdt.find(f"{W}sdtPr/{W}dataBinding")
        to = bound_to(binding, self.store) if binding is not None else None
        if to is None:
            if binding is not None:
                self.finished.problems.append(f"“{text}” is bound to other data than those of the figures")
            marks.append(Mark(tag.get(f"{W}val") or "", text, start))
            return
        kind, place = to
        if place >= len(self.bound[kind]):
            self.finished.problems.append(f"“{text}” is bound to data that is not there")
            return
        bound = self.bound[kind][place]
        self.used.add((kind, place))
        if (tag.get(f"{W}val") or "") != bound.get("tag"):
            self.finished.problems.append(f"“{text}” is tagged {tag.get(f'{W}val')}, its data {bound.get('tag')}")
        if not (bound.get("tag") or "").startswith((bound.get("fact") or "")[:_TAG]):
            self.finished.problems.append(f"“{text}” is tagged {bound.get('tag')}, but bound to {bound.get('fact')}")
        if (bound.text or "").replace(HELD_HYPHEN, "-") != text:
            self.finished.problems.append(f"“{text}” is printed, but the data it is bound to says “{bound.text or ''}”")
        if kind == "period":
            self.finished.periods.append((text, bound.get("datetime") or ""))
        else:
            self.finished.forms.append((bound.get("fact") or "", text, bound.get("form") or ""))
            marks.append(Mark(bound.get("fact") or "", text, start, bound.get("value") or "", bound.get("unit") or ""))

    def unbound(self) -> None:
        """Read data that no control of the text shows, and what the data say of the edition as a whole."""
        for kind, elements in self.bound.items():
            for place, element in enumerate(elements):
                if (kind, place) not in self.used:
                    reason = f"the data say “{element.text or ''}” of {element.get('fact')}, which nothing prints"
                    self.finished.problems.append(reason)
        for root in {id(e.getparent()): e.getparent() for e in chain(*self.bound.values())}.values():
            self.finished.dates["the data of the figures"] = (root.get("date") or "").replace("-", "")
            self.finished.stated |= {key: root.get(key) or "" for key in ("pack", "edition", "language")}
            if set(root.attrib) - {"pack", "edition", "language", "date"}:
                self.finished.problems.append("the data of the figures say more than an edition’s do")

    def notes(self, root: Any) -> None:
        self.section = ""
        for note in root.iterchildren(f"{W}footnote"):
            if note.get(f"{W}type") not in (None, "normal"):
                if next(note.iter(f"{W}t"), None) is not None:
                    self.finished.problems.append("the line above the notes says something")
            else:
                parts: list[str] = []
                marks: list[Mark] = []
                for paragraph in note.iter(f"{W}p"):
                    self.run(paragraph, parts, marks)
                self.finished.pieces.append(Piece("note", "", tidy("".join(parts)), tuple(marks)))


def _store(archive: OfficeParts) -> str:
    """The id that controls name the data of the figures by."""
    part = "customXml/itemProps1.xml"
    root = archive.xml(part) if part in archive.names else None
    return next((value for key, value in root.attrib.items() if key.endswith("itemID")), "") if root is not None else ""


def _figures(archive: OfficeParts) -> Iterator[Any]:
    for name in archive.names:
        if re.fullmatch(r"customXml/item\d+\.xml", name):
            root = archive.xml(name)
            if root.tag == f"{_FIGURES}figures":
                yield from root
