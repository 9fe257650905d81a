"""Every number of a text: its digits or words, qualifier, scale and unit, by the language's own rules. What it
measures comes later.

The reader of finished files (``briefing.proof``) has rules of its own and shares nothing with this one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from briefing.language.model import Language
from briefing.quantities import Qualifier
from briefing.quantities.parse import exact_quantity
from briefing.releases.grammar import Grammar, either, ends_in, grammar_of, tidied
from briefing.releases.numerals import numerals, whole_number
from briefing.releases.rules import ReadingRules


@dataclass(frozen=True, slots=True)
class Number:
    """A number found. ``start`` and ``end`` enclose qualifier, digits, scale and unit. ``value`` is in the base unit
    of ``units``, the unit ids it may have (the likeliest first; none when the text names no unit). ``high`` is the
    other end of a range. ``value`` is ``None`` where the source leaves it open. ``multiple``: words that name new
    over old (翻番). ``coded``: a currency's code precedes the digits (USD10)."""

    start: int
    end: int
    text: str
    value: Decimal | None = None
    quantum: Decimal = Decimal(1)
    decimals: bool = False
    units: tuple[str, ...] = ()
    qualifier: Qualifier | None = None
    wording: str = ""
    high: Decimal | None = None
    scaled: bool = False
    spelt: bool = False
    multiple: bool = False
    rank: bool = False
    region: str = ""
    superlative: bool = False
    coded: bool = False


def numbers_in(text: str, language: Language, rules: ReadingRules) -> tuple[Number, ...]:
    """Return the numbers of a text with ASCII digits, in order; none overlaps another."""
    found: list[Number] = []
    for number in sorted(_all(text, language, rules), key=lambda n: (n.start, -n.end)):
        if not found or number.start >= found[-1].end:
            found.append(number)
    return tuple(_ranges(text, _listed(text, found, rules), rules))


def _all(text: str, language: Language, rules: ReadingRules) -> Iterator[Number]:
    grammar = grammar_of(language, rules)
    apart = grammar.dated.sub(lambda m: m[0][:-1] + "\t", text)  # On June 12 345 people: a day, and a count
    yield from filter(None, (_read(match, rules, grammar) for match in grammar.number.finditer(apart)))
    for match in grammar.change.finditer(text):
        value = Decimal(rules.words_of_change[match[0].casefold()])
        start, end, qualifier, word = _qualified(text, *match.span(), grammar)
        if more := re.compile(either(grammar.inside)).match(text, end):  # 翻了一番多
            end, qualifier, word = more.end(), grammar.inside[more[0]], more[0]
        made = Number(start, end, text[start:end], value, units=("multiple",), spelt=True, multiple=True)
        yield replace(made, qualifier=qualifier, wording=word)
    for match in grammar.fraction.finditer(text):
        start, end, qualifier, word = _qualified(text, *match.span(), grammar, behind=False)
        value = Decimal(rules.fractions[match[0].casefold().replace("-", " ")])
        made = Number(start, end, text[start:end], value, units=("percent",), spelt=True)
        yield replace(made, qualifier=qualifier, wording=word)
    yield from _shares(text, rules, grammar)
    yield from _ranks(text, language, rules, grammar)
    for pattern in grammar.open:
        for match in pattern.finditer(text):
            group = "only" if "only" in match.re.groupindex and match["only"] else 0
            yield _open(match, group, grammar)


def _shares(text: str, rules: ReadingRules, grammar: Grammar) -> Iterator[Number]:
    """Parts of a whole that are reported as two numbers, in percent (千分之三, 1/5); endless ones to one decimal."""
    for pattern in rules.shares:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            part, whole = (
                Decimal(word) if word[:1].isdigit() else grammar.scales.get(word) or _spelt(word, rules)
                for word in (match["part"], match.groupdict().get("whole") or "10")
            )
            if part is None or whole is None:  # 百分之七八十: open
                yield Number(*match.span(), match[0], units=("percent",), spelt=True)
                continue
            if (tenth := match.groupdict().get("tenth")) is not None:  # 三成五
                part += Decimal(rules.numerals.digits.get(tenth, 5)) / 10
            share = part * 100 / whole
            exact = share == round(share, 4)
            start, end, qualifier, word = _qualified(text, *match.span(), grammar)
            value = (round(share, 4) if exact else round(share, 1)).normalize()
            quantum = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
            decimals = quantum < 1
            yield Number(
                start, end, text[start:end], value + 0, quantum, decimals, ("percent",), qualifier, word, spelt=True
            )


