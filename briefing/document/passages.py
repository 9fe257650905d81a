"""A document as passages in reading order: the smallest stretches of text that a person would point at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefing.document.nodes import Chart, Document, Inline, KeyFigures, Moment, Section, SourceLink, plain
from briefing.document.reading import Part, figures, leaves, notes, parts

#: Where one sentence ends and the next begins: after CJK full stops with their closing quotes; after Latin ones before a
#: capital, or a placeholder of a message (Unicode Standard Annex 29, SB7 to SB11, as far as these texts need it).
SENTENCE_END = re.compile(r"(?<=[。！？])(?![”’」）])|(?<=[。！？][”’」）])|(?<=[.!?])\s+(?=[“‘(\[]?(?:[A-Z]|%\())")
_Run = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, heading, caption, table row, chart point, tile, entry or note. ``section`` is the id of the section it
    stands in and ``title`` its heading; ``figures`` are the fact ids printed, each with its text, ``moments`` the dates
    and periods printed, in ISO 8601, and ``sources`` the sources named, each with its label (``source-s003``, S4)."""

    section: str
    title: str
    kind: str
    text: str
    figures: tuple[tuple[str, str], ...] = ()
    moments: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def identity(self) -> str:
        """The text with each source named by what it is, not by its number: two editions may count their sources otherwise."""
        parts: list[str] = []
        rest = self.text
        for target, label in self.sources:
            before, found, after = rest.partition(label)
            if found:
                parts += [before, target]
                rest = after
        return "".join([*parts, rest])


def passages(document: Document) -> tuple[Passage, ...]:
    """Every passage of a document, the cover first."""
    cover = document.cover
    lines = [cover.series, cover.title, cover.subtitle, *cover.lines, *cover.notice]
    found = [Passage("", cover.title, "cover", line) for line in lines if line]
    for section in document.sections:
        found.extend(_section(section))
    return tuple(found)


def _section(section: Section) -> Iterator[Passage]:
    place = (section.id, plain(section.heading))
    yield from _whole(place, "heading", section.heading)
    for block in section.blocks:
        if isinstance(block, Section):
            yield from _section(block)
        else:
            for part in parts((block,)):
                yield from _part(place, part)


def _part(place: tuple[str, str], part: Part) -> Iterator[Passage]:
    match part.sort:
        case "text":
            yield from _sentences(place, part.runs[0])
        case "row" | "entry":
            yield from _joined(place, part.sort, part.runs)
        case "tile":
            first, *others = part.runs
            labelled = (others[0], first, *others[1:]) if isinstance(part.block, KeyFigures) else part.runs
            yield from _joined(place, "tile", labelled)
        case "chart":
            assert isinstance(part.block, Chart)
            yield from _points(place, part.block)
        case "heading" | "title":
            yield from _whole(place, "heading", part.runs[0])
        case "listed":
            yield from _whole(place, "entry", part.runs[0])
        case "caption" | "note" | "source":
            yield from _whole(place, part.sort, part.runs[0])


def _points(place: tuple[str, str], chart: Chart) -> Iterator[Passage]:
    for series in chart.series:
        for category, point in zip(chart.categories, series.points, strict=False):
            if point is not None:
                text = " · ".join(part for part in (category, series.name, point.text) if part)
                yield Passage(*place, "point", text, ((point.fact, point.text),))
    for date, label in zip(chart.dates, chart.labels, strict=False):
        yield Passage(*place, "point", f"{date} · {label}")


def _whole(place: tuple[str, str], kind: str, run: _Run) -> Iterator[Passage]:
    yield from _joined(place, kind, (run,))


def _joined(place: tuple[str, str], kind: str, runs: tuple[_Run, ...]) -> Iterator[Passage]:
    text = " · ".join(found for run in runs if (found := plain(run).strip()))
    if text:
        printed = tuple((fact, text) for run in runs for _, fact, text in figures(run))
        moments = tuple(iso for run in runs for _, iso in _moments(run))
        yield Passage(*place, kind, text, printed, moments, tuple(s for run in runs for s in _sources(run)))
    for run in runs:
        yield from _notes(place, run)


def _sentences(place: tuple[str, str], run: _Run) -> Iterator[Passage]:
    text = plain(run)
    placed, said = list(figures(run)), list(_moments(run))
    start = 0
    for end in [*(m.start() for m in SENTENCE_END.finditer(text)), len(text)]:
        if sentence := text[start:end].strip():
            printed = tuple((fact, words) for at, fact, words in placed if start <= at < end)
            moments = tuple(iso for at, iso in said if start <= at < end)
            yield Passage(*place, "sentence", sentence, printed, moments)
        start = end
    yield from _notes(place, run)


def _moments(run: _Run) -> Iterator[tuple[int, str]]:
    """Where each date or period starts in the plain text of a run."""
    yield from ((at, node.datetime) for at, node in leaves(run) if isinstance(node, Moment))


def _sources(run: _Run) -> Iterator[tuple[str, str]]:
    yield from ((node.target, node.text) for _, node in leaves(run) if isinstance(node, SourceLink))


def _notes(place: tuple[str, str], run: _Run) -> Iterator[Passage]:
    for note in notes(run):
        yield from _whole(place, "note", note.children)
