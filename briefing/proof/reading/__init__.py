"""The independent reader of numbers: text of a finished file to values. Shares neither code nor rules with what writes them."""

from briefing.proof.reading.scan import (
    CURRENCIES,
    FoundDirection,
    ReadNumber,
    agree,
    column_scale,
    directions_in,
    is_article,
    numbers_in,
    unmatched,
)
from briefing.proof.reading.tables import has_tables

__all__ = [
    "CURRENCIES",
    "FoundDirection",
    "ReadNumber",
    "agree",
    "column_scale",
    "directions_in",
    "has_tables",
    "is_article",
    "numbers_in",
    "unmatched",
]
