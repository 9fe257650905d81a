"""Ranks as sources print them, read with the region they name: 居中西部第一, 位列全国第三位, first in western China."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from briefing.language.model import Language
from briefing.language.numerals import numeral_digits, numeral_pattern
from briefing.quantities import Quantity
from briefing.quantities.parse import exact_quantity


@dataclass(frozen=True, slots=True)
class FoundRank:
    """A place in an order: ``region`` is a region id, or the words themselves where no such region is known, or empty."""

    quantity: Quantity
    region: str = ""


def read_rank(language: Language, wording: str) -> FoundRank | None:
    """The rank a tidy wording gives; words around it that name no known region are taken for one."""
    found = list(_pattern(language).finditer(wording))
    if len(found) != 1 or (rank := _of(language, found[0])) is None:
        return None
    before, after = _without_lead(language, wording[: found[0].start()]), wording[found[0].end() :].strip()
    if rank.region:
        return None if after else rank  # 全国第一方阵 is no place in an order
    return FoundRank(rank.quantity, before + after)


def ranks_in(language: Language, wording: str) -> Iterator[FoundRank]:
    """The ranks that stand anywhere in a tidy wording, with the regions known of them."""
    for match in _pattern(language).finditer(wording):
        if (rank := _of(language, match)) is not None:
            yield rank


def _of(language: Language, match: re.Match[str]) -> FoundRank | None:
    named = {key.rstrip("0123456789"): text for key, text in match.groupdict().items() if text}
    word = _words(language).get(named.get("word", "").casefold())
    number = named.get("number", "")
    digits = str(word) if word else number if number.isascii() else numeral_digits(language, number)
    if not digits or not int(digits):
        return None
    region = _regions(language).get(named.get("region", "").strip().casefold(), "")
    return FoundRank(exact_quantity(str(int(digits)), Decimal(1), "rank"), region)


def _without_lead(language: Language, text: str) -> str:
    text = text.strip()
    for word in sorted(language.reading.ranks.lead, key=len, reverse=True):
        if text.casefold().endswith(word.casefold()):
            return text[: len(text) - len(word)].strip()
    return text


@lru_cache(maxsize=16)
def _words(language: Language) -> dict[str, int]:
    """Ordinals in words with their number: those that are printed, and those that mean the first place."""
    words = {word.casefold(): 1 for word in language.reading.ranks.first}
    return {word.casefold(): place for place, word in enumerate(language.ranks.ordinals, 1)} | words


@lru_cache(maxsize=16)
def _regions(language: Language) -> dict[str, str]:
    """What a region may be called beside a rank, in lower case, with its id."""
    names: dict[str, str] = {}
    for region, others in language.reading.regions.items():
        names |= {other.casefold(): region for other in others}
    for region, rules in language.regions.items():
        names |= {rules.name.casefold(): region, rules.within.casefold(): region}
    return names


@lru_cache(maxsize=16)
def _pattern(language: Language) -> re.Pattern[str]:
    """Ordinals with a region by each pattern of the language, then without one."""
    texts: list[str] = []
    for pattern in sorted(language.reading.ranks.patterns, key=len, reverse=True):
        head, gap, last = (re.escape(text) for text in re.split(r"\{(?:region|ordinal)\}", pattern))
        region = f"(?P<region{len(texts)}>{_either(_regions(language))})"
        ordinal = _ordinal(language, len(texts))
        first, second = (
            (region, ordinal) if pattern.index("{region}") < pattern.index("{ordinal}") else (ordinal, region)
        )
        texts.append(head + first + gap + second + last)
    texts.append(_ordinal(language, len(texts)))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(texts)})(?![A-Za-z0-9])", re.IGNORECASE)


def _ordinal(language: Language, mark: int) -> str:
    """An ordinal in figures or words; ``mark`` keeps its groups apart from those of other patterns."""
    rules = language.reading.ranks
    number = "|".join(filter(None, ("[0-9]+", numeral_pattern(language))))
    written = []
    for count, pattern in enumerate((language.ranks.beyond, *rules.ordinals)):
        head, _, tail = pattern.partition("{n}")
        written.append(f"{re.escape(head)}(?P<number{mark}{count}>{number}){re.escape(tail)}")
    words = f"(?P<word{mark}>{_either(_words(language))})"
    return f"(?:{'|'.join(written)}|{words})" + (f"(?:{_either(rules.tail)})?" if rules.tail else "")


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
