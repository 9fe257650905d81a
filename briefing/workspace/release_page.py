"""A release as a page shows it: its text with every figure marked, what each may be, and what is decided of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.language import print_rank
from briefing.language.changes import print_period
from briefing.language.figures import print_quantity
from briefing.problems import Problem
from briefing.project.opening import Project
from briefing.quantities import Period
from briefing.releases.archive import Counts, counts, source_id_of
from briefing.releases.deciding import decision_problems
from briefing.releases.decisions import ArticleForm, Decision, SectionForm, by_figure
from briefing.releases.desk import Desk
from briefing.releases.figure import Proposed
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
    """One figure of a release, with what it may be. ``texts`` and ``periods`` are by language id (``texts`` empty where it is
    open); ``indicator`` is what is proposed, ``near`` one that differs in unit, base or region, ``other`` the next best;
    ``last`` is the indicator's newest figure. ``version`` stands for the decision that there is; ``against`` is what keeps it
    from being carried out."""

    proposed: Proposed
    texts: Mapping[str, str]
    periods: Mapping[str, str]
    indicator: IndicatorChoice | None
    near: IndicatorChoice | None
    other: IndicatorChoice | None
    last: FigureLine | None
    doubts: tuple[Problem, ...]
    decision: Decision | None
    version: str
    against: tuple[Problem, ...]

    @property
    def id(self) -> str:
        """The id by which decisions name it."""
        return self.proposed.figure.id


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A release as a page shows it: what was read and decided (``desk``), its text in lines, its figures. ``unconfirmed`` are
    the fields of its source that must be filled before it can be recorded; ``recorded``: it has become a source."""

    desk: Desk
    lines: tuple[TextLine, ...]
    figures: tuple[ReleaseFigure, ...]
    unconfirmed: tuple[str, ...]
    counts: Counts
    recorded: bool

    @property
    def id(self) -> str:
        """Its id in the archive."""
        return self.desk.kept.id

    def figure(self, name: str) -> ReleaseFigure | None:
        """Return a figure by its id."""
        return next((f for f in self.figures if f.id == name), None)

    @property
    def articles(self) -> tuple[ArticleForm, ...]:
        """Its articles as confirmed, else as guessed where there seem to be several."""
        said, guessed = self.desk.kept.decisions.source, self.desk.release.guess.articles
        if said.parted or len(guessed) < 2:
            return said.articles
        return tuple(ArticleForm(title={self.desk.release.tag: a.title}, lines=f"{a.first}-{a.last}") for a in guessed)

    @property
    def sections(self) -> tuple[SectionForm, ...]:
        """Its sections as confirmed, else as the headings of its one article let guess."""
        said, guessed = self.desk.kept.decisions.source, self.desk.release.guess.articles
        if said.parted or len(guessed) != 1 or len(guessed[0].sections) < 2:
            return said.sections
        titled = ((s, {self.desk.release.tag: s.title}) for s in guessed[0].sections)
        return tuple(SectionForm(title=title, lines=f"{s.first}-{s.last}") for s, title in titled)

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

    def figure(proposed: Proposed) -> ReleaseFigure:
        name, indicator, near, runner = proposed.figure.id, proposed.indicator, proposed.near, proposed.runner_up
        series = project.base.series(indicator.id) if indicator is not None else ()
        return ReleaseFigure(
            proposed,
            _texts(project, proposed),
            _periods(project, proposed),
            known.get(indicator.id) if indicator is not None else None,
            known.get(near.id) if near is not None else None,
            known.get(runner[0]) if runner is not None else None,
            lines.get(project.base.latest(indicator.id).id) if indicator is not None and series else None,
            desk.doubts.get(name, ()),
            decided.get(name),
            decision_version(decided.get(name)),
            against.get(name, ()),
        )

    said = kept.decisions.source
    articles = ("articles",) if len(desk.release.guess.articles) > 1 and not said.parted else ()
    return ReleasePage(
        desk,
        tuple(marked(kept.opened.lines, desk.proposals)),
        tuple(map(figure, desk.proposals)),
        (*(name for name in ("issuer", "title", "date", "kind") if not getattr(said, name)), *articles),
        counts(kept, desk.proposals),
        source_id_of(kept.opened.sha256, project.content.sources) == kept.id,
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
            places = (*_all(line, text, at), *_all(line, text, 0))
            place = next((p for p in places if _free(spans, p, len(text))), -1)
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
