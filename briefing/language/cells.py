"""Figures in table cells and charts: one scale for a column, named in its heading."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from briefing.language.figures import plural_category, qualified
from briefing.language.model import Language, Scale, UnknownRule
from briefing.language.scaling import ONE, digits, written
from briefing.quantities import Quantity

#: The scale id of a column without a scale word.
NO_SCALE = "one"


def column_scale(language: Language, quantities: Iterable[Quantity]) -> str:
    """The scale id for a column of one unit: the largest the language uses in tables that every value but zero reaches."""
    values = [q for q in quantities if q.value]
    if not values:
        return NO_SCALE
    least = min(abs(q.value) for q in values)
    fitting = [s for s in language.family(values[0].unit).table if language.scales[s].factor <= least]
    return max(fitting, key=lambda s: language.scales[s].factor, default=NO_SCALE)


def scale_factor(language: Language, scale: str) -> Decimal:
    """What values are divided by under a scale id (``one`` gives 1)."""
    return _scale(language, scale).factor


def scale_label(language: Language, unit: str, scale: str = NO_SCALE) -> str:
    """The heading of a column or an axis: 亿元, RMB billion, %, 户, enterprises."""
    record, family = language.unit(unit), language.family(unit)
    if record.label:
        return record.label
    found = _scale(language, scale)
    noun = record.noun(plural_category(language.plurals, Decimal(2)))
    text = family.table_label.format(scale=found.label or found.word, noun=noun, code=record.code, number="")
    return text.strip()


def cell(language: Language, quantity: Quantity, scale: str = NO_SCALE) -> str:
    """The number alone, under the column's scale, exact, in digits, with its qualifier in words (超2117; more than 81,000):
    a sign such as > would say something else to a screen reader, and is not a house qualifier."""
    text = written(language.number, digits(quantity, _scale(language, scale)), language.number.table_group)
    return qualified(language, quantity, text, "")


def _scale(language: Language, scale: str) -> Scale:
    if scale in ("", NO_SCALE):
        return ONE
    if scale not in language.scales:
        raise UnknownRule(f"the scale {scale!r} is not in i18n/{language.id}.yaml; known: {' '.join(language.scales)}")
    return language.scales[scale]
