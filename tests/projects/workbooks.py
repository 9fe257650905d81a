"""Workbooks as offices make them, built for the tests; and one way to import them."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from briefing.content.load import load_content
from briefing.projects.extracting import Extracted, extract
from briefing.projects.headers import Mapping
from briefing.projects.vocabulary import Vocabulary, read_vocabulary

ROOT = Path(__file__).resolve().parents[2]
Rows = list[list[Any]]


@cache
def vocabulary() -> Vocabulary:
    """The project's own vocabulary, read once: nothing writes into it."""
    return read_vocabulary(ROOT, load_content(ROOT)[0].regions)


def xlsx(*sheets: tuple[str, Rows, list[str]]) -> bytes:
    """A workbook of sheets: name, rows, merged ranges."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, merges in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet(rows: Rows, merges: list[str] | None = None) -> bytes:
    """A workbook of one sheet."""
    return xlsx(("Sheet1", rows, merges or []))


def read(data: bytes, name: str = "list.xlsx", mapping: Mapping | None = None, *sheets: str) -> Extracted:
    """What an import reads from a workbook."""
    return extract(data, name, vocabulary(), mapping or Mapping(), sheets)


def codes(found: Extracted) -> set[str]:
    """The problem codes of an import."""
    return {p.code for p in found.problems}


def told(found: Extracted, code: str) -> list[int]:
    """The rows a problem names, also those it names beside the first."""
    causes = [row for cause in found.causes if cause.code == code for row in cause.rows]
    return sorted(causes) or [p.line for p in found.problems if p.code == code]


def amounts(found: Extracted, key: str = "investment") -> list[str | None]:
    """The amounts read, in the order of the workbook."""
    return [(p.get(key) or {"value": "absent"})["value"] for p in found.projects]
