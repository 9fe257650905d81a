"""Sheets with one project each: labels beside their values instead of heads above them."""

from __future__ import annotations

from briefing.lists.grid import Cell, Grid
from briefing.lists.headers import LEFT_OUT, Column, Heads
from briefing.lists.layout import unit_above
from briefing.lists.rows import Draft, Piece

#: So many different labels, the name among them, make a card.
ENOUGH = 4


def read_cards(grid: Grid, heads: Heads) -> tuple[Draft, ...]:
    """The projects of a sheet in card layout, from the top; empty where it is none. A second name begins the next card."""
    cards: list[tuple[int, dict[str, tuple[Piece, ...]]]] = []
    unit, _ = unit_above(grid, heads, min(5, len(grid.rows)))
    for row in range(len(grid.rows)):
        column = 0
        while column < len(grid.rows[row]):
            found = _labelled(grid, heads, row, column)
            if found is None:
                column += 1
                continue
            piece, column = found
            name = piece.column.field
            if name == "name" or not cards:
                if name != "name":
                    continue
                cards.append((row, {}))
            pieces = cards[-1][1]
            pieces[name] = (*pieces.get(name, ()), piece)
    drafts = []
    for place, (row, pieces) in enumerate(cards):
        last = cards[place + 1][0] if place + 1 < len(cards) else len(grid.rows)
        if len(pieces) >= ENOUGH:
            drafts.append(Draft(grid.name, row + 1, last, (), pieces, unit))
    return tuple(drafts)


def _labelled(grid: Grid, heads: Heads, row: int, column: int) -> tuple[Piece, int] | None:
    """The value beside a label, and the column after it; ``None`` where no label stands."""
    label = grid.at(row, column)
    if not label.text:
        return None
    known = heads.column(column, (label.text,))
    if not known.field or known.field == LEFT_OUT:
        return None
    merge = grid.covered.get((row, column))
    beside = (merge.right if merge else column) + 1
    value = grid.shown(row, beside)
    if not value.text or _is_label(value, heads):
        return None
    after = grid.covered.get((row, beside))
    made = Column(beside, known.field, known.head, known.unit, known.months)
    return Piece(value, made, row), (after.right if after else beside) + 1


def _is_label(cell: Cell, heads: Heads) -> bool:
    return bool(heads.known(cell.text))
