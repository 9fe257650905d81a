"""Every row and every cell of a list accounted for: what gave no project, and why, is told."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from briefing.lists.causes import Causes, ranges
from briefing.lists.grid import Grid
from briefing.lists.headers import Heads
from briefing.lists.layout import Layout
from briefing.lists.rows import Found
from briefing.problems import Problem, problem

_KINDS = {
    "section": "section heads", "total": "totals", "note": "notes", "head": "headers again", "skip": "skipped as you said",
}  # fmt: skip


def rows_accounted(grid: Grid, rows: Found, causes: Causes) -> None:
    """Note what the rows are that gave no project, and which rows of the list Excel does not show."""
    told = [f"{_KINDS[kind]} {ranges(numbers, 20)}" for kind, numbers in rows.others.items() if kind in _KINDS]
    if told:
        causes.add("list-rows-left-out", grid.name, 0, sheet=grid.name, rows="; ".join(told))
    unseen = sorted({r for draft in rows.drafts for r in range(draft.row, draft.last + 1)} & {r + 1 for r in grid.rows_hidden})
    if unseen:
        causes.add("list-hidden-rows", grid.name, unseen[0], sheet=grid.name, rows=ranges(unseen, 20))


def cells_accounted(grid: Grid, layout: Layout, rows: Found, heads: Heads, name: str) -> list[Problem]:
    """Cells of projects that stand under no head. In delimited text they mean that a comma within a cell was taken for its end,
    and that every field behind it may hold the next one's words: the file is refused."""
    headed = {c.index for c in layout.columns if c.head or c.field or c.letter in heads.mapping.columns}
    found: list[Problem] = []
    numbers: dict[int, list[int]] = {}
    for draft in rows.drafts:
        for row in range(draft.row, draft.last + 1):
            for index, cell in enumerate(grid.rows[row - 1]):
                if not cell.text or index in headed or (row - 1, index) in grid.covered:
                    continue
                if grid.delimited and index >= len(layout.columns):
                    told = {"cells": index + 1, "heads": len(layout.columns), "text": cell.text[:30]}
                    found.append(problem("list-row-longer", name, row, **told))
                    break
                numbers.setdefault(index, []).append(row)
    found += [
        problem("list-cells-unheaded", name, at[0], sheet=grid.name, column=get_column_letter(index + 1), rows=ranges(at, 20))
        for index, at in numbers.items()
    ]
    return found
