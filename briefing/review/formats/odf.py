"""Review files that come back in LibreOffice's own formats, .odt and .ods (OpenDocument 1.3): a Word or Excel file saved so.

Nothing goes out in them. A text document has no controls any more: its figures are known as in a Word file that has lost
them. Tracked insertions are read as accepted; deletions are outside the text there, and are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from briefing.files.foreign import OPEN_DOCUMENT, Archive, open_archive
from briefing.files.reading import Refused
from briefing.problems import Problem, problem
from briefing.review import rows
from briefing.review.formats.docx import INTRODUCTION

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, TEXT, OFFICE = (f"{{{_SPACE}{name}:1.0}}" for name in ("table", "text", "office"))
_STYLE, _DRAW, _META = (f"{{{_SPACE}{name}:1.0}}" for name in ("style", "drawing", "meta"))
_FO = f"{{{_SPACE}xsl-fo-compatible:1.0}}"
_DC = "{http://purl.org/dc/elements/1.1/}"
#: What a sheet may have of rows and of columns: as many as a review file ever has, and what a program sets beside.
MAX_ROWS, MAX_COLUMNS = 100_000, 64
_OURS = ("id", "source", "target", "status", "comment")
_FOREIGN = {f"{TEXT}a": "a link", f"{TEXT}note": "a footnote", f"{TABLE}table": "a table"}
#: Marks of a text that are no part of it, with all that is in them.
_SKIPPED = frozenset({f"{TEXT}tracked-changes", f"{TEXT}note", f"{OFFICE}annotation", f"{TABLE}table"})


def read_ods(data: bytes, name: str) -> rows.ReviewSheet:
    """Return the rows of the first sheet that has our columns."""
    archive, root = _opened(data, "spreadsheet")
    tables = (
        [(n, cells) for n, cells in _lines(table) if any(c.text.strip() for c in cells)]
        for table in root.iter(f"{TABLE}table")
    )
    return rows.first_table(tables, _heads, _sheet_row, _keywords(archive), name)


def grids(data: bytes) -> list[list[list[str]]]:
    """Return the cells of every sheet of an .ods file as text. Raises ``Refused``."""
    _, root = _opened(data, "spreadsheet")
    return [_grid(table) for table in root.iter(f"{TABLE}table")]


def _grid(table: etree._Element) -> list[list[str]]:
    grid: list[list[str]] = []
    for number, cells in _lines(table):
        grid += [[] for _ in range(number - 1 - len(grid))]
        grid.append([c.text for c in cells])
    return grid


def read_odt(data: bytes, name: str) -> rows.ReviewSheet:
    """Return the rows of the first table that has our columns."""
    archive, root = _opened(data, "text")
    looks = _looks(archive, root)
    for table in root.iter(f"{TABLE}table"):
        lines = list(_lines(table))
        columns = _heads(lines[0][1]) if lines else rows.Columns({}, 0)
        if columns.ours:
            read = tuple(_text_row(n, cells, columns, looks, root) for n, cells in lines[1:])
            told = [*rows.rows_gone(_keywords(archive), read, name), *_beside(root, name)]
            told += [problem("import-controls-gone", name)] if read else []
            return rows.ReviewSheet(read, frozenset(columns.places), tuple(told), True)
    return rows.ReviewSheet()


def _opened(data: bytes, kind: str) -> tuple[Archive, etree._Element]:
    archive = open_archive(data, OPEN_DOCUMENT)
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Refused("encrypted", "it is encrypted")
    root = archive.xml("content.xml")
    if root.find(f"{OFFICE}body/{OFFICE}{kind}") is None:
        raise Refused("missing", f"it holds no OpenDocument {kind}, whatever its name says")
    return archive, root


def _keywords(archive: Archive) -> str:
    """The keywords of a file, which a program has split at spaces."""
    if "meta.xml" not in archive.names:
        return ""
    return " ".join(e.text or "" for e in archive.xml("meta.xml").iter(f"{_META}keyword"))


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell; ``merged``: it is covered by another one, or covers one. ``text``: its paragraphs, a line each."""

    element: etree._Element
    merged: bool
    text: str


