"""Workbooks of other programs (.xls, .ods, .xlsb), and large ones of Excel, read by calamine in a process of their own.

A sheet is one block of memory to calamine, as large as its farthest cell says, and a damaged file can end the process: both
must not reach whoever asked. Run as a module it reads a workbook from standard input and writes its sheets as lines of JSON.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, ZipError

from briefing.files.reading import Refused

#: Bytes of memory and seconds that reading one workbook may take.
MEMORY, SECONDS = 2_000_000_000, 60


@dataclass(frozen=True, slots=True)
class ForeignSheet:
    """One sheet: its name, whether it is hidden, its rows from the first (text, numbers, truth values, days, times as text), to
    be read once and before the next sheet; its merged ranges as top, left, bottom, right, from 0, and how many rows and
    columns it has (none where its rows were not asked for)."""

    name: str
    hidden: bool
    rows: Iterator[list[object]]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    height: int = 0
    width: int = 0


def sheets_of(data: bytes, but: Collection[str] = ()) -> Iterator[ForeignSheet]:
    """Yield the worksheets of a workbook as calamine gives them; of those named in ``but`` no rows are read."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for meta in book.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        hidden = meta.visible is not SheetVisibleEnum.Visible
        if meta.name in but:
            yield ForeignSheet(meta.name, hidden, iter(()))
            continue
        sheet = book.get_sheet_by_name(meta.name)
        top, left = sheet.start or (0, 0)
        before: list[object] = [""] * left
        rows = ([*before, *map(_simple, row)] for row in sheet.iter_rows())
        merges = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
        yield ForeignSheet(meta.name, hidden, rows, merges, top + sheet.height, left + sheet.width)


def read_foreign(data: bytes, but: Collection[str] = ()) -> Iterator[ForeignSheet]:
    """Yield the sheets of a workbook; of those named in ``but`` no rows are read. Raises ``Refused`` for one that is damaged,
    encrypted or too large."""
    with tempfile.TemporaryFile() as said:
        command = [sys.executable, "-m", __name__, *but]
        try:
            done = subprocess.run(
                command, input=data, stdout=said, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False, cwd=_ROOT
            )
        except subprocess.TimeoutExpired as error:
            raise Refused("damaged", f"reading it takes more than {SECONDS} seconds") from error
        if done.returncode:
            raise Refused("damaged", "it is damaged, or a cell in it stands so far off that it needs too much memory")
        said.seek(0)
        for line in said:
            head = json.loads(line)
            if "kind" in head:
                raise Refused(head["kind"], head["reason"])
            rows = (json.loads(row, object_hook=_day) for row in islice(said, head["height"]))
            merges = tuple((top, left, bottom, right) for top, left, bottom, right in head["merges"])
            yield ForeignSheet(head["name"], head["hidden"], rows, merges, head["height"], head["width"])
            for _ in rows:
                pass  # a sheet that was passed over


_ROOT = Path(__file__).resolve().parents[2]


def _simple(value: object) -> object:
    match value:
        case datetime():
            return value.date()
        case time():
            return value.isoformat("minutes")
        case timedelta():
            return str(value)
        case _:
            return value


def _day_told(value: date) -> dict[str, str]:
    return {"day": value.isoformat()}


def _day(told: dict[str, str]) -> date:
    return date.fromisoformat(told["day"])


def _tell(data: bytes, but: Collection[str], out: IO[str]) -> None:
    """Write each sheet as a line of JSON that describes it and a line for each of its rows; a refusal as such a line alone."""
    try:
        for sheet in sheets_of(data, but):
            size = {"merges": sheet.merges, "height": sheet.height, "width": sheet.width}
            out.write(json.dumps({"name": sheet.name, "hidden": sheet.hidden, **size}) + "\n")
            out.writelines(json.dumps(row, ensure_ascii=False, default=_day_told) + "\n" for row in sheet.rows)
    except (CalamineError, ZipError, OSError, ValueError) as error:
        encrypted = type(error).__name__ == "PasswordError" or "password" in str(error).casefold()
        kind = "encrypted" if encrypted else "damaged"
        damage = f"a part of it is damaged ({' '.join(str(error).split())[:100]})"
        out.write(json.dumps({"kind": kind, "reason": "it is encrypted" if encrypted else damage}) + "\n")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open(1, "w", encoding="utf-8", newline="", closefd=False) as given:
        _tell(sys.stdin.buffer.read(), sys.argv[1:], given)
