"""The ``value`` field of a content file: an exact decimal with its scale word, as published (``9.6万亿``, ``-0.24``)."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib import resources

import yaml

from briefing.quantities import Qualifier, Quantity

_WORDS = yaml.load((resources.files(__package__) / "words.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
#: What a scale word multiplies by.
SCALE_WORDS: dict[str, Decimal] = {word: Decimal(10) ** power for word, power in _WORDS["scales"].items()}
#: The qualifier words a Chinese source uses, and what each says about the true value.
QUALIFIER_WORDS: dict[str, Qualifier] = {
    word: Qualifier(kind) for kind, words in _WORDS["qualifiers"].items() for word in words
}

_VALUE = re.compile(r"(?P<digits>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?: ?(?P<scale>[^0-9.,_\s-]+))?", re.ASCII)
_FULL_WIDTH = re.compile("[０-９．，－＋]")


class ValueTextError(ValueError):
    """The text of a value or of its qualifier is not one this project reads; the message says what to write."""


def parse_value(text: str, unit: str, wording: str = "") -> Quantity:
    """Read a published value exactly.

    ``text``: optional minus sign, digits, optional decimal part, optional scale word (万 亿 万亿 million billion
    trillion). ``unit``: a unit id of the language data, taken as it is. ``wording``: the source's own qualifier word, or
    nothing. The quantum is the weight of the last digit written. Full-width digits, thousands separators, exponents,
    leading zeros and plus signs are refused: a content file holds a figure in one spelling only.
    Raises ``ValueTextError``.
    """
    if wording and wording not in QUALIFIER_WORDS:
        raise ValueTextError(f"{wording!r} is not a qualifier; write one of {' '.join(QUALIFIER_WORDS)}")
    if _FULL_WIDTH.search(text):
        raise ValueTextError(f"{text!r} holds full-width characters; write the digits 0-9, . and - of the keyboard")
    if "," in text or "，" in text:
        raise ValueTextError(f"{text!r} holds a thousands separator; write the digits without it")
    match = _VALUE.fullmatch(text)
    if not match:
        raise ValueTextError(f"{text!r} is not a value; write for example 9.6万亿, 6511.3亿, 250万, -0.24 or 8.0")
    digits, word = match["digits"], match["scale"] or ""
    if word not in SCALE_WORDS:
        known = " ".join(w for w in SCALE_WORDS if w)
        raise ValueTextError(
            f"{word!r} in {text!r} is not a scale word; known are {known} (the unit has its own field)"
        )
    return exact_quantity(digits, SCALE_WORDS[word], unit, QUALIFIER_WORDS.get(wording), wording)


def exact_quantity(
    digits: str, factor: Decimal, unit: str, qualifier: Qualifier | None = None, wording: str = ""
) -> Quantity:
    """Return the quantity of plain decimal ``digits`` times a power of ten; never rounds, whatever the length."""
    sign, figures, exponent = Decimal(digits).as_tuple()
    shift = factor.adjusted()
    if factor != Decimal(1).scaleb(shift) or not isinstance(exponent, int):
        raise ValueTextError(f"{factor} is not a power of ten, or {digits!r} is not a decimal")
    value = Decimal((sign, figures, exponent + shift))
    return Quantity(plain(value), unit, Decimal(1).scaleb(exponent + shift), "." in digits, qualifier, wording)


def plain(value: Decimal) -> Decimal:
    """Return the same number without a positive exponent (``9.6E+12`` becomes ``9600000000000``) and without minus zero."""
    sign, figures, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueTextError(f"{value} is not a number")
    if not value:
        sign = 0
    if exponent > 0:
        return Decimal((sign, figures + (0,) * exponent, 0)) if value else Decimal(0)
    return Decimal((sign, figures, exponent))