def _lines(table: etree._Element) -> Iterator[tuple[int, tuple[_Cell, ...]]]:
    """The rows of a table with their numbers; of rows that a sheet repeats the first, with the number it has."""
    number = 1
    for row in islice(table.iter(f"{TABLE}table-row"), MAX_ROWS):
        if next(row.iterancestors(f"{TABLE}table")) is not table:
            continue
        yield number, tuple(islice(_cells(row), MAX_COLUMNS))
        number += _times(row, "number-rows-repeated")


def _cells(row: etree._Element) -> Iterator[_Cell]:
    for element in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        spans = max(_times(element, f"number-{kind}-spanned") for kind in ("columns", "rows"))
        merged = spans > 1 or element.tag == f"{TABLE}covered-table-cell"
        lines = (
            "".join(s.text for s in _spans(p, rows.TextSpan(), {}, rows.RowReading()))
            for p in element.iterchildren(f"{TEXT}p")
        )
        cell = _Cell(element, merged, "\n".join(lines))
        yield from (cell for _ in range(min(_times(element, "number-columns-repeated"), MAX_COLUMNS)))


def _times(element: etree._Element, name: str) -> int:
    said = str(element.get(f"{TABLE}{name}") or "1")
    return max(1, int(said)) if said.isdecimal() else 1


def _heads(cells: tuple[_Cell, ...]) -> rows.Columns:
    return rows.find_columns([c.text for c in cells])


def _sheet_row(number: int, cells: tuple[_Cell, ...], columns: rows.Columns) -> rows.InRow:
    ours = _own_columns(cells, columns)
    place, texts = f"row {number}", {n: c.text for n, c in ours.items()}
    if any(c.merged for c in ours.values()):
        return rows.merged_row(place, texts.get("id", "").strip())
    formulas = [n for n, c in ours.items() if c.element.get(f"{TABLE}formula") is not None]
    faults: tuple[rows.Fault, ...] = tuple(
        ("import-formula", {"column": chr(65 + columns.places[n])}) for n in formulas
    )
    return rows.sheet_row(place, texts, faults)


def _own_columns(cells: tuple[_Cell, ...], columns: rows.Columns) -> dict[str, _Cell]:
    return {n: cells[p] for n in _OURS if (p := columns.places.get(n, MAX_COLUMNS)) < len(cells)}


def _text_row(
    number: int, cells: tuple[_Cell, ...], columns: rows.Columns, looks: Mapping[str, _Look], root: etree._Element
) -> rows.InRow:
    place, ours = f"row {number}", _own_columns(cells, columns)
    if any(c.merged for c in cells) or len(cells) != columns.count:
        return rows.merged_row(place, " ".join(ours["id"].text.split()) if "id" in ours else "")
    reading, aside = rows.RowReading(), rows.RowReading()
    spans = {n: list(_of_cell(c, looks, reading if n == "target" else aside)) for n, c in ours.items()}
    reading.comments[:0] = aside.comments
    reading.tracked = dict.fromkeys(filter(None, (_author(root, change) for change in reading.tracked)))
    return rows.table_row(place, spans, reading)


def _of_cell(cell: _Cell, looks: Mapping[str, _Look], reading: rows.RowReading) -> Iterator[rows.TextSpan]:
    for number, paragraph in enumerate(
        cell.element.iterchildren(f"{TEXT}p", f"{TEXT}h", f"{TEXT}list", f"{TABLE}table")
    ):
        if number:
            yield rows.TextSpan(" ")
        if paragraph.tag in _FOREIGN:
            reading.odd(_FOREIGN[paragraph.tag])
        else:
            yield from _spans(paragraph, rows.TextSpan(), looks, reading)


def _author(root: etree._Element, change: str) -> str:
    """Who made a tracked change, and on which day."""
    region = root.find(f".//{TEXT}changed-region[@{TEXT}id='{change}']") if change.isalnum() else None
    if region is None:
        return ""
    return f"{region.findtext(f'.//{_DC}creator') or ''} {(region.findtext(f'.//{_DC}date') or '')[:10]}".strip()


