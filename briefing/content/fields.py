"""The kinds of text a content record holds, each with the rule its writing follows."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from briefing.quantities import Period
from briefing.quantities.bases import NAMED_BASES

_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*"
_POINT = r"\d{4}(?:-\d{2}){0,2}"
_LOCATOR = re.compile(r"L(\d+)(?:-L?(\d+))?(?:, ?L(\d+)(?:-L?(\d+))?)*\Z")
_LINES = re.compile(r"(\d+)(?:-(\d+))?\Z")


def _period(text: str) -> str:
    Period.parse(text)
    return text


def _date(text: str) -> str:
    if not Period.parse(text).is_day:
        raise ValueError(f"{text!r} is not a day: write it as 2026-04-10")
    return text


def _base(text: str) -> str:
    return text if text in NAMED_BASES else _period(text)


def _locator(text: str) -> str:
    line_ranges(text)
    return text


def _lines(text: str) -> str:
    match = _LINES.match(text)
    if not match or int(match[1]) < 1 or int(match[2] or match[1]) < int(match[1]):
        raise ValueError(f"{text!r} is not a range of lines: write 5-9 or 5")
    return text


def line_ranges(locator: str) -> tuple[tuple[int, int], ...]:
    """First and last lines a locator names (``L9``, ``L9-11``, ``L9, L14-15``); raises ValueError for any other form."""
    if not _LOCATOR.match(locator):
        raise ValueError(f"{locator!r} is not a locator: write L9, L9-11 or L9, L14")
    ranges = []
    for part in locator.split(","):
        first, _, last = part.strip().removeprefix("L").partition("-")
        ranges.append((int(first), int(last.removeprefix("L") or first)))
    if any(first < 1 or last < first for first, last in ranges):
        raise ValueError(f"{locator!r} is not a locator: its lines run backwards")
    return tuple(ranges)


def day(text: str) -> date:
    """The date a checked date text stands for."""
    return date.fromisoformat(text)


#: An identifier: ASCII words with hyphens, in dotted parts.
Id = Annotated[str, StringConstraints(pattern=rf"^{_ID}$", max_length=120)]
#: A unit of the language data: an identifier, or a currency by its ISO 4217 code.
UnitId = Annotated[str, StringConstraints(pattern=r"^(?:[A-Z]{3}|[a-z][a-z0-9]*(?:-[a-z0-9]+)*)$")]
#: A reference to a fact: an indicator, a derived figure or an event, or an observation or target of an indicator.
Reference = Annotated[str, StringConstraints(pattern=rf"^{_ID}(?:@(?:\.\.--)?{_POINT}(?:--{_POINT})?(?:\.target)?)?$")]
#: Words, not empty.
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
PeriodText = Annotated[str, AfterValidator(_period)]
DateText = Annotated[str, AfterValidator(_date)]
BaseText = Annotated[str, AfterValidator(_base)]
LocatorText = Annotated[str, AfterValidator(_locator)]
LinesText = Annotated[str, AfterValidator(_lines)]

Basis = Literal["stated", "inferred", "reported"]
Kind = Literal["stock", "flow", "cumulative", "change", "share", "rate", "rank", "count", "threshold", "duration"]
Status = Literal["reported", "planned", "announced", "estimated", "opinion"]
Operation = Literal[
    "share", "sum", "difference", "growth", "ratio", "progress", "gap", "implied-whole", "implied-base", "product", "average",
    "annual-increase", "turn",
]
RelationKind = Literal[
    "parts", "sum", "share", "growth", "difference", "ratio", "equal", "at-least", "at-most", "items"
]
Test = Literal["less", "less-or-equal", "greater", "greater-or-equal", "equal", "increasing", "decreasing"]
