"""The review workbook, out and back: one sheet with a list of states, nothing protected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

import xlsxwriter

from briefing.catalogue.messages import GIVEN
from briefing.files.foreign import WORKBOOK, open_archive, workbook
from briefing.review import rows
from briefing.review.printed import read_text

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

#: XlsxWriter writes a creation date; a fixed one keeps the bytes the same for the same rows.
_CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
COLUMNS = ("id", "source", "target", "printed", "figures", "status", "comment")


def write_xlsx(sent: Sequence[rows.OutRow], source_tag: str, target_tag: str) -> bytes:
    """Return the workbook of these rows."""
    table = []
    for row in sent:
        m = row.segment.message
        table.append(
            {
                "id": row.segment.row_id,
                "source": rows.to_braces(m.source, row.plain),
                "target": rows.to_braces(m.target, row.plain),
                "printed": f"{read_text(row.shown_source)}\n{read_text(row.shown)}" if not row.plain else "",
                "figures": "\n".join(row.figures),
                "status": row.segment.standing.state.value,
                "comment": row.segment.note,
                "alike": "\n".join(rows.alike_lines(row)),
            }
        )
    columns = (*COLUMNS, "alike") if any(row.proposals for row in sent) else COLUMNS
    return text_workbook(table, columns, rows.rows_sent(len(sent)))


def _height(row: dict[str, str], columns: Sequence[str]) -> float:
    """The height of a row in points, so that its longest cell is read whole: 409 at most, as spreadsheets allow. A Han
    character takes two places."""
    lines = [
        sum(
            max(1, -(-sum(1 + (c > "\u2e7f") for c in part) // int(rows.WIDTHS[column] * 1.05)))
            for part in row.get(column, "").split("\n")
        )
        for column in columns
    ]
    return min(409.0, 15.0 * max(lines, default=1) + 2)


def text_workbook(table: Sequence[dict[str, str]], columns: Sequence[str], sent: str = "") -> bytes:
    """Return a workbook of rows by column; what a cell holds is always text. ``sent`` is reported in its properties."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": "Translation review", "keywords": sent, "created": _CREATED})
    sheet = book.add_worksheet("review")
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1})
    fixed = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#444444", "num_format": "@"})
    free = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for line, row in enumerate(table, 1):
        sheet.set_row(line, _height(row, columns))
    for number, column in enumerate(columns):
        sheet.set_column(number, number, rows.WIDTHS[column])
        sheet.write_string(0, number, rows.HEADS[column], head)
        for line, row in enumerate(table, 1):
            sheet.write_string(
                line, number, row.get(column, ""), free if column in ("target", "status", "comment") else fixed
            )
    if "status" in columns and table:
        at = columns.index("status")
        states = [s.value for s in GIVEN]
        told = {"validate": "list", "source": states, "error_title": "Status", "error_type": "warning"}
        sheet.data_validation(1, at, len(table), at, told)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return buffer.getvalue()


MAX_ROWS = 100_000
#: Cells that hold what a spreadsheet computes, and no text: a formula, what one left that failed (#REF!), true or false.
_COMPUTED = frozenset({"f", "e", "b"})


def read_xlsx(data: bytes, name: str) -> rows.ReviewSheet:
    """Return the rows of the first sheet that has our columns."""
    with workbook(open_archive(data, WORKBOOK), formulas=True) as book:
        said = str(book.properties.keywords or "")
        sheets = [
            [
                (n, line)
                for n, line in enumerate(islice(sheet.iter_rows(), MAX_ROWS), 1)
                if any(c.value is not None for c in line)
            ]
            for sheet in book.worksheets
        ]
    return rows.first_table(sheets, _columns, _row, said, name)


def _columns(line: Sequence[Cell | MergedCell]) -> rows.Columns:
    return rows.find_columns([str(c.value or "") for c in line])


def _row(number: int, line: Sequence[Cell | MergedCell], columns: rows.Columns) -> rows.InRow:
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415 - as briefing.files.foreign has it

    def cell(name: str) -> str:
        place = columns.places.get(name)
        value = line[place].value if place is not None else None
        return "" if value is None else str(value)

    place = f"row {number}"
    ours = [line[columns.places[n]] for n in ("id", "source", "target", "status", "comment") if n in columns.places]
    if any(isinstance(c, MergedCell) for c in ours):
        return rows.merged_row(place, cell("id").strip())
    faults: tuple[rows.Fault, ...] = tuple(
        ("import-formula", {"column": str(c.column_letter)}) for c in ours if c.data_type in _COMPUTED
    )
    return rows.sheet_row(place, {name: cell(name) for name in columns.places}, faults)
