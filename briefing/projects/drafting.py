"""Files for officers to complete: a mapping with open questions, and the blank workbook."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from briefing.content.fields import Record, Words
from briefing.problems import Severity, catalogue
from briefing.projects.extracting import Extracted, SheetRead
from briefing.projects.grid import Cause, ranges
from briefing.projects.headers import LEFT_OUT
from briefing.projects.vocabulary import Field, read_record

#: Questions that a list of rows answers, and how.
_ROWS = {
    "list-sum-row": (
        "it looks like a subtotal: skip it if it is one, accept it if it is a project",
        ("skip", "accept"),
    ),
    "list-amount-implausible": ("too small or too large for one project: accept if the amount is right", ("accept",)),
    "list-row-only-name": ("taken for a section head; if it is one, nothing", ()),
    "list-row-unnamed": ("a row without a name: skip it, or complete the workbook", ("skip",)),
    "list-sum-doubted": ("the amount is the sum of rows beside it: skip if it is a total", ("skip",)),
    "list-second-header": ("another header: skip it and its rows, and import that table by itself", ("skip",)),
    "list-unit-again": ("another unit: skip the row if it says nothing new", ("skip",)),
}
#: Questions that one value answers for the whole workbook.
_VALUES = {
    "list-amount-no-unit": ("amounts without a unit: which is it?", ("unit: 万元", "unit: 亿元", "unit: 元")),
    "list-decimals": (
        "1.234 is",
        ("decimals: comma   # one thousand two hundred and thirty-four", "decimals: point   # 1.234"),
    ),
    "list-day-order": ("03/04/2027 is", ("days: dmy   # 3 April", "days: mdy   # 4 March")),
    "list-unit-row-differs": (
        "the unit of the row and of the head differ: which is right?",
        ("units: {investment: 万元}",),
    ),
}
#: For each question about rows: what may be said of each; for the others: the key of the mapping, and its values.
ROWS: Mapping[str, tuple[str, ...]] = {code: answers for code, (_, answers) in _ROWS.items()}
VALUES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "list-amount-no-unit": ("unit", ("万元", "亿元", "元")),
    "list-decimals": ("decimals", ("comma", "point")),
    "list-day-order": ("days", ("dmy", "mdy")),
    "list-unit-row-differs": ("units", ("万元", "亿元", "元")),
}
_HEAD = """# What was understood of {name}, and what is asked. Lines that begin with # say nothing until the # is taken away.
# Then: lists import {name} --list … --mapping this-file
"""


def drafted(extracted: Extracted, name: str) -> str:
    """Return a mapping file for a workbook (YAML). As it stands it says what the import has understood by itself; each question
    stands as a comment with the lines that would answer it."""
    lines = [_HEAD.format(name=name)]
    lines += _sheets(extracted)
    for sheet in extracted.sheets:
        if sheet.columns and len(extracted.sheets) == 1:
            lines += _columns(sheet)
    asked = list(questions(extracted))
    count = asked_in(extracted)
    lines += [f"\n# {count} question{'s' if count != 1 else ''}" if count else "\n# Nothing is asked."]
    for cause in asked:
        lines += _question(cause, len(extracted.sheets) > 1)
    lines += _open_amounts(extracted)
    return "\n".join(lines) + "\n"


def questions(extracted: Extracted) -> Iterator[Cause]:
    """Yield the causes that stop an import or change what is counted, and that a mapping file can answer."""
    for cause in extracted.causes:
        if catalogue()[cause.code].severity is Severity.ERROR or cause.code in _ROWS:
            yield cause


def asked_in(extracted: Extracted) -> int:
    """Return how many questions a draft asks: those of the causes, and which sheet is the list where none could be read."""
    return len(list(questions(extracted))) + (not extracted.sheets)


def _sheets(extracted: Extracted) -> Iterator[str]:
    read = [sheet.name for sheet in extracted.sheets]
    if len(extracted.there) > 1 or not read:
        yield "# sheets with something in them: " + ", ".join(extracted.there)
    if read and len(extracted.there) > 1:
        yield f"sheet: {_flow(read)}"
    elif not read and extracted.there:
        yield f"# sheet: {_flow(extracted.there)}   # those that belong to the list"
    if not read:
        yield "# header: 2-3   # the rows of its header"
        yield "# columns: {B: name, C: sector, D: district, F: investment}"


def _columns(sheet: SheetRead) -> Iterator[str]:
    top, bottom = sheet.header
    yield f"header: {top}-{bottom}" if bottom > top else f"header: {top}"
    yield "columns:"
    for column in sheet.columns:
        head = " ".join(column.head.split()) or "no head"
        if column.field and column.field != LEFT_OUT:
            yield f"  {column.letter}: {column.field}   # {head}"
        elif column.head:
            yield f"  {column.letter}: ignore   # {head}{'' if column.field else ' (not recognised)'}"
    yield "  # fields: name code sector region district site status owner content investment sought cooperation term …"


def _question(cause: Cause, several: bool) -> Iterator[str]:
    rows = [f"{cause.sheet}!{part}" if several else part for part in ranges(sorted(cause.rows)).split(", ")]
    example = next((text for text in cause.texts.values() if text), "")
    where = f"rows {', '.join(rows)}" if cause.rows and cause.rows != [0] else "the workbook"
    told, answers = _ROWS.get(cause.code) or _VALUES.get(cause.code) or ("", ())
    yield f"\n# {where}: {told or cause.code}" + (f" (“{' '.join(example.split())[:40]}”)" if example else "")
    if cause.code in _ROWS:
        yield from (f"# {answer}: {_flow(rows)}" for answer in answers)
    elif answers:
        yield from (f"# {answer}" for answer in answers)
    else:
        yield f"# {cause.code}: {', '.join(f'{k} {v}' for k, v in cause.details.items() if k != 'sheet')}"


def _open_amounts(extracted: Extracted) -> Iterator[str]:
    causes = [c for c in extracted.causes if c.code == "list-amount-open" and c.details.get("field") == "investment"]
    if not causes:
        return
    several = len(extracted.sheets) > 1
    yield "\n# Amounts that stay open; give one here if it is known."
    yield "# amounts:"
    for cause in causes:
        for row in sorted(cause.rows):
            key = f'"{cause.sheet}!{row}"' if several else str(row)
            yield f"#   {key}: 5.2亿元   # {' '.join(cause.texts[row].split())[:40]}"


def _flow(values: Sequence[str]) -> str:
    plain = [v if v and v.replace("-", "").isdigit() else json.dumps(v, ensure_ascii=False) for v in values]
    return "[" + ", ".join(plain) + "]"


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
    """Return the columns of the blank workbook. Raises ``ProblemsFound``."""
    return read_record(root, "template.yaml", WorkbookTemplate)


def template_workbook(template: WorkbookTemplate, rows: tuple[dict[str, str], ...] = ()) -> bytes:
    """Return the workbook as .xlsx; ``rows`` (text by field) fill it, for samples. Cells are text, never formulas."""
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
