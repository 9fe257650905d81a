"""Which indicators a figure may belong to, best first: likeness of words, corrected by what its last value, base and
place make likely."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from rapidfuzz.fuzz import partial_ratio

from briefing.content.records import Indicator
from briefing.quantities import Qualifier
from briefing.releases.figure import Figure
from briefing.releases.mismatches import Mismatch, is_narrower, is_wider, mismatch_of, named_after, named_elsewhere
from briefing.releases.naming import Index, Name, Part, parts_of, words_of
from briefing.releases.rules import ReadingRules

#: Below this likeness nothing is proposed.
THRESHOLD = Decimal("0.5")

#: How much better than the runner-up a proposal must be.
MARGIN = Decimal("0.02")

#: Where the unit tells (tasks, ports, days), a proposal may be less like, if it leads by this much.
ALONE = (Decimal("0.42"), Decimal("0.1"))

#: What it counts for or against a change or share whether it is of what the figure before it is.
_OF_IT, _OF_ELSE = Decimal("0.06"), Decimal("0.1")

#: How much the words of a place count beside the figure's own.
_OWN, _LEANT, _BEFORE, _PASSAGE, _HEADING = 1.0, 0.85, 0.75, 0.55, 0.5


#: A part of a name that weighs this much of its heaviest tells it from others; without one of those, a name counts for less.
_DISTINCT, _UNNAMED = 0.9, 0.94

#: How much a name that says "before" (原审批时间) counts for a figure that is not said to be the former value.
_NOT_FORMER = 0.7

#: How much an indicator counts for a figure whose words narrow it to something that no name of it has (nominal, urban).
_NARROWER = 0.38

#: How much a name counts that narrows what it is of, or speaks of what came in, where nothing around the figure does.
_WIDER = 0.65

#: How much an indicator counts for a figure of a place that it is not named after.
_ELSEWHERE = 0.5

#: How much a percentage counts as the indicator of a figure in percentage points: its lead, its quickening.
_APART = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator with its likeness to a figure (0 to 1, and somewhat above where more speaks for it than its words), and
    what keeps the figure from being its own."""

    indicator: Indicator
    score: Decimal
    mismatch: Mismatch = ""


def candidates(figure: Figure, lookup: Index) -> tuple[Candidate, ...]:
    """Return the indicators a figure may belong to, best first, each once."""
    places = _places(figure, lookup.rules)
    own = [tuple(parts_of(text, lookup.rules, lookup.rarity, lookup.known * 0.6)) for text in _own(figure)]
    best: dict[str, Candidate] = {}
    for name in lookup.names:
        mismatch = mismatch_of(figure, name.indicator, lookup)
        if mismatch == "" and named_elsewhere(name, places, lookup):
            mismatch = "region"
        formerly = bool(lookup.rules.former_names and re.search(lookup.rules.former_names, name.whole, re.IGNORECASE))
        if mismatch is None or (figure.former and not formerly):
            continue
        likeness = _likeness(name, places, own, figure) * (1 if figure.former or not formerly else _NOT_FORMER)
        if likeness >= 0.3 and is_wider(figure, name, lookup):
            likeness *= _WIDER
        if _defines(figure, name.indicator, lookup):
            likeness = max(likeness, float(THRESHOLD) + 0.1)
        if likeness < 0.3:
            continue
        made = Candidate(name.indicator, _settled(likeness, figure, name.indicator, mismatch, lookup), mismatch)
        if name.indicator.id not in best or best[name.indicator.id].score < made.score:
            best[name.indicator.id] = made
    return tuple(sorted(best.values(), key=lambda c: (-c.score, bool(c.mismatch), c.indicator.id)))


def beside(
    found: Sequence[Candidate], figure: Figure, led: Sequence[Candidate], units: Mapping[str, str]
) -> tuple[Candidate, ...]:
    """Return the candidates of a change, share or rank that follows ``figure``: those of what that figure most likely is
    (``led``) count for more, those of something else for less, and those of what is measured in other units (``units`` by
    indicator id) not at all."""
    found = [
        c for c in found
        if figure.change or figure.rank or not figure.units or units.get(c.indicator.of or "", figure.unit) in figure.units
    ]  # fmt: skip
    if not led or led[0].mismatch or led[0].score < THRESHOLD or figure.change:
        return tuple(found)
    of = led[0].indicator.id
    moved = [
        replace(c, score=max(c.score + (_OF_IT if c.indicator.of == of else -_OF_ELSE), Decimal(0)))
        if c.indicator.of
        else c
        for c in found
    ]
    return tuple(sorted(moved, key=lambda c: (-c.score, bool(c.mismatch), c.indicator.id)))


