"""A document as passages in reading order: the smallest stretches of text that a person would point at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from briefing.document.nodes import (
    Block,
    Callout,
    Cell,
    Chart,
    Definitions,
    Document,
    Emphasis,
    Figure,
    Inline,
    KeyFigures,
    ListBlock,
    Moment,
    Name,
    Note,
    Paragraph,
    PullFact,
    Section,
    SourceLink,
    SourceList,
    Strong,
    Table,
    plain,
)

#: Where one sentence ends and the next begins: after CJK full stops with their closing quotes; after Latin ones before a
#: capital (Unicode Standard Annex 29, SB7 to SB11, as far as these texts need it).
_BOUNDARY = re.compile(r"(?<=[。！？])(?![”’」）])|(?<=[。！？][”’」）])|(?<=[.!?])\s+(?=[“‘(\[]?[A-Z])")


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
            if not found:
                continue
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
        yield from _section(block) if isinstance(block, Section) else _block(place, block)


def _block(place: tuple[str, str], block: Block) -> Iterator[Passage]:
    match block:
        case Paragraph(children=run):
            yield from _sentences(place, run)
        case ListBlock(items=items):
            for item in items:
                for inner in item:
                    yield from _block(place, inner)
        case Table():
            yield from _table(place, block)
        case Chart():
            yield from _chart(place, block)
        case KeyFigures(items=items, source=source):
            for tile in items:
                yield from _joined(place, "tile", [tile.label, tile.figure, tile.detail])
            yield from _whole(place, "source", source)
        case Callout(title=title, blocks=blocks):
            yield from _whole(place, "heading", title)
            for inner in blocks:
                yield from _block(place, inner)
        case PullFact(figure=figure, text=text):
            yield from _joined(place, "tile", [figure, text])
        case Definitions(items=definitions):
            for entry in definitions:
                yield from _joined(place, "entry", [entry.term, entry.text])
        case SourceList(entries=sources):
            for source_entry in sources:
                yield from _whole(place, "entry", source_entry.children)
        case Section():
            yield from _section(block)
        case _:
            yield from _others(place, block)


def _table(place: tuple[str, str], table: Table) -> Iterator[Passage]:
    yield from _whole(place, "caption", table.caption.children)
    for row in (*table.head, *table.body, *table.foot):
        yield from _row(place, row)
    for note in table.notes:
        yield from _whole(place, "note", note)
    yield from _whole(place, "source", table.source)


def _row(place: tuple[str, str], row: tuple[Cell, ...]) -> Iterator[Passage]:
    yield from _joined(place, "row", [cell.children for cell in row])


def _chart(place: tuple[str, str], chart: Chart) -> Iterator[Passage]:
    yield from _whole(place, "caption", chart.caption.children)
    for series in chart.series:
        for category, point in zip(chart.categories, series.points, strict=False):
            if point is not None:
                text = " · ".join(part for part in (category, series.name, point.text) if part)
                yield Passage(*place, "point", text, ((point.fact, point.text),))
    for date, label in zip(chart.dates, chart.labels, strict=False):
        yield Passage(*place, "point", f"{date} · {label}")
    for note in chart.notes:
        yield from _whole(place, "note", note)
    yield from _whole(place, "source", chart.source)


def _others(place: tuple[str, str], node: object) -> Iterator[Passage]:
    """A block of a kind this module has no view of: every run of text inside it, so that nothing is lost."""
    if isinstance(node, tuple):
        if node and all(isinstance(item, Inline) for item in node):
            yield from _whole(place, "entry", node)
        else:
            for item in node:
                yield from _others(place, item)
    elif is_dataclass(node) and not isinstance(node, type):
        for item in fields(node):
            yield from _others(place, getattr(node, item.name))


def _whole(place: tuple[str, str], kind: str, run: tuple[Inline, ...]) -> Iterator[Passage]:
    if text := plain(run).strip():
        moments = tuple(iso for _, iso in _said(run, 0))
        yield Passage(*place, kind, text, tuple(_figures(run)), moments, tuple(_sources(run)))
    yield from _notes(place, run)


def _joined(place: tuple[str, str], kind: str, runs: list[tuple[Inline, ...]]) -> Iterator[Passage]:
    text = " · ".join(found for run in runs if (found := plain(run).strip()))
    if text:
        moments = tuple(iso for run in runs for _, iso in _said(run, 0))
        yield Passage(*place, kind, text, tuple(f for run in runs for f in _figures(run)), moments)
    for run in runs:
        yield from _notes(place, run)


def _sentences(place: tuple[str, str], run: tuple[Inline, ...]) -> Iterator[Passage]:
    text = plain(run)
    placed, said = list(_placed(run, 0)), list(_said(run, 0))
    start = 0
    for end in [*(m.start() for m in _BOUNDARY.finditer(text)), len(text)]:
        if sentence := text[start:end].strip():
            figures = tuple((fact, printed) for at, fact, printed in placed if start <= at < end)
            moments = tuple(iso for at, iso in said if start <= at < end)
            yield Passage(*place, "sentence", sentence, figures, moments)
        start = end
    yield from _notes(place, run)


def _placed(run: tuple[Inline, ...], at: int) -> Iterator[tuple[int, str, str]]:
    """Where each figure, or date of an event, starts in the plain text of a run."""
    for node in run:
        match node:
            case Figure(fact=fact, text=text):
                yield at, fact, text
            case Moment(fact=fact, text=text) if fact:
                yield at, fact, text
            case Strong(children=inner) | Emphasis(children=inner) | Name(children=inner):
                yield from _placed(inner, at)
        at += len(plain((node,)))


def _said(run: tuple[Inline, ...], at: int) -> Iterator[tuple[int, str]]:
    """Where each date or period starts in the plain text of a run."""
    for node in run:
        match node:
            case Moment(datetime=iso):
                yield at, iso
            case Strong(children=inner) | Emphasis(children=inner) | Name(children=inner):
                yield from _said(inner, at)
        at += len(plain((node,)))


def _figures(run: tuple[Inline, ...]) -> Iterator[tuple[str, str]]:
    for _, fact, text in _placed(run, 0):
        yield fact, text


def _sources(run: tuple[Inline, ...]) -> Iterator[tuple[str, str]]:
    for node in run:
        match node:
            case SourceLink(target=target, text=label):
                yield target, label
            case Strong(children=inner) | Emphasis(children=inner) | Name(children=inner):
                yield from _sources(inner)


def _notes(place: tuple[str, str], run: tuple[Inline, ...]) -> Iterator[Passage]:
    for node in run:
        match node:
            case Note(children=inner):
                yield from _whole(place, "note", inner)
            case Strong(children=inner) | Emphasis(children=inner) | Name(children=inner):
                yield from _notes(place, inner)
