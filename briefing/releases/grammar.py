"""The words and signs that numbers are found by: from the language's own rules and what is only read of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile

from briefing.language.model import Language
from briefing.quantities import Qualifier
from briefing.releases.numerals import parts_pattern, spelt_pattern
from briefing.releases.rules import NEVER, ReadingRules


class Grammar:
    """The patterns of a language, and what the words they find mean."""

    def __init__(self, language: Language, rules: ReadingRules) -> None:
        self.qualifiers, self.inside, self.following = qualifier_words(language, rules)
        self.nouns, self.codes = _unit_words(language, rules)
        scales = {tidied(s.word): s.factor for s in language.scales.values()}
        scales |= {w.casefold(): Decimal(f) for w, f in rules.scales.items()}
        self.scales = scales | {"": Decimal(1)}
        self.parts = {tidied(w): f for words in language.reading.parts.values() for w, f in words.items()}
        regions = region_words(language, rules)
        self.region_ids = {w.casefold(): r for w, r in regions.items()}
        self.regions = re.compile(either(regions), re.IGNORECASE)
        gap = rules.word_gap
        noun = rf"(?P<noun>{either(self.nouns)})(?!-[a-z])(?!{rules.no_unit})"
        inner = f"(?:{either(self.inside)})"
        grouped = rf"[0-9]{{1,3}}(?:{re.escape(rules.group)}[0-9]{{3}})+(?![0-9])|" if rules.group else ""
        grouped += r"[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]{1,3}(?:，[0-9]{3})+(?![0-9])|"
        names = "".join(rf"|(?<={word})" for word in rules.synonyms if word.isascii() and word.isalpha())  # GDP123亿元
        free = rf"(?(code)|(?:(?<![0-9.A-Za-z])(?<![0-9],){names}))"
        begun = either(
            n for n in self.nouns if any(n.startswith(w) for w in scales if len(n) > len(w))
        )  # 千米: no scale
        scale = rf"(?!{begun})(?P<scale>{either(scales)})"
        self.number = re.compile(
            rf"(?:(?P<before>{_minus(rules, self.codes)})?(?P<code>{either(self.codes)}){gap})?(?P<sign>{_minus(rules)})?"
            rf"(?P<number>(?P<parts>{free}{parts_pattern(rules)})|(?P<digits>{free}(?:{grouped}[0-9]+)(?:\.[0-9]+)?)"
            rf"|(?P<words>{spelt_pattern(rules)}))"
            rf"(?:(?P<inside>{inner})(?={gap}(?:{either((*scales, *self.nouns))})))?(?:{gap}{scale})?"
            rf"(?:(?P<inside2>{inner})(?={gap}(?:{either(self.nouns)})))?(?:{gap}{noun})?",
            re.IGNORECASE,
        )
        self.change = re.compile(either(rules.words_of_change), re.IGNORECASE)
        fractions = either(rules.fractions).replace(r"\s+", r"[\s-]")  # one-third
        self.fraction = re.compile(rf"(?<!-)(?:{fractions})(?!-[a-z])(?!{rules.no_fraction})", re.IGNORECASE)
        self.before = re.compile(rf"(?P<word>{either(self.qualifiers)}){gap}$", re.IGNORECASE)
        self.after = re.compile(rf"{gap}(?P<word>{either(self.following)})", re.IGNORECASE)
        known = {n: language.units[names[0]].family for n, names in self.nouns.items() if names[0] in language.units}
        things = either(n for n in self.nouns if rules.noun_gap and known.get(n, "count") == "count")
        ahead = rf"(?:\s+[a-z][a-z'’-]*,?){{0,{rules.noun_gap}}}?\s+(?P<noun>{things})\b"
        self.ahead = re.compile(ahead, re.IGNORECASE)
        months = either(n for names in rules.month_names for n in names.split("|"))
        day = rules.day_before_count.replace("{month}", f"(?:{months})")
        self.dated = re.compile(rf"(?:{day}) (?=[0-9]{{3}}(?![0-9,.]))", re.IGNORECASE)
        self.vague = re.compile(rf"(?:{rules.numerals.vague})\s?$", re.IGNORECASE)
        code = either(c for c in self.codes if c.isalpha())
        self.behind = re.compile(rf"{gap}(?P<code>{code})(?!\s?[0-9])", re.IGNORECASE)
        within = either(r.within for r in language.regions.values())
        common = _common(language.ranks.ordinals)  # 第: a pattern may write it itself
        ordinal = either((*language.ranks.ordinals, *(o.removeprefix(common) for o in language.ranks.ordinals)))
        named = {"{ordinal}": rf"(?P<ordinal>{ordinal}|[0-9]+)", "{within}": f"(?P<within>{within})"}
        self.ranks = tuple(re.compile(filled(p, named), re.IGNORECASE) for p in rules.ranks)
        self.open = tuple(re.compile(filled(p, {"{region}": f"(?:{either(regions)})?"})) for p in rules.open)

    def units_of(self, noun: str, code: str) -> tuple[str, ...]:
        """Return the unit ids a noun or code may stand for."""
        return self.nouns.get(noun, ()) or self.codes.get(code, ())


grammar_of = lru_cache(maxsize=16)(Grammar)


def filled(pattern: str, parts: Mapping[str, str]) -> str:
    """Return a pattern with what stands in its braces."""
    for name, regex in parts.items():
        pattern = pattern.replace(name, regex)
    return pattern


def tidied(text: str | None) -> str:
    """Return one spelling of a word: single spaces, small letters."""
    return " ".join((text or "").split()).casefold()


def either(words: Iterable[str]) -> str:
    """Return an alternation of words, the longest first, Latin ones as whole words; a pattern that never matches where there is
    none."""
    return _either(tuple(words))


@lru_cache(maxsize=1024)
def _either(words: tuple[str, ...]) -> str:
    listed = sorted({w for w in words if w}, key=lambda w: (-len(w), w))
    return "|".join(_whole(w) for w in listed) or NEVER


def _whole(word: str) -> str:
    before = r"(?<![A-Za-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = r"(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return before + re.escape(word).replace(r"\ ", r"\s+") + after


@lru_cache(maxsize=1024)
def _form(words: tuple[str, ...], form: str) -> re.Pattern[str]:
    return re.compile(form.replace("{}", f"(?:{_either(words)})"), re.IGNORECASE)


def says(text: str, words: Iterable[str]) -> bool:
    """Return whether any of some words is in a text."""
    return _form(tuple(words), "{}").search(text) is not None


def ends_in(text: str, words: Iterable[str]) -> bool:
    """Return whether a text ends in any of some words, blanks behind it apart."""
    return _form(tuple(words), r"{}\s*$").search(text) is not None


def is_either(text: str, words: Iterable[str]) -> bool:
    """Return whether a text is one of some words, blanks around it apart."""
    return _form(tuple(words), r"\s*{}\s*").fullmatch(text) is not None


def _minus(rules: ReadingRules, codes: Iterable[str] = ()) -> str:
    """What makes a number negative, right before its digits or its currency's code: a word (minus, 负), or a dash that
    nothing precedes, or words behind which it joins nothing (增速为-2.3%)."""
    ahead = f"(?=(?:{either(codes)}))" if codes else "(?=[0-9])"
    free = "|".join((r"(?<![0-9A-Za-z%\u4e00-\u9fff])", *(f"(?<={re.escape(word)})" for word in rules.negative_after)))
    return rf"(?:{free})[-−]{ahead}|(?:{rules.negative})\s?{ahead}"


def _common(words: Sequence[str]) -> str:
    """What all words begin with."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(min(words), max(words), strict=False))
    return "".join(one for one, _ in pairs)


