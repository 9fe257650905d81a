"""The review file as a Word table that has come back: tracked changes as if accepted, comments, content controls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from briefing.files.foreign import DOCUMENT, open_archive
from briefing.files.reading import Refused
from briefing.problems import Problem, problem
from briefing.review.formats.docx import INTRODUCTION, tag_of
from briefing.review.rows import (
    Columns,
    InRow,
    ReviewSheet,
    TextSpan,
    find_columns,
    merged_row,
    rows_gone,
    seen_text,
    table_row,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FOREIGN = {
    f"{W}hyperlink": "a link",
    f"{W}drawing": "a picture",
    f"{W}pict": "a picture",
    f"{W}object": "an object",
    f"{W}footnoteReference": "a footnote",
    f"{W}endnoteReference": "an endnote",
    f"{W}fldSimple": "a field",
    f"{W}instrText": "a field",
    f"{W}tbl": "a table",
    f"{W}altChunk": "another document",
}
_LOOKS = (
    ("u", "underlining"),
    ("strike", "striking out"),
    ("dstrike", "striking out"),
    ("vanish", "hidden text"),
    ("vertAlign", "a raised or lowered letter"),
)
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_SKIPPED = frozenset({f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}tcPr", f"{W}trPr"})
_OWN_TAGS = frozenset({"id", "source", "status"})


def read_docx(data: bytes, name: str) -> ReviewSheet:
    """Return the rows of the first table that has our columns."""
    try:
        archive = open_archive(data, DOCUMENT)
        root = archive.xml("word/document.xml")
        told = archive.xml("word/comments.xml") if "word/comments.xml" in archive.names else None
        about = archive.xml("docProps/core.xml") if "docProps/core.xml" in archive.names else None
    except Refused as error:
        return ReviewSheet.unread(name, error.reason)
    comments = {str(c.get(f"{W}id")): c for c in told.iter(f"{W}comment")} if told is not None else {}
    for table in root.iter(f"{W}tbl"):
        lines = [r for r in table.iterchildren(f"{W}tr", f"{W}sdt", f"{W}ins") for r in _rows(r)]
        heads = [_plain(c) for c in _cells(lines[0])] if lines else []
        columns = find_columns(heads)
        if "id" in columns.places and "target" in columns.places:
            kept = [(n, line) for n, line in enumerate(lines[1:], 2) if not _deleted(line)]
            rows = tuple(_row(line, n, columns, comments) for n, line in kept)
            tags = {str(t.get(f"{W}val")) for t in table.iter(f"{W}tag")}
            gone = len(lines) - 1 - len(kept)
            besides = [problem("import-rows-deleted", name, count=gone)] if gone else []
            said = "" if gone or about is None else about.findtext("{*}keywords", "")
            besides += rows_gone(said, rows, name)
            besides += _beside(root, table, comments, name)
            lost = bool(rows) and not any(tag == "id" or "|" in tag for tag in tags)
            if lost:
                besides.append(problem("import-controls-gone", name))
            return ReviewSheet(rows, (), frozenset(columns.places), tuple(besides), lost)
    return ReviewSheet((), (problem("import-no-table", name),))


def _beside(
    root: etree._Element, table: etree._Element, comments: dict[str, etree._Element], name: str
) -> Iterator[Problem]:
    """What a reviewer wrote outside the table: paragraphs that are not ours, and comments that hang on no row."""
    inside = {str(e.get(f"{W}id")) for e in table.iter(f"{W}commentReference", f"{W}commentRangeStart")}
    for paragraph in root.iter(f"{W}p"):
        text = _plain(paragraph) if next(paragraph.iterancestors(f"{W}tbl"), None) is None else ""
        if text and text != INTRODUCTION:
            yield problem("import-remark", name, text=text[:200])
    for number, comment in comments.items():
        if number not in inside and (text := _plain(comment)):
            yield problem("import-remark", name, text=text[:200])


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    return iter([element]) if element.tag == f"{W}tr" else element.iter(f"{W}tr")


def _cells(row: etree._Element) -> list[etree._Element]:
    """The cells of a row, also those a program has wrapped in content controls."""
    return [c for c in row.iter(f"{W}tc") if next(c.iterancestors(f"{W}tr")) is row]


def _deleted(row: etree._Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


@dataclass
class _Reading:
    """What is gathered while a cell is read."""

    faults: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    authors: dict[str, None] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)


def _row(line: etree._Element, number: int, columns: Columns, known: dict[str, etree._Element]) -> InRow:
    cells = _cells(line)
    reading = _Reading()
    wide = any(c.find(f"{W}tcPr/{W}gridSpan") is not None or c.find(f"{W}tcPr/{W}vMerge") is not None for c in cells)
    if wide or len(cells) != columns.count:
        return merged_row(f"row {number}", _plain(cells[0]) if cells else "")
    for element in line.iter(f"{W}commentReference"):
        if (comment := known.get(str(element.get(f"{W}id")))) is not None:
            who = str(comment.get(f"{W}author") or "").strip()
            reading.comments.append(f"{who}: {_plain(comment)}" if who else _plain(comment))
    spans = {
        name: list(_spans(cells[place], reading if name == "target" else _Reading()))
        for name, place in columns.places.items()
    }
    return table_row(f"row {number}", spans, reading.comments, reading.faults, reading.authors)


def _plain(element: etree._Element | None) -> str:
    """What a reader sees in a cell, tracked changes accepted."""
    return seen_text(_spans(element, _Reading()))


def _spans(element: etree._Element | None, reading: _Reading) -> Iterator[TextSpan]:
    if element is None:
        return
    for number, child in enumerate(element.iter(f"{W}p")):
        if number:
            yield TextSpan(" ")
        yield from _children(child, reading)


def _children(element: etree._Element, reading: _Reading) -> Iterator[TextSpan]:
    for child in element:
        if child.tag in (f"{W}ins", f"{W}del", f"{W}moveTo", f"{W}moveFrom") and child.get(f"{W}author"):
            reading.authors[f"{child.get(f'{W}author')} {str(child.get(f'{W}date') or '')[:10]}".strip()] = None
        if child.tag in _GONE or child.tag in _SKIPPED:
            continue
        if child.tag in _FOREIGN:
            reading.faults.append(("import-markup", {"what": _FOREIGN[child.tag]}))
        if child.tag == f"{W}sdt":
            yield from _control(child, reading)
        elif child.tag == f"{W}r":
            yield from _runs(child, reading)
        elif child.tag == f"{W}p":
            continue
        else:
            yield from _children(child, reading)


def _control(element: etree._Element, reading: _Reading) -> Iterator[TextSpan]:
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
    yield replace(inner[0] if inner else TextSpan(), text="", token=token)


def _runs(run: etree._Element, reading: _Reading) -> Iterator[TextSpan]:
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
            reading.faults.append(("import-markup", {"what": "a character of a symbol font"}))
        elif child.tag in _FOREIGN:
            reading.faults.append(("import-markup", {"what": _FOREIGN[child.tag]}))


def _look(properties: etree._Element | None, reading: _Reading) -> TextSpan:
    if properties is None:
        return TextSpan()

    def on(name: str) -> bool:
        found = properties.find(f"{W}{name}")
        return found is not None and found.get(f"{W}val") not in ("0", "false", "none", "off", "baseline")

    for name, what in _LOOKS:
        if on(name):
            reading.faults.append(("import-markup", {"what": what}))
    return TextSpan(strong=on("b"), em=on("i"))
