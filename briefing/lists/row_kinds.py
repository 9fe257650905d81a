"""What a row below the header is: a project, or one of the rows that stand between projects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from briefing.lists.grid import Cell, Grid
from briefing.lists.headers import Column, Heads
from briefing.lists.layout import Layout, unit_said
from briefing.lists.mapping import rows_named
from briefing.lists.vocabulary import MONEY, MoneyUnit, folded

SECTION = re.compile(r"^(?:第?[一二三四五六七八九十百]+[、.章类部]|[(（][一二三四五六七八九十]+[)）]|[IVX]{1,5}[、.])")
CHINESE_NUMBER = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}[)）、.]?$")
#: What may follow the word of a total in its cell: nothing, marks, numbers, a count. 总计算力中心 is a project.
_AFTER_TOTAL = re.compile(r"[\s:()（）\d,.、—-]*(?:共?\d+)?(?:个|项)?(?:项目)?[\s:()（）\d,.亿万元]*\Z")
_MARKED = re.compile(r"[\s:()（）\d共]")
#: Columns a section head may fill: its number, its words (in the name's column), its totals, a remark; a total its place too.
_OF_SECTIONS = frozenset({"number", "name", "note", "unit", "currency", *MONEY})
_OF_TOTALS = _OF_SECTIONS | {"code", "sector", "region", "district"}
#: A row with so many known heads is a header.
_HEADS = 3


@dataclass(slots=True)
class Kinds:
    """Tells the rows of one sheet apart. ``chinese`` says that its projects are numbered 一, 二, 三."""

    grid: Grid
    layout: Layout
    heads: Heads
    skip: set[int] = field(init=False)
    chinese: bool = field(init=False)

    def __post_init__(self) -> None:
        self.skip = rows_named(self.heads.mapping.skip, self.grid.name)
        self.chinese = self._chinese()

    def of(self, row: int, after_notes: bool) -> str:
        """``project``, ``section``, ``only-name`` (a section head without a number), ``total``, ``note``, ``head`` (the header
        again), ``other-head`` (another header), ``unit`` (a unit that differs), ``unnamed``, ``skip`` or ``blank``."""
        grid, heads = self.grid, self.heads
        shown = {c: cell for c in range(len(grid.rows[row]) if row < len(grid.rows) else 0) if (cell := grid.at(row, c)).text}
        if not shown:
            return "blank"
        if row in self.skip:
            return "skip"
        filled = self._filled(row)
        if self._is_total(list(shown.values())[:3], filled):
            return "total"
        if again := self._head_again(row):
            return again
        if len(shown) <= 2 and (unit := unit_said(grid, heads, row)) is not None:
            stated = {(u.power, u.unit) for u in self._units() if u is not None}
            return "note" if stated == {(unit.power, unit.unit)} else "unit"
        first = next(iter(shown.values())).text
        if self._is_note(first, shown):
            return "note"
        if self._is_section(row, first, shown, filled):
            return "section"
        name = next((n for c in self.layout.of("name") if (n := grid.shown(row, c.index).text)), "")
        if not name or heads.vocabulary.is_blank(name):
            return "unnamed"
        if filled <= {"name"} and len(shown) == 1 and len(self.layout.fields) > 2:
            return "note" if after_notes else "only-name"
        return "project"

    def _filled(self, row: int) -> set[str]:
        return {c.field for c in self.layout.columns if c.field and self.grid.shown(row, c.index).text}

    def _units(self) -> Sequence[MoneyUnit | None]:
        return [self.layout.unit, *(c.unit for c in self.layout.columns if c.field in MONEY)]

    def _is_total(self, leading: Sequence[Cell], filled: set[str]) -> bool:
        """Whether one of the first cells of a row is the word of a total, alone or with a count."""
        words = tuple(folded(w) for w in self.heads.vocabulary.words.rows.total)
        plain = not filled - _OF_TOTALS
        for text in (folded(cell.text) for cell in leading):
            word = next((w for w in words if text.startswith(w)), "")
            rest = text[len(word) :]
            if word and (_AFTER_TOTAL.match(rest) or (plain and _MARKED.match(rest))):
                return True
            if plain and len(text) <= 40 and text.endswith(words):
                return True
        return False

    def _head_again(self, row: int) -> str:
        cells = [(c, text) for c in self.layout.columns if (text := self.grid.shown(row, c.index).text)]
        known = [(c, text) for c, text in cells if _part_of(text, c.head) or self.heads.known(text)]
        if len(known) < _HEADS or len(known) * 2 < len(cells):
            return ""
        return "head" if all(self._same(c, text) for c, text in known) else "other-head"

    def _same(self, column: Column, text: str) -> bool:
        if _part_of(text, column.head):
            return True
        other = self.heads.column(column.index, (text,))
        return other.field == column.field and other.unit == column.unit

    def _is_note(self, first: str, shown: Mapping[int, Cell]) -> bool:
        plain = folded(first)
        words = self.heads.vocabulary.words.rows.note
        marked = any(plain.startswith((folded(w) + ":", folded(w) + "1", folded(w) + "、")) for w in words)
        alone = plain in {folded(w) for w in words} and len(shown) <= 2
        return (marked and len(shown) <= 4) or alone

    def _is_section(self, row: int, first: str, shown: Mapping[int, Cell], filled: set[str]) -> bool:
        column = next(iter(shown))
        merge = self.grid.covered.get((row, column))
        across = merge is not None and merge.right - merge.left + 1 >= _HEADS
        if len(shown) == 1:
            return across or bool(SECTION.match(first)) or column not in {c.index for c in self.layout.of("name")}
        if filled - _OF_SECTIONS:
            return False
        return bool(SECTION.match(first)) or (bool(CHINESE_NUMBER.match(folded(first))) and not self.chinese)

    def _chinese(self) -> bool:
        """Whether rows that can only be projects are numbered in Chinese; where there are none, whether no row is numbered
        otherwise."""
        rows = range(self.layout.bottom + 1, len(self.grid.rows))
        leading = {r: folded(self.grid.at(r, next(iter(self.layout.of("number") or self.layout.of("name"))).index).text)
                   for r in rows}  # fmt: skip
        sure = [n for r, n in leading.items() if self._filled(r) - _OF_SECTIONS]
        numbers = [n for n in (sure or leading.values()) if n]
        return bool(numbers) and any(map(CHINESE_NUMBER.match, numbers)) and not any(n[0].isdigit() for n in numbers)


def _part_of(text: str, head: str) -> bool:
    """Whether a text is the whole head of a column, or one of the heads it is made of."""
    plain = " ".join(text.split())
    return f"/{plain}/" in f"/{head}/"
