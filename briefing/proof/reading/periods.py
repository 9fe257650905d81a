"""Dates and periods as read: the groups of a pattern to ISO 8601."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping

_HAN = str.maketrans("〇零一二三四五六七八九", "00123456789")


def iso(match: re.Match[str], numbers: Mapping[str, int]) -> str:
    """The ISO 8601 form of a matched period; without a year ``--03`` or ``--03-31`` (ISO 8601-1:2004), ``--Q1`` for a quarter.
    Empty when the groups make no date of the calendar."""
    g = {k: v for k, v in match.groupdict().items() if v}

    def number(key: str) -> int:
        text = g[key]
        return numbers[text] if text in numbers else int(text.translate(_HAN))

    year = f"{number('y'):04d}" if "y" in g else "-"
    if "q" in g:
        first = number("q") * 3 - 2
        return f"{year}-{first:02d}/{year}-{first + 2:02d}" if "y" in g else f"--Q{number('q')}"
    if "h" in g:
        first = number("h") * 6 - 5
        return f"{year}-{first:02d}/{year}-{first + 5:02d}"
    if "nine" in g:
        return f"{year}-01/{year}-09"
    if "m" not in g:
        if "y2" in g:
            return f"{year}/{number('y2'):04d}"
        return f"{year}-12-31" if "end" in g else f"{year}-01-01" if "start" in g else year
    month = number("m")
    if not 1 <= month <= 12:
        return ""
    start = f"{year}-{month:02d}"
    if "end" in g:
        last = calendar.monthrange(int(year), month)[1] if "y" in g else calendar.monthrange(2001, month)[1]
        return f"{start}-{last:02d}"
    if "d" in g:
        start += f"-{number('d'):02d}"
    end_year = f"{number('y2'):04d}" if "y2" in g else year
    end_month = number("m2") if "m2" in g else month
    if "d2" in g:
        return f"{start}/{end_year}-{end_month:02d}-{number('d2'):02d}"
    return f"{start}/{end_year}-{end_month:02d}" if "m2" in g else start
