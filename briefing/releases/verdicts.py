"""What each figure is beside what is known: its indicator, its period, and a verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, assert_never

from briefing.content.records import Content, Indicator, Observation, Target
from briefing.content.references import fact_id
from briefing.facts.due import DUE_MONTHS
from briefing.quantities import Period, PeriodError
from briefing.quantities.parse import parse_value
from briefing.releases.figures import Basis, Figure
from briefing.releases.matching import MARGIN, THRESHOLD, Candidate, Index, candidates
from briefing.releases.numbers import either
from briefing.releases.reading import Release
from briefing.releases.rules import ReadingRules

Verdict = Literal["new-period", "same", "revision", "contradiction", "other-unit", "other-base", "other-region", "no-indicator"]

#: The bases by how much they are worth: of two mentions of one figure the better one is kept.
_WORTH: Mapping[Basis, int] = {"stated": 4, "inferred": 3, "carried": 2, "reported": 1, "unknown": 0}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A figure with what it may be. ``indicator`` is proposed only above the threshold; ``near`` is the one that differs in
    unit, base or region. ``runner_up`` is the next best with its score. ``repeats`` names the figure of the same text that says
    the same. ``existing`` is what the content holds for that indicator and period."""

    figure: Figure
    indicator: Indicator | None
    near: Indicator | None
    score: Decimal
    runner_up: tuple[str, Decimal] | None
    period: str
    basis: Basis
    verdict: Verdict
    unit: str
    existing: Observation | Target | None = None
    repeats: str = ""

    @property
    def target(self) -> bool:
        """Whether it is a value that a plan sets."""
        return self.figure.status == "target"


def propose(release: Release, content: Content, lookup: Index) -> tuple[Proposed, ...]:
    """A proposal for every figure of a release: each indicator and period at most once, to the figure most like it."""
    found = {f.number: candidates(f, lookup) for f in release.figures}
    made: dict[int, Proposed] = {}
    taken: dict[str, Proposed] = {}
    order = sorted(release.figures, key=lambda f: (-_best(found[f.number]), f.heading, f.number))
    for figure in order:
        proposed = _one(figure, found[figure.number], release, lookup.rules, made)
        key = _key(proposed)
        first = taken.get(key) if key else None
        if first is not None and not _says_same(first, proposed):
            rest = [c for c in found[figure.number] if c.indicator.id != first.figure and c.indicator is not first.indicator]
            proposed = _one(figure, tuple(rest), release, lookup.rules, made)
            key = _key(proposed)
            first = taken.get(key) if key else None
            if first is not None and not _says_same(first, proposed):
                proposed = _none(figure, proposed, release)
                key = ""
        if first is not None and key:
            proposed = replace(proposed, repeats=first.figure.id)
        elif key:
            taken[key] = proposed
        made[figure.number] = proposed
    judged = (_judged(made[f.number], release, content, lookup.rules) for f in release.figures)
    return tuple(judged)


def _best(found: Sequence[Candidate]) -> Decimal:
    return found[0].score if found else Decimal(0)


def _key(proposed: Proposed) -> str:
    return f"{proposed.indicator.id}@{proposed.period}{proposed.target}" if proposed.indicator else ""


def _says_same(one: Proposed, other: Proposed) -> bool:
    return one.figure.value == other.figure.value


def _one(
    figure: Figure, found: Sequence[Candidate], release: Release, rules: ReadingRules, made: Mapping[int, Proposed]
) -> Proposed:
    best = found[0] if found else None
    rest = next((c for c in found[1:] if best and c.indicator.id != best.indicator.id), None)
    runner = (rest.indicator.id, rest.score) if rest else None
    former = re.search(either(rules.former), figure.own, re.IGNORECASE)
    sure = best is not None and best.score >= THRESHOLD and not former and (rest is None or best.score - rest.score >= MARGIN)
    if best is not None and sure and not best.hindrance:
        period, basis = settle(figure, best.indicator, release, made)
        return Proposed(figure, best.indicator, None, best.score, runner, period, basis, "new-period", best.indicator.unit)
    near = best.indicator if best is not None and best.hindrance and best.score >= THRESHOLD else None
    period, basis = settle(figure, None, release, made)
    verdict = _hindered(best) if near is not None and best is not None else "no-indicator"
    return Proposed(figure, None, near, best.score if best else Decimal(0), runner or ((best.indicator.id, best.score) if best else None),
                    period, basis, verdict, figure.unit)  # fmt: skip


