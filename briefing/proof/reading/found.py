"""What the reader finds: one number as it stands in a text, with the value it states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

#: The currencies whose amounts are read (ISO 4217).
CURRENCIES = frozenset({"CNY", "USD", "HKD", "EUR", "GBP", "JPY", "SGD", "KRW", "MOP"})

#: What halves and doublings are beside per cents and multiples: one hundred per cent is one whole.
_SAME = {"part": Decimal(100), "percent": Decimal(1)}


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number in a text.

    ``kind``: amount (money), percent, point (percentage points), multiple, count (with or without a unit), ordinal, date
    (a day), period, code (a name made of digits), vague (dozens, 数十: no value) or words (a numeral that counts nothing
    the reader knows). ``value`` is in the base unit (9.6万亿元 is 9600000000000); ``None`` for dates, periods, codes and
    vague ones. ``units`` are all the units its word can stand for (家: institution, company …), empty when there is none.
    ``qualifier``: more-than, at-least, about, nearly, less-than, at-most or empty. ``period`` is ISO 8601 (a day,
    ``2026-01/2026-05``; without its year ``--03-31``). ``start`` and ``end`` bound the whole of it in the text.
    """

    text: str
    start: int
    end: int
    kind: str
    value: Decimal | None = None
    units: tuple[str, ...] = ()
    qualifier: str = ""
    period: str = ""
    spelt: bool = False

    @property
    def unit(self) -> str:
        """The unit when there is only one it can be."""
        return self.units[0] if len(self.units) == 1 else ""

    @property
    def identity(self) -> str:
        """What must be the same in another language, as text for people: value, unit and qualifier, or the period."""
        if self.period:
            return self.period
        if self.value is None:
            return self.text
        unit = "/".join(self.units)
        return " ".join(part for part in (self.qualifier, f"{self.value.normalize():f}", unit) if part)


def agree(one: ReadNumber, other: ReadNumber) -> bool:
    """Whether two numbers, perhaps of two languages, state the same: value, qualifier, and units where both have one."""
    if one.period or other.period:
        return one.period == other.period
    if one.kind == "code" or other.kind == "code":
        return _digits(one.text) == _digits(other.text)
    if one.kind == "vague" or other.kind == "vague":
        return one.kind == other.kind
    if one.qualifier != other.qualifier or one.value is None or other.value is None:
        return False
    if one.units and other.units and not set(one.units) & set(other.units):
        parts = [_SAME.get(f.unit) for f in (one, other)]
        return parts[0] is not None and parts[1] is not None and one.value * parts[0] == other.value * parts[1]
    ordinal = {one.kind, other.kind} & {"ordinal"}
    return one.value == other.value and (not ordinal or one.kind == other.kind)


def is_article(found: ReadNumber) -> bool:
    """Whether a number is the word one as an article or pronoun (a single bank, 一家企业), which counts nothing."""
    return found.spelt and found.value == 1 and found.kind in ("count", "words", "amount") and not found.qualifier


def unmatched(ours: Sequence[ReadNumber], theirs: Sequence[ReadNumber]) -> list[tuple[ReadNumber, int]]:
    """The numbers of either side that no number of the other side states; 0 marks those of ``ours``, 1 those of ``theirs``."""
    rest = list(theirs)
    lonely: list[tuple[ReadNumber, int]] = []
    for found in ours:
        match = next((f for f in rest if agree(found, f)), None)
        if match is None:
            lonely.append((found, 0))
        else:
            rest.remove(match)
    return lonely + [(found, 1) for found in rest]


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
