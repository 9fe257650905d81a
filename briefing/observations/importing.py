"""Rows of a workbook or a CSV file as entries. Nothing in the file is run, looked up or trusted."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from briefing.content.fields import Where
from briefing.observations.understand import Entry
from briefing.observations.workbook import ACTIONS, COLUMNS, HEADS
from briefing.problems import Problem, in_order, problem
from briefing.review.readers.guarding import guard_archive

#: A file of observations is small: more than this is a mistake or an attack (bytes; rows).
MAX_BYTES = 5_000_000
MAX_ROWS = 5_000

#: What openpyxl raises for a workbook that is none, or that another hand has mangled.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    LookupError,
    ValueError,
    SyntaxError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
    OSError,
)

#: The sheet that is read; the only sheet of a workbook may have any name.
SHEET = "observations"

#: A row of cells with its number in the file; ``None`` is an empty cell.
Row = tuple[int, list[object]]


class _UnreadableError(ValueError):
    """The file cannot be read; the message says why."""


def entries_of(path: Path) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The entries of a file, and every problem of the file and its rows. Empty rows are passed over."""
    try:
        rows = list(_rows(path))
    except (_UnreadableError, OSError, UnicodeDecodeError, csv.Error) as error:
        return (), (problem("sheet-unreadable", path.name, 0, reason=error),)
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
    if not any(str(cell or "").strip() for head, cell in cells.items() if head not in ("indicator", "period")):
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


def _rows(path: Path) -> Iterator[Row]:
    if path.stat().st_size > MAX_BYTES:
        raise _UnreadableError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    data = path.read_bytes()
    found = _sheet(data) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(data)
    for count, row in enumerate(found):
        if count > MAX_ROWS:
            raise _UnreadableError(f"it has more than {MAX_ROWS} rows")
        yield row


def _csv(data: bytes) -> Iterator[Row]:
    """UTF-8 with or without a mark, or GB 18030, which Chinese Excel writes."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for row in reader:
        yield reader.line_num, list(row)


def _sheet(data: bytes) -> Iterator[Row]:
    if found := guard_archive(data, "", "xl/workbook.xml"):
        raise _UnreadableError(found[0].message)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, list(row)
    except _DAMAGE as error:
        raise _UnreadableError(str(error) or "it is no workbook") from error
