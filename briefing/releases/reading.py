"""A file's lines as a release: its language, what it says of itself, its figures, each number that is data with what its
sentence says of it, and the numbers that are no data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefing.language.model import Language
from briefing.releases import clauses, dating
from briefing.releases.articles import Guess, guess, lead_of
from briefing.releases.clauses import adds, moves
from briefing.releases.dating import ArticleReading, Frame, year_spoken
from briefing.releases.figure import Figure, NoData
from briefing.releases.grammar import either
from briefing.releases.numbers import Number, numbers_in
from briefing.releases.opening import TextPassage, TextSentence, passages_of, sentences_of
from briefing.releases.periods import (
    BESIDE,
    BaseMention,
    Mention,
    bases_in,
    counted_years,
    ends_on,
    mentions_in,
    resolve,
)
from briefing.releases.rules import ReadingRules
from briefing.releases.sentence_figures import SentenceFigures, distributed

#: Families whose figures are data even inside a name in quotation marks (“15分钟金融服务圈”).
_MEASURED = frozenset({"currency", "percent", "percentage-point", "multiple", "duration", "area"})


def why_no_data(
    number: Number,
    sentence: TextSentence,
    mentions: Iterable[Mention],
    bases: Iterable[BaseMention],
    state: ArticleReading,
) -> str:
    """Return the reason for which a number of a sentence is no data; empty when it is."""
    text, rules = sentence.text, state.rules
    if number.superlative:
        return "superlative"
    if any(m.start < number.end and number.start < m.end and not (m.now or m.counted) for m in mentions):
        return "date"
    if any(base.start <= number.start and number.end <= base.end for base in bases):
        return "base-period"
    passage_start = sentence.start == 0 and not text[: number.start].strip()
    for rule in rules.names:
        if (rule.line_start and not passage_start) or (number.rank and rule.reason == "ordinal"):
            continue
        for match in re.finditer(rule.pattern, text):
            unit = rule.reason == "code" and number.start <= match.start() and (number.coded or number.units)
            if match.start() < number.end and number.start < match.end() and not unit:  # USD10; 4.1 percent2, a note
                return rule.reason
    return "name" if _quoted(number, text, state) else ""


def _quoted(number: Number, text: str, state: ArticleReading) -> bool:
    """Whether a number is in a short name in quotation or title marks: a code, or a count that only names
    something."""
    rules, units = state.rules, state.language.units
    marks = rules.quoted_name
    opened = max((text.rfind(mark, 0, number.start + 1) for mark in marks.open), default=-1)
    if opened < 0 or any(mark in text[opened + 1 : number.start] for mark in marks.close):
        return False
    closed = min((at for mark in marks.close if (at := text.find(mark, opened + 1)) >= 0), default=-1)
    if (
        closed < number.end
        or closed - opened - 1 > marks.longest
        or set(text[opened + 1 : closed]) & set(rules.sentence_ends)
    ):
        return False
    if not number.units:
        return True
    if number.units[0] in units and units[number.units[0]].family in _MEASURED:
        return False
    return not any(noun in text[number.end : closed + 5] for noun in rules.counted)  # “7大体系”, “四个重大”清单


def bare(number: Number, text: str, rules: ReadingRules, before: Number | None = None) -> str:
    """Return why a number without a unit is no data: it has neither a scale, nor a qualifier, nor words that say what is
    counted. ``before`` is the number before it that is data."""
    if number.units or number.scaled or number.qualifier or number.value is None or number.rank:
        return ""
    left = text[max(0, number.start - 12) : number.start]
    if rules.after and (adds(left, rules) or _counts(number, text, rules) or _shares_out(number, text, before, rules)):
        return ""
    if rules.after and number.decimals and before is not None and moves(text[number.end :], rules):
        return ""  # the ratio was 1.979, 0.029 lower than …
    reach, far = (60, 80) if rules.after else (4, 12)
    named = rf"(?:{either(rules.unit_in_subject)})[^，,。；;\d]{{0,{reach}}}$"
    return "" if re.search(named, text[max(0, number.start - far) : number.start], re.IGNORECASE) else "bare"


def _counts(number: Number, text: str, rules: ReadingRules) -> bool:
    """Whether the words around a number without a unit say that it counts something (to 5,158; 832 poor counties)."""
    before = text[: number.start]
    if re.search(rf"(?:{rules.counted_before})\s*$", before, re.IGNORECASE):
        return True
    return bool(re.match(rules.counted_behind, text[number.end :])) and not re.search(r"[A-Z][a-z]+\s*$", before)


def _shares_out(number: Number, text: str, before: Number | None, rules: ReadingRules) -> bool:
    """Whether a number goes on a list of counts that is shared out (771 and 481 respectively)."""
    if before is None or before.units:
        return False
    joined = rules.joint.fullmatch(text[before.end : number.start])
    return joined is not None and re.search(rules.distribute, text[number.end :], re.IGNORECASE) is not None


#: Reasons for which a number is no data unless an indicator clearly is about it: part of a name, a superlative.
_WEAK = frozenset({"name", "superlative", "numeral-in-name"})


def read_passage(passage: TextPassage, state: ArticleReading) -> None:
    """Add the figures and names of a passage to the state."""
    if passage.heading:
        state.headings = (*state.headings[-1:], passage.heading)
    local = Frame()
    for sentence in sentences_of(passage, state.rules):
        _read_sentence(sentence, state, local)


def _read_sentence(sentence: TextSentence, state: ArticleReading, local: Frame) -> None:
    rules, text, day = state.rules, sentence.text, state.day
    bases = bases_in(text, rules)
    mentions = tuple(m for m in _mentioned(text, state) if not any(b.start <= m.start < b.end for b in bases))
    own = dating.possessive_periods(text, mentions, rules)
    mentions = tuple(m for m in mentions if m not in own)
    compared = clauses.compared(text, mentions, bases, rules)
    if day is not None:
        with_it = [(m, at) for m, at in compared.items() if at >= 0]
        added = (BaseMention(at, m.end, text[at : m.end], _compared(m, day, state, mentions)) for m, at in with_it)
        bases = tuple(sorted((*bases, *added), key=lambda b: b.start))
    mentions = dating.joined_quarters(text, tuple(m for m in mentions if compared[m] < 0), rules)
    data: list[Number] = []
    weak: list[tuple[Number, str]] = []
    for number in numbers_in(text, state.language, rules):
        reason = why_no_data(number, sentence, (*mentions, *own), bases, state)
        reason = reason or bare(number, text, rules, data[-1] if data else None)
        if reason in _WEAK and number.units:
            weak.append((number, reason))
        elif reason:
            state.names.append(NoData(sentence.passage.line(sentence.start + number.start), number.text, reason))
        else:
            data.append(number)
    lead = re.search(rules.lead, text[:60]) if sentence.start == 0 else None
    begins = lead.end() if lead else 0
    mentions = tuple(m for m in mentions if m.start >= begins and not m.told)  # BEIJING, June 17 -- is no period
    bound = dating.compared_periods(text, mentions, data, rules) | dating.possessive_numbers(text, own, data, rules)
    reader = SentenceFigures(sentence, state, local, bases, mentions, tuple(data), begins=begins, bound=bound)
    made = list(reader.figures())
    state.figures += distributed(made, text, reader.spans, rules, len(state.figures))
    for number, reason in weak:
        start = max((n.end for n in data if n.end <= number.start), default=0)
        alone = SentenceFigures(sentence, state, local, bases, mentions, (number,), weak=reason)
        state.weak.append(alone.figure(number, start, len(text), None, len(state.weak)))
    _lean([m for m in mentions if m not in bound.values()], text, state, local)


def _mentioned(text: str, state: ArticleReading) -> list[Mention]:
    """The periods of a sentence, counted years as the years they are; a day on which something was decided or told is
    none of its figures."""
    rules, found = state.rules, []
    plans = {name.casefold(): years for name, years in rules.plans.items()}
    named = [(m.end(), plans[m[0].casefold()]) for m in re.finditer(either(plans), text, re.IGNORECASE)]
    for mention in mentions_in(text, rules):
        state.spoken = next((years for end, years in reversed(named) if end <= mention.start), state.spoken)
        if mention.shape == "day" and _decided(text, mention, rules):
            found.append(replace(mention, told=True))
            continue
        kept = counted_years(mention, state.day, state.spoken) if state.day is not None else mention
        found += [kept] if kept is not None else []
    state.spoken = named[-1][1] if named else state.spoken
    return found


def _decided(text: str, mention: Mention, rules: ReadingRules) -> bool:
    """Whether a day is one on which something was decided or told, by the words behind or before it."""
    behind = re.match(rules.decided, text[mention.end :], re.IGNORECASE)
    return (behind or re.search(rules.decided_before, text[: mention.start])) is not None


def _lean(mentions: Sequence[Mention], text: str, state: ArticleReading, local: Frame) -> None:
    """What the following sentences take over: the last period that is not in a subordinate clause."""
    seen: list[Mention] = []
    for mention in mentions:
        seen.append(mention)
        if mention.year and not mention.since:
            state.year = mention.year
        if (
            state.day is None
            or mention.now
            or mention.shape in BESIDE | {"year-start"}
            or clauses.subordinate(text, mention.start, state.rules)
            or re.search(r"[（(][^（(）)]*$", text[: mention.start])  # 4.5% (Q1: 3.9%)
        ):
            continue
        status = clauses.status_at(text, mention.end, state.rules)
        period = resolve(mention, state.day, year_spoken(mention, seen, state), bool(status))
        if mention.since:
            local.since = period
            continue
        local.period = period
        days = (state.day - ends_on(period)).days
        if days < 0 and mention.shape not in ("day", "days", "bare-year"):
            state.frame.ahead = period
        if not status and mention.shape not in ("day", "days", "bare-year") and 0 <= days < 300:
            state.frame.period = local.reported if dating.is_last_part_of(local.reported, period) else period
            local.reported = local.reported or period


def _compared(mention: Mention, day: date, state: ArticleReading, mentions: Sequence[Mention]) -> str:
    """The base that a period is which something is compared with: of the year its sentence has named, if any."""
    if mention.shape in ("previous-month", "previous-quarter"):
        return "mom" if mention.shape == "previous-month" else "qoq"
    if mention.back == -1 and mention.shape == "month":
        return "mom"
    years = [m.year for m in mentions if m.start < mention.start and m.year and m.shape != "years"]
    told = state.year if state.year < day.year - 1 else 0  # of recent years, the latest before the day of the release
    return resolve(mention, day, years[-1] if years else told)


@dataclass(frozen=True, slots=True)
class Release:
    """A text read. ``tag`` is the language it was read in, ``weak`` are numbers that count only when an indicator is
    about them, ``plans`` the span of the plan that each article presents, if any; ``familiar`` says whether the text
    has any of the commonest words of its language."""

    tag: str
    lines: tuple[str, ...]
    guess: Guess
    day: date | None
    figures: tuple[Figure, ...]
    names: tuple[NoData, ...]
    weak: tuple[Figure, ...] = ()
    plans: tuple[str, ...] = ()
    familiar: bool = True


def language_of(lines: Sequence[str], rules: Mapping[str, ReadingRules]) -> str:
    """Return the id of the language a text is written in: the one whose commonest words are in it oftenest for its length."""
    text = " ".join(lines).casefold()
    return max(rules, key=lambda tag: _weight(text, rules[tag]))


def _weight(text: str, rules: ReadingRules) -> int:
    """How often the commonest words of a language are in a text."""
    words = rules.common
    return sum(len(re.findall(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w), text)) for w in words)


def read_release(
    lines: Sequence[str],
    languages: Mapping[str, Language],
    rules: Mapping[str, ReadingRules],
    day: date | None = None,
    today: date | None = None,
) -> Release:
    """Read numbered lines (the first is line 1). ``day`` is the release's own day where it is known, else it is
    guessed."""
    tag = language_of(lines, rules)
    language, rule = languages[tag], rules[tag]
    passages = passages_of(lines, language, rule)
    found = guess(passages, rule, today)
    figures: list[Figure] = []
    names: list[NoData] = []
    weak: list[Figure] = []
    plans: list[str] = []
    used = day or found.date
    parts = [[p for p in passages if a.first <= p.lines[0] <= a.last] for a in found.articles]
    if day is not None:  # what is known of the day tells what the first passage reports of
        led = (replace(a, lead=lead_of(own, rule, day)) for a, own in zip(found.articles, parts, strict=True))
        found = replace(found, articles=tuple(led))
    for index, (article, own) in enumerate(zip(found.articles, parts, strict=True)):
        period = article.period if index == 0 or article.day is not None else ""
        plan = _plan(own, rule)
        state = ArticleReading(language, rule, used, index, period, plan, figures, weak, names)
        if used is not None and article.lead == str(used.year):
            # A year not yet over is told of only where the article does so throughout.
            state.frame.period = article.lead
        plans.append(plan)
        for passage in own:
            read_passage(passage, state)
    familiar = _weight(" ".join(lines).casefold(), rule) > 0
    return Release(tag, tuple(lines), found, used, tuple(figures), tuple(names), tuple(weak), tuple(plans), familiar)


def _plan(passages: Sequence[TextPassage], rules: ReadingRules) -> str:
    """The span that a document's own name carries (《…行动方案（2024—2027年）》), named at the beginning of an
    article."""
    named = (re.search(rules.plan_span, passage.text) for passage in passages[:3])
    return next((f"{match['year']}/{match['end_year']}" for match in named if match), "")
