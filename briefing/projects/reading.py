"""Reading a workbook or CSV file into grids, guarded against hostile files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

from briefing.problems import Problem, has_errors, problem
from briefing.projects.grid import EMPTY, Grid, GridCell, Kind, make_grid
from briefing.projects.reading_xlsx import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, read_xlsx

#: A list of 10,000 projects is a file of about 2 MB that unpacks to about 20 MB.
MAX_FILE = 50_000_000
MAX_UNPACKED = 400_000_000
MAX_PARTS = 3_000
MAX_RATIO = 200
#: Below this size a part may be as dense as it likes.
FREE = 2_000_000

#: [MS-CFB] 2.2: the signature of a compound file: an old .xls, or an encrypted workbook.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|macrosheets/)", re.IGNORECASE)
_OUTSIDE = re.compile(r"(^|/)(externalLinks/externalLink|connections\.xml|queryTables/)", re.IGNORECASE)


def guard(data: bytes, name: str) -> tuple[Problem, ...]:
    """Every reason not to open a workbook (errors), and what is in it that will not be followed (warnings)."""
    if len(data) > MAX_FILE:
        return (
            problem("list-file-large", name, size=f"{len(data) // 1_000_000} MB", limit=f"{MAX_FILE // 1_000_000} MB"),
        )
    if data.startswith(_COMPOUND):
        return (problem("list-encrypted" if _ENCRYPTED in data else "list-old-format", name),)
    if not data.startswith(b"PK"):
        return (problem("list-not-workbook", name, reason="it is not an .xlsx file, whatever its name says"),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, ValueError) as error:
        return (problem("list-not-workbook", name, reason=f"the archive is damaged ({error})"),)
    return _archive(parts, name)


def _archive(parts: list[zipfile.ZipInfo], name: str) -> tuple[Problem, ...]:
    found: list[Problem] = []
    names = [part.filename for part in parts]
    size = sum(part.file_size for part in parts)
    dense = [p for p in parts if p.file_size > max(FREE, p.compress_size * MAX_RATIO)]
    if any(part.flag_bits & 1 for part in parts):
        found.append(problem("list-encrypted", name))
    if size > MAX_UNPACKED or len(parts) > MAX_PARTS or dense:
        told = f"{len(parts)} parts of {size // 1_000_000} MB in all"
        found.append(problem("list-bomb", name, size=told))
    if len(set(names)) != len(names):
        found.append(problem("list-not-workbook", name, reason="the archive holds one part twice"))
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/workbook") for n in names):
        found.append(problem("list-not-workbook", name, reason="it is a zip archive without a workbook in it"))
    elif any(_MACROS.search(part) for part in names):
        found.append(problem("list-macros", name))
    if any(_OUTSIDE.search(part) for part in names):
        found.append(problem("list-external", name))
    return tuple(found)


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
    rows: list[tuple[GridCell, ...]] = []
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


def _cell(value: str) -> GridCell:
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return GridCell(text, Kind.TEXT) if text else EMPTY


_TEXT = (".csv", ".tsv", ".txt")


def read_bytes(path: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The bytes of a file, or why they cannot be had."""
    try:
        if path.is_file() and path.stat().st_size > MAX_FILE:
            size = f"{path.stat().st_size // 1_000_000} MB"
            return None, (problem("list-file-large", path.name, size=size, limit=f"{MAX_FILE // 1_000_000} MB"),)
        return path.read_bytes(), ()
    except OSError as error:
        return None, (problem("list-unreadable", str(path), reason=error.strerror or str(error)),)


def read_grids(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Every sheet that holds something. ``name`` is what problems call the file; its ending tells text from workbooks,
    unless the content plainly says otherwise."""
    if not data.strip():
        return (), (problem("list-empty", name),)
    if Path(name).suffix.lower() in _TEXT and not data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        grids, found = read_csv(data, name)
    else:
        found = guard(data, name)
        if has_errors(found):
            return (), found
        grids, more = read_xlsx(data, name)
        found = (*found, *more)
    if not grids and not has_errors(found):
        found = (*found, problem("list-empty", name))
    return grids, found
