"""All that a printed wording says, values that a source leaves open among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from briefing.language.changes import bases_in, places_unit
from briefing.language.figures import plural_category, print_quantity, print_range
from briefing.language.model import Language
from briefing.language.published import figures_in, read_change, read_plain, read_quantity
from briefing.language.rules import UnknownRule
from briefing.language.wording_parts import ranks_in, read_rank, tidy
from briefing.quantities import Magnitude, OpenValue, Quantity, Range, Several, Symbol, WordedFigure, Wording

_MINUS = "-−"


class OpenValueUnknown(UnknownRule):
    """A wording without an exact figure that a language has no words for; the message names where they are given."""


def read_open(language: Language, text: str, unit: str) -> OpenValue | None:
    """Return what a wording without one exact figure says: a range, an open number, an order of magnitude, a letter; or the
    figure it is after all (约3成). ``unit`` is the unit id it is in. ``None`` when the wording is none of these."""
    wording = tidy(language, text)
    if (quantity := read_quantity(language, wording, unit)) is not None:
        return quantity
    return (
        _range(language, wording, unit)
        or _several(language, wording, unit)
        or _magnitude(language, wording, unit)
        or _symbol(language, wording, unit)
    )


def open_reader(languages: Iterable[Language]) -> Callable[[str, str], OpenValue | None]:
    """Return a function that reads an open wording in a unit by the rules of each language in turn."""
    known = tuple(languages)

    def read(text: str, unit: str) -> OpenValue | None:
        found = (read_open(language, text, unit) for language in known if unit in language.units)
        return next((value for value in found if value is not None), None)

    return read


def print_open(language: Language, published: str, value: OpenValue | None, unit: str, form: str = "full") -> str:
    """Return a value left open, as text: by the words the language data give for this very wording (``open_values``); as it
    is where it is of this language; else by what it says. ``unit`` is the noun that goes with a letter.

    Raises ``OpenValueUnknown`` when the language has no words for it: nothing is pieced together from its characters.
    """
    if published in language.open_values:
        return language.open_values[published]
    if re.search(language.open_value.own, published) and not _bare(language, published, value):
        return published
    match value:
        case Quantity():
            return print_quantity(language, value, form)
        case Range():
            return print_range(language, value.low, value.high, form)
        case Several():
            return _print_several(language, value)
        case Magnitude():
            return language.open_value.order.format(figure=print_quantity(language, value.quantity, form))
        case Symbol():
            return language.open_value.symbol.format(
                symbol=value.letter, unit=_noun(language, value.unit or unit, value.letter)
            )
        case None:
            place = f"give them under open_values in i18n/{language.id}.yaml"
            raise OpenValueUnknown(f"{language.id} has no words for “{published}”: {place}")


def _bare(language: Language, published: str, value: OpenValue | None) -> bool:
    """Whether a wording lacks its unit (``20—30亿`` of yuan): as it is, nobody could tell of what."""
    if not isinstance(value, Range | Quantity | Several):
        return False
    name = value.high.unit if isinstance(value, Range) else value.unit
    unit, text = language.unit(name), tidy(language, published)
    signs = filter(None, (*unit.nouns.values(), unit.code, *language.reading.parts.get(name, ())))
    return not any(sign in published for sign in signs) and next(figures_in(language, text, name), None) is None


def without_words(languages: Iterable[Language]) -> Callable[[str, str, str], Iterator[str]]:
    """Return a function that names the languages which cannot print an open wording in a unit for an indicator of a kind. A
    change left open has no direction, so only words given for it or its own language can print it."""
    known = tuple(languages)
    read = open_reader(known)

    def lacking(text: str, unit: str, kind: str) -> Iterator[str]:
        value = None if kind == "change" else read(text, unit)
        for language in known:
            try:
                print_open(language, text, value, unit)
            except UnknownRule:
                yield language.id

    return lacking


def _range(language: Language, text: str, unit: str) -> Range | None:
    for low_text, high_text in _ends(language, text):
        high = read_plain(language, high_text, unit)
        if high is None:
            continue
        for tried in _low_ends(language, low_text, high_text):
            low = read_plain(language, tried, unit)
            if low is not None and low.value < high.value:
                if low.qualifier and not high.qualifier:  # 约20—30亿元: the word goes for both
                    high = replace(high, qualifier=low.qualifier, wording=low.wording)
                return Range(low, high) if low.qualifier == high.qualifier else None
    return _neighbours(language, text, unit)


def _low_ends(language: Language, low: str, high: str) -> tuple[str, ...]:
    """How the low end may be meant: bare digits take scale and unit of the high one (20—30亿元), else only its unit."""
    if not _after_number(language, low):
        return (low + _after_number(language, high),)
    return low + _unit_after(language, high), low


def _ends(language: Language, text: str) -> Iterator[tuple[str, str]]:
    for sign in language.reading.ranges:
        for place in re.finditer(re.escape(sign), text):
            low, high = text[: place.start()].strip(), text[place.end() :].strip()
            if low and high and low[-1] not in _MINUS and high[0] not in _MINUS:
                yield low, high


def _neighbours(language: Language, text: str, unit: str) -> Range | None:
    """Two digits in words that follow each other (两三家, 二三十家, 七八成)."""
    digits = language.reading.numerals.digits
    for place, (one, other) in enumerate(pairwise(text)):
        if one in digits and other in digits and digits[other] == digits[one] + 1 and digits[one]:
            low = read_plain(language, text[: place + 1] + text[place + 2 :], unit)
            high = read_plain(language, text[:place] + text[place + 1 :], unit)
            if low is not None and high is not None and low.qualifier == high.qualifier:
                return Range(low, high)
    return None


def _after_number(language: Language, text: str) -> str:
    """The scale word and unit at the end of a figure (亿元 of 1.2亿元; `` billion``)."""
    return re.sub(rf"^.*[0-9{re.escape(''.join(language.reading.numerals.digits))}]", "", text, count=1)


def _unit_after(language: Language, text: str) -> str:
    """The unit at the end of a figure without its scale word (元 of 1.2亿元)."""
    rest = _after_number(language, text)
    for scale in sorted((s.word for s in language.scales.values()), key=len, reverse=True):
        word = scale.replace("\u00a0", " ")
        if word and rest.startswith(word):
            return rest[len(word) :]
    return rest


def _several(language: Language, text: str, unit: str) -> Several | None:
    rules = language.reading.numerals
    for word in (*rules.several, *rules.some):
        if not text.startswith(word):
            continue
        rest = text[len(word) :]
        as_one = next((p for p in rules.places if rest.startswith(p)), "") if word in rules.several else ""
        counted = read_plain(language, rest if as_one else f"1{rest}", unit)
        if counted is not None and counted.qualifier is None:
            return Several(counted.value.adjusted(), unit)
    return None


def _magnitude(language: Language, text: str, unit: str) -> Magnitude | None:
    for word in language.reading.order:
        head, found, tail = text.partition(word)
        if not found:
            continue
        for tried in (head + tail, head + (tail or language.unit(unit).noun("other"))):
            figure = read_plain(language, tried, unit) or read_plain(language, "1" + tried, unit)
            if figure is not None and figure.qualifier is None:
                return Magnitude(figure)
    return None


def _symbol(language: Language, text: str, unit: str) -> Symbol | None:
    """One Latin letter before the measure word of the unit, and words without figures after it (N场预热活动)."""
    noun = re.escape(language.unit(unit).noun("other").strip())
    match = re.fullmatch(rf"([A-Za-z]) ?{noun}[^0-9A-Za-z]*", text) if noun and text[:1].isascii() else None
    return Symbol(match[1], unit) if match else None


def _print_several(language: Language, value: Several) -> str:
    rules, unit = language.open_value, language.unit(value.unit)
    word = rules.powers.get(str(value.power))
    if word is None:
        place = f"open_value.powers of i18n/{language.id}.yaml"
        raise OpenValueUnknown(f"{place} has no words for an open number of 10 to the power of {value.power}")
    pattern = rules.several_of.get(unit.family, rules.several)
    return pattern.format(several=word, code=unit.code, noun=_noun_of_many(language, value.unit))


@lru_cache(maxsize=256)
def _noun_of_many(language: Language, unit: str) -> str:
    return language.unit(unit).noun(plural_category(language.plurals, Decimal(2)))


def _noun(language: Language, unit: str, letter: str) -> str:
    if not unit:
        return ""
    return language.family(unit).unit.format(
        sign="", number=letter, scale="", noun=_noun_of_many(language, unit), code=""
    )


def read_printed(language: Language, text: str, unit: str) -> WordedFigure | None:
    """Return what a whole wording says about a figure in ``unit``; ``None`` when it is not a figure in it.

    Besides what ``parse_published`` reads: ranks as sources print them (居中西部第一), changes of rank (上升2位, for
    the unit rank) and values left open."""
    wording = tidy(language, text)
    if unit == "rank":
        rank = read_rank(language, wording)
        if rank is not None:
            return WordedFigure(rank.quantity, region=rank.region, is_rank=True)
        return _change(language, wording, places_unit(language)) or _open(language, wording, unit)
    return _level(language, wording, unit) or _change(language, wording, unit) or _open(language, wording, unit)


def stated_in(language: Language, text: str, unit: str) -> tuple[WordedFigure, ...]:
    """Return every figure in ``unit`` that is anywhere in a longer wording, from left to right; the bases are those named
    anywhere in it, as a sentence names one before many figures."""
    wording = tidy(language, text)
    if unit == "rank":
        return tuple(WordedFigure(r.quantity, region=r.region, is_rank=True) for r in ranks_in(language, wording))
    figures = tuple(figures_in(language, wording, unit))
    bases = bases_in(language, wording) if figures else frozenset()
    return tuple(WordedFigure(quantity, bases) for quantity in figures)


@lru_cache(maxsize=1 << 15)  # a wording means the same each time a project is read again
def read_wording(language: Language, text: str, unit: str) -> Wording:
    """Return the figures in ``unit`` of a published wording: the one it is, or those that stand in it."""
    if unit not in language.units:
        return Wording((), False)
    whole = read_printed(language, text, unit)
    return Wording((whole,), True) if whole else Wording(stated_in(language, text, unit), False)


def wording_reader(languages: Iterable[Language]) -> Callable[[str, str], Wording]:
    """Return a function that reads a wording by the rules of each language in turn, until one finds a figure."""
    known = tuple(languages)

    def read(text: str, unit: str) -> Wording:
        found: list[Wording] = []
        for language in known:
            found.append(read_wording(language, text, unit))
            if found[-1].whole:
                return found[-1]
        return next((w for w in found if w.printed), Wording((), False))

    return read


def _level(language: Language, wording: str, unit: str) -> WordedFigure | None:
    quantity = read_plain(language, wording, unit)
    if quantity is None and not read_change(language, wording, unit):
        quantity = read_quantity(language, wording, unit)
    return None if quantity is None else WordedFigure(quantity)


def _change(language: Language, wording: str, unit: str) -> WordedFigure | None:
    if not unit:
        return None
    found = read_change(language, wording, unit)
    return None if found is None else WordedFigure(found[0], found[1], is_change=True)


def _open(language: Language, wording: str, unit: str) -> WordedFigure | None:
    value = read_open(language, wording, unit)
    return None if value is None else WordedFigure(value)
