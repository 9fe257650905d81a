"""One entered figure: what was typed, and what it is understood to mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal

from briefing.content.fields import Where, line_ranges
from briefing.content.records import Content, Indicator, Observation, SourceRecord, Target, fact_id
from briefing.language import Language
from briefing.language.published import parse_published
from briefing.problems import Problem, problem
from briefing.quantities import Period, PeriodError, Quantity
from briefing.quantities.parse import QUALIFIER_WORDS, SCALE_WORDS, parse_value

Action = Literal["add", "revise", "withdraw"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure as given: ``figure`` as the source prints it (``9.6万亿元``, ``RMB 651.13 billion``), ``published`` the
    verbatim wording around it when that is longer. ``where`` is the row of an imported file."""

    indicator: str
    figure: str
    period: str
    source: str
    locator: str
    basis: str = "stated"
    status: str = "reported"
    published: str = ""
    note: str = ""
    plan: str = ""
    target: bool = False
    withdraw: bool = False
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry understood. ``value`` is the text for the content file; ``quantity`` its exact meaning (``None`` when
    withdrawn); ``existing`` is the record of the same indicator and period, when there is one."""

    entry: Entry
    action: Action
    fact: str
    indicator: Indicator
    value: str
    quantity: Quantity | None
    existing: Observation | Target | None


_SCALES = "|".join(sorted(filter(None, SCALE_WORDS), key=len, reverse=True))
_WRITTEN = re.compile(rf"(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)[\s\u00a0]*(?P<scale>{_SCALES})?", re.IGNORECASE)


def understand(
    entry: Entry, content: Content, languages: Mapping[str, Language]
) -> tuple[Proposal | None, tuple[Problem, ...]]:
    """The proposal an entry makes, or every problem that keeps it from being one."""
    found: list[Problem] = []
    indicators = {i.id: i for i in content.indicators}
    sources = {s.id: s for s in content.sources}

    def refuse(code: str, **details: object) -> None:
        found.append(problem(code, entry.where.file, entry.where.line, **details))

    indicator = indicators.get(entry.indicator)
    if indicator is None:
        refuse("observe-unknown", what="indicator", name=entry.indicator, hint=_near(entry.indicator, indicators))
    if entry.source not in sources:
        refuse("observe-unknown", what="source", name=entry.source or "(none)", hint=_near(entry.source, sources))
    try:
        line_ranges(entry.locator)
    except ValueError as error:
        refuse("observe-locator", reason=error)
    period = _period(entry, found)
    if indicator is None or period is None:
        return None, tuple(found)
    key = fact_id(indicator.id, period, target=entry.target)
    existing = next(
        (r for r in indicator.stated if fact_id(indicator.id, r.when, target=isinstance(r, Target)) == key), None
    )
    if entry.withdraw:
        if existing is None:
            refuse("withdraw-nothing", fact=key)
        elif existing.withdrawn is not None:
            refuse("observe-repeated", fact=key, source=existing.withdrawn.source)
        elif not _later(entry.source, existing.source, sources):
            refuse("observe-not-later", fact=key, source=entry.source, earlier=existing.source, place=existing.where)
        return (None if found else Proposal(entry, "withdraw", key, indicator, "", None, existing)), tuple(found)
    quantity = _quantity(entry, indicator, languages, found)
    if quantity is None:
        return None, tuple(found)
    value = value_text(quantity, entry.figure)
    action: Action = "revise" if existing is not None else "add"
    if existing is not None:
        _check_revision(entry, key, existing, quantity, indicator, sources, found)
    return (None if found else Proposal(entry, action, key, indicator, value, quantity, existing)), tuple(found)


def value_text(quantity: Quantity, figure: str) -> str:
    """How a content file writes a quantity: with the digits and scale of the published figure where that is the same value,
    else with the largest Chinese scale word that keeps every digit."""
    sign = "-" if quantity.value < 0 else ""
    tries = [sign + m["digits"].replace(",", "") + (m["scale"] or "").lower() for m in _WRITTEN.finditer(figure)]
    for word, factor in sorted(SCALE_WORDS.items(), key=lambda s: s[1], reverse=True):
        if not word.isascii() or not word:
            tries.append(format(quantity.value / factor, "f") + word)
    wanted = (quantity.value, quantity.quantum, quantity.decimals)
    for text in tries:
        try:
            read = parse_value(text, quantity.unit)
        except ValueError:
            continue
        if (read.value, read.quantum, read.decimals) == wanted:
            return text
    return format(quantity.value, "f")


def qualifier_word(quantity: Quantity) -> str:
    """The source's own qualifier word where content files know it, else the word of the same meaning."""
    if quantity.qualifier is None or quantity.wording in QUALIFIER_WORDS:
        return quantity.wording if quantity.qualifier else ""
    return next(word for word, kind in QUALIFIER_WORDS.items() if kind is quantity.qualifier)


def _quantity(
    entry: Entry, indicator: Indicator, languages: Mapping[str, Language], found: list[Problem]
) -> Quantity | None:
    """The figure read by the rules of each language in turn; bare digits as a content file writes them."""
    examples = ""
    for language in languages.values():
        read = parse_published(language, entry.figure, indicator.unit)
        if isinstance(read, Quantity):
            return replace(read, wording=qualifier_word(read))
        examples = examples or read.mend
    try:
        return parse_value(entry.figure, indicator.unit)
    except ValueError:
        pass
    for language in languages.values():
        read = parse_published(language, entry.figure)
        if isinstance(read, Quantity):
            told = {"figure": entry.figure, "unit": indicator.unit, "read": read.unit, "indicator": indicator.id}
            found.append(problem("observe-unit", entry.where.file, entry.where.line, **told))
            return None
    told = {"figure": entry.figure, "unit": indicator.unit, "indicator": indicator.id}
    found.append(problem("observe-unreadable", entry.where.file, entry.where.line, **told))
    return None


def _period(entry: Entry, found: list[Problem]) -> Period | None:
    try:
        return Period.parse(entry.period)
    except PeriodError as error:
        found.append(problem("observe-period", entry.where.file, entry.where.line, reason=str(error)))
        return None


def _check_revision(
    entry: Entry,
    key: str,
    existing: Observation | Target,
    quantity: Quantity,
    indicator: Indicator,
    sources: Mapping[str, SourceRecord],
    found: list[Problem],
) -> None:
    place: Where = entry.where
    if _same(existing, quantity, indicator):
        found.append(problem("observe-repeated", place.file, place.line, fact=key, source=existing.source))
    elif entry.source in sources and not _later(entry.source, existing.source, sources):
        told = {"fact": key, "source": entry.source, "earlier": existing.source, "place": existing.where}
        found.append(problem("observe-not-later", place.file, place.line, **told))


def _same(existing: Observation | Target, quantity: Quantity, indicator: Indicator) -> bool:
    if existing.value is None:
        return False
    old = parse_value(existing.value, indicator.unit, existing.qualifier or "")
    return (old.value, old.quantum, old.qualifier) == (quantity.value, quantity.quantum, quantity.qualifier)


def _later(source: str, other: str, sources: Mapping[str, SourceRecord]) -> bool:
    return source not in sources or other not in sources or sources[source].date > sources[other].date


def _near(name: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(name, list(known), n=3)
    return f"; the nearest are {', '.join(close)}" if close else ""
