"""When a project is built, and other dates: periods, durations, or only the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from briefing.quantities import Period, PeriodError

#: Serial numbers that Excel shows as days of 2000 to 2064 (1900 date system).
_SERIALS = range(36526, 60265)
_EPOCH = date(1899, 12, 30)

_POINT = r"((?:19|20)\d{2})(?:[-.年/](\d{1,2})(?!\d)(?:[-.月/](\d{1,2})(?!\d))?)?[年月日]*(?:初|底|末)?"
_TO = r"(?:-{1,2}|—+|–|~|至|到)"
_RANGE = re.compile(rf"{_POINT}{_TO}{_POINT}\Z")
_SINGLE = re.compile(rf"{_POINT}\Z")
_DURATION = re.compile(r"(?:建设期|工期|约)?(\d{1,3}(?:\.5)?)(个月|月|年|months?|years?)\Z")

_DOTTED = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](?:19|20)\d{2}(?!\d)")
_IN_WORDS = re.compile(r"(?:建设期|工期|约)?([一二两三四五六七八九十]{1,3})(年|个月)(半)?\Z")
_DIGITS = {word: value for value, word in enumerate("一二三四五六七八九", 1)} | {"两": 2}


def chinese_number(text: str) -> int:
    """A number from 1 to 99 written in Chinese (两, 十八, 二十四); 0 for anything else."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text, 0)
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return 0
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def serial_day(text: str) -> date | None:
    """The day an Excel serial number stands for; ``None`` for other numbers."""
    if not text.isdigit() or int(text) not in _SERIALS:
        return None
    return _EPOCH + timedelta(days=int(text))


def day_order(texts: Iterable[str]) -> str:
    """The order of days written with slashes in a column: ``dmy``, ``mdy``, ``both``, or nothing where none decides."""
    found: set[str] = set()
    for text in texts:
        for first, second in _SLASHED.findall(unicodedata.normalize("NFKC", text)):
            found |= {"dmy"} if int(first) > 12 else {"mdy"} if int(second) > 12 else set()
    return "both" if len(found) > 1 else next(iter(found), "")


def ordered_days(text: str, order: str, months: Mapping[str, str]) -> str:
    """A text with its days in the order of ISO 8601: ``13.02.2019`` and, where ``order`` says so, ``03/04/2019``;
    months in words (``4 March 2027``, ``Mar 2027``). A day whose order is not known stays as it is."""

    def dotted(match: re.Match[str]) -> str:
        first, mark, second, year = match[1], match[2], match[3], match[4]
        way = "dmy" if mark == "." or int(first) > 12 else "mdy" if int(second) > 12 else order
        day, month = (first, second) if way == "dmy" else (second, first)
        return f"{year}-{int(month):02d}-{int(day):02d}" if way in ("dmy", "mdy") and int(month) <= 12 else match[0]

    plain = _DOTTED.sub(dotted, unicodedata.normalize("NFKC", text))
    if not any(c.isascii() and c.isalpha() for c in plain):
        return plain
    names = "|".join(sorted(months, key=len, reverse=True))
    worded = re.compile(
        rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?\b({names})\b\.?,?(?:\s+(\d{{1,2}})(?:st|nd|rd|th)?,)?\s+(\d{{4}})",
        re.IGNORECASE,
    )
    by_name = {name.casefold(): number for name, number in months.items()}

    def named(match: re.Match[str]) -> str:
        day = match[1] or match[3]
        return f"{match[4]}-{int(by_name[match[2].casefold()]):02d}" + (f"-{int(day):02d}" if day else "")

    return worded.sub(named, plain)


def read_day(text: str) -> str:
    """A day written in any usual way as ISO 8601, or nothing."""
    period = read_period(text)
    return period if len(period) == 10 else ""


def read_period(text: str) -> str:
    """A moment or a stretch of time with four-digit years as ISO 8601, or nothing. Two-digit years are never guessed."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\n", "")
    if match := _RANGE.match(plain):
        start, end = _point(match.groups()[:3]), _point(match.groups()[3:])
        depth = min(start.count("-"), end.count("-"))
        made = "/".join("-".join(p.split("-")[: depth + 1]) for p in (start, end))
    elif match := _SINGLE.match(plain):
        made = _point(match.groups())
    else:
        return ""
    try:
        return Period.parse(made).text
    except PeriodError:
        return ""


def read_duration(text: str, unit: str = "") -> tuple[str, str]:
    """A duration as digits and ``month`` or ``year``; a bare number takes the unit of its head. Nothing when unclear."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if match := _DURATION.match(plain):
        return match[1], "year" if match[2].startswith(("年", "year")) else "month"
    if match := _IN_WORDS.match(plain):
        number = chinese_number(match[1])
        if number and match[3]:
            return (f"{number}.5", "year") if match[2] == "年" else ("", "")
        return (str(number), "year" if match[2] == "年" else "month") if number else ("", "")
    if unit and plain.replace(".", "", 1).isdigit() and len(plain) <= 4:
        return plain, unit
    return "", ""


def _point(groups: tuple[str | None, ...]) -> str:
    year, month, day = groups
    text = str(year)
    if month:
        text += f"-{int(month):02d}"
    if day:
        text += f"-{int(day):02d}"
    return text
