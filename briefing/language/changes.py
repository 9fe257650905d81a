"""Growth and differences as text. The direction is chosen by the sign of the value as printed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from briefing.language.figures import print_quantity
from briefing.language.model import ALONE, Direction, Language, UnknownForm, with_initial
from briefing.language.periods import print_period
from briefing.language.rules import UnknownRule
from briefing.quantities import Period, Quantity

_QUANTITY_FORMS = {"number": "number", "bare": "bare"}
_ALIASES = {"full": "default", "digits": "default", "tile": "default", "cell": "signed"}


def print_change(language: Language, quantity: Quantity, base: str | Period = "", form: str = "full") -> str:
    """A change as text.

    ``quantity``: percent, percentage points, places of a rank or an amount, signed; or a multiple, which is new over
    old (2 is 翻倍, 10 is 增长9倍 / ten times). ``base``: ``yoy``, ``average-annual`` or another named base of the
    language data, a ``Period``, or nothing. ``form``: ``full`` (同比增长6.8%; up 6.8% year on year) or a form of the
    language data (verb, infinitive, gerund, participle, noun, growth, level, amount, signed; ``cell`` is signed);
    ``number`` and ``bare`` give the unsigned number; ``-alone`` leaves the base out, ``-initial`` capitalises. Raises
    ``UnknownRule``.
    """
    return with_initial(form, lambda name: _print(language, quantity, base, name))


def _print(language: Language, quantity: Quantity, base: str | Period, form: str) -> str:
    if quantity.unit == "rank":  # a change of rank is counted in places: up two places, never second
        quantity = replace(quantity, unit=places_unit(language))
    alone = form.endswith(ALONE)
    form = form.removesuffix(ALONE)
    form = _ALIASES.get(form, form)
    family = language.unit(quantity.unit).family
    is_multiple = family == "multiple"
    difference = quantity.value - 1 if is_multiple else quantity.value
    added = not is_multiple or language.changes.multiples == "added"
    amount = replace(quantity, value=abs(difference)) if added else quantity
    if form in _QUANTITY_FORMS:
        return print_quantity(language, amount, form)
    direction = _direction(language, family, form)
    written = "digits" if form == "signed" else "full"
    parts = _base(language, "" if alone else base) | {
        "amount": print_quantity(language, amount, written),
        "level": print_quantity(language, quantity, written),
        "signed": _signed(language, quantity),
    }
    special = language.changes.special.get(_key(quantity.value), {}).get(form)
    if is_multiple and special is not None and quantity.qualifier is None:
        return special.format(**parts).rstrip()
    pattern = direction.up if difference > 0 else direction.down if difference < 0 else direction.flat
    return pattern.format(**parts).rstrip()


def places_unit(language: Language) -> str:
    """The unit in which changes of rank are counted. Raises ``UnknownRule`` where the language has none."""
    found = next((name for name, unit in language.units.items() if unit.family == "place"), None)
    if found is None:
        raise UnknownRule(
            f"i18n/{language.id}.yaml has no unit of the family place, in which changes of rank are counted"
        )
    return found


def _direction(language: Language, family: str, form: str) -> Direction:
    patterns = language.changes.forms.get(form)
    if isinstance(patterns, str):
        patterns = language.changes.forms.get(patterns)
    if patterns is None or isinstance(patterns, str):
        known = " ".join(("full", "number", "bare", "cell", *language.changes.forms))
        raise UnknownForm(f"{form!r} is not a form of a change; known are {known} (and each with -alone, -initial)")
    return patterns.get(family, patterns["default"])


def _base(language: Language, base: str | Period) -> dict[str, str]:
    bases = language.changes.bases
    if isinstance(base, Period):
        named, period = bases["period"], print_period(language, base, "plain")
        moment = print_period(language, base, "as-of")
    else:
        if base and base not in bases:
            raise UnknownRule(f"{base!r} is not a base of comparison; known are {' '.join(bases)} or a period")
        named, period, moment = bases[base or "none"], "", ""
    patterns = {"base": named.base, "than": named.than, "base_level": named.level}
    return {name: pattern.format(period=period, moment=moment) for name, pattern in patterns.items()}


def _signed(language: Language, quantity: Quantity) -> str:
    text = print_quantity(language, quantity, "digits")
    plus = language.number.plus if quantity.value > 0 and quantity.qualifier is None else ""
    return plus + text


def _key(value: Decimal) -> str:
    return format(value.normalize(), "f")
