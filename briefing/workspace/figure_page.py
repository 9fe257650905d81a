"""Everything about one figure: its source with the line, its history, what rests on it, where it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from briefing.changes.wording import TurnedClaim, turned, wordings
from briefing.content.fields import line_ranges
from briefing.content.records import Claim, Indicator
from briefing.facts import Fact
from briefing.facts.base import FactBase, UnknownFact
from briefing.facts.observe import PAST, due_date, next_period
from briefing.memory import stamp
from briefing.problems import ProblemsFound, problem
from briefing.project.opening import Project
from briefing.releases.archive import FOLDER
from briefing.workspace.documents import document_places
from briefing.workspace.facts import FactOrigin, origin_of
from briefing.workspace.figures import SourceChoice, archived_texts, sources
from briefing.workspace.folder import ProjectFolder
from briefing.workspace.register import FigureLine, FigurePrinting, figure_lines, line_of, printings

#: Lines shown before and after those a locator names.
AROUND = 2


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a source's kept text: the text before, of and after the figure's wording. ``named``: the
    locator names the line."""

    number: int
    before: str
    wording: str
    behind: str
    named: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One value of an indicator. ``level`` is its height among them, 0 to 100, for a small chart (``None`` where it is open or
    no value of the series); ``what``: ``now``, ``revised``, ``withdrawn`` or ``target``."""

    line: FigureLine
    what: Literal["now", "revised", "withdrawn", "target"]
    level: int | None


@dataclass(frozen=True, slots=True)
class FigurePage:
    """Everything about one figure. ``coming``: the period its next value is of, where that is regular; ``into``: what is
    computed from it; ``claims`` rest on it, and say whether they hold."""

    line: FigureLine
    origin: FactOrigin
    source: SourceChoice | None
    lines: tuple[SourceLine, ...]
    indicator: Indicator | None
    history: tuple[HistoryLine, ...]
    into: tuple[FigureLine, ...]
    claims: tuple[TurnedClaim, ...]
    printings: tuple[FigurePrinting, ...]
    next_due: date | None
    coming: str


def figure(ws: ProjectFolder, reference: str) -> FigurePage:
    """Return everything about one figure, by id or by indicator for the latest: its source with the line, its history, what
    rests on it, and every sentence of the documents, as they would be composed now, that prints it."""
    project = ws.project()
    base = project.base
    try:
        fact = base.resolve(reference)
    except UnknownFact as unknown:
        raise ProblemsFound([problem("trace-no-fact", "", 0, reason=str(unknown))]) from unknown
    lines = {line.id: line for line in figure_lines(ws, project)}
    line = lines.get(fact.id) or line_of(project, fact)
    indicator = base.indicators.get(fact.indicator)
    latest = base.latest(fact.indicator) if indicator is not None and base.series(fact.indicator) else None
    following = next_period(indicator.frequency, latest.period) if indicator is not None and latest else None
    printed = (p for p in printings(ws, project) if p.fact == fact.id)
    places = document_places(ws)
    return FigurePage(
        line,
        origin_of(project, fact),
        next((s for s in sources(ws, project) if s.id == fact.source), None),
        source_lines(ws, project, fact),
        indicator,
        tuple(_history(project, fact.indicator)),
        tuple(lines[f.id] for f in base.facts.values() if fact.id in f.inputs and f.id in lines),
        tuple(
            turned(c.id, c.statement, c.id in base.held, wordings(project), base)
            for c in base.claims.values()
            if _rests_on(c, fact, base)
        ),
        tuple(sorted(printed, key=lambda p: places.get(p.document, len(places)))),
        due_date(indicator.frequency, latest.period) if indicator is not None and latest else None,
        following.text if following else "",
    )


def _rests_on(claim: Claim, fact: Fact, base: FactBase) -> bool:
    named = (claim.left, claim.right, *claim.also)
    return any(base.knows(name) and base.resolve(name).id == fact.id for name in named if name)


def source_lines(ws: ProjectFolder, project: Project, fact: Fact) -> tuple[SourceLine, ...]:
    """Return the lines of a figure's source around its locator, where the text is kept; none where it is not."""
    texts = readable_archived_texts(ws, project)
    lines = texts.get(fact.source)
    try:
        ranges = line_ranges(fact.locator)
    except ValueError:
        return ()
    if not lines:
        return ()
    named = {n for first, last in ranges for n in range(first, last + 1)}
    shown = sorted({m for n in named for m in range(n - AROUND, n + AROUND + 1) if 1 <= m <= len(lines)})
    return tuple(_cut(n, lines[n - 1], fact.published if n in named else "", n in named) for n in shown)


def readable_archived_texts(ws: ProjectFolder, project: Project) -> Mapping[str, tuple[str, ...]]:
    """Return the lines of the sources whose text is kept, by source id; of an altered text none (``check`` tells of it)."""

    def made() -> Mapping[str, tuple[str, ...]]:
        try:
            return archived_texts(ws, project)
        except ProblemsFound:
            return {}

    return ws.recall("texts", "kept", (project.base, stamp(ws.root / FOLDER, suffixes=(".txt", ".yaml"))), made)


def _cut(number: int, text: str, wording: str, named: bool) -> SourceLine:
    before, found, behind = text.partition(wording) if wording else (text, "", "")
    return SourceLine(number, before, found, behind, named)


def _history(project: Project, indicator: str) -> Iterator[HistoryLine]:
    """The values of an indicator by period, each with those it replaced, then the targets."""
    base = project.base
    found = [f for f in base.facts.values() if f.indicator == indicator and f.kind != "derived"]
    values = {
        f.id: f.quantity.value for f in found if f.quantity is not None and PAST not in f.id and f.kind != "target"
    }
    low, high = min(values.values(), default=Decimal(0)), max(values.values(), default=Decimal(0))
    for fact in sorted(found, key=lambda f: (f.kind == "target", f.period.end, PAST in f.id)):
        value = values.get(fact.id)
        level = None if value is None else 50 if high == low else int((value - low) / (high - low) * 100)
        yield HistoryLine(line_of(project, fact), _standing(fact), level)


def _standing(fact: Fact) -> Literal["now", "revised", "withdrawn", "target"]:
    if PAST in fact.id:
        return "withdrawn" if fact.status == "withdrawn" else "revised"
    return "target" if fact.kind == "target" else "now"
