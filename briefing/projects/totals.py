"""Totals written in the workbook against the rows they speak of; rows that are totals by their amount."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from briefing.projects.amounts import read_amount
from briefing.projects.grid import Causes, ranges
from briefing.projects.headers import Mapping as Given
from briefing.projects.headers import rows_named
from briefing.projects.packed import Fields
from briefing.projects.rows import Draft, FoundRows, scope_of
from briefing.projects.vocabulary import MoneyUnit, Vocabulary
from briefing.quantities import Interval, Quantity, interval
from briefing.quantities.parse import parse_value, plain

#: A sum is looked for among so many rows beside a row.
FARTHEST = 500


@dataclass(slots=True)
class Sums:
    """What the projects of one sheet add up to. ``projects`` holds their fields from the place ``first`` on, ``known``
    by row and field their amounts (``None`` for one that is open) with their units."""

    found: FoundRows
    projects: Sequence[Fields]
    first: int
    known: dict[tuple[int, str], tuple[str | None, str]] = field(default_factory=dict)

    def add(self, draft: Draft, fields: Fields) -> None:
        """Take down the amounts of a project."""
        for key in ("investment", "sought"):
            if amount := fields.get(key):
                self.known[draft.row, key] = (amount["value"], amount["unit"])

    def exact(self, draft: Draft) -> Decimal | None:
        """The investment of a project, whatever its currency."""
        value, unit = self.known.get((draft.row, "investment"), (None, ""))
        return None if value is None else parse_value(value, unit).value

    def amounts(self, drafts: Sequence[Draft], key: str, unit: str) -> Iterator[Quantity]:
        """The amounts that are known, in one currency."""
        for draft in drafts:
            value, own = self.known.get((draft.row, key), (None, ""))
            if value is not None and own == unit:
                yield parse_value(value, unit)

    def sum(self, drafts: Sequence[Draft], key: str, unit: str) -> Interval:
        """The interval of the sum of the amounts that are known, in one currency."""
        found = [interval(quantity) for quantity in self.amounts(drafts, key, unit)]
        low = sum((f.low or Decimal(0) for f in found), Decimal(0))
        return Interval(low, sum((f.high or Decimal(0) for f in found), Decimal(0)))

    def told(self, drafts: Sequence[Draft], key: str, unit: str) -> str:
        """What projects add up to, for a person, and how many amounts are not in it."""
        known = [quantity.value for quantity in self.amounts(drafts, key, unit)]
        there = sum(1 for draft in drafts if (draft.row, key) in self.known)
        whole = f"{plain(sum(known, Decimal(0)).scaleb(-8).normalize()):f}亿 {unit}"
        left = there - len(known)
        return whole if not left else f"{whole}, without {left} that are open or in another currency"


def check_totals(sums: Sums, vocabulary: Vocabulary, sheet: MoneyUnit | None, causes: Causes) -> None:
    """Note each total of one sheet that none of the runs of rows it may speak of adds up to."""
    for total in sums.found.totals:
        scopes = scope_of(total, sums.found)
        if not scopes:
            continue
        tell = {"sheet": total.sheet, "label": total.label}
        if total.count is not None and total.count not in {len(scope) for scope in scopes}:
            told = {"written": f"{total.count} projects", "rows": f"{len(scopes[0])} projects"}
            causes.add("list-total-differs", total.sheet, total.row, **tell, **told)
        for name, piece in total.amounts.items():
            read = read_amount(piece.cell.text, vocabulary, piece.column.unit, sheet, None)
            if read.value is None:
                continue
            written = interval(parse_value(read.value, read.unit, read.qualifier))
            key = "sought" if name == "sought" else "investment"
            if not any(written.meets(sums.sum(scope, key, read.unit)) for scope in scopes):
                told = {"written": read.published, "rows": sums.told(scopes[0], key, read.unit)}
                causes.add("list-total-differs", total.sheet, total.row, **tell, **told)


@dataclass(frozen=True, slots=True)
class _Sized:
    draft: Draft
    value: Decimal | None


def doubt_sums(sums: Sums, given: Given, causes: Causes) -> None:
    """Note the projects whose investment is the sum of the rows right above or below. One that is bare where those rows are not
    (no number, no words) is asked about; any other is doubted."""
    found = sums.found
    accepted = {row + 1 for draft in found.drafts[:1] for row in rows_named(given.accept, draft.sheet)}
    rows = [_Sized(d, sums.exact(d)) for d in found.drafts]
    breaks = sorted(b.row for b in found.breaks)
    for place, row in enumerate(rows):
        if row.value is None or row.draft.row in accepted:
            continue
        for run in (_run(rows, place, -1, breaks), _run(rows, place, 1, breaks)):
            matched = _summed(rows, row, run)
            if not matched:
                continue
            fields = sums.projects[sums.first + place]
            told = {"name": str(fields["name"])[:30], "text": fields["investment"]["published"],
                    "sum": ranges(sorted(rows[at].draft.row for at in matched))}  # fmt: skip
            code = "list-sum-row" if _stands_out(row, [rows[at] for at in matched]) else "list-sum-doubted"
            causes.add(code, row.draft.sheet, row.draft.row, sheet=row.draft.sheet, **told)
            break


def _run(rows: Sequence[_Sized], place: int, step: int, breaks: Sequence[int]) -> Iterator[int]:
    """The places of the rows beside one, away from it, up to the next section head or total."""
    at = bisect_left(breaks, rows[place].draft.row)
    low = breaks[at - 1] if step < 0 and at else 0
    high = breaks[at] if step > 0 and at < len(breaks) else 10**9
    for beside in range(
        place + step, max(place - FARTHEST, -1) if step < 0 else min(place + FARTHEST, len(rows)), step
    ):
        if not low < rows[beside].draft.row < high:
            return
        yield beside


def _summed(rows: Sequence[_Sized], row: _Sized, run: Iterator[int]) -> list[int]:
    """The places whose amounts make up a row: the whole run, or, for a row that stands out, as far as rows like one
    another go."""
    total = Decimal(0)
    taken: list[int] = []
    for at in run:
        if total == row.value and len(taken) > 1:
            return taken if _stands_out(rows[at], [rows[taken[-1]]]) and _stands_out(row, [rows[taken[-1]]]) else []
        value = rows[at].value
        if value is None or total + value > (row.value or 0):
            return []
        total += value
        taken.append(at)
    return taken if total == row.value and len(taken) > 1 else []


def _stands_out(row: _Sized, others: Sequence[_Sized]) -> bool:
    """Whether a row lacks what all the others have: a number, or words in the columns that describe a project."""
    numbered = not row.draft.numbered and all(o.draft.numbered for o in others)
    return numbered or (row.draft.bare and not any(o.draft.bare for o in others))
