"""The independent reader of numbers: text of a finished file to values. Shares neither code nor rules with what writes them."""

from briefing.proof.reading.found import CURRENCIES, ReadNumber, agree, is_article, unmatched
from briefing.proof.reading.scan import FoundDirection, column_scale, directions_in, numbers_in
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
