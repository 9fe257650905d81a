"""Rows of a table: what kind each is, and which belong to one project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from briefing.problems import Problem, problem
from briefing.projects.grid import Grid, GridCell, Kind
from briefing.projects.layout import LEFT_OUT, HeadColumn, Heads, Layout, unit_said
from briefing.projects.mapping import rows_named
from briefing.projects.vocabulary import MONEY, MoneyUnit, folded

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
        shown = {
            c: cell for c in range(len(grid.rows[row]) if row < len(grid.rows) else 0) if (cell := grid.at(row, c)).text
        }
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

    def _is_total(self, leading: Sequence[GridCell], filled: set[str]) -> bool:
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

    def _same(self, column: HeadColumn, text: str) -> bool:
        if _part_of(text, column.head):
            return True
        other = self.heads.column(column.index, (text,))
        return other.field == column.field and other.unit == column.unit

    def _is_note(self, first: str, shown: Mapping[int, GridCell]) -> bool:
        plain = folded(first)
        words = self.heads.vocabulary.words.rows.note
        marked = any(plain.startswith((folded(w) + ":", folded(w) + "1", folded(w) + "、")) for w in words)
        alone = plain in {folded(w) for w in words} and len(shown) <= 2
        return (marked and len(shown) <= 4) or alone

    def _is_section(self, row: int, first: str, shown: Mapping[int, GridCell], filled: set[str]) -> bool:
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
        leading = {
            r: folded(self.grid.at(r, next(iter(self.layout.of("number") or self.layout.of("name"))).index).text)
            for r in rows
        }
        sure = [n for r, n in leading.items() if self._filled(r) - _OF_SECTIONS]
        numbers = [n for n in (sure or leading.values()) if n]
        return bool(numbers) and any(map(CHINESE_NUMBER.match, numbers)) and not any(n[0].isdigit() for n in numbers)


def _part_of(text: str, head: str) -> bool:
    """Whether a text is the whole head of a column, or one of the heads it is made of."""
    plain = " ".join(text.split())
    return f"/{plain}/" in f"/{head}/"


_COUNT = re.compile(r"[(（]?共?(\d+)\s*个(?:项目)?[)）]?")


@dataclass(frozen=True, slots=True)
class RowPiece:
    """What one cell says about a project. ``shared`` is true where a merge gives the cell to other projects as well."""

    cell: GridCell
    column: HeadColumn
    row: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """One project as the sheet has it: its rows (from 1), the section heads above it, and its cells by field."""

    sheet: str
    row: int
    last: int
    sections: tuple[str, ...]
    pieces: Mapping[str, tuple[RowPiece, ...]]
    unit: MoneyUnit | None = None

    def text(self, name: str) -> str:
        """Everything the cells of a field say, line by line, once each."""
        return "\n".join(dict.fromkeys(p.cell.text for p in self.pieces.get(name, ()) if p.cell.text))


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total written in the sheet: its row (from 1), the number of projects it names, its amounts by field, and the
    drafts it follows or heads within its section."""

    sheet: str
    row: int
    label: str
    count: int | None
    amounts: Mapping[str, RowPiece]


@dataclass(slots=True)
class FoundRows:
    """What a sheet holds. ``breaks`` are the rows (from 1) of section heads and totals; ``others`` every row that is no
    project and not empty, by what it was taken for (section, total, note, head, unnamed, skip)."""

    drafts: list[Draft] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)


