"""Sheets with one project each: labels beside, above or before their values instead of heads over columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.projects.grid import Grid, GridCell, Kind
from briefing.projects.headers import LEFT_OUT, HeadColumn, Heads
from briefing.projects.layout import unit_above
from briefing.projects.rows import Draft, RowPiece
from briefing.projects.sections import Said

#: So many different labels with values, the name among them, make a card.
ENOUGH = 4
#: Between a label and its value so few cells may be empty, less one.
GAP = 4
#: A label and its value in one cell.
_COLON = re.compile(r"\s*([^:：\n]{2,20})[:：]\s*(\S[\s\S]*)\Z")


def read_cards(grid: Grid, heads: Heads) -> tuple[Draft, ...]:
    """The projects of a sheet in card layout, from the top; empty where it is none. A second name begins the next card."""
    cards: list[tuple[int, dict[str, tuple[RowPiece, ...]]]] = []
    unit, _ = unit_above(grid, heads, min(5, len(grid.rows)))
    used: set[tuple[int, int]] = set()
    for row in range(len(grid.rows)):
        for piece in _pieces(grid, heads, row, used):
            name = piece.column.field
            if name == "name":
                cards.append((row, {}))
            elif not cards:
                continue
            pieces = cards[-1][1]
            pieces[name] = (*pieces.get(name, ()), piece)
    drafts = []
    for place, (row, pieces) in enumerate(cards):
        last = cards[place + 1][0] if place + 1 < len(cards) else len(grid.rows)
        if len(pieces) >= ENOUGH:
            drafts.append(Draft(grid.name, row + 1, last, Said(), pieces, unit))
    return tuple(drafts)


def like_labels(drafts: tuple[Draft, ...] | list[Draft], heads: Heads) -> bool:
    """Whether the projects a sheet gives as a table are named like labels of a card (日期, 责任人, 总投资), or their
    amounts are no numbers: it is no table."""
    names = [draft.text("name") for draft in drafts]
    odd = sum(1 for name in names if heads.known(name) or heads.is_person(name) or heads.money_like(name))
    return bool(names) and odd * 2 >= len(names)


def _pieces(grid: Grid, heads: Heads, row: int, used: set[tuple[int, int]]) -> Iterator[RowPiece]:
    """The labelled values of a row, from the left."""
    column = 0
    while column < len(grid.rows[row]):
        cell = grid.at(row, column)
        merge = grid.covered.get((row, column))
        after = (merge.right if merge else column) + 1
        if (row, column) in used or not cell.text:
            column = after
            continue
        known = heads.column(column, (cell.text,))
        if known.field and known.field != LEFT_OUT:
            place = _beside(grid, heads, row, after) or _below(grid, heads, row, column)
            if place is not None:
                used.add(place)
                head = HeadColumn(place[1], known.field, known.head, known.unit, known.months)
                yield RowPiece(grid.at(*place), head, place[0])
        elif (match := _COLON.match(cell.text)) and (known := heads.column(column, (match[1],))).field not in (
            "",
            LEFT_OUT,
        ):
            yield RowPiece(
                GridCell(match[2].strip(), Kind.TEXT),
                HeadColumn(column, known.field, known.head, known.unit, known.months),
                row,
            )
        column = after


def _beside(grid: Grid, heads: Heads, row: int, column: int) -> tuple[int, int] | None:
    """The place of the value right of a label that ends before a column; a few empty cells may stand between."""
    column = next((c for c in range(column, column + GAP) if grid.shown(row, c).text), column)
    merge = grid.covered.get((row, column))
    place = (merge.top, merge.left) if merge else (row, column)
    value = grid.at(*place)
    return place if value.text and not _is_label(value, heads) else None


def _below(grid: Grid, heads: Heads, row: int, column: int) -> tuple[int, int] | None:
    """The place of the value under a label, where the row of labels has several of them and the row below has none."""
    merge = grid.covered.get((row, column))
    under = (merge.bottom if merge else row) + 1
    if under >= len(grid.rows):
        return None
    labels = [c for c in range(len(grid.rows[row])) if grid.at(row, c).text]
    if len(labels) < 2 or any(_is_label(grid.at(under, c), heads) for c in range(len(grid.rows[under]))):
        return None
    if not all(_is_label(grid.at(row, c), heads) for c in labels[:1]):
        return None
    value = grid.at(under, column)
    return (under, column) if value.text else None


def _is_label(cell: GridCell, heads: Heads) -> bool:
    return bool(cell.text) and cell.kind is Kind.TEXT and bool(heads.known(cell.text) or heads.is_person(cell.text))
