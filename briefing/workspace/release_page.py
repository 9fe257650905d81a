"""A release as a page shows it: its text with every figure marked, what each may be, and what is decided of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from briefing.content.records import Observation, Target
from briefing.language import print_rank
from briefing.language.changes import print_period
from briefing.language.figures import print_quantity
from briefing.problems import Problem
from briefing.project.opening import Project
from briefing.quantities import Period
from briefing.releases.archive import Counts, counts, source_id_of
from briefing.releases.articles import Guess
from briefing.releases.deciding import decision_problems
from briefing.releases.decisions import ArticleForm, Decision, SectionForm, SourceForm, by_figure
from briefing.releases.desk import Desk
from briefing.releases.figure import NoData, Proposed, Verdict
from briefing.workspace.entering import IndicatorChoice, entry_choices
from briefing.workspace.folder import ProjectFolder
from briefing.workspace.register import FigureLine, figure_lines


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of a line, with the id of the figure that it prints (empty for other text); ``first`` is false for the rest of
    a figure that began on the line before."""

    text: str
    figure: str = ""
    first: bool = True


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a release, in parts; ``number`` is from 1."""

    number: int
    parts: tuple[TextPart, ...]


@dataclass(frozen=True, slots=True)
class ReleaseFigure:
    """One figure of a release. ``texts`` and ``periods`` are by language id (``texts`` empty where it is open);
    ``indicator`` is what is proposed, ``near`` one that differs in unit, base or region, ``other`` the next best; ``score`` and
    ``other_score`` (empty where there is none) say how well they fit, from 0 to 1.
    ``known`` is what the project holds for indicator and period, ``last`` the indicator's newest figure. ``version``
    stands for the decision that there is; ``against`` is what keeps it from being carried out."""

    id: str
    line: int
    text: str
    sentence: str
    texts: Mapping[str, str]
    unit: str
    verdict: Verdict
    score: str
    indicator: IndicatorChoice | None
    near: IndicatorChoice | None
    other: IndicatorChoice | None
    other_score: str
    period: str
    periods: Mapping[str, str]
    basis: str
    base: str
    subject: str
    status: str
    target: bool
    known: Observation | Target | None
    last: FigureLine | None
    repeats: str
    doubts: tuple[Problem, ...]
    decision: Decision | None
    action: str
    version: str
    against: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A release as a page shows it. ``source`` is what is confirmed of it, ``guess`` what it seems to be;
    ``unconfirmed`` are the fields of ``source`` that must be filled before it can be recorded; ``recorded``: it has become
    a source."""

    id: str
    file: str
    language: str
    day: date | None
    lines: tuple[TextLine, ...]
    figures: tuple[ReleaseFigure, ...]
    names: tuple[NoData, ...]
    guess: Guess
    source: SourceForm
    unconfirmed: tuple[str, ...]
    further: tuple[str, ...]
    counts: Counts
    problems: tuple[Problem, ...]
    recorded: bool

    def figure(self, name: str) -> ReleaseFigure | None:
        """Return a figure by its id."""
        return next((f for f in self.figures if f.id == name), None)

    @property
    def articles(self) -> tuple[ArticleForm, ...]:
        """Its articles as confirmed, else as guessed where there seem to be several."""
        if self.source.parted or len(self.guess.articles) < 2:
            return self.source.articles
        return tuple(
            ArticleForm(title={self.language: a.title}, lines=f"{a.first}-{a.last}") for a in self.guess.articles
        )

    @property
    def sections(self) -> tuple[SectionForm, ...]:
        """Its sections as confirmed, else as the headings of its one article let guess."""
        if self.source.parted or len(self.guess.articles) != 1 or len(self.guess.articles[0].sections) < 2:
            return self.source.sections
        return tuple(
            SectionForm(title={self.language: s.title}, lines=f"{s.first}-{s.last}")
            for s in self.guess.articles[0].sections
        )

    def marks(self, name: str) -> tuple[TextPart, ...]:
        """Return the parts of the text that print a figure."""
        return tuple(part for line in self.lines for part in line.parts if part.figure == name)


def page(ws: ProjectFolder, desk: Desk) -> ReleasePage:
    """Return a release at work as a page shows it."""
    project = ws.project()
    kept = desk.kept
    decided, _ = by_figure(kept.decisions, desk.proposals)
    known = {i.id: i for i in entry_choices(ws).indicators}
    lines = {line.id: line for line in figure_lines(ws, project)}
    against = decision_problems(project, kept, desk.release, desk.proposals)
    figures = tuple(
        _figure(project, p, desk.doubts.get(p.figure.id, ()), decided.get(p.figure.id), known, lines, against)
        for p in desk.proposals
    )
    said = kept.decisions.source
    return ReleasePage(
        kept.id,
        kept.opened.name,
        desk.release.tag,
        desk.release.day,
        tuple(marked(kept.opened.lines, desk.proposals)),
        figures,
        desk.release.names,
        desk.release.guess,
        said,
        (
            *(name for name in ("issuer", "title", "date", "kind") if not getattr(said, name)),
            *(("articles",) if len(desk.release.guess.articles) > 1 and not said.parted else ()),
        ),
        kept.decisions.further,
        counts(kept, desk.proposals),
        desk.problems,
        source_id_of(kept.opened.sha256, project.content.sources) == kept.id,
    )


