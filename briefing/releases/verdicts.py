"""What each figure is beside what is known of the project: its indicator, its period in the shape that its kind needs, and a
verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from briefing.catalogue import CONTENT, SOURCE_TAG
from briefing.content.records import Content, Indicator, Observation, Target, fact_id
from briefing.facts.observe import DUE_MONTHS
from briefing.problems import ProblemsFound, problem
from briefing.project.opening import Project
from briefing.quantities import Period, PeriodError, Qualifier
from briefing.quantities.parse import parse_value
from briefing.releases.figure import Basis, Figure, Proposed, Verdict
from briefing.releases.grammar import either, says
from briefing.releases.matching import ALONE, MARGIN, THRESHOLD, Candidate, Mismatch, beside, candidates, place_of
from briefing.releases.naming import Index, index
from briefing.releases.periods import month_text
from briefing.releases.reading import Release, read_release
from briefing.releases.rules import ReadingRules, load_reading


def propose(release: Release, content: Content, lookup: Index) -> tuple[Proposed, ...]:
    """Return a proposal for every figure of a release: each indicator and period at most once, to the figure most like it."""
    lookup = replace(lookup, place=place_of(release.lines, lookup))
    found = {f.number: candidates(f, lookup) for f in release.figures}
    units = {i.id: i.unit for i in content.indicators}
    read = {f.number: f for f in release.figures}
    found |= {
        f.number: beside(found[f.number], read[f.follows], found[f.follows], units)
        for f in release.figures
        if f.follows in found
    }
    made: dict[int, Proposed] = {}
    for figure in release.figures:  # in order, so that a share finds what it is a share of
        made[figure.number] = _one(figure, found[figure.number], release, lookup.rules, made)
    taken: dict[str, Proposed] = {}
    likest = {number: listed[0].score if listed else Decimal(0) for number, listed in found.items()}
    for figure in sorted(release.figures, key=lambda f: (-likest[f.number], f.heading, f.number)):
        made[figure.number] = _placed(figure, found[figure.number], release, lookup.rules, made, taken)
    for figure in release.figures:
        period, basis = choose_period(figure, made[figure.number].indicator, release, lookup.rules, made)
        made[figure.number] = replace(made[figure.number], period=period, basis=basis)
    judged = [_judged(made[f.number], lookup.rules) for f in release.figures]
    return (*judged, *_from_weak(release, lookup, made, taken))


def _placed(
    figure: Figure,
    found: Sequence[Candidate],
    release: Release,
    rules: ReadingRules,
    made: Mapping[int, Proposed],
    taken: dict[str, Proposed],
) -> Proposed:
    """A figure's proposal with each indicator and period given to one value only: else the next best, or none."""
    rest = list(found)
    while (proposed := _one(figure, rest, release, rules, made)).indicator is not None:
        first = taken.setdefault(f"{proposed.indicator.id}@{proposed.period}{proposed.target}", proposed)
        if first is proposed:
            break
        if first.figure.value == figure.value:
            return replace(proposed, repeats=first.figure.id)
        rest = [c for c in rest if c.indicator is not proposed.indicator]
    return proposed


def _from_weak(
    release: Release, lookup: Index, made: Mapping[int, Proposed], taken: Mapping[str, Proposed]
) -> Iterator[Proposed]:
    """Numbers in names and superlatives that an indicator is clearly about and that nothing else in the text
    states."""
    numbers = count(len(release.figures))
    told = {p.indicator.id for p in taken.values() if p.indicator}
    for figure in release.weak:
        proposed = _one(figure, candidates(figure, lookup), release, lookup.rules, made)
        if proposed.indicator is not None and proposed.indicator.id not in told:
            told.add(proposed.indicator.id)
            yield _judged(replace(proposed, figure=replace(figure, number=next(numbers))), lookup.rules)


