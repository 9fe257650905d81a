"""Which column of a table is which, by its head, in whatever order they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing.review.rows import HEADS

_NAMES = {
    "id": ("id", "key", "编号"),
    "zh": ("中文", "chinese", "source", "zh", "zh-cn", "原文", "source text", "zh_cn", "汉语", "chinese (simplified)"),
    "en": ("english", "target", "en", "en-gb", "译文", "英文", "translation", "target text", "en_gb", "英译", "en-us"),
    "status": ("status", "状态", "state"),
    "comment": ("comment", "comments", "备注", "批注", "note"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The place of each column that was found, and how many columns the table has."""

    places: dict[str, int]
    count: int


def find_columns(heads: Sequence[str]) -> Columns:
    """The columns of a table by the texts of its first row."""
    names = {head.casefold(): column for column, head in HEADS.items()}
    names |= {name: column for column, known in _NAMES.items() for name in known}
    places: dict[str, int] = {}
    for number, head in enumerate(heads):
        column = names.get(" ".join(head.split()).casefold())
        if column and column not in places:
            places[column] = number
    return Columns(places, len(heads))
