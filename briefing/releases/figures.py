"""The figures of a text: each number that is data, with period, base, sign, subject, scope and status, read from its
sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from briefing.releases import clauses, implied_periods
from briefing.releases.context import Frame, Reading, year_spoken
from briefing.releases.distribution import distributed
from briefing.releases.grammar import either
from briefing.releases.no_data import NoData, bare, why_no_data
from briefing.releases.numbers import Number, numbers_in
from briefing.releases.opening import Passage, Sentence, sentences_of
from briefing.releases.periods import BaseMention, Mention, bases_in, counted_years, ends_on, mentions_in, resolve
from briefing.releases.rules import ReadingRules
from briefing.releases.sentence_figures import SentenceFigures

#: Reasons for which a number is no data unless an indicator clearly is about it: part of a name, a superlative.
_WEAK = frozenset({"name", "superlative", "numeral-in-name"})


def read_passage(passage: Passage, state: Reading) -> None:
    """Add the figures and names of a passage to the state."""
    if passage.heading:
        state.headings = (*state.headings[-1:], passage.heading)
    local = Frame()
    for sentence in sentences_of(passage, state.rules):
        _read_sentence(sentence, state, local)


def _read_sentence(sentence: Sentence, state: Reading, local: Frame) -> None:
    rules, text = state.rules, sentence.text
    bases = bases_in(text, rules)
    mentions = tuple(m for m in _mentioned(text, state) if not any(b.start <= m.start < b.end for b in bases))
    own = implied_periods.possessive_periods(text, mentions, rules)
    mentions = tuple(m for m in mentions if m not in own)
    compared = clauses.compared(text, mentions, bases, rules)
    if state.day is not None:
        bases += tuple(
            BaseMention(at, m.end, text[at : m.end], _compared(m, state.day, state, mentions))
            for m, at in compared.items()
            if at >= 0
        )
        bases = tuple(sorted(bases, key=lambda b: b.start))
    mentions = implied_periods.joined_quarters(text, tuple(m for m in mentions if compared[m] < 0), rules)
    data: list[Number] = []
    weak: list[tuple[Number, str]] = []
    for number in numbers_in(text, state.language, rules):
        reason = why_no_data(
            number,
            text,
            (*mentions, *own),
            bases,
            state.language,
            rules,
            passage_start=not text[: number.start].strip() and sentence.start == 0,
        )
        reason = reason or bare(number, text, rules, data[-1] if data else None)
        if reason in _WEAK and number.units:
            weak.append((number, reason))
        elif reason:
            state.names.append(NoData(sentence.passage.line(sentence.start + number.start), number.text, reason))
        else:
            data.append(number)
    lead = re.search(rules.lead, text[:60]) if sentence.start == 0 and rules.lead else None
    begins = lead.end() if lead else 0
    mentions = tuple(m for m in mentions if m.start >= begins and not m.told)  # BEIJING, June 17 -- is no period
    bound = {
        **implied_periods.compared_periods(text, mentions, data, rules),
        **implied_periods.possessive_numbers(text, own, data, rules),
    }
    reader = SentenceFigures(sentence, state, local, bases, mentions, tuple(data), begins=begins, bound=bound)
    made = list(reader.figures())
    state.figures += distributed(made, text, reader.spans, rules, len(state.figures))
    for number, reason in weak:
        start = max((n.end for n in data if n.end <= number.start), default=0)
        alone = SentenceFigures(sentence, state, local, bases, mentions, (number,), weak=reason)
        state.weak.append(alone.figure(number, start, len(text), None, len(state.weak)))
    _lean([m for m in mentions if m not in bound.values()], text, state, local)


def _mentioned(text: str, state: Reading) -> list[Mention]:
    """The periods of a sentence, counted years as the years they are; a day on which something was decided or told is
    none of its figures."""
    rules, found = state.rules, []
    named = re.compile(either(rules.plans), re.IGNORECASE)
    for mention in mentions_in(text, rules):
        told = [m[0].casefold() for m in named.finditer(text, 0, mention.start)]
        state.spoken = next((v for k, v in rules.plans.items() if told and k.casefold() == told[-1]), state.spoken)
        if mention.shape == "day" and _decided(text, mention, rules):
            found.append(replace(mention, told=True))
            continue
        kept = counted_years(mention, state.day, state.spoken) if state.day is not None else mention
        found += [kept] if kept is not None else []
    told = [m[0].casefold() for m in named.finditer(text)]
    state.spoken = next((v for k, v in rules.plans.items() if told and k.casefold() == told[-1]), state.spoken)
    return found


def _decided(text: str, mention: Mention, rules: ReadingRules) -> bool:
    """Whether a day is one on which something was decided or told, by the words behind or before it."""
    if rules.decided and re.match(rules.decided, text[mention.end :], re.IGNORECASE):
        return True
    return bool(rules.decided_before and re.search(rules.decided_before, text[: mention.start]))


def _lean(mentions: Sequence[Mention], text: str, state: Reading, local: Frame) -> None:
    """What the following sentences take over: the last period that is not in a subordinate clause."""
    seen: list[Mention] = []
    for mention in mentions:
        seen.append(mention)
        if mention.year and not mention.since:
            state.year = mention.year
        if (
            state.day is None
            or mention.now
            or mention.shape in ("year-start", "previous-month", "previous-quarter", "this-month", "this-quarter")
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
            state.frame.period = local.reported if implied_periods.is_last_part_of(local.reported, period) else period
            local.reported = local.reported or period


def _compared(mention: Mention, day: date, state: Reading, mentions: Sequence[Mention]) -> str:
    """The base that a period is which something is compared with: of the year its sentence has named, if any."""
    if mention.shape in ("previous-month", "previous-quarter"):
        return "mom" if mention.shape == "previous-month" else "qoq"
    if mention.back == -1 and mention.shape == "month":
        return "mom"
    years = [m.year for m in mentions if m.start < mention.start and m.year and m.shape != "years"]
    return resolve(mention, day, years[-1] if years else _told(state))


def _told(state: Reading) -> int:
    """The year spoken of where it is no recent one; else a period that is compared with is the latest before the day
    of the release."""
    return state.year if state.day is not None and state.year < state.day.year - 1 else 0
