"""The rows below a header: projects, and what stands between them (section heads, totals, notes, repeated heads)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from briefing.lists.grid import Cell, Grid, Kind
from briefing.lists.headers import LEFT_OUT, Column, Heads
from briefing.lists.layout import Layout
from briefing.lists.row_kinds import CHINESE_NUMBER, SECTION, Kinds
from briefing.lists.vocabulary import MONEY, MoneyUnit, folded
from briefing.problems import Problem, problem

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
    """What a sheet holds. ``breaks`` are the rows (from 1) of section heads and totals; ``others`` every row that is no
    project and not empty, by what it was taken for (section, total, note, head, unnamed, skip)."""

    drafts: list[Draft] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)


def read_rows(grid: Grid, layout: Layout, heads: Heads, name: str) -> Found:
    """Every row below the header, each accounted for. ``name`` is the workbook's, for problems."""
    found = Found()
    kinds = Kinds(grid, layout, heads)
    sections: tuple[str, ...] = ()
    notes_from = 0
    row = layout.bottom + 1

    def tell(code: str, **details: object) -> None:
        found.problems.append(problem(code, name, row + 1, sheet=grid.name, **details))

    while row < len(grid.rows):
        last = row
        kind = kinds.of(row, bool(notes_from))
        match kind:
            case "section" | "only-name":
                sections = (_section_text(grid, row),)
                if kind == "only-name":
                    tell("list-row-only-name", text=sections[0][:40])
                    kind = "section"
                found.breaks.append(row + 1)
                found.totals += _total(grid, layout, row)
            case "total":
                found.breaks.append(row + 1)
                found.totals += _total(grid, layout, row)
            case "note":
                notes_from = notes_from or row + 1
            case "unit":
                tell("list-unit-again", text=_said(grid, row))
            case "other-head":
                tell("list-second-header", text=_said(grid, row))
            case "unnamed":
                tell("list-row-unnamed", text=_said(grid, row))
            case "project":
                last = _last_row(grid, layout, row)
                found.drafts.append(_draft(grid, layout, row, last, sections))
                if notes_from:
                    tell("list-row-after-notes")
                    notes_from = 0
        if kind not in ("project", "blank"):
            found.others.setdefault(kind, []).append(row + 1)
        row = last + 1
    found.problems += _empty_sections(found, grid.name, name)
    return found


def _said(grid: Grid, row: int) -> str:
    return " | ".join(c.text for c in grid.rows[row] if c.text)[:60]


def _empty_sections(found: Found, sheet: str, name: str) -> Iterator[Problem]:
    """Section heads below which no project stands: each may be a project taken for a head."""
    starts = [draft.row for draft in found.drafts]
    for row in found.others.get("section", []):
        end = min((b for b in found.breaks if b > row), default=10**9)
        if not any(row < start < end for start in starts) and not any(row < b == end for b in found.others.get("section", [])):
            yield problem("list-section-empty", name, row, sheet=sheet)


def _last_row(grid: Grid, layout: Layout, row: int) -> int:
    """The last row of the project that begins here: the name's own merge decides."""
    for column in layout.of("name"):
        merge = grid.covered.get((row, column.index))
        if merge is not None and merge.top == row:
            return max(row, min(merge.bottom, len(grid.rows) - 1))
    return row


def _section_text(grid: Grid, row: int) -> str:
    texts = [cell.text for cell in grid.rows[row] if cell.kind is Kind.TEXT]
    words = [t for t in texts if not CHINESE_NUMBER.match(folded(t))]
    text = SECTION.sub("", words[0].strip()) if words else ""
    return _COUNT.sub("", text).strip(" 　()（）：:、")


def _total(grid: Grid, layout: Layout, row: int) -> list[TotalRow]:
    """The total a row states, if it states one."""
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
        return []
    return [TotalRow(grid.name, row + 1, label[:40], int(counted[1]) if counted else None, amounts)]


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
