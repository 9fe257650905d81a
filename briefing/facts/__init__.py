"""The fact base: every sourced, derived or targeted figure, under one id. The records every later stage reads: a source and a
fact, and a fact as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from briefing.quantities import Magnitude, OpenValue, Period, Qualifier, Quantity, Range, Several, Symbol


@dataclass(frozen=True, slots=True)
class SourceSection:
    """A stretch of a source document: first and last line, both inclusive; ``title`` is empty where it has no heading."""

    id: str
    title: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Article:
    """What the list of sources says of one story: a whole source (``id`` and ``mark`` are empty), or one of several that it
    holds; ``mark`` then follows its number (the b of S4b). ``document`` is the number an office gave it."""

    id: str
    mark: str
    title: str
    issuer: str
    date: date
    date_basis: str
    authors: tuple[str, ...] = ()
    document: str = ""
    page: str = ""
    url: str = ""
    first: int = 0
    last: int = 0


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
    authors: tuple[str, ...] = ()
    document: str = ""
    page: str = ""
    url: str = ""
    articles: tuple[Article, ...] = ()

    @property
    def whole(self) -> Article:
        """The source as one story."""
        return Article(
            "",
            "",
            self.title,
            self.issuer,
            self.date,
            self.date_basis,
            self.authors,
            self.document,
            self.page,
            self.url,
        )

    def article_at(self, line: int) -> Article:
        """Return the article that holds a line; the source as a whole where none does."""
        return next((a for a in self.articles if a.first <= line <= a.last), self.whole)

    def section_at(self, line: int) -> SourceSection | None:
        """Return the section that holds a line, if one does."""
        return next((s for s in self.sections if s.first <= line <= s.last), None)


@dataclass(frozen=True, slots=True)
class Fact:
    """Anything a sentence may quote: an observation, a target, a rank, a count, an event or a derived figure.

    ``id``: ``<indicator>@<period>`` (``.target`` appended for targets; an event's own id). ``kind``: the indicator's
    kind (stock, flow, cumulative, change, share, rate, rank, count, threshold, duration) or ``target``, ``event``,
    ``derived``; ``measure`` keeps the indicator's own kind for targets and derived figures. ``quantity`` is ``None``
    for events and for values a source leaves open; ``open`` is then what the published wording says, as far as it is
    understood. ``turn`` names what became of a loss or profit (``briefing.facts``); the quantity is then the
    difference. ``status``: reported, planned, announced, estimated, opinion, occurred, target, derived.
    ``period_basis``: stated, inferred, reported, derived. ``source`` is a source id, empty for derived facts, whose
    ``inputs`` are fact ids. ``vintage`` is the day it became known. ``region``/``of``/``base``/``whole`` are the
    indicator's (see docs/design/content-format.md). ``line`` is where it is in ``file``.
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
    """Return a fact that was computed from others and that no source states; ``more`` are further fields of ``Fact``."""
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


class Turn(StrEnum):
    """What became of a result from one period to another; zero counts as neither."""

    TO_PROFIT = "to-profit"
    TO_LOSS = "to-loss"
    LOSS_NARROWED = "loss-narrowed"
    LOSS_WIDENED = "loss-widened"
    PROFIT_ROSE = "profit-rose"
    PROFIT_FELL = "profit-fell"
    UNCHANGED = "unchanged"


#: Turns that are printed in words alone, without the amount.
WORDS_ALONE = frozenset({Turn.TO_PROFIT, Turn.TO_LOSS, Turn.UNCHANGED})


def turn_of(new: Decimal, old: Decimal) -> Turn:
    """Return the turn from an old result to a new one, both in one unit, losses below zero."""
    if new == old:
        return Turn.UNCHANGED
    if old < 0:
        if new > 0:
            return Turn.TO_PROFIT
        return Turn.LOSS_NARROWED if new > old else Turn.LOSS_WIDENED
    if new < 0:
        return Turn.TO_LOSS
    return Turn.PROFIT_ROSE if new > old else Turn.PROFIT_FELL


#: Where a fact is in the content may move without the fact: not recorded.
_PLACE = frozenset({"file", "line"})


def fact_record(fact: Fact) -> dict[str, Any]:
    """Return the fact as JSON values; decimals, dates and periods as text."""
    record = {f.name: getattr(fact, f.name) for f in fields(fact) if f.name not in _PLACE}
    quantity = fact.quantity
    if quantity is not None:
        record["quantity"] = _record("", quantity) | {"decimals": quantity.decimals}
    record["open"] = open_record(fact.open)
    record["period"] = fact.period.text
    record["vintage"] = fact.vintage.isoformat()
    record["inputs"] = list(fact.inputs)
    return record


def fact_of(record: dict[str, Any]) -> Fact:
    """Return the fact of ``fact_record``, without its place. Raises ``ValueError``, ``TypeError``, ``KeyError`` or
    ``ArithmeticError`` for anything else."""
    given = dict(record)
    quantity = given["quantity"]
    given["quantity"] = None if quantity is None else _quantity("", quantity)
    given["open"] = open_of(given.get("open"))
    given["period"] = Period.parse(given["period"])
    given["vintage"] = date.fromisoformat(given["vintage"])
    given["inputs"] = tuple(given["inputs"])
    return Fact(**given)


def open_record(value: OpenValue | None) -> dict[str, str] | None:
    """Return the value as plain text by name, for a record kept outside; ``open_of`` reads it back."""
    match value:
        case None:
            return None
        case Quantity():
            return {"kind": "quantity", **_record("", value)}
        case Range():
            return {"kind": "range", **_record("low-", value.low), **_record("high-", value.high)}
        case Magnitude():
            return {"kind": "magnitude", **_record("", value.quantity)}
        case Several():
            return {"kind": "several", "power": str(value.power), "unit": value.unit}
        case Symbol():
            return {"kind": "symbol", "letter": value.letter, "unit": value.unit}


def open_of(record: dict[str, str] | None) -> OpenValue | None:
    """Return the value of ``open_record``. Raises ``KeyError``, ``ValueError`` or ``ArithmeticError`` for anything else."""
    if record is None:
        return None
    match record["kind"]:
        case "quantity":
            return _quantity("", record)
        case "range":
            return Range(_quantity("low-", record), _quantity("high-", record))
        case "magnitude":
            return Magnitude(_quantity("", record))
        case "several":
            return Several(int(record["power"]), record["unit"])
        case "symbol":
            return Symbol(record["letter"], record["unit"])
        case kind:
            raise ValueError(f"{kind!r} is no kind of an open value")


def _record(prefix: str, quantity: Quantity) -> dict[str, str]:
    made = {
        "value": format(quantity.value, "f"),
        "unit": quantity.unit,
        "quantum": format(quantity.quantum, "f"),
        "decimals": "yes" if quantity.decimals else "",
        "qualifier": str(quantity.qualifier or ""),
        "wording": quantity.wording,
    }
    return {prefix + key: text for key, text in made.items()}


def _quantity(prefix: str, record: dict[str, str]) -> Quantity:
    given = {key.removeprefix(prefix): text for key, text in dict(record).items() if key.startswith(prefix)}
    qualifier = Qualifier(given["qualifier"]) if given["qualifier"] else None
    return Quantity(
        Decimal(given["value"]),
        given["unit"],
        Decimal(given["quantum"]),
        bool(given["decimals"]),
        qualifier,
        given["wording"],
    )
