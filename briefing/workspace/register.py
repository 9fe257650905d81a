"""The register of figures: a table to search and filter, and where each is printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from briefing.catalogue import SOURCE_TAG
from briefing.compose.translator import CONTENT
from briefing.document.reading import passages
from briefing.editions.audiences import DocumentSpec, wanted
from briefing.facts import Fact
from briefing.facts.observe import PAST, overdue
from briefing.language import print_fact_period
from briefing.problems import ProblemsFound, Severity
from briefing.project.opening import Project
from briefing.releases.archive import ids
from briefing.workspace.documents import Tree, gleaned, glimpsed
from briefing.workspace.facts import fact_row
from briefing.workspace.figure_search import marked, search_text
from briefing.workspace.folder import ProjectFolder

Filter = Literal["stale", "conflict", "unprinted", "target", "derived", "past"]

#: Rows on one page of the table.
ROWS = 100
#: Ids of facts that stand for projects and their totals begin so: they are the lists' own.
_OF_LISTS = ("project.", "projects.", "list.", "selection.")


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """What is looked for: words that must all occur (in id, labels, texts, wording, source), a source by id, a section as
    ``<pack>/<section>``, and filters that must all hold. ``start`` is the first row to show, from 0."""

    words: str = ""
    source: str = ""
    section: str = ""
    only: frozenset[Filter] = frozenset()
    start: int = 0


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One row of the register. ``labels``, ``texts`` and ``periods`` are by language id. ``due``: the day its successor should
    have been out, where that day has passed; ``conflicts``: ids of known conflicts; ``past``: the value no longer stands."""

    id: str
    indicator: str
    kind: str
    labels: Mapping[str, str]
    texts: Mapping[str, str]
    periods: Mapping[str, str]
    period: str
    status: str
    source: str
    locator: str
    published: str
    due: date | None
    conflicts: tuple[str, ...]
    past: bool


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source to choose: its id, number, date, title and issuer by language id, and how many figures rest on it."""

    id: str
    number: int
    day: date
    titles: Mapping[str, str]
    issuers: Mapping[str, str]
    figures: int
    kept: bool


@dataclass(frozen=True, slots=True)
class SectionChoice:
    """A section of a document to choose: ``id`` is ``<pack>/<section>``; its heading by language id."""

    id: str
    pack: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The rows of a query from its ``start`` on, how many there are in all, and what may be chosen. ``earlier`` and
    ``later`` are starts of the pages beside it (``None``: there is none). ``errors``: how many the content has; until they are
    mended nothing can be recorded. Where it is not ``read``, figures are as of the last look at the files; ``waiting``: of so
    many documents what they print is, too, or not known yet."""

    rows: tuple[FigureLine, ...]
    found: int
    known: int
    earlier: int | None
    later: int | None
    counts: Mapping[str, int]
    sources: tuple[SourceChoice, ...]
    sections: tuple[SectionChoice, ...]
    errors: int
    read: bool = True
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Printing:
    """A sentence (row, tile, chart point) of a document as it would be composed now, that prints a figure as ``figure``."""

    fact: str
    document: str
    pack: str
    language: str
    section: str
    title: str
    kind: str
    text: str
    figure: str


def figures(ws: ProjectFolder, query: FigureQuery | None = None) -> FigureTable:
    """Return the figures that fit a query, as far as the content can be read; inside ``ws.at_once`` as far as they are
    known."""
    project, query = ws.project(), query or FigureQuery()
    lines = figure_lines(ws, project)
    printed = printings(ws, project)
    read = not ws.hurried or ws.is_read(project)
    waiting = (
        sum(1 for wish, tag in _documents(ws, project) if not _is_current(ws, project, wish, tag)) if ws.hurried else 0
    )
    marks = ws.recall("marks", "by fact", (lines, printed), lambda: marked(_marks(lines, _places(printed))))
    text = ws.recall("search text", "figures", (lines,), lambda: search_text(_words(project, lines)))
    chosen = text.having_all(query.words)
    if query.source:
        chosen = [row for row in chosen if lines[row].source == query.source]
    if query.section:
        chosen = marks.of_kinds(chosen, marks.printed_in(query.section))
    kept = marks.of_kinds(chosen, marks.passing(query.only, "past"))
    start = max(0, min(query.start, len(kept) - 1))
    return FigureTable(
        tuple(lines[row] for row in kept[start : start + ROWS]),
        len(kept),
        marks.without("past"),
        max(0, start - ROWS) if start else None,
        start + ROWS if start + ROWS < len(kept) else None,
        marks.counts(chosen, _FILTERS),
        sources(ws, project),
        sections(ws, project),
        sum(1 for p in project.problems if p.severity is Severity.ERROR),
        read,
        waiting,
    )


