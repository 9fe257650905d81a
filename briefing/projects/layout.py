"""Where a table lies on its sheet, and what its column heads mean."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from briefing.projects.grid import Grid, Kind, Merge
from briefing.projects.mapping import Mapping
from briefing.projects.vocabulary import MONEY, MoneyUnit, Vocabulary, folded, heading

LEFT_OUT = "left-out"
#: Heads that say nothing by themselves below another head.
_GENERIC = frozenset({"name", "number", "status", "note"})


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A column: its place from 0, the field it holds (empty when unknown, ``left-out`` when known and not wanted), the unit
    of money its head names, and the head as written."""

    index: int
    field: str
    head: str
    unit: MoneyUnit | None = None
    months: str = ""

    @property
    def letter(self) -> str:
        """The column as Excel names it."""
        return str(get_column_letter(self.index + 1))


@dataclass(frozen=True, slots=True)
class Heads:
    """Recognises heads with a vocabulary and a mapping."""

    vocabulary: Vocabulary
    mapping: Mapping

    def column(self, index: int, parts: tuple[str, ...]) -> HeadColumn:
        """The column of a head whose parts, top to bottom, are given."""
        shown = "/".join(" ".join(part.split()) for part in parts)
        unit = next((found for part in reversed(parts) if (found := self._unit(part))), None)
        bracketed = "".join(heading(part)[1] for part in parts)
        months = "month" if "月" in bracketed else "year" if "年" in bracketed else ""
        field = self._mapped(index, parts, shown) or self.field(parts)
        return HeadColumn(index, "" if field == "ignore" else field, shown, unit, months)

    def known(self, text: str) -> str:
        """The field one head names by itself, or nothing."""
        plain, _ = heading(text)
        if found := self.vocabulary.heads.get(plain):
            return found
        unit = self.vocabulary.money_unit(plain)
        stem = plain[: -len(folded(unit.word))].rstrip(":/(-") if unit else ""
        return self.vocabulary.heads.get(stem, "")

    def field(self, parts: tuple[str, ...]) -> str:
        """The field of a head of several parts."""
        if not parts:
            return ""
        last, above = parts[-1], parts[:-1]
        if found := self.vocabulary.heads.get(heading("".join(parts))[0]):
            return found
        own, over = self.known(last), self.field(above)
        if not above or not over:
            return own
        bare = heading(last)[0] in {folded(w) for w in self.vocabulary.words.whole} or self._only_unit(last)
        if over == own:
            return own
        if over in MONEY:
            return over if bare else own if own in MONEY and own != over else LEFT_OUT
        if own and own not in _GENERIC:
            return own
        return over

    def is_whole(self, text: str) -> bool:
        """Whether a head below another stands for the head above (小计, 万元)."""
        return self._only_unit(text) or heading(text)[0] in {folded(w) for w in self.vocabulary.words.whole}

    def money_like(self, head: str) -> bool:
        """Whether an unknown head speaks of money."""
        return any(word in head for word in self.vocabulary.words.money_words)

    def _mapped(self, index: int, parts: tuple[str, ...], shown: str) -> str:
        wanted = {folded(name): field for name, field in self.mapping.columns.items()}
        names = (get_column_letter(index + 1), shown, *(parts[-1:]), heading(parts[-1])[0] if parts else "")
        return next((wanted[folded(n)] for n in names if n and folded(n) in wanted), "")

    def _unit(self, part: str) -> MoneyUnit | None:
        plain, inside = heading(part)
        found = self.vocabulary.unit_in(inside) or (
            self.vocabulary.money_unit(inside) if self._only_unit(inside) else None
        )
        return found or (
            self.vocabulary.money_unit(plain) if self._only_unit(part) or self.known(part) in MONEY else None
        )

    def _only_unit(self, part: str) -> bool:
        plain = folded(part).strip("()[]【】")
        unit = self.vocabulary.money_unit(plain)
        return unit is not None and plain.removeprefix("单位").lstrip(":") == folded(unit.word)


#: How far down the header may begin, and how many rows it may take.
DEEPEST, TALLEST = 60, 4
#: A row is a header when so many different fields are recognised in it, the name among them.
ENOUGH = 3
#: Fields whose one head may span several cells of a project: a beginning and an end, a name and a telephone.
SPREAD = frozenset({"term", "contact"})
#: What stands after 单位: and is longer than this is no unit.
LONGEST_UNIT = 16
_MARKS = str.maketrans("", "", ",.")


@dataclass(frozen=True, slots=True)
class Layout:
    """The header block (rows from 0, inclusive), its columns, and the unit that stands above it (``单位：万元``)."""

    top: int
    bottom: int
    columns: tuple[HeadColumn, ...]
    unit: MoneyUnit | None = None
    unit_text: str = ""

    def of(self, field: str) -> tuple[HeadColumn, ...]:
        """The columns of a field, from the left."""
        return tuple(c for c in self.columns if c.field == field)

    @property
    def fields(self) -> frozenset[str]:
        """The fields recognised."""
        return frozenset(c.field for c in self.columns if c.field and c.field != LEFT_OUT)


def find_layout(grid: Grid, heads: Heads) -> Layout | None:
    """The layout of a sheet that holds one project a row; ``None`` when it has no header we can recognise."""
    given = heads.mapping.head
    if given is not None:
        return _layout(grid, heads, given[0], given[1])
    best: Layout | None = None
    for top in range(min(DEEPEST, len(grid.rows))):
        if not any(heads.known(grid.shown(top, c).text) or heads.mapping.columns for c in range(len(grid.rows[top]))):
            continue
        found = _layout(grid, heads, top, _bottom(grid, heads, top))
        if "name" in found.fields and (best is None or len(found.fields) > len(best.fields)):
            best = found
    enough = ENOUGH if not heads.mapping.columns else 1
    return best if best is not None and len(best.fields) >= enough else None


