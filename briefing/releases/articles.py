"""What a file says of itself: its articles with the days they speak from, its issuer, title, date and kind, as guesses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from briefing.releases.clauses import than
from briefing.releases.grammar import either
from briefing.releases.opening import TextPassage, sentences_of
from briefing.releases.periods import Mention, bases_in, ends_on, mentions_in, resolve
from briefing.releases.rules import ReadingRules

#: Articles whose own days lie further apart than this are two releases, not two stories of one page.
APART = 25

#: A passage longer than this belongs to a story, and is no heading, byline or caption.
_STORY = 35


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A heading with the lines it heads."""

    title: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """A story within a file: its title, lines, sections, and the day its text speaks from (``None`` when it names
    none). ``period`` is that of its title, ``lead`` the stretch of months its first sentences report; ``dateline`` says that
    it begins with place and day."""

    title: str
    first: int
    last: int
    sections: tuple[FoundSection, ...]
    day: date | None
    period: str = ""
    lead: str = ""
    dateline: bool = False

    @property
    def speaks_of(self) -> str:
        """The one period it speaks of throughout, where its title or its first sentence says so."""
        return self.period or self.lead


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file seems to be. ``date_basis`` is ``stated`` when the text prints the whole date, else ``inferred``;
    ``date_note`` says from what."""

    issuer: str
    title: str
    date: date | None
    date_basis: str
    date_note: str
    kind: str
    articles: tuple[FoundArticle, ...]

    @property
    def two_releases(self) -> tuple[FoundArticle, FoundArticle] | None:
        """Two articles of different days, when the file holds such."""
        dated = [a for a in self.articles if a.day is not None]
        for one, other in pairwise(dated):
            own = (one.period and other.period) or (one.dateline and other.dateline)
            if own and one.day and other.day and abs((one.day - other.day).days) > APART:
                return one, other
        return None


def guess(passages: Sequence[TextPassage], rules: ReadingRules, today: date | None = None) -> Guess:
    """Return what the passages of a file say about it. ``today`` bounds a date without a year from above when it is known."""
    groups = _groups(passages, rules)
    newest = _newest(passages, rules)
    stated = _stated(passages, rules)
    articles = tuple(_article(group, rules, newest, stated, today) for group in groups)
    day = stated or max((a.day for a in articles if a.day is not None), default=None)
    printed = {m.year for m in _mentions(passages, rules) if m.shape == "day" and m.year}
    if day is not None and today is not None and day > today and not stated and day.year not in printed:
        day = day.replace(year=day.year - 1)
    note = "" if stated else _note(passages, rules, day, newest)
    title, basis = articles[0].title if articles else "", "stated" if stated else "inferred"
    return Guess(_issuer(passages, rules), title, day, basis, note, _kind(passages, title, rules), articles)


def _groups(passages: Sequence[TextPassage], rules: ReadingRules) -> list[list[TextPassage]]:
    """The passages of each article: one ends with its byline, the next begins with a heading or a lead."""
    groups: list[list[TextPassage]] = [[]]
    closed = False
    days = [_dateline(p, rules) for p in passages]
    for index, passage in enumerate(passages):
        byline = any(re.search(p, passage.text) for p in rules.bylines)
        leads = re.search(rules.lead, passage.text[:60])
        told = [day for day in days[index - len(groups[-1]) : index] if day]
        if days[index] and told and days[index] not in told:
            groups.append([])  # a dateline of another day, however short the text before it
            closed = False
        elif (closed and not byline) or (leads and any(len(p.text) > 80 for p in groups[-1])):
            groups += [[]] if any(len(p.text) > _STORY for p in groups[-1]) else []
            closed = False
        groups[-1].append(passage)
        closed = closed or (byline and any(len(p.text) > _STORY for p in groups[-1]))
    if len(groups) > 1 and not any(len(p.text) > _STORY or _dateline(p, rules) for p in groups[-1]):
        tail = groups.pop()
        groups[-1] += tail
    return [g for g in groups if g]


def _dateline(passage: TextPassage, rules: ReadingRules) -> tuple[int, int] | None:
    """Month and day that a passage begins with, where it begins with a dateline."""
    lead = re.search(rules.lead, passage.text[:60])
    days = (m for m in mentions_in(passage.text[:60], rules) if lead and m.shape == "day" and m.start < lead.end() + 4)
    return next(((m.number("month"), m.number("day")) for m in days), None)


def _article(
    group: Sequence[TextPassage], rules: ReadingRules, newest: date | None, stated: date | None, today: date | None
) -> FoundArticle:
    heads = [p for p in group if p.heading and not any(re.search(b, p.heading) for b in rules.bylines)]
    title = heads[0].heading if heads else group[0].text[:40]
    ends = [*(head.lines[0] - 1 for head in heads[1:]), group[-1].lines[-1]]
    sections = tuple(FoundSection(p.heading, p.lines[0], end) for p, end in zip(heads, ends, strict=False))
    day = _day(group, rules, _newest(group, rules) or newest, today)
    if stated is not None and (day is None or day > stated):
        day = stated
    named = [m for p in heads for m in mentions_in(p.heading, rules) if m.shape not in _NO_TITLE and not m.now]
    spoken = day or newest
    period = next((resolve(m, spoken or date(m.year, 12, 31)) for m in named if spoken or m.year), "")
    dateline = re.search(rules.lead, group[0].text[:60]) is not None
    lines = group[0].lines[0], group[-1].lines[-1]
    return FoundArticle(title, *lines, sections, day, period, lead_of(group, rules, spoken), dateline)


#: The shapes by which a title says no period that its article reports.
_NO_TITLE = frozenset({"day", "bare-year", "year-start"})


#: The shapes of what statistics report on: a stretch of months.
_REPORTED = frozenset(
    {"month", "months", "first-months", "quarter", "three-quarters", "first-half", "second-half", "month-end"}
)


def lead_of(group: Sequence[TextPassage], rules: ReadingRules, day: date | None) -> str:
    """Return the stretch of months, their last day or the year of which the first passage that is no heading reports, if it is
    over."""
    first = next((p for p in group if not p.heading and len(p.text) > _STORY), None)
    if first is None or day is None:
        return ""
    if annual := re.search(rules.annual, first.text):
        year = annual["year"]
        return year if 0 <= (day - date(int(year), 12, 31)).days < 200 else ""
    bases = bases_in(first.text, rules)
    if (whole := _year_reported(first.text, day, rules)) is not None:
        return whole
    for mention in mentions_in(first.text, rules):
        compared = any(b.start <= mention.start < b.end for b in bases) or than(first.text, mention, rules) >= 0
        if mention.shape in _REPORTED and not (compared or mention.since or mention.until):
            period = resolve(mention, day, mention.year)
            return period if 0 <= (day - ends_on(period)).days < 200 else ""
    return ""


def _year_reported(text: str, day: date, rules: ReadingRules) -> str | None:
    """The year that a passage opens with and tells its first number of (2025年全市夏粮总产量5万吨), this one or the last."""
    told = mentions_in(text, rules)
    if rules.after:
        return _year_closed(text, told, day, rules)
    if not told or told[0].shape != "year" or told[0].start > 1 or told[0].same_year:
        return None
    ends = (at for mark in rules.sentence_ends if (at := text.find(mark)) >= 0)
    until = min((*(m.start for m in told[1:2]), *ends, len(text)))
    year = told[0].year or day.year + (told[0].relative or 0)
    reported = re.search("[0-9]", text[told[0].end : until]) is not None
    return str(year) if reported and year in (day.year, day.year - 1) else None


def _year_closed(text: str, told: Sequence[Mention], day: date, rules: ReadingRules) -> str | None:
    """The year, just over, that the first sentence of a passage speaks of, where it names no other time (trade in 2022
    reached 5 billion)."""
    end = re.search(rf"[{re.escape(rules.sentence_ends)}](?:\s|$)", text)
    bases = bases_in(text, rules)
    here = [
        m for m in told
        if (end is None or m.start < end.start()) and not m.now and m.shape != "day"
        and not any(b.start <= m.start < b.end for b in bases)
    ]  # fmt: skip
    if not here or any(m.shape != "year" or m.since or m.until or than(text, m, rules) >= 0 for m in here):
        return None
    years = {m.year or day.year + (m.relative or 0) for m in here}
    return str(day.year - 1) if years == {day.year - 1} else None


def _mentions(passages: Sequence[TextPassage], rules: ReadingRules) -> list[Mention]:
    return [m for p in passages for m in mentions_in(p.text, rules)]


def _stated(passages: Sequence[TextPassage], rules: ReadingRules) -> date | None:
    """The last day that is printed whole on a line of its own: the date below a document or under a title."""
    alone = [told for p in passages if len(p.text) <= 30 and len(told := mentions_in(p.text, rules)) == 1]
    days = [told[0] for told in alone if told[0].shape == "day" and told[0].year]
    return _printed(days[-1]) if days else None


def _printed(mention: Mention) -> date:
    """The last day of a period that is named with its year."""
    return ends_on(resolve(mention, date(mention.year, 12, 31)))


def _newest(passages: Sequence[TextPassage], rules: ReadingRules) -> date | None:
    """The latest day of which the text speaks with its year as past: no release is older than what it reports."""
    days: list[date] = []
    to_come = re.compile(either((*rules.status.get("target", ()), *rules.plan_words)), re.IGNORECASE)
    for sentence in (s for passage in passages for s in sentences_of(passage, rules)):
        for mention in (m for m in mentions_in(sentence.text, rules) if m.year and m.shape != "years"):
            if mention.shape not in ("year", "bare-year"):
                days.append(_printed(mention))
            elif not (mention.until or to_come.search(sentence.text)):
                days.append(date(mention.year, 1, 1))
    days.sort()
    while len(days) > 1 and (days[-1] - days[-2]).days > 700:  # a day years beyond all others is one to come
        days.pop()
    return days[-1] if days else None


def _day(group: Sequence[TextPassage], rules: ReadingRules, newest: date | None, today: date | None) -> date | None:
    """The day an article speaks from: the latest month and day it names, in the first year that is not before what it
    reports."""
    found: list[date] = []
    for mention in (m for m in _mentions(group, rules) if m.shape == "day"):
        month, day = mention.number("month"), mention.number("day")
        if mention.year:
            found.append(_printed(mention))
        elif newest is not None:
            made = ends_on(f"{newest.year}-{month:02}-{day:02}" if (month, day) != (2, 29) else f"{newest.year}-02-28")
            found.append(made if made >= newest else made.replace(year=made.year + 1))
        elif today is not None:  # nothing in the text names a year
            day = min(day, 28)
            found.append(date(today.year - ((month, day) > (today.month, today.day)), month, day))
    first = [d for d in found if newest is None or 0 <= (d - newest).days < 366]
    return max(first or found, default=None)


def _note(passages: Sequence[TextPassage], rules: ReadingRules, day: date | None, newest: date | None) -> str:
    if day is None:
        return ""
    days = (m for m in _mentions(passages, rules) if m.shape == "day")
    texts = [m.text.strip() for m in days if (m.number("month"), m.number("day")) == (day.month, day.day)]
    told = rules.notes.get("date" if newest else "date-of-reading", "")
    return told.format(mention=texts[0] if texts else day.isoformat(), newest=newest.isoformat() if newest else "")


def _issuer(passages: Sequence[TextPassage], rules: ReadingRules) -> str:
    found = (re.search(pattern, passage.text) for pattern in rules.issuers for passage in passages)
    return next((match["issuer"].strip(" （(—-") for match in found if match), "")


def _kind(passages: Sequence[TextPassage], title: str, rules: ReadingRules) -> str:
    for kind, patterns in rules.kinds.items():
        texts = [title] if kind == "press-conference" else [p.text for p in passages[:6]]
        if any(re.search(p, text) for p in patterns for text in texts):
            return kind
    return "news"
