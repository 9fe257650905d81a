"""Where a sheet has its header block, which column is what, and which belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefing.projects.grid import Grid, Kind, Merge
from briefing.projects.headers import LEFT_OUT, HeadColumn, Heads
from briefing.projects.vocabulary import MoneyUnit, folded

_CONTACT = ("contact", "contact-name", "contact-office", "contact-telephone", "contact-email")


def settled(columns: Sequence[HeadColumn], heads: Heads) -> list[HeadColumn]:
    """Return the columns of a header with one owner and one group of contacts; columns of other offices are left out. What the
    officer has mapped stays as it is."""
    return _one_contact_group(_one_owner(list(columns), heads), heads)


def _one_owner(columns: list[HeadColumn], heads: Heads) -> list[HeadColumn]:
    owners = [c for c in columns if c.field == "owner"]
    if len(owners) < 2:
        return columns
    best = min(owners, key=lambda c: (not c.mapped, _rank(c, heads), c.index))
    return [c.holding(LEFT_OUT) if c.field == "owner" and c is not best and not c.mapped else c for c in columns]


def _rank(column: HeadColumn, heads: Heads) -> int:
    """0 for the owner of a project, then: an office named without more, one that is only responsible, one that looks
    after it."""
    words = heads.vocabulary.words.offices
    plain = folded(column.head)
    if any(w in plain for w in words.stronger):
        return 0
    if column.group and heads.office(column.group) == "other":
        return 3
    return 2 if any(w in plain for w in words.weaker) else 1


def _one_contact_group(columns: list[HeadColumn], heads: Heads) -> list[HeadColumn]:
    groups: dict[str, list[HeadColumn]] = {}
    offices: dict[str, int] = {}
    current, rank = "", 1
    for column in columns:
        said = column.group if column.field in _CONTACT and heads.office(column.group) else ""
        if column.field == "owner":
            current, rank = f"owner {column.index}", 0
        elif column.field in ("", LEFT_OUT) and heads.office(column.head.rpartition("/")[2]) == "other":
            current, rank = f"other {column.index}", 3
        elif column.field in ("", LEFT_OUT) and heads.is_person(column.head.rpartition("/")[2]) and not column.group:
            current, rank = f"person {column.index}", 2
        elif column.field in ("contact", "contact-name") and not said and rank == 2:
            current, rank = f"contact {column.index}", 1
        if column.field in _CONTACT and not column.mapped:
            key = said or current
            groups.setdefault(key, []).append(column)
            office = heads.office(said) if said else ""
            offices.setdefault(key, {"owner": 0, "other": 3}.get(office, rank))
    if not groups:
        return columns
    persons = {key for key, group in groups.items() if any(c.field in ("contact", "contact-name") for c in group)}
    best = min(groups, key=lambda key: (offices[key], key not in persons, groups[key][0].index))
    kept = {c.index for c in groups[best]}
    if offices[best] == 3 and len(groups) == 1 and heads.office(groups[best][0].group or best) == "other":
        kept = set()
    return [c.holding(LEFT_OUT) if c.field in _CONTACT and not c.mapped and c.index not in kept else c for c in columns]


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
    """The header block (rows from 0, inclusive), its columns, and the unit that is above it (``单位：万元``).
    ``hidden`` are columns that Excel does not show, ``guessed`` is the column without a head that was taken for the names."""

    top: int
    bottom: int
    columns: tuple[HeadColumn, ...]
    unit: MoneyUnit | None = None
    unit_text: str = ""
    hidden: tuple[HeadColumn, ...] = ()
    guessed: HeadColumn | None = None

    def of(self, field: str) -> tuple[HeadColumn, ...]:
        """Return the columns of a field, from the left."""
        return tuple(c for c in self.columns if c.field == field)

    @property
    def fields(self) -> frozenset[str]:
        """The fields recognised."""
        return frozenset(c.field for c in self.columns if c.field and c.field != LEFT_OUT)


def find_layout(grid: Grid, heads: Heads) -> Layout | None:
    """Return the layout of a sheet that holds one project a row; ``None`` when it has no header we can recognise."""
    given = heads.mapping.head
    if given is not None:
        return _layout(grid, heads, given[0], given[1])
    best: Layout | None = None
    speaks = False  # whether the first row of the best has a head: a title over the heads is none
    for top in range(min(DEEPEST, len(grid.rows))):
        heading = any(heads.names(grid.shown(top, c).text) for c in range(len(grid.rows[top])))
        if not heading and not heads.mapping.columns:
            continue
        found = _layout(grid, heads, top, _bottom(grid, heads, top))
        if "name" not in found.fields:
            found = _with_names(grid, found)
        if "name" in found.fields and (
            best is None or (len(found.fields), heading and not speaks) > (len(best.fields), False)
        ):
            best, speaks = found, heading
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
    numbers = [c for c in range(len(grid.rows[top])) if heads.known(grid.shown(top, c).text) == "number"]
    if any(cell.text != grid.shown(top, c).text for c, cell in cells if c in numbers):
        return False
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
    unseen = tuple(c for c in columns if c.index in grid.columns_hidden and not c.mapped and c.head)
    shown = [c.holding(LEFT_OUT) if c in unseen else c for c in _without_repeats(grid, columns, bottom)]
    return Layout(top, bottom, tuple(settled(shown, heads)), unit, text, unseen)


def _with_names(grid: Grid, layout: Layout) -> Layout:
    """The layout with the one column that has no head and a different text in each row taken for the names, where there are
    enough other heads and it is beside the numbers."""
    numbers = layout.of("number")
    if len(layout.fields) < ENOUGH or not numbers:
        return layout
    after = numbers[0].index + 1
    column = next((c for c in layout.columns if c.index == after and not c.head), None)
    rows = range(layout.bottom + 1, len(grid.rows))
    texts = [cell.text for r in rows if (cell := grid.at(r, after)).kind is Kind.TEXT]
    if column is None or len(texts) < 2 or len(set(texts)) < len(texts):
        return layout
    named = column.holding("name")
    columns = tuple(named if c.index == after else c for c in layout.columns)
    return replace(layout, columns=columns, guessed=named)


def _width(grid: Grid, top: int, bottom: int) -> int:
    """How many columns the header rows have, those included that only a merged head covers."""
    merged = [m.right + 1 for m in grid.merges if top <= m.top <= bottom and grid.at(m.top, m.left).text]
    return max(
        (*(len(grid.rows[r]) for r in range(top, bottom + 1)), *(min(right, grid.width) for right in merged)), default=0
    )


def _without_repeats(grid: Grid, columns: list[HeadColumn], bottom: int) -> tuple[HeadColumn, ...]:
    """A head merged over several columns names the first of them; the others are left out, unless its words are of the kind
    that are in several cells."""

    def repeated(column: HeadColumn) -> bool:
        merge = grid.covered.get((bottom, column.index))
        return merge is not None and merge.left < column.index and column.field not in SPREAD

    return tuple(column.holding(LEFT_OUT) if repeated(column) else column for column in columns)


def unit_above(grid: Grid, heads: Heads, top: int) -> tuple[MoneyUnit | None, str]:
    """Return the unit of money that is in the five rows above a header, or before the table of a document, and the words it
    is in."""
    lines = [[cell.text for cell in grid.rows[row]] for row in range(max(0, top - 5), top)]
    for line in [[text] for text in grid.above] + lines:
        if unit := _unit_in(line, heads):
            return unit, next((text for text in line if heads.vocabulary.unit_in(text)), unit.word)
    return None, ""


def unit_said(grid: Grid, heads: Heads, row: int) -> MoneyUnit | None:
    """Return the unit of money a row declares; none where it names two, or none at all."""
    return _unit_in([cell.text for cell in grid.rows[row]], heads)


def _unit_in(texts: Sequence[str], heads: Heads) -> MoneyUnit | None:
    """The unit that texts above a table declare: ``单位：万元``, ``（单位：亿元、亩）``, ``Amounts in EUR million``,
    a title that ends ``（万元）``."""
    for text in texts:
        plain = folded(text)
        for mark in (m for m in heads.vocabulary.words.rows.unit if m in plain):
            words = plain.rpartition(mark)[2].partition(")")[0].lstrip(":")
            digits = any(c.isdigit() for c in words) and not words.isascii()
            if len(words) <= LONGEST_UNIT and not digits and (unit := heads.vocabulary.unit_in(words)):
                return unit
        if plain.endswith(")") and (unit := heads.vocabulary.whole_unit(plain.rpartition("(")[2][:-1])):
            return unit
    return None
