"""What reading an article knows at a place: figures and names so far, and what later sentences may lean on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from briefing.language.model import Language
from briefing.releases.figure import Figure
from briefing.releases.periods import Mention, Name
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
    names: list[Name] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    frame: Frame = field(default_factory=Frame)
    year: int = 0
    spoken: tuple[int, int] | None = None


def year_spoken(mention: Mention, seen: Sequence[Mention], state: Reading) -> int:
    """The year in which a mention is read that names none: the last one its sentence has named."""
    assert state.day is not None  # without a day nothing is inferred
    years = [m.year or state.day.year + (m.relative or 0) for m in seen if m.year or m.relative is not None]
    whole = mention.shape in ("year", "year-end") and mention.back is None  # 全年, 年末: of the year spoken of
    return years[-1] if years else state.year if mention.same_year or whole else 0
