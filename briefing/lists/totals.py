"""Totals written in the workbook against the rows they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from briefing.lists.amounts import read_amount
from briefing.lists.interpreting import Fields
from briefing.lists.rows import TotalRow
from briefing.lists.vocabulary import MoneyUnit, Vocabulary
from briefing.problems import Problem, problem
from briefing.quantities import Interval, Quantity, interval
from briefing.quantities.parse import parse_value, plain


def check_totals(
    totals: Sequence[TotalRow],
    breaks: Sequence[int],
    rows: Sequence[tuple[int, Fields]],
    vocabulary: Vocabulary,
    sheet: MoneyUnit | None,
    name: str,
) -> Iterator[Problem]:
    """A problem for each total of one sheet that fits neither all rows nor those up to the next break (section head, total)
    above or below it. ``rows`` are the row numbers and fields of the sheet's projects, in order."""
    for total in totals:
        before = max((b for b in breaks if b < total.row), default=0)
        after = min((b for b in breaks if b > total.row), default=10**9)
        above = [f for row, f in rows if before < row < total.row]
        below = [f for row, f in rows if total.row < row < after]
        choices = [[f for _, f in rows], above, below]
        if total.count is not None and total.count not in {len(c) for c in choices}:
            told = {"label": total.label, "written": f"{total.count} projects", "rows": f"{len(rows)} projects"}
            yield problem("list-total-differs", name, total.row, **told)
        for field, piece in total.amounts.items():
            read = read_amount(piece.cell.text, vocabulary, piece.column.unit, sheet, None)
            if read.value is None:
                continue
            written = interval(parse_value(read.value, read.unit, read.qualifier))
            key = "sought" if field == "sought" else "investment"
            sums = [_sum(c, key, read.unit) for c in choices]
            if not any(written.meets(found) for found in sums):
                told = {"label": total.label, "written": read.published, "rows": _told(choices[0], key, read.unit)}
                yield problem("list-total-differs", name, total.row, **told)


def _amounts(rows: Sequence[Fields], key: str, unit: str) -> Iterator[Quantity]:
    for fields in rows:
        amount = fields.get(key)
        if amount and amount["value"] is not None and amount["unit"] == unit:
            yield parse_value(amount["value"], unit)


def _sum(rows: Sequence[Fields], key: str, unit: str) -> Interval:
    """The interval of the sum of the amounts that are known, in one currency."""
    found = [interval(quantity) for quantity in _amounts(rows, key, unit)]
    low = sum((f.low or Decimal(0) for f in found), Decimal(0))
    return Interval(low, sum((f.high or Decimal(0) for f in found), Decimal(0)))


def _told(rows: Sequence[Fields], key: str, unit: str) -> str:
    """What the rows add up to, for a person, and how many amounts are not in it."""
    known = [quantity.value for quantity in _amounts(rows, key, unit)]
    there = sum(1 for fields in rows if fields.get(key))
    whole = f"{plain(sum(known, Decimal(0)).scaleb(-8).normalize()):f}亿 {unit}"
    return whole if there == len(known) else f"{whole}, without {there - len(known)} that are open or in another currency"
