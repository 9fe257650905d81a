"""Reading a workbook back: the first sheet that has our columns; every cell as text, formulas refused."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Sequence

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException

from briefing.problems import problem
from briefing.review.readers.guarding import guard_archive
from briefing.review.rows import Columns, Fault, InRow, ReviewSheet, find_columns, is_plain
from briefing.review.spans import from_braces

#: What openpyxl raises for workbooks that are none; it has no error of its own for them.
DAMAGE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    OSError,
)
MAX_ROWS = 100_000


def read_xlsx(data: bytes, name: str) -> ReviewSheet:
    """The rows of the first sheet that has our columns."""
    if found := guard_archive(data, name, "xl/workbook.xml"):
        return ReviewSheet((), found)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of parts it does not keep; nothing is written back
            book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except DAMAGE as error:
        told = f"the workbook is damaged ({type(error).__name__}: {error})"
        return ReviewSheet((), (problem("import-unreadable", name, reason=told),))
    for sheet in book.worksheets:
        lines = list(sheet.iter_rows(max_row=MAX_ROWS))
        head = next((i for i, line in enumerate(lines[:10]) if {"id", "en"} <= set(_columns(line).places)), None)
        if head is not None:
            columns = _columns(lines[head])
            below = [
                (n, line)
                for n, line in enumerate(lines[head + 1 :], head + 2)
                if any(c.value is not None for c in line)
            ]
            return ReviewSheet(tuple(_row(line, n, columns) for n, line in below), (), frozenset(columns.places))
    return ReviewSheet((), (problem("import-no-table", name),))


def _columns(line: Sequence[Cell | MergedCell]) -> Columns:
    return find_columns([str(c.value or "") for c in line])


def _row(line: Sequence[Cell | MergedCell], number: int, columns: Columns) -> InRow:
    def cell(name: str) -> str:
        place = columns.places.get(name)
        value = line[place].value if place is not None else None
        return "" if value is None else str(value)

    place, identity = f"row {number}", cell("id").strip()
    ours = [line[columns.places[n]] for n in ("id", "zh", "en", "status", "comment") if n in columns.places]
    if any(isinstance(c, MergedCell) for c in ours):
        return InRow(place, identity, "", "", faults=(("import-merged", {}),))
    faults: tuple[Fault, ...] = tuple(
        ("import-formula", {"column": str(c.column_letter)}) for c in ours if c.data_type == "f"
    )
    plain = is_plain(identity.partition(".")[0])
    zh, en = (from_braces(cell(n).replace("_x000D_", "").replace("\n", " "), plain) for n in ("zh", "en"))
    return InRow(
        place, identity, zh, en, cell("status").strip(), cell("comment").strip(), cell("zh"), cell("en"), faults
    )
