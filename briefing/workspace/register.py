"""The register of figures: a table to search, filter and count (what is looked for again and again is laid out once), and where
each is printed."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Literal, get_args

from briefing.document.reading import passages
from briefing.facts import Fact
from briefing.facts.observe import PAST, overdue
from briefing.language import print_fact_period
from briefing.problems import ProblemsFound, Severity
from briefing.project.opening import Project
from briefing.workspace.documents import ComposedTree, ProjectDocument, in_each_language, whole
from briefing.workspace.facts import fact_row
from briefing.workspace.figures import SourceChoice, sources
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
class FigurePrinting:
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
    read = not ws.known_only or ws.is_read(project)
    waiting = sum(1 for d in _documents(ws, project) if not _is_current(d)) if ws.known_only else 0
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


def printings(ws: ProjectFolder, project: Project) -> tuple[FigurePrinting, ...]:
    """Return every place where the packs, whole, print a figure, as they would be composed now; what cannot be composed prints
    none."""
    found = tuple(map(printed_in, _documents(ws, project)))
    return ws.recall("printings", "all", found, lambda: tuple(one for each in found for one in each))


def _documents(ws: ProjectFolder, project: Project) -> tuple[ProjectDocument, ...]:
    """Every document of one language that the packs, whole, make."""
    if not project.base.sources:
        return ()

    def made() -> tuple[ProjectDocument, ...]:
        return tuple(d for d in in_each_language(ws, project, whole(project)) if d.language in project.languages)

    return ws.recall("documents whole", "all", (project, ws.stamp("templates")), made)


#: The kind under which what a document prints is remembered.
PRINTED = "printed"


def _is_current(document: ProjectDocument) -> bool:
    known = document.last_taken(PRINTED)
    return known is not None and known.current


def printed_in(document: ProjectDocument) -> tuple[FigurePrinting, ...]:
    """Return every place where one document prints a figure; inside ``ws.at_once`` as it was last composed."""
    if document.ws.known_only:
        known = document.last_taken(PRINTED)
        return known.value if known is not None else ()

    name, pack, tag = document.name, document.spec.pack.id, document.language

    def take(tree: ComposedTree) -> tuple[FigurePrinting, ...]:
        return tuple(
            FigurePrinting(sys.intern(fact), name, pack, tag, p.section, p.title, p.kind, p.text, text)
            for p in (passages(tree.document) if tree.document is not None else ())
            for fact, text in p.figures
        )

    try:
        return document.taken(PRINTED, take)
    except ProblemsFound:  # ``check`` tells of it
        return ()


def _places(printed: Iterable[FigurePrinting]) -> dict[str, set[str]]:
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


@dataclass(frozen=True, slots=True)
class SearchText:
    """The words of many rows, one after the other in small letters (UTF-8), and where each row begins."""

    text: bytes
    starts: array[int]

    def having(self, word: str) -> list[int]:
        """Return the rows, by number, in which a word occurs; it holds no white space."""
        wanted, found, at = word.casefold().encode(), list[int](), 0
        while (at := self.text.find(wanted, at)) >= 0:
            row = bisect_right(self.starts, at) - 1
            found.append(row)
            if row + 1 == len(self.starts):
                break
            at = self.starts[row + 1]
        return found

    def having_all(self, words: str) -> Sequence[int]:
        """Return the rows in which every word occurs, in order; all rows where there is no word."""
        asked = words.split()
        if not asked:
            return range(len(self.starts))
        found = set(self.having(asked[0])).intersection(*map(self.having, asked[1:]))
        return sorted(found)


def search_text(rows: Iterable[str]) -> SearchText:
    """Return the words of rows, laid out to be searched."""
    parts = [f"{row}\n".casefold().encode() for row in rows]
    starts = array("Q", accumulate(map(len, parts), initial=0))
    starts.pop()
    return SearchText(b"".join(parts), starts)


@dataclass(frozen=True, slots=True)
class Marks:
    """The filters that a figure passes, and the sections that print it."""

    filters: frozenset[str]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class RowMarks:
    """The marks of many rows: most rows have the same ones as others, so that each kind stands once and ``of`` says which a row
    has."""

    kinds: tuple[Marks, ...]
    of: array[int]

    def counts(self, rows: Iterable[int], filters: Iterable[str]) -> dict[str, int]:
        """Return how many of the rows pass each filter."""
        found = dict.fromkeys(filters, 0)
        for kind, count in Counter(map(self.of.__getitem__, rows)).items():
            for name in self.kinds[kind].filters:
                found[name] += count
        return found

    def without(self, name: str) -> int:
        """Return how many of all rows do not pass a filter."""
        return sum(n for kind, n in Counter(self.of).items() if name not in self.kinds[kind].filters)

    def printed_in(self, section: str) -> frozenset[int]:
        """Return the kinds of mark that a section prints."""
        return frozenset(n for n, kind in enumerate(self.kinds) if section in kind.places)

    def passing(self, only: frozenset[str], but: str) -> frozenset[int]:
        """Return the kinds of mark that pass all of ``only``, and do not pass ``but`` unless it is asked for."""
        return frozenset(
            n for n, kind in enumerate(self.kinds) if only <= kind.filters and (but in only or but not in kind.filters)
        )

    def of_kinds(self, rows: Iterable[int], kinds: frozenset[int]) -> Sequence[int]:
        """Return those of the rows that have one of some kinds of mark."""
        of = self.of
        return [row for row in rows if of[row] in kinds]


def marked(rows: Iterable[tuple[frozenset[str], frozenset[str]]]) -> RowMarks:
    """Return the filters that each row passes and the sections that print it, each kind of mark once."""
    kinds: dict[tuple[frozenset[str], frozenset[str]], int] = {}
    of = array("L", (kinds.setdefault(row, len(kinds)) for row in rows))
    return RowMarks(tuple(Marks(*kind) for kind in kinds), of)
