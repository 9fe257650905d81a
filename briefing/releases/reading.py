"""A file's lines as a release: what it is, its figures and the numbers that are no data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from briefing.language.model import Language
from briefing.releases.articles import Article, Guess, guess
from briefing.releases.figures import Figure, Reading, read_passage
from briefing.releases.names import Name
from briefing.releases.passages import Passage, passages_of
from briefing.releases.rules import ReadingRules


@dataclass(frozen=True, slots=True)
class Release:
    """A text read. ``tag`` is the language it was read in, ``weak`` are numbers that count only when an indicator is
    about them, ``plans`` the span of the plan that each article presents, if any."""

    tag: str
    lines: tuple[str, ...]
    guess: Guess
    day: date | None
    figures: tuple[Figure, ...]
    names: tuple[Name, ...]
    weak: tuple[Figure, ...] = ()
    plans: tuple[str, ...] = ()


def language_of(lines: Sequence[str], rules: Mapping[str, ReadingRules]) -> str:
    """The id of the language a text is written in: the one whose commonest words stand in it oftenest for its
    length."""
    text = " ".join(lines).casefold()

    def weight(tag: str) -> int:
        words = rules[tag].common
        return sum(len(re.findall(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w), text)) for w in words)

    return max(rules, key=weight)


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
    names: list[Name] = []
    weak: list[Figure] = []
    plans: list[str] = []
    used = day or found.date
    for index, article in enumerate(found.articles):
        own = [p for p in passages if article.first <= p.lines[0] <= article.last]
        period = article.period if index == 0 or article.day is not None else ""
        plan = _plan(own, rule)
        state = Reading(language, rule, used, index, period, plan, figures, weak, names)
        plans.append(plan)
        for passage in own:
            read_passage(passage, state)
    return Release(tag, tuple(lines), found, used, tuple(figures), tuple(names), tuple(weak), tuple(plans))


def _plan(passages: Sequence[Passage], rules: ReadingRules) -> str:
    """The span that a document's own name carries (《…行动方案（2024—2027年）》), named at the beginning of an
    article."""
    if not rules.plan_span:
        return ""
    for passage in passages[:3]:
        if match := re.search(rules.plan_span, passage.text):
            return f"{match['year']}/{match['end_year']}"
    return ""


__all__ = ["Article", "Release", "language_of", "read_release"]
