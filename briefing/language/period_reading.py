"""Periods read back: 2020年末, 2026年一季度, end-2020, the first quarter of 2026. The inverse of printing, by the same
patterns."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from functools import lru_cache

from briefing.language.model import Language
from briefing.quantities import Period, PeriodError

_YEAR = r"(?:19|20)[0-9]{2}"
_WHOLE = re.compile(r"\{(\w+)\}")


def read_period(language: Language, text: str) -> Period | None:
    """The period of a wording that gives its year and is nothing else; ``None`` for any other."""
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
    """A regular expression that finds the wordings ``read_period`` reads; it has no named groups."""
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
        "end_year": _YEAR,
        "month": "1[0-2]|0?[1-9]",
        "end_month": "1[0-2]|0?[1-9]",
        "day": "[12][0-9]|3[01]|0?[1-9]",
        "end_day": "[12][0-9]|3[01]|0?[1-9]",
        "quarter_n": "[1-4]",
        "half_n": "[12]",
        "quarter": _either(rules.quarters),
        "half": _either(rules.halves),
        "month_name": _either(rules.months),
        "end_month_name": _either(rules.months),
        "month_short": _either(rules.months_short),
        "end_month_short": _either(rules.months_short),
    }
    out, place = "", 0
    for field in _WHOLE.finditer(pattern):
        out += re.escape(pattern[place : field.start()])
        out += f"(?P<{field[1]}>{parts[field[1]]})" if field[1] in parts else "(?!)"
        place = field.end()
    return out + re.escape(pattern[place:])


def _either(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


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
