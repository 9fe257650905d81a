"""Ranks and regions as text. A rank always says among whom."""

from __future__ import annotations

from briefing.language.figures import print_quantity
from briefing.language.forms import UnknownForm, with_initial
from briefing.language.model import Language, Region, UnknownRule
from briefing.quantities import Quantity

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
        raise UnknownRule(f"the region {region!r} is not in i18n/{language.id}.yaml; known: {' '.join(language.regions)}")
    return language.regions[region]
