"""The sentence at hand with what reading its article knows so far; and of which time each of its numbers is: by its own
words, its clause, what it leans on, or what something is compared with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from briefing.language.model import Language
from briefing.releases import clauses
from briefing.releases.clauses import same_clause, year_before
from briefing.releases.figure import Basis, Figure, NoData
from briefing.releases.grammar import either, ends_in, says
from briefing.releases.numbers import Number
from briefing.releases.opening import TextSentence
from briefing.releases.periods import BESIDE, BaseMention, Mention, ends_on, month_back, month_text, resolve
from briefing.releases.rules import ReadingRules

#: How many words may be between what opens a comparison and its number (compared with a fall of 5 percent).
_WORDS = 4


def compared_periods(
    text: str, mentions: Sequence[Mention], numbers: Sequence[Number], rules: ReadingRules
) -> dict[int, Mention]:
    """Return the periods that belong to one number only, the one that something is compared with (up from 3.4 percent in the
    first half; after a rise of 2 percent in May), by where that number begins."""
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
    return frozenset(
        m for m in mentions if re.match(rules.possessive, text[m.end :]) and ends_in(text[: m.start], rules.compared)
    )


def possessive_numbers(
    text: str, mentions: frozenset[Mention], numbers: Sequence[Number], rules: ReadingRules
) -> dict[int, Mention]:
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
    if not rules.after or re.search(rules.distribute, text, re.IGNORECASE):
        return mentions
    joint = re.compile(rf"\s*(?:{rules.joiners})\s*(?:the\s+)?", re.IGNORECASE)
    out: list[Mention] = []
    for mention in mentions:
        first = out[-1] if out and out[-1].shape == mention.shape == "quarter" and not mention.number("end") else None
        quarter = mention.number("quarter")
        if (
            first is not None
            and quarter == first.number("quarter") + 1
            and joint.fullmatch(text[first.end : mention.start])
        ):
            months = (("month", quarter * 3 - 5), ("end_month", quarter * 3))
            whole = text[first.start : mention.end]
            out[-1] = replace(mention, start=first.start, text=whole, shape="months", fields=months)
        else:
            out.append(mention)
    return tuple(out)


def year_earlier(text: str, number: Number, period: str, rules: ReadingRules) -> str:
    """Return the same period a year earlier, where the words right behind a number say that it is of it (85.9 billion in the
    same period last year), else nothing."""
    said = re.match(rules.year_before_after, text[number.end :], re.IGNORECASE)
    return year_before(period) if said else ""


def previous_period(mention: Mention, period: str) -> str:
    """Return the month or quarter before a period that is spoken of, or the one it ends with (the month saw); nothing where the
    mention names none."""
    if mention.shape not in BESIDE:
        return ""
    end = ends_on(period)
    if mention.shape == "previous-month":
        return month_back(end, 1)
    if mention.shape == "this-month":
        return month_back(end, 0)
    if mention.shape == "previous-quarter":
        last = end.year * 12 + (end.month - 1) // 3 * 3 - 1
        return f"{month_text(last - 2)}/{month_text(last)}"
    last = (end.month + 2) // 3 * 3
    return f"{end.year}-{last - 2:02}/{end.year}-{last:02}"


def is_last_part_of(longer: str, period: str) -> bool:
    """Return whether a period is the last part of a longer one (July, of January to July)."""
    if not longer or longer == period or ends_on(longer) != ends_on(period):
        return False
    return longer.partition("/")[0][:7] < period.partition("/")[0][:7]


def same_period(base: BaseMention, period: str) -> str:
    """Return the base that “the same period of a year” is, beside the period it is said of: the year before, or that period in
    that year."""
    said = re.fullmatch("same-([0-9]{4})", base.base)
    if said is None:
        return base.base
    gap = ends_on(period).year - int(said[1]) if period else 0
    return "yoy" if gap == 1 else year_before(period, gap) or said[1]


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
    said = re.fullmatch(rules.parallel, text[before.end : number.start], re.IGNORECASE)
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


_NOT_SPOKEN = BESIDE | {"day", "days", "bare-year", "year-start"}


@dataclass(slots=True)
class Frame:
    """What later sentences may lean on."""

    period: str = ""
    since: str = ""
    base: str = ""
    ahead: str = ""
    reported: str = ""
    last: Figure | None = None
    said: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ArticleReading:
    """The state of reading one article: figures and names so far, and what later sentences lean on."""

    language: Language
    rules: ReadingRules
    day: date | None
    article: int
    title_period: str = ""
    plan: str = ""
    figures: list[Figure] = field(default_factory=list)
    weak: list[Figure] = field(default_factory=list)
    names: list[NoData] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    frame: Frame = field(default_factory=Frame)
    year: int = 0
    spoken: tuple[int, int] | None = None


def year_spoken(mention: Mention, seen: Sequence[Mention], state: ArticleReading) -> int:
    """Return the year in which a mention is read that names none: the last one its sentence has named."""
    assert state.day is not None  # without a day nothing is inferred
    years = [m.year or state.day.year + (m.relative or 0) for m in seen if m.year or m.relative is not None]
    whole = mention.shape in ("year", "year-end") and mention.back is None  # 全年, 年末: of the year spoken of
    return years[-1] if years else state.year if mention.same_year or whole else 0


@dataclass(slots=True)
class SentenceReading:
    """The state of reading one sentence: its numbers, periods and bases, and what was read of it so far."""

    sentence: TextSentence
    state: ArticleReading
    local: Frame
    bases: tuple[BaseMention, ...]
    mentions: tuple[Mention, ...]
    numbers: tuple[Number, ...]
    spans: list[tuple[int, int]] = field(default_factory=list)
    taken: str = ""
    weak: str = ""
    mention: str = ""
    until: bool = False
    begins: int = 0
    bound: Mapping[int, Mention] = field(default_factory=dict)
    changed: Figure | None = None
    opening: tuple[BaseMention, ...] = ()
    said: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)

    def _family(self, number: Number) -> str:
        unit = number.units[0] if number.units else ""
        return self.state.language.units[unit].family if unit in self.state.language.units else "count"

    def _listed(self, number: Number) -> tuple[int, int]:
        """Which numbers begin and end the list that a number is in."""
        last = self._last_listed(number)
        return next(at for at, one in enumerate(self.numbers) if self._last_listed(one) == last), last

    def _last_listed(self, number: Number) -> int:
        """Which number ends the list that a number is in."""
        at = self.numbers.index(number)
        while at + 1 < len(self.numbers) and self.state.rules.joint.fullmatch(
            self.sentence.text[self.numbers[at].end : self.numbers[at + 1].start]
        ):
            at += 1
        return at

    def _fallback(self) -> str:
        return max(filter(None, (self.state.frame.period, self.state.title_period)), key=ends_on, default="")


class Dating(SentenceReading):
    """Of which period each number is."""

    def _period(self, number: Number, until: int) -> tuple[str, Basis]:
        day, state = self.state.day, self.state
        if day is None:
            stated = [m for m in self.mentions if m.end <= number.start and m.year]
            return (resolve(stated[-1], date(stated[-1].year, 12, 31)), "stated") if stated else ("", "unknown")
        here = self._mentioned(number, until)
        if not here:
            return self._leaning(number)
        mention = self._shared_out(number) or here[-1]
        self.mention = mention.text.strip()
        self.until = mention.until
        ahead = bool(clauses.status_at(self.sentence.text, mention.end, state.rules))
        period = resolve(mention, day, year_spoken(mention, here, state), ahead)
        if mention.now:
            return period, "reported"
        if told := self._told_by_another(number, mention, here, day):
            return told, "inferred"
        if mention.since:
            period = self._since(period, here)
        printed = bool(mention.year or any(m.year for m in here))
        return period, "stated" if printed else "inferred"

    def _told_by_another(self, number: Number, mention: Mention, here: Sequence[Mention], day: date) -> str:
        """The period of a number that is told by another one: the month before it, the same period of the year
        before."""
        earlier = [m for m in here if m.end <= number.start and m is not mention]
        named, carried = current_period(earlier, self.local.period or self._fallback(), day)
        period = resolve(named, day, year_spoken(named, earlier, self.state)) if named else carried
        return year_earlier(self.sentence.text, number, period, self.state.rules) or previous_period(mention, period)

    def _beside(self, number: Number) -> tuple[str, Basis] | None:
        """The period of a figure in brackets right behind the period that something is compared with (较一季度（5%）)."""
        told = self._aside(number) if self.state.day is not None else None
        if told is not None and told.base == "yoy":
            return year_before(self._period(number, number.end)[0] or self._fallback()), "inferred"
        return (told.base, "inferred") if told is not None and told.base[:1].isdigit() else None

    def _aside(self, number: Number) -> BaseMention | None:
        """What something is compared with, where a number is in brackets right behind it: it is that one's own."""
        text = self.sentence.text
        told = [b for b in self.bases if re.fullmatch(r"\s*[（(]\D{0,4}", text[b.end : number.start])]
        return told[-1] if told else None

    def _mentioned(self, number: Number, until: int) -> list[Mention]:
        """The periods of the sentence up to the one a number is of, which comes last: one right behind it, one before
        it in its clause; where periods follow, one further on in its clause or, where none precedes, in its
        sentence."""
        text, rules = self.sentence.text, self.state.rules
        free = [m for m in self.mentions if m not in self.bound.values()]
        here = [m for m in free if m.end <= number.start and not clauses.left(text, m, number, rules)]
        if number.start in self.bound:
            return [*here, self.bound[number.start]]
        near = bool(here) and clauses.same_clause(text[here[-1].end : number.start], rules)
        inside = [m for m in free if number.end <= m.start and m.end <= until and not m.now]
        if inside and (rules.after or not near):
            return [*here, inside[0]]
        if near or not rules.after:
            return here
        end = self.numbers[self._last_listed(number)].end
        beyond = [m for m in free if m.start >= end and not m.now][:1]
        if beyond and clauses.same_clause(clauses.unbracketed(text[end : beyond[0].start]), rules):
            return [*here, beyond[0]]
        return here or [m for m in beyond if not (m.until or clauses.status_at(text, m.start, rules))]

    def _shared_out(self, number: Number) -> Mention | None:
        """The period of a number whose list takes those of a list before it one by one (第一、二季度分别为…)."""
        text, rules = self.sentence.text, self.state.rules
        first, last = self._listed(number)
        count = last - first + 1
        if last == first:
            return None
        told = [m for m in self.mentions if not (m.now or m.since)]
        before = [m for m in told if m.end <= self.numbers[first].start][-count:]
        behind = [m for m in told if m.start >= self.numbers[last].end][:count] if rules.after else []
        for run, end in ((before, len(text) if rules.after else self.numbers[first].start), (behind, len(text))):
            joined = len(run) == count and all(
                rules.joint.fullmatch(text[a.end : b.start]) or (b.start - a.end <= 1 and rules.joint.match(b.text))
                for a, b in pairwise(run)
            )
            if joined and re.search(rules.distribute, text[run[-1].end : end], re.IGNORECASE):
                return run[self.numbers.index(number) - first]
        return None

    def _since(self, period: str, here: Sequence[Mention]) -> str:
        """A stretch that has gone on since some time ends with the period its sentence speaks of, where that is
        over."""
        day = self.state.day
        spoken = [m for m in here[:-1] if not (m.since or m.now) and m.shape not in ("day", "bare-year", "year-start")]
        if day is None or not spoken:
            return period
        end = ends_on(resolve(spoken[-1], day, year_spoken(spoken[-1], here[:-1], self.state)))
        start = period.partition("/")[0]
        return f"{start}/{end.isoformat()[: len(start)]}" if start <= end.isoformat() < day.isoformat() else period

    def _leaning(self, number: Number) -> tuple[str, Basis]:
        """The period of a sentence that names none: a running total has gone on since when the sentence before
        says."""
        if self.local.since and says(self.sentence.text[: number.start], self.state.rules.cumulative):
            return self.local.since, "carried"
        if not self.local.period and self.state.frame.ahead and self._status(number):
            self.local.period = self.state.frame.ahead  # what is planned is of the time that plans were last told for
        return (self.local.period, "carried") if self.local.period else ("", "reported")

    def _status(self, number: Number) -> str:
        """What is said of a figure; what shall be reached by a day to come is a target."""
        said = clauses.status_at(self.sentence.text, number.start, self.state.rules)
        ahead = self.state.rules.target_after
        if not said and re.match(ahead, self.sentence.text[number.end :], re.IGNORECASE):
            return "target"
        here = [m for m in self.mentions if m.end <= number.start]
        bound, day = self.bound.get(number.start), self.state.day
        if bound is not None and day is not None and ends_on(resolve(bound, day, bound.year)) <= day:
            return ""  # up from 32 in 2025: what is aimed at is compared with it
        if said or not here or day is None or not here[-1].until or here[-1].now:
            return said
        return "target" if ends_on(resolve(here[-1], day, here[-1].year, True)) > day else ""
