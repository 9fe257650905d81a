"""The words and signs that numbers are found by: from the language's own rules and what is only read of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from briefing.language.model import Language
from briefing.quantities import Qualifier
from briefing.releases.numerals import parts_pattern, spelt_pattern
from briefing.releases.rules import ReadingRules


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of a language, and what the words they find mean."""

    number: re.Pattern[str]
    change: re.Pattern[str]
    fraction: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    regions: re.Pattern[str]
    ranks: tuple[re.Pattern[str], ...]
    open: tuple[re.Pattern[str], ...]
    qualifiers: dict[str, Qualifier]
    inside: dict[str, Qualifier]
    following: dict[str, Qualifier]
    scales: dict[str, Decimal]
    nouns: dict[str, tuple[str, ...]]
    codes: dict[str, tuple[str, ...]]
    region_ids: dict[str, str]
    ahead: re.Pattern[str]
    dated: re.Pattern[str]
    behind: re.Pattern[str]
    parts: dict[str, Decimal]
    vague: re.Pattern[str]

    def units_of(self, noun: str, code: str) -> tuple[str, ...]:
        """Return the unit ids a noun or code may stand for."""
        return self.nouns.get(noun, ()) or self.codes.get(code, ())


def tidied(text: str | None) -> str:
    """Return one spelling of a word: single spaces, small letters."""
    return re.sub(r"\s+", " ", text or "").strip().casefold()


def either(words: Iterable[str]) -> str:
    """Return an alternation of words, the longest first, Latin ones as whole words; a pattern that never matches where there is
    none."""
    listed = sorted({w for w in words if w}, key=lambda w: (-len(w), w))
    return "|".join(_whole(w) for w in listed) or r"(?!)"


def _whole(word: str) -> str:
    before = r"(?<![A-Za-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = r"(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return before + re.escape(word).replace(r"\ ", r"\s+") + after


@lru_cache(maxsize=16)
def grammar_of(language: Language, rules: ReadingRules) -> Grammar:
    """Return the patterns of a language."""
    before, inside, after = qualifier_words(language, rules)
    nouns, codes = _unit_words(language, rules)
    scales = {tidied(s.word): s.factor for s in language.scales.values()} | {
        w.casefold(): Decimal(f) for w, f in rules.scales.items()
    }
    gap = rules.word_gap
    noun = rf"(?P<noun>{either(nouns)})(?!-[a-z])" + (f"(?!{rules.no_unit})" if rules.no_unit else "")
    inner = f"(?:{either(inside)})"
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(rules.group)}[0-9]{{3}})+(?![0-9])|" if rules.group else ""
    grouped += r"[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]{1,3}(?:，[0-9]{3})+(?![0-9])|"
    named = "".join(rf"|(?<={word})" for word in rules.synonyms if word.isascii() and word.isalpha())  # GDP123亿元
    free = rf"(?(code)|(?:(?<![0-9.A-Za-z])(?<![0-9],){named}))"
    begun = either(n for n in nouns if any(n.startswith(w) for w in scales if len(n) > len(w)))  # 千米: no scale
    scale = rf"(?!{begun})(?P<scale>{either(scales)})"
    number = (
        rf"(?:(?P<before>{_minus(rules, codes)})?(?P<code>{either(codes)}){gap})?(?P<sign>{_minus(rules)})?"
        rf"(?P<number>(?P<parts>{free}{parts_pattern(rules)})|(?P<digits>{free}(?:{grouped}[0-9]+)(?:\.[0-9]+)?)"
        rf"|(?P<words>{spelt_pattern(rules)}))"
        rf"(?:(?P<inside>{inner})(?={gap}(?:{either((*scales, *nouns))})))?(?:{gap}{scale})?"
        rf"(?:(?P<inside2>{inner})(?={gap}(?:{either(nouns)})))?(?:{gap}{noun})?"
    )
    families = {
        n: language.units[names[0]].family if names[0] in language.units else "count" for n, names in nouns.items()
    }
    things = [n for n, family in families.items() if family == "count"] if rules.noun_gap else []
    ahead = rf"(?:\s+[a-z][a-z'’-]*,?){{0,{rules.noun_gap}}}?\s+(?P<noun>{either(things)})\b" if things else r"(?!)"
    months = either(n for names in rules.month_names for n in names.split("|"))
    day = rules.day_before_count.replace("{month}", f"(?:{months})")
    dated = rf"(?:{day}) (?=[0-9]{{3}}(?![0-9,.]))" if day else r"(?!)"
    regions = region_words(language, rules)
    within = {r.within: key for key, r in language.regions.items()}
    ordinal = either(
        (*language.ranks.ordinals, *(o.removeprefix(_common(language.ranks.ordinals)) for o in language.ranks.ordinals))
    )
    ranks = tuple(
        re.compile(
            p.replace("{ordinal}", rf"(?P<ordinal>{ordinal}|[0-9]+)").replace(
                "{within}", f"(?P<within>{either(within)})"
            ),
            re.IGNORECASE,
        )
        for p in rules.ranks
    )
    no_fraction = f"(?!{rules.no_fraction})" if rules.no_fraction else ""
    opened = tuple(re.compile(p.replace("{region}", f"(?:{either(regions)})?")) for p in rules.open)
    return Grammar(
        re.compile(number, re.IGNORECASE),
        re.compile(either(rules.words_of_change), re.IGNORECASE),
        re.compile(rf"(?<!-)(?:{_hyphened(rules.fractions)})(?!-[a-z]){no_fraction}", re.IGNORECASE),
        re.compile(rf"(?P<word>{either(before)}){gap}$", re.IGNORECASE),
        re.compile(rf"{gap}(?P<word>{either(after)})", re.IGNORECASE),
        re.compile(either(regions), re.IGNORECASE),
        ranks,
        opened,
        {w.casefold(): q for w, q in before.items()},
        inside,
        {w.casefold(): q for w, q in after.items()},
        scales | {"": Decimal(1)},
        nouns,
        codes,
        {w.casefold(): r for w, r in regions.items()},
        re.compile(ahead, re.IGNORECASE),
        re.compile(dated, re.IGNORECASE),
        re.compile(rf"{gap}(?P<code>{either(c for c in codes if c.isalpha())})(?!\s?[0-9])", re.IGNORECASE),
        {tidied(w): f for words in language.reading.parts.values() for w, f in words.items()},
        re.compile(rf"(?:{rules.numerals.vague or '(?!)'})\s?$", re.IGNORECASE),
    )