def region_words(language: Language, rules: ReadingRules) -> dict[str, str]:
    """Return words that name a region, with its id."""
    named = {name: key for key, region in language.regions.items() for name in (region.name, region.within)}
    return named | rules.scopes


@lru_cache(maxsize=64)
def elsewhere(rules: ReadingRules) -> re.Pattern[str]:
    """Return words that say a figure or text is of another place (group ``place``), whether or not the project has a region for
    it."""
    return re.compile(rules.named_elsewhere.replace("{place}", f"(?P<place>{either(rules.elsewhere)})"))


def qualifier_words(language: Language, rules: ReadingRules) -> Sequence[dict[str, Qualifier]]:
    """Return words of qualifiers that precede a figure, inside it (90余亿元) and after it, from how they are printed and
    read."""
    places: Sequence[dict[str, Qualifier]] = ({}, {}, {})
    for qualifier, rule in language.qualifiers.items():
        for pattern in (*rule.words.values(), *rule.read.values()):
            before, _, rest = pattern.partition("{")
            after = pattern.rpartition("}")[2]
            middle = re.sub(r"\{\w+\}", "\0", rest).strip("\0")
            word, place = (
                (before, 0) if before.strip() else (after, 2) if after.strip() else (middle.split("\0")[-1], 1)
            )
            if word.strip():
                places[place][word.strip().casefold()] = qualifier
    more = (rules.qualifiers.before, rules.qualifiers.inside, rules.qualifiers.after)
    for known, words in zip(places, more, strict=True):
        for qualifier, listed in words.items():
            known.update(dict.fromkeys((word.casefold() for word in listed), qualifier))
    return places


def _unit_words(language: Language, rules: ReadingRules) -> Sequence[dict[str, tuple[str, ...]]]:
    nouns: dict[str, list[str]] = defaultdict(list)
    codes: dict[str, list[str]] = defaultdict(list)
    for word, named in language.unit_names.items():
        nouns[tidied(word)].append(named)
    for name, unit in language.units.items():
        for noun in unit.nouns.values():
            nouns[tidied(noun)].append(name)
        if unit.code:
            codes[tidied(unit.code)].append(name)
        if language.family(name).figure.endswith("%"):
            nouns["%"].append(name)
    for name, parts in language.reading.parts.items():
        for word in parts:
            nouns[tidied(word)] = [name]
    for word, names in rules.units.items():
        nouns[tidied(word)] = [*names, *nouns[tidied(word)]]
    for word, name in rules.codes.items():
        codes[tidied(word)].append(name)
    left_out = {"", tidied(_common(language.ranks.ordinals)), *codes}  # 第, the mark before an ordinal
    words = {w: n for w, n in nouns.items() if w not in left_out}
    return [{w: tuple(dict.fromkeys(n)) for w, n in found.items()} for found in (words, codes)]
