"""The mapping file: what an officer says about a workbook where the vocabulary is not enough."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from briefing.content.fields import Words
from briefing.content.record import Record
from briefing.content.shape import make
from briefing.content.yaml_reader import read_yaml
from briefing.lists.vocabulary import Field
from briefing.problems import Problem, problem

_ROWS = re.compile(r"(\d+)(?:-(\d+))?\Z")


class Mapping(Record):
    """``columns``: a column letter or a head as written -> its field, or ``ignore``. ``unit``: of every amount that has
    none; ``units``: of single money fields. ``header``: the rows of the header block (``3`` or ``3-4``).
    ``skip``: rows that are no projects.
    ``amounts``: row -> the investment as the officer reads it. ``accept``: rows whose size is right although implausible."""

    sheet: tuple[Words, ...] = ()
    header: Words | None = None
    columns: dict[Words, Field | Literal["ignore"]] = {}  # noqa: RUF012 - pydantic copies defaults
    unit: Words | None = None
    units: dict[Field, Words] = {}  # noqa: RUF012
    skip: tuple[Words, ...] = ()
    amounts: dict[Words, Words] = {}  # noqa: RUF012
    accept: tuple[Words, ...] = ()

    @property
    def head(self) -> tuple[int, int] | None:
        """First and last row of the header block, from 0."""
        found = rows_named((self.header,)) if self.header else set()
        return (min(found), max(found)) if found else None


def rows_named(texts: tuple[str, ...]) -> set[int]:
    """The rows, from 0, that texts such as ``12`` or ``12-15`` name; what is neither names none."""
    rows: set[int] = set()
    for text in texts:
        if match := _ROWS.match(text):
            rows.update(range(int(match[1]) - 1, min(int(match[2] or match[1]), int(match[1]) + 100_000)))
    return rows


def read_mapping(path: Path) -> tuple[Mapping, tuple[Problem, ...]]:
    """The mapping of a file, or an empty one and what is wrong with the file."""
    try:
        data, found = read_yaml(path.read_bytes(), path.name)
    except OSError as error:
        return Mapping(), (problem("list-unreadable", str(path), reason=error.strerror or str(error)),)
    if found:
        return Mapping(), found
    made, wrong = make(Mapping, data, path.name, 1)
    return made or Mapping(), wrong
