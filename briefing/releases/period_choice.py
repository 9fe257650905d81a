"""The period of a figure once it is known what it measures, in the shape that its kind needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from briefing.content.records import Indicator
from briefing.facts.observe import DUE_MONTHS
from briefing.quantities import Period, PeriodError, Qualifier
from briefing.releases.figure import Basis, Figure, Proposed
from briefing.releases.grammar import either
from briefing.releases.reading import Release
from briefing.releases.rules import ReadingRules


def choose_period(
    figure: Figure, indicator: Indicator | None, release: Release, rules: ReadingRules, made: Mapping[int, Proposed]
) -> tuple[str, Basis]:
    """Return the period of a figure once it is known what it measures, and how the period is known."""
    period, basis = figure.period, figure.basis
    if figure.converted and (same := made.get(figure.number - 1)) is not None:
        return same.period, same.basis
    kind = indicator.kind if indicator else _kind(figure, rules)
    if basis != "stated" and (only := _once(indicator)):
        return only, "inferred"
    led = made.get(figure.follows) if figure.follows >= 0 else None
    if (
        led is not None
        and led.period
        and kind in ("change", "share", "rank", "rate")
        and (not period or period == led.figure.period)
    ):
        return led.period, led.basis
    plan = release.plans[figure.article] if figure.article < len(release.plans) else ""
    if (
        plan
        and basis in ("carried", "reported")
        and (
            (kind in ("count", "duration") and (indicator is not None or figure.spelt or kind == "duration"))
            or (kind == "unknown" and not figure.money and _of_plan(figure, rules))
        )
    ):
        return plan, "inferred"
    loose = (
        kind in ("count", "threshold", "duration") and not figure.running and not _regular(indicator, figure, release)
    )
    if not period or (basis == "carried" and loose):
        told = release.guess.articles[figure.article].speaks_of
        totals = kind != "cumulative" or (indicator is None and "-01/" in told)  # 累计, in a text on January to …
        if _regular(indicator, figure, release) and figure.carried and totals:
            period, basis = figure.carried, "carried"
        elif release.day is not None:
            day = release.day.isoformat()
            if kind in ("flow", "change") and indicator is None and figure.carried:
                return _shaped(figure.carried, kind, figure), "carried"
            return (f"../{day}" if _happened(kind, figure) else day), "reported"
        else:
            return "", "unknown"
    if kind == "change" and _of_level(figure, indicator, rules):
        return _last_day(period), basis
    return _shaped(period, kind, figure), basis


def _of_plan(figure: Figure, rules: ReadingRules) -> bool:
    """Whether what is counted are parts of a plan: its tasks, its targets."""
    return re.search(either(rules.plan_words), figure.right, re.IGNORECASE) is not None


def _happened(kind: str, figure: Figure) -> bool:
    """Whether a figure that is reported without a date is of something that came about some time up to then, not of how
    things stood that day."""
    bound = figure.qualifier is Qualifier.AT_LEAST  # a size class (100亿元以上项目) holds as long as the class does
    paid = kind == "unknown" and figure.money and not bound
    return kind in ("cumulative", "flow", "duration") or figure.cumulative or figure.base == "average-annual" or paid


def _of_level(figure: Figure, indicator: Indicator | None, rules: ReadingRules) -> bool:
    """Whether a change is that of a level: of its indicator's, or where it has none, of what its words name."""
    if indicator is not None:
        return _of_stock(indicator, rules)
    return _named(figure.own + figure.subject, rules) == "stock"


def _of_stock(indicator: Indicator, rules: ReadingRules) -> bool:
    """Whether a change is that of a level, going by how its own figures are dated or by the words of what it is of."""
    dated = [o.when.is_day for o in indicator.observations]
    return dated[-1] if dated else re.search(either(rules.stock), indicator.of or "", re.IGNORECASE) is not None


def _last_day(text: str) -> str:
    """The last day of a half-year or a quarter; a year stays a year."""
    period = Period.parse(text)
    return period.end.isoformat() if period.grain == "month" and period.start is not None else text


