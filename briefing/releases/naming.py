"""The names of a project's indicators, weighed word by word: by what a figure's words are likened to them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from briefing.content.records import Indicator
from briefing.language.model import Language
from briefing.quantities.parse import parse_value
from briefing.releases.rules import ReadingRules

#: The weight of words that only measure (余额, balance) beside those that name.
_FUNCTION = 0.25


_RUNS = re.compile(r"[\u4e00-\u9fff]+|[^\W\d_\u4e00-\u9fff]+")


#: A part of a name or text: how much it weighs, and the words it may be found by (a Han character by the two pairs it is in).
Part = tuple[float, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class IndicatorName:
    """One name an indicator goes by: a label or a learnt alias, in parts, with all words of it and of how sources
    have put it; ``places`` are the words of the places within the project's own that it names, ``former`` says that it is of
    what was before."""

    indicator: Indicator
    parts: tuple[Part, ...]
    weight: float
    words: frozenset[str]
    whole: str
    places: tuple[str, ...]
    former: bool


@dataclass(frozen=True, slots=True)
class Index:
    """The indicators of a project by the words of their names in one language. ``rarity`` weighs a word, ``known`` is
    the weight of one that no name has. ``home`` is the region an indicator without one speaks of, ``regions`` are all that a
    figure may speak of, ``place`` is the other one that the text at hand speaks of throughout, if any."""

    names: tuple[IndicatorName, ...]
    rarity: Mapping[str, float]
    known: float
    said: Mapping[str, str]
    last: Mapping[str, Decimal]
    rules: ReadingRules
    language: Language
    home: frozenset[str]
    regions: frozenset[str]
    place: str = ""


@lru_cache(maxsize=8192)
def words_of(text: str, rules: ReadingRules) -> tuple[str, ...]:
    """Return the words by which likeness is measured: pairs of Han characters, and other words without their endings."""
    return tuple(word for run in _RUNS.findall(_expanded(text, rules)) for word in _words(run, rules))


def _words(run: str, rules: ReadingRules) -> Sequence[str]:
    if "\u4e00" <= run[0] <= "\u9fff":
        return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    word = run.casefold()
    return [next((word[: -len(e)] for e in rules.endings if word.endswith(e) and len(word) > len(e) + 2), word)]


def _expanded(text: str, rules: ReadingRules) -> str:
    """A text with its abbreviations written out (GDP)."""
    for short, long in rules.synonyms.items():
        text = text if long in text else text.replace(short, long)
    return text


def index(
    indicators: Sequence[Indicator],
    labels: Mapping[str, str],
    language: Language,
    rules: ReadingRules,
    home: frozenset[str] = frozenset(),
) -> Index:
    """Return the indicators by their names. ``labels`` gives the text of a Chinese label in the language of the release."""
    by_id = {i.id: i for i in indicators}
    spelt: list[tuple[Indicator, str]] = []
    for indicator in indicators:
        named = [(indicator.label, indicator.aliases)]
        if indicator.kind in ("change", "rank") and indicator.of is not None:
            of = by_id.get(indicator.of)
            named.append((of.label, of.aliases) if of else (indicator.of, ()))
        spelt += [(indicator, text) for label, aliases in named for text in (labels.get(label, label), *aliases)]
    counted = Counter(
        word for _, text in dict.fromkeys((i.label, t) for i, t in spelt) for word in set(words_of(text, rules))
    )
    functional = {
        w
        for stop in (*rules.stop_words, *rules.growth, *rules.decline, *rules.stock, *rules.flow)
        for w in words_of(stop, rules)
    }
    total = len(spelt) + 1
    rarity = {w: math.log(total / (n + 0.5)) * (_FUNCTION if w in functional else 1) for w, n in counted.items()}
    known = max(rarity.values(), default=1.0)
    rarity |= {w: known * _FUNCTION for w in functional if w not in rarity}
    put = {i.id: frozenset(w for o in i.stated for w in words_of(o.published, rules)) for i in indicators}
    at_home = {r.name for key, r in language.regions.items() if key in home}
    names = []
    said: dict[str, str] = {}
    for indicator, text in spelt:
        parts = tuple(parts_of(text, rules, rarity, known))
        words = frozenset(words_of(text, rules)) | put[indicator.id]
        called = {m["place"] for m in re.finditer(rules.named_place, text)} - at_home
        places = tuple(word for place in called for word in words_of(place, rules))
        former = re.search(rules.former_names, text, re.IGNORECASE) is not None
        names.append(IndicatorName(indicator, parts, sum(w for w, _ in parts), words, text, places, former))
        said[indicator.id] = f"{said.get(indicator.id, '')} {text} {labels.get(indicator.label, '')}".casefold()
    regions = frozenset[str]().union(language.regions, rules.scopes.values(), *rules.levels, rules.elsewhere)
    return Index(tuple(names), rarity, known, said, dict(_latest(indicators)), rules, language, home, regions)


def parts_of(text: str, rules: ReadingRules, rarity: Mapping[str, float], unknown: float) -> Iterator[Part]:
    """Yield the parts of a text with their weights; words that no name has weigh ``unknown``."""
    for run in _RUNS.findall(_expanded(text, rules)):
        words = words_of(run, rules)
        if len(run) < 2 or not "\u4e00" <= run[0] <= "\u9fff":
            yield from ((max(rarity.get(w, unknown), 0.05), (w,)) for w in words)
            continue
        for at in range(len(run)):
            near = words[max(0, at - 1) : at + 1]
            yield max(sum(rarity.get(w, unknown) for w in near) / len(near), 0.05), near


def _latest(indicators: Iterable[Indicator]) -> Iterator[tuple[str, Decimal]]:
    for indicator in indicators:
        dated = sorted((o for o in indicator.stated if o.value is not None), key=lambda o: o.when.end)
        if dated and dated[-1].value is not None:
            yield indicator.id, parse_value(dated[-1].value, indicator.unit).value
