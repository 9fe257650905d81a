"""The names of a project's indicators, weighed word by word: by what a figure's words are likened to them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

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
    have put it."""

    indicator: Indicator
    parts: tuple[Part, ...]
    weight: float
    words: frozenset[str]
    whole: str


@dataclass(frozen=True, slots=True)
class Index:
    """The indicators of a project by the words of their names in one language. ``rarity`` weighs a word, ``known`` is
    the weight of one that no name has. ``home`` is the region an indicator without one speaks of, ``place`` the other
    region that the text at hand speaks of throughout, if any."""

    names: tuple[IndicatorName, ...]
    rarity: Mapping[str, float]
    known: float
    said: Mapping[str, str]
    last: Mapping[str, Decimal]
    rules: ReadingRules
    language: Language
    home: frozenset[str] = field(default_factory=frozenset)
    place: str = ""


def words_of(text: str, rules: ReadingRules) -> Iterator[str]:
    """Yield the words by which likeness is measured: pairs of Han characters, and other words without their endings."""
    for run in _RUNS.findall(_expanded(text, rules)):
        if "\u4e00" <= run[0] <= "\u9fff":
            yield from (run[i : i + 2] for i in range(len(run) - 1))
            if len(run) == 1:
                yield run
        else:
            word = run.casefold()
            yield next((word[: -len(e)] for e in rules.endings if word.endswith(e) and len(word) > len(e) + 2), word)


def _expanded(text: str, rules: ReadingRules) -> str:
    """A text with its abbreviations written out (GDP)."""
    for short, long in rules.synonyms.items():
        if short in text and long not in text:
            text = text.replace(short, long)
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
        label = labels.get(indicator.label, indicator.label)
        spelt.append((indicator, label))
        spelt += [(indicator, alias) for alias in indicator.aliases]
        if indicator.kind in ("change", "rank") and indicator.of is not None:
            of = by_id[indicator.of].label if indicator.of in by_id else indicator.of
            spelt.append((indicator, labels.get(of, of)))
            spelt += [(indicator, alias) for alias in (by_id[indicator.of].aliases if indicator.of in by_id else ())]
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
    names = []
    for indicator, text in spelt:
        parts = tuple(parts_of(text, rules, rarity, known))
        words = frozenset(words_of(text, rules)) | put[indicator.id]
        names.append(IndicatorName(indicator, parts, sum(w for w, _ in parts), words, text))
    said: dict[str, str] = {}
    for indicator, text in spelt:
        said[indicator.id] = f"{said.get(indicator.id, '')} {text} {labels.get(indicator.label, '')}".casefold()
    return Index(tuple(names), rarity, known, said, dict(_latest(indicators)), rules, language, home)


def parts_of(text: str, rules: ReadingRules, rarity: Mapping[str, float], unknown: float) -> Iterator[Part]:
    """Yield the parts of a text with their weights; words that no name has weigh ``unknown``."""
    for run in _RUNS.findall(_expanded(text, rules)):
        words = list(words_of(run, rules))
        if len(run) < 2 or not "\u4e00" <= run[0] <= "\u9fff":
            yield from ((max(rarity.get(w, unknown), 0.05), (w,)) for w in words)
            continue
        for at in range(len(run)):
            near = tuple(words[max(0, at - 1) : at + 1])
            yield max(sum(rarity.get(w, unknown) for w in near) / len(near), 0.05), near


def _latest(indicators: Iterable[Indicator]) -> Iterator[tuple[str, Decimal]]:
    for indicator in indicators:
        dated = sorted((o for o in indicator.stated if o.value is not None), key=lambda o: o.when.end)
        if dated and dated[-1].value is not None:
            yield indicator.id, parse_value(dated[-1].value, indicator.unit).value
