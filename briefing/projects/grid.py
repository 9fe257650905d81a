"""A sheet as a grid of cells: what every reader of workbooks gives and every later step reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ERROR = "error"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell. ``text`` is what a person reads in it: a number with at most 15 significant digits, as Excel shows it, a
    date in ISO 8601, a unit that the cell's format writes after the number (``5000万元``). ``formula`` says that it is the
    saved result of a formula, ``odd`` is a format that shows another number than it holds, ``struck`` means struck out."""

    text: str = ""
    kind: Kind = Kind.EMPTY
    formula: bool = False
    day: date | None = None
    odd: str = ""
    struck: bool = False


EMPTY = GridCell()


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns from 0, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its rows from the first, each as wide as its last cell; ``merges`` by the cell they cover, ``rows_hidden`` and
    ``columns_hidden`` the rows and columns (from 0) that Excel does not show; ``delimited`` for the lines of a text
    file (CSV); ``above`` is what stands right before the table of a document."""

    name: str
    rows: tuple[tuple[GridCell, ...], ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    covered: Mapping[tuple[int, int], Merge] = field(default_factory=dict)
    rows_hidden: frozenset[int] = frozenset()
    columns_hidden: frozenset[int] = frozenset()
    delimited: bool = False
    above: tuple[str, ...] = ()

    def at(self, row: int, column: int) -> GridCell:
        """The cell as written; empty where the sheet has none."""
        if row >= len(self.rows):
            return EMPTY
        cells = self.rows[row]
        return cells[column] if column < len(cells) else EMPTY

    def shown(self, row: int, column: int) -> GridCell:
        """The cell as a reader of the sheet sees it: a merged range shows its first cell everywhere."""
        merge = self.covered.get((row, column))
        return self.at(merge.top, merge.left) if merge else self.at(row, column)

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)


#: A merge over more cells than this is a mistake of the sheet; only its first cell is kept.
MOST_COVERED = 20_000


def make_grid(
    name: str,
    rows: list[tuple[GridCell, ...]],
    merges: list[Merge],
    hidden: bool = False,
    rows_hidden: Iterable[int] = (),
    columns_hidden: Iterable[int] = (),
) -> Grid:
    """A grid without trailing empty rows and cells."""
    trimmed = [_trimmed(row) for row in rows]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    covered = {
        (row, column): merge
        for merge in merges
        if (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) <= MOST_COVERED
        for row in range(merge.top, min(merge.bottom, len(trimmed)) + 1)
        for column in range(merge.left, merge.right + 1)
    }
    return Grid(name, tuple(trimmed), tuple(merges), hidden, covered, frozenset(rows_hidden), frozenset(columns_hidden))


def _trimmed(row: tuple[GridCell, ...]) -> tuple[GridCell, ...]:
    end = len(row)
    while end and not row[end - 1].text:
        end -= 1
    return row[:end]