def _one(
    figure: Figure, found: Sequence[Candidate], release: Release, rules: ReadingRules, made: Mapping[int, Proposed]
) -> Proposed:
    if not found:
        period, basis = choose_period(figure, None, release, rules, made)
        return Proposed(figure, None, None, Decimal(0), None, period, basis, "no-indicator", figure.unit)
    best, *others = found
    rival = next((c for c in others if bool(c.mismatch) <= bool(best.mismatch)), None)
    lead = best.score - (rival.score if rival else 0)
    alone = figure.counted and best.score >= ALONE[0] and lead >= ALONE[1]
    sure = not best.mismatch and (alone or (best.score >= THRESHOLD and lead >= MARGIN))
    indicator = best.indicator if sure else None
    near = best.indicator if best.mismatch and best.score >= THRESHOLD else None
    second = others[0] if others else None if sure else best
    runner = (second.indicator.id, min(second.score, Decimal(1))) if second else None  # no likeness is above 1
    period, basis = choose_period(figure, indicator, release, rules, made)
    verdict = "new-period" if sure else _MISMATCHED[best.mismatch if near else ""]
    unit = best.indicator.unit if sure else figure.unit
    return Proposed(figure, indicator, near, min(best.score, Decimal(1)), runner, period, basis, verdict, unit)


_MISMATCHED: Mapping[Mismatch, Verdict] = {
    "unit": "other-unit",
    "base": "other-base",
    "region": "other-region",
    "": "no-indicator",
}


def _judged(proposed: Proposed, rules: ReadingRules) -> Proposed:
    indicator = proposed.indicator
    if indicator is None or not proposed.period:
        return proposed
    key = fact_id(indicator.id, Period.parse(proposed.period), target=proposed.target)
    existing = next(
        (r for r in indicator.stated if fact_id(indicator.id, r.when, target=isinstance(r, Target)) == key), None
    )
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
    return "revision" if says(figure.segment, rules.revised) else "contradiction"


def reading_rules(project: Project) -> Mapping[str, ReadingRules]:
    """Return the reading rules of each language of a project that has any. Raises ``ProblemsFound`` when none has."""
    found = {tag: rules for tag in project.languages if (rules := load_reading(project.root / "i18n", tag)) is not None}
    if not found:
        raise ProblemsFound([problem("release-no-rules", "i18n")])
    return found


def read_lines(project: Project, lines: Sequence[str], day: date | None = None, today: date | None = None) -> Release:
    """Return numbered lines as a release, by the project's languages."""
    return read_release(lines, project.languages, reading_rules(project), day, today)


def proposals_for(project: Project, release: Release) -> tuple[Proposed, ...]:
    """Return what each figure of a release may be in a project."""
    return propose(release, project.content, indicator_index(project, release.tag))


def indicator_index(project: Project, tag: str) -> Index:
    """Return the indicators of a project by their names in a language."""
    indicators = project.content.indicators
    named = {name for i in indicators for name in (i.label, i.of) if name}
    labels = {name: label_of(project, tag, name) for name in named}
    return index(indicators, labels, project.languages[tag], reading_rules(project)[tag], home_of(project))


def home_of(project: Project) -> frozenset[str]:
    """Return the region that figures speak of where they name none, and what it is called by its rank (a province's 全省)."""
    home, found = project.base.home, set()
    for tag, rules in reading_rules(project).items():
        if region := project.languages[tag].regions.get(home):
            found |= {scope for word, scope in rules.scopes.items() if region.within.endswith(word)}
    return frozenset({home, *found} - {""})


def label_of(project: Project, tag: str, label: str) -> str:
    """Return a label of the content in a language: its translation, or itself."""
    if tag == SOURCE_TAG:
        return label
    found = project.catalogues[tag].find(CONTENT, "label", label)
    return found.target if found is not None and found.target else label


