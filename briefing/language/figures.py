"""Quantities as text: scale, digits, qualifier, unit; cells of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from briefing.language.model import QUANTITY_FORMS, Family, Language, NumberSigns, Scale, require, with_initial
from briefing.language.rules import UnknownRule
from briefing.quantities import Quantity

#: No scale word.
ONE = Scale(factor=Decimal(1), word="")


def choose_scale(language: Language, family: Family, quantity: Quantity) -> Scale:
    """Return the largest scale of a family that the value reaches and under which its digits stay few enough; else none."""
    fitting = [
        (use.start, language.scales[use.scale])
        for use in family.scales
        if abs(quantity.value) >= use.start
        and (use.max_decimals is None or places(quantity, language.scales[use.scale]) <= use.max_decimals)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else ONE


def places(quantity: Quantity, scale: Scale) -> int:
    """Return digits after the point: as many as the exact value needs, and those published where zeros are significant."""
    shift = scale.factor.adjusted()
    needed = _exponent(quantity.value) - shift if quantity.value else 0  # zero is zero in every scale
    published = quantity.quantum.adjusted() - shift if quantity.decimals else 0
    return max(0, -needed, -published)


def digits(quantity: Quantity, scale: Scale) -> str:
    """Return the unsigned or minus-signed ASCII digits under a scale: ``651.13``, ``-0.24``, ``8.0``. Zero has no sign."""
    sign, figures, exponent = quantity.value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{quantity.value} is not a finite number")
    scaled = Decimal((sign if quantity.value else 0, figures, exponent - scale.factor.adjusted()))
    return f"{scaled:.{places(quantity, scale)}f}"


def written(signs: NumberSigns, text: str, group: str) -> str:
    """Return ASCII digits in the signs of a language, thousands grouped by ``group`` (empty for none)."""
    minus, text = (signs.minus, text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = text.partition(".")
    if group:
        whole = f"{int(whole):,}".replace(",", group)
    return minus + whole + (signs.decimal + fraction if point else "")


def _exponent(value: Decimal) -> int:
    """The decimal exponent of the last digit that is not zero."""
    if not value:
        return 0
    _, figures, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, figures))
    return exponent + len(text) - len(text.rstrip("0"))


@dataclass(frozen=True, slots=True)
class Figured:
    """``number`` as written, ``scale`` word after it, ``figure`` (number, scale and code) and ``unit`` with its gap."""

    number: str
    scale: str
    figure: str
    unit: str


def print_quantity(language: Language, quantity: Quantity, form: str = "full") -> str:
    """Return a quantity as text.

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


def figured(language: Language, quantity: Quantity, words: bool = True) -> Figured:
    """Return the parts of a figure; ``words`` allows number words up to the family's bound."""
    unit, family = language.unit(quantity.unit), language.family(quantity.unit)
    scale = choose_scale(language, family, quantity)
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
    """Return the figure and its unit with the qualifier, in the source's own word where the language has it."""
    if quantity.qualifier is None:
        return figure + unit
    family = language.unit(quantity.unit).family
    counting = len(quantity.value.normalize().as_tuple().digits)
    pattern = language.qualifiers[quantity.qualifier].pattern(family, quantity.wording, counting)
    return pattern.format(figure=figure, unit=unit)


def plural_category(locale: str, value: Decimal) -> str:
    """Return the CLDR plural category (``one``, ``other`` …) of a number as written: 1 is one, 1.0 is other in English."""
    return _plural_rule(locale)(abs(value))


@lru_cache(maxsize=32)
def _plural_rule(locale: str) -> Callable[[Decimal], str]:
    rule: Callable[[Decimal], str] = Locale.parse(locale, sep="-").plural_form
    return rule


#: The scale id of a column without a scale word.
NO_SCALE = "one"


def column_scale(language: Language, quantities: Iterable[Quantity]) -> str:
    """Return the scale id for a column of one unit: the largest the language uses in tables that every value but zero reaches,
    and under which the digits of each stay few enough."""
    values = [q for q in quantities if q.value]
    if not values:
        return NO_SCALE
    least = min(abs(q.value) for q in values)
    family = language.family(values[0].unit)
    most = {use.scale: use.max_decimals for use in family.scales if use.max_decimals is not None}
    fitting = [
        s
        for s in family.table
        if language.scales[s].factor <= least
        and (s not in most or max(places(q, language.scales[s]) for q in values) <= most[s])
    ]
    return max(fitting, key=lambda s: language.scales[s].factor, default=NO_SCALE)


def scale_factor(language: Language, scale: str) -> Decimal:
    """Return what values are divided by under a scale id (``one`` gives 1)."""
    return _scale(language, scale).factor


def scale_label(language: Language, unit: str, scale: str = NO_SCALE) -> str:
    """Return the heading of a column or an axis: 亿元, RMB billion, %, 户, enterprises."""
    record, family = language.unit(unit), language.family(unit)
    if record.label:
        return record.label
    found = _scale(language, scale)
    noun = record.noun(plural_category(language.plurals, Decimal(2)))
    text = family.table_label.format(scale=found.label or found.word, noun=noun, code=record.code, number="")
    return text.strip()


def cell(language: Language, quantity: Quantity, scale: str = NO_SCALE) -> str:
    """Return the number alone, under the column's scale, exact, in digits, with its qualifier in words (超2117; more than
    81,000): a sign such as > would say something else to a screen reader, and is not a house qualifier."""
    text = written(language.number, digits(quantity, _scale(language, scale)), language.number.table_group)
    return qualified(language, quantity, text, "")


def _scale(language: Language, scale: str) -> Scale:
    if scale in ("", NO_SCALE):
        return ONE
    if scale not in language.scales:
        raise UnknownRule(f"the scale {scale!r} is not in i18n/{language.id}.yaml; known: {' '.join(language.scales)}")
    return language.scales[scale]


def join(language: Language, items: Sequence[str], names: bool = False) -> str:
    """Return items as a list in running text (A、B和C; A, B and C). Items that hold the separator themselves are set off by the
    heavier one (A, B; C; and D). ``names``: they are names, which some languages list without a last word (A、B、C)."""
    rules = language.joining
    heavy = len(items) > 2 and any(rules.between in item for item in items)
    light_last = (names and rules.last_name) or rules.last
    between, last = (rules.heavy, rules.heavy_last) if heavy else (rules.between, light_last)
    if len(items) < 2:
        return "".join(items)
    return between.join(items[:-1]) + last + items[-1]


def print_range(language: Language, low: Quantity, high: Quantity, form: str = "full") -> str:
    """Return two quantities as a range; each keeps its unit (16%至46%; RMB 1 billion to RMB 2 billion) where the family of the
    unit repeats it, else the last one has it (20 to 30 institutions)."""
    once = form == "full" and low.unit == high.unit and not language.family(low.unit).repeat_unit
    first, last = print_quantity(language, low, "number" if once else form), print_quantity(language, high, form)
    return language.joining.range.format(low=first, high=last)
