"""The mapping file: what an officer says about a workbook where the vocabulary is not enough."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from briefing.content.fields import Record, Words, make
from briefing.files.refused import read_bytes
from briefing.files.yaml_reader import read_yaml
from briefing.problems import Problem, ProblemsFound, problem
from briefing.projects.vocabulary import Field, folded, heading

_ROWS = re.compile(r"(\d+)(?:-(\d+))?\Z")


class Mapping(Record):
    """``columns``: a column letter or a head as written -> its field, or ``ignore``. ``unit``: of every amount that has
    none; ``units``: of single money fields, whatever their heads say. ``header``: the rows of the header block (``3`` or
    ``3-4``). ``skip``: rows that are no projects. ``amounts`` and ``sought``: row -> the amount as the officer reads it.
    ``accept``: rows that are right although their size is implausible, or although they equal a sum. A row is ``17``, or
    ``Sheet1!17`` where sheets differ. ``decimals``: the mark before decimals in amounts typed as text; ``days``: the
    order of days written with slashes. One value may stand where a list is meant."""

    sheet: tuple[Words, ...] = ()
    header: Words | None = None
    columns: dict[Words, Field | Literal["ignore"]] = {}  # noqa: RUF012 - pydantic copies defaults
    unit: Words | None = None
    units: dict[Field, Words] = {}  # noqa: RUF012
    skip: tuple[Words, ...] = ()
    amounts: dict[Words, Words] = {}  # noqa: RUF012
    sought: dict[Words, Words] = {}  # noqa: RUF012
    accept: tuple[Words, ...] = ()
    decimals: Literal["point", "comma"] | None = None
    days: Literal["dmy", "mdy"] | None = None

    @field_validator("sheet", "skip", "accept", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def head(self) -> tuple[int, int] | None:
        """First and last row of the header block, from 0."""
        found = rows_named((self.header,)) if self.header else set()
        return (min(found), max(found)) if found else None

    def amount(self, key: str, sheet: str, row: int) -> str:
        """What the officer says an amount of a row (from 1) is, or nothing."""
        given = self.amounts if key == "investment" else self.sought
        return given.get(f"{sheet}!{row}") or given.get(str(row)) or ""


def rows_named(texts: Iterable[str], sheet: str = "") -> set[int]:
    """The rows, from 0, that texts such as ``12``, ``12-15`` or ``Sheet1!12`` name on a sheet; what is none of these names
    none."""
    rows: set[int] = set()
    for text in texts:
        place, mark, numbers = text.rpartition("!")
        if mark and sheet and place != sheet:
            continue
        if match := _ROWS.match(numbers):
            rows.update(range(int(match[1]) - 1, min(int(match[2] or match[1]), int(match[1]) + 100_000)))
    return rows


def unused(
    mapping: Mapping, rows: Iterable[tuple[str, int]], heads: Iterable[tuple[str, str]], name: str
) -> Iterator[Problem]:
    """A problem for everything a mapping says of rows and columns that are not there. ``rows`` are sheet and row (from 1) of
    every project, ``heads`` letter and head of every column."""
    there = {(sheet, row - 1) for sheet, row in rows}
    known: set[str] = set()
    for letter, head in heads:
        parts = (head, *head.split("/"))
        known |= {folded(text) for text in (letter, *parts, *(heading(part)[0] for part in parts))}
    sheets = {sheet for sheet, _ in there}
    for key in (*mapping.amounts, *mapping.sought, *mapping.accept):
        if not any((sheet, row) in there for sheet in sheets for row in rows_named((key,), sheet)):
            yield problem("list-mapping-unused", name, 0, what=f"row {key}")
    for key in mapping.columns:
        if known and folded(key) not in known:
            yield problem("list-mapping-unused", name, 0, what=f"column {key}")


def read_mapping(path: Path) -> tuple[Mapping, tuple[Problem, ...]]:
    """The mapping of a file, or an empty one and what is wrong with the file. Rows are numbers that need no quotes."""
    try:
        data, found = read_yaml(read_bytes(path, "list-unreadable"), path.name)
    except ProblemsFound as unread:
        return Mapping(), unread.problems
    if wrong := tuple(p for p in found if p.code != "unquoted-number"):
        return Mapping(), wrong
    if data is None:
        return Mapping(), ()
    made, wrong = make(Mapping, data, path.name, 1)
    return made or Mapping(), wrong
