"""Public functions for printing: facts, quantities, periods, changes, ranks, lists."""

from __future__ import annotations

from datetime import date

from briefing.facts import Fact
from briefing.language.changes import print_change
from briefing.language.figures import cell, column_scale, join, print_quantity, print_range, scale_label
from briefing.language.model import INITIAL, QUANTITY_FORMS, Language, Region, UnknownForm, forms_of, with_initial
from briefing.language.open_values import print_open
from briefing.language.periods import print_period
from briefing.language.rules import UnknownRule
from briefing.language.turns import print_turn
from briefing.quantities import Period, PeriodError, Quantity

_ALIASES = {"full": "default", "digits": "default", "tile": "default"}


def print_rank(language: Language, quantity: Quantity, region: str, form: str = "full") -> str:
    """A place in an order: ``full`` (西部第一; first in western China), verb, noun, ``ordinal`` (第一; first), ``cell``,
    ``region``, or ``number`` and ``bare`` (the digits). ``region`` is a region id. Raises ``UnknownRule``."""
    return with_initial(form, lambda name: _print(language, quantity, region, name))


def _print(language: Language, quantity: Quantity, region: str, form: str) -> str:
    bare = print_quantity(language, quantity, "bare")
    if form in ("number", "bare"):
        return bare
    form = _ALIASES.get(form, form)
    rules = language.ranks
    if form not in rules.forms:
        raise UnknownForm(f"{form!r} is not a form of a rank; known are {' '.join(('full', 'number', *rules.forms))}")
    place = _region(language, region)
    words = rules.ordinals
    known = bare.isdigit() and 1 <= int(bare) <= len(words)
    ordinal = words[int(bare) - 1] if known else rules.beyond.format(n=bare)
    return rules.forms[form].format(region=place.name, in_region=place.within, ordinal=ordinal, n=bare)


def print_region(language: Language, region: str) -> str:
    """The name of a region id."""
    return _region(language, region).name


def _region(language: Language, region: str) -> Region:
    if region not in language.regions:
        raise UnknownRule(
            f"the region {region!r} is not in i18n/{language.id}.yaml; known: {' '.join(language.regions)}"
        )
    return language.regions[region]


__all__ = [
    "UnknownForm",
    "UnknownRule",
    "cell",
    "column_scale",
    "forms_of",
    "join",
    "print_change",
    "print_fact",
    "print_fact_period",
    "print_period",
    "print_quantity",
    "print_range",
    "print_rank",
    "print_region",
    "scale_label",
]


def print_fact(language: Language, fact: Fact, form: str = "full", unit: str = "") -> str:
    """A fact's figure as text, by what it measures: a change, a rank, an event (its date), an open value, or a quantity.

    A difference without a base (a gap to a target, what a whole leaves over) is no growth: it is printed as a quantity
    unless a form of change (verb, noun …) is asked for.

    ``form``: one of ``forms_of(language, fact.measure)``; an event takes the forms of a period. ``unit`` is the unit id
    of an open value (``N场``), for languages that write its noun. Raises ``UnknownRule`` for an unknown form, unit or
    region, and for a value left open that the language has no words for.
    """
    measure = fact.measure or fact.kind
    if fact.kind == "event":
        day = form.replace("full", "plain")
        return print_period(language, fact.period, day, fact.period_basis, kind="event")
    if fact.turn:
        return with_initial(form, lambda name: print_turn(language, fact, name))
    if fact.quantity is None:
        return with_initial(form, lambda name: _open(language, fact, unit, name))
    if fact.quantity.unit == "rank" and measure != "change":
        whole = fact.kind == "threshold" and form == "full"  # a bound: the first hundred, not the hundredth
        return print_rank(language, fact.quantity, fact.region, "top" if whole else form)
    if measure == "change" and (fact.base or form.removesuffix(INITIAL) not in QUANTITY_FORMS):
        return print_change(language, fact.quantity, change_base(fact.base), form)
    return print_quantity(language, fact.quantity, form)


def print_fact_period(language: Language, fact: Fact, form: str = "as-of", reported: date | None = None) -> str:
    """The period a fact speaks of. ``reported`` is the date of its source, for facts whose period basis is reported."""
    kind = "event" if fact.kind == "event" else fact.measure or fact.kind
    return print_period(language, fact.period, form, fact.period_basis, kind=kind, reported=reported)


def change_base(base: str) -> str | Period:
    """The base of a change as ``print_change`` takes it: a named base (yoy, average-annual …) or a period."""
    try:
        return Period.parse(base)
    except PeriodError:
        return base


def _open(language: Language, fact: Fact, unit: str, form: str) -> str:
    """A value left open. A change left open is printed only where its words stand as they are: a range has no direction."""
    value = fact.open
    if (fact.measure or fact.kind) == "change" and value is not None:
        value = None
    return print_open(language, fact.published, value, unit, form)
