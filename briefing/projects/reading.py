"""A file of any supported kind as grids: by its first bytes, guarded first; tables of Word documents and web pages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.table import CT_Tbl
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


def read_docx(data: bytes, cells: Cells) -> Iterable[Grid]:
    """Return the tables of a Word document, as ``Table 1`` and on; text outside tables is not read. Tables within tables are
    their own. Raises ``Refused``."""
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, etree.LxmlError, zipfile.BadZipFile) as error:
        raise Refused("damaged", f"the document is damaged ({' '.join(str(error).split())[:100]})") from error
    tables = enumerate(document.element.body.iter(f"{_W}tbl"), 1)
    return _told([replace(_word_table(t, f"Table {n}", cells), above=_word_above(t)) for n, t in tables], cells)


def _word_above(table: etree._Element) -> tuple[str, ...]:
    """The paragraphs right before a table: its title and its unit."""
    found: list[str] = []
    for element in table.itersiblings(preceding=True):
        if element.tag != f"{_W}p" or len(found) == ABOVE:
            break
        found.insert(0, folded("".join(node.text or "" for node in element.iter(f"{_W}t"))).strip())
    return tuple(text for text in found if text)


def _word_table(table: CT_Tbl, title: str, cells: Cells) -> Grid:
    """A table with its spans: ``gridSpan`` to the right, ``vMerge`` downward."""
    rows: list[list[str]] = []
    spans: list[Merge] = []
    open_: dict[int, int] = {}
    for number, row in enumerate(table.tr_lst):
        texts: list[str] = [""] * row.grid_before
        for cell in row.tc_lst:
            left, right = len(texts), len(texts) + cell.grid_span - 1
            continues = cell.vMerge == "continue"
            texts += ["" if continues else _word_text(cell)] + [""] * (cell.grid_span - 1)
            if continues and left in open_:
                spans[open_[left]] = replace(spans[open_[left]], bottom=number)
                continue
            for column in range(left, right + 1):
                open_.pop(column, None)
            open_[left] = len(spans)
            spans.append(Merge(number, left, number, right))
        open_ = {left: span for left, span in open_.items() if left < len(texts)}
        rows.append(texts)
    return text_grid(title, rows, [m for m in spans if m.bottom > m.top or m.right > m.left], cells)


def _word_text(cell: etree._Element) -> str:
    """The text of a cell without that of tables in it, a line for each paragraph; deleted text is not there."""
    lines = []
    for paragraph in cell.iterfind(f"{_W}p"):
        runs = []
        for node in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab"):
            runs.append(node.text or "" if node.tag == f"{_W}t" else "\n" if node.tag == f"{_W}br" else " ")
        lines.append("".join(runs))
    return "\n".join(lines)


def read_html(data: bytes, cells: Cells) -> Iterable[Grid]:
    """Return the tables of a web page, also of one named .xls, as ``Table 1`` and on. Raises ``Refused``."""
    text = decode_page(data)
    try:
        page = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.LxmlError, ValueError) as error:
        raise Refused("damaged", f"the page is damaged ({' '.join(str(error).split())[:100]})") from error
    tables = [t for t in page.iter("table") if not any(True for inner in t.iter("table") if inner is not t)]
    grids = [
        replace(_html_table(table, f"Table {n}", cells), above=_html_above(table)) for n, table in enumerate(tables, 1)
    ]
    return _told(grids, cells)


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


def _told(grids: list[Grid], cells: Cells) -> list[Grid]:
    """The tables that hold something; problems for those too long, and where there are none."""
    for grid in (g for g in grids if len(g.rows) > MAX_ROWS):
        cells.tell("list-rows", sheet=grid.name, rows=len(grid.rows), limit=MAX_ROWS)
    kept = [g for g in grids if g.rows]
    if not kept:
        cells.tell("list-no-table")
    return kept


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
    cells = Cells(name)
    try:
        grids = tuple(_read(data, cells)) if data.strip() else ()
    except Refused as error:
        return (), (_refusal(error, name),)
    if not grids and not has_errors(cells.problems):
        cells.tell("list-empty")
    return grids, tuple(cells.problems)


def _read(data: bytes, cells: Cells) -> Iterable[Grid]:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_COMPOUND):
        return _compound(data, cells)
    if data.startswith(b"PK"):
        return _zipped(data, cells)
    kind = next((kind for start, kind in _OTHERS.items() if data.startswith(start)), "")
    if kind and not (kind == "an XML file" and b"<html" in head):
        cells.tell("list-no-table-file", kind=kind)
    elif any(mark in head for mark in _HTML):
        return read_html(data, cells)
    elif Path(cells.name).suffix.lower() in _TEXT:
        return read_csv(data, cells)
    elif Path(cells.name).suffix.lower() not in _BOOKS and _is_text(data):
        cells.tell("list-no-table-file", kind="a text without a table")
    else:
        cells.tell("list-not-workbook", reason="it is not a workbook, whatever its name says")
    return ()


def _is_text(data: bytes) -> bool:
    """Whether a file is text in an encoding that is read here."""
    try:
        return b"\0" not in data and bool(decode(data)[0])
    except Refused:
        return False


def _compound(data: bytes, cells: Cells) -> Iterable[Grid]:
    """A file of Office 97: a workbook, or what only looks like one."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        cells.tell("list-encrypted")
    elif "WordDocument".encode("utf-16-le") in data:
        cells.tell("list-no-table-file", kind="a Word 97 document (.doc)")
    else:
        return read_binary(data, cells, ".xls")
    return ()


def _zipped(data: bytes, cells: Cells) -> Iterable[Grid]:
    """An archive: a workbook of Excel or LibreOffice, or a Word document."""
    if data[:200].find(b"opendocument.spreadsheet") > 0:
        open_archive(data, "content.xml")
        return read_binary(data, cells, ".ods")
    if b"word/document" in data and b"xl/workbook" not in data:
        open_archive(data, DOCUMENT)
        return read_docx(data, cells)
    if b"xl/workbook.bin" in data:
        open_archive(data, WORKBOOK)
        return read_binary(data, cells, ".xlsb")
    if found := refusals(data, WORKBOOK):
        cells.problems += [_refusal(reason, cells.name) for reason in found]
        return ()
    return read_xlsx(data, cells)


def _refusal(told: Refused, name: str) -> Problem:
    return problem(_CODES.get(told.kind, "list-not-workbook"), name, told.line, reason=told.reason)
