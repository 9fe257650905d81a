"""The independent reader of numbers: text of a finished file to values. Shares neither code nor rules with what writes them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from briefing.proof.reading.tables import PLAIN, Tables, tables

#: The currencies whose amounts are read (ISO 4217).
CURRENCIES = frozenset({"CNY", "USD", "HKD", "EUR", "GBP", "JPY", "SGD", "KRW", "MOP"})

#: What halves and doublings are beside per cents and multiples: one hundred per cent is one whole.
_SAME = {"part": Decimal(100), "percent": Decimal(1)}


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number in a text.

    ``kind``: amount (money), percent, point (percentage points), multiple, count (with or without a unit), ordinal, date
    (a day), period, code (a name made of digits), vague (dozens, 数十: no value) or words (a numeral that counts nothing
    the reader knows). ``value`` is in the base unit (9.6万亿元 is 9600000000000); ``None`` for dates, periods, codes and
    vague ones. ``units`` are all the units its word can stand for (家: institution, company …), empty when there is none.
    ``qualifier``: more-than, at-least, about, nearly, less-than, at-most or empty. ``period`` is ISO 8601 (a day,
    ``2026-01/2026-05``; without its year ``--03-31``). ``start`` and ``end`` bound the whole of it in the text.
    """

    text: str
    start: int
    end: int
    kind: str
    value: Decimal | None = None
    units: tuple[str, ...] = ()
    qualifier: str = ""
    period: str = ""
    spelt: bool = False

    @property
    def unit(self) -> str:
        """The unit when there is only one it can be."""
        return self.units[0] if len(self.units) == 1 else ""

    @property
    def identity(self) -> str:
        """What must be the same in another language, as text for people: value, unit and qualifier, or the period."""
        if self.period:
            return self.period
        if self.value is None:
            return self.text
        unit = "/".join(self.units)
        return " ".join(part for part in (self.qualifier, f"{self.value.normalize():f}", unit) if part)


def agree(one: ReadNumber, other: ReadNumber) -> bool:
    """Return whether two numbers, perhaps of two languages, state the same: value, qualifier, and units where both have one."""
    if one.period or other.period:
        return one.period == other.period
    if one.kind == "code" or other.kind == "code":
        return _digits(one.text) == _digits(other.text)
    if one.kind == "vague" or other.kind == "vague":
        return one.kind == other.kind
    if one.qualifier != other.qualifier or one.value is None or other.value is None:
        return False
    if one.units and other.units and not set(one.units) & set(other.units):
        parts = [_SAME.get(f.unit) for f in (one, other)]
        return parts[0] is not None and parts[1] is not None and one.value * parts[0] == other.value * parts[1]
    ordinal = {one.kind, other.kind} & {"ordinal"}
    return one.value == other.value and (not ordinal or one.kind == other.kind)


def is_article(found: ReadNumber) -> bool:
    """Return whether a number is the word one as an article or pronoun (a single bank, 一家企业), which counts nothing."""
    return found.spelt and found.value == 1 and found.kind in ("count", "words", "amount") and not found.qualifier


def unmatched(ours: Sequence[ReadNumber], theirs: Sequence[ReadNumber]) -> list[tuple[ReadNumber, int]]:
    """Return the numbers of either side that no number of the other side states; 0 marks those of ``ours``, 1 those of
    ``theirs``."""
    rest = list(theirs)
    lonely: list[tuple[ReadNumber, int]] = []
    for found in ours:
        match = next((f for f in rest if agree(found, f)), None)
        if match is None:
            lonely.append((found, 0))
        else:
            rest.remove(match)
    return lonely + [(found, 1) for found in rest]


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def digits_value(text: str) -> Decimal:
    """Return the value of digits with a decimal point and perhaps thousands separators."""
    return Decimal(text.replace(",", ""))


def words_value(words: list[str], simple: Mapping[str, int], times: Mapping[str, int]) -> Decimal | None:
    """Return the value of numeral words in order (三 百 二 十; three hundred twenty); ``None`` when they do not make one
    number.

    A multiplier takes all smaller parts before it. Simple numerals alone in a row are places (二〇二五 is 2025).
    """
    if len(words) > 1 and all(w in simple and simple[w] < 10 for w in words):
        return Decimal("".join(str(simple[w]) for w in words)) if len(words) > 2 else None
    parts: list[int] = []
    for word in words:
        if word in simple:
            if parts and parts[-1] < 10 and simple[word] < 10 and parts[-1] != 0:
                return None
            parts.append(simple[word])
            continue
        factor = times[word]
        smaller = 0
        while parts and parts[-1] < factor:
            smaller += parts.pop()
        parts.append((smaller or 1) * factor)
    return Decimal(sum(parts))


