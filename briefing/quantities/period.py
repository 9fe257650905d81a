"""Time periods as ISO 8601-1 writes them, with the open start of ISO 8601-2 (``../2025-12-31``)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date


class PeriodError(ValueError):
    """The text is not a period this project knows; the message says which forms are."""


_POINT = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\Z")


@dataclass(frozen=True, slots=True)
class Period:
    """A moment or a stretch of time.

    ``text`` is the ISO 8601 form as written; ``start`` is ``None`` when open; ``grain`` is the finest unit written:
    ``day``, ``month`` or ``year``. A single day has equal ends.
    """

    text: str
    start: date | None
    end: date
    grain: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """``2025-12-31`` · ``2025-11`` · ``2025`` · ``2026-01/2026-03`` · ``2024/2027`` · ``../2025-12-31``."""
        first, slash, last = text.partition("/")
        if not slash:
            start, end, grain = _point(text, text)
            return cls(text, start, end, grain)
        _, end, grain = _point(last, text)
        if first == "..":
            return cls(text, None, end, grain)
        start, _, first_grain = _point(first, text)
        if start > end:
            raise PeriodError(f"the period {text!r} ends before it starts")
        if first_grain != grain:
            raise PeriodError(f"the period {text!r} mixes a {first_grain} and a {grain}")
        return cls(text, start, end, grain)

    @property
    def key(self) -> str:
        """The form used in fact ids: the solidus written as ``--`` (ISO 8601-1, 4.4.2)."""
        return self.text.replace("/", "--")

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.start == self.end


def _point(text: str, whole: str) -> tuple[date, date, str]:
    match = _POINT.match(text)
    if not match:
        raise PeriodError(
            f"{whole!r} is not a period: write 2025-12-31, 2025-11, 2025, 2026-01/2026-03 or ../2025-12-31"
        )
    year, month, day = (int(g) if g else 0 for g in match.groups())
    try:
        if day:
            moment = date(year, month, day)
            return moment, moment, "day"
        if month:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month"
        return date(year, 1, 1), date(year, 12, 31), "year"
    except (ValueError, IndexError, calendar.IllegalMonthError) as error:
        raise PeriodError(f"{whole!r} is not a date of the calendar") from error