def _figure(
    project: Project,
    proposed: Proposed,
    doubts: tuple[Problem, ...],
    decision: Decision | None,
    known: Mapping[str, IndicatorChoice],
    lines: Mapping[str, FigureLine],
    against: Mapping[str, tuple[Problem, ...]],
) -> ReleaseFigure:
    figure, indicator = proposed.figure, proposed.indicator
    runner = proposed.runner_up
    base = project.base
    series = base.series(indicator.id) if indicator is not None else ()
    return ReleaseFigure(
        figure.id,
        figure.line,
        figure.text,
        figure.sentence,
        _texts(project, proposed),
        proposed.unit,
        proposed.verdict,
        str(proposed.score),
        known.get(indicator.id) if indicator is not None else None,
        known.get(proposed.near.id) if proposed.near is not None else None,
        known.get(runner[0]) if runner is not None else None,
        str(runner[1]) if runner is not None and runner[0] in known else "",
        proposed.period,
        _periods(project, proposed),
        proposed.basis,
        figure.base or figure.base_region,
        figure.subject,
        figure.status,
        proposed.target,
        proposed.existing,
        lines.get(base.latest(indicator.id).id) if indicator is not None and series else None,
        proposed.repeats,
        doubts,
        decision,
        decision.action if decision is not None else "",
        decision_version(decision),
        against.get(figure.id, ()),
    )


def decision_version(decision: Decision | None) -> str:
    """Return a token of a decision; empty where there is none."""
    if decision is None:
        return ""
    data = json.dumps(decision.model_dump(mode="json", exclude_defaults=True), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(data.encode()).hexdigest()[:16]


def _texts(project: Project, proposed: Proposed) -> dict[str, str]:
    unit = proposed.indicator.unit if proposed.indicator is not None else proposed.unit
    quantity = proposed.figure.quantity(unit)
    if quantity is None or proposed.figure.high is not None:
        return {}
    if unit == "rank":
        region = proposed.figure.region or project.base.home
        return {tag: print_rank(lang, quantity, region)
                for tag, lang in project.languages.items() if region in lang.regions}  # fmt: skip
    return {tag: print_quantity(lang, quantity) for tag, lang in project.languages.items() if unit in lang.units}


def _periods(project: Project, proposed: Proposed) -> dict[str, str]:
    if not proposed.period:
        return {}
    period = Period.parse(proposed.period)
    kind = proposed.indicator.kind if proposed.indicator is not None else ""
    return {tag: print_period(lang, period, "short", kind=kind) for tag, lang in project.languages.items()}


def marked(lines: Sequence[str], proposals: Iterable[Proposed]) -> Iterator[TextLine]:
    """Yield the lines of a text with each figure in its place: in the order of reading, each behind the one before. A figure
    that goes over the end of a line is marked as far as the line goes."""
    by_line: dict[int, list[tuple[str, str]]] = {}
    for proposed in sorted(proposals, key=lambda p: p.figure.number):
        by_line.setdefault(proposed.figure.line, []).append((proposed.figure.id, proposed.figure.text))
    carried: tuple[str, str] | None = None
    for number, line in enumerate(lines, 1):
        spans: list[tuple[int, int, str]] = []
        begun = carried[0] if carried is not None else ""
        if carried is not None and line.lstrip().startswith(carried[1]):
            start = len(line) - len(line.lstrip())
            spans.append((start, start + len(carried[1]), carried[0]))
        carried = None
        at = 0
        for name, text in by_line.get(number, ()):
            place = next((p for p in _all(line, text, at) if _free(spans, p, len(text))), -1)
            if place < 0:
                place = next((p for p in _all(line, text, 0) if _free(spans, p, len(text))), -1)
            if place >= 0:
                spans.append((place, place + len(text), name))
                at = place + len(text)
            elif head := _cut(line, text):
                spans.append((len(line.rstrip()) - len(head), len(line.rstrip()), name))
                carried = (name, text[len(head) :])
        yield TextLine(number, tuple(_parts(line, sorted(spans), begun)))


def _all(line: str, text: str, start: int) -> Iterator[int]:
    place = line.find(text, start)
    while place >= 0:
        yield place
        place = line.find(text, place + 1)


def _free(spans: Iterable[tuple[int, int, str]], start: int, length: int) -> bool:
    return all(start + length <= low or start >= high for low, high, _ in spans)


def _cut(line: str, text: str) -> str:
    """The longest beginning of a text with which a line ends."""
    shown = line.rstrip()
    return next((text[:n] for n in range(len(text) - 1, 0, -1) if shown.endswith(text[:n])), "")


def _parts(line: str, spans: Sequence[tuple[int, int, str]], begun: str) -> Iterator[TextPart]:
    at = 0
    for start, end, name in spans:
        if start > at:
            yield TextPart(line[at:start])
        yield TextPart(line[start:end], name, name != begun)
        at = end
    if at < len(line) or not spans:
        yield TextPart(line[at:])