def choose_period(
    figure: Figure, indicator: Indicator | None, release: Release, rules: ReadingRules, made: Mapping[int, Proposed]
) -> tuple[str, Basis]:
    """Return the period of a figure once it is known what it measures, and how the period is known."""
    period, basis = figure.period, figure.basis
    if figure.converted and (same := made.get(figure.number - 1)) is not None:
        return same.period, same.basis
    kind = indicator.kind if indicator else _kind(figure, rules)
    regular = _regular(indicator, figure, release)
    if basis != "stated" and (only := _once(indicator)):
        return only, "inferred"
    led = made.get(figure.follows) if kind in ("change", "share", "rank", "rate") else None
    if led is not None and led.period and period in ("", led.figure.period):
        return led.period, led.basis
    plan = release.plans[figure.article] if basis in ("carried", "reported") else ""
    counted = kind == "duration" or (kind == "count" and (indicator is not None or figure.spelt))
    if plan and (counted or (kind == "unknown" and _of_plan(figure, rules))):
        return plan, "inferred"
    loose = kind in ("count", "threshold", "duration") and not (figure.running or regular)
    if not period or (basis == "carried" and loose):
        told = release.guess.articles[figure.article].speaks_of
        totals = kind != "cumulative" or (indicator is None and "-01/" in told)  # 累计, in a text on January to …
        if regular and figure.carried and totals:
            period, basis = figure.carried, "carried"
        elif release.day is None:
            return "", "unknown"
        elif kind in ("flow", "change") and indicator is None and figure.carried:
            return _shaped(figure.carried, kind, figure), "carried"
        else:
            day = release.day.isoformat()
            return (f"../{day}" if _happened(kind, figure) else day), "reported"
    if kind == "change" and _of_level(figure, indicator, rules):
        return _last_day(period), basis
    return _shaped(period, kind, figure), basis


def _of_plan(figure: Figure, rules: ReadingRules) -> bool:
    """Whether what is counted are parts of a plan: its tasks, its targets."""
    return figure.family != "currency" and says(figure.right, rules.plan_words)


def _happened(kind: str, figure: Figure) -> bool:
    """Whether a figure that is reported without a date is of something that came about some time up to then, not of how
    things stood that day."""
    bound = figure.qualifier is Qualifier.AT_LEAST  # a size class (100亿元以上项目) holds as long as the class does
    paid = kind == "unknown" and figure.family == "currency" and not bound
    return kind in ("cumulative", "flow", "duration") or figure.cumulative or figure.base == "average-annual" or paid


def _of_level(figure: Figure, indicator: Indicator | None, rules: ReadingRules) -> bool:
    """Whether a change is that of a level: going by how the figures of its indicator are dated, by the words of what that is
    of, or where it has none, by what its own words name."""
    if indicator is None:
        return _named(figure.own + figure.subject, rules) == "stock"
    dated = [o.when.is_day for o in indicator.observations]
    return dated[-1] if dated else says(indicator.of or "", rules.stock)


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
    if figure.family == "duration":
        return "duration"
    if figure.rank:
        return "rank"
    if figure.change:
        return "change"
    levels = either(set(rules.stock) - set(rules.size))  # 累计装机容量 is a level all the same
    if figure.cumulative and not re.search(rf"(?:{levels})$", figure.own.strip(), re.IGNORECASE):
        return "cumulative"
    if figure.increment and (figure.family == "currency" or (figure.value is not None and figure.value < 0)):
        return "flow"
    if figure.unit == "percent":
        return "share"
    return _named(figure.own + figure.subject, rules)


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
    so_far = (period.is_day and _ends_month(period)) or (figure.until and period.grain == "month" and "/" not in text)
    if kind == "flow" and period.start is not None and so_far:
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
    first = month_text(end.year * 12 + end.month - count * length)
    return f"{first}/{end.year}-{end.month:02}" if length else end.isoformat()


def _ends_month(period: Period) -> bool:
    """Whether a period ends with a month; a February also on its 28th in a leap year."""
    return (period.end + timedelta(days=1)).day == 1 or (period.end.month, period.end.day) == (2, 28)
