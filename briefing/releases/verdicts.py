"""What each figure is beside what is known of the project: its indicator, its period, and a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import assert_never

from briefing.catalogue import SOURCE_TAG
from briefing.compose.translator import CONTENT
from briefing.content.records import Content, Indicator, Observation, Target, fact_id
from briefing.problems import ProblemsFound, problem
from briefing.project.opening import Project
from briefing.quantities import Period
from briefing.quantities.parse import parse_value
from briefing.releases.figure import Figure, Proposed, Verdict
from briefing.releases.grammar import either
from briefing.releases.matching import ALONE, MARGIN, THRESHOLD, Candidate, beside, candidates
from briefing.releases.mismatches import place_of
from briefing.releases.naming import Index, index
from briefing.releases.period_choice import choose_period
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
    for figure in sorted(release.figures, key=lambda f: (-_best(found[f.number]), f.heading, f.number)):
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
    while True:
        proposed = _one(figure, rest, release, rules, made)
        key = _key(proposed)
        first = taken.get(key) if key else None
        if first is None:
            if key:
                taken[key] = proposed
            return proposed
        if first.figure.value == figure.value:
            return replace(proposed, repeats=first.figure.id)
        rest = [c for c in rest if c.indicator is not proposed.indicator]


def _from_weak(
    release: Release, lookup: Index, made: Mapping[int, Proposed], taken: Mapping[str, Proposed]
) -> Iterator[Proposed]:
    """Numbers in names and superlatives that an indicator is clearly about and that nothing else in the text
    states."""
    count = len(release.figures)
    told = {p.indicator.id for p in taken.values() if p.indicator}
    for figure in release.weak:
        proposed = _one(figure, candidates(figure, lookup), release, lookup.rules, made)
        if proposed.indicator is not None and proposed.indicator.id not in told:
            told.add(proposed.indicator.id)
            numbered = replace(proposed, figure=replace(figure, number=count))
            count += 1
            yield _judged(numbered, lookup.rules)


def _best(found: Sequence[Candidate]) -> Decimal:
    return found[0].score if found else Decimal(0)


def _key(proposed: Proposed) -> str:
    return f"{proposed.indicator.id}@{proposed.period}{proposed.target}" if proposed.indicator else ""


def _one(
    figure: Figure, found: Sequence[Candidate], release: Release, rules: ReadingRules, made: Mapping[int, Proposed]
) -> Proposed:
    best = found[0] if found else None
    others = [c for c in found[1:] if best and c.indicator.id != best.indicator.id]
    runner = (others[0].indicator.id, _shown(others[0].score)) if others else None
    rival = next((c for c in others if best and bool(c.mismatch) <= bool(best.mismatch)), None)
    lead = best.score - (rival.score if rival else 0) if best else Decimal(0)
    sure = best is not None and (
        (best.score >= THRESHOLD and lead >= MARGIN) or (figure.counted and best.score >= ALONE[0] and lead >= ALONE[1])
    )
    if best is not None and sure and not best.mismatch:
        period, basis = choose_period(figure, best.indicator, release, rules, made)
        return Proposed(
            figure, best.indicator, None, _shown(best.score), runner, period, basis, "new-period", best.indicator.unit
        )
    near = best.indicator if best is not None and best.mismatch and best.score >= THRESHOLD else None
    period, basis = choose_period(figure, None, release, rules, made)
    verdict = _mismatch_verdict(best) if near is not None and best is not None else "no-indicator"
    return Proposed(
        figure,
        None,
        near,
        _shown(best.score) if best else Decimal(0),
        runner or ((best.indicator.id, _shown(best.score)) if best else None),
        period,
        basis,
        verdict,
        figure.unit,
    )


def _shown(score: Decimal) -> Decimal:
    """A likeness as it is reported: 1 at most."""
    return min(score, Decimal(1))


def _mismatch_verdict(candidate: Candidate) -> Verdict:
    match candidate.mismatch:
        case "unit":
            return "other-unit"
        case "base":
            return "other-base"
        case "region":
            return "other-region"
        case "":
            return "no-indicator"
        case _:
            assert_never(candidate.mismatch)


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
    clause = re.split(r"[；;。]", figure.around)[-1]
    return "revision" if re.search(either(rules.revised), clause, re.IGNORECASE) else "contradiction"


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
    labels = {i.label: label_of(project, tag, i.label) for i in project.content.indicators}
    for indicator in project.content.indicators:
        if indicator.of:
            labels.setdefault(indicator.of, label_of(project, tag, indicator.of))
    return index(
        project.content.indicators, labels, project.languages[tag], reading_rules(project)[tag], home_of(project)
    )


def home_of(project: Project) -> frozenset[str]:
    """Return the region that figures speak of where they name none, and what it is called by its rank (a province's 全省)."""
    home = project.base.home
    called = {
        scope
        for tag, rules in reading_rules(project).items()
        for word, scope in rules.scopes.items()
        if home in project.languages[tag].regions and project.languages[tag].regions[home].within.endswith(word)
    }
    return frozenset({home, *called} - {""})


def label_of(project: Project, tag: str, label: str) -> str:
    """Return a label of the content in a language: its translation, or itself."""
    if tag == SOURCE_TAG:
        return label
    found = project.catalogues[tag].find(CONTENT, "label", label)
    return found.target if found is not None and found.target else label
