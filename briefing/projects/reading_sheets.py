"""Workbooks and delimited text as grids: values by calamine, and by one pass over an .xlsx sheet's XML what calamine
does not show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from lxml import etree
from python_calamine import CalamineError, ZipError
from xlsxwriter.utility import xl_cell_to_rowcol

from briefing.characters import folded, odd
from briefing.files.foreign import WORKBOOK, Archive, elements, open_archive
from briefing.files.reading import Refused, decode, delimiter_of, table_rows
from briefing.problems import Problem, problem
from briefing.projects.foreign_sheets import ForeignSheet, read_foreign, sheets_of
from briefing.projects.grid import EMPTY, MOST_KEPT, Grid, GridCell, Kind, Merge, make_grid

MAX_ROWS = 50_000
MAX_COLUMNS = 300
MAX_CELLS = 3_000_000
#: A workbook of more cells is read in a process of its own: calamine holds a sheet as a whole, some 100 bytes a cell.
CELLS_HERE = 100_000

#: ECMA-376-1 22.1.2.7: control characters are written as _x000D_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_OUTSIDE = re.compile(r"(^|/)(externalLinks/externalLink|connections\.xml|queryTables/)", re.IGNORECASE)
#: Cells that hold something, as they begin in a sheet's XML, and those of them with a place that can be.
_HOLDS = rb"(?<!/)>(?!</|<v\s*/>|<v></v>)"
_PLACES = re.compile(rb"<(?:[A-Za-z]\w*:)?c(?:\s[^>]*)?" + _HOLDS)
_PLACED = re.compile(rb"""<(?:[A-Za-z]\w*:)?c\s(?:[^>]*?\s)?r=["']([A-Z]{1,3})([1-9][0-9]{0,6})["'][^>]*""" + _HOLDS)
#: What marks a cell with a formula or an error in a sheet's XML.
_SINGLE = (b"<f>", b"<f ", b":f", b't="e"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LITERAL = re.compile(r'"[^"]*"|\\.|!.|[\u4e00-\u9fff]+')
_UNIT_SIGNS = frozenset("亿万千百元美港")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a cell style does to the reading of a cell: the unit its number format writes, a format that shows another number, a
    line through the text."""

    unit: str = ""
    odd: str = ""
    struck: bool = False


@dataclass(slots=True)
class _Scan:
    """What the XML of a sheet says beside its values; rows and columns from 0."""

    last_row: int = 0
    last_column: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    looks: dict[tuple[int, int], _Look] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    rows_hidden: set[int] = field(default_factory=set)
    columns_hidden: set[int] = field(default_factory=set)

    @property
    def too_large(self) -> bool:
        """Whether it reaches further than a list does."""
        return self.last_row > MAX_ROWS or self.last_row * max(self.last_column, 1) > MAX_CELLS * 4


@dataclass(slots=True)
class Cells:
    """Makes the cells of a file, ``name`` to problems; of equal cells that follow soon, one is kept. ``problems`` are those of
    the file; of each character that was read as another there is one."""

    name: str
    made: dict[object, GridCell] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    characters: set[tuple[str, str]] = field(default_factory=set)

    def tell(self, code: str, row: int = 0, /, **details: object) -> None:
        """Add a problem."""
        self.problems.append(problem(code, self.name, row, **details))

    def text(self, value: str, row: int) -> GridCell:
        """Return a cell of text, its characters read through their door."""
        if len(self.made) > MOST_KEPT:
            self.made.clear()
        key = ("", value)
        if (cell := self.made.get(key)) is not None:
            return cell
        plain = folded(value)
        for one in odd(value) if plain != value or not value.isprintable() else ():
            code = "character-refused" if one.reads is None else "character-folded"
            if (one.told or one.reads is None) and (code, one.name) not in self.characters:
                self.characters.add((code, one.name))
                around = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in plain[:24])
                told = {
                    "character": one.name,
                    "kind": one.kind,
                    "text": around,
                    "done": f"read as “{one.reads}”" if one.reads else "left out",
                }
                self.tell(code, row, **told)
        plain = plain.strip()
        return self.made.setdefault(key, GridCell(plain, Kind.TEXT) if plain else EMPTY)

    def cell(self, value: object, row: int) -> GridCell:
        """Return a cell of a value as a sheet has it."""
        if isinstance(value, str):
            if not value:
                return EMPTY
            return self.text(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), value) if "_x" in value else value, row)
        key = (type(value), value)
        if (cell := self.made.get(key)) is None:
            cell = self.made.setdefault(key, _plain(value))
        return cell


def _plain(value: object) -> GridCell:
    match value:
        case bool():
            return GridCell("是" if value else "否", Kind.TEXT)
        case int():
            return GridCell(str(value), Kind.NUMBER)
        case float():
            return GridCell(plain_number(value), Kind.NUMBER)
        case date():
            return GridCell(value.isoformat(), Kind.DATE)
        case _:
            return EMPTY


def plain_number(value: float) -> str:
    """Return the decimal digits Excel shows for a binary number: 15 significant ones, without exponent or trailing zeros."""
    number = Decimal(f"{value:.15g}")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_xlsx(data: bytes, cells: Cells) -> Iterator[Grid]:
    """Yield the visible and hidden sheets of an .xlsx workbook that hold anything. Raises ``Refused`` for a damaged one."""
    archive = open_archive(data, WORKBOOK)
    if any(_OUTSIDE.search(part) for part in archive.names):
        cells.tell("list-external")
    with _calamine():
        looks = _looks(archive)
        scans = {title: _scan(archive, path, looks) for title, path in _sheets(archive).items()}
        large = {title for title, scan in scans.items() if scan.too_large}
        here = sum(s.last_row * s.last_column for title, s in scans.items() if title not in large) <= CELLS_HERE
        sheets = sheets_of(data, large) if here else read_foreign(data, large)
        yield from _grids(((sheet, scans[sheet.name]) for sheet in sheets if sheet.name in scans), cells)


def read_binary(data: bytes, cells: Cells, kind: str) -> Iterator[Grid]:
    """Yield the sheets of an .xls, .ods or .xlsb workbook that hold anything, and note what cannot be seen in it."""
    cells.tell("list-less-seen", kind=kind)
    for sheet in read_foreign(data):
        merges = [Merge(*merge) for merge in sheet.merges]
        yield from _grids([(sheet, _Scan(sheet.height, sheet.width, merges=merges))], cells)


def _grids(sheets: Iterable[tuple[ForeignSheet, _Scan]], cells: Cells) -> Iterator[Grid]:
    """The sheets that hold anything, with what was seen of them beside their values; those too large are problems."""
    for sheet, scan in sheets:
        if scan.too_large:
            cells.tell("list-rows", sheet=sheet.name, rows=scan.last_row, limit=MAX_ROWS)
            continue
        rows = _values(sheet.rows, cells, scan)
        grid = make_grid(sheet.name, rows, scan.merges)
        grid = replace(grid, hidden=sheet.hidden, rows_hidden=scan.rows_hidden, columns_hidden=scan.columns_hidden)
        if not grid.rows:
            continue
        if scan.formulas:
            unsaved = sum(1 for row, column in scan.formulas if not grid.at(row, column).text)
            told = f"; {unsaved} of them have no saved result and count as empty" if unsaved else ""
            cells.tell("list-formulas", sheet=sheet.name, count=len(scan.formulas), unsaved=told)
        yield grid


def read_csv(data: bytes, cells: Cells) -> Sequence[Grid]:
    """Return the one sheet of delimited text. Raises ``Refused``."""
    text, encoding = decode(data)
    rows: list[tuple[GridCell, ...]] = []
    count = 0
    for line, row in table_rows(text, delimiter_of(text)):
        rows.append(tuple(cells.text(value, line) for value in row[:MAX_COLUMNS]))
        count += len(row)
        if count > MAX_CELLS or len(rows) > MAX_ROWS * 2:
            return _too_long(cells, len(rows))
    grid = replace(make_grid("CSV", rows), delimited=True)
    if len(grid.rows) > MAX_ROWS:
        return _too_long(cells, len(grid.rows))
    if encoding == "GB 18030":
        cells.tell("list-encoding-guessed", encoding=encoding)
    return [grid] if grid.rows else []


def _too_long(cells: Cells, rows: int) -> Sequence[Grid]:
    """Nothing of delimited text that is longer than a list, and nothing else told of it."""
    cells.problems.clear()
    cells.tell("list-rows", sheet="CSV", rows=rows, limit=MAX_ROWS)
    return ()


@contextmanager
def _calamine() -> Iterator[None]:
    """Turn what calamine raises, and what a damaged part does, into a refusal; its panics are no ordinary exceptions."""
    try:
        yield
    except Refused:
        raise
    except (CalamineError, ZipError, OSError, ValueError, etree.LxmlError) as error:
        raise Refused("damaged", f"a part of it is damaged ({' '.join(str(error).split())[:100]})") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Refused("damaged", "a part of it is damaged") from error


def _values(values: Iterable[Sequence[object]], cells: Cells, scan: _Scan) -> Iterator[list[GridCell]]:
    """The rows of a sheet from its first, with what the scan knows of single cells."""
    by_row: dict[int, list[tuple[int, int]]] = {}
    for place in {*scan.formulas, *scan.errors, *scan.looks}:
        by_row.setdefault(place[0], []).append(place)
    for number, row in enumerate(values):
        made = [cells.cell(value, number + 1) if value != "" else EMPTY for value in row[:MAX_COLUMNS]]
        for place in by_row.get(number, ()):
            if place[1] < len(made):
                made[place[1]] = _with(made[place[1]], place, scan)
        yield made


def _with(cell: GridCell, place: tuple[int, int], scan: _Scan) -> GridCell:
    """A cell with what its formula, its style or its error adds."""
    if place in scan.errors:
        return GridCell(scan.errors[place], Kind.ERROR, place in scan.formulas)
    look = scan.looks.get(place)
    formula = place in scan.formulas
    if look is None or not cell.text:
        return replace(cell, formula=formula)
    if cell.kind is Kind.NUMBER:
        return replace(cell, text=cell.text + look.unit, formula=formula, odd=look.odd, struck=look.struck)
    return replace(cell, formula=formula, struck=look.struck)


def _sheets(archive: Archive) -> Mapping[str, str]:
    """The part of each sheet by the sheet's name."""
    relations = {r.get("Id", ""): r.get("Target", "") for r in archive.xml("xl/_rels/workbook.xml.rels")}
    made: dict[str, str] = {}
    for sheet in archive.xml("xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
        key = sheet.get(_RELATION) or next((v for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
        target = relations.get(str(key), "").lstrip("/")
        path = target if target.startswith("xl/") else f"xl/{target}"
        if path in archive.names:
            made[sheet.get("name", "")] = path
    return made


def _looks(archive: Archive) -> Mapping[str, _Look]:
    """The styles of a workbook that matter, by their number."""
    if "xl/styles.xml" not in archive.names:
        return {}
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - as briefing.files.foreign has it

    styles = archive.xml("xl/styles.xml")
    codes = {f.get("numFmtId", ""): f.get("formatCode", "") for f in styles.iterfind("{*}numFmts/{*}numFmt")}
    struck = [
        (line := font.find("{*}strike")) is not None and line.get("val", "1") not in ("0", "false")
        for font in styles.iterfind("{*}fonts/{*}font")
    ]
    made: dict[str, _Look] = {}
    for number, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        key = style.get("numFmtId", "0")
        code = codes.get(key) or BUILTIN_FORMATS.get(int(key)) or ""
        font = int(style.get("fontId", "0"))
        look = _Look(*read_format(code), struck[font] if font < len(struck) else False)
        if look != _Look():
            made[str(number)] = look
    return made


def read_format(code: str) -> tuple[str, str]:
    """Return the unit of money a number format (ECMA-376-1 18.8.31) writes after a number, and the format itself where it shows
    another number than the cell holds: divided by thousands (``0,``), with a point put in (``0!.0,``), as a percentage."""
    positive = code.partition(";")[0]
    literals = "".join(_LITERAL.findall(positive))
    bare = _LITERAL.sub("", positive)
    unit = "".join(c for c in literals if c in _UNIT_SIGNS)
    shifted = bool(re.search(r"[0#?],+(?![0#?,])|%", bare)) or bool(re.search(r"[0#?](?:!|\\)\.[0#?]", positive))
    return ("", code) if shifted else (unit, "")


def _scan(archive: Archive, path: str, looks: Mapping[str, _Look]) -> _Scan:
    """Read the XML of a sheet once. Single cells are looked at only where the sheet has formulas, errors, or styles
    that matter."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 - as briefing.files.foreign has it

    found = _Scan()
    single = _extent(archive.pieces(path, b"row>"), found) or bool(looks)
    tags = ("{*}row", "{*}mergeCell", "{*}col", *(("{*}c",) if single else ()))
    for element in elements(archive.open(path), tags):
        match element.tag.rpartition("}")[2]:
            case "c":
                _scan_cell(element, found, looks)
            case "mergeCell":
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                found.merges.append(Merge(top - 1, left - 1, bottom - 1, right - 1))
            case "col":
                if element.get("hidden") in ("1", "true"):
                    last = min(int(element.get("max", "1")), MAX_COLUMNS)
                    found.columns_hidden |= set(range(int(element.get("min", "1")) - 1, last))
            case _:
                if element.get("hidden") in ("1", "true") and len(element) and element.get("r"):
                    found.rows_hidden.add(int(element.get("r", "1")) - 1)
                element.clear()
                while (parent := element.getparent()) is not None and element.getprevious() is not None:
                    del parent[0]
    return found


def _extent(pieces: Iterable[bytes], found: _Scan) -> bool:
    """How far the cells of a sheet reach, given in pieces that end between rows: calamine sets aside as much memory
    before it says so. Returns whether any cell holds a formula or an error."""
    columns: set[bytes] = set()
    single = False
    for data in pieces:
        places = _PLACED.findall(data)
        columns.update(letters for letters, _ in places)
        found.last_row = max(found.last_row, max((int(number) for _, number in places), default=0))
        if len(places) < len(_PLACES.findall(data)):
            raise Refused("damaged", "a cell in it has an impossible place, or none")
        single = single or any(mark in data for mark in _SINGLE)
    found.last_column = max((xl_cell_to_rowcol(f"{c.decode()}1")[1] + 1 for c in columns), default=0)
    return single


def _scan_cell(element: etree._Element, found: _Scan, looks: Mapping[str, _Look]) -> None:
    """Take down what one cell has beside its value."""
    if not len(element):
        return
    look = looks.get(element.get("s", ""))
    formula = element[0].tag.endswith("}f")
    wrong = element.get("t") == "e"
    if look is None and not formula and not wrong:
        return
    match = _REFERENCE.match(element.get("r") or "A1")
    if match is None:
        raise Refused("damaged", f"a cell has the impossible place {str(element.get('r'))[:20]}")
    place = xl_cell_to_rowcol(match[0])
    if wrong:
        found.errors[place] = element.findtext("{*}v") or "#ERROR"
    if look is not None:
        found.looks[place] = look
    if formula:
        found.formulas.add(place)


def text_grid(name: str, rows: Sequence[Sequence[str]], merges: Sequence[Merge], cells: Cells) -> Grid:
    """Return a grid of texts, as tables of documents give them."""
    made = [tuple(cells.text(value, number) for value in row[:MAX_COLUMNS]) for number, row in enumerate(rows, 1)]
    return make_grid(name, made, merges)
