"""Kinds of sentence that were once misread: a text, the day of its release, and its last figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.releases.test_figures import read

#: A figure: value, unit (empty: not looked at), period, base (region: of another place).
Awaited = tuple[str, str, str, str]
#: The same with its value as a number.
Figure = tuple[Decimal | None, str, str, str]
#: A sentence: text, day of the release, its last figures.
Kind = tuple[str, str, list[Awaited]]


def last_figures(text: str, day: str, awaited: list[Awaited]) -> tuple[list[Figure], list[Figure]]:
    """Read a text released on a day: its last figures, as many as are awaited; and those awaited, as such values."""
    figures = read(text, date.fromisoformat(day)).figures[-len(awaited) :]
    found = [
        (f.value, f.unit if unit else "", f.period, f.base or ("region" if f.base_region else ""))
        for f, (_, unit, _, _) in zip(figures, awaited, strict=True)
    ]
    return found, [(Decimal(value), unit, period, base) for value, unit, period, base in awaited]
