"""The parts of a printed figure: its number under a scale, its unit, its qualifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from briefing.language.forms import QUANTITY_FORMS, require, with_initial
from briefing.language.model import Language, Scale
from briefing.language.scaling import ONE, choose_scale, digits, written
from briefing.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Figured:
    """``number`` as written, ``scale`` word after it, ``figure`` (number, scale and code) and ``unit`` with its gap."""

    number: str
    scale: str
    figure: str
    unit: str


def print_quantity(language: Language, quantity: Quantity, form: str = "full") -> str:
    """A quantity as text.

    Forms: ``full`` (超8.1万户; more than 81,000 enterprises; small counts in words where the language does so), ``digits``
    (full, never in words), ``words`` (the same as full), ``number`` (without unit: 超8.1万; more than 81,000; nine),
    ``bare`` (digits and scale word alone), ``amount`` (full without the sign), ``cell`` (number and qualifier in digits
    under the value's own scale), ``tile`` (as ``digits``, for a figure whose label names what it counts); each may
    end in ``-initial``. The scale word follows from the value, which is never rounded. Raises ``UnknownRule`` for a unit
    or a form the language does not know.
    """
    return with_initial(form, lambda name: _print(language, quantity, name))


def _print(language: Language, quantity: Quantity, form: str) -> str:
    require(form, QUANTITY_FORMS)
    if form == "amount":
        quantity = replace(quantity, value=abs(quantity.value))
    parts = figured(language, quantity, words=form not in ("digits", "bare", "cell", "tile"))
    if form == "bare":
        return parts.number + parts.scale
    if form in ("number", "cell"):
        return qualified(language, quantity, parts.number + parts.scale, "")
    unit = "" if form == "tile" and not language.family(quantity.unit).tile_unit else parts.unit
    return qualified(language, quantity, parts.figure, unit)


def figured(language: Language, quantity: Quantity, words: bool = True, scale: Scale | None = None) -> Figured:
    """The parts of a figure; ``words`` allows number words up to the family's bound, ``scale`` imposes a scale."""
    unit, family = language.unit(quantity.unit), language.family(quantity.unit)
    scale = scale or choose_scale(language, family, quantity)
    plain = digits(quantity, scale)
    number = written(language.number, plain, language.number.group)
    if words and scale is ONE and plain.isdigit() and 1 <= int(plain) <= family.words_to:
        number = language.number_words[int(plain) - 1]
    noun = unit.noun(plural_category(language.plurals, Decimal(plain) if scale is ONE else quantity.value))
    sign = ""
    if "{sign}" in family.figure and plain.startswith("-"):
        sign, number = language.number.minus, number.removeprefix(language.number.minus)
    parts = {"sign": sign, "number": number, "scale": scale.word, "noun": noun, "code": unit.code}
    return Figured(sign + number, scale.word, family.figure.format(**parts), family.unit.format(**parts))


def qualified(language: Language, quantity: Quantity, figure: str, unit: str) -> str:
    """The figure and its unit with the qualifier, in the source's own word where the language has it."""
    if quantity.qualifier is None:
        return figure + unit
    family = language.unit(quantity.unit).family
    pattern = language.qualifiers[quantity.qualifier].pattern(family, quantity.wording)
    return pattern.format(figure=figure, unit=unit)


def plural_category(locale: str, value: Decimal) -> str:
    """The CLDR plural category (``one``, ``other`` …) of a number as written: 1 is one, 1.0 is other in English."""
    return _plural_rule(locale)(abs(value))


@lru_cache(maxsize=32)
def _plural_rule(locale: str) -> Callable[[Decimal], str]:
    rule: Callable[[Decimal], str] = Locale.parse(locale, sep="-").plural_form
    return rule
