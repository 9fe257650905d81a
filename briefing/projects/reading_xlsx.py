"""An .xlsx workbook as grids.

openpyxl's read-only mode streams the values but shows neither merged cells nor which values come from formulas, and walks
through any number of formatted empty rows; a scan of the sheet's own XML supplies all three first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries

from briefing.files.archives import Archive
from briefing.files.workbooks import workbook
from briefing.files.xml_reader import elements
from briefing.problems import Problem, problem
from briefing.projects.grid import EMPTY, Grid, GridCell, Kind, Merge, make_grid

MAX_ROWS = 50_000
MAX_COLUMNS = 300
MAX_CELLS = 3_000_000

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: ECMA-376-1 22.1.2.7: control characters are written as _x000D_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class _Scan:
    """What the XML of a sheet says beside its values; rows and columns from 1."""

    last_row: int = 0
    last_column: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


def read_xlsx(archive: Archive, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The visible and hidden sheets of a workbook that hold anything, and what is wrong with the others. Raises ``Refused``."""
    problems: list[Problem] = []
    grids: list[Grid] = []
    with workbook(archive, formulas=False, stream=True) as book:
        looks = _looks(book)
        for sheet in book.worksheets:
            scan = _scan(archive, sheet._worksheet_path)
            if scan.last_row > MAX_ROWS or scan.last_row * scan.last_column > MAX_CELLS:
                problems.append(problem("list-rows", name, sheet=sheet.title, rows=scan.last_row, limit=MAX_ROWS))
            elif scan.last_row:
                sheet.reset_dimensions()  # the written dimension is a hint that some programs get wrong
                rows = [tuple(cells) for cells in _rows(sheet, scan, looks)]
                unseen = (row - 1 for row in scan.hidden)
                grids.append(make_grid(sheet.title, rows, scan.merges, sheet.sheet_state != "visible", unseen))
                if scan.formulas:
                    problems.append(_formulas(name, sheet.title, scan, grids[-1]))
    return tuple(grids), tuple(problems)


def _scan(archive: Archive, path: str) -> _Scan:
    found = _Scan()
    here = (0, 0)
    row = 0
    tags = (f"{_SHEET}row", f"{_SHEET}c", f"{_SHEET}mergeCell")
    with archive.open(path) as part:
        for element in elements(part, tags):
            if element.tag == tags[2]:
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                found.merges.append(Merge(top - 1, left - 1, bottom - 1, right - 1))
            elif element.tag == tags[1]:
                if len(element):
                    letters, row = coordinate_from_string(element.get("r") or "A1")
                    here = (row, column_index_from_string(letters))
                    found.last_row = max(found.last_row, row)
                    found.last_column = min(max(found.last_column, here[1]), MAX_COLUMNS)
                    if element.find(_SHEET + "f") is not None:
                        found.formulas.add(here)
            else:
                if element.get("hidden") in ("1", "true") and len(element):
                    found.hidden.add(int(element.get("r") or row))
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """What a cell style does to the reading of a cell: the unit its number format writes, a format that shows another number,
    a line through the text."""

    unit: str = ""
    odd: str = ""
    struck: bool = False


_PLAIN_LOOK = _Look()


def _looks(book: openpyxl.Workbook) -> dict[int, _Look]:
    """The styles of a workbook that matter, by style id."""
    made: dict[int, _Look] = {}
    for number, style in enumerate(book._cell_styles):
        code = BUILTIN_FORMATS.get(style.numFmtId) or _custom(book, style.numFmtId)
        look = _Look(*read_format(code), bool(book._fonts[style.fontId].strike))
        if look != _PLAIN_LOOK:
            made[number] = look
    return made


def _custom(book: openpyxl.Workbook, number: int) -> str:
    place = number - BUILTIN_FORMATS_MAX_SIZE
    return str(book._number_formats[place]) if 0 <= place < len(book._number_formats) else ""


def read_format(code: str) -> tuple[str, str]:
    """The unit of money a number format (ECMA-376-1 18.8.31) writes after a number, and the format itself where it shows
    another number than the cell holds: divided by thousands (``0,``), with a point put in (``0!.0,``), as a percentage."""
    positive = code.partition(";")[0]
    literals = "".join(_LITERAL.findall(positive))
    bare = _LITERAL.sub("", positive)
    unit = "".join(c for c in literals if c in _UNIT_SIGNS)
    odd = bool(re.search(r"[0#?],+(?![0#?,])|%", bare)) or bool(re.search(r"[0#?](?:!|\\)\.[0#?]", positive))
    return ("", code) if odd else (unit, "")


_LITERAL = re.compile(r'"[^"]*"|\\.|!.|[\u4e00-\u9fff]+')
_UNIT_SIGNS = frozenset("亿万千百元美港")


def _rows(
    sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet, scan: _Scan, looks: Mapping[int, _Look]
) -> Iterator[Iterator[GridCell]]:
    for row, cells in enumerate(sheet.iter_rows(max_row=scan.last_row, max_col=scan.last_column), 1):
        yield (_cell(cell, (row, column) in scan.formulas, looks) for column, cell in enumerate(cells, 1))


def _cell(cell: openpyxl.cell.ReadOnlyCell, formula: bool, looks: Mapping[int, _Look]) -> GridCell:
    value = cell.value
    look = looks.get(cell._style_id, _PLAIN_LOOK) if value is not None else _PLAIN_LOOK
    match value:
        case None:
            return GridCell("", Kind.EMPTY, True) if formula else EMPTY
        case bool():
            return GridCell("是" if value else "否", Kind.TEXT, formula)
        case int() | float():
            text = str(value) if isinstance(value, int) else plain_number(value)
            return GridCell(text + look.unit, Kind.NUMBER, formula, odd=look.odd, struck=look.struck)
        case datetime():
            return GridCell(value.date().isoformat(), Kind.DATE, formula, value.date())
        case date():
            return GridCell(value.isoformat(), Kind.DATE, formula, value)
        case time():
            return GridCell(value.isoformat("minutes"), Kind.TEXT, formula)
        case _ if cell.data_type == "e":
            return GridCell(str(value), Kind.ERROR, formula)
        case _:
            text = (
                _ESCAPED.sub(lambda m: chr(int(m[1], 16)), str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()
            )
            return GridCell(text, Kind.TEXT if text else Kind.EMPTY, formula, struck=look.struck)


def plain_number(value: float) -> str:
    """The decimal digits Excel shows for a binary number: 15 significant ones, without exponent or trailing zeros."""
    number = Decimal(f"{value:.15g}")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _formulas(name: str, sheet: str, scan: _Scan, grid: Grid) -> Problem:
    unsaved = sum(1 for row, column in scan.formulas if not grid.at(row - 1, column - 1).text)
    told = f"; {unsaved} of them have no saved result and count as empty" if unsaved else ""
    return problem("list-formulas", name, sheet=sheet, count=len(scan.formulas), unsaved=told)
