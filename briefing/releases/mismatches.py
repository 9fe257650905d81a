"""What keeps a figure from belonging to an indicator: unit, base, kind, region, and words that narrow what is spoken of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from briefing.content.records import Indicator
from briefing.releases.figure import Figure
from briefing.releases.grammar import either, elsewhere, region_words
from briefing.releases.naming import Index, Name, words_of

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
    if figure.money and lookup.rules.per and re.search(lookup.rules.per, figure.right):
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
    pattern = lookup.rules.inflow
    if not (figure.money and pattern and re.search(pattern, f"{figure.own} {figure.subject}", re.IGNORECASE)):
        return False
    return not re.search(pattern, lookup.said.get(indicator.id, ""), re.IGNORECASE)


def is_narrower(figure: Figure, indicator: Indicator, lookup: Index) -> bool:
    """Return whether a figure's own words narrow it to something that no name of an indicator has."""
    leant = figure.context if figure.follows >= 0 else ""
    own, said = f"{figure.own} {figure.subject} {leant}".casefold(), lookup.said.get(indicator.id, "")
    return any(
        _says(own, word, whole=True) and not any(_says(said, other) for other in (word, *others))
        for word, others in lookup.rules.narrowing.items()
    )


def is_wider(figure: Figure, name: Name, lookup: Index) -> bool:
    """Return whether a name narrows what it is of (inclusive loans), or is of what came in (newly listed companies), and
    nothing around a figure says so."""
    inflow = lookup.rules.inflow
    if figure.weak or figure.rank:
        return False
    texts = (figure.own, figure.subject, figure.context, figure.segment, figure.right, figure.around, figure.passage)
    around = " ".join((*texts, *figure.headings)).casefold()
    if inflow and name.indicator.kind in ("cumulative", "flow", "count") and _says(name.whole, inflow):
        return not (figure.increment or _says(around, inflow))
    return any(
        _says(name.whole, word, whole=True) and not any(_says(around, other) for other in (word, *others))
        for word, others in lookup.rules.narrowing.items()
    )


@lru_cache(maxsize=512)
def _word(pattern: str, whole: bool) -> re.Pattern[str]:
    """A pattern whose Latin words begin as words and, where they are to be whole, end so."""
    before = "(?<![a-z])" if pattern[0].isascii() and pattern[0].isalpha() else ""
    after = "(?![a-z])" if whole and pattern[-1].isascii() and pattern[-1].isalpha() else ""
    return re.compile(f"{before}(?:{pattern}){after}", re.IGNORECASE)


def _says(text: str, pattern: str, whole: bool = False) -> bool:
    return _word(pattern, whole).search(text) is not None


def named_elsewhere(name: Name, places: Mapping[str, float], lookup: Index) -> bool:
    """Return whether a name is of a place within the project's own that the text does not name around the figure."""
    pattern = lookup.rules.named_place
    if not pattern:
        return False
    called = [m["place"] for m in re.finditer(pattern, name.whole)]
    home = {r.name for key, r in lookup.language.regions.items() if key in lookup.home}
    named = [w for place in called if place not in home for w in words_of(place, lookup.rules)]
    return bool(named) and not any(word in places for word in named)


def _lead(figure: Figure, indicator: Indicator, lookup: Index) -> bool:
    """Whether an indicator is how far something is ahead of the very place a figure compares with."""
    return (
        indicator.kind == "rate"
        and indicator.unit in figure.units
        and named_after(figure.base_region, indicator, lookup)
    )


def _place(figure: Figure, indicator: Indicator, lookup: Index) -> Literal["", "region"]:
    """Whether a figure speaks of another region than an indicator."""
    scope = figure.scope or lookup.place
    regions = {
        *lookup.language.regions,
        *lookup.rules.scopes.values(),
        *(w for level in lookup.rules.levels for w in level),
        *lookup.rules.elsewhere,
    }
    known = scope in regions or bool(scope and scope == lookup.place)
    if not known or scope in lookup.home or scope == indicator.region or named_after(scope, indicator, lookup):
        return ""
    return "region"


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
    if region is None and scope and scope.casefold() in lookup.said.get(indicator.id, ""):
        return True
    return any(word and word in indicator.label for word in ((region.name, region.within) if region else (scope,)))


def place_of(lines: Sequence[str], lookup: Index) -> str:
    """Return the region of which a text speaks that nowhere names the project's own: the one it names oftenest, or nothing."""
    rules, text = lookup.rules, "\n".join(lines)
    compared = "|".join(f"(?:{p})" for p in (*(b.words for b in rules.base), rules.among, *rules.beside) if p)
    text = re.sub(re.sub(r"\?P<\w+>", "?:", compared), " ", text, flags=re.IGNORECASE) if compared else text
    regions = region_words(lookup.language, rules)
    called = {r.within for key, r in lookup.language.regions.items() if key in lookup.home}
    ranked = any(called & set(level) for level in rules.levels)  # whether the project's own rank has words
    other = {w for level in rules.levels if ranked and not called & set(level) for w in level}
    mine = {w for w, region in regions.items() if region in lookup.home} | (set(rules.home) - set(regions) - other)
    if titled := _titled(lines, lookup):
        return titled
    if not lookup.home or re.search(either(mine), text, re.IGNORECASE):
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
    if not home or re.search(either(home), "\n".join(lines), re.IGNORECASE):
        return ""
    first = [line.strip() for line in lines if line.strip()][:_OPENING]
    listed = next((m["place"] for line in first if (m := elsewhere(lookup.rules).search(line))), "")
    patterns = lookup.rules.titled  # a place that is on no list, by how the first two lines name it
    return listed or next(
        (m["place"] for line in first[:-1] or first for p in patterns if (m := re.search(p, line))), ""
    )