_FILTERS: tuple[Filter, ...] = get_args(Filter)


def _marks(
    lines: Iterable[FigureLine], places: Mapping[str, set[str]]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for line in lines:
        there = frozenset(places.get(line.id, ()))
        yield frozenset(_filters(line, there)), there


def _words(project: Project, lines: Iterable[FigureLine]) -> Iterator[str]:
    """The words by which each figure is found."""
    for line in lines:
        source = project.base.sources.get(line.source)
        told = (source.title, source.issuer) if source else ()
        said = (*line.labels.values(), *line.texts.values(), *line.periods.values())
        yield "\n".join((line.id, *said, line.published, *told))


def _filters(line: FigureLine, there: frozenset[str]) -> Iterator[Filter]:
    if line.past:
        yield "past"
        return
    if line.due is not None:
        yield "stale"
    if line.conflicts:
        yield "conflict"
    if not there and line.kind != "event":
        yield "unprinted"
    if line.kind == "target":
        yield "target"
    if line.kind == "derived":
        yield "derived"


def figure_lines(ws: ProjectFolder, project: Project) -> tuple[FigureLine, ...]:
    """Return a line for every figure of the sources and every derived one, in the order of the base."""
    inputs = (project.content, project.base, *project.catalogues.values())
    return ws.recall("register", ws.today, inputs, lambda: tuple(_lines(project, ws.today)))


def _lines(project: Project, today: date) -> Iterator[FigureLine]:
    base = project.base
    late = {o.fact.id: o.due for name in base.indicators for o in overdue(base, name, today)}
    troubled: dict[str, list[str]] = {}
    for conflict in base.conflicts:
        for name in {base.resolve(r).id for r in conflict.facts if base.knows(r)}:
            troubled.setdefault(name, []).append(conflict.id)
    alike: Alike = {}
    for fact in base.facts.values():
        if not fact.id.startswith(_OF_LISTS):
            yield line_of(project, fact, late.get(fact.id), tuple(troubled.get(fact.id, ())), alike)


#: Words by language, by what they say: the label of an indicator and the name of a period are kept once for all its figures.
Alike = dict[tuple[tuple[str, str], ...], Mapping[str, str]]


def line_of(
    project: Project, fact: Fact, due: date | None = None, conflicts: tuple[str, ...] = (), alike: Alike | None = None
) -> FigureLine:
    """Return the line of one figure; words that ``alike`` has are taken from it, others put into it."""
    row = fact_row(project, fact)
    known: Alike = {} if alike is None else alike
    named = {tag: text or fact.label for tag, text in row.labels.items()}
    labels = known.setdefault(tuple(named.items()), named)
    said = {
        tag: print_fact_period(language, fact, "short", fact.vintage) for tag, language in project.languages.items()
    }
    periods = known.setdefault(tuple(said.items()), said)
    return FigureLine(
        fact.id,
        fact.indicator,
        fact.kind,
        labels,
        row.texts,
        periods,
        fact.period.text,
        fact.status,
        fact.source,
        fact.locator,
        fact.published,
        due,
        conflicts,
        PAST in fact.id,
    )


def printings(ws: ProjectFolder, project: Project) -> tuple[Printing, ...]:
    """Return every place where the packs, whole, print a figure, as they would be composed now; what cannot be composed prints
    none."""
    found = tuple(printed_in(ws, project, wish, tag) for wish, tag in _documents(ws, project))
    return ws.recall("printings", "all", found, lambda: tuple(one for each in found for one in each))


def _documents(ws: ProjectFolder, project: Project) -> tuple[tuple[DocumentSpec, str], ...]:
    """Every document of one language that the packs, whole, make."""
    if not project.base.sources:
        return ()

    def made() -> tuple[tuple[DocumentSpec, str], ...]:
        wishes = [w for pack in project.content.packs for w in wanted(project, pack, "", ())]
        return tuple((wish, tag) for wish in wishes for tag in wish.languages if tag in project.languages)

    return ws.recall("wishes", "whole", (project, ws.stamp("templates")), made)


#: The kind under which what a document prints is remembered.
PRINTED = "printed"


def _is_current(ws: ProjectFolder, project: Project, wish: DocumentSpec, tag: str) -> bool:
    known = glimpsed(ws, PRINTED, project, wish, tag)
    return known is not None and known.current


def printed_in(ws: ProjectFolder, project: Project, wish: DocumentSpec, tag: str) -> tuple[Printing, ...]:
    """Return every place where one document prints a figure; inside ``ws.at_once`` as it was last composed."""
    if ws.hurried:
        known = glimpsed(ws, PRINTED, project, wish, tag)
        return known.value if known is not None else ()

    name = f"{wish.name}.{tag}"

    def take(tree: Tree) -> tuple[Printing, ...]:
        return tuple(
            Printing(sys.intern(fact), name, wish.pack.id, tag, p.section, p.title, p.kind, p.text, text)
            for p in (passages(tree.document) if tree.document is not None else ())
            for fact, text in p.figures
        )

    try:
        return gleaned(ws, PRINTED, project, wish, tag, take)
    except ProblemsFound:  # ``check`` tells of it
        return ()


def _places(printed: Iterable[Printing]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in printed:
        found.setdefault(one.fact, set()).add(f"{one.pack}/{one.section}")
    return found


def sections(ws: ProjectFolder, project: Project) -> tuple[SectionChoice, ...]:
    """Return the sections that print a figure, in reading order."""
    printed = printings(ws, project)

    def made() -> tuple[SectionChoice, ...]:
        titles: dict[str, dict[str, str]] = {}
        packs: dict[str, str] = {}
        for one in printed:
            key = f"{one.pack}/{one.section}"
            packs[key] = one.pack
            titles.setdefault(key, {}).setdefault(one.language, one.title)
        return tuple(SectionChoice(key, packs[key], told) for key, told in titles.items())

    return ws.recall("sections", "printed", (printed,), made)


def sources(ws: ProjectFolder, project: Project) -> tuple[SourceChoice, ...]:
    """Return the sources, newest first."""
    kept = frozenset(ids(ws.root))

    def made() -> tuple[SourceChoice, ...]:
        counts: dict[str, int] = {}
        for fact in project.base.facts.values():
            counts[fact.source] = counts.get(fact.source, 0) + 1
        listed = sorted(project.base.sources.values(), key=lambda s: (s.date, s.number), reverse=True)
        return tuple(
            SourceChoice(
                s.id,
                s.number,
                s.date,
                texts_by_language(project, "source title", s.title),
                texts_by_language(project, "issuer", s.issuer),
                counts.get(s.id, 0),
                s.id in kept,
            )
            for s in listed
        )

    inputs = (project.base, *project.catalogues.values(), kept)
    return ws.recall("sources", "all", inputs, made)


def texts_by_language(project: Project, context: str, text: str) -> dict[str, str]:
    """Return a text of the content in every language; in the language of the content where there is no translation."""
    made = {}
    for tag in project.languages:
        message = None if tag == SOURCE_TAG else project.catalogues[tag].find(CONTENT, context, text)
        told = message.target.replace("%%", "%") if message is not None and not message.fuzzy else ""
        made[tag] = told or text
    return made
