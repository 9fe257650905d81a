"""Exact scaling: which scale word a value takes, and its digits under it. Nothing here rounds."""

from __future__ import annotations

from decimal import Decimal

from briefing.language.model import Family, Language, NumberSigns, Scale
from briefing.quantities import Quantity

#: No scale word.
ONE = Scale(factor=Decimal(1), word="")


def choose_scale(language: Language, family: Family, quantity: Quantity) -> Scale:
    """The largest scale of a family that the value reaches and under which its digits stay few enough; else none."""
    fitting = [
        (use.start, language.scales[use.scale])
        for use in family.scales
        if abs(quantity.value) >= use.start
        and (use.max_decimals is None or places(quantity, language.scales[use.scale]) <= use.max_decimals)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else ONE


def places(quantity: Quantity, scale: Scale) -> int:
    """Digits after the point: as many as the exact value needs, and those published where zeros are significant."""
    shift = scale.factor.adjusted()
    needed = _exponent(quantity.value) - shift
    published = _weight(quantity.quantum) - shift if quantity.decimals else 0
    return max(0, -needed, -published)


def digits(quantity: Quantity, scale: Scale) -> str:
    """The unsigned or minus-signed ASCII digits under a scale: ``651.13``, ``-0.24``, ``8.0``. Zero has no sign."""
    sign, figures, exponent = quantity.value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{quantity.value} is not a finite number")
    scaled = Decimal((sign if quantity.value else 0, figures, exponent - scale.factor.adjusted()))
    count = places(quantity, scale)
    sign, figures, exponent = scaled.as_tuple()
    assert isinstance(exponent, int)
    whole = "".join(map(str, figures))
    whole = whole + "0" * exponent if exponent > 0 else whole
    fraction = ""
    if exponent < 0:
        whole = whole.rjust(1 - exponent, "0")
        whole, fraction = whole[:exponent], whole[exponent:]
    fraction = fraction.ljust(count, "0")[:count]
    whole = whole.lstrip("0") or "0"
    return ("-" if sign else "") + whole + ("." + fraction if fraction else "")


def written(signs: NumberSigns, text: str, group: str) -> str:
    """ASCII digits in the signs of a language, thousands grouped by ``group`` (empty for none)."""
    minus, text = (signs.minus, text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = text.partition(".")
    if group:
        head = len(whole) % 3
        parts = [whole[:head]] if head else []
        whole = group.join([*parts, *(whole[i : i + 3] for i in range(head, len(whole), 3))])
    return minus + whole + (signs.decimal + fraction if point else "")


def _exponent(value: Decimal) -> int:
    """The decimal exponent of the last digit that is not zero."""
    if not value:
        return 0
    _, figures, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, figures))
    return exponent + len(text) - len(text.rstrip("0"))


def _weight(quantum: Decimal) -> int:
    return quantum.adjusted()