def _hyphened(words: Iterable[str]) -> str:
    """An alternation of words whose parts may be joined by hyphens (one-third)."""
    return either(words).replace(r"\s+", r"[\s-]")


def _minus(rules: ReadingRules, codes: Iterable[str] = ()) -> str:
    """What makes a number negative, right before its digits or its currency's code: a word (minus, 负), or a dash that
    nothing precedes, or words behind which it joins nothing (增速为-2.3%)."""
    ahead = f"(?=(?:{either(codes)}))" if codes else "(?=[0-9])"
    free = "|".join((r"(?<![0-9A-Za-z%\u4e00-\u9fff])", *(f"(?<={re.escape(word)})" for word in rules.negative_after)))
    return rf"(?:{free})[-−]{ahead}|(?:{rules.negative or '(?!)'})\s?{ahead}"


def _common(words: Iterable[str]) -> str:
    """What all ordinals begin with (第), so that a pattern may write it itself."""
    first, *others = words
    length = 0
    while length < len(first) and all(w.startswith(first[: length + 1]) for w in others):
        length += 1
    return first[:length]


def region_words(language: Language, rules: ReadingRules) -> dict[str, str]:
    """Return words that name a region, with its id."""
    named = {name: key for key, region in language.regions.items() for name in (region.name, region.within)}
    return named | rules.scopes


@lru_cache(maxsize=64)
def elsewhere(rules: ReadingRules) -> re.Pattern[str]:
    """Return words that say a figure or text is of another place (group ``place``), whether or not the project has a region for
    it."""
    return re.compile(
        rules.named_elsewhere.replace("{place}", f"(?P<place>{either(rules.elsewhere)})") or r"(?P<place>(?!))"
    )


def qualifier_words(
    language: Language, rules: ReadingRules
) -> tuple[dict[str, Qualifier], dict[str, Qualifier], dict[str, Qualifier]]:
    """Return words of qualifiers that precede a figure, inside it (90余亿元) and after it, from how they are printed and
    read."""
    places: tuple[dict[str, Qualifier], ...] = ({}, {}, {})
    for qualifier, rule in language.qualifiers.items():
        for pattern in (*rule.words.values(), *rule.read.values()):
            before, _, rest = pattern.partition("{")
            after = pattern.rpartition("}")[2]
            middle = re.sub(r"\{\w+\}", "\0", rest).strip("\0")
            word, place = (
                (before, 0) if before.strip() else (after, 2) if after.strip() else (middle.split("\0")[-1], 1)
            )
            if word.strip():
                places[place][word.strip()] = qualifier
    more = (rules.qualifiers.before, rules.qualifiers.inside, rules.qualifiers.after)
    for known, words in zip(places, more, strict=True):
        for qualifier, listed in words.items():
            known.update(dict.fromkeys(listed, qualifier))
    return places[0], places[1], places[2]


def _unit_words(
    language: Language, rules: ReadingRules
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    nouns: dict[str, list[str]] = {}
    codes: dict[str, list[str]] = {}
    for word, named in language.unit_names.items():
        nouns.setdefault(tidied(word), []).append(named)
    for name, unit in language.units.items():
        for noun in unit.nouns.values():
            nouns.setdefault(tidied(noun), []).append(name)
        if unit.code:
            codes.setdefault(tidied(unit.code), []).append(name)
        if language.family(name).figure.endswith("%"):
            nouns.setdefault("%", []).append(name)
    for name, parts in language.reading.parts.items():
        for word in parts:
            nouns[tidied(word)] = [name]
    for word, names in rules.units.items():
        nouns[tidied(word)] = [*names, *nouns.get(tidied(word), [])]
    for word, name in rules.codes.items():
        codes.setdefault(tidied(word), []).append(name)
    for word in codes:
        nouns.pop(word, None)
    made = {w: tuple(dict.fromkeys(n)) for w, n in nouns.items() if w and w not in _common_words(language)}
    return made, {w: tuple(dict.fromkeys(n)) for w, n in codes.items()}


def _common_words(language: Language) -> frozenset[str]:
    """Names of units that are no words after a number: the mark before an ordinal."""
    return frozenset({tidied(_common(language.ranks.ordinals))})