def _open(match: re.Match[str], group: str | int, grammar: Grammar) -> Number:
    """What a source leaves open: an order of magnitude (千亿级), several things (N场), a place among the first."""
    named, text = match.groupdict(), match[group]
    region = grammar.regions.search(text)
    ranked = named.get("rank") is not None
    units = ("rank",) if ranked else grammar.units_of(tidied(named.get("noun")), "")
    region_id = grammar.region_ids[region[0].casefold()] if ranked and region else ""
    return Number(*match.span(group), text, units=units, spelt=True, rank=ranked, region=region_id)


def _read(match: re.Match[str], rules: ReadingRules, grammar: Grammar) -> Number | None:
    parts = match.groupdict()
    words = parts["words"] or parts["parts"]
    spelt = words is not None
    found = numerals(words, rules) if words else ((re.sub("[^0-9.]", "", parts["digits"]), Decimal(1)),)
    noun, code, scale = (tidied(parts[name]) for name in ("noun", "code", "scale"))
    behind = None if noun or code or spelt else grammar.behind.match(match.string, match.end())  # 10 billion USD
    code = tidied(behind["code"]) if behind else code
    units = grammar.units_of(noun, code)
    if not units and (ahead := grammar.ahead.match(match.string, match.end())):
        units = grammar.nouns[tidied(ahead["noun"])]
    if words and (open_one := _left_open(match, words, bool(found), bool(units or scale), rules, grammar)):
        return open_one
    few = bool(parts["words"] and found) and Decimal(found[0][0]) < rules.numerals.least and "." not in found[0][0]
    few = few and units[:1] != ("percentage-point",)
    if not found or (parts["words"] and (not units or few) and not (scale or noun in grammar.parts)):
        return None
    if parts["words"] and scale and not units and not any(word in parts["words"] for word in rules.numerals.digits):
        return Number(*match.span(), match[0], spelt=True)  # 千亿: an order of magnitude
    factor = grammar.scales[scale] * grammar.parts.get(noun, Decimal(1))
    sign = "-" if parts["sign"] or parts["before"] else ""
    low, high = (exact_quantity(sign + d, factor * power, units[0] if units else "") for d, power in (found * 2)[:2])
    begun = match.start(next(part for part in ("before", "code", "sign", "number") if parts[part]))
    inside = parts["inside"] or parts["inside2"] or ""
    start, end, qualifier, word = _qualified(match.string, begun, (behind or match).end(), grammar, inside)
    return Number(
        start,
        end,
        match.string[start:end],
        low.value,
        low.quantum,
        low.decimals,
        units,
        qualifier,
        word,
        high.value if len(found) > 1 else None,
        scaled=bool(scale),
        spelt=spelt,
        multiple=noun in rules.folds,
        coded=bool(parts["code"] or behind),
    )


def _left_open(
    match: re.Match[str], words: str, is_number: bool, measures: bool, rules: ReadingRules, grammar: Grammar
) -> Number | None:
    """Numerals in words that a word before them leaves open (几百亿元), or that make no number, where they measure
    something."""
    begins = rf"(?:(?:{rules.numerals.article})\s+)?(?:{either(rules.numerals.multipliers)})"
    first = re.match(begins, words, re.IGNORECASE)
    vague = grammar.vague.search(match.string, 0, match.start("number")) if first else None
    if not measures or not (vague or not is_number):
        return None
    start = vague.start() if vague else match.start()
    return Number(start, match.end(), match.string[start : match.end()], spelt=True)


def _spelt(words: str, rules: ReadingRules) -> Decimal | None:
    """The one number that numerals in words stand for (五点六)."""
    found = numerals(words, rules)
    return Decimal(found[0][0]) * found[0][1] if len(found) == 1 else None


def _qualified(
    text: str, start: int, end: int, grammar: Grammar, inside: str = "", behind: bool = True
) -> tuple[int, int, Qualifier | None, str]:
    """Where a number begins and ends with the words of its qualifier, the qualifier, and its words: those behind it, else
    those ``inside``, else those before it."""
    before = grammar.before.search(text, max(0, start - 24), start)
    after = grammar.after.match(text, end) if behind else None
    start, end = before.start("word") if before else start, after.end() if after else end
    if after:
        return start, end, grammar.following[after["word"].casefold()], after["word"]
    if inside:
        return start, end, grammar.inside[inside.casefold()], inside
    return (
        start,
        end,
        grammar.qualifiers[before["word"].casefold()] if before else None,
        before["word"] if before else "",
    )


