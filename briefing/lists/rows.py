"""The rows below a header: projects, and what stands between them (section heads, totals, notes, repeated heads)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from briefing.lists.grid import Cell, Grid, Kind
from briefing.lists.headers import LEFT_OUT, Column, Heads
from briefing.lists.layout import Layout
from briefing.lists.mapping import rows_named
from briefing.lists.vocabulary import MONEY, MoneyUnit, folded
from briefing.problems import Problem, problem

_SECTION = re.compile(r"^(?:第?[一二三四五六七八九十百]+[、.章类部]|[(（][一二三四五六七八九十]+[)）]|[IVX]{1,5}[、.])")
_CHINESE_NUMBER = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}[)）、.]?$")
_COUNT = re.compile(r"[(（]?共?(\d+)\s*个(?:项目)?[)）]?")


@dataclass(frozen=True, slots=True)
class Piece:
    """What one cell says about a project. ``shared`` is true where a merge gives the cell to other projects as well."""

    cell: Cell
    column: Column
    row: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """One project as the sheet has it: its rows (from 1), the section heads above it, and its cells by field."""

    sheet: str
    row: int
    last: int
    sections: tuple[str, ...]
    pieces: Mapping[str, tuple[Piece, ...]]
    unit: MoneyUnit | None = None

    def text(self, name: str) -> str:
        """Everything the cells of a field say, line by line, once each."""
        return "\n".join(dict.fromkeys(p.cell.text for p in self.pieces.get(name, ()) if p.cell.text))


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total written in the sheet: its row (from 1), the number of projects it names, its amounts by field, and the
    drafts it follows or heads within its section."""

    sheet: str
    row: int
    label: str
    count: int | None
    amounts: Mapping[str, Piece]


@dataclass(slots=True)
class Found:
    """What a sheet holds. ``breaks`` are the rows (from 1) of section heads and totals."""

    drafts: list[Draft] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_rows(grid: Grid, layout: Layout, heads: Heads, name: str) -> Found:
    """Every row below the header, each accounted for. ``name`` is the workbook's, for problems."""
    found = Found()
    skip = rows_named(heads.mapping.skip)
    sections: tuple[str, ...] = ()
    notes_from = 0
    row = layout.bottom + 1
    while row < len(grid.rows):
        last = _last_row(grid, layout, row)
        kind = "skip" if row in skip else _kind(grid, layout, heads, row)
        match kind:
            case "section":
                sections = (_section_text(grid, layout, row),)
                found.breaks.append(row + 1)
                if total := _total(grid, layout, row):
                    found.totals.append(total)
                last = row
            case "total":
                found.breaks.append(row + 1)
                if total := _total(grid, layout, row):
                    found.totals.append(total)
                last = row
            case "note":
                notes_from = notes_from or row + 1
                last = row
            case "unnamed":
                said = " | ".join(c.text for c in grid.rows[row] if c.text)[:60]
                found.problems.append(problem("list-row-unnamed", name, row + 1, sheet=grid.name, text=said))
            case "project":
                found.drafts.append(_draft(grid, layout, row, last, sections))
                if notes_from:
                    found.problems.append(problem("list-row-after-notes", name, row + 1, sheet=grid.name))
                    notes_from = 0
        row = last + 1
    return found


def _last_row(grid: Grid, layout: Layout, row: int) -> int:
    """The last row of the project that begins here: the name's own merge decides."""
    for column in layout.of("name"):
        merge = grid.covered.get((row, column.index))
        if merge is not None and merge.top == row:
            return max(row, min(merge.bottom, len(grid.rows) - 1))
    return row


def _kind(grid: Grid, layout: Layout, heads: Heads, row: int) -> str:
    shown = {c: cell for c in range(len(grid.rows[row])) if (cell := grid.at(row, c)).text}
    if not shown:
        return "blank"
    rows = heads.vocabulary.words.rows
    first = next(iter(shown.values())).text
    names = [grid.shown(row, c.index).text for c in layout.of("name")]
    name = next((n for n in names if n), "")
    leading = [folded(cell.text) for cell in list(shown.values())[:3]]
    totals = tuple(folded(w) for w in rows.total)
    if any(text.startswith(totals) or text.endswith(totals) for text in leading if len(text) <= 40):
        return "total"
    if name and sum(1 for c in layout.columns if c.field and grid.shown(row, c.index).text in c.head.split("/")) >= 3:
        return "head"
    if _is_note(first, shown, heads):
        return "note"
    if _is_section(grid, layout, row, first, shown):
        return "section"
    return "project" if name and not heads.vocabulary.is_blank(name) else "unnamed"


def _is_note(first: str, shown: Mapping[int, Cell], heads: Heads) -> bool:
    plain = folded(first)
    words = heads.vocabulary.words.rows
    marked = any(plain.startswith((folded(w) + ":", folded(w) + "1", folded(w) + "、")) for w in (*words.note, *words.unit))
    alone = plain in {folded(w) for w in words.note} and len(shown) <= 2
    return (marked and len(shown) <= 4) or alone


def _is_section(grid: Grid, layout: Layout, row: int, first: str, shown: Mapping[int, Cell]) -> bool:
    column = next(iter(shown))
    merge = grid.covered.get((row, column))
    across = merge is not None and merge.right - merge.left + 1 >= 3
    if len(shown) == 1:
        return across or bool(_SECTION.match(first)) or column not in {c.index for c in layout.of("name")}
    numbered = bool(_CHINESE_NUMBER.match(folded(first))) or bool(_SECTION.match(first))
    return numbered and len([c for c in layout.columns if c.field and c.index in shown]) <= 4


def _section_text(grid: Grid, layout: Layout, row: int) -> str:
    texts = [cell.text for cell in grid.rows[row] if cell.kind is Kind.TEXT]
    words = [t for t in texts if not _CHINESE_NUMBER.match(folded(t))]
    text = _SECTION.sub("", words[0].strip()) if words else ""
    return _COUNT.sub("", text).strip(" 　()（）：:、")


def _total(grid: Grid, layout: Layout, row: int) -> TotalRow | None:
    money = {c.index for c in layout.columns if c.field in MONEY}
    texts = [cell.text for c, cell in enumerate(grid.rows[row]) if cell.kind is Kind.TEXT and c not in money]
    label = " ".join(texts)
    counted = _COUNT.search(label)
    amounts = {
        c.field: Piece(grid.at(row, c.index), c, row)
        for c in layout.columns
        if c.field in MONEY and grid.at(row, c.index).text
    }
    if not amounts and counted is None:
        return None
    return TotalRow(grid.name, row + 1, label[:40], int(counted[1]) if counted else None, amounts)


def _draft(grid: Grid, layout: Layout, row: int, last: int, sections: tuple[str, ...]) -> Draft:
    pieces: dict[str, tuple[Piece, ...]] = {}
    for column in layout.columns:
        if column.field and column.field != LEFT_OUT:
            made = tuple(_pieces(grid, column, row, last))
            if made:
                pieces[column.field] = (*pieces.get(column.field, ()), *made)
    return Draft(grid.name, row + 1, last + 1, sections, pieces, layout.unit)


def _pieces(grid: Grid, column: Column, row: int, last: int) -> Iterator[Piece]:
    for at in range(row, last + 1):
        merge = grid.covered.get((at, column.index))
        if merge is None:
            cell = grid.at(at, column.index)
            shared = False
        else:
            if merge.left != column.index or (at > row and merge.top < at):
                continue
            cell = grid.at(merge.top, merge.left)
            shared = merge.top < row or merge.bottom > last
        if cell.text:
            yield Piece(cell, column, at, shared)
