"""The review workbook: one sheet with a list of states. Nothing is protected, so that rows can be sorted and deleted: a row
whose ID or Chinese was changed is refused when it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

from briefing.catalogue.states import GIVEN
from briefing.review.rows import HEADS, OutRow, read_text
from briefing.review.spans import to_braces

_WIDTHS = {
    "id": 14,
    "zh": 44,
    "en": 60,
    "printed": 44,
    "figures": 40,
    "status": 12,
    "comment": 30,
    "reason": 40,
    "exported": 44,
    "yours": 44,
    "alike": 40,
}
#: XlsxWriter writes a creation date; a fixed one keeps the bytes the same for the same rows.
_CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
COLUMNS = ("id", "zh", "en", "printed", "figures", "status", "comment")


def write_xlsx(rows: Sequence[OutRow], source_tag: str, target_tag: str) -> bytes:
    """The workbook of these rows."""
    table = []
    for row in rows:
        m = row.segment.message
        table.append(
            {
                "id": row.segment.row_id,
                "zh": to_braces(m.source, row.plain),
                "en": to_braces(m.target, row.plain),
                "printed": f"{read_text(row.shown_source)}\n{read_text(row.shown)}" if not row.plain else "",
                "figures": "\n".join(row.figures),
                "status": row.segment.standing.state.value,
                "comment": row.segment.note,
                "alike": "\n".join(
                    f"{p.score}% {to_braces(p.source, row.plain)} → {to_braces(p.target, row.plain)}"
                    for p in row.proposals
                ),
            }
        )
    return workbook(table, (*COLUMNS, "alike") if any(row.proposals for row in rows) else COLUMNS)


def _height(row: dict[str, str], columns: Sequence[str]) -> float:
    """The height of a row in points, so that its longest cell is read whole: 409 at most, as spreadsheets allow. A Han
    character takes two places."""
    lines = [
        sum(
            max(1, -(-sum(1 + (c > "\u2e7f") for c in part) // int(_WIDTHS[column] * 1.05)))
            for part in row.get(column, "").split("\n")
        )
        for column in columns
    ]
    return min(409.0, 15.0 * max(lines, default=1) + 2)


def workbook(table: Sequence[dict[str, str]], columns: Sequence[str]) -> bytes:
    """A workbook of rows by column; what a cell holds is always text."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": "Translation review", "created": _CREATED})
    sheet = book.add_worksheet("review")
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1})
    fixed = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#444444", "num_format": "@"})
    free = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for line, row in enumerate(table, 1):
        sheet.set_row(line, _height(row, columns))
    for number, column in enumerate(columns):
        sheet.set_column(number, number, _WIDTHS[column])
        sheet.write_string(0, number, HEADS[column], head)
        for line, row in enumerate(table, 1):
            sheet.write_string(
                line, number, row.get(column, ""), free if column in ("en", "status", "comment") else fixed
            )
    if "status" in columns and table:
        at = columns.index("status")
        sheet.data_validation(
            1,
            at,
            len(table),
            at,
            {"validate": "list", "source": [s.value for s in GIVEN], "error_title": "Status", "error_type": "warning"},
        )
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return buffer.getvalue()
