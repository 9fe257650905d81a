"""Reading a workbook or CSV file into grids, guarded against hostile files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from briefing.files import refused as files
from briefing.files.archives import WORKBOOK, open_archive, refusals
from briefing.files.refused import Refused
from briefing.files.tables import decode, delimiter_of, table_rows
from briefing.problems import Problem, ProblemsFound, has_errors, problem
from briefing.projects.grid import EMPTY, Grid, GridCell, Kind, make_grid
from briefing.projects.reading_xlsx import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, read_xlsx

_TEXT = (".csv", ".tsv", ".txt")
_OUTSIDE = re.compile(r"(^|/)(externalLinks/externalLink|connections\.xml|queryTables/)", re.IGNORECASE)
#: The problem code of each kind of refusal, where it is not ``list-not-workbook``.
_CODES = {
    "large": "list-file-large",
    "encrypted": "list-encrypted",
    "old": "list-old-format",
    "bomb": "list-bomb",
    "macros": "list-macros",
    "encoding": "list-encoding",
}


def read_bytes(path: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The bytes of a file, or why they cannot be had."""
    try:
        return files.read_bytes(path, "list-unreadable", large="list-file-large"), ()
    except ProblemsFound as unread:
        return None, unread.problems


def read_grids(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Every sheet that holds something. ``name`` is what problems call the file; its ending tells text from workbooks,
    unless the content plainly says otherwise."""
    if not data.strip():
        return (), (problem("list-empty", name),)
    text = Path(name).suffix.lower() in _TEXT and not data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    try:
        grids, found = _read_table(data, name) if text else _read_workbook(data, name)
    except Refused as refused:
        return (), (_problem(refused, name),)
    if not grids and not has_errors(found):
        found = (*found, problem("list-empty", name))
    return grids, found


def _read_workbook(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    if refused := refusals(data, WORKBOOK):
        return (), tuple(_problem(r, name) for r in refused)
    archive = open_archive(data, WORKBOOK)
    outside = any(_OUTSIDE.search(part) for part in archive.names)
    grids, found = read_xlsx(archive, name)
    return grids, ((problem("list-external", name),) if outside else ()) + found


def _read_table(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    text, encoding = decode(data)
    found = (problem("list-encoding-guessed", name, encoding=encoding),) if encoding == "GB 18030" else ()
    rows: list[tuple[GridCell, ...]] = []
    cells = 0
    for _, row in table_rows(text, delimiter_of(text)):
        rows.append(tuple(_cell(value) for value in row[:MAX_COLUMNS]))
        cells += len(rows[-1])
        if cells > MAX_CELLS:
            break
    grid = replace(make_grid("CSV", rows, []), delimited=True)
    if len(grid.rows) > MAX_ROWS or cells > MAX_CELLS:
        return (), (problem("list-rows", name, sheet="CSV", rows=len(grid.rows), limit=MAX_ROWS),)
    return ((grid,) if grid.rows else ()), found


def _problem(refused: Refused, name: str) -> Problem:
    return problem(_CODES.get(refused.kind, "list-not-workbook"), name, refused.line, reason=refused.reason)


def _cell(value: str) -> GridCell:
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return GridCell(text, Kind.TEXT) if text else EMPTY