def _none(figure: Figure, proposed: Proposed, release: Release) -> Proposed:
    period, basis = settle(figure, None, release, {})
    best = (proposed.indicator.id, proposed.score) if proposed.indicator else proposed.runner_up
    return replace(proposed, indicator=None, near=None, runner_up=best, period=period, basis=basis, verdict="no-indicator")


def _hindered(candidate: Candidate) -> Verdict:
    match candidate.hindrance:
        case "unit":
            return "other-unit"
        case "base":
            return "other-base"
        case "region":
            return "other-region"
        case "":
            return "no-indicator"
        case _:
            assert_never(candidate.hindrance)


def settle(
    figure: Figure, indicator: Indicator | None, release: Release, made: Mapping[int, Proposed]
) -> tuple[str, Basis]:
    """The period of a figure once it is known what it measures, and how the period is known."""
    period, basis = figure.period, figure.basis
    kind = indicator.kind if indicator else _kind(figure)
    led = made.get(figure.follows) if figure.follows >= 0 else None
    if led is not None and led.period and kind in ("change", "share", "rank", "rate") and (not figure.period or led.figure.period):
        return led.period, led.basis
    if not period or (basis == "carried" and not _regular(indicator, figure) and kind in ("count", "threshold", "duration")):
        plan = release.plans[figure.article] if figure.article < len(release.plans) else ""
        if kind in ("count", "duration") and plan:
            return plan, "inferred"
        if _regular(indicator, figure) and figure.carried and kind != "cumulative":
            period, basis = figure.carried, "carried"
        elif release.day is not None:
            day = release.day.isoformat()
            return (f"../{day}" if kind in ("cumulative", "flow") or figure.cumulative else day), "reported"
        else:
            return "", "unknown"
    return _shaped(period, kind, figure), basis


def _regular(indicator: Indicator | None, figure: Figure) -> bool:
    """Whether a figure is one of those that are published for every period."""
    if indicator is not None:
        return indicator.frequency in DUE_MONTHS
    return figure.change or bool(figure.base) or figure.unit in ("percent", "percentage-point", "basis-point") or not figure.spelt


def _kind(figure: Figure) -> str:
    if figure.rank:
        return "rank"
    if figure.change:
        return "change"
    if figure.cumulative:
        return "cumulative"
    return "share" if figure.unit == "percent" else "unknown"


def _shaped(text: str, kind: str, figure: Figure) -> str:
    """A period in the shape its kind needs: the last day for a level, the year to date for a flow, an open start for a total."""
    try:
        period = Period.parse(text)
    except PeriodError:
        return text
    end = period.end
    if kind == "stock" or (kind == "change" and period.grain == "month" and figure.follows < 0 and not figure.spelt and False):
        return end.isoformat()
    if kind == "flow" and period.start is None:
        return text
    if kind == "flow" and period.is_day and _ends_month(period):
        return f"{end.year}-01/{end.year}-{end.month:02}" if end.month != 12 else str(end.year)
    if kind == "cumulative" and period.start is not None and "/" not in text:
        return f"../{end.isoformat() if period.grain in ('year', 'day') else text}"
    if kind in ("count", "threshold", "rate", "share") and period.start is None:
        return end.isoformat()
    return text


def _ends_month(period: Period) -> bool:
    return (period.end.month, period.end.day) in ((1, 31), (3, 31), (5, 31), (7, 31), (8, 31), (10, 31), (12, 31), (4, 30), (6, 30),
                                                  (9, 30), (11, 30), (2, 28), (2, 29))  # fmt: skip


def _judged(proposed: Proposed, release: Release, content: Content, rules: ReadingRules) -> Proposed:
    indicator = proposed.indicator
    if indicator is None or not proposed.period:
        return proposed
    key = fact_id(indicator.id, Period.parse(proposed.period), target=proposed.target)
    existing = next((r for r in indicator.stated if fact_id(indicator.id, r.when, target=isinstance(r, Target)) == key), None)
    if existing is None:
        return proposed
    return replace(proposed, existing=existing, verdict=_beside(proposed, existing, indicator, rules))


def _beside(proposed: Proposed, existing: Observation | Target, indicator: Indicator, rules: ReadingRules) -> Verdict:
    figure = proposed.figure
    if existing.value is None:
        return "same" if figure.value is None else "revision"
    known = parse_value(existing.value, indicator.unit, existing.qualifier or "")
    if figure.value == known.value and (figure.qualifier == known.qualifier or figure.heading):
        return "same"
    clause = re.split(r"[；;。]", figure.around)[-1]
    return "revision" if re.search(either(rules.revised), clause, re.IGNORECASE) else "contradiction"