def read_rows(grid: Grid, layout: Layout, heads: Heads, name: str) -> FoundRows:
    """Every row below the header, each accounted for. ``name`` is the workbook's, for problems."""
    found = FoundRows()
    kinds = Kinds(grid, layout, heads)
    sections: tuple[str, ...] = ()
    notes_from = 0
    row = layout.bottom + 1

    def tell(code: str, **details: object) -> None:
        found.problems.append(problem(code, name, row + 1, sheet=grid.name, **details))

    while row < len(grid.rows):
        last = row
        kind = kinds.of(row, bool(notes_from))
        match kind:
            case "section" | "only-name":
                sections = (_section_text(grid, row),)
                if kind == "only-name":
                    tell("list-row-only-name", text=sections[0][:40])
                    kind = "section"
                found.breaks.append(row + 1)
                found.totals += _total(grid, layout, row)
            case "total":
                found.breaks.append(row + 1)
                found.totals += _total(grid, layout, row)
            case "note":
                notes_from = notes_from or row + 1
            case "unit":
                tell("list-unit-again", text=_said(grid, row))
            case "other-head":
                tell("list-second-header", text=_said(grid, row))
            case "unnamed":
                tell("list-row-unnamed", text=_said(grid, row))
            case "project":
                last = _last_row(grid, layout, row)
                found.drafts.append(_draft(grid, layout, row, last, sections))
                if notes_from:
                    tell("list-row-after-notes")
                    notes_from = 0
        if kind not in ("project", "blank"):
            found.others.setdefault(kind, []).append(row + 1)
        row = last + 1
    found.problems += _empty_sections(found, grid.name, name)
    return found


def _said(grid: Grid, row: int) -> str:
    return " | ".join(c.text for c in grid.rows[row] if c.text)[:60]


def _empty_sections(found: FoundRows, sheet: str, name: str) -> Iterator[Problem]:
    """Section heads below which no project stands: each may be a project taken for a head."""
    starts = [draft.row for draft in found.drafts]
    for row in found.others.get("section", []):
        end = min((b for b in found.breaks if b > row), default=10**9)
        if not any(row < start < end for start in starts) and not any(
            row < b == end for b in found.others.get("section", [])
        ):
            yield problem("list-section-empty", name, row, sheet=sheet)


def _last_row(grid: Grid, layout: Layout, row: int) -> int:
    """The last row of the project that begins here: the name's own merge decides."""
    for column in layout.of("name"):
        merge = grid.covered.get((row, column.index))
        if merge is not None and merge.top == row:
            return max(row, min(merge.bottom, len(grid.rows) - 1))
    return row


def _section_text(grid: Grid, row: int) -> str:
    texts = [cell.text for cell in grid.rows[row] if cell.kind is Kind.TEXT]
    words = [t for t in texts if not CHINESE_NUMBER.match(folded(t))]
    text = SECTION.sub("", words[0].strip()) if words else ""
    return _COUNT.sub("", text).strip(" 　()（）：:、")


def _total(grid: Grid, layout: Layout, row: int) -> list[TotalRow]:
    """The total a row states, if it states one."""
    money = {c.index for c in layout.columns if c.field in MONEY}
    texts = [cell.text for c, cell in enumerate(grid.rows[row]) if cell.kind is Kind.TEXT and c not in money]
    label = " ".join(texts)
    counted = _COUNT.search(label)
    amounts = {
        c.field: RowPiece(grid.at(row, c.index), c, row)
        for c in layout.columns
        if c.field in MONEY and grid.at(row, c.index).text
    }
    if not amounts and counted is None:
        return []
    return [TotalRow(grid.name, row + 1, label[:40], int(counted[1]) if counted else None, amounts)]


def _draft(grid: Grid, layout: Layout, row: int, last: int, sections: tuple[str, ...]) -> Draft:
    pieces: dict[str, tuple[RowPiece, ...]] = {}
    for column in layout.columns:
        if column.field and column.field != LEFT_OUT:
            made = tuple(_pieces(grid, column, row, last))
            if made:
                pieces[column.field] = (*pieces.get(column.field, ()), *made)
    return Draft(grid.name, row + 1, last + 1, sections, pieces, layout.unit)


def _pieces(grid: Grid, column: HeadColumn, row: int, last: int) -> Iterator[RowPiece]:
    for at in range(row, last + 1):
        merge = grid.covered.get((at, column.index))
        if merge is None:
            cell = grid.at(at, column.index)
            shared = False
        else:
            if merge.left != column.index or (at > row and merge.top < at):
                continue
            cell = grid.at(merge.top, merge.left)
            shared = merge.top < row or merge.bottom > last
        if cell.text:
            yield RowPiece(cell, column, at, shared)