def _defines(figure: Figure, indicator: Indicator, lookup: Index) -> bool:
    """Whether a figure is the bound that defines a class: such a bound is known by its value."""
    bound = indicator.kind == "threshold" and figure.qualifier is Qualifier.AT_LEAST
    return bound and figure.value is not None and figure.value == lookup.last.get(indicator.id)


def _own(figure: Figure) -> tuple[str, ...]:
    """The words of which a name should explain as many as it can: those right before the figure, or its whole
    clause."""
    if figure.follows >= 0:
        return f"{figure.subject} {figure.own}", f"{figure.context} {figure.own}"
    return tuple(dict.fromkeys((figure.own, figure.clause, *((figure.right,) if figure.value is None else ()))))


def _places(figure: Figure, rules: ReadingRules) -> dict[str, float]:
    """Every word around a figure with the weight of the nearest place it is in."""
    out: dict[str, float] = {}
    texts = (
        (figure.own, _OWN),
        (figure.subject, _OWN),
        (figure.context, _LEANT),
        (figure.segment, _LEANT),
        (figure.right, _LEANT),
        (figure.around, _BEFORE),
        (figure.passage, _PASSAGE),
        (" ".join(figure.headings), _HEADING),
    )
    for text, weight in texts:
        for word in _words(text, rules):
            if out.get(word, 0) < weight:
                out[word] = weight
    return out


@lru_cache(maxsize=4096)
def _words(text: str, rules: ReadingRules) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words_of(text, rules)))


def _likeness(name: Name, places: Mapping[str, float], own: Sequence[Sequence[Part]], figure: Figure) -> float:
    """How much of the name's weight stands around the figure, and how much of the figure's own words the name
    explains."""
    covered = sum(weight * max(places.get(word, 0) for word in words) for weight, words in name.parts) / (
        name.weight or 1
    )
    heaviest = max((weight for weight, _ in name.parts), default=0)
    if any(
        weight >= _DISTINCT * heaviest and not any(word in places for word in words) for weight, words in name.parts
    ):
        covered *= _UNNAMED
    if covered < 0.3:
        return 0
    explained = max(_explained(name, parts) for parts in own)
    if figure.subject and len(figure.subject) >= 4 and partial_ratio(figure.subject, name.whole) > 92:
        explained = max(explained, 0.85)
    return float(covered**0.6 * max(explained, 0.05) ** 0.4)


def _explained(name: Name, parts: Sequence[Part]) -> float:
    total = sum(weight for weight, _ in parts)
    return sum(w for w, words in parts if any(word in name.words for word in words)) / total if total else 0.6


def _settled(likeness: float, figure: Figure, indicator: Indicator, mismatch: Mismatch, lookup: Index) -> Decimal:
    """Likeness corrected by what the last value, the base and the scope make likely."""
    score = likeness * (_NARROWER if is_narrower(figure, indicator, lookup) else 1)
    last = lookup.last.get(indicator.id)
    if last is None and figure.value is not None and indicator.stated:
        score -= 0.15  # its sources have always left it open
    if last and figure.value and not mismatch and not figure.rank:
        score += _nearness(figure.value, last, indicator.unit)
    if indicator.kind == "change" and not figure.base and indicator.base:
        score -= 0.04
    if figure.cumulative and indicator.kind in ("cumulative", "stock", "flow"):
        score += 0.03 if indicator.kind == "cumulative" else -0.1 if figure.until and not figure.money else -0.03
    scope = figure.scope or lookup.place
    if scope and scope not in lookup.home and scope != indicator.region and not named_after(scope, indicator, lookup):
        score *= _ELSEWHERE
    if mismatch == "region":
        score -= 0.02
    if figure.unit == "percentage-point" and indicator.unit == "percent":
        score *= _APART
    return Decimal(str(round(max(score, 0.0), 3)))


def _nearness(value: Decimal, last: Decimal, unit: str) -> float:
    if unit in ("percent", "percentage-point"):
        gap = abs(value - last)
        return 0.03 if gap <= 10 else -0.08 if gap > 40 else 0
    ratio = abs(value / last)
    return 0.05 if Decimal("0.4") <= ratio <= Decimal("2.5") else -0.1 if ratio > 20 or ratio < Decimal("0.05") else 0
