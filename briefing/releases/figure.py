"""One figure of a text: as read, before it is held against the indicators, and with what it may be (``Proposed``); and a
number that is no data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from briefing.content.records import Indicator, Observation, Target
from briefing.quantities import Qualifier, Quantity
from briefing.releases.clauses import segment

Basis = Literal["stated", "carried", "inferred", "reported", "unknown"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as read. ``value`` is in the base unit and signed (``None`` when the source leaves it open),
    ``high`` the other end of a range. ``units`` are the ids the unit may be, the likeliest first. ``period`` is what
    its own words or its sentence give; ``carried`` what an earlier sentence or the title gives. ``subject`` are its
    own words, ``context`` those it leans on. ``follows`` is the number of the figure whose subject it shares (its
    growth, its share), or -1. ``weak`` is why it may well be no data at all; such a figure counts only when an
    indicator is clearly about it. ``converted``: it is the figure before it in another currency, in brackets."""

    number: int
    line: int
    sentence: str
    text: str
    value: Decimal | None
    quantum: Decimal
    decimals: bool
    units: tuple[str, ...]
    qualifier: Qualifier | None
    wording: str
    high: Decimal | None
    period: str
    basis: Basis
    carried: str
    base: str
    base_region: str
    change: bool
    subject: str
    own: str
    context: str
    clause: str
    right: str
    around: str
    passage: str
    headings: tuple[str, ...]
    scope: str
    status: str
    cumulative: bool
    rank: bool
    region: str
    share: bool
    follows: int = -1
    heading: bool = False
    article: int = 0
    spelt: bool = False
    weak: str = ""
    former: bool = False
    running: bool = False
    mention: str = ""
    printed: str = ""
    until: bool = False
    family: str = ""
    increment: bool = False
    converted: bool = False

    @property
    def id(self) -> str:
        """The id by which decisions name it."""
        return f"f{self.number:02}"

    @property
    def counted(self) -> bool:
        """Whether it counts or measures things whose unit tells what they are: no money, no rate, no rank."""
        told = self.rank or self.change or self.unit in ("", "percent", "multiple")
        return not told and self.family != "currency"

    @property
    def segment(self) -> str:
        """The text before it, from the last mark heavier than a comma on."""
        return segment(self.around)

    @property
    def unit(self) -> str:
        """The likeliest unit, or nothing."""
        return self.units[0] if self.units else ""

    def quantity(self, unit: str = "") -> Quantity | None:
        """Return the exact quantity in a unit it may have."""
        if self.value is None:
            return None
        return Quantity(self.value, unit or self.unit, self.quantum, self.decimals, self.qualifier, self.wording)


Verdict = Literal[
    "new-period", "same", "revision", "contradiction", "other-unit", "other-base", "other-region", "no-indicator"
]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A figure with what it may be. ``indicator`` is proposed only above the threshold; ``near`` is the one that
    differs in unit, base or region. ``runner_up`` is the next best with its score. ``repeats`` names the figure of
    the same text that says the same. ``existing`` is what the content holds for that indicator and period."""

    figure: Figure
    indicator: Indicator | None
    near: Indicator | None
    score: Decimal
    runner_up: tuple[str, Decimal] | None
    period: str
    basis: Basis
    verdict: Verdict
    unit: str
    existing: Observation | Target | None = None
    repeats: str = ""

    @property
    def judgement(self) -> str:
        """The verdict, and what the text says of the figure where it does not just report it (a target, a plan)."""
        return ", ".join(filter(None, (self.verdict, self.figure.status)))

    @property
    def target(self) -> bool:
        """Whether it is a value that a plan sets."""
        return self.figure.status == "target"


@dataclass(frozen=True, slots=True)
class NoData:
    """A number that is no data; ``reason`` is a stable word (date, document-number, code, name, numbering, bare
    …)."""

    line: int
    text: str
    reason: str
