"""Reading a workbook back: the first sheet that has our columns; every cell as text, formulas refused."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from openpyxl.cell.cell import Cell, MergedCell

from briefing.files.archives import WORKBOOK, open_archive
from briefing.files.refused import Refused
from briefing.files.workbooks import workbook
from briefing.problems import problem
from briefing.review.rows import Columns, Fault, InRow, ReviewSheet, find_columns, is_plain
from briefing.review.spans import from_braces

MAX_ROWS = 100_000


def read_xlsx(data: bytes, name: str) -> ReviewSheet:
    """The rows of the first sheet that has our columns."""
    try:
        with workbook(open_archive(data, WORKBOOK), formulas=True) as book:
            sheets = [list(islice(sheet.iter_rows(), MAX_ROWS)) for sheet in book.worksheets]
    except Refused as error:
        return ReviewSheet.unread(name, error.reason)
    for lines in sheets:
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
