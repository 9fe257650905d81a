"""Which indicators a figure may belong to, best first: likeness of words, corrected by what its last value, base and
place make likely; and what keeps it from belonging to one: unit, base, kind, region, words that narrow what is spoken
of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from rapidfuzz.fuzz import partial_ratio

from briefing.content.records import Indicator
from briefing.quantities import Qualifier
from briefing.releases.figure import Figure
from briefing.releases.grammar import either, elsewhere, region_words, says
from briefing.releases.naming import Index, IndicatorName, Part, parts_of, words_of
from briefing.releases.periods import bases
from briefing.releases.rules import ReadingRules

#: How often a text must name another region to speak of it throughout.
_SPOKEN_OF = 2


Mismatch = Literal["", "unit", "base", "region"]


def mismatch_of(figure: Figure, indicator: Indicator, lookup: Index) -> Mismatch | None:
    """Return what keeps a figure from belonging to an indicator: nothing, a unit, base or region that differs, or (``None``)
    its kind."""
    kind, units = indicator.kind, figure.units
    if figure.rank != (kind == "rank"):
        return None
    if figure.rank:
        known = figure.region == (indicator.region or "") or (figure.weak and not figure.region)
        return "" if known else "region"
    lead = bool(figure.base_region and not figure.base)  # a lead over another place is a distance, not a change
    if figure.change != (kind == "change") and not (lead and _lead(figure, indicator, lookup)):
        return None
    mismatch = _place(figure, indicator, lookup) or _unit(figure, indicator, lookup)
    if mismatch is None or mismatch:
        return mismatch
    if figure.family == "currency" and re.search(lookup.rules.per, figure.right):
        return "unit"  # 8000元/平方米: a price, no sum
    if kind == "change":
        if figure.base_region and not figure.base:
            return "base"
        return "" if not figure.base or figure.base == indicator.base else "base"
    if figure.change:
        return ""
    if kind == "stock" and (figure.increment or _comes_in(figure, indicator, lookup)):
        return None
    percent = units[:1] == ("percent",)
    return "" if percent == (kind in ("share", "rate")) or kind == "threshold" else None


def _comes_in(figure: Figure, indicator: Indicator, lookup: Index) -> bool:
    """Whether a sum is what came in over a time (new loans, 发放贷款), which no name of the indicator says."""
    inflow = re.compile(lookup.rules.inflow, re.IGNORECASE)
    said = figure.family == "currency" and inflow.search(f"{figure.own} {figure.subject}")
    return bool(said) and not inflow.search(lookup.said.get(indicator.id, ""))


def is_narrower(figure: Figure, indicator: Indicator, lookup: Index) -> bool:
    """Return whether a figure's own words narrow it to something that no name of an indicator has."""
    leant = figure.context if figure.follows >= 0 else ""
    return _narrows(f"{figure.own} {figure.subject} {leant}".casefold(), lookup.said.get(indicator.id, ""), lookup)


def _narrows(text: str, said: str, lookup: Index) -> bool:
    """Whether a text has words that narrow what it is of, and what is said beside it has none of those."""
    return any(
        _says(text, word, whole=True) and not any(_says(said, other) for other in (word, *others))
        for word, others in lookup.rules.narrowing.items()
    )


def is_wider(figure: Figure, name: IndicatorName, lookup: Index) -> bool:
    """Return whether a name narrows what it is of (inclusive loans), or is of what came in (newly listed companies), and
    nothing around a figure says so."""
    inflow = lookup.rules.inflow
    if figure.weak or figure.rank:
        return False
    around = " ".join(text for text, _ in _texts(figure)).casefold()
    if name.indicator.kind in ("cumulative", "flow", "count") and _says(name.whole, inflow):
        return not (figure.increment or _says(around, inflow))
    return _narrows(name.whole, around, lookup)


