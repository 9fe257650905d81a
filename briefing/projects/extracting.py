"""From grids to projects: tables, cards, and an account of every row and cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from briefing.problems import Problem, has_errors, in_order, problem
from briefing.projects.grid import Grid, GridCell
from briefing.projects.interpreting import Fields, Interpreter
from briefing.projects.layout import LEFT_OUT, HeadColumn, Heads, Layout, find_layout, unit_above
from briefing.projects.mapping import Mapping, unused
from briefing.projects.reading import read_grids
from briefing.projects.reconciling import check_totals
from briefing.projects.rows import Draft, FoundRows, RowPiece, read_rows
from briefing.projects.vocabulary import MONEY, MoneyUnit, Vocabulary

_KINDS = {
    "section": "section heads",
    "total": "totals",
    "note": "notes",
    "head": "headers again",
    "skip": "skipped as you said",
}


def rows_accounted(grid: Grid, rows: FoundRows, name: str) -> list[Problem]:
    """What the rows are that gave no project, and which rows of the list Excel does not show."""
    told = [f"{_KINDS[kind]} {ranges(numbers)}" for kind, numbers in rows.others.items() if kind in _KINDS]
    found = [problem("list-rows-left-out", name, sheet=grid.name, rows="; ".join(told))] if told else []
    unseen = sorted(
        {r for draft in rows.drafts for r in range(draft.row, draft.last + 1)} & {r + 1 for r in grid.rows_hidden}
    )
    if unseen:
        found.append(problem("list-hidden-rows", name, unseen[0], sheet=grid.name, rows=ranges(unseen)))
    return found


def cells_accounted(grid: Grid, layout: Layout, rows: FoundRows, heads: Heads, name: str) -> list[Problem]:
    """Cells of projects that stand under no head. In delimited text they mean that a comma within a cell was taken for its end,
    and that every field behind it may hold the next one's words: the file is refused."""
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
    found += [
        problem(
            "list-cells-unheaded", name, at[0], sheet=grid.name, column=get_column_letter(index + 1), rows=ranges(at)
        )
        for index, at in numbers.items()
    ]
    return found


def ranges(numbers: Sequence[int]) -> str:
    """Row numbers in their order, those that follow each other as a range: ``3, 7-9``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


#: So many different labels, the name among them, make a card.
ENOUGH = 4


def read_cards(grid: Grid, heads: Heads) -> tuple[Draft, ...]:
    """The projects of a sheet in card layout, from the top; empty where it is none. A second name begins the next card."""
    cards: list[tuple[int, dict[str, tuple[RowPiece, ...]]]] = []
    unit, _ = unit_above(grid, heads, min(5, len(grid.rows)))
    for row in range(len(grid.rows)):
        column = 0
        while column < len(grid.rows[row]):
            found = _labelled(grid, heads, row, column)
            if found is None:
                column += 1
                continue
            piece, column = found
            name = piece.column.field
            if name == "name" or not cards:
                if name != "name":
                    continue
                cards.append((row, {}))
            pieces = cards[-1][1]
            pieces[name] = (*pieces.get(name, ()), piece)
    drafts = []
    for place, (row, pieces) in enumerate(cards):
        last = cards[place + 1][0] if place + 1 < len(cards) else len(grid.rows)
        if len(pieces) >= ENOUGH:
            drafts.append(Draft(grid.name, row + 1, last, (), pieces, unit))
    return tuple(drafts)


def _labelled(grid: Grid, heads: Heads, row: int, column: int) -> tuple[RowPiece, int] | None:
    """The value beside a label, and the column after it; ``None`` where no label stands."""
    label = grid.at(row, column)
    if not label.text:
        return None
    known = heads.column(column, (label.text,))
    if not known.field or known.field == LEFT_OUT:
        return None
    merge = grid.covered.get((row, column))
    beside = (merge.right if merge else column) + 1
    value = grid.shown(row, beside)
    if not value.text or _is_label(value, heads):
        return None
    after = grid.covered.get((row, beside))
    made = HeadColumn(beside, known.field, known.head, known.unit, known.months)
    return RowPiece(value, made, row), (after.right if after else beside) + 1


def _is_label(cell: GridCell, heads: Heads) -> bool:
    return bool(heads.known(cell.text))


#: A sheet with fewer rows than this may be cards that only look like a table.
FEW = 5


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet that was read: its columns (none for cards) and how many projects it gave."""

    name: str
    layout: str
    columns: tuple[HeadColumn, ...]
    projects: int