def split_words(text: str, words: Mapping[str, int]) -> list[str]:
    """Return the numeral words of a text, longest first, in order."""
    pattern = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.findall(pattern, text)


_HAN = str.maketrans("〇零一二三四五六七八九", "00123456789")


def iso(match: re.Match[str], numbers: Mapping[str, int]) -> str:
    """Return the ISO 8601 form of a matched period; without a year ``--03`` or ``--03-31`` (ISO 8601-1:2004), ``--Q1`` for a
    quarter. Empty when the groups make no date of the calendar."""
    g = {k: v for k, v in match.groupdict().items() if v}

    def number(key: str) -> int:
        text = g[key]
        return numbers[text] if text in numbers else int(text.translate(_HAN))

    year = f"{number('y'):04d}" if "y" in g else "-"
    if "q" in g:
        first = number("q") * 3 - 2
        return f"{year}-{first:02d}/{year}-{first + 2:02d}" if "y" in g else f"--Q{number('q')}"
    if "h" in g:
        first = number("h") * 6 - 5
        return f"{year}-{first:02d}/{year}-{first + 5:02d}"
    if "nine" in g:
        return f"{year}-01/{year}-09"
    if "m" not in g:
        if "y2" in g:
            return f"{year}/{number('y2'):04d}"
        return f"{year}-12-31" if "end" in g else f"{year}-01-01" if "start" in g else year
    month = number("m")
    if not 1 <= month <= 12:
        return ""
    start = f"{year}-{month:02d}"
    if "end" in g:
        last = calendar.monthrange(int(year), month)[1] if "y" in g else calendar.monthrange(2001, month)[1]
        return f"{start}-{last:02d}"
    if "d" in g:
        start += f"-{number('d'):02d}"
    end_year = f"{number('y2'):04d}" if "y2" in g else year
    end_month = number("m2") if "m2" in g else month
    if "d2" in g:
        return f"{start}/{end_year}-{end_month:02d}-{number('d2'):02d}"
    return f"{start}/{end_year}-{end_month:02d}" if "m2" in g else start


Free = Callable[[int, int], bool]

_KINDS = {"percent": "percent", "part": "percent", "percentage-point": "point", "multiple": "multiple"}


@lru_cache(maxsize=50_000)  # the formats of a document, and its languages, say the same many times
def numbers_in(text: str, language: str) -> tuple[ReadNumber, ...]:
    """Return every number of ``text``, in order and without overlap. ``language``: ``zh`` or ``en``, or a BCP 47 tag of them.

    Raises ``NoReader`` for a language without tables. The text is read as it is: line breaks should be resolved before.
    """
    table = tables(language)
    plain = text.translate(PLAIN)
    taken: list[tuple[int, int]] = []
    found: list[ReadNumber] = []

    def free(start: int, end: int) -> bool:
        return all(end <= a or b <= start for a, b in taken)

    for step in (_periods, _codes, _fractions, _skips, _ordinals, _fixed):
        for item in step(plain, table):
            if free(item.start, item.end):
                taken.append((item.start, item.end))
                if item.kind:
                    found.append(item)
    found += _numbers(plain, table, free)
    return tuple(sorted(found, key=lambda f: f.start))


@lru_cache(maxsize=10_000)  # the columns of a table share their head
def column_scale(text: str, language: str) -> tuple[str, Decimal] | None:
    """Return the unit and factor a column head or an axis states: 亿元 is (CNY, 100000000), RMB billion (CNY, 1000000000), %
    (percent, 1). ``None`` where it states none."""
    table = tables(language)
    best: tuple[str, Decimal] | None = None
    bracketed = re.findall(r"[（(]([^（()）]*)[)）]", text)
    for match in table.unit_alone.finditer((bracketed[-1] if bracketed else text).translate(PLAIN)):
        factor = _scale(match["scale"] or "", table)
        units = table.units.get((match["unit"] or "").strip(), ((), Decimal(1)))[0]
        unit = table.codes.get(match["code"] or "") or (units[0] if units else "")
        if (match["code"] or match["scale"] or match["unit"]) and (best is None or match["scale"] or match["code"]):
            best = (unit, factor)
    return best


