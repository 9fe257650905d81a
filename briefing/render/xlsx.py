"""Workbooks (XLSX, ISO/IEC 29500): the tree of a data annex, a sheet a section, numbers as numbers; and the annex of the
projects of a document: an index, the sheets, and the contacts the document prints.

Every cell of the latter holds the text that the document prints, so the two cannot differ; amounts of yuan are beside it as
numbers, for sorting and adding, from the same facts. What was written is read back and compared before it is handed on."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from briefing.compose.annex import FIGURES, FORMULAS
from briefing.document.nodes import Cell, Document, Figure, Paragraph, Section, Table, Text, plain, walk
from briefing.render import Rendering
from briefing.render.columns import placed, width_in_halves
from briefing.render.office import FigureMark, marks_of, marks_xml, with_marks
from briefing.render.theme import Theme

#: A number as a workbook can show it: sign, digits with or without separators, decimals, per cent.
NUMBER = re.compile(r"(?P<sign>[-−]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<percent>%?)")
#: What a sheet's name may not hold, and how long it may be.
_BARRED, _LONGEST = re.compile(r"[\[\]:*?/\\]"), 31
#: The height of a line and of a row at most, in points; room for breaking, in per cent.
_LINE, _HIGHEST, _LOOSE = 15, 400, 110
#: Widths of columns, in digits of the usual font: the steps, that of a column of long texts, and of the first one.
_STEPS, _WIDE, _FIRST = (12, 18, 24, 32, 48, 64, 90), 48, 32


def write(rendering: Rendering) -> bytes:
    """Return the writer of the table of formats."""
    return render_xlsx(rendering.document, rendering.theme)


def render_xlsx(document: Document, theme: Theme) -> bytes:
    """Return the document as a workbook; the same document gives the same bytes. Text never becomes a formula."""
    buffer = io.BytesIO()
    book = _book(buffer, document, author=document.author, created=datetime.fromisoformat(document.date))
    writing = _Writing(document, book, theme, json.loads(document.extra.get(FORMULAS, "{}")))
    for section in document.sections:
        writing.sheet(section)
    writing.compute()
    book.close()
    stated = {"pack": document.pack, "edition": document.edition, "language": document.language}
    part = marks_xml(stated, writing.names.items(), writing.marks)
    return with_marks(buffer.getvalue(), "xl/workbook.xml", part)


def _book(buffer: io.BytesIO, document: Document, **properties: object) -> Any:
    """Return an empty workbook with the properties of a document, in which text stays text."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": document.cover.title, "subject": document.subject, **properties})
    return book


