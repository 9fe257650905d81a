"""Every number of a text: its digits or words, qualifier, scale and unit, by the language's own rules. What it
measures comes later.

The reader of finished files (``briefing.proof``) has rules of its own and shares nothing with this one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from briefing.language.model import Language
from briefing.quantities import Qualifier
from briefing.quantities.parse import exact_quantity
from briefing.releases.rules import ReadingRules

_ORDERED = {"{figure}{unit}": 0}


@dataclass(frozen=True, slots=True)
class Number:
    """A number found. ``start`` and ``end`` enclose qualifier, digits, scale and unit. ``value`` is in the base unit
    of ``units``, the unit ids it may have (the likeliest first; none when the text names no unit). ``high`` is the
    other end of a range. ``value`` is ``None`` where the source leaves it open. ``multiple``: words that name new
    over old (翻番)."""

    start: int
    end: int
    text: str
    value: Decimal | None
    quantum: Decimal
    decimals: bool
    units: tuple[str, ...]
    qualifier: Qualifier | None = None
    wording: str = ""
    high: Decimal | None = None
    scaled: bool = False
    spelt: bool = False
    multiple: bool = False
    rank: bool = False
    region: str = ""
    superlative: bool = False


def numbers_in(text: str, language: Language, rules: ReadingRules) -> tuple[Number, ...]:
    """The numbers of a text with ASCII digits, in order; none overlaps another."""
    found: list[Number] = []
    for number in sorted(_all(text, language, rules), key=lambda n: (n.start, -n.end)):
        if not found or number.start >= found[-1].end:
            found.append(number)
    return tuple(_ranges(text, _listed(text, found, rules), rules))


def _all(text: str, language: Language, rules: ReadingRules) -> Iterator[Number]:
    grammar = _grammar(language, rules)
    for match in grammar.number.finditer(text):
        number = _read(match, language, rules, grammar)
        if number is not None:
            yield number
    for match in grammar.change.finditer(text):
        yield Number(
            match.start(),
            match.end(),
            match[0],
            Decimal(rules.words_of_change[match[0].casefold()]),
            Decimal(1),
            False,
            ("multiple",),
            spelt=True,
            multiple=True,
        )
    for match in grammar.fraction.finditer(text):
        start, qualifier, word = _before(text, match.start(), grammar)
        yield Number(
            start,
            match.end(),
            text[start : match.end()],
            Decimal(rules.fractions[match[0].casefold()]),
            Decimal(1),
            False,
            ("percent",),
            qualifier,
            word,
            spelt=True,
        )
    yield from _ranks(text, language, rules, grammar)
    for pattern in grammar.open:
        for match in pattern.finditer(text):
            group = "only" if "only" in match.re.groupindex and match["only"] else 0
            yield Number(match.start(group), match.end(group), match[group], None, Decimal(1), False, (), spelt=True)


def _read(match: re.Match[str], language: Language, rules: ReadingRules, grammar: _Grammar) -> Number | None:
    parts = match.groupdict()
    spelt = parts["words"] is not None
    digits = str(spelt_value(parts["words"], rules)) if spelt else parts["digits"].replace(",", "")
    noun, code, scale = (_tidy(parts[name]) for name in ("noun", "code", "scale"))
    units = grammar.units_of(noun, code)
    if not units and (ahead := grammar.ahead.match(match.string, match.end())):
        units = grammar.nouns[_tidy(ahead["noun"])]
    if spelt and (not units or int(digits) < rules.numerals.least) and not (scale or noun in grammar.parts):
        return None
    if spelt and scale and not units and not set(_words(parts["words"], rules)) & set(rules.numerals.digits):
        return Number(
            match.start(), match.end(), match[0], None, Decimal(1), False, (), spelt=True
        )  # 千亿: an order of magnitude
    factor = grammar.scales[scale] * grammar.parts.get(noun, Decimal(1))
    sign = "-" if parts["sign"] else ""
    made = exact_quantity(sign + digits, factor, units[0] if units else "")
    start, end = match.start("code") if code else match.start("sign") if sign else match.start("number"), match.end()
    start, qualifier, word = _before(match.string, start, grammar)
    inside = parts["inside"] or parts["inside2"]
    after = _after(match.string, end, grammar)
    if inside:
        qualifier, word = grammar.inside[inside], inside
    if after:
        end, qualifier, word = after
    return Number(
        start,
        end,
        match.string[start:end],
        made.value,
        made.quantum,
        made.decimals,
        units,
        qualifier,
        word,
        scaled=bool(scale),
        spelt=spelt,
    )


def spelt_value(words: str, rules: ReadingRules) -> int:
    """The whole number that numerals in words stand for (十二, twenty-five)."""
    total, current = 0, 0
    for word in _words(words, rules):
        if word in rules.numerals.multipliers:
            total += max(current, 1) * rules.numerals.multipliers[word]
            current = 0
        else:
            current += rules.numerals.digits[word]
    return total + current


def _words(text: str, rules: ReadingRules) -> list[str]:
    known = sorted((*rules.numerals.digits, *rules.numerals.multipliers), key=len, reverse=True)
    return re.findall("|".join(map(re.escape, known)), text.casefold())


def _before(text: str, start: int, grammar: _Grammar) -> tuple[int, Qualifier | None, str]:
    match = grammar.before.search(text, max(0, start - 24), start)
    if match is None:
        return start, None, ""
    word = match["word"]
    return match.start("word"), grammar.qualifiers[word.casefold()], word


def _after(text: str, end: int, grammar: _Grammar) -> tuple[int, Qualifier, str] | None:
    match = grammar.after.match(text, end)
    return (match.end(), grammar.following[match["word"].casefold()], match["word"]) if match else None


def _ranks(text: str, language: Language, rules: ReadingRules, grammar: _Grammar) -> Iterator[Number]:
    for pattern in grammar.ranks:
        for match in pattern.finditer(text):
            if match.groupdict().get("superlative"):
                found = region_before(text, match.start(), grammar, language, rules)
                yield Number(
                    match.start(),
                    match.end(),
                    match[0],
                    Decimal(1),
                    Decimal(1),
                    False,
                    ("rank",),
                    spelt=True,
                    rank=True,
                    region=found[1] if found else "",
                    superlative=True,
                )
                continue
            word = match.groupdict().get("first")
            ordinal = match.groupdict().get("ordinal") or "1"
            value = (
                1
                if word
                else int(ordinal)
                if ordinal.isascii() and ordinal.isdigit()
                else _ordinal(ordinal, language, rules)
            )
            found = region_before(text, match.start(), grammar, language, rules)
            if match.groupdict().get("within"):
                found = match.start(), grammar.region_ids[match["within"].casefold()]
            if not found and word in rules.rank_needs_region:
                continue
            start, region = found or (match.start(), "")
            yield Number(
                start,
                match.end(),
                text[start : match.end()],
                Decimal(value),
                Decimal(1),
                False,
                ("rank",),
                spelt=True,
                rank=True,
                region=region,
            )


def _ordinal(word: str, language: Language, rules: ReadingRules) -> int:
    names = [o.casefold() for o in language.ranks.ordinals]
    return names.index(word.casefold()) + 1 if word.casefold() in names else spelt_value(word, rules)


def region_before(
    text: str, at: int, grammar: _Grammar, language: Language, rules: ReadingRules
) -> tuple[int, str] | None:
    """Where the region that ranks are counted in begins, and its id: the nearest one before, within the clause."""
    start = max(0, at - 14)
    window = text[start:at]
    cut = max((window.rfind(mark) for mark in rules.clause_marks), default=-1)
    best = None
    for match in grammar.regions.finditer(window, cut + 1):
        best = start + match.start(), grammar.region_ids[match[0].casefold()]
    return best


def _listed(text: str, found: list[Number], rules: ReadingRules) -> list[Number]:
    """Numbers of a list that leave their unit to the last (0.7、5.3个百分点; 5.4 and 9.5 per cent) with that unit."""
    joint = re.compile(rf"\s*(?:{rules.joiners})\s*", re.IGNORECASE)
    out = list(found)
    for at in range(len(out) - 2, -1, -1):
        one, other = out[at], out[at + 1]
        if (
            not other.units
            or one.value is None
            or one.rank
            or other.rank
            or one.spelt
            or not joint.fullmatch(text[one.end : other.start])
        ):
            continue
        rest = re.sub(r"^.*?[0-9.,]+\s*", "", one.text)
        unit = re.sub(r"^.*?[0-9.,]+\s*", "", other.text)
        if rest != unit and unit.startswith(rest) and not one.scaled and (not one.units or one.decimals):
            out[at] = replace(one, units=other.units)
    return out


def _ranges(text: str, found: list[Number], rules: ReadingRules) -> Iterator[Number]:
    """Two numbers with the sign of a range between them are one; the first takes scale and unit of the second."""
    between = re.compile(rf"\s*(?:{rules.range})\s*")
    comes = re.compile(rf"(?:{either(rules.comes_from)})\s*$", re.IGNORECASE)  # from … to … is a change, not a range
    skip = False
    for index, number in enumerate(found):
        if skip:
            skip = False
            continue
        other = found[index + 1] if index + 1 < len(found) else None
        plain = (
            other is not None
            and number.value is not None
            and other.value is not None
            and not (number.rank or number.multiple)
            and not comes.search(text, 0, number.start)
        )
        if plain and other is not None and between.fullmatch(text[number.end : other.start]) and _fits(number, other):
            assert number.value is not None  # as asked above
            low = number.value
            if not number.units and not number.scaled and other.quantum and other.scaled:
                low = number.value * _scale_of(other)
            skip = True
            yield replace(
                other,
                start=number.start,
                text=text[number.start : other.end],
                value=low,
                high=other.value,
                qualifier=number.qualifier or other.qualifier,
                wording=number.wording or other.wording,
            )
        else:
            yield number


def _fits(one: Number, other: Number) -> bool:
    return not one.units or bool(set(one.units) & set(other.units))


def _scale_of(number: Number) -> Decimal:
    digits = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", number.text)
    assert number.value is not None  # only numbers with digits carry a scale
    return (
        number.value / Decimal(digits[0].replace(",", ""))
        if digits and Decimal(digits[0].replace(",", ""))
        else Decimal(1)
    )


@dataclass(frozen=True, slots=True)
class _Grammar:
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
    parts: dict[str, Decimal]

    def units_of(self, noun: str, code: str) -> tuple[str, ...]:
        """The unit ids a noun or code may stand for."""
        return self.nouns.get(noun, ()) or self.codes.get(code, ())


def _tidy(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip().casefold()


def either(words: Iterable[str]) -> str:
    """An alternation of words, the longest first, Latin ones as whole words; a pattern that never matches where there
    is none."""
    listed = sorted({w for w in words if w}, key=lambda w: (-len(w), w))
    return "|".join(_whole(w) for w in listed) or r"(?!)"


def _whole(word: str) -> str:
    before = r"(?<![A-Za-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = r"(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return before + re.escape(word).replace(r"\ ", r"\s+") + after


@lru_cache(maxsize=16)
def _grammar(language: Language, rules: ReadingRules) -> _Grammar:
    before, inside, after = qualifier_words(language, rules)
    nouns, codes = _unit_words(language, rules)
    scales = {_tidy(s.word): s.factor for s in language.scales.values()} | {
        w.casefold(): Decimal(f) for w, f in rules.scales.items()
    }
    gap = rules.word_gap
    numerals = either((*rules.numerals.digits, *rules.numerals.multipliers))
    noun = rf"(?P<noun>{either(nouns)})"
    inner = f"(?:{either(inside)})"
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(rules.group)}[0-9]{{3}})+(?![0-9])|" if rules.group else ""
    spelt = rf"(?:{numerals})(?:[-\s]?(?:{numerals}))*"
    scale = rf"(?P<scale>{either(scales)})"
    number = (
        rf"(?:(?P<code>{either(codes)}){gap})?(?P<sign>(?<![0-9A-Za-z%\u4e00-\u9fff])[-−](?=[0-9]))?"
        rf"(?P<number>(?P<digits>(?<![0-9.A-Za-z])(?:{grouped}[0-9]+)(?:\.[0-9]+)?)|(?P<words>{spelt}))"
        rf"(?:(?P<inside>{inner})(?={gap}(?:{either((*scales, *nouns))})))?(?:{gap}{scale})?"
        rf"(?:(?P<inside2>{inner})(?={gap}(?:{either(nouns)})))?(?:{gap}{noun})?"
    )
    things = (
        [
            n
            for n, names in nouns.items()
            if (language.units[names[0]].family if names[0] in language.units else "count") == "count"
        ]
        if rules.noun_gap
        else []
    )
    ahead = rf"(?:\s+[a-z][a-z'’-]*,?){{0,{rules.noun_gap}}}?\s+(?P<noun>{either(things)})\b" if things else r"(?!)"
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
    opened = tuple(re.compile(p.replace("{region}", f"(?:{either(regions)})?")) for p in rules.open)
    return _Grammar(
        re.compile(number, re.IGNORECASE),
        re.compile(either(rules.words_of_change), re.IGNORECASE),
        re.compile(either(rules.fractions), re.IGNORECASE),
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
        {_tidy(w): f for words in language.reading.parts.values() for w, f in words.items()},
    )


def _common(words: Iterable[str]) -> str:
    """What all ordinals begin with (第), so that a pattern may write it itself."""
    first, *others = words
    length = 0
    while length < len(first) and all(w.startswith(first[: length + 1]) for w in others):
        length += 1
    return first[:length]


def region_words(language: Language, rules: ReadingRules) -> dict[str, str]:
    """Words that name a region, with its id."""
    named = {name: key for key, region in language.regions.items() for name in (region.name, region.within)}
    return named | rules.scopes


def qualifier_words(
    language: Language, rules: ReadingRules
) -> tuple[dict[str, Qualifier], dict[str, Qualifier], dict[str, Qualifier]]:
    """Words of qualifiers that stand before a figure, inside it (90余亿元) and after it, from how they are printed
    and read."""
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
        nouns.setdefault(_tidy(word), []).append(named)
    for name, unit in language.units.items():
        for noun in unit.nouns.values():
            nouns.setdefault(_tidy(noun), []).append(name)
        if unit.code:
            codes.setdefault(_tidy(unit.code), []).append(name)
        if language.family(name).figure.endswith("%"):
            nouns.setdefault("%", []).append(name)
    for name, parts in language.reading.parts.items():
        for word in parts:
            nouns[_tidy(word)] = [name]
    for word, names in rules.units.items():
        nouns[_tidy(word)] = [*names, *nouns.get(_tidy(word), [])]
    for word, name in rules.codes.items():
        codes.setdefault(_tidy(word), []).append(name)
    for word in codes:
        nouns.pop(word, None)
    made = {w: tuple(dict.fromkeys(n)) for w, n in nouns.items() if w and w not in _common_words(language)}
    return made, {w: tuple(dict.fromkeys(n)) for w, n in codes.items()}


def _common_words(language: Language) -> frozenset[str]:
    """Names of units that are no words after a number: the mark before an ordinal."""
    return frozenset({_tidy(_common(language.ranks.ordinals))})
