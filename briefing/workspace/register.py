"""The register of figures: a table to search, filter and count (what is looked for again and again is laid out once), and where
each is printed."""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from briefing.document.reading import passages
from briefing.facts import Fact
from briefing.facts.observe import PAST, overdue
from briefing.language import print_fact_period
from briefing.problems import ProblemsFound, Severity
from briefing.project.opening import Project
from briefing.workspace.documents import ComposedTree, ProjectDocument, in_each_language, whole
from briefing.workspace.facts import label_of, printed_texts
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
    """One row of the register: a fact, with its ``labels``, ``texts`` and ``periods`` by language id. ``due``: the day its
    successor should have been out, where that day has passed; ``conflicts``: ids of known conflicts."""

    fact: Fact
    labels: Mapping[str, str]
    texts: Mapping[str, str]
    periods: Mapping[str, str]
    due: date | None
    conflicts: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the fact."""
        return self.fact.id

    @property
    def past(self) -> bool:
        """Whether the value no longer stands."""
        return PAST in self.fact.id


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
    looked_at = [d.last_taken(PRINTED) for d in _documents(ws, project)] if ws.known_only else []
    marks = ws.recall("marks", "by fact", (lines, printed), lambda: marked(_marks(lines, _places(printed))))
    text = ws.recall("search text", "figures", (lines,), lambda: search_text(_words(project, lines)))
    chosen = having_all(text, query.words)
    if query.source:
        chosen = [row for row in chosen if lines[row].fact.source == query.source]
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
        sum(1 for known in looked_at if known is None or not known.current),
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
        source = project.base.sources.get(line.fact.source)
        told = (source.title, source.issuer) if source else ()
        said = (*line.labels.values(), *line.texts.values(), *line.periods.values())
        yield "\n".join((line.id, *said, line.fact.published, *told))


def _filters(line: FigureLine, there: frozenset[str]) -> Iterator[Filter]:
    if line.past:
        yield "past"
        return
    if line.due is not None:
        yield "stale"
    if line.conflicts:
        yield "conflict"
    if not there and line.fact.kind != "event":
        yield "unprinted"
    if line.fact.kind == "target":
        yield "target"
    if line.fact.kind == "derived":
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
    known: Alike = {} if alike is None else alike
    named = {tag: label_of(project, tag, fact) or fact.label for tag in project.languages}
    said = {
        tag: print_fact_period(language, fact, "short", fact.vintage) for tag, language in project.languages.items()
    }
    labels, periods = (known.setdefault(tuple(words.items()), words) for words in (named, said))
    return FigureLine(fact, labels, printed_texts(project, fact), periods, due, conflicts)


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
        for one in printed:
            titles.setdefault(f"{one.pack}/{one.section}", {}).setdefault(one.language, one.title)
        return tuple(SectionChoice(key, key.partition("/")[0], told) for key, told in titles.items())

    return ws.recall("sections", "printed", (printed,), made)


def search_text(rows: Iterable[str]) -> tuple[bytes, ...]:
    """Return the words of rows, laid out to be searched: in small letters, in UTF-8, which takes least room."""
    return tuple(row.casefold().encode() for row in rows)


def having_all(rows: Sequence[bytes], words: str) -> Sequence[int]:
    """Return the rows, by number, in which every word occurs; all of them where there is no word."""
    found: Sequence[int] = range(len(rows))
    for word in map(str.encode, words.casefold().split()):
        found = [row for row in found if word in rows[row]]
    return found


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
