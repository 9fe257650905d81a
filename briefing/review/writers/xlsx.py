"""The review workbook: one sheet, validation lists, everything but English, status and comment locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

from briefing.catalogue.states import GIVEN
from briefing.review.rows import HEADS, OutRow, text_of
from briefing.review.spans import to_braces

_WIDTHS = {"id": 14, "zh": 44, "en": 60, "printed": 44, "figures": 40, "status": 12, "comment": 30, "reason": 40}
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
                "printed": f"{text_of(row.shown_source)}\n{text_of(row.shown)}" if not row.plain else "",
                "figures": "\n".join(row.figures),
                "status": row.segment.standing.state.value,
                "comment": row.segment.note,
            }
        )
    return workbook(table, COLUMNS)


def workbook(table: Sequence[dict[str, str]], columns: Sequence[str]) -> bytes:
    """A workbook of rows by column; what a cell holds is always text."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": "Translation review", "created": _CREATED})
    sheet = book.add_worksheet("review")
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1, "locked": True})
    fixed = book.add_format(
        {"text_wrap": True, "valign": "top", "font_color": "#444444", "locked": True, "num_format": "@"}
    )
    free = book.add_format({"text_wrap": True, "valign": "top", "locked": False, "num_format": "@"})
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
    sheet.protect(
        "", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True, "format_cells": True}
    )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return buffer.getvalue()