def _bottom(grid: Grid, heads: Heads, top: int) -> int:
    """The last row of a header block: it holds every merge it touches, and the heads below merged heads."""
    bottom = top
    row = top
    while row <= bottom and row - top < TALLEST:
        for column in range(len(grid.rows[row])):
            merge = grid.covered.get((row, column))
            if merge is None or not grid.at(merge.top, merge.left).text:
                continue
            whole_row = merge.right - merge.left + 1 >= grid.width
            bottom = max(bottom, merge.bottom)
            if (
                merge.right > merge.left
                and merge.bottom == row
                and not whole_row
                and _is_below(grid, heads, row + 1, merge)
            ):
                bottom = max(bottom, row + 1)
        row += 1
    bottom = min(bottom, top + TALLEST - 1, len(grid.rows) - 1)
    if bottom + 1 < len(grid.rows) and _goes_on(grid, heads, top, bottom + 1):
        return bottom + 1
    return bottom


def _is_below(grid: Grid, heads: Heads, row: int, merge: Merge) -> bool:
    """Whether the cells under a merged head are heads below it, and not the first project's: all text, one of them known."""
    cells = [cell for c in range(merge.left, merge.right + 1) if (cell := grid.shown(row, c)).text]
    if not cells or any(cell.kind is not Kind.TEXT or any(ch.isdigit() for ch in folded(cell.text)) for cell in cells):
        return any(heads.known(cell.text) or heads.is_whole(cell.text) for cell in cells)
    names = [c for c in range(len(grid.rows[row])) if heads.known(grid.shown(row - 1, c).text) == "name"]
    under = [grid.shown(row, c).text for c in names if grid.shown(row, c).text != grid.shown(row - 1, c).text]
    return not any(text and not heads.known(text) for text in under)


def _goes_on(grid: Grid, heads: Heads, top: int, row: int) -> bool:
    """Whether a row without merges (CSV) holds heads below those of the row above: no numbers, mostly known heads, and none
    under the name."""
    names = [c for c in range(len(grid.rows[top])) if heads.known(grid.shown(top, c).text) == "name"]
    cells = [(c, cell) for c in range(len(grid.rows[row])) if (cell := grid.shown(row, c)).text]
    below = [grid.shown(row, c).text for c in names if grid.shown(row, c).text != grid.shown(top, c).text]
    if not cells or any(text and heads.known(text) != "name" for text in below):
        return False
    texts = [cell.text for c, cell in cells if c not in names and cell.text != grid.shown(top, c).text]
    plain = all(cell.kind is Kind.TEXT and not folded(cell.text).translate(_MARKS).isdigit() for _, cell in cells)
    return plain and sum(1 for t in texts if heads.known(t) or heads.is_whole(t)) * 2 >= max(1, len(texts))


def _layout(grid: Grid, heads: Heads, top: int, bottom: int) -> Layout:
    columns = []
    carried = ""
    for index in range(_width(grid, top, bottom)):
        texts = [grid.shown(row, index).text for row in range(top, bottom + 1)]
        if bottom > top and not texts[0] and any(texts[1:]) and not grid.merges:
            texts[0] = carried
        carried = texts[0] or carried
        parts = tuple(dict.fromkeys(t for t in texts if t))
        columns.append(heads.column(index, parts))
    unit, text = unit_above(grid, heads, top)
    return Layout(top, bottom, _without_repeats(grid, columns, top, bottom), unit, text)


def _width(grid: Grid, top: int, bottom: int) -> int:
    """How many columns the header rows have, those included that only a merged head covers."""
    merged = [m.right + 1 for m in grid.merges if top <= m.top <= bottom and grid.at(m.top, m.left).text]
    return max(
        (*(len(grid.rows[r]) for r in range(top, bottom + 1)), *(min(right, grid.width) for right in merged)), default=0
    )


def _without_repeats(grid: Grid, columns: list[HeadColumn], top: int, bottom: int) -> tuple[HeadColumn, ...]:
    """A head merged over several columns names the first of them; the others are left out, unless its words are of the kind
    that stand in several cells."""
    made: list[HeadColumn] = []
    for column in columns:
        merge = grid.covered.get((bottom, column.index))
        repeated = (
            merge is not None and merge.left < column.index and merge.bottom >= bottom and column.field not in SPREAD
        )
        made.append(
            HeadColumn(column.index, LEFT_OUT if repeated else column.field, column.head, column.unit, column.months)
        )
    return tuple(made)


def unit_above(grid: Grid, heads: Heads, top: int) -> tuple[MoneyUnit | None, str]:
    """The unit of money that stands in the five rows above a header, and the words it stands in."""
    for row in range(max(0, top - 5), top):
        if unit := unit_said(grid, heads, row):
            return unit, next(c.text for c in grid.rows[row] if heads.vocabulary.unit_in(c.text))
    return None, ""


def unit_said(grid: Grid, heads: Heads, row: int) -> MoneyUnit | None:
    """The unit of money a row declares (``单位：万元``, ``（单位：亿元、亩）``); none where it names two, or none at all."""
    marks = tuple(folded(w) for w in heads.vocabulary.words.rows.unit)
    for cell in grid.rows[row]:
        plain = folded(cell.text)
        for mark in (m for m in marks if m in plain):
            words = plain.rpartition(mark)[2].partition(")")[0].lstrip(":")
            if (
                len(words) <= LONGEST_UNIT
                and not any(c.isdigit() for c in words)
                and (unit := heads.vocabulary.unit_in(words))
            ):
                return unit
    return None
