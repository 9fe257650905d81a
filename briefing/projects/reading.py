"""A file of any supported kind as grids: by its first bytes, guarded first; tables of Word documents and web pages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from lxml import etree
from lxml import html as lxml_html

from briefing.characters import folded
from briefing.files import reading
from briefing.files.foreign import DOCUMENT, WORKBOOK, open_archive, refusals
from briefing.files.reading import Refused, decode, decode_page
from briefing.problems import Problem, ProblemsFound, has_errors, problem
from briefing.projects.grid import Grid, Merge
from briefing.projects.reading_sheets import MAX_CELLS, MAX_ROWS, Cells, read_binary, read_csv, read_xlsx, text_grid

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: So many blocks before a table may hold its title and its unit.
ABOVE = 4
_BLOCKS = frozenset({"p", "div", "br", "li", "tr"})


def read_docx(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Return the tables of a Word document, as ``Table 1`` and on; text outside tables is not read. Tables within tables are
    their own. Raises ``Refused``."""
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, etree.LxmlError, zipfile.BadZipFile) as error:
        raise Refused("damaged", f"the document is damaged ({' '.join(str(error).split())[:100]})") from error
    cells = Cells(name)
    tables = [Table(element, document) for element in document.element.body.iter(f"{_W}tbl")]
    grids = [
        replace(_word_table(table, f"Table {n}", cells), above=_word_above(table._tbl))
        for n, table in enumerate(tables, 1)
    ]
    return _told(grids, name, cells)


def _word_above(table: etree._Element) -> tuple[str, ...]:
    """The paragraphs right before a table: its title and its unit."""
    found: list[str] = []
    for element in table.itersiblings(preceding=True):
        if element.tag != f"{_W}p" or len(found) == ABOVE:
            break
        found.insert(0, folded("".join(node.text or "" for node in element.iter(f"{_W}t"))).strip())
    return tuple(text for text in found if text)


def _word_table(table: Table, title: str, cells: Cells) -> Grid:
    """A table with its spans: ``gridSpan`` to the right, ``vMerge`` downward."""
    rows: list[list[str]] = []
    merges: list[Merge] = []
    open_: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(table._tbl.tr_lst):
        texts: list[str] = [""] * row.grid_before
        for cell in row.tc_lst:
            left, right = len(texts), len(texts) + cell.grid_span - 1
            continues = cell.vMerge == "continue"
            texts += ["" if continues else _word_text(cell)] + [""] * (cell.grid_span - 1)
            if continues and left in open_:
                continue
            for column in range(left, right + 1):
                _closed(open_, column, number, merges)
            open_[left] = (number, right)
        for left in [at for at in open_ if at >= len(texts)]:
            _closed(open_, left, number, merges)
        rows.append(texts)
    for left in list(open_):
        _closed(open_, left, len(rows), merges)
    return text_grid(title, rows, merges, cells)


def _closed(open_: dict[int, tuple[int, int]], left: int, number: int, merges: list[Merge]) -> None:
    """End the cell that is open in a column above a row; note its merge where it has one."""
    if left not in open_:
        return
    top, right = open_.pop(left)
    if number - 1 > top or right > left:
        merges.append(Merge(top, left, max(number - 1, top), right))


def _word_text(cell: etree._Element) -> str:
    """The text of a cell without that of tables in it, a line for each paragraph; deleted text is not there."""
    lines = []
    for paragraph in cell.iterfind(f"{_W}p"):
        runs = []
        for node in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab"):
            runs.append(node.text or "" if node.tag == f"{_W}t" else "\n" if node.tag == f"{_W}br" else " ")
        lines.append("".join(runs))
    return "\n".join(lines)


