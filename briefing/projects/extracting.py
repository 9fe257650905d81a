"""A workbook to the fields of its projects: which sheets are the list, tables and cards, every row accounted for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from xlsxwriter.utility import xl_col_to_name

from briefing.problems import Problem, has_errors, problem
from briefing.projects.amounts import day_order, decimal_mark
from briefing.projects.grid import Cause, Causes, Grid, GridCell, Kind, ordered, ranges
from briefing.projects.headers import LEFT_OUT, HeadColumn, Heads, Mapping, unused
from briefing.projects.interpreting import Interpreter
from briefing.projects.layout import Layout, find_layout, unit_above
from briefing.projects.packed import Fields, Packed, digest
from briefing.projects.reading import read_grids
from briefing.projects.row_kinds import Said
from briefing.projects.rows import Draft, FoundRows, RowPiece, read_rows
from briefing.projects.totals import Sums, check_totals, doubt_sums
from briefing.projects.vocabulary import MONEY, Vocabulary

#: So many different labels with values, the name among them, make a card.
ENOUGH = 4
#: Between a label and its value so few cells may be empty, less one.
GAP = 4
#: A label and its value in one cell.
_COLON = re.compile(r"\s*([^:：\n]{2,20})[:：]\s*(\S[\s\S]*)\Z")


def read_cards(grid: Grid, heads: Heads) -> tuple[Draft, ...]:
    """Return the projects of a sheet in card layout, from the top; empty where it is none. A second name begins the next
    card."""
    cards: list[tuple[int, defaultdict[str, tuple[RowPiece, ...]]]] = []
    unit, _ = unit_above(grid, heads, min(5, len(grid.rows)))
    used: set[tuple[int, int]] = set()
    for row in range(len(grid.rows)):
        for piece in _pieces(grid, heads, row, used):
            name = piece.column.field
            if name == "name":
                cards.append((row, defaultdict(tuple)))
            elif not cards:
                continue
            cards[-1][1][name] += (piece,)
    drafts: list[Draft] = []
    for place, (row, pieces) in enumerate(cards):
        last = cards[place + 1][0] if place + 1 < len(cards) else len(grid.rows)
        if len(pieces) >= ENOUGH:
            drafts.append(Draft(grid.name, row + 1, last, Said(), len(drafts), pieces.__getitem__, unit))
    return tuple(drafts)


def like_labels(drafts: Sequence[Draft], heads: Heads) -> bool:
    """Return whether the projects a sheet gives as a table are named like labels of a card (日期, 责任人, 总投资), or their
    amounts are no numbers: it is no table."""
    names = [draft.text("name") for draft in drafts]
    odd = sum(1 for name in names if heads.known(name) or heads.is_person(name) or heads.money_like(name))
    return bool(names) and odd * 2 >= len(names)


def _pieces(grid: Grid, heads: Heads, row: int, used: set[tuple[int, int]]) -> Iterator[RowPiece]:
    """The labelled values of a row, from the left."""
    column = 0
    while column < len(grid.rows[row]):
        cell = grid.at(row, column)
        merge = grid.covered.get((row, column))
        after = (merge.right if merge else column) + 1
        if (row, column) in used or not cell.text:
            column = after
            continue
        known = heads.column(column, (cell.text,))
        if known.field and known.field != LEFT_OUT:
            place = _beside(grid, heads, row, after) or _below(grid, heads, row, column)
            if place is not None:
                used.add(place)
                yield RowPiece(grid.at(*place), replace(known, index=place[1]), place[0])
        elif (match := _COLON.match(cell.text)) and (known := heads.column(column, (match[1],))).field not in (
            "",
            LEFT_OUT,
        ):
            yield RowPiece(GridCell(match[2].strip(), Kind.TEXT), known, row)
        column = after


def _beside(grid: Grid, heads: Heads, row: int, column: int) -> tuple[int, int] | None:
    """The place of the value right of a label that ends before a column; a few empty cells may be between."""
    column = next((c for c in range(column, column + GAP) if grid.shown(row, c).text), column)
    merge = grid.covered.get((row, column))
    place = (merge.top, merge.left) if merge else (row, column)
    value = grid.at(*place)
    return place if value.text and not _is_label(value, heads) else None


def _below(grid: Grid, heads: Heads, row: int, column: int) -> tuple[int, int] | None:
    """The place of the value under a label, where the row of labels has several of them and the row below has none."""
    merge = grid.covered.get((row, column))
    under = (merge.bottom if merge else row) + 1
    if under >= len(grid.rows):
        return None
    labels = [c for c in range(len(grid.rows[row])) if grid.at(row, c).text]
    if len(labels) < 2 or any(_is_label(grid.at(under, c), heads) for c in range(len(grid.rows[under]))):
        return None
    if not all(_is_label(grid.at(row, c), heads) for c in labels[:1]):
        return None
    value = grid.at(under, column)
    return (under, column) if value.text else None


def _is_label(cell: GridCell, heads: Heads) -> bool:
    return bool(cell.text) and cell.kind is Kind.TEXT and bool(heads.known(cell.text) or heads.is_person(cell.text))


#: A sheet with fewer rows than this may be cards that only look like a table.
FEW = 5
_DATES = ("term", "term-start", "term-end", "valid-until", "contact-verified")


_KINDS = {
    "section": "section heads", "total": "totals", "note": "notes", "head": "headers again", "skip": "skipped as you said",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet that was read: its header rows (from 1; 0 for cards), its columns (none for cards), how many projects
    it gave."""

    name: str
    layout: str
    columns: tuple[HeadColumn, ...]
    projects: int
    header: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The projects of a workbook in its order, the sheets read, where units of money came from, the causes of what
    was noticed and the problems told of them. ``there`` are the names of all sheets that hold something,
    ``translations`` the texts in a second language by field and the Chinese beside them."""

    projects: Packed = field(default_factory=Packed)
    sheets: tuple[SheetRead, ...] = ()
    units: dict[tuple[str, str], int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    causes: tuple[Cause, ...] = ()
    there: tuple[str, ...] = ()
    translations: dict[tuple[str, str], str] = field(default_factory=dict)


def extract(data: bytes, name: str, vocabulary: Vocabulary, mapping: Mapping, sheets: Sequence[str] = ()) -> Extracted:
    """Read a workbook. ``name`` is the file's, ``sheets`` those the officer chose. With an error among the problems
    nothing of it may be imported."""
    grids, found = read_grids(data, name)
    problems = list(found)
    there = tuple(grid.name for grid in grids)
    causes = Causes()
    if has_errors(problems):
        return Extracted(problems=ordered(problems), there=there)
    heads = Heads(vocabulary, mapping)
    tables, cards = _lists(grids, heads, causes, name, tuple(sheets) or mapping.sheet, problems)
    interpreter = Interpreter(vocabulary, mapping, causes, days=_days(tables, mapping, causes))
    read: list[SheetRead] = []
    projects = Packed()
    for grid, layout, rows in tables if not has_errors(problems) else ():
        _columns(layout, heads, causes, grid.name)
        interpreter.decimals = _decimals(rows.drafts, layout, mapping, causes, grid.name)
        sums = Sums(rows, projects, len(projects))
        for draft in rows.drafts:
            projects.append(interpreter.fields(draft))
        check_totals(sums, vocabulary, layout.unit or vocabulary.money_unit(mapping.unit or ""), causes)
        doubt_sums(sums, mapping, causes)
        _doubtful_unit(rows, layout, causes, grid.name)
        rows_accounted(grid, rows, causes)
        problems += cells_accounted(grid, layout, rows, heads, name)
        header = (layout.top + 1, layout.bottom + 1)
        read.append(SheetRead(grid.name, "table", layout.columns, len(rows.drafts), header))
    for grid, drafts in cards if not has_errors(problems) else ():
        for draft in drafts:
            projects.append(interpreter.fields(draft))
        read.append(SheetRead(grid.name, "card", (), len(drafts)))
    problems += _of_whole(projects, read, mapping, vocabulary, name) if read else []
    if read:
        _repeats(projects, causes)
    problems += causes.problems(name)
    if not projects and not has_errors(problems):
        problems.append(problem("list-no-projects", name))
    return Extracted(
        projects,
        tuple(read),
        interpreter.units,
        ordered(problems),
        tuple(causes.found.values()),
        there,
        interpreter.translations,
    )


def _lists(
    grids: Sequence[Grid], heads: Heads, causes: Causes, name: str, chosen: tuple[str, ...], problems: list[Problem]
) -> tuple[list[tuple[Grid, Layout, FoundRows]], list[tuple[Grid, tuple[Draft, ...]]]]:
    """The sheets that are lists, as tables and as cards; what was noticed in their rows goes into ``causes``."""
    there = [grid.name for grid in grids]
    problems += [problem("list-sheet-unknown", name, sheet=s, known=", ".join(there)) for s in chosen if s not in there]
    visible = [g for g in grids if (g.name in chosen if chosen else not g.hidden)]
    tables: list[tuple[Grid, Layout, FoundRows, Causes]] = []
    cards: list[tuple[Grid, tuple[Draft, ...]]] = []
    for grid in visible:
        layout = find_layout(grid, heads)
        seen = Causes()
        rows = read_rows(grid, layout, heads, seen) if layout else FoundRows()
        labels = like_labels(rows.drafts, heads)
        drafts = read_cards(grid, heads) if labels or len(rows.drafts) < FEW else ()
        if drafts and (layout is None or labels or len(rows.drafts) < len(drafts)):
            cards.append((grid, drafts))
        elif layout is not None and not (labels and not chosen):
            tables.append((grid, layout, rows, seen))
        elif chosen:
            problems.append(problem("list-no-header", name, sheet=grid.name))
    full = [found for found in tables if found[2].drafts]
    if not chosen and (len(full) > 1 or (full and cards)):
        names = [g.name for g, *_ in full] + [g.name for g, _ in cards]
        problems.append(problem("list-two-sheets", name, sheets=", ".join(names)))
    hidden = [g.name for g in grids if g.hidden and g.name not in chosen and find_layout(g, heads)]
    if hidden:
        problems.append(problem("list-hidden-sheet", name, sheets=", ".join(hidden)))
    if not tables and not cards and not has_errors(problems):
        problems.append(problem("list-no-header", name, sheet=", ".join(there)))
    kept = full or tables
    for *_, seen in kept:
        causes.found |= seen.found
    return [(g, layout, rows) for g, layout, rows, _ in kept], cards


def _columns(layout: Layout, heads: Heads, causes: Causes, sheet: str) -> None:
    row = layout.bottom + 1
    money = [c for c in layout.columns if c.field in MONEY and c.field != "sought"]
    unseen = {c.index for c in layout.hidden}
    plain = [c for c in layout.columns if c.head and not c.mapped and c.index not in unseen
             and not any(k in (c.letter, c.head) for k in heads.mapping.columns)]  # fmt: skip
    for code, kind in (("list-column-unknown", ""), ("list-column-left-out", LEFT_OUT)):
        if columns := [c for c in plain if c.field == kind]:
            causes.add(code, sheet, row, sheet=sheet, columns=_named(columns))
    if layout.hidden:
        causes.add("list-columns-hidden", sheet, row, sheet=sheet, columns=_named(layout.hidden))
    if layout.guessed is not None:
        causes.add("list-name-guessed", sheet, row, sheet=sheet, column=layout.guessed.letter)
    doubtful = [c for c in plain if c.field == "" and heads.money_like(c.head)]
    if len(money) > 1:
        causes.add("list-two-amounts", sheet, row, sheet=sheet, columns=_named(money))
    elif not money and doubtful:
        causes.add("list-amount-unmapped", sheet, row, sheet=sheet, columns=_named(doubtful))
    elif not money:
        causes.add("list-no-amount", sheet, row, sheet=sheet)
    for field_name, count in Counter(c.field for c in layout.columns).items():
        if count > 1 and field_name in ("name", "code", "sought"):
            causes.add("list-column-twice", sheet, row, sheet=sheet, field=field_name)


def _named(columns: Iterable[HeadColumn]) -> str:
    return "; ".join(f"{c.letter} {c.head}" for c in columns)


def _doubtful_unit(rows: FoundRows, layout: Layout, causes: Causes, sheet: str) -> None:
    """A unit above the table that differs from the unit in a head is worth a word."""
    units = [c.unit for c in layout.columns if c.unit is not None and c.field in MONEY]
    if layout.unit is None or not units or layout.unit.size in {u.size for u in units} or not rows.drafts:
        return
    heads = ", ".join(sorted({u.word for u in units}))
    causes.add("list-unit-differs", sheet, layout.top, sheet=sheet, head=heads, row=layout.unit_text)


def _decimals(drafts: Sequence[Draft], layout: Layout, mapping: Mapping, causes: Causes, sheet: str) -> dict[str, str]:
    """The mark before decimals in each column of money whose amounts are typed as text; asked where it cannot be known."""
    made: dict[str, str] = {}
    latin = all(c.head.isascii() for c in layout.columns if c.field in MONEY)
    for name in MONEY:
        pieces = [p for d in drafts for p in d.pieces(name) if p.cell.kind is Kind.TEXT]
        mark = mapping.decimals or decimal_mark(p.cell.text for p in pieces)
        if mark == "both" or (mark == "unclear" and latin):
            text = next(p.cell.text for p in pieces if decimal_mark([p.cell.text]))
            column = pieces[0].column.letter
            causes.add("list-decimals", sheet, pieces[0].row + 1, sheet=sheet, column=column, text=text[:30])
        if mark == "comma":
            column = pieces[0].column.letter if pieces else ""
            causes.add("list-decimal-commas", sheet, layout.bottom + 1, sheet=sheet, column=column)
        made[name] = "comma" if mark == "comma" else "point"
    return made


def _days(tables: Sequence[tuple[Grid, Layout, FoundRows]], mapping: Mapping, causes: Causes) -> str:
    """The order of days written with slashes; asked where some are that order and some the other."""
    texts = [p.cell.text for *_, rows in tables for d in rows.drafts for name in _DATES for p in d.pieces(name)]
    order = mapping.days or day_order(texts)
    if order == "both":
        causes.add("list-day-order", "", 0)
        return ""
    return order


def _of_whole(
    projects: Sequence[Fields], read: Sequence[SheetRead], mapping: Mapping, vocabulary: Vocabulary, name: str
) -> list[Problem]:
    """What is noticed of the workbook as a whole."""
    places = (str(p["origin"]).rpartition("!") for p in projects)
    heads = [(c.letter, c.head) for s in read for c in s.columns]
    found = list(unused(mapping, ((sheet, int(row)) for sheet, _, row in places), heads, name))
    found += [
        problem("list-mapping-unit", name, 0, unit=text)
        for text in (*filter(None, (mapping.unit,)), *mapping.units.values())
        if vocabulary.money_unit(text) is None
    ]
    if away := sum(1 for p in projects if not p.get("regions")):
        found.append(problem("list-place-missing", name, count=away, total=len(projects)))
    return found


def _repeats(projects: Sequence[Fields], causes: Causes) -> None:
    seen: dict[bytes, int] = {}
    for place, fields in enumerate(projects):
        first = seen.setdefault(digest(fields["name"], *fields.get("districts", ())), place)
        if first != place:
            sheet, _, row = fields["origin"].rpartition("!")
            there = " ".join(projects[first]["origin"].rpartition("!")[::2])
            causes.add("list-repeated", sheet, int(row), name=fields["name"][:30], first=there)


def rows_accounted(grid: Grid, rows: FoundRows, causes: Causes) -> None:
    """Note what the rows are that gave no project, and which rows of the list Excel does not show."""
    told = [f"{_KINDS[kind]} {ranges(numbers, 20)}" for kind, numbers in rows.others.items() if kind in _KINDS]
    if told:
        causes.add("list-rows-left-out", grid.name, 0, sheet=grid.name, rows="; ".join(told))
    unseen = sorted(
        {r for draft in rows.drafts for r in range(draft.row, draft.last + 1)} & {r + 1 for r in grid.rows_hidden}
    )
    if unseen:
        causes.add("list-hidden-rows", grid.name, unseen[0], sheet=grid.name, rows=ranges(unseen, 20))


def cells_accounted(grid: Grid, layout: Layout, rows: FoundRows, heads: Heads, name: str) -> list[Problem]:
    """Return cells of projects that are under no head. In delimited text they mean that a comma within a cell was taken for
    its end, and that every field behind it may hold the next one's words: the file is refused."""
    headed = {c.index for c in layout.columns if c.head or c.field or c.letter in heads.mapping.columns}
    found: list[Problem] = []
    numbers: dict[int, list[int]] = {}
    for draft in rows.drafts:
        for row in range(draft.row, draft.last + 1):
            for index, cell in enumerate(grid.rows[row - 1]):
                if not cell.text or index in headed or (row - 1, index) in grid.covered:
                    continue
                if grid.delimited and index >= len(layout.columns):
                    told = {"cells": index + 1, "heads": len(layout.columns), "text": cell.text[:30]}
                    found.append(problem("list-row-longer", name, row, **told))
                    break
                numbers.setdefault(index, []).append(row)
    for index, at in numbers.items():
        told = {"sheet": grid.name, "column": xl_col_to_name(index), "rows": ranges(at, 20)}
        found.append(problem("list-cells-unheaded", name, at[0], **told))
    return found