def _once(indicator: Indicator | None) -> str:
    """The period of a figure that exists only once: who states it again speaks of the same."""
    if indicator is None or indicator.frequency != "once" or indicator.kind in ("change", "share", "rate", "rank"):
        return ""
    known = {o.period for o in indicator.observations}
    return known.pop() if len(known) == 1 else ""


def _regular(indicator: Indicator | None, figure: Figure, release: Release) -> bool:
    """Whether a figure is one of those that are published for every period, or in a text that speaks of one period
    throughout."""
    if indicator is not None:
        return indicator.frequency in DUE_MONTHS or (indicator.kind == "flow" and indicator.frequency != "once")
    return bool(release.guess.articles[figure.article].speaks_of)


def _kind(figure: Figure, rules: ReadingRules) -> str:
    if figure.running or figure.lasting:
        return "duration"
    if figure.rank:
        return "rank"
    if figure.change:
        return "change"
    if figure.cumulative and not _holds(figure, rules):
        return "cumulative"
    if figure.increment and (figure.money or (figure.value is not None and figure.value < 0)):
        return "flow"
    if figure.unit == "percent":
        return "share"
    return _named(figure.own + figure.subject, rules)


def _holds(figure: Figure, rules: ReadingRules) -> bool:
    """Whether what a running total is of is a level all the same (累计装机容量)."""
    levels = either(set(rules.stock) - set(rules.size))
    return re.search(rf"(?:{levels})$", figure.own.strip(), re.IGNORECASE) is not None


def _named(own: str, rules: ReadingRules) -> str:
    """Whether words name a level or what came in over a time: the last of them decides."""
    own = re.sub(either(rules.unlike), "", own, flags=re.IGNORECASE)  # 规模以上, 小规模: no scale of anything
    named = [(m.end(), len(m[0]), kind) for kind, words in (("stock", rules.stock), ("flow", rules.flow))
             for m in re.finditer(either(words), own, re.IGNORECASE)]  # fmt: skip
    last, _, kind = max(named, default=(0, 0, "unknown"))
    sized = rf"(?:{either(rules.flow)})\s?(?:{either(rules.size)})$"  # 支出规模 is no level
    return "flow" if re.search(sized, own[:last], re.IGNORECASE) else kind


def _shaped(text: str, kind: str, figure: Figure) -> str:
    """A period in the shape its kind needs: the last day for a level, the year to date for a flow, an open start for
    a total."""
    try:
        period = Period.parse(text)
    except PeriodError:
        return text
    end = period.end
    if figure.running and kind == "duration" and figure.value is not None:
        return _run_up(end, int(figure.value), figure.unit)
    if kind == "stock":
        return end.isoformat()
    if kind == "flow" and period.start is None:
        return text
    if kind == "flow" and (
        (period.is_day and _ends_month(period)) or (figure.until and period.grain == "month" and "/" not in text)
    ):
        return f"{end.year}-01/{end.year}-{end.month:02}" if end.month != 12 else str(end.year)
    if kind == "cumulative" and period.start is not None and "/" not in text:
        return f"../{end.isoformat() if period.grain in ('year', 'day') else text}"
    if kind in ("count", "threshold", "rate", "share") and period.start is None:
        return end.isoformat()
    return text


def _run_up(end: date, count: int, unit: str) -> str:
    """The months, quarters or years up to and with the one a period ends in."""
    if unit == "year":
        return f"{end.year - count + 1}/{end.year}"
    length = {"month": 1, "quarter": 3}.get(unit, 0)
    first = end.year * 12 + end.month - count * length
    return f"{first // 12}-{first % 12 + 1:02}/{end.year}-{end.month:02}" if length else end.isoformat()


def _ends_month(period: Period) -> bool:
    return (period.end.month, period.end.day) in (
        (1, 31),
        (3, 31),
        (5, 31),
        (7, 31),
        (8, 31),
        (10, 31),
        (12, 31),
        (4, 30),
        (6, 30),
        (9, 30),
        (11, 30),
        (2, 28),
        (2, 29),
    )
