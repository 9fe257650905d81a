"""The records every later stage reads: a source and a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from briefing.quantities import Period, Quantity
from briefing.quantities.open_value import OpenValue


@dataclass(frozen=True, slots=True)
class SourceSection:
    """A named stretch of a source document: first and last line, both inclusive."""

    id: str
    title: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Source:
    """A published document. ``file`` is the name of the document as received; ``date`` decides the vintage;
    ``number`` is what notes call it (S4), the same whatever else is recorded later."""

    id: str
    file: str
    issuer: str
    title: str
    date: date
    date_basis: str
    kind: str
    sections: tuple[SourceSection, ...] = ()
    number: int = 0

    def section_at(self, line: int) -> SourceSection | None:
        """The section that holds a line, if one does."""
        return next((s for s in self.sections if s.first <= line <= s.last), None)


@dataclass(frozen=True, slots=True)
class Fact:
    """Anything a sentence may quote: an observation, a target, a rank, a count, an event or a derived figure.

    ``id``: ``<indicator>@<period>`` (``.target`` appended for targets; an event's own id). ``kind``: the indicator's
    kind (stock, flow, cumulative, change, share, rate, rank, count, threshold, duration) or ``target``, ``event``,
    ``derived``; ``measure`` keeps the indicator's own kind for targets and derived figures. ``quantity`` is ``None``
    for events and for values a source leaves open; ``open`` is then what the published wording says, as far as it is
    understood. ``turn`` names what became of a loss or profit (``briefing.facts.turn``); the quantity is then the
    difference. ``status``: reported, planned, announced, estimated, opinion, occurred, target, derived.
    ``period_basis``: stated, inferred, reported, derived. ``source`` is a source id, empty for derived facts, whose
    ``inputs`` are fact ids. ``vintage`` is the day it became known. ``region``/``of``/``base``/``whole`` are the
    indicator's (see docs/design/content-format.md). ``line`` is where it stands in ``file``.
    """

    id: str
    indicator: str
    kind: str
    measure: str
    label: str
    quantity: Quantity | None
    period: Period
    period_basis: str
    status: str
    source: str
    locator: str
    published: str
    vintage: date
    region: str = ""
    of: str = ""
    base: str = ""
    whole: str = ""
    operation: str = ""
    inputs: tuple[str, ...] = ()
    open: OpenValue | None = None
    turn: str = ""
    note: str = ""
    file: str = ""
    line: int = 0


def computed(
    key: str,
    label: str,
    operation: str,
    quantity: Quantity,
    inputs: Sequence[Fact],
    *,
    measure: str,
    period: Period,
    **more: Any,
) -> Fact:
    """A fact that was computed from others and that no source states; ``more`` are further fields of ``Fact``."""
    return Fact(
        id=key,
        indicator=key,
        kind="derived",
        measure=measure,
        label=label,
        quantity=quantity,
        period=period,
        period_basis="derived",
        status="derived",
        source="",
        locator="",
        published="",
        vintage=max(fact.vintage for fact in inputs),
        operation=operation,
        inputs=tuple(fact.id for fact in inputs),
        **more,
    )
