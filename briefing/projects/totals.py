"""Totals written in the workbook against the rows they speak of; rows that are totals by their amount."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
    """What the projects of one sheet add up to. ``projects`` holds their fields from the place ``first`` on, in the order
    of the drafts."""

    found: FoundRows
    projects: Sequence[Fields]
    first: int

    def known(self, draft: Draft, key: str) -> tuple[str | None, str] | None:
        """Return the amount of a project (``None`` for one that is open) with its unit; nothing where it states none."""
        amount = self.projects[self.first + draft.place].get(key)
        return (amount["value"], amount["unit"]) if amount else None

    def exact(self, draft: Draft) -> Decimal | None:
        """Return the investment of a project, whatever its currency."""
        value, unit = self.known(draft, "investment") or (None, "")
        return None if value is None else parse_value(value, unit).value

    def amounts(self, drafts: Sequence[Draft], key: str, unit: str) -> Iterator[Quantity]:
        """Yield the amounts that are known, in one currency."""
        for draft in drafts:
            value, own = self.known(draft, key) or (None, "")
            if value is not None and own == unit:
                yield parse_value(value, unit)

    def sum(self, drafts: Sequence[Draft], key: str, unit: str) -> Interval:
        """Return the interval of the sum of the amounts that are known, in one currency."""
        found = [interval(quantity) for quantity in self.amounts(drafts, key, unit)]
        low = sum((f.low or Decimal(0) for f in found), Decimal(0))
        return Interval(low, sum((f.high or Decimal(0) for f in found), Decimal(0)))

    def told(self, drafts: Sequence[Draft], key: str, unit: str) -> str:
        """Return what projects add up to, for a person, and how many amounts are not in it."""
        known = [quantity.value for quantity in self.amounts(drafts, key, unit)]
        there = sum(1 for draft in drafts if self.known(draft, key))
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
            read = read_amount(piece.cell.text, vocabulary, piece.column.unit or sheet)
            if read.value is None:
                continue
            written = interval(parse_value(read.value, read.unit, read.qualifier))
            key = "sought" if name == "sought" else "investment"
            if not any(written.meets(sums.sum(scope, key, read.unit)) for scope in scopes):
                told = {"written": read.published, "rows": sums.told(scopes[0], key, read.unit)}
                causes.add("list-total-differs", total.sheet, total.row, **tell, **told)


def doubt_sums(sums: Sums, given: Given, causes: Causes) -> None:
    """Note the projects whose investment is the sum of the rows right above or below. One that is bare where those rows are not
    (no number, no words) is asked about; any other is doubted."""
    found = sums.found
    drafts = found.drafts
    accepted = {row + 1 for draft in drafts[:1] for row in rows_named(given.accept, draft.sheet)}
    values = [sums.exact(draft) for draft in drafts]
    breaks = sorted(b.row for b in found.breaks)
    for place, value in enumerate(values):
        if value is None or (accepted and drafts[place].row in accepted):
            continue
        for step in (-1, 1):
            matched = _summed(drafts, values, place, step, breaks)
            if not matched:
                continue
            row, fields = drafts[place], sums.projects[sums.first + place]
            told = {"name": str(fields["name"])[:30], "text": fields["investment"]["published"],
                    "sum": ranges(sorted(drafts[at].row for at in matched))}  # fmt: skip
            code = "list-sum-row" if _stands_out(row, [drafts[at] for at in matched]) else "list-sum-doubted"
            causes.add(code, row.sheet, row.row, sheet=row.sheet, **told)
            break


def _run(drafts: Sequence[Draft], place: int, step: int, breaks: Sequence[int]) -> Iterator[int]:
    """The places of the rows beside one, away from it, up to the next section head or total."""
    at = bisect_left(breaks, drafts[place].row) if breaks else 0
    low = breaks[at - 1] if step < 0 and at else 0
    high = breaks[at] if step > 0 and at < len(breaks) else 10**9
    end = max(place - FARTHEST, -1) if step < 0 else min(place + FARTHEST, len(drafts))
    for beside in range(place + step, end, step):
        if breaks and not low < drafts[beside].row < high:
            return
        yield beside


def _summed(
    drafts: Sequence[Draft], values: Sequence[Decimal | None], place: int, step: int, breaks: Sequence[int]
) -> list[int]:
    """The places whose amounts make up a row: the whole run, or, for a row that stands out, as far as rows like one
    another go."""
    wanted = values[place] or Decimal(0)
    total = Decimal(0)
    taken: list[int] = []
    for at in _run(drafts, place, step, breaks):
        if total == wanted and len(taken) > 1:
            last = [drafts[taken[-1]]]
            return taken if _stands_out(drafts[at], last) and _stands_out(drafts[place], last) else []
        value = values[at]
        if value is None or total + value > wanted:
            return []
        total += value
        taken.append(at)
    return taken if total == wanted and len(taken) > 1 else []


def _stands_out(row: Draft, others: Sequence[Draft]) -> bool:
    """Whether a row lacks what all the others have: a number, or words in the columns that describe a project."""
    numbered = not row.numbered and all(o.numbered for o in others)
    return numbered or (row.bare and not any(o.bare for o in others))
