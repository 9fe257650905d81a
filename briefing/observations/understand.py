"""One entered figure: what was typed, and what it is understood to mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from briefing.content.fields import Where, line_ranges
from briefing.content.records import Content, Indicator, Observation, SourceRecord, Target, fact_id
from briefing.language import Language
from briefing.observations.figure import read_figure, value_text
from briefing.problems import Problem, nearest, problem
from briefing.quantities import Period, PeriodError, Quantity, interval
from briefing.quantities.parse import parse_value

#: ``dispute``: a later source gives another figure, and both stand; readers are told.
Action = Literal["add", "revise", "withdraw", "dispute"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure as given: ``figure`` as the source prints it (``9.6万亿元``, ``RMB 651.13 billion``), ``published`` the
    verbatim wording around it when that is longer. Of a figure that contradicts the one there is, ``revision`` says that the
    new source corrects it, ``disagreement`` that both stand and readers are told so with ``caveat``. ``where`` is the row of an
    imported file."""

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
    revision: bool = False
    disagreement: bool = False
    caveat: str = ""
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
        hint = near_indicators(entry.indicator, content.indicators)
        refuse("observe-unknown", what="indicator", name=entry.indicator, hint=hint)
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
    quantity = read_figure(
        entry.figure, entry.published, bool(entry.note), indicator, period, languages, entry.where, found
    )
    if quantity is None:
        return None, tuple(found)
    value = value_text(quantity, entry.figure)
    action: Action = "add"
    if existing is not None:
        action = "dispute" if entry.disagreement else "revise"
        _check_revision(entry, key, existing, quantity, indicator, sources, found)
    return (None if found else Proposal(entry, action, key, indicator, value, quantity, existing)), tuple(found)


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
    elif entry.disagreement and not entry.caveat.strip():
        found.append(problem("observe-caveat", place.file, place.line, fact=key))
    elif not (entry.revision or entry.disagreement) and contradicts(existing, quantity, indicator):
        told = {"fact": key, "figure": entry.figure, "source": entry.source, "old": existing.published}
        found.append(problem("observe-contradicts", place.file, place.line, **told, earlier=existing.source))


def contradicts(existing: Observation | Target, quantity: Quantity, indicator: Indicator) -> bool:
    """Whether no true value lies behind both figures; one that was only planned, announced or estimated is superseded by what
    came of it, and a target by a new one."""
    if existing.value is None or existing.status != "reported":
        return False
    old = parse_value(existing.value, indicator.unit, existing.qualifier or "")
    one, other = interval(old), interval(quantity)
    below = one.high is not None and other.low is not None and one.high <= other.low
    above = other.high is not None and one.low is not None and other.high <= one.low
    return below or above


def _same(existing: Observation | Target, quantity: Quantity, indicator: Indicator) -> bool:
    if existing.value is None:
        return False
    old = parse_value(existing.value, indicator.unit, existing.qualifier or "")
    return (old.value, old.quantum, old.qualifier) == (quantity.value, quantity.quantum, quantity.qualifier)


def _later(source: str, other: str, sources: Mapping[str, SourceRecord]) -> bool:
    return source not in sources or other not in sources or sources[source].date > sources[other].date


def near_indicators(name: str, indicators: Iterable[Indicator]) -> str:
    """A hint at the indicators that a name may mean: one whose label it is, else those with the nearest ids and labels."""
    labels = {i.label: i.id for i in indicators}
    if name in labels:
        return f"; did you mean {labels[name]} ({name})?"
    ids = nearest(name, labels.values())
    named = [label for label in labels if name in label or label in name] if len(name) > 1 else []
    named += [label for label in nearest(name, labels, cutoff=0.5) if label not in named]
    close = [*ids, *(f"{labels[label]} ({label})" for label in named[:3] if labels[label] not in ids)]
    return f"; the nearest are {', '.join(close)}" if close else ""


def _near(name: str, known: Mapping[str, object]) -> str:
    close = nearest(name, known)
    return f"; the nearest are {', '.join(close)}" if close else ""
