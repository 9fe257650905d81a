"""The rows of a sheet, however many: the first two thousand or so at hand, of more those that are looked at."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from briefing.projects.packed import Blocks, Sliced

#: Blocks of rows at hand: a sheet of up to so many is read as if all of it were in memory.
ROWS_OPEN = 32
#: So many different cells are kept while others are read that may equal them.
MOST_KEPT = 5_000


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
Row = tuple[GridCell, ...]


class SheetRows(Sliced[Row]):
    """The rows of a sheet from its first, each without empty cells at its end; none is empty at the end of the sheet.
    ``width`` is the number of cells of the widest, ``recent`` the place and the cells of the row that was asked for last."""

    def __init__(self, rows: Iterable[Sequence[GridCell]] = ()) -> None:
        self._cells: dict[object, GridCell] = {"": EMPTY}
        self._blocks: Blocks[Row] = Blocks(ROWS_OPEN, _packed, self._unpacked)
        self.width = 0
        self.recent: tuple[int, Row] = (-1, ())
        empty = 0
        for row in map(_trimmed, rows):
            if not row:
                empty += 1
                continue
            for _ in range(empty):
                self._blocks.append(())
            empty = 0
            self._blocks.append(row)
            self.width = max(self.width, len(row))

    def __len__(self) -> int:
        return len(self._blocks)

    def item(self, place: int) -> Row:
        """Return the cells of a row."""
        return self._blocks[place]

    def row(self, place: int) -> Row:
        """Return the cells of a row from 0; none beyond the last."""
        found = self._blocks[place] if place < len(self._blocks) else ()
        self.recent = (place, found)
        return found

    def _unpacked(self, data: bytes) -> list[Row]:
        cells = self._cells
        if len(cells) > MOST_KEPT:
            cells.clear()
            cells[""] = EMPTY
        found = cells.get
        return [tuple([found(raw) or cells.setdefault(raw, _cell(raw)) for raw in row]) for row in marshal.loads(data)]


def _trimmed(row: Sequence[GridCell]) -> Row:
    end = len(row)
    while end and not row[end - 1].text:
        end -= 1
    return tuple(row[:end])


def _packed(rows: list[Row]) -> bytes:
    return marshal.dumps([[_raw(cell) for cell in row] for row in rows])


def _raw(cell: GridCell) -> object:
    """A cell as plain values: a text alone, or everything."""
    if cell is EMPTY:
        return ""
    if cell.kind is Kind.TEXT and not cell.formula and not cell.struck and cell.text and not cell.odd:
        return cell.text
    day = cell.day.isoformat() if cell.day else None
    return (cell.text, cell.kind.value, cell.formula, day, cell.odd, cell.struck)


def _cell(raw: object) -> GridCell:
    if isinstance(raw, tuple):
        text, kind, formula, day, odd, struck = raw
        return GridCell(text, Kind(kind), formula, date.fromisoformat(day) if day else None, odd, struck)
    return GridCell(str(raw), Kind.TEXT)
