"""What is asked before a figure is saved: a jump, a slip of the scale word, another definition, a locator far off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from briefing.content.fields import line_ranges
from briefing.content.records import Content, Indicator
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.facts.doubts import before, doubts
from briefing.observations.understand import Entry, Proposal
from briefing.problems import Problem, in_order, problem
from briefing.quantities import Period, Quantity

#: A level or amount that doubles or halves from one period to the next is asked about.
JUMP = Decimal(2)


#: A step of this size or more is asked about as a slip of the scale word: 万 for 亿.
SLIP = Decimal(100)


#: A percentage that moves by more points than this.
POINTS = Decimal(20)


#: A locator below this line is asked about where the source has no sections and its text is not kept.
LINES = 1000


#: How near a figure must lie to the latest one of another definition, as a share of it.
NEAR = Decimal("0.03")


#: Months that one period of a regularly updated flow covers.
_SPANS: Mapping[str, frozenset[int]] = {
    "annual": frozenset({12}),
    "quarterly": frozenset({3, 6, 9, 12}),
    "monthly": frozenset(range(1, 13)),
}


def questions(
    proposal: Proposal, content: Content, base: FactBase, after: FactBase | None = None
) -> tuple[Problem, ...]:
    """Return everything to be asked about a proposal. ``after`` is the fact base with the proposal in it, from which a new
    period is compared with the one before."""
    place = proposal.entry.where
    asked = [problem(code, place.file, place.line, **told) for code, told in _asked(proposal, content, base, after)]
    return in_order(asked)


def _asked(
    proposal: Proposal, content: Content, base: FactBase, after: FactBase | None
) -> Iterator[tuple[str, dict[str, object]]]:
    entry, indicator, quantity = proposal.entry, proposal.indicator, proposal.quantity
    told: dict[str, object] = {"fact": proposal.fact, "figure": entry.figure}
    if quantity is None and proposal.action != "withdraw":
        yield "ask-open", told
    if _far_off(entry, content):
        yield "ask-locator", told | {"locator": entry.locator, "source": entry.source}
    if proposal.action == "withdraw":
        yield "ask-withdraw", told | {"source": entry.source}
        return
    period = Period.parse(entry.period)
    published = {s.id: s.date for s in content.sources}.get(entry.source, "")
    if not entry.target and entry.status == "reported" and published and period.end > date.fromisoformat(published):
        yield "ask-after-source", told | {"end": period.end, "published": published}
    if proposal.action == "dispute" and proposal.existing is not None:
        yield "ask-dispute", told | {"old": proposal.existing.published, "source": proposal.existing.source}
        return
    if proposal.action == "revise" and proposal.existing is not None:
        old = proposal.existing
        yield "ask-revise", told | {"old": old.published, "source": old.source}
        yield from _jump(told, base.facts.get(proposal.fact), quantity)
    elif not entry.target:
        new = (after or base).facts.get(proposal.fact)
        yield from _jump(told, before(new, base.facts.values()) if new else None, quantity)
    if not _fits(indicator, period) and not entry.target:
        yield "ask-frequency", told | {"frequency": indicator.frequency, "period": entry.period}
    yield from _definition(proposal, told, content, base, quantity)
    fact = (after or base).facts.get(proposal.fact)
    if fact is not None and not entry.target:
        yield from ((doubt.code, dict(doubt.details)) for doubt in doubts(fact, after or base))


def _far_off(entry: Entry, content: Content) -> bool:
    """Whether a locator lies further down than press texts go, in a source of which nothing tells how long it is."""
    source = next((s for s in content.sources if s.id == entry.source), None)
    if source is None or source.sections or source.reading is not None:
        return False
    return max((line for ends in line_ranges(entry.locator) for line in ends), default=0) > LINES


def _jump(
    told: dict[str, object], old: Fact | None, quantity: Quantity | None
) -> Iterator[tuple[str, dict[str, object]]]:
    if quantity is None or old is None or old.quantity is None or old.quantity.unit != quantity.unit:
        return
    was, now = old.quantity.value, quantity.value
    told = told | {"old": old.published, "before": old.period.text}
    if quantity.unit in ("percent", "percentage-point"):
        if abs(now - was) > POINTS:
            yield "ask-jump", told
        return
    if quantity.unit == "rank" or not was or not now:
        return
    step = max(abs(now / was), abs(was / now))
    if step >= SLIP:
        yield "ask-scale", told
    elif step >= JUMP or (now < 0) != (was < 0):
        yield "ask-jump", told


def _definition(
    proposal: Proposal, told: dict[str, object], content: Content, base: FactBase, quantity: Quantity | None
) -> Iterator[tuple[str, dict[str, object]]]:
    """Whether the figure may belong to an indicator of another definition: its label's own words are in the wording, or
    its latest value is nearer."""
    own = proposal.indicator
    wording = f"{proposal.entry.published}{proposal.entry.figure}{proposal.entry.note}"
    for other in content.indicators:
        if other.id not in own.not_comparable and own.id not in other.not_comparable:
            continue
        words = _own_words(other.label, own.label)
        named = bool(words) and words in wording and words not in own.label
        if named or (quantity is not None and _nearer(base, other, own, quantity)):
            yield "ask-definition", told | {"other": other.id, "label": other.label, "own": own.label}


def _own_words(label: str, other: str) -> str:
    """What a label has at its beginning that the other does not: 人民币 of 人民币贷款余额 beside 本外币贷款余额."""
    shared = 0
    while shared < min(len(label), len(other)) and label[-1 - shared] == other[-1 - shared]:
        shared += 1
    return label[: len(label) - shared]


def _nearer(base: FactBase, other: Indicator, own: Indicator, quantity: Quantity) -> bool:
    if other.unit != own.unit or not base.series(other.id) or not base.series(own.id):
        return False
    theirs, ours = base.latest(other.id).quantity, base.latest(own.id).quantity
    if theirs is None or ours is None or not theirs.value:
        return False
    gap = abs(quantity.value - theirs.value)
    return gap <= abs(theirs.value) * NEAR and gap * 2 < abs(quantity.value - ours.value)


def _fits(indicator: Indicator, period: Period) -> bool:
    spans = _SPANS.get(indicator.frequency)
    if spans is None or period.start is None or period.is_day:
        return True
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    return months in spans
