"""What reading an article knows at a place: figures and names so far, what later sentences may lean on, and the sentence
at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from briefing.language.model import Language
from briefing.releases.figure import Figure
from briefing.releases.no_data import NoData
from briefing.releases.numbers import Number
from briefing.releases.opening import Sentence
from briefing.releases.periods import BaseMention, Mention, ends_on
from briefing.releases.rules import ReadingRules


@dataclass(slots=True)
class Frame:
    """What later sentences may lean on."""

    period: str = ""
    since: str = ""
    base: str = ""
    ahead: str = ""
    reported: str = ""
    last: Figure | None = None
    said: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """The state of reading one article: figures and names so far, and what later sentences lean on."""

    language: Language
    rules: ReadingRules
    day: date | None
    article: int
    title_period: str = ""
    plan: str = ""
    figures: list[Figure] = field(default_factory=list)
    weak: list[Figure] = field(default_factory=list)
    names: list[NoData] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    frame: Frame = field(default_factory=Frame)
    year: int = 0
    spoken: tuple[int, int] | None = None


def year_spoken(mention: Mention, seen: Sequence[Mention], state: Reading) -> int:
    """Return the year in which a mention is read that names none: the last one its sentence has named."""
    assert state.day is not None  # without a day nothing is inferred
    years = [m.year or state.day.year + (m.relative or 0) for m in seen if m.year or m.relative is not None]
    whole = mention.shape in ("year", "year-end") and mention.back is None  # 全年, 年末: of the year spoken of
    return years[-1] if years else state.year if mention.same_year or whole else 0


@dataclass(slots=True)
class SentenceReading:
    """The state of reading one sentence: its numbers, periods and bases, and what was read of it so far."""

    sentence: Sentence
    state: Reading
    local: Frame
    bases: tuple[BaseMention, ...]
    mentions: tuple[Mention, ...]
    numbers: tuple[Number, ...]
    spans: list[tuple[int, int]] = field(default_factory=list)
    taken: str = ""
    weak: str = ""
    mention: str = ""
    until: bool = False
    begins: int = 0
    bound: Mapping[int, Mention] = field(default_factory=dict)
    changed: Figure | None = None
    opening: tuple[BaseMention, ...] = ()
    said: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)

    def _family(self, number: Number) -> str:
        unit = number.units[0] if number.units else ""
        return self.state.language.units[unit].family if unit in self.state.language.units else "count"

    def _first_listed(self, number: Number, last: int) -> int:
        """Which number begins the list that a number is in."""
        first = self.numbers.index(number)
        while first and self._last_listed(self.numbers[first - 1]) == last:
            first -= 1
        return first

    def _last_listed(self, number: Number) -> int:
        """Which number ends the list that a number is in."""
        at = self.numbers.index(number)
        joint = re.compile(rf"\s*(?:{self.state.rules.joiners})\s*", re.IGNORECASE)
        while at + 1 < len(self.numbers) and joint.fullmatch(
            self.sentence.text[self.numbers[at].end : self.numbers[at + 1].start]
        ):
            at += 1
        return at

    def _fallback(self) -> str:
        known = [p for p in (self.state.frame.period, self.state.title_period) if p]
        return max(known, key=ends_on, default="")
