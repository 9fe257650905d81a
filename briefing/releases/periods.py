"""Periods and bases of comparison as a text mentions them, dates and other numbers that are no data."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from briefing.releases.grammar import either, filled
from briefing.releases.rules import BASES, SHAPES, BaseWord, ReadingRules, Shape

#: Up to this month the years that a text counts (五年来) are those up to the end of the last one.
_JUST_ENDED = 4

#: How many digits the last year of a stretch has where its century is left out.
_SHORT = 2

#: What a stretch of time may begin with.
_POINTS = frozenset({"day", "month", "quarter", "year", "first-half", "second-half"})

#: Shapes that name a period by the one that is spoken of.
BESIDE = frozenset({"previous-month", "previous-quarter", "this-month", "this-quarter"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A period in words. ``year`` and ``relative`` are how its year is named (0 and ``None`` when it is not), ``back``
    how many months before that of the text it is (上月末, last month); ``fields`` are the numbers it names. ``until``
    and ``since`` say that it ends or begins a stretch; ``now`` that it means the day of the text; ``told`` that it is the
    day on which something was decided or told, not that of the figures; ``counted`` that it only counts years, a
    length of time that may itself be a figure."""

    start: int
    end: int
    text: str
    shape: Shape
    year: int = 0
    relative: int | None = None
    same_year: bool = False
    back: int | None = None
    fields: tuple[tuple[str, int], ...] = ()
    until: bool = False
    since: bool = False
    now: bool = False
    told: bool = False
    counted: bool = False

    def number(self, name: str) -> int:
        """Return a number the mention names, or 0."""
        return dict(self.fields).get(name, 0)


@dataclass(frozen=True, slots=True)
class BaseMention:
    """Words of comparison: ``base`` is a base of the language rules or a period's text; ``region`` what is compared
    with."""

    start: int
    end: int
    text: str
    base: str
    region: str = ""


#: What a number is compared with that nothing says.
NO_BASE = BaseMention(0, 0, "", "")


@lru_cache(maxsize=2048)
def mentions_in(text: str, rules: ReadingRules) -> tuple[Mention, ...]:
    """Return the periods a text mentions, in order; of overlapping ones the longest."""
    found = [m for pattern, shape in _patterns(rules) for m in _matches(pattern, shape, text, rules)]
    found += [Mention(*m.span(), m[0], "", now=True) for m in re.finditer(either(rules.now), text, re.IGNORECASE)]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (-(m.end - m.start), m.start)):
        if all(mention.end <= k.start or mention.start >= k.end for k in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda m: m.start))


def bases_in(text: str, rules: ReadingRules) -> tuple[BaseMention, ...]:
    """Return the words of comparison of a text, in order."""
    found: list[BaseMention] = []
    for regex, base in bases(rules):
        for match in regex.finditer(text):
            named = match.groupdict()
            region = rules.scopes.get((named.get("region") or "").casefold(), named.get("region") or "")
            made = BaseMention(match.start(), match.end(), match[0], _base(base, named, rules), region)
            if all(made.end <= f.start or made.start >= f.end for f in found):
                found.append(made)
    return tuple(sorted((*found, *_joined(text, found, rules)), key=lambda b: b.start))


def _joined(text: str, found: Sequence[BaseMention], rules: ReadingRules) -> Iterator[BaseMention]:
    """Further bases that share the word of comparison of one (较上月末和年初分别…)."""
    for one in found:
        word = next((w for w in rules.than if one.text.startswith(w)), "")
        at = rules.joint.match(text, one.end)
        while word and at is not None and re.search(rules.distribute, text[at.end() : at.end() + 12], re.IGNORECASE):
            said = word + text[at.end() :]
            next_one = next(((m, base) for regex, base in bases(rules) if (m := regex.match(said))), None)
            if next_one is None or any(b.start == at.end() for b in found):
                break
            match, base = next_one
            end = at.end() + len(match[0]) - len(word)
            yield BaseMention(at.end(), end, text[at.end() : end], _base(base, match.groupdict(), rules))
            at = rules.joint.match(text, end)


