"""Rows of a workbook or a CSV file as entries. Nothing in the file is run, looked up or trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from briefing.content.fields import Where
from briefing.files.archives import WORKBOOK, open_archive
from briefing.files.refused import Refused, read_bytes
from briefing.files.tables import decode, delimiter_of, table_rows
from briefing.files.workbooks import workbook
from briefing.observations.understand import Entry
from briefing.observations.workbook import ACTIONS, COLUMNS, HEADS, SHOWN
from briefing.problems import Problem, ProblemsFound, in_order, problem

#: A file of observations is small: more than this is a mistake or an attack (bytes; rows).
MAX_BYTES = 5_000_000
MAX_ROWS = 5_000

#: The sheet that is read; the only sheet of a workbook may have any name.
SHEET = "observations"

#: A row of cells with its number in the file; ``None`` is an empty cell.
Row = tuple[int, list[object]]
T = TypeVar("T")


def entries_of(path: Path) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The entries of a file, and every problem of the file and its rows. Empty rows are passed over."""
    try:
        rows = _rows(path)
    except ProblemsFound as unread:
        return (), unread.problems
    except Refused as error:
        return (), (problem("sheet-unreadable", path.name, error.line, reason=error),)
    if not rows:
        return (), (problem("sheet-unreadable", path.name, 0, reason="it has no rows"),)
    heads = [str(cell or "").strip().lower() for cell in rows[0][1]]
    problems = [
        problem("sheet-head", path.name, rows[0][0], head=h, known=", ".join(HEADS))
        for h in heads
        if h and h not in HEADS
    ]
    lacking = [c.head for c in COLUMNS if c.needed and c.head not in heads]
    problems += [problem("sheet-column", path.name, rows[0][0], head=head) for head in lacking]
    if problems:
        return (), in_order(problems)
    entries: list[Entry] = []
    for number, cells in rows[1:]:
        entry = _entry(dict(zip(heads, cells, strict=False)), path.name, number, problems)
        if entry is not None:
            entries.append(entry)
    return tuple(entries), in_order(problems)


def _entry(cells: dict[str, object], file: str, number: int, problems: list[Problem]) -> Entry | None:
    if not any(str(cell or "").strip() for head, cell in cells.items() if head not in ("indicator", "period", *SHOWN)):
        return None
    values: dict[str, str] = {}
    for head, cell in cells.items():
        if isinstance(cell, str) or cell is None:
            values[head] = (cell or "").strip()
        else:
            problems.append(problem("sheet-cell", file, number, head=head, cell=cell))
        if values.get(head, "").startswith("="):
            problems.append(problem("sheet-formula", file, number, head=head))
    action = values.get("action") or "observe"
    if action not in ACTIONS:
        problems.append(problem("sheet-action", file, number, action=action, known=", ".join(ACTIONS)))
    needed = [c.head for c in COLUMNS if c.needed and not (c.head == "figure" and action == "withdraw")]
    problems += [
        problem("sheet-empty", file, number, head=head) for head in needed if head in values and not values[head]
    ]
    return Entry(
        indicator=values.get("indicator", ""),
        figure=values.get("figure", ""),
        period=values.get("period", ""),
        source=values.get("source", ""),
        locator=values.get("locator", ""),
        basis=values.get("basis") or "stated",
        status=values.get("status") or "reported",
        published=values.get("published", ""),
        note=values.get("note", ""),
        plan=values.get("plan", ""),
        target=action == "target",
        withdraw=action == "withdraw",
        revision=action == "revise",
        disagreement=action == "disagree",
        caveat=values.get("caveat", ""),
        where=Where(file, number),
    )


def _rows(path: Path) -> list[Row]:
    data = read_bytes(path, "sheet-unreadable", MAX_BYTES)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        with workbook(open_archive(data, WORKBOOK), formulas=True, stream=True) as book:
            sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
            rows: list[Row] = [(n, list(row)) for n, row in enumerate(_few(sheet.iter_rows(values_only=True)), 1)]
    else:
        text, _ = decode(data)
        delimiter = delimiter_of(text.partition("\n")[0])  # the heads hold none themselves
        rows = [(line, list(cells)) for line, cells in _few(table_rows(text, delimiter))]
    return rows


def _few(rows: Iterable[T]) -> Iterator[T]:
    for count, row in enumerate(rows):
        if count > MAX_ROWS:
            raise Refused("rows", f"it has more than {MAX_ROWS} rows")
        yield row
