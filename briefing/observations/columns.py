"""The columns of an observations workbook or CSV: one row, one figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what is written under it, its width in characters, and whether every row needs it."""

    head: str
    hint: str
    width: int
    needed: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("indicator", "id of the indicator (see the sheet “indicators”)", 34, True),
    Column("figure", "as the source prints it: 9.6万亿元, 超2117万人次, RMB 651.13 billion", 24, True),
    Column("period", "ISO 8601: 2026-06-30, 2026-01/2026-06, 2026", 18, True),
    Column("source", "id of the source: s005", 10, True),
    Column("locator", "line in the source: L9, L9-11", 12, True),
    Column("basis", "stated (default), inferred (with a note), reported", 12),
    Column("status", "reported (default), planned, announced, estimated, opinion", 12),
    Column("published", "the wording around the figure, where it is longer", 30),
    Column("note", "what was resolved, and how", 30),
    Column("action", "observe (default), target, withdraw", 12),
    Column("plan", "for a target: the event of the plan that sets it", 20),
)

HEADS = tuple(column.head for column in COLUMNS)
ACTIONS = ("observe", "target", "withdraw")
