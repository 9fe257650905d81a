"""Which number of the translation states which number of the source, by value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from briefing.catalogue import SOURCE_TAG
from briefing.proof.reading import CURRENCIES, ReadNumber, numbers_in
from briefing.review.lint import MARK, LintRules, MonthWords, Pair, compiled

_CODES = r"(?:RMB|USD|HKD|EUR|GBP|JPY|SGD|KRW|MOP|US\$|\$)?"
_RANGE = re.compile(r"\s*(?:至|到|—|–|-|~|～|to|and|or|、|,)\s*" + _CODES + r"[\s\u00a0]*", re.IGNORECASE)
_MOMENT = re.compile(r"(?:19|20)[0-9]{2}|[QH][1-4]")
_SCALED = Decimal(1000)
MONEY = CURRENCIES


@dataclass(frozen=True, slots=True)
class Number(ReadNumber):
    """A number with every value it may state: the first end of a range takes the scale and unit of the second."""

    values: tuple[Decimal, ...] = ()
    factor: Decimal = Decimal(1)

    def is_one(self) -> bool:
        """Return whether it states one, and nothing else."""
        return self.values == (Decimal(1),)

    @property
    def weak(self) -> bool:
        """Whether a good translation may well leave it out or say it otherwise (one of, two sides, 三大)."""
        half = self.units == ("part",) and self.value == Decimal("0.5")  # 过半, 大半 are as often said as “most”
        idle = half or self.kind in ("count", "ordinal") or (self.kind == "amount" and self.text.endswith("块"))
        return self.kind in ("words", "vague") or self.value == 0 or (self.spelt and idle)


@dataclass(frozen=True, slots=True)
class Matched:
    """The numbers of a pair: ``both`` states the same in source and target; the others found no counterpart."""

    both: tuple[tuple[Number, Number], ...]
    source: tuple[Number, ...]
    target: tuple[Number, ...]


def without_names(pair: Pair, rules: LintRules) -> tuple[str, str]:
    """Return both texts with each glossary name that is in both taken out: the numerals of a name count nothing."""
    zh, en = pair.source_text, pair.target_text
    for match in sorted(rules.names.finditer(pair.source_text), key=lambda m: -len(m[0])):
        if not _counts(match[0]) or pair.source_text[match.start() - 1 : match.start()].isdigit():
            continue  # 个百分点 behind a digit is a unit
        form = rules.glossary.terms[rules.terms[match[0]]].forms.get(rules.tag)
        for name in (form.full, form.short) if form else ():
            at = en.casefold().find(name.casefold()) if name else -1
            if at >= 0:
                zh = zh.replace(match[0], MARK * len(match[0]))
                en = en[:at] + MARK * len(name) + en[at + len(name) :]
                break
    zh, en = _rewritten(zh, rules.words.read_as.source), _rewritten(en, rules.words.read_as.target)
    return without_months(zh, rules.words.months.source), without_months(en, rules.words.months.target)


def without_months(text: str, words: MonthWords) -> str:
    """Return a text with the numbers of its months taken out: they count nothing."""
    for pattern in (words.range, words.first, words.single):
        for match in list(compiled(pattern.replace("{month}", words.month)).finditer(text)):
            if pattern == words.first or _digit(match[0]):
                text = text[: match.start()] + MARK * len(match[0]) + text[match.end() :]
    return text


def _digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


@cache
def _counts(name: str) -> bool:
    """Whether a name holds a numeral that could be taken for a number of the text."""
    return bool(numbers_in(name, SOURCE_TAG)) or _digit(name)


def as_read(pair: Pair, rules: LintRules) -> tuple[str, str]:
    """Return both texts as the reader of numbers is given them, names left in."""
    words = rules.words.read_as
    return _rewritten(pair.source_text, words.source), _rewritten(pair.target_text, words.target)


def _rewritten(text: str, rewrites: Sequence[tuple[str, str]]) -> str:
    """A text with the ways of writing that the reader of numbers does not know put into ones that it knows."""
    for pattern, replacement in rewrites:
        text = compiled(pattern).sub(replacement, text)
    return text


def numbers(text: str, language: str) -> tuple[Number, ...]:
    """Return the numbers of a text but for dates and periods, ranges resolved."""
    found = [
        f for f in numbers_in(text, language) if f.kind not in ("date", "period") and not _MOMENT.fullmatch(f.text)
    ]
    out: list[Number] = []
    for item in reversed(found):
        out.append(_number(text, item, out[-1] if out else None))
    return tuple(reversed(out))


def _number(text: str, item: ReadNumber, after: Number | None) -> Number:
    """A number with what it shares with the one ``after`` it: in a range or a list the last one brings scale and unit."""
    read = Number(**{name: getattr(item, name) for name in ReadNumber.__slots__})
    if item.value is None:
        return read
    values, units, factor = [item.value], item.units, _scale_of(item)
    joined = after is not None and after.values and _RANGE.fullmatch(text[item.end : after.start])
    if joined and after is not None and (not units or not after.units or set(units) & set(after.units)):
        units = units or after.units
        shared = after.factor if after.factor != 1 else _scale_of(after)
        if factor == 1 and shared != 1 and abs(item.value) < _SCALED * 10:
            values.append(item.value * shared)
            factor = shared
    if item.units == ("part",):
        values.append(item.value * 100)
    return replace(read, values=tuple(values), units=units, factor=factor)


def _scale_of(item: ReadNumber) -> Decimal:
    """What the scale word of a number multiplies by: its value over its digits."""
    digits = re.search(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?", item.text)
    if not digits or item.value is None:
        return Decimal(1)
    plain = Decimal(digits[0].replace(",", ""))
    return abs(item.value) / plain if plain else Decimal(1)


def states(one: Number, other: Number) -> bool:
    """Return whether two numbers state one value, whatever their qualifiers and units."""
    if "code" in (one.kind, other.kind):
        return _digits(one.text) == _digits(other.text)
    if "vague" in (one.kind, other.kind):
        return one.kind == other.kind
    if any(abs(x) == abs(y) for x in one.values for y in other.values):
        return True
    return _grown(one, other) or _grown(other, one)


def _grown(multiple: Number, percent: Number) -> bool:
    """New over old (10) against growth in per cent (900)."""
    if multiple.kind != "multiple" or percent.kind != "percent":
        return False
    return any(p in ((m - 1) * 100, (1 - m) * 100) for m in multiple.values for p in percent.values)


def match(source: Sequence[Number], target: Sequence[Number]) -> Matched:
    """Pair the numbers off: the most alike first. What is said twice in one language may be said once in the other."""
    pairs = sorted(((_unlike(s, t), i, j) for i, s in enumerate(source) for j, t in enumerate(target) if states(s, t)))
    left, right = set(range(len(source))), set(range(len(target)))
    both: list[tuple[int, int]] = []
    for _, i, j in pairs:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            both.append((i, j))
    matched = tuple((source[i], target[j]) for i, j in sorted(both))
    again_source = [source[i] for i in sorted(left) if not any(states(source[i], t) for _, t in matched)]
    again_target = [target[j] for j in sorted(right) if not any(states(s, target[j]) for s, _ in matched)]
    return Matched(matched, tuple(again_source), tuple(again_target))


def _unlike(one: Number, other: Number) -> int:
    units = bool(one.units and other.units and not set(one.units) & set(other.units))
    return 4 * units + 2 * (one.qualifier != other.qualifier) + (one.kind != other.kind)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def converted(one: Number, other: Number, zh: str, en: str, rules: LintRules) -> bool:
    """Return whether two numbers state one measure in two units (1.3万亿斤, 650 million metric tons), as exactly as printed."""
    behind = [text[n.start : n.end + reach] for text, n, reach in ((zh, one, 5), (en, other, 24))]
    for pair in rules.words.conversions:
        named = compiled(pair.source).search(behind[0]) and compiled(f"(?i:{pair.target})").search(behind[1])
        if one.values and other.values and named:
            exact = one.values[0] * pair.factor
            return abs(exact - other.values[0]) <= abs(exact) / 100
    return False


def rounded(exact: Number, shown: Number) -> bool:
    """Return whether one number is the other one rounded to fewer digits."""
    digits = re.search(r"[0-9]+(?:,[0-9]{3})*(?:\.(?P<places>[0-9]+))?", shown.text)
    if not digits or not exact.values or not shown.values or shown.spelt or exact.spelt:
        return False
    quantum = _scale_of(shown) / (Decimal(10) ** len(digits["places"] or ""))
    gap = abs(abs(exact.values[0]) - abs(shown.values[0]))
    return shown.kind != "code" and 0 < gap <= quantum / 2 and abs(exact.values[0]) >= quantum * 10


def scaled(one: Number, other: Number) -> bool:
    """Return whether two numbers have the same digits and another scale."""
    if not one.values or not other.values or not one.values[0] or not other.values[0]:
        return False
    if "code" in (one.kind, other.kind):
        return False
    digits = [{abs(v).normalize().as_tuple().digits for v in n.values} for n in (one, other)]
    return bool(digits[0] & digits[1])


def near(text: str, number: Number, before: int, after: int) -> Iterator[str]:
    """Yield the text around a number, up to the next stop."""
    yield re.split(r"[。；;.]\s", text[max(0, number.start - before) : number.start])[-1]
    yield re.split(r"[。；;.]\s", text[number.end : number.end + after])[0]