@lru_cache(maxsize=512)
def _word(pattern: str, whole: bool) -> re.Pattern[str]:
    """A pattern whose Latin words begin as words and, where they are to be whole, end so."""
    before = "(?<![a-z])" if pattern[0].isascii() and pattern[0].isalpha() else ""
    after = "(?![a-z])" if whole and pattern[-1].isascii() and pattern[-1].isalpha() else ""
    return re.compile(f"{before}(?:{pattern}){after}", re.IGNORECASE)


def _says(text: str, pattern: str, whole: bool = False) -> bool:
    return _word(pattern, whole).search(text) is not None


def _lead(figure: Figure, indicator: Indicator, lookup: Index) -> bool:
    """Whether an indicator is how far something is ahead of the very place a figure compares with."""
    rated = indicator.kind == "rate" and indicator.unit in figure.units
    return rated and named_after(figure.base_region, indicator, lookup)


def _place(figure: Figure, indicator: Indicator, lookup: Index) -> Literal["", "region"]:
    """Whether a figure speaks of another region than an indicator."""
    scope = figure.scope or lookup.place
    known = scope in lookup.regions or scope == lookup.place
    return "region" if known and _apart(scope, indicator, lookup) else ""


def _apart(scope: str, indicator: Indicator, lookup: Index) -> bool:
    """Whether a region is none that an indicator is of."""
    here = not scope or scope in lookup.home or scope == indicator.region
    return not here and not named_after(scope, indicator, lookup)


def _unit(figure: Figure, indicator: Indicator, lookup: Index) -> Mismatch | None:
    language = lookup.language
    if indicator.unit in figure.units:
        return ""
    family = language.units[indicator.unit].family if indicator.unit in language.units else ""
    if not figure.units:
        return "" if family in ("count", "currency") or figure.value is None else None
    mine = language.units[figure.unit].family if figure.unit in language.units else ""
    if figure.value is None:
        return ""
    if mine == "percentage-point" and indicator.unit == "percent":  # a lead over the nation, a rate that has quickened
        return "base" if figure.base_region and not figure.base else "unit"
    return "unit" if family == mine and family in ("currency", "percentage-point") else None


def named_after(scope: str, indicator: Indicator, lookup: Index) -> bool:
    """Return whether the name of an indicator says the region ``scope`` itself."""
    region = lookup.language.regions.get(scope)
    if region is None:
        return bool(scope) and (scope.casefold() in lookup.said.get(indicator.id, "") or scope in indicator.label)
    return any(word and word in indicator.label for word in (region.name, region.within))


def place_of(lines: Sequence[str], lookup: Index) -> str:
    """Return the region of which a text speaks that nowhere names the project's own: the one it names oftenest, or nothing."""
    rules, text = lookup.rules, "\n".join(lines)
    compared = "|".join(f"(?:{p})" for p in (*(p.pattern for p, _ in bases(rules)), rules.among, *rules.beside))
    text = re.sub(re.sub(r"\?P<\w+>", "?:", compared), " ", text, flags=re.IGNORECASE)
    regions = region_words(lookup.language, rules)
    called = {r.within for key, r in lookup.language.regions.items() if key in lookup.home}
    ranked = any(called & set(level) for level in rules.levels)  # whether the project's own rank has words
    other = {w for level in rules.levels if ranked and not called & set(level) for w in level}
    mine = {w for w, region in regions.items() if region in lookup.home} | (set(rules.home) - set(regions) - other)
    if titled := _titled(lines, lookup):
        return titled
    if not lookup.home or says(text, mine):
        return ""
    named = {w.casefold(): region for w, region in regions.items()} | {w: w for w in other - set(regions)}
    told = Counter(named[m[0].casefold()] for m in re.finditer(either(named), text, re.IGNORECASE))
    place = max(told, key=lambda region: (told[region], region), default="")
    return place if told[place] >= _SPOKEN_OF or place in other else ""


