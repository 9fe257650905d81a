"""Workbooks of other programs (.xls, .ods, .xlsb), read by calamine in a process of their own.

A sheet is one block of memory to calamine, as large as its farthest cell says, and a damaged file can end the process: both
must not reach whoever asked. Run as a module it reads a workbook from standard input and writes its sheets as JSON.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, ZipError

from briefing.files.reading import Refused

#: Bytes of memory and seconds that reading one workbook may take.
MEMORY, SECONDS = 2_000_000_000, 60


@dataclass(frozen=True, slots=True)
class ForeignSheet:
    """One sheet: its name, whether it is hidden, its rows from the first (text, numbers, truth values, days), and its merged
    ranges as top, left, bottom, right, from 0."""

    name: str
    hidden: bool
    rows: list[list[object]]
    merges: list[tuple[int, int, int, int]]


def read_foreign(data: bytes) -> tuple[ForeignSheet, ...]:
    """The sheets of a workbook. Raises ``Refused`` for one that is damaged, encrypted or too large."""
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False, cwd=_ROOT)
    except subprocess.TimeoutExpired as error:
        raise Refused("damaged", f"reading it takes more than {SECONDS} seconds") from error
    if done.returncode:
        raise Refused("damaged", "it is damaged, or a cell in it stands so far off that it needs too much memory")
    said = json.loads(done.stdout)
    if "kind" in said:
        raise Refused(said["kind"], said["reason"])
    return tuple(
        ForeignSheet(
            s["name"], s["hidden"], [[_value(v) for v in row] for row in s["rows"]], [tuple(m) for m in s["merges"]]
        )
        for s in said["sheets"]
    )


_ROOT = Path(__file__).resolve().parents[2]


def _value(value: object) -> object:
    return date.fromisoformat(str(value["day"])) if isinstance(value, dict) else value


def _plain(value: object) -> object:
    match value:
        case datetime():
            return {"day": value.date().isoformat()}
        case date():
            return {"day": value.isoformat()}
        case time():
            return value.isoformat("minutes")
        case timedelta():
            return str(value)
        case _:
            return value


def _read(data: bytes) -> dict[str, object]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for meta in book.sheets_metadata:
            if meta.typ is SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                rows = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
                merges = [(*start, *end) for start, end in sheet.merged_cell_ranges or []]
                hidden = meta.visible is not SheetVisibleEnum.Visible
                sheets.append({"name": meta.name, "hidden": hidden, "rows": rows, "merges": merges})
    except (CalamineError, ZipError, OSError, ValueError) as error:
        if type(error).__name__ == "PasswordError" or "password" in str(error).casefold():
            return {"kind": "encrypted", "reason": "it is encrypted"}
        return {"kind": "damaged", "reason": f"a part of it is damaged ({' '.join(str(error).split())[:100]})"}
    return {"sheets": sheets}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(_read(sys.stdin.buffer.read())))