@dataclass(frozen=True, slots=True)
class Extracted:
    """The projects of a workbook in its order, the sheets read, where units of money came from, and the problems."""

    projects: tuple[Fields, ...] = ()
    sheets: tuple[SheetRead, ...] = ()
    units: dict[tuple[str, str], int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def extract(data: bytes, name: str, vocabulary: Vocabulary, mapping: Mapping, sheets: Sequence[str] = ()) -> Extracted:
    """Read a workbook. ``name`` is the file's, ``sheets`` those the officer chose. With an error among the problems nothing
    of it may be imported."""
    grids, found = read_grids(data, name)
    problems = list(found)
    if has_errors(problems):
        return Extracted(problems=in_order(problems))
    heads = Heads(vocabulary, mapping)
    tables, cards = _lists(grids, heads, name, tuple(sheets) or mapping.sheet, problems)
    if has_errors(problems):
        return Extracted(problems=in_order(problems))
    interpreter = Interpreter(vocabulary, mapping, name)
    read: list[SheetRead] = []
    projects: list[Fields] = []
    for grid, layout, rows in tables:
        problems += rows.problems
        problems += _columns(layout, heads, name, grid.name)
        made = [(draft.row, interpreter.fields(draft)) for draft in rows.drafts]
        unit = layout.unit or _given(vocabulary, mapping)
        problems += check_totals(rows.totals, rows.breaks, made, vocabulary, unit, name)
        problems += _doubtful_unit(rows, layout, name, grid.name)
        problems += rows_accounted(grid, rows, name)
        problems += cells_accounted(grid, layout, rows, heads, name)
        projects += [fields for _, fields in made]
        read.append(SheetRead(grid.name, "table", layout.columns, len(made)))
    for grid, drafts in cards:
        projects += [interpreter.fields(draft) for draft in drafts]
        read.append(SheetRead(grid.name, "card", (), len(drafts)))
    problems += interpreter.problems
    problems += _mapping_unused(mapping, projects, read, name)
    problems += [
        problem("list-mapping-unit", name, 0, unit=text)
        for text in (*filter(None, (mapping.unit,)), *mapping.units.values())
        if vocabulary.money_unit(text) is None
    ]
    problems += _repeats(projects, name)
    if away := sum(1 for p in projects if not p.get("regions")):
        problems.append(problem("list-place-missing", name, count=away, total=len(projects)))
    if not projects:
        problems.append(problem("list-no-projects", name))
    return Extracted(tuple(projects), tuple(read), interpreter.units, in_order(problems))


def _lists(
    grids: Sequence[Grid], heads: Heads, name: str, chosen: tuple[str, ...], problems: list[Problem]
) -> tuple[list[tuple[Grid, Layout, FoundRows]], list[tuple[Grid, tuple[Draft, ...]]]]:
    there = [grid.name for grid in grids]
    problems += [problem("list-sheet-unknown", name, sheet=s, known=", ".join(there)) for s in chosen if s not in there]
    visible = [g for g in grids if (g.name in chosen if chosen else not g.hidden)]
    tables: list[tuple[Grid, Layout, FoundRows]] = []
    cards: list[tuple[Grid, tuple[Draft, ...]]] = []
    for grid in visible:
        layout = find_layout(grid, heads)
        rows = read_rows(grid, layout, heads, name) if layout else FoundRows()
        drafts = read_cards(grid, heads) if len(rows.drafts) < FEW else ()
        if layout is not None and len(rows.drafts) >= len(drafts):
            tables.append((grid, layout, rows))
        elif drafts:
            cards.append((grid, drafts))
        elif chosen:
            problems.append(problem("list-no-header", name, sheet=grid.name))
    full = [found for found in tables if found[2].drafts]
    if not chosen and (len(full) > 1 or (full and cards)):
        names = [g.name for g, _, _ in full] + [g.name for g, _ in cards]
        problems.append(problem("list-two-sheets", name, sheets=", ".join(names)))
    hidden = [g.name for g in grids if g.hidden and g.name not in chosen and find_layout(g, heads)]
    if hidden:
        problems.append(problem("list-hidden-sheet", name, sheets=", ".join(hidden)))
    if not tables and not cards and not problems:
        problems.append(problem("list-no-header", name, sheet=", ".join(there)))
    return full or tables, cards


def _columns(layout: Layout, heads: Heads, name: str, sheet: str) -> list[Problem]:
    row = layout.bottom + 1
    found: list[Problem] = []
    money = [c for c in layout.columns if c.field in MONEY and c.field != "sought"]
    for column in layout.columns:
        if column.head and column.field in ("", LEFT_OUT):
            mapped = any(k in (column.letter, column.head) for k in heads.mapping.columns)
            if not mapped:
                code = "list-column-left-out" if column.field else "list-column-unknown"
                found.append(problem(code, name, row, sheet=sheet, column=column.letter, head=column.head))
    doubtful = [
        c
        for c in layout.columns
        if c.field == ""
        and heads.money_like(c.head)
        and c.head not in heads.mapping.columns
        and c.letter not in heads.mapping.columns
    ]
    if len(money) > 1:
        told = "; ".join(f"{c.letter} {c.head}" for c in money)
        found.append(problem("list-two-amounts", name, row, sheet=sheet, columns=told))
    elif not money and doubtful:
        told = "; ".join(f"{c.letter} {c.head}" for c in doubtful)
        found.append(problem("list-amount-unmapped", name, row, sheet=sheet, columns=told))
    elif not money:
        found.append(problem("list-no-amount", name, row, sheet=sheet))
    for field_name, count in Counter(c.field for c in layout.columns).items():
        if count > 1 and field_name in ("name", "code", "sought"):
            found.append(problem("list-column-twice", name, row, sheet=sheet, field=field_name))
    return found


def _doubtful_unit(rows: FoundRows, layout: Layout, name: str, sheet: str) -> list[Problem]:
    """A unit above the table that differs from the unit in a head is worth a word."""
    heads = {c.unit.word for c in layout.columns if c.unit is not None and c.field in MONEY}
    if layout.unit is None or not heads or layout.unit.word in heads or not rows.drafts:
        return []
    return [
        problem("list-unit-differs", name, layout.top, sheet=sheet, head=", ".join(sorted(heads)), row=layout.unit_text)
    ]


def _mapping_unused(
    mapping: Mapping, projects: Sequence[Fields], read: Sequence[SheetRead], name: str
) -> list[Problem]:
    places = [str(p["origin"]).rpartition("!") for p in projects]
    heads = [(c.letter, c.head) for s in read for c in s.columns]
    return list(unused(mapping, [(sheet, int(row)) for sheet, _, row in places], heads, name))


def _given(vocabulary: Vocabulary, mapping: Mapping) -> MoneyUnit | None:
    return vocabulary.money_unit(mapping.unit) if mapping.unit else None


def _repeats(projects: Sequence[Fields], name: str) -> list[Problem]:
    seen: dict[tuple[str, tuple[str, ...]], str] = {}
    found: list[Problem] = []
    for fields in projects:
        key = (fields["name"], tuple(fields.get("districts", ())))
        sheet, _, row = fields["origin"].rpartition("!")
        if key in seen:
            found.append(problem("list-repeated", name, int(row), name=fields["name"][:30], first=seen[key]))
        seen.setdefault(key, f"{sheet} {row}")
    return found
