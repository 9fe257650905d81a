"""A CSV file as a grid. UTF-8, UTF-16 with a byte order mark, or GB 18030, as Excel in China saves it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from briefing.lists.grid import EMPTY, Cell, Grid, Kind, make_grid
from briefing.lists.reading_xlsx import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from briefing.problems import Problem, problem

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 50


def read_csv(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The one sheet of a CSV file."""
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return (), (problem("list-not-workbook", name, reason="it holds bytes that no text has"),)
    text, encoding = _decoded(data)
    if text is None:
        return (), (problem("list-encoding", name),)
    found = (problem("list-encoding-guessed", name, encoding=encoding),) if encoding == "GB 18030" else ()
    delimiter = _delimiter(text)
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False):
            made = tuple(_cell(value) for value in row[:MAX_COLUMNS])
            rows.append(made)
            cells += len(made)
            if cells > MAX_CELLS:
                break
    except csv.Error as error:
        return (), (problem("list-not-workbook", name, reason=f"line {len(rows) + 1} is not CSV ({error})"),)
    grid = replace(make_grid("CSV", rows, []), delimited=True)
    if len(grid.rows) > MAX_ROWS or cells > MAX_CELLS:
        return (), (problem("list-rows", name, sheet="CSV", rows=len(grid.rows), limit=MAX_ROWS),)
    return ((grid,) if grid.rows else ()), found


def _decoded(data: bytes) -> tuple[str | None, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = (("utf-16", "UTF-16"),)
    else:
        tries = (("utf-8-sig", "UTF-8"), ("gb18030", "GB 18030"))  # type: ignore[assignment]
    for codec, shown in tries:
        try:
            return data.decode(codec), shown
        except UnicodeDecodeError:
            continue
    return None, ""


def _delimiter(text: str) -> str:
    lines = text.splitlines()[:_SAMPLE_LINES]
    return max(_DELIMITERS, key=lambda mark: (sum(line.count(mark) for line in lines), -_DELIMITERS.index(mark)))


def _cell(value: str) -> Cell:
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return Cell(text, Kind.TEXT) if text else EMPTY
