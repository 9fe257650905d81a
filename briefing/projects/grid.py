"""A sheet as a grid of cells, its rows at hand however many they are, and what was noticed in it, gathered by cause."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

from briefing.problems import Problem, Severity, problem
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
    return (cell.text, cell.kind.value, cell.formula, cell.odd, cell.struck)


def _cell(raw: object) -> GridCell:
    if isinstance(raw, tuple):
        text, kind, formula, odd, struck = raw
        return GridCell(text, Kind(kind), formula, odd, struck)
    return GridCell(str(raw), Kind.TEXT)


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
    file (CSV); ``above`` is what is right before the table of a document."""

    name: str
    rows: SheetRows
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    covered: Mapping[tuple[int, int], Merge] = field(default_factory=dict)
    rows_hidden: Set[int] = frozenset()
    columns_hidden: Set[int] = frozenset()
    delimited: bool = False
    above: tuple[str, ...] = ()

    def at(self, row: int, column: int) -> GridCell:
        """Return the cell as written; empty where the sheet has none."""
        place, cells = self.rows.recent
        if place != row:
            cells = self.rows.row(row)
        return cells[column] if column < len(cells) else EMPTY

    def shown(self, row: int, column: int) -> GridCell:
        """Return the cell as a reader of the sheet sees it: a merged range shows its first cell everywhere."""
        merge = self.covered.get((row, column))
        return self.at(merge.top, merge.left) if merge else self.at(row, column)

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return self.rows.width


#: A merge over more cells than this is a mistake of the sheet; only its first cell is kept.
MOST_COVERED = 20_000


def make_grid(name: str, rows: Iterable[Sequence[GridCell]], merges: Iterable[Merge] = ()) -> Grid:
    """Return a grid without trailing empty rows and cells."""
    trimmed, merges = SheetRows(rows), tuple(merges)
    covered = {
        (row, column): merge
        for merge in merges
        if (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) <= MOST_COVERED
        for row in range(merge.top, min(merge.bottom, len(trimmed)) + 1)
        for column in range(merge.left, merge.right + 1)
    }
    return Grid(name, trimmed, merges, covered=covered)


#: So many runs of rows are named in a message; a mapping draft has all of them.
NAMED = 8
#: What is said of a cell and differs from row to row without being another cause.
_EACH = frozenset(
    {"name", "text", "value", "day", "first", "guess", "sought", "investment", "id", "old", "kept", "workbook"}
)


@dataclass(slots=True)
class Cause:
    """One cause: its code, its sheet, the details of the first of its rows, and what each row says, in order."""

    code: str
    sheet: str
    details: Mapping[str, object]
    texts: dict[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        """The rows from 1, 0 for the whole file."""
        return list(self.texts)


@dataclass(slots=True)
class Causes:
    """Collects causes while a workbook is read."""

    found: dict[tuple[object, ...], Cause] = field(default_factory=dict)

    def add(self, code: str, sheet: str, row: int, /, **details: object) -> None:
        """Note that a row shows a cause. Details that name what the cell says do not tell causes apart; the others do."""
        key = (code, sheet, *sorted((k, str(v)) for k, v in details.items() if k not in _EACH))
        cause = self.found.setdefault(key, Cause(code, sheet, details))
        cause.texts.setdefault(row, str(details.get("text", "")))

    def of(self, *codes: str) -> list[Cause]:
        """Return the causes with these codes."""
        return [cause for cause in self.found.values() if cause.code in codes]

    def problems(self, file: str) -> tuple[Problem, ...]:
        """Return one problem for each cause, what stops the import first; ``file`` is the workbook's name."""
        made = [_problem(cause, file) for cause in self.found.values()]
        return ordered(made)


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems without repeats: errors, then warnings, then notes, each by line and code."""
    weight = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (weight[p.severity], p.file, p.line, p.code, p.message)))


def _problem(cause: Cause, file: str) -> Problem:
    rows = sorted(cause.rows)
    made = problem(cause.code, file, rows[0], **cause.details)
    more = rows[1:]
    if not more:
        return made
    also = f" — and {len(more)} more row{'s' if len(more) > 1 else ''}: {ranges(more, NAMED)}"
    told = {**made.details, "more": len(more), "more_rows": ranges(more, NAMED)}
    return replace(made, message=made.message + also, details=told)


def ranges(numbers: Sequence[int], most: int = 10**6) -> str:
    """Return row numbers in their order, those that follow each other as a range (``3, 7-9``); at most so many ranges, then
    ``…``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs[:most])
    return told + (", …" if len(runs) > most else "")