def _ranks(text: str, language: Language, rules: ReadingRules, grammar: Grammar) -> Iterator[Number]:
    for pattern in grammar.ranks:
        for match in pattern.finditer(text):
            found = region_before(text, match.start(), grammar, rules)
            named = match.groupdict()
            if named.get("superlative"):
                placed = Number(*match.span(), match[0], Decimal(1), units=("rank",), spelt=True, rank=True)
                yield replace(placed, region=found[1] if found else "", superlative=True)
                continue
            word, ordinal = named.get("first"), named.get("ordinal") or "1"
            digits = ordinal.isascii() and ordinal.isdigit()
            value = 1 if word else int(ordinal) if digits else _ordinal(ordinal, language, rules)
            if named.get("within"):
                found = match.start(), grammar.region_ids[match["within"].casefold()]
            if not found and word in rules.rank_needs_region:
                continue
            start, region = found or (match.start(), "")
            placed = Number(start, match.end(), text[start : match.end()], Decimal(value), units=("rank",), spelt=True)
            yield replace(placed, rank=True, region=region)


def _ordinal(word: str, language: Language, rules: ReadingRules) -> int:
    names = [o.casefold() for o in language.ranks.ordinals]
    return names.index(word.casefold()) + 1 if word.casefold() in names else whole_number(word, rules) or 0


def region_before(text: str, at: int, grammar: Grammar, rules: ReadingRules) -> tuple[int, str] | None:
    """Return where the region that ranks are counted in begins, and its id: the nearest one before, within the clause."""
    start = max(0, at - 14)
    window = text[start:at]
    cut = max((window.rfind(mark) for mark in rules.clause_marks), default=-1)
    named = list(grammar.regions.finditer(window, cut + 1))
    return (start + named[-1].start(), grammar.region_ids[named[-1][0].casefold()]) if named else None


def _listed(text: str, found: list[Number], rules: ReadingRules) -> list[Number]:
    """Numbers of a list that leave their unit to the last (0.7、5.3个百分点; 5.4 and 9.5 per cent) with that unit."""
    out = list(found)
    told = _unit_text(out[-1]) if out else ""
    for at in range(len(out) - 2, -1, -1):
        one, other = out[at], out[at + 1]
        own, unit = _unit_text(one), told
        told = own
        mark = at > 0 and bool(out[at - 1].units) and out[at - 1].end == one.start  # 5.3%3: the mark of a note
        if (
            mark
            or not other.units
            or one.value is None
            or one.rank
            or other.rank
            or one.spelt
            or not rules.joint.fullmatch(text[one.end : other.start])
        ):
            continue
        whole = own[-1:].isascii() and own[-1:].isalpha()  # percent is no beginning of percentage points
        unlike = one.scaled and (one.units or not own)
        if (
            own != unit
            and unit.startswith(own)
            and not (whole or unlike)
            and (not one.units or one.decimals or other.units == ("percentage-point",))
        ):
            out[at] = replace(one, units=other.units)
            told = unit
    return out


def _unit_text(number: Number) -> str:
    """Scale and unit of a number as printed."""
    return re.sub(r"^.*?[0-9.,]+\s*", "", number.text)


def _ranges(text: str, found: list[Number], rules: ReadingRules) -> Iterator[Number]:
    """Two numbers with the sign of a range between them are one; the first takes scale and unit of the second."""
    opens, joins = rules.between
    taken: Number | None = None
    for number, other in pairwise([*found, None]):
        if number is None or number is taken:
            continue
        low = number.value
        if other is None or low is None or other.value is None or number.rank or number.multiple:
            yield number
            continue
        space, before = text[number.end : other.start], text[: number.start]
        joined = re.fullmatch(rf"\s*(?:{rules.range})\s*", space) or (
            re.search(rf"\b(?:{opens})\s*$", before, re.IGNORECASE) and re.fullmatch(rf"\s*(?:{joins})\s*", space)
        )
        if joined and not ends_in(before, rules.comes_from) and _fits(number, other):  # from … to … is a change
            if not number.units and not number.scaled and other.quantum and other.scaled:
                low *= _scale_of(other)
            taken = other
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


#: A number that may be a year: it is no end of a range of sums.
_YEAR = re.compile("(?:19|20)[0-9]{2}")


def _fits(one: Number, other: Number) -> bool:
    if (
        _YEAR.fullmatch(one.text)
        and (
            (other.coded and not one.coded)  # in 2010 to $123 billion
            or (not one.units and other.units and not _YEAR.fullmatch(other.text[:4]))
        )
    ):
        return False
    return not one.units or bool(set(one.units) & set(other.units))


def _scale_of(number: Number) -> Decimal:
    digits = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", number.text)
    assert number.value is not None  # only numbers with digits carry a scale
    printed = Decimal(digits[0].replace(",", "")) if digits else Decimal(0)
    return number.value / printed if printed else Decimal(1)
