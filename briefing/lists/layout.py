"""Where a sheet has its header block, and which column is what."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.lists.grid import Grid, Kind
from briefing.lists.headers import LEFT_OUT, Column, Heads
from briefing.lists.vocabulary import MoneyUnit, folded

#: How far down the header may begin, and how many rows it may take.
DEEPEST, TALLEST = 60, 4
#: A row is a header when so many different fields are recognised in it, the name among them.
ENOUGH = 3
_MARKS = str.maketrans("", "", ",.")


@dataclass(frozen=True, slots=True)
class Layout:
    """The header block (rows from 0, inclusive), its columns, and the unit that stands above it (``单位：万元``)."""

    top: int
    bottom: int
    columns: tuple[Column, ...]
    unit: MoneyUnit | None = None
    unit_text: str = ""

    def of(self, field: str) -> tuple[Column, ...]:
        """The columns of a field, from the left."""
        return tuple(c for c in self.columns if c.field == field)

    @property
    def fields(self) -> frozenset[str]:
        """The fields recognised."""
        return frozenset(c.field for c in self.columns if c.field and c.field != LEFT_OUT)


def find_layout(grid: Grid, heads: Heads) -> Layout | None:
    """The layout of a sheet that holds one project a row; ``None`` when it has no header we can recognise."""
    given = heads.mapping.head
    if given is not None:
        return _layout(grid, heads, given[0], given[1])
    best: Layout | None = None
    for top in range(min(DEEPEST, len(grid.rows))):
        if not any(heads.known(grid.shown(top, c).text) or heads.mapping.columns for c in range(len(grid.rows[top]))):
            continue
        found = _layout(grid, heads, top, _bottom(grid, heads, top))
        if "name" in found.fields and (best is None or len(found.fields) > len(best.fields)):
            best = found
    enough = ENOUGH if not heads.mapping.columns else 1
    return best if best is not None and len(best.fields) >= enough else None


def _bottom(grid: Grid, heads: Heads, top: int) -> int:
    """The last row of a header block: it holds every merge it touches, and the heads below merged heads."""
    bottom = top
    row = top
    while row <= bottom and row - top < TALLEST:
        for column in range(len(grid.rows[row])):
            merge = grid.covered.get((row, column))
            if merge is None or not grid.at(merge.top, merge.left).text:
                continue
            whole_row = merge.right - merge.left + 1 >= grid.width
            bottom = max(bottom, merge.bottom)
            if merge.right > merge.left and merge.bottom == row and not whole_row:
                bottom = max(bottom, row + 1)
        row += 1
    bottom = min(bottom, top + TALLEST - 1, len(grid.rows) - 1)
    if bottom + 1 < len(grid.rows) and _goes_on(grid, heads, top, bottom + 1):
        return bottom + 1
    return bottom


def _goes_on(grid: Grid, heads: Heads, top: int, row: int) -> bool:
    """Whether a row without merges (CSV) holds heads below those of the row above: no numbers, mostly known heads, and none
    under the name."""
    names = [c for c in range(len(grid.rows[top])) if heads.known(grid.shown(top, c).text) == "name"]
    cells = [(c, cell) for c in range(len(grid.rows[row])) if (cell := grid.shown(row, c)).text]
    below = [grid.shown(row, c).text for c in names if grid.shown(row, c).text != grid.shown(top, c).text]
    if not cells or any(text and heads.known(text) != "name" for text in below):
        return False
    texts = [cell.text for c, cell in cells if c not in names and cell.text != grid.shown(top, c).text]
    plain = all(cell.kind is Kind.TEXT and not folded(cell.text).translate(_MARKS).isdigit() for _, cell in cells)
    return plain and sum(1 for t in texts if heads.known(t) or heads.is_whole(t)) * 2 >= max(1, len(texts))


def _layout(grid: Grid, heads: Heads, top: int, bottom: int) -> Layout:
    columns = []
    carried = ""
    for index in range(max((len(grid.rows[r]) for r in range(top, bottom + 1)), default=0)):
        texts = [grid.shown(row, index).text for row in range(top, bottom + 1)]
        if bottom > top and not texts[0] and any(texts[1:]) and not grid.merges:
            texts[0] = carried
        carried = texts[0] or carried
        parts = tuple(dict.fromkeys(t for t in texts if t))
        columns.append(heads.column(index, parts))
    unit, text = _unit_above(grid, heads, top)
    return Layout(top, bottom, _without_repeats(grid, columns, top, bottom), unit, text)


def _without_repeats(grid: Grid, columns: list[Column], top: int, bottom: int) -> tuple[Column, ...]:
    """A head merged over several columns names the first of them; the others are unknown unless they say more."""
    made: list[Column] = []
    for column in columns:
        merge = grid.covered.get((bottom, column.index))
        repeated = merge is not None and merge.left < column.index and merge.bottom >= bottom
        made.append(Column(column.index, LEFT_OUT if repeated else column.field, column.head, column.unit, column.months))
    return tuple(made)


def _unit_above(grid: Grid, heads: Heads, top: int) -> tuple[MoneyUnit | None, str]:
    marks = tuple(folded(w) for w in heads.vocabulary.words.rows.unit)
    for row in range(max(0, top - 5), top):
        for cell in grid.rows[row]:
            plain = folded(cell.text)
            if any(mark in plain for mark in marks) and (unit := heads.vocabulary.unit_in(plain)):
                return unit, cell.text
    return None, ""
