"""A file's lines as a release: its language, what it says of itself, its figures and the numbers that are no data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefing.language.model import Language
from briefing.releases.articles import Guess, guess, lead_of
from briefing.releases.context import Reading
from briefing.releases.figure import Figure
from briefing.releases.figures import read_passage
from briefing.releases.no_data import NoData
from briefing.releases.opening import Passage, passages_of
from briefing.releases.rules import ReadingRules


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
    if day is not None:  # what is known of the day tells what the first passage reports of
        led = (
            replace(a, lead=lead_of([p for p in passages if a.first <= p.lines[0] <= a.last], rule, day))
            for a in found.articles
        )
        found = replace(found, articles=tuple(led))
    for index, article in enumerate(found.articles):
        own = [p for p in passages if article.first <= p.lines[0] <= article.last]
        period = article.period if index == 0 or article.day is not None else ""
        plan = _plan(own, rule)
        state = Reading(language, rule, used, index, period, plan, figures, weak, names)
        if used is not None and article.lead == str(used.year):
            # A year not yet over is told of only where the article does so throughout.
            state.frame.period = article.lead
        plans.append(plan)
        for passage in own:
            read_passage(passage, state)
    familiar = _weight(" ".join(lines).casefold(), rule) > 0
    return Release(tag, tuple(lines), found, used, tuple(figures), tuple(names), tuple(weak), tuple(plans), familiar)


def _plan(passages: Sequence[Passage], rules: ReadingRules) -> str:
    """The span that a document's own name carries (《…行动方案（2024—2027年）》), named at the beginning of an
    article."""
    if not rules.plan_span:
        return ""
    for passage in passages[:3]:
        if match := re.search(rules.plan_span, passage.text):
            return f"{match['year']}/{match['end_year']}"
    return ""
