"""One entered figure: what was typed, and what it is understood to mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from briefing.characters import folded, keyboard, plain_digits
from briefing.content.checks import unfit_period
from briefing.content.fields import Where, line_ranges
from briefing.content.records import Content, Indicator, Observation, SourceRecord, Target, fact_id
from briefing.content.wording import Misfit, misfits
from briefing.language import Language
from briefing.language.printed import read_printed, wording_reader
from briefing.language.published import parse_published
from briefing.problems import Problem, nearest, problem
from briefing.quantities import OpenValue, Period, PeriodError, Quantity, WordedFigure, Wording, impossible, interval
from briefing.quantities.parse import QUALIFIER_WORDS, SCALE_WORDS, parse_value

_SCALES = "|".join(sorted(filter(None, SCALE_WORDS), key=len, reverse=True))
_WRITTEN = re.compile(rf"(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)[\s\u00a0]*(?P<scale>{_SCALES})?", re.IGNORECASE)


def value_text(quantity: Quantity, figure: str) -> str:
    """Return how a content file writes a quantity: with the digits and scale of the published figure where that is the same
    value, else with the largest Chinese scale word that keeps every digit."""
    sign = "-" if quantity.value < 0 else ""
    plain = unicodedata.normalize("NFKC", figure)
    tries = [sign + m["digits"].replace(",", "") + (m["scale"] or "").lower() for m in _WRITTEN.finditer(plain)]
    for word, factor in sorted(SCALE_WORDS.items(), key=lambda s: s[1], reverse=True):
        if not word or (not word.isascii() and abs(quantity.value) >= factor):
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


def squash(text: str) -> str:
    """Return a wording without its spaces, in the characters it is compared in."""
    return "".join(folded(text).split())


def qualifier_word(quantity: Quantity) -> str:
    """Return the source's own qualifier word where content files know it, else the word of the same meaning."""
    if quantity.qualifier is None or quantity.wording in QUALIFIER_WORDS:
        return quantity.wording if quantity.qualifier else ""
    return next(word for word, kind in QUALIFIER_WORDS.items() if kind is quantity.qualifier)


def read_figure(
    figure: str,
    published: str,
    resolved: bool,
    indicator: Indicator,
    period: Period,
    languages: Mapping[str, Language],
    where: Where,
    found: list[Problem],
) -> OpenValue | None:
    """Return the quantity of a figure typed as the source prints it, by the rules of each language in turn, or what it leaves
    open; bare digits as a content file writes them.

    ``published`` is the longer wording around it, if any; ``resolved`` says that a note tells how its words were understood.
    What the words say otherwise than the indicator (another base, another region, a change for a level, another figure) is
    added to ``found``, as is a figure in another unit, one that cannot be read, and a ``published`` in which neither the
    figure nor any other in the unit stands; then there is nothing.
    """
    said = _said(figure, indicator, languages)
    if said is None:
        told = {"figure": figure, "unit": indicator.unit, "indicator": indicator.id}
        found.append(problem("observe-unreadable", where.file, where.line, **told, examples=_examples(indicator)))
        return None
    if isinstance(said, str):
        told = {"figure": figure, "unit": indicator.unit, "read": said, "indicator": indicator.id}
        found.append(problem("observe-unit", where.file, where.line, **told))
        return None
    quantity = said.quantity
    if quantity is not None:
        quantity = replace(quantity, unit=indicator.unit, wording=qualifier_word(quantity))
    elif indicator.kind == "change":
        found.append(problem("observe-open", where.file, where.line, figure=figure, indicator=indicator.id))
        return None
    wordings = [(figure, Wording((said,), True))]
    wrong: list[Misfit] = []
    if published:
        around = wording_reader(languages.values())(published, indicator.unit)
        wordings.append((published, around))
        if not (around.printed and quantity) and not resolved and squash(figure) not in squash(published):
            wrong.append(("observe-published", {"figure": figure, "published": published, "indicator": indicator.id}))
    wrong += [m for text, wording in wordings for m in misfits(indicator, period, quantity, text, wording, resolved)]
    found.extend(problem(code, where.file, where.line, **details) for code, details in wrong)
    if wrong:
        return None
    return quantity or said.value


def _said(figure: str, indicator: Indicator, languages: Mapping[str, Language]) -> WordedFigure | str | None:
    """What a figure says in the unit of the indicator, else the unit it is in, else nothing."""
    known = [language for language in languages.values() if indicator.unit in language.units]
    readings = [said for language in known if (said := read_printed(language, figure, indicator.unit)) is not None]
    exact = [said for said in readings if said.quantity is not None]
    if exact:
        return exact[0]
    try:
        return WordedFigure(parse_value(figure, indicator.unit))
    except ValueError:
        pass
    if readings:
        return readings[0]
    others = (parse_published(language, figure) for language in known)
    return next((read.unit for read in others if isinstance(read, Quantity)), None)


