"""All that a printed wording says: its figure, and the base of comparison, the region and the kind of statement its
words name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from briefing.language.change_words import bases_in
from briefing.language.changes import places_unit
from briefing.language.model import Language
from briefing.language.open_values import read_open
from briefing.language.published import figures_in, read_change, read_plain, read_quantity
from briefing.language.rank_reading import ranks_in, read_rank
from briefing.language.spelling import tidy
from briefing.quantities.printed import Printed, Wording


def read_printed(language: Language, text: str, unit: str) -> Printed | None:
    """What a whole wording says about a figure in ``unit``; ``None`` when it is not a figure in it.

    Besides what ``parse_published`` reads: ranks as sources print them (居中西部第一), changes of rank (上升2位, for
    the unit rank) and values left open."""
    wording = tidy(language, text)
    if unit == "rank":
        rank = read_rank(language, wording)
        if rank is not None:
            return Printed(rank.quantity, region=rank.region, is_rank=True)
        return _change(language, wording, places_unit(language)) or _open(language, wording, unit)
    return _level(language, wording, unit) or _change(language, wording, unit) or _open(language, wording, unit)


def stated_in(language: Language, text: str, unit: str) -> tuple[Printed, ...]:
    """Every figure in ``unit`` that stands anywhere in a longer wording, from left to right; the bases are those named
    anywhere in it, as a sentence names one before many figures."""
    wording = tidy(language, text)
    bases = bases_in(language, wording)
    if unit == "rank":
        return tuple(Printed(r.quantity, region=r.region, is_rank=True) for r in ranks_in(language, wording))
    return tuple(Printed(quantity, bases) for quantity in figures_in(language, wording, unit))


def read_wording(language: Language, text: str, unit: str) -> Wording:
    """The figures in ``unit`` of a published wording: the one it is, or those that stand in it."""
    if unit not in language.units:
        return Wording((), False)
    whole = read_printed(language, text, unit)
    return Wording((whole,), True) if whole else Wording(stated_in(language, text, unit), False)


def wording_reader(languages: Iterable[Language]) -> Callable[[str, str], Wording]:
    """A function that reads a wording by the rules of each language in turn, until one finds a figure."""
    known = tuple(languages)

    def read(text: str, unit: str) -> Wording:
        found = [read_wording(language, text, unit) for language in known]
        return next((w for w in found if w.whole), next((w for w in found if w.printed), Wording((), False)))

    return read


def _level(language: Language, wording: str, unit: str) -> Printed | None:
    if read_change(language, wording, unit, language.unit(unit).family) and not read_plain(language, wording, unit):
        return None
    quantity = read_quantity(language, wording, unit)
    return None if quantity is None else Printed(quantity)


def _change(language: Language, wording: str, unit: str) -> Printed | None:
    if not unit:
        return None
    found = read_change(language, wording, unit, language.unit(unit).family)
    return None if found is None else Printed(found[0], found[1], is_change=True)


def _open(language: Language, wording: str, unit: str) -> Printed | None:
    value = read_open(language, wording, unit)
    return None if value is None else Printed(value)