def _beside(root: etree._Element, name: str) -> Iterator[Problem]:
    """What a reviewer wrote outside the table."""
    for paragraph in root.iter(f"{TEXT}p"):
        around = paragraph.iterancestors(f"{TABLE}table", f"{TEXT}tracked-changes", f"{OFFICE}annotation")
        if next(around, None) is None:
            reading = rows.RowReading()
            text = rows.seen_text(_spans(paragraph, rows.TextSpan(), {}, reading))
            for told in (*([text] if text and text != INTRODUCTION else []), *reading.comments):
                yield problem("import-remark", name, text=told[:200])


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style makes of text; ``faults``: what a message cannot have."""

    strong: bool = False
    em: bool = False
    faults: tuple[str, ...] = ()


def _looks(archive: Archive, root: etree._Element) -> Mapping[str, _Look]:
    """The character styles of a document, with what they inherit."""
    named = archive.xml("styles.xml") if "styles.xml" in archive.names else None
    trees = [tree for tree in (named, root) if tree is not None]
    found = (s for t in trees for s in t.iter(f"{_STYLE}style") if s.get(f"{_STYLE}family") == "text")
    styles = {str(s.get(f"{_STYLE}name")): s for s in found}

    def look(name: str) -> _Look:
        said: dict[str, str] = {}
        for _ in range(20):  # a style may name itself as its parent
            style = styles.get(name)
            if style is None:
                break
            for properties in style.iterchildren(f"{_STYLE}text-properties"):
                said = {str(k): str(v) for k, v in properties.attrib.items()} | said
            name = str(style.get(f"{_STYLE}parent-style-name") or "")
        on = {what for key, what in _BARRED if said.get(key, "none").split()[0] not in ("none", "true", "0%")}
        weight = said.get(f"{_FO}font-weight", "normal")
        strong = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
        return _Look(strong, said.get(f"{_FO}font-style") in ("italic", "oblique"), tuple(sorted(on)))

    return {name: look(name) for name in styles}


_BARRED = (
    (f"{_STYLE}text-underline-style", "underlining"),
    (f"{_STYLE}text-line-through-style", "striking out"),
    (f"{TEXT}display", "hidden text"),
    (f"{_STYLE}text-position", "a raised or lowered letter"),
)


def _spans(
    element: etree._Element, look: rows.TextSpan, looks: Mapping[str, _Look], reading: rows.RowReading
) -> Iterator[rows.TextSpan]:
    """The text of a paragraph as spans; what is no text of it is passed over, its tail is not."""
    yield from _said(element.text, look)
    for child in element:
        yield from _child(child, look, looks, reading) if isinstance(child.tag, str) else ()
        yield from _said(child.tail, look)


def _said(text: str | None, look: rows.TextSpan) -> Iterator[rows.TextSpan]:
    if text:
        yield rows.TextSpan(text, strong=look.strong, em=look.em)


def _child(
    child: etree._Element, look: rows.TextSpan, looks: Mapping[str, _Look], reading: rows.RowReading
) -> Iterator[rows.TextSpan]:
    if child.tag in _FOREIGN or str(child.tag).startswith(_DRAW):
        reading.odd(_FOREIGN.get(str(child.tag), "a picture"))
    if child.tag == f"{TEXT}s":
        yield from _said(" " * min(int(child.get(f"{TEXT}c") or 1), 100), look)
    elif child.tag == f"{TEXT}tab":
        yield from _said(" ", look)
    elif child.tag == f"{TEXT}line-break":
        yield rows.TextSpan(br=True, strong=look.strong, em=look.em)
    elif child.tag in (f"{TEXT}change-start", f"{TEXT}change"):
        reading.tracked[str(child.get(f"{TEXT}change-id"))] = None
    elif child.tag == f"{OFFICE}annotation":
        who = (child.findtext(f"{_DC}creator") or "").strip()
        text = " ".join(" ".join("".join(map(str, p.itertext())).split()) for p in child.iter(f"{TEXT}p"))
        reading.comments.append(f"{who}: {text}" if who else text)
    elif child.tag not in _SKIPPED:
        style = looks.get(str(child.get(f"{TEXT}style-name")), _Look()) if child.tag == f"{TEXT}span" else _Look()
        for what in style.faults:
            reading.odd(what)
        inner = rows.TextSpan(strong=look.strong or style.strong, em=look.em or style.em)
        yield from _spans(child, inner, looks, reading)
