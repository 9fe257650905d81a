"""The annex of a document's projects as an XLSX workbook: an index, the sheets, and the contacts the document prints.

Every cell holds the text that the document prints, so the two cannot differ; amounts of yuan are beside it as numbers,
for sorting and adding, from the same facts. What was written is read back and compared before it is handed on.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import openpyxl
import xlsxwriter

from briefing.document.nodes import Cell, Document, Figure, Table, plain, walk
from briefing.render.columns import width_in_halves

#: A fixed day, so that the same document gives the same file.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - file properties carry no zone
_CONTACTS = "table-contacts"
_PROJECT = "project-"
#: Widths of the columns of contacts: the project, whom to ask, telephone and mail, when it was verified.
_OF_CONTACTS = [44, 30, 30, 18]
#: Points of a line of text.
_LINE = 15
_WIDTHS = (8, 44, 30, 22, 30, 30, 30, 30)

Value = str | Decimal
Rows = list[list[Value]]


def write_annex(document: Document, labels: Mapping[str, str]) -> bytes:
    """Return the workbook (XLSX) of a document that shows projects; ``labels`` are the furniture words ``annex_…`` in its
    language. Text never becomes a formula. Raises ``ValueError`` for a document without projects."""
    projects = [t for t in _tables(document) if t.id.startswith(_PROJECT)]
    if not projects:
        raise ValueError("the document shows no projects")
    parts: dict[str, Rows] = {
        labels["annex_about"]: _about(document),
        labels["annex_index"]: _index(projects, labels),
        labels["annex_sheets"]: _sheets(projects),
    }
    if contacts := next((t for t in _tables(document) if t.id == _CONTACTS), None):
        parts[labels["annex_contacts"]] = [[_text(c) for c in row] for row in (*contacts.head, *contacts.body)]
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": document.cover.title, "subject": document.subject, "created": _CREATED})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "valign": "top", "border": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        "money": book.add_format({"valign": "top", "num_format": "#,##0"}),
    }
    for name, rows in parts.items():
        sheet = book.add_worksheet(name[:31])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        widths = _widths(rows, name == labels["annex_about"])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        headed = name in (labels["annex_index"], labels.get("annex_contacts"))
        for number, row in enumerate(rows):
            sheet.set_row(number, _LINE * max([1, *(_lines_in(v, w) for v, w in zip(row, widths, strict=False))]))
            for column, value in enumerate(row):
                if isinstance(value, Decimal):
                    sheet.write_number(number, column, float(value), formats["money"])
                elif value:
                    sheet.write_string(number, column, value, formats["head" if headed and not number else "text"])
        if headed:
            sheet.freeze_panes(1, 2)
            sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    book.close()
    data = buffer.getvalue()
    _compared(data, parts)
    return data


def _widths(rows: Rows, about: bool) -> list[int]:
    """The widths of the columns of a sheet, in digits."""
    if about:
        return [90]
    if len(rows[0]) == 2:
        return [28, 90]
    if len(rows[0]) == len(_OF_CONTACTS):
        return _OF_CONTACTS
    return [_WIDTHS[min(column, len(_WIDTHS) - 1)] for column in range(max(map(len, rows)))]


def _lines_in(value: object, width: int) -> int:
    """How many lines a cell takes in a column: a program that opens the file does not always measure it again."""
    if not isinstance(value, str):
        return 1
    return sum(-(-max(1, width_in_halves(line)) // max(1, width - 2)) for line in value.split("\n"))


def _about(document: Document) -> Rows:
    cover = document.cover
    lines = [document.banner, cover.title, cover.subtitle, *cover.lines, *cover.notice, document.date]
    return [[line] for line in lines if line]


def _index(projects: Sequence[Table], labels: Mapping[str, str]) -> Rows:
    """Return a row for each project, a column for each line of a sheet, in the order in which the sheets have them."""
    rows = [_lines(table) for table in projects]
    heads = list(dict.fromkeys(head for lines in rows for head, *_ in lines))
    money = [_yuan(table) for table in projects]
    made: Rows = [[labels["annex_number"], labels["annex_name"], *heads]]
    if any(money):
        made[0].append(labels["annex_yuan"])
    for table, lines, amount in zip(projects, rows, money, strict=True):
        texts: dict[str, str] = {}
        for head, text, _ in lines:
            texts[head] = f"{texts[head]}\n{text}" if head in texts else text
        row: list[Value] = [
            str(table.caption.number),
            plain(table.caption.children),
            *(texts.get(h, "") for h in heads),
        ]
        made.append([*row, *([amount if amount is not None else ""] if any(money) else [])])
    return made


def _sheets(projects: Sequence[Table]) -> Rows:
    made: Rows = []
    for table in projects:
        lines: Rows = [[head, text] for head, text, _ in _lines(table)]
        made += [[table.caption.label, plain(table.caption.children)], *lines, [""]]
    return made


def _lines(table: Table) -> list[tuple[str, str, Cell]]:
    return [(_text(row[0]), _text(row[1]), row[1]) for row in table.body if len(row) > 1]


def _text(cell: Cell) -> str:
    return plain(cell.children).replace("\N{NO-BREAK SPACE}", " ").strip()


def _yuan(table: Table) -> Decimal | None:
    """Return the investment of a project in yuan: the first amount of its sheet, where that is one amount of yuan."""
    for row in table.body:
        for node in walk(row[-1].children):
            if isinstance(node, Figure) and node.fact.endswith(".investment"):
                return Decimal(node.value) if node.value and node.unit == "CNY" else None
    return None


def _tables(document: Document) -> list[Table]:
    return [node for node in walk(document) if isinstance(node, Table)]


def _compared(data: bytes, parts: Mapping[str, Rows]) -> None:
    """Read a workbook back and compare each cell with what was to be written. Raises ``AssertionError`` where they differ:
    then the program is wrong, and nothing may leave."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    for name, rows in parts.items():
        for wanted, cells in zip(rows, book[name[:31]].iter_rows(), strict=False):
            there = [cell.value for cell in cells]
            for place, value in enumerate(wanted):
                found = there[place] if place < len(there) else None
                same = Decimal(str(found)) == value if isinstance(value, Decimal) else (found or "") == value
                if not same or (found is not None and cells[place].data_type == "f"):
                    raise AssertionError(f"the annex holds {found!r} where {value!r} was written")
    book.close()
