"""The parts of published wordings read back: spelling, numbers in words, ranks and periods."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from unicodedata import normalize

from briefing.language.model import Language
from briefing.language.rules import Numerals
from briefing.quantities import Period, PeriodError, Quantity
from briefing.quantities.parse import exact_quantity

#: Any spaces, the no-break and thin ones too.
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_WIDE = re.compile("[\uff01-\uff5e]")


def tidy(language: Language, text: str) -> str:
    """Return one spelling of characters and spaces: full-width digits and signs as plain ones, no space where the language
    writes none between lines, single ones elsewhere."""
    return SPACES.sub(language.typography.line_join, _WIDE.sub(lambda m: normalize("NFKC", m[0]), text.strip()))


def either(words: Iterable[str]) -> str:
    """Return a regular expression for any of the words, the longest first; empty for none."""
    known = {SPACES.sub(" ", word) for word in words} - {""}
    return f"(?:{'|'.join(re.escape(w) for w in sorted(known, key=lambda w: (-len(w), w)))})" if known else ""


def escaped(pattern: str) -> str:
    """Return a pattern of the language data as a regular expression, its placeholders left in it."""
    parts = re.split(r"(\{\w+\})", pattern)
    return "".join(part if at % 2 else re.escape(SPACES.sub(" ", part)) for at, part in enumerate(parts))


_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")


def numeral_pattern(language: Language) -> str:
    """Return a regular expression for whole numbers in words, or half in words; empty where the language data names none."""
    rules = language.reading.numerals
    if not rules.places:
        return ""
    places = "".join(map(re.escape, rules.places))
    words = f"[{''.join(map(re.escape, rules.digits))}{places}]"
    thousands = re.escape(_thousands(language))
    if not thousands:
        return f"[0-9]+[{places}]|{words}+"
    return f"{words}+(?:{thousands}{words}*[{places}]{words}*)?|[0-9]+{thousands}[0-9]+[{places}]|[0-9]+[{places}]"


def numeral_digits(language: Language, text: str) -> str | None:
    """Return the ASCII digits of a number in words (``三十六`` is ``36``); ``None`` when it is not one."""
    rules = language.reading.numerals
    head, word, rest = text.partition(_thousands(language)) if _thousands(language) else (text, "", "")
    if not word:
        value = _small(rules, head)
        return None if value is None else str(value)
    first, last = _small(rules, head), _small(rules, rest)
    return None if first is None or last is None else str(first * 10_000 + last)


def _small(rules: Numerals, text: str) -> int | None:
    """A number below ten thousand; each place at most once and in falling order."""
    total, digit, last = 0, None, 10_000
    if _PLAIN.match(text):
        return int(text) if text.isdigit() else None
    for number in re.findall(r"[0-9]+|\D", text):
        if number.isdigit():
            digit = int(number)
        elif number in rules.digits:
            if digit:
                return None
            digit = rules.digits[number]
        elif (place := rules.places.get(number)) is not None and place < last:
            total, digit, last = total + (1 if digit is None else digit) * place, None, place
        else:
            return None
    return total + (digit or 0)


@lru_cache(maxsize=16)
def _thousands(language: Language) -> str:
    """The scale word that counts ten thousands within a number in words (万), where the language has one."""
    return next((s.word for s in language.scales.values() if s.factor == 10_000), "")


@dataclass(frozen=True, slots=True)
class FoundRank:
    """A place in an order: ``region`` is a region id, or the words themselves where no such region is known, or empty."""

    quantity: Quantity
    region: str = ""


def read_rank(language: Language, wording: str) -> FoundRank | None:
    """Return the rank a tidy wording gives; words around it that name no known region are taken for one."""
    found = list(_pattern(language).finditer(wording))
    if len(found) != 1 or (rank := _of(language, found[0])) is None:
        return None
    before, after = _without_lead(language, wording[: found[0].start()]), wording[found[0].end() :].strip()
    if rank.region:
        return None if after else rank  # 全国第一方阵 is no place in an order
    return FoundRank(rank.quantity, before + after)


def ranks_in(language: Language, wording: str) -> Iterator[FoundRank]:
    """Yield the ranks that stand anywhere in a tidy wording, with the regions known of them."""
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
        region = f"(?P<region{len(texts)}>{either(_regions(language))})"
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
    words = f"(?P<word{mark}>{either(_words(language))})"
    return f"(?:{'|'.join(written)}|{words})" + (f"(?:{either(rules.tail)})?" if rules.tail else "")


_YEAR = r"(?:19|20)[0-9]{2}"


def read_period(language: Language, text: str) -> Period | None:
    """Return the period of a wording that gives its year and is nothing else; ``None`` for any other."""
    for shape, regex in _readers(language):
        match = regex.fullmatch(text.strip())
        if match is not None:
            try:
                return Period.parse(_iso(language, shape, match.groupdict()))
            except PeriodError:
                return None
    return None


@lru_cache(maxsize=16)
def period_pattern(language: Language) -> str:
    """Return a regular expression that finds the wordings ``read_period`` reads; it has no named groups."""
    texts = [re.sub(r"\?P<\w+>", "?:", regex.pattern) for _, regex in _readers(language)]
    return f"(?:{'|'.join(texts)})"


@lru_cache(maxsize=16)
def _readers(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    found: dict[tuple[str, str], None] = {}
    for shape, forms in language.periods.shapes.items():
        if shape in ("open", "reported"):
            continue
        for form in ("plain", "as-of", "short"):
            if form in forms:
                found[shape, forms[form]] = None
    for (shape, pattern), extra in ((key, language.reading.periods) for key in tuple(found)):
        for written, read in extra.items():
            if written in pattern:
                found[shape, pattern.replace(written, read)] = None
    made = [(shape, re.compile(_regex(language, pattern), re.IGNORECASE)) for shape, pattern in found]
    return tuple(sorted(made, key=lambda pair: -len(pair[1].pattern)))


def _regex(language: Language, pattern: str) -> str:
    rules = language.periods
    parts = {
        "year": _YEAR,
        "month": "1[0-2]|0?[1-9]",
        "day": "[12][0-9]|3[01]|0?[1-9]",
        "month_name": either(rules.months),
        "month_short": either(rules.months_short),
    }
    parts |= {f"end_{name}": shape for name, shape in parts.items()}
    parts |= {"quarter_n": "[1-4]", "half_n": "[12]", "quarter": either(rules.quarters), "half": either(rules.halves)}
    first, *rest = re.split(r"\{(\w+)\}", pattern)
    made = re.escape(first)
    for name, text in zip(rest[::2], rest[1::2], strict=True):
        made += (f"(?P<{name}>{parts[name]})" if name in parts else "(?!)") + re.escape(text)
    return made


def _iso(language: Language, shape: str, named: Mapping[str, str]) -> str:
    """The ISO 8601 form of a period of a shape from its parts as written."""
    rules, year = language.periods, named["year"]
    if shape in _FIXED:
        return _FIXED[shape].format(year=year, last=named.get("end_year", year))
    if shape in ("quarter", "half"):
        words, months = (rules.quarters, 3) if shape == "quarter" else (rules.halves, 6)
        number = _order(named, shape, words)
        return f"{year}-{(number - 1) * months + 1:02d}/{year}-{number * months:02d}"
    month = _month(language, named, "month")
    last_year = named.get("end_year", year)
    if shape == "month-end":
        return f"{year}-{month:02d}-{calendar.monthrange(int(year), month)[1]:02d}"
    if shape in ("day", "date"):
        return f"{year}-{month:02d}-{int(named['day']):02d}"
    if shape == "month":
        return f"{year}-{month:02d}"
    end = month if shape == "days" else _month(language, named, "end_month")
    if shape in ("months", "months-across"):
        return f"{year}-{month:02d}/{last_year}-{end:02d}"
    return f"{year}-{month:02d}-{int(named['day']):02d}/{last_year}-{end:02d}-{int(named['end_day']):02d}"


#: Shapes whose form needs the year alone.
_FIXED = {
    "year-end": "{year}-12-31",
    "year-start": "{year}-01-01",
    "three-quarters": "{year}-01/{year}-09",
    "year": "{year}",
    "years": "{year}/{last}",
}


def _month(language: Language, named: Mapping[str, str], key: str) -> int:
    rules = language.periods
    for name, words in ((f"{key}_name", rules.months), (f"{key}_short", rules.months_short)):
        if name in named:
            return 1 + [w.casefold() for w in words].index(named[name].casefold())
    return int(named[key])


def _order(named: Mapping[str, str], key: str, words: tuple[str, ...]) -> int:
    number = named.get(f"{key}_n")
    return int(number) if number else 1 + [w.casefold() for w in words].index(named[key].casefold())
