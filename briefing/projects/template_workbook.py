"""The blank workbook that offices fill in: bilingual heads with notes, lists to choose from."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import xlsxwriter

from briefing.content.fields import Record, Words, make
from briefing.files.yaml_reader import read_yaml
from briefing.problems import ProblemsFound
from briefing.projects.vocabulary import FOLDER, Field

#: Rows prepared for input: format and lists to choose from.
PREPARED = 500
#: A fixed day, so that the same template is the same file.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - file properties carry no zone


class TemplateColumn(Record):
    """One column of the blank workbook."""

    field: Field
    zh: Words
    en: Words
    width: Words
    note: Words | None = None
    choices: tuple[Words, ...] = ()


class WorkbookTemplate(Record):
    """``content/workbooks/template.yaml``."""

    sheet: Words
    unit: Words
    columns: tuple[TemplateColumn, ...]


def read_template(root: Path) -> WorkbookTemplate:
    """The columns of the blank workbook. Raises ``ProblemsFound``."""
    path = root / FOLDER / "template.yaml"
    shown = (FOLDER / "template.yaml").as_posix()
    data, found = read_yaml(path.read_bytes() if path.exists() else b"", shown)
    made, wrong = make(WorkbookTemplate, data, shown, 1)
    if made is None or found:
        raise ProblemsFound((*found, *wrong))
    return made


def template_workbook(template: WorkbookTemplate, rows: tuple[dict[str, str], ...] = ()) -> bytes:
    """The workbook as .xlsx; ``rows`` (text by field) fill it, for samples. Cells are text, never formulas."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": template.sheet, "created": _CREATED})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "align": "center"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "border": 1})
    sheet = book.add_worksheet(template.sheet)
    sheet.write_string(0, 0, template.unit)
    sheet.freeze_panes(3, 2)
    last = 2 + max(PREPARED, len(rows))
    for place, column in enumerate(template.columns):
        sheet.set_column(place, place, int(column.width), text)
        sheet.write_string(1, place, column.zh, head)
        sheet.write_string(2, place, column.en, head)
        if column.note:
            sheet.write_comment(1, place, column.note, {"author": "", "x_scale": 1.5})
        if column.choices:
            choice = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
            sheet.data_validation(3, place, last, place, choice)
        for row, fields in enumerate(rows, 3):
            if value := fields.get(column.field):
                sheet.write_string(row, place, value, text)
    book.close()
    return buffer.getvalue()
