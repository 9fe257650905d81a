"""The door of printing: a fact, a quantity, a period, a change, a rank, a range or a list as text in one language."""

from __future__ import annotations

from datetime import date

from briefing.facts import Fact
from briefing.language.cells import cell, column_scale, scale_label
from briefing.language.changes import print_change
from briefing.language.figures import print_quantity
from briefing.language.forms import INITIAL, QUANTITY_FORMS, UnknownForm, forms_of, with_initial
from briefing.language.joining import join, print_range
from briefing.language.model import Language, UnknownRule
from briefing.language.open_values import print_open
from briefing.language.periods import print_period
from briefing.language.ranks import print_rank, print_region
from briefing.language.turns import print_turn
from briefing.quantities import Period, PeriodError

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
