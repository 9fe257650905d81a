"""Of which time a number is said where its own words do not name it outright: what something is compared with, the
month before the one spoken of, the same period a year earlier."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from briefing.releases.clauses import same_clause, year_before
from briefing.releases.grammar import either
from briefing.releases.numbers import Number
from briefing.releases.periods import BaseMention, Mention, ends_on, month_back
from briefing.releases.rules import ReadingRules

#: How many words may be between what opens a comparison and its number (compared with a fall of 5 percent).
_WORDS = 4


def compared_periods(
    text: str, mentions: Sequence[Mention], numbers: Sequence[Number], rules: ReadingRules
) -> Mapping[int, Mention]:
    """Return the periods that belong to one number only, the one that something is compared with (up from 3.4 percent in the
    first half; after a rise of 2 percent in May), by where that number begins."""
    if not rules.compared:
        return {}
    opener = re.compile(rf"(?:{either(rules.compared)})(?:\s+[^\s,;:]+){{0,{_WORDS}}}\s*$", re.IGNORECASE)
    out: dict[int, Mention] = {}
    for mention in mentions:
        before = [n for n in numbers if n.end <= mention.start]
        if not before or mention.now or mention.since or not same_clause(text[before[-1].end : mention.start], rules):
            continue
        number = before[-1]
        start = max((n.end for n in before[:-1]), default=0)
        if opener.search(text[start : number.start]) and number.start not in out:
            out[number.start] = mention
    return out


def possessive_periods(text: str, mentions: Sequence[Mention], rules: ReadingRules) -> frozenset[Mention]:
    """Return the periods that something is compared with and that own the number behind them (up from July's 4.6 percent)."""
    opener = re.compile(rf"(?:{either(rules.compared)})\s*$", re.IGNORECASE)
    return frozenset(
        m
        for m in mentions
        if rules.possessive and re.match(rules.possessive, text[m.end :]) and opener.search(text[: m.start])
    )


def possessive_numbers(
    text: str, mentions: frozenset[Mention], numbers: Sequence[Number], rules: ReadingRules
) -> Mapping[int, Mention]:
    """Return the number of each such period, by where it begins."""
    words = re.compile(rf"(?:{rules.possessive})(?:\s+[^\s,;:]+){{0,{_WORDS}}}\s*", re.IGNORECASE)
    out: dict[int, Mention] = {}
    for mention in mentions:
        following = next((n for n in numbers if n.start >= mention.end), None)
        if following is not None and words.fullmatch(text[mention.end : following.start]):
            out[following.start] = mention
    return out


def joined_quarters(text: str, mentions: tuple[Mention, ...], rules: ReadingRules) -> tuple[Mention, ...]:
    """Return the periods of a sentence with two quarters that are named as one stretch taken together (in Q1 and Q2); not where
    a list shares its numbers out to them."""
    if not rules.after or (rules.distribute and re.search(rules.distribute, text, re.IGNORECASE)):
        return mentions
    joint = re.compile(rf"\s*(?:{rules.joiners})\s*(?:the\s+)?", re.IGNORECASE)
    out: list[Mention] = []
    for mention in mentions:
        first = out[-1] if out else None
        quarters = first is not None and first.shape == mention.shape == "quarter" and not mention.number("end")
        if first is None or not quarters or mention.number("quarter") != first.number("quarter") + 1:
            out.append(mention)
        elif joint.fullmatch(text[first.end : mention.start]):
            months = (("month", first.number("quarter") * 3 - 2), ("end_month", mention.number("quarter") * 3))
            whole = text[first.start : mention.end]
            out[-1] = replace(mention, start=first.start, text=whole, shape="months", fields=months)
        else:
            out.append(mention)
    return tuple(out)


def year_earlier(text: str, number: Number, period: str, rules: ReadingRules) -> str:
    """Return the same period a year earlier, where the words right behind a number say that it is of it (85.9 billion in the
    same period last year), else nothing."""
    said = rules.year_before_after and re.match(rules.year_before_after, text[number.end :], re.IGNORECASE)
    return year_before(period) if said and period else ""


def previous_period(mention: Mention, period: str) -> str:
    """Return the month or quarter before a period that is spoken of, or the one it ends with (the month saw); nothing where the
    mention names none."""
    match mention.shape:
        case "previous-month":
            return month_back(ends_on(period), 1)
        case "previous-quarter":
            end = ends_on(period)
            last = end.year * 12 + (end.month - 1) // 3 * 3 - 1  # months since the year 0
            return f"{(last - 2) // 12}-{(last - 2) % 12 + 1:02}/{last // 12}-{last % 12 + 1:02}"
        case "this-month":
            return month_back(ends_on(period), 0)
        case "this-quarter":
            year, last = ends_on(period).year, (ends_on(period).month + 2) // 3 * 3
            return f"{year}-{last - 2:02}/{year}-{last:02}"
        case (
            "day"
            | "days"
            | "month"
            | "months"
            | "month-end"
            | "first-months"
            | "months-to"
            | "quarter"
            | "last-quarter"
        ):
            return ""
        case (
            "three-quarters" | "first-half" | "second-half" | "year" | "bare-year" | "year-start" | "year-end" | "years"
        ):
            return ""
        case "plan-years" | "past-years" | None:
            return ""


def is_last_part_of(longer: str, period: str) -> bool:
    """Return whether a period is the last part of a longer one (July, of January to July)."""
    if not longer or longer == period or ends_on(longer) != ends_on(period):
        return False
    return longer.partition("/")[0][:7] < period.partition("/")[0][:7]


def same_period(base: BaseMention, period: str) -> str:
    """Return the base that “the same period of a year” is, beside the period it is said of: the year before, or that period in
    that year."""
    if not re.fullmatch("same-[0-9]{4}", base.base):
        return base.base
    year = int(base.base[5:])
    if not period:
        return str(year)
    gap = ends_on(period).year - year
    if gap == 1:
        return "yoy"
    return re.sub(r"(?<![0-9-])[0-9]{4}(?=-|/|$)", lambda m: str(int(m[0]) - gap), period)


def rate_base_after(text: str, number: Number, bases: Sequence[BaseMention], rules: ReadingRules) -> BaseMention | None:
    """Return the words of comparison right behind a number that make it a rate of change by themselves (3.2 percent year on
    year; not: 3.2 percent from a year earlier)."""
    for base in bases:
        if base.base and base.start >= number.end and not text[number.end : base.start].strip(" ,"):
            return None if any(base.text.casefold().startswith(w) for w in rules.than) else base
    return None


def is_parallel_rate(text: str, before: Number, number: Number, rules: ReadingRules) -> bool:
    """Return whether a rate says of one part what the rate before it says of another (5 percent in towns and 3 percent in
    villages)."""
    said = re.fullmatch(rules.parallel or "(?!)", text[before.end : number.start], re.IGNORECASE)
    return (
        said is not None and re.match(rf"\s+{re.escape(said['by'])}\b", text[number.end :], re.IGNORECASE) is not None
    )


def is_earlier_level(text: str, number: Number, following: Number | None, rules: ReadingRules) -> bool:
    """Return whether the number after a change is the level that it is a change from (14 percent when compared with 52 in the
    same period last year)."""
    if following is None or not rules.compared or set(number.units) & set(following.units):
        return False
    opener = rf"\s*,?\s*(?:when\s+|as\s+)?(?:{either(rules.compared)})(?:\s+the)?\s*"
    return re.fullmatch(opener, text[number.end : following.start], re.IGNORECASE) is not None


def current_period(mentions: Sequence[Mention], carried: str, day: date) -> tuple[Mention | None, str]:
    """Return the last mention that names a period outright, or what is carried from before, or the month before the day."""
    named = [m for m in mentions if not (m.now or m.since) and m.shape not in _NOT_SPOKEN]
    return (named[-1] if named else None), carried or month_back(day, 1)


_NOT_SPOKEN = frozenset(
    {"day", "days", "bare-year", "year-start", "previous-month", "previous-quarter", "this-month", "this-quarter"}
)