def _new_sheet(book: Any, name: str) -> Any:
    """Return a new sheet, which is printed across on A4, as wide as a page."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


@dataclass(slots=True)
class _Writing:
    document: Document
    book: Any
    theme: Theme
    formulas: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)
    marks: list[FigureMark] = field(default_factory=list)
    #: The cell of each fact on the sheet of figures, and the formulas to be written there once all are known.
    cells: dict[str, str] = field(default_factory=dict)
    waiting: list[tuple[Any, int, int, str, Decimal, Any]] = field(default_factory=list)
    styles: dict[tuple[str, str], Any] = field(default_factory=dict)

    def style(self, kind: str, code: str = "") -> Any:
        """Return a format of the workbook: ``head``, ``title``, ``text`` or ``number`` with its code."""
        if (kind, code) not in self.styles:
            colour = self.theme.colour
            looks: dict[str, dict[str, object]] = {
                "title": {"bold": True, "font_size": 13, "font_color": colour["brand"], "num_format": "@"},
                "head": {"bold": True, "bg_color": colour["ground"], "bottom": 1, "text_wrap": True, "valign": "top"},
                "text": {"text_wrap": True, "valign": "top", "num_format": "@"},
                "line": {"valign": "top", "num_format": "@"},
                "number": {"valign": "top", "align": "right", "num_format": code},
            }
            self.styles[kind, code] = self.book.add_format(looks[kind])
        return self.styles[kind, code]

    def sheet(self, section: Section) -> None:
        """Write a section as a sheet."""
        name = _BARRED.sub(" ", plain(section.heading))[:_LONGEST]
        self.names[name] = section.id
        sheet = _new_sheet(self.book, name)
        if self.document.stamp:
            sheet.set_header(f"&C{self.document.stamp.replace('&', '&&')}")
        row = 0
        first = not self.marks and len(self.names) == 1
        cover = self.document.cover
        opening = (cover.title, cover.subtitle, self.document.stamp, cover.series, *cover.lines, *cover.notice)
        for line in filter(None, opening if first else ()):
            sheet.write_string(row, 0, line, self.style("title" if row == 0 else "line"))
            row += 1
        for block in section.blocks:
            match block:
                case Paragraph(children=run):
                    sheet.write_string(row, 0, plain(run), self.style("line"))
                    row += 1
                case Table():
                    flat = len(section.blocks) == 1 and not block.caption.prefix
                    row = self.table(sheet, name, block, row, flat=flat)
                case _:
                    raise TypeError(f"a data annex holds no {type(block).__name__}")

    def table(self, sheet: Any, name: str, table: Table, row: int, *, flat: bool) -> int:
        """Write a table from ``row`` on; a flat one is nothing but its heads and rows, to sort and filter by. Returns the next
        free row."""
        if not flat:
            caption = table.caption
            label = caption.label + caption.gap if caption.prefix else ""
            words = label + plain(caption.children)
            sheet.write_string(row, 0, words, self.style("title"))
            row += 1
        top = row
        for part, rows in (("head", table.head), ("body", table.body), ("foot", table.foot)):
            for cells in placed(rows, len(table.columns)):  # of a cell spread over others, these stay empty
                for cell, column in cells:
                    self._cell(sheet, name, row, column, cell, part)
                row += 1
        for run in (*table.notes, table.source):
            if text := plain(run):
                sheet.write_string(row, 0, text, self.style("line"))
                row += 1
        widths = self._widths(sheet, table, flat)
        self._heights(sheet, table, top, widths)
        if flat:
            sheet.freeze_panes(top + 1, 1)
            sheet.repeat_rows(top)
            if table.body:
                sheet.autofilter(top, 0, top + len(table.body), len(table.columns) - 1)
        return row

    def _cell(self, sheet: Any, name: str, row: int, column: int, cell: Cell, part: str) -> None:
        run = tuple(n for n in cell.children if not (isinstance(n, Text) and not n.text.strip()))
        place = f"{name}!{xl_rowcol_to_cell(row, column)}"
        self.marks += marks_of(cell.children, place)
        lone = run[0] if len(run) == 1 and isinstance(run[0], Figure) else None
        number = NUMBER.fullmatch(lone.text) if lone is not None and lone.value else None
        if lone is None or number is None:
            if text := plain(cell.children):
                sheet.write_string(row, column, text, self.style("head" if part == "head" else "text"))
            return
        value = held(number)
        look = self.style("number", code_of(number))
        if lone.form == "number" and lone.fact not in self.cells and self.names[name] == FIGURES:
            self.cells[lone.fact] = xl_rowcol_to_cell(row, column)
            if lone.fact in self.formulas:
                self.waiting.append((sheet, row, column, self.formulas[lone.fact], value, look))
                return
        sheet.write_number(row, column, value, look)

    def compute(self) -> None:
        """Write the formulas of derived figures, each with its value as checked."""
        for sheet, row, column, formula, value, look in self.waiting:
            text = re.sub(r"\{([^{}]+)\}", lambda found: self.cells[found[1]], formula)
            sheet.write_formula(row, column, f"={text}", look, float(value))

    def _widths(self, sheet: Any, table: Table, flat: bool) -> list[int]:
        """Set the widths of the columns, in digits, and return them."""
        widths: list[int] = []
        for column in range(len(table.columns)):
            texts = (plain(row[column].children) for row in table.body if column < len(row))
            longest = max(map(width_in_halves, texts), default=0)
            fitting = next((width for width in _STEPS if longest < width), _STEPS[-1])
            if flat:
                fitting = max(fitting, _FIRST) if column == 0 else min(fitting, _WIDE)
            sheet.set_column(column, column, fitting)
            widths.append(fitting)
        return widths

    def _heights(self, sheet: Any, table: Table, top: int, widths: Sequence[int]) -> None:
        """Set the height of rows whose text runs over several lines: not every program finds it by itself."""
        for row, cells in enumerate((*table.head, *table.body, *table.foot), top):
            lines = [
                -(-width_in_halves(plain(cell.children)) * _LOOSE // (width * 100))
                for cell, width in zip(cells, widths, strict=False)
                if cell.rowspan == cell.colspan == 1
            ]
            if max(lines, default=1) > 1:
                sheet.set_row(row, min(_LINE * max(lines), _HIGHEST))


def held(number: re.Match[str]) -> Decimal:
    """Return the value a cell holds for a number as shown: 0.068 for 6.8%."""
    digits = f"{'-' if number['sign'] else ''}{number['whole'].replace(',', '')}.{number['part'] or '0'}"
    value = Decimal(digits) / 100 if number["percent"] else Decimal(digits)
    return Decimal(f"{value.normalize():f}")  # digits without an exponent, as the file is to hold them


def code_of(number: re.Match[str]) -> str:
    """Return the number format under which the value reads exactly as shown (ECMA-376 Part 1, 18.8.31)."""
    base = ("#,##0" if "," in number["whole"] else "0") + ("." + "0" * len(number["part"]) if number["part"] else "")
    base += number["percent"]
    return f"{base};−{base}" if number["sign"] == "−" else base


#: A fixed day, so that the same document gives the same file.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - file properties carry no zone
_CONTACTS = "table-contacts"
_PROJECT = "project-"
#: Widths of the columns of contacts: the project, whom to ask, telephone and mail, when it was verified.
_OF_CONTACTS = [44, 30, 30, 18]
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
    book = _book(buffer, document, created=_CREATED)
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "valign": "top", "border": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        "money": book.add_format({"valign": "top", "num_format": "#,##0"}),
    }
    for name, rows in parts.items():
        sheet = _new_sheet(book, name[:_LONGEST])
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
    heads = list(dict.fromkeys(head for lines in rows for head, _ in lines))
    money = [_yuan(table) for table in projects]
    made: Rows = [[labels["annex_number"], labels["annex_name"], *heads]]
    if any(money):
        made[0].append(labels["annex_yuan"])
    for table, lines, amount in zip(projects, rows, money, strict=True):
        texts = ("\n".join(text for known, text in lines if known == head) for head in heads)
        row: list[Value] = [str(table.caption.number), plain(table.caption.children), *texts]
        made.append([*row, *([amount if amount is not None else ""] if any(money) else [])])
    return made


def _sheets(projects: Sequence[Table]) -> Rows:
    made: Rows = []
    for table in projects:
        lines: Rows = [[head, text] for head, text in _lines(table)]
        made += [[table.caption.label, plain(table.caption.children)], *lines, [""]]
    return made


def _lines(table: Table) -> list[tuple[str, str]]:
    return [(_text(row[0]), _text(row[1])) for row in table.body if len(row) > 1]


def _text(cell: Cell) -> str:
    return plain(cell.children).replace("\N{NO-BREAK SPACE}", " ").strip()


def _yuan(table: Table) -> Decimal | None:
    """Return the investment of a project in yuan: the first amount of its sheet, where that is one amount of yuan."""
    figures = (node for row in table.body for node in walk(row[-1].children) if isinstance(node, Figure))
    found = next((figure for figure in figures if figure.fact.endswith(".investment")), None)
    return Decimal(found.value) if found and found.value and found.unit == "CNY" else None


def _tables(document: Document) -> list[Table]:
    return [node for node in walk(document) if isinstance(node, Table)]


def _compared(data: bytes, parts: Mapping[str, Rows]) -> None:
    """Read a workbook back and compare each cell with what was to be written. Raises ``AssertionError`` where they differ:
    then the program is wrong, and nothing may leave."""
    import openpyxl  # noqa: PLC0415 - a third of a second, and only where projects are written

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    for name, rows in parts.items():
        for wanted, cells in zip(rows, book[name[:_LONGEST]].iter_rows(), strict=False):
            there = [cell.value for cell in cells]
            for place, value in enumerate(wanted):
                found = there[place] if place < len(there) else None
                same = Decimal(str(found)) == value if isinstance(value, Decimal) else (found or "") == value
                if not same or (found is not None and cells[place].data_type == "f"):
                    raise AssertionError(f"the annex holds {found!r} where {value!r} was written")
    book.close()