def _periods(text: str, table: Tables) -> Iterator[ReadNumber]:
    done: list[tuple[int, int]] = []
    for pattern in table.periods:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(a < end and start < b for a, b in done) or _inside_number(text, start, end):
                continue
            period = iso(match, table.numbers)
            if period:
                done.append((start, end))
                kind = "date" if re.fullmatch(r"\d{4}-\d\d-\d\d", period) else "period"
                yield ReadNumber(match[0], start, end, kind, period=period)


def _inside_number(text: str, start: int, end: int) -> bool:
    """Whether the span is only a piece of a longer number (12025年 is no year)."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isdigit() and text[start].isdigit()) or (text[end - 1].isdigit() and after.isdigit())


def _codes(text: str, table: Tables) -> Iterator[ReadNumber]:
    for match in table.code.finditer(text):
        if not any(match[0].startswith(code) for code in table.codes):
            yield ReadNumber(match[0], match.start(), match.end(), "code")


def _skips(text: str, table: Tables) -> Iterator[ReadNumber]:
    for match in table.ordinary.finditer(text):
        yield ReadNumber(match[0], match.start(), match.end(), "")


def _fractions(text: str, table: Tables) -> Iterator[ReadNumber]:
    for match in table.fraction.finditer(text):
        part, whole = _spelt(match["part"], table), table.wholes.get(match["whole"]) or _spelt(match["whole"], table)
        if part is None or not whole:
            continue
        unit, value = ("percent", part) if whole == 100 else ("part", part / Decimal(whole))
        qualifier = _qualifier_before(text, match.start(), table)
        yield ReadNumber(match[0], match.start(), match.end(), "percent", value, (unit,), qualifier, spelt=True)


def _ordinals(text: str, table: Tables) -> Iterator[ReadNumber]:
    for match in table.top.finditer(text):
        value = _spelt("".join(c for c in match[0] if c.isdigit()) or match[0], table)
        spelt = not any(map(str.isdigit, match[0]))
        yield ReadNumber(match[0], match.start(), match.end(), "ordinal", value, ("top",), spelt=spelt)
    for match in table.ordinal.finditer(text):
        if match["word"]:
            value = Decimal(table.ordinal_words.get(match["word"]) or table.ordinal_words[match["word"].lower()])
        else:
            value = _spelt(match["n"] or match["suffixed"], table)
        yield ReadNumber(
            match[0], match.start(), match.end(), "ordinal", value, ("rank",), spelt=match["word"] is not None
        )


def _fixed(text: str, table: Tables) -> Iterator[ReadNumber]:
    for match in table.fixed_pattern.finditer(text):
        unit, value = table.fixed.get(match[0]) or table.fixed[match[0].lower()]
        qualifier = _qualifier_before(text, match.start(), table)
        yield ReadNumber(match[0], match.start(), match.end(), _KINDS[unit], value, (unit,), qualifier, spelt=True)
    for match in (*table.vague.finditer(text), *table.other.finditer(text)):
        yield ReadNumber(match[0], match.start(), match.end(), "vague", spelt=True)


def _qualifier_before(text: str, start: int, table: Tables) -> str:
    head = text[:start].rstrip(" \u00a0")
    words = table.qualifiers["before"]
    return next((words[w] for w in sorted(words, key=len, reverse=True) if head.lower().endswith(w)), "")


def _numbers(text: str, table: Tables, free: Free) -> Iterator[ReadNumber]:
    place = 0
    while match := table.number.search(text, place):
        start, end = next(match.span(part) for part in ("mixed", "digits", "spelt") if match[part])
        if not free(start, end) or _only_scale(match["spelt"], table):
            place = max(match.start() + 1, min(end, start + 1))
            continue
        yield _number(text, match, table)
        place = max(match.end(), start + 1)


def _only_scale(text: str | None, table: Tables) -> bool:
    """Whether words are a scale without a number (亿元 over a column, RMB billion)."""
    words = split_words(text.lower(), table.words) if text and not text[:2].lower().startswith("a") else []
    return bool(words) and all(w in table.times and w not in table.alone for w in words)


def _number(text: str, match: re.Match[str], table: Tables) -> ReadNumber:
    value = digits_value(match["digits"]) if match["digits"] else _spelt(match["mixed"] or match["spelt"], table)
    which = "unit" if match["unit"] else "unit2"
    units, weight = table.units.get(_word(match[which], table.units), ((), Decimal(1)))
    looks = bool(match[which]) and table.not_unit.match(text, match.start(which)) is not None
    if looks:
        units, weight = (), Decimal(1)
    if match["code"]:
        units, weight = (table.codes[match["code"]],), Decimal(1)
    if value is not None:
        value *= _scale((match["scale"] or "") + (match["scale2"] or ""), table) * weight
        if match["sign"] in ("−", "-"):
            value = -value
        if units[:1] == ("multiple",) and text[: match.start()].endswith(table.added):
            value += 1
    start, end = match.span()
    end = match.start(which) if looks else end
    words = [
        (where, _word(match[where], table.qualifiers[where])) for where in ("before", "inside", "after") if match[where]
    ]
    if match["before"] and _no_qualifier(text, match, units, table):
        words = words[1:]
        start = match.end("before")
    qualifiers = [table.qualifiers[where][word] for where, word in words]
    shown = text[start:end]
    start += len(shown) - len(shown.lstrip(" \u00a0"))
    spelt = match["spelt"] is not None
    if spelt and value is None:
        kind = "vague"
    elif units:
        kind = "amount" if units[0] in CURRENCIES else _KINDS.get(units[0], "count")
    else:
        kind = "count" if not spelt or len(match["spelt"]) > 1 else "words"
    qualifier = qualifiers[0] if qualifiers else ""
    return ReadNumber(text[start:end], start, end, kind, value, units, qualifier, spelt=spelt)


def _no_qualifier(text: str, match: re.Match[str], units: tuple[str, ...], table: Tables) -> bool:
    """Whether the word before the number only looks like a qualifier (adds up to 161; over 3 years)."""
    end = match.end("before")
    barred = table.not_with.get(_word(match["before"], table.qualifiers["before"]), ())
    return bool(table.not_before.search(text[max(end - 20, 0) : end])) or bool(set(units) & set(barred))


def _word(text: str | None, known: Mapping[str, object]) -> str:
    """A matched word as its table has it: without the space around it, no-break spaces plain, no capital added."""
    word = (text or "").strip(" \u00a0\u202f").replace("\u00a0", " ")
    return word if word in known else word[:1].lower() + word[1:]


def _spelt(text: str | None, table: Tables) -> Decimal | None:
    if not text:
        return None
    if text.isdecimal():
        return digits_value(text)
    if text[0].isdigit():
        parts = re.findall(r"[0-9]+|\D", text)
        return words_value(parts, table.simple | {p: int(p) for p in parts if p.isdecimal()}, table.times)
    whole, point, rest = text.lower().partition(table.point)
    value = words_value(split_words(whole, table.words), table.simple, table.times)
    if not point or value is None:
        return value
    places = [str(table.simple[w]) for w in split_words(rest, table.simple)]
    return value + Decimal("0." + "".join(places)) if places else value


def _scale(text: str, table: Tables) -> Decimal:
    factor, rest = Decimal(1), text
    while rest := rest.strip(" \u00a0\u202f"):
        word = next(w for w in sorted(table.scales, key=len, reverse=True) if rest.lower().startswith(w))
        factor *= table.scales[word]
        rest = rest[len(word) :]
    return factor


@dataclass(frozen=True, slots=True)
class FoundDirection:
    """A word that says up, down or flat, and where it is."""

    text: str
    start: int
    end: int
    way: str


def directions_in(text: str, language: str) -> tuple[FoundDirection, ...]:
    """Return every direction word of a text, in order; words that only look like one (up to, 高质量) are left out."""
    table = tables(language)
    barred = [m.span() for m in table.directions_not.finditer(text)]
    return tuple(
        FoundDirection(m[0], *m.span(), table.direction_of.get(m[0]) or table.direction_of[m[0].lower()])
        for m in table.directions.finditer(text)
        if not any(a < m.end() and m.start() < b for a, b in barred)
    )
