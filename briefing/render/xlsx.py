"""The workbook writer: the tree of a data annex as XLSX (ISO/IEC 29500), a sheet a section, numbers as numbers."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from briefing.compose.annex import FORMULAS
from briefing.document.nodes import Cell, Document, Figure, Inline, Paragraph, Row, Section, Table, Text, plain
from briefing.document.reading import leaves
from briefing.render import Rendering
from briefing.render.columns import placed, width_in_halves
from briefing.render.office import FigureMark, marks_xml, with_marks
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
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    created = datetime.fromisoformat(document.date)
    cover = document.cover
    book.set_properties(
        {"title": cover.title, "subject": document.subject, "author": document.author, "created": created}
    )
    writing = _Writing(document, book, theme, json.loads(document.extra.get(FORMULAS, "{}")))
    for section in document.sections:
        writing.sheet(section)
    writing.compute()
    book.close()
    stated = {"pack": document.pack, "edition": document.edition, "language": document.language}
    part = marks_xml(stated, writing.names.items(), writing.marks)
    return with_marks(buffer.getvalue(), "xl/workbook.xml", part)


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
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if self.document.stamp:
            sheet.set_header(f"&C{self.document.stamp.replace('&', '&&')}")
        row = 0
        first = not self.marks and len(self.names) == 1
        for line in _cover(self.document) if first else ():
            sheet.write_string(row, 0, line, self.style("title" if row == 0 else "line"))
            row += 1
        for block in section.blocks:
            match block:
                case Paragraph(children=run):
                    sheet.write_string(row, 0, plain(run), self.style("line"))
                    row += 1
                case Table():
                    row = self.table(
                        sheet, name, block, row, flat=len(section.blocks) == 1 and not block.caption.prefix
                    )
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
            row = self._rows(sheet, name, rows, len(table.columns), row, part)
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

    def _rows(self, sheet: Any, name: str, rows: tuple[Row, ...], columns: int, row: int, part: str) -> int:
        """Write rows; a cell spread over others is in the first of them, the others stay empty."""
        for cells in placed(rows, columns):
            for cell, column in cells:
                self._cell(sheet, name, row, column, cell, part)
            row += 1
        return row

    def _cell(self, sheet: Any, name: str, row: int, column: int, cell: Cell, part: str) -> None:
        run = tuple(n for n in cell.children if not (isinstance(n, Text) and not n.text.strip()))
        place = f"{name}!{xl_rowcol_to_cell(row, column)}"
        for at, figure in _figures(cell.children):
            self.marks.append(FigureMark(place, figure.fact, at, len(figure.text)))
        lone = run[0] if len(run) == 1 and isinstance(run[0], Figure) else None
        number = NUMBER.fullmatch(lone.text) if lone is not None and lone.value else None
        if lone is None or number is None:
            if text := plain(cell.children):
                sheet.write_string(row, column, text, self.style("head" if part == "head" else "text"))
            return
        value = held(number)
        look = self.style("number", code_of(number))
        if lone.form == "number" and lone.fact not in self.cells and name == self._figures_sheet():
            self.cells[lone.fact] = xl_rowcol_to_cell(row, column)
            if lone.fact in self.formulas:
                self.waiting.append((sheet, row, column, self.formulas[lone.fact], value, look))
                return
        sheet.write_number(row, column, value, look)

    def _figures_sheet(self) -> str:
        return next((name for name, section in self.names.items() if section == "figures"), "")

    def compute(self) -> None:
        """Write the formulas of derived figures, each with its value as checked."""
        for sheet, row, column, formula, value, look in self.waiting:
            text = re.sub(r"\{([^{}]+)\}", lambda found: self.cells[found[1]], formula)
            sheet.write_formula(row, column, f"={text}", look, float(value))

    def _widths(self, sheet: Any, table: Table, flat: bool) -> list[int]:
        """Set the widths of the columns, in digits, and return them."""
        widths: list[int] = []
        for column in range(len(table.columns)):
            longest = max(
                (width_in_halves(plain(row[column].children)) for row in table.body if column < len(row)), default=0
            )
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


def _cover(document: Document) -> Iterator[str]:
    cover = document.cover
    yield from (
        t for t in (cover.title, cover.subtitle, document.stamp, cover.series, *cover.lines, *cover.notice) if t
    )


def _figures(run: tuple[Inline, ...]) -> Iterator[tuple[int, Figure]]:
    yield from ((at, node) for at, node in leaves(run) if isinstance(node, Figure))


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