#: In how many written lines, from the first, a text says which place it speaks of.
_OPENING = 3


def _titled(lines: Sequence[str], lookup: Index) -> str:
    """The other place that the first lines of a text speak of, where it never calls the project's own by its name: what it
    says of the whole city is of that place."""
    home = {r.name for key, r in lookup.language.regions.items() if key in lookup.home}
    if not home or says("\n".join(lines), home):
        return ""
    first = [line.strip() for line in lines if line.strip()][:_OPENING]
    listed = [elsewhere(lookup.rules).search(line) for line in first]
    # A place that is on no list, by how the first two lines name it.
    titled = [re.search(pattern, line) for line in first[:-1] or first for pattern in lookup.rules.titled]
    return next((found["place"] for found in (*listed, *titled) if found), "")


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
        if mismatch == "" and name.places and places.keys().isdisjoint(name.places):
            mismatch = (
                "region"  # a name of a place within the project's own that the text does not name around the figure
            )
        if mismatch is None or (figure.former and not name.former):
            continue
        likeness = _likeness(name, places, own, figure) * (1 if figure.former or not name.former else _NOT_FORMER)
        if likeness >= 0.3 and is_wider(figure, name, lookup):
            likeness *= _WIDER
        if _defines(figure, name.indicator, lookup):
            likeness = max(likeness, float(THRESHOLD) + 0.1)
        if likeness < 0.3:
            continue
        made = Candidate(name.indicator, _settled(likeness, figure, name.indicator, mismatch, lookup), mismatch)
        if name.indicator.id not in best or best[name.indicator.id].score < made.score:
            best[name.indicator.id] = made
    return tuple(sorted(best.values(), key=_best_first))


def _best_first(found: Candidate) -> tuple[Decimal, bool, str]:
    return -found.score, bool(found.mismatch), found.indicator.id


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
    counts = {c.indicator.id: _OF_IT if c.indicator.of == of else -_OF_ELSE for c in found if c.indicator.of}
    moved = [replace(c, score=max(c.score + counts.get(c.indicator.id, 0), Decimal(0))) for c in found]
    return tuple(sorted(moved, key=_best_first))


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
    for text, weight in _texts(figure):
        for word in words_of(text, rules):
            out.setdefault(word, weight)
    return out


def _texts(figure: Figure) -> tuple[tuple[str, float], ...]:
    """The texts around a figure, the nearest first, with what their words count."""
    return (
        (figure.own, _OWN),
        (figure.subject, _OWN),
        (figure.context, _LEANT),
        (figure.segment, _LEANT),
        (figure.right, _LEANT),
        (figure.around, _BEFORE),
        (figure.passage, _PASSAGE),
        (" ".join(figure.headings), _HEADING),
    )


def _likeness(name: IndicatorName, places: Mapping[str, float], own: Sequence[Sequence[Part]], figure: Figure) -> float:
    """How much of the name's weight stands around the figure, and how much of the figure's own words the name
    explains."""
    found = [(weight, max(places.get(word, 0) for word in words)) for weight, words in name.parts]
    covered = sum(weight * there for weight, there in found) / (name.weight or 1)
    heaviest = max((weight for weight, _ in found), default=0)
    if any(weight >= _DISTINCT * heaviest and not there for weight, there in found):
        covered *= _UNNAMED
    if covered < 0.3:
        return 0
    explained = max(_explained(name, parts) for parts in own)
    if figure.subject and len(figure.subject) >= 4 and partial_ratio(figure.subject, name.whole) > 92:
        explained = max(explained, 0.85)
    return float(covered**0.6 * max(explained, 0.05) ** 0.4)


def _explained(name: IndicatorName, parts: Sequence[Part]) -> float:
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
        counted = figure.until and figure.family != "currency"
        score += 0.03 if indicator.kind == "cumulative" else -0.1 if counted else -0.03
    if _apart(figure.scope or lookup.place, indicator, lookup):
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