def read_html(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Return the tables of a web page, also of one named .xls, as ``Table 1`` and on. Raises ``Refused``."""
    text = decode_page(data)
    try:
        page = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.LxmlError, ValueError) as error:
        raise Refused("damaged", f"the page is damaged ({' '.join(str(error).split())[:100]})") from error
    cells = Cells(name)
    tables = [t for t in page.iter("table") if not any(True for inner in t.iter("table") if inner is not t)]
    grids = [
        replace(_html_table(table, f"Table {n}", cells), above=_html_above(table)) for n, table in enumerate(tables, 1)
    ]
    return _told(grids, name, cells)


def _html_above(table: etree._Element) -> tuple[str, ...]:
    """The caption of a table and the blocks right before it."""
    before = [
        e for e in list(table.itersiblings(preceding=True))[:ABOVE] if isinstance(e.tag, str) and e.tag != "table"
    ]
    found = [*reversed(before), *table.iter("caption")]
    return tuple(text for e in found if (text := folded(" ".join("".join(map(str, e.itertext())).split()))))


def _html_table(table: etree._Element, title: str, cells: Cells) -> Grid:
    """A table with its spans (``rowspan``, ``colspan``)."""
    filled: dict[tuple[int, int], str] = {}
    merges: list[Merge] = []
    rows = list(table.iter("tr"))
    for number, row in enumerate(rows):
        column = 0
        for cell in row.iter("td", "th"):
            while (number, column) in filled:
                column += 1
            down, right = (_span(cell.get(key)) for key in ("rowspan", "colspan"))
            down = min(down, len(rows) - number)
            if (len(filled) + down * right) > MAX_CELLS:
                raise Refused("bomb", "a table in it spans more cells than a list needs")
            for r in range(number, number + down):
                for c in range(column, column + right):
                    filled[r, c] = ""
            filled[number, column] = " \n".join(_html_lines(cell))
            if down > 1 or right > 1:
                merges.append(Merge(number, column, number + down - 1, column + right - 1))
            column += right
    width = max((c for _, c in filled), default=-1) + 1
    made = [[filled.get((r, c), "") for c in range(width)] for r in range(len(rows))]
    return text_grid(title, made, merges, cells)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.strip().isdigit() else 1


def _html_lines(cell: etree._Element) -> Iterator[str]:
    """The lines of a cell as a browser breaks them."""
    line: list[str] = []
    for node in cell.iter():
        if node is not cell and isinstance(node.tag, str) and node.tag in _BLOCKS and "".join(line).strip():
            yield " ".join("".join(line).split())
            line = []
        if isinstance(node.tag, str) and node.text:
            line.append(node.text)
        if node is not cell and node.tail:
            line.append(node.tail)
    if "".join(line).strip():
        yield " ".join("".join(line).split())


def _told(grids: list[Grid], name: str, cells: Cells) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    found = [
        problem("list-rows", name, sheet=g.name, rows=len(g.rows), limit=MAX_ROWS)
        for g in grids
        if len(g.rows) > MAX_ROWS
    ]
    kept = tuple(g for g in grids if g.rows)
    if not kept and not found:
        found = [problem("list-no-table", name)]
    return kept, (*found, *cells.found.values())


_TEXT = (".csv", ".tsv", ".txt")
_BOOKS = (".xlsx", ".xls", ".ods", ".xlsb", ".xlsm", ".et", ".docx")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<body")
#: What a file is that holds no table we read, by how it begins, and what to do about it.
_OTHERS = {
    b"%PDF": "a PDF file", b"{\\rtf": "a rich text file", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
    b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"MIME-Version": "a web archive (.mht)",
    b"<?xml": "an XML file",
}  # fmt: skip
#: The problem of each refusal of the archive door; any other says that it is no workbook.
_CODES = {
    "large": "list-file-large",
    "encrypted": "list-encrypted",
    "macros": "list-macros",
    "bomb": "list-bomb",
    "encoding": "list-encoding",
}


def read_bytes(path: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return the bytes of a file, or why they cannot be had."""
    try:
        return reading.read_bytes(path, "list-unreadable", large="list-file-large"), ()
    except ProblemsFound as unread:
        return None, unread.problems


def read_grids(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Return every sheet or table that holds something. ``name`` is what problems call the file; its ending tells delimited
    text from other text, unless the content plainly says otherwise."""
    if not data.strip():
        return (), (problem("list-empty", name),)
    try:
        grids, found = _read(data, name)
    except Refused as error:
        return (), (_reading_told(error, name),)
    if not grids and not has_errors(found):
        found = (*found, problem("list-empty", name))
    return grids, found


def _read(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_COMPOUND):
        return _compound(data, name)
    if data.startswith(b"PK"):
        return _zipped(data, name)
    kind = next((kind for start, kind in _OTHERS.items() if data.startswith(start)), "")
    if kind and not (kind == "an XML file" and b"<html" in head):
        return (), (problem("list-no-table-file", name, kind=kind),)
    if any(mark in head for mark in _HTML):
        return read_html(data, name)
    if Path(name).suffix.lower() in _TEXT:
        return read_csv(data, name)
    if Path(name).suffix.lower() not in _BOOKS and _is_text(data):
        return (), (problem("list-no-table-file", name, kind="a text without a table"),)
    return (), (problem("list-not-workbook", name, reason="it is not a workbook, whatever its name says"),)


def _is_text(data: bytes) -> bool:
    """Whether a file is text in an encoding that is read here."""
    try:
        return b"\0" not in data and bool(decode(data)[0])
    except Refused:
        return False


def _compound(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """A file of Office 97: a workbook, or what only looks like one."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return (), (problem("list-encrypted", name),)
    if "WordDocument".encode("utf-16-le") in data:
        return (), (problem("list-no-table-file", name, kind="a Word 97 document (.doc)"),)
    return read_binary(data, name, ".xls")


def _zipped(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """An archive: a workbook of Excel or LibreOffice, or a Word document."""
    content = data[:200].find(b"opendocument.spreadsheet") > 0
    if content:
        open_archive(data, "content.xml")
        return read_binary(data, name, ".ods")
    if b"word/document" in data and b"xl/workbook" not in data:
        open_archive(data, DOCUMENT)
        return read_docx(data, name)
    if b"xl/workbook.bin" in data:
        open_archive(data, WORKBOOK)
        return read_binary(data, name, ".xlsb")
    found = [_reading_told(reason, name) for reason in refusals(data, WORKBOOK)]
    return ((), tuple(found)) if found else read_xlsx(data, name)


def _reading_told(told: Refused, name: str) -> Problem:
    return problem(_CODES.get(told.kind, "list-not-workbook"), name, told.line, reason=told.reason)
