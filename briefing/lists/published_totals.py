"""What a pack prints of a reconciliation: each published figure, what the rows add up to, and the difference, as facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.facts.base import FactBase
from briefing.facts.fact import Fact
from briefing.lists.grouping import Totals
from briefing.lists.reconciling import Compared


@dataclass(frozen=True, slots=True)
class Line:
    """One published figure beside the rows: fact ids, empty where the rows have no such figure or nothing is apart. ``more``
    says that the published figure is the larger one, ``open`` that the two agree only if amounts that are open make up what
    is missing."""

    published: str
    rows: str
    apart: str
    more: bool
    open: bool

    @property
    def agrees(self) -> bool:
        """Whether the two are the same within the digits published, without any help."""
        return bool(self.rows) and not self.apart and not self.open


def lines(compared: Sequence[Compared], base: FactBase, prefix: str) -> tuple[tuple[Line, ...], Mapping[str, Fact]]:
    """The lines of a list, and the facts that had to be made for them. ``base`` holds the facts of projects and of the list's
    own totals; ``prefix`` begins the new ids (``list.opportunity``)."""
    totals = Totals(base, prefix)
    made: list[Line] = []
    for number, one in enumerate(compared, 1):
        rows = one.rows
        if one.counted:
            rows = totals.count(f"reconciled-{number}.rows", one.counted)
        apart, more = "", False
        if not one.agrees and rows:
            totals.base = replace(base, facts={**base.facts, **totals.made})
            apart, more = totals.apart(f"reconciled-{number}.apart", one.published, rows)
        made.append(Line(one.published, rows, apart, more, one.agrees and one.only_with_open))
    return tuple(made), totals.made
