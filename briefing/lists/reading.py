"""A file of any supported kind as grids: guarded first, then read."""

from __future__ import annotations

from pathlib import Path

from briefing.lists.grid import Grid
from briefing.lists.guarding import MAX_FILE, guard
from briefing.lists.reading_csv import read_csv
from briefing.lists.reading_xlsx import read_xlsx
from briefing.problems import Problem, has_errors, problem

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