def resolve(mention: Mention, day: date, context_year: int = 0, ahead: bool = False) -> str:
    """Return the ISO 8601 text of a mention. ``day`` is the day of the release, ``context_year`` a year named earlier in the
    sentence; ``ahead`` says that what is spoken of is still to come."""
    if mention.now:
        return f"../{day.isoformat()}"
    if mention.shape in BESIDE:
        return month_back(day, 1)
    if mention.back is not None:
        months = day.year * 12 + day.month - 1 + mention.back
        return _text(replace(mention, fields=(("month", months % 12 + 1),)), months // 12)
    year = mention.year or (day.year + mention.relative if mention.relative is not None else 0)
    if not year and (mention.same_year or context_year):
        year = context_year
        if not mention.same_year and not ahead and ends_on(_text(mention, year)) > day:
            year = 0
    if not year:
        year = _nearest(mention, day, ahead)
    text = _text(mention, year)
    start = text.partition("/")[0][:7]
    start = f"{start}-01" if start == str(day.year) else start  # since the year began: up to this month
    return f"{start}/{day.isoformat()[: len(start)]}" if mention.since else text


def counted_years(mention: Mention, day: date, plan: tuple[int, int] | None) -> Mention | None:
    """Return years that are only counted (前4年, 五年来) as the years they are: those of the plan the text speaks of, or those
    up to now; whole years where the last has just ended, else from as many years ago. ``None`` where that cannot be told."""
    if mention.shape not in ("plan-years", "past-years"):
        return mention
    count, just_ended = mention.number("count"), day.month <= _JUST_ENDED
    last = day.year - just_ended
    if mention.shape == "plan-years":
        if plan is None or count > plan[1] - plan[0]:
            return None
        first, last = plan[0], plan[0] + count - 1
    elif plan is not None and count == plan[1] - plan[0] + 1 and abs(plan[1] - last) <= 1:
        first, last = plan
    else:
        first = last - count + just_ended
    shape, fields = ("year", ()) if first == last else ("years", (("end_year", last),))
    return replace(mention, shape=shape, relative=first - day.year, fields=fields, counted=True)


def month_back(day: date, count: int) -> str:
    """Return the month that lies so many months before that of a day."""
    return month_text(day.year * 12 + day.month - 1 - count)


def month_text(months: int) -> str:
    """Return the month that lies so many months after January of the year 0."""
    return f"{months // 12}-{months % 12 + 1:02}"


def _nearest(mention: Mention, day: date, ahead: bool) -> int:
    years = (day.year - 1, day.year, day.year + 1)
    if ahead:
        return min(years, key=lambda y: abs((ends_on(_text(mention, y)) - day).days))
    past = [y for y in years if ends_on(_text(mention, y)) <= day]
    begun = [y for y in years if _begins(_text(mention, y)) <= day and mention.shape in ("year", "month")]
    return max(begun or past)


def _text(mention: Mention, year: int) -> str:
    numbers = dict(mention.fields)
    month = numbers.get("quarter", 0) * 3 or numbers.get("month") or 12
    until = numbers.get("end_month") or month
    day, end_day, last = numbers.get("day", 0), numbers.get("end_day", 0), _last(year, month)
    later = year + ((until, end_day) < (month, day))
    at_end = "-end" if mention.shape == "quarter" and numbers.get("end") else ""
    told = {
        "year": year, "month": month, "last": last, "day": min(day, last), "until": until, "later": later,
        "end_day": min(end_day, _last(later, until)), "end_year": numbers.get("end_year"), "count": numbers.get("count", 0),
        "from": month - 2, "opened": month_text(year * 12 + month - (numbers.get("count") or 3)),
    }  # fmt: skip
    return SHAPES[mention.shape + at_end].format_map(told)


def _last(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def ends_on(text: str) -> date:
    """Return the last day of a period's text."""
    year, month, day = (*map(int, text.rpartition("/")[2].split("-")), 0, 0)[:3]
    return date(year, month or 12, day or _last(year, month or 12))


def _begins(text: str) -> date:
    year, month, day = (*map(int, text.partition("/")[0].split("-")), 1, 1)[:3]
    return date(year, month, day)


def _matches(pattern: re.Pattern[str], shape: Shape, text: str, rules: ReadingRules) -> Iterator[Mention]:
    for match in pattern.finditer(text):
        named = {k: v for k, v in match.groupdict().items() if v}
        word = named.pop("relative", "").casefold()
        back = rules.relative_months.get(named.pop("back", "").casefold())
        if plan := rules.plans.get(named.pop("plan", "")):
            last = plan[0] + _number("count", named.pop("count"), rules) - 1 if "count" in named else plan[1]
            named |= {"year": str(plan[0]), "end_year": str(last)}
        fields = tuple((name, _number(name, value, rules)) for name, value in named.items() if name != "year")
        year = int(named.get("year", "0"))
        if shape == "years" and len(named.get("end_year", "")) == _SHORT:  # 2021-25
            fields = tuple((n, v + year // 100 * 100 if n == "end_year" else v) for n, v in fields)
            if dict(fields)["end_year"] <= year:
                continue
        if not _possible(dict(fields), shape):
            continue
        before = text[max(0, match.start() - 16) : match.start()].rstrip()
        until = before.casefold().endswith(rules.until)
        behind = rf"[^0-9{re.escape(rules.sentence_ends + rules.clause_marks)}]{{0,14}}?(?:{rules.since})"
        since = re.match(behind, text[match.end() :], re.IGNORECASE) or _opened(rules.since_before, text, match)
        if not _opened(rules.no_period, text, match):
            relative, same_year = rules.relative.get(word), word in rules.same_year
            named_by = Mention(*match.span(), match[0], shape, year, relative, same_year, back, fields, until)
            yield replace(named_by, since=bool(since) and shape in _POINTS)


def _opened(pattern: str, text: str, match: re.Match[str]) -> bool:
    """Whether words stand right before a mention, or at its beginning."""
    reach = text[: match.start()] + match[0][: len(match[0]) - len(match[0].lstrip("abcdefghijklmnopqrstuvwxyz "))]
    return re.search(rf"(?:{pattern})\s*$", reach, re.IGNORECASE) is not None


def _possible(fields: dict[str, int], shape: Shape) -> bool:
    month, end = fields.get("month", 1), fields.get("end_month", 12)
    if shape == "months" and month >= end:
        return False
    return 1 <= month <= 12 and 1 <= end <= 12 and 1 <= fields.get("day", 1) <= 31 and 1 <= fields.get("count", 1) <= 12


def _number(name: str, text: str, rules: ReadingRules) -> int:
    word = text.casefold().strip()
    if word.isascii() and word.isdigit():
        return int(word)
    if name == "end":
        return 1
    if name == "quarter":
        return next(number for name, number in rules.quarters.items() if name.casefold() == word)
    for index, names in enumerate(rules.month_names):
        if word in (n.casefold() for n in names.split("|")):
            return index + 1
    return _counts(rules).get(word, 0)


def _counts(rules: ReadingRules) -> dict[str, int]:
    """The numbers of months in words, one to twelve (十, 十一, eleven)."""
    ones = {w: v for w, v in rules.numerals.digits.items() if 0 < v <= 12}
    tens = [w for w, v in rules.numerals.multipliers.items() if v == 10]
    return ones | dict.fromkeys(tens, 10) | {f"{ten}{w}": 10 + v for ten in tens for w, v in ones.items() if v <= 2}


@lru_cache(maxsize=16)
def _patterns(rules: ReadingRules) -> tuple[tuple[re.Pattern[str], Shape], ...]:
    months = either(n for names in rules.month_names for n in names.split("|")) if rules.month_names else rules.month
    dot = r"\.?" if rules.month_names else ""  # Sept. 30
    parts = {
        "{year?}": f"(?:{rules.year})?",
        "{year!}": f"(?:{rules.year})",
        "{bare_year}": r"(?P<year>(?:19|20)[0-9]{2})",
        "{end_year}": "(?P<end_year>(?:19|20)[0-9]{2})",
        "{end_short}": "(?P<end_year>[0-9]{2})(?![0-9-])",
        "{to_month}": rf"(?P<count>{months}){dot}",
        "{month}": rf"(?<![0-9])\s?(?P<month>{months}){dot}\s?",
        "{end_month}": rf"(?P<end_month>{months}){dot}\s?",
        "{plan}": f"(?P<plan>{either(rules.plans)})",
        "{day}": "(?P<day>3[01]|[12][0-9]|0?[1-9])",
        "{end_day}": "(?P<end_day>3[01]|[12][0-9]|0?[1-9])",
        "{quarter}": f"(?P<quarter>{either(rules.quarters)})",
        "{count}": rf"(?P<count>1[0-2]|[1-9]|{either(_counts(rules))})",
        "{back}": f"(?P<back>{either(rules.relative_months)})",
    }
    return tuple((re.compile(filled(p.pattern, parts), re.IGNORECASE), p.gives) for p in rules.periods)


@lru_cache(maxsize=16)
def bases(rules: ReadingRules) -> tuple[tuple[re.Pattern[str], BaseWord], ...]:
    """Return the patterns that name what a figure is compared with, each with its base."""
    places = either(rules.elsewhere)
    return tuple((re.compile(b.words.replace("{place}", places), re.IGNORECASE), b.base) for b in rules.base)


def _base(base: BaseWord, named: Mapping[str, str | None], rules: ReadingRules) -> str:
    first, last = rules.plans.get(named.get("plan") or "", (0, 0))
    return BASES[base].format(year=named.get("year") or "", before_plan=first - 1, plan_end=last)