def _examples(indicator: Indicator) -> str:
    """How the sources print figures of this indicator: its own latest ones."""
    shown: Sequence[str] = [record.published for record in indicator.stated if record.value is not None][-2:]
    return ", ".join(dict.fromkeys(shown)) or "9.6万亿元, 超2117万人次, RMB 651.13 billion"


#: ``dispute``: a later source gives another figure, and both stand; readers are told so.
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

    def __post_init__(self) -> None:
        """Whatever door it came through: a digit of another width or script is the digit it looks like."""
        for name in ("indicator", "period", "source", "locator", "basis", "status", "plan"):
            object.__setattr__(self, name, keyboard(getattr(self, name)))
        for name in ("figure", "published", "note", "caveat"):
            object.__setattr__(self, name, plain_digits(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry understood. ``value`` is the text for the content file (``None`` when it is left open); ``quantity`` its exact
    meaning (``None`` when left open or withdrawn); ``existing`` is the record of the same indicator and period, when there
    is one."""

    entry: Entry
    action: Action
    fact: str
    indicator: Indicator
    value: str | None
    quantity: Quantity | None
    existing: Observation | Target | None


def understand(
    entry: Entry, content: Content, languages: Mapping[str, Language]
) -> tuple[Proposal | None, tuple[Problem, ...]]:
    """Return the proposal an entry makes, or every problem that keeps it from being one."""
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
    if not entry.withdraw and (code := unfit_period(indicator.kind, period, entry.period)):
        refuse(code, id=indicator.id, period=entry.period)
    if entry.basis == "inferred" and not entry.note.strip():
        refuse("inferred-without-note", id=indicator.id, key="note")
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
    read = read_figure(
        entry.figure, entry.published, bool(entry.note), indicator, period, languages, entry.where, found
    )
    if read is None:
        return None, tuple(found)
    quantity = read if isinstance(read, Quantity) else None
    value = None if quantity is None else value_text(quantity, entry.figure)
    if quantity is not None and (reason := impossible(indicator.kind, indicator.unit, quantity)):
        refuse("impossible-value", id=indicator.id, published=entry.figure, reason=reason)
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
    quantity: Quantity | None,
    indicator: Indicator,
    sources: Mapping[str, SourceRecord],
    found: list[Problem],
) -> None:
    place: Where = entry.where
    if _same(existing, quantity, indicator, entry):
        found.append(problem("observe-repeated", place.file, place.line, fact=key, source=existing.source))
    elif entry.source in sources and not _later(entry.source, existing.source, sources):
        told = {"fact": key, "source": entry.source, "earlier": existing.source, "place": existing.where}
        found.append(problem("observe-not-later", place.file, place.line, **told))
    elif entry.disagreement and not entry.caveat.strip():
        found.append(problem("observe-caveat", place.file, place.line, fact=key))
    elif not (entry.revision or entry.disagreement) and contradicts(existing, quantity, indicator):
        told = {"fact": key, "figure": entry.figure, "source": entry.source, "old": existing.published}
        found.append(problem("observe-contradicts", place.file, place.line, **told, earlier=existing.source))


def contradicts(existing: Observation | Target, quantity: Quantity | None, indicator: Indicator) -> bool:
    """Return whether no true value lies behind both figures; one that was only planned, announced or estimated is superseded by
    what came of it, and a target by a new one. A value left open is not beside an exact one."""
    if quantity is None:
        return existing.value is not None and existing.status == "reported"
    if existing.value is None or existing.status != "reported":
        return False
    old = parse_value(existing.value, indicator.unit, existing.qualifier or "")
    one, other = interval(old), interval(quantity)
    below = one.high is not None and other.low is not None and one.high <= other.low
    above = other.high is not None and one.low is not None and other.high <= one.low
    return below or above


def _same(existing: Observation | Target, quantity: Quantity | None, indicator: Indicator, entry: Entry) -> bool:
    if existing.value is None or quantity is None:
        return existing.value is None and quantity is None and entry.figure in existing.published
    old = parse_value(existing.value, indicator.unit, existing.qualifier or "")
    return (old.value, old.quantum, old.qualifier) == (quantity.value, quantity.quantum, quantity.qualifier)


def _later(source: str, other: str, sources: Mapping[str, SourceRecord]) -> bool:
    return source not in sources or other not in sources or sources[source].date > sources[other].date


def near_indicators(name: str, indicators: Iterable[Indicator]) -> str:
    """Return a hint at the indicators that a name may mean: one whose label it is, else those with the nearest ids and
    labels."""
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
