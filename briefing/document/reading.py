"""A document read part by part: the one walk over its blocks, for all who want its text in the order it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from briefing.document.nodes import (
    Block,
    Callout,
    Chart,
    Definitions,
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
    SourceEntry,
    SourceList,
    Strong,
    Table,
    plain,
)

Run = tuple[Inline, ...]
Sort = Literal["heading", "text", "caption", "row", "chart", "note", "source", "tile", "title", "entry", "listed"]


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a document: its sort, the block it belongs to, and its runs of text: one, the cells of a row, the figure,
    label and detail of a tile, a term and its text. ``chart`` has no runs: what is drawn is in the block; a ``listed`` source
    is ``source``."""

    sort: Sort
    block: Block
    runs: tuple[Run, ...]
    source: SourceEntry | None = None


def parts(blocks: Iterable[Block]) -> Iterator[Part]:
    """Yield the parts of some blocks, those of blocks and sections inside them in their place."""
    for block in blocks:
        match block:
            case Paragraph(children=run):
                yield Part("text", block, (run,))
            case ListBlock(items=items):
                for item in items:
                    yield from parts(item)
            case Table() | Chart():
                yield from _captioned(block)
            case KeyFigures(items=tiles, source=source):
                for tile in tiles:
                    yield Part("tile", block, (tile.figure, tile.label, tile.detail))
                yield Part("source", block, (source,))
            case Callout(title=title, blocks=inner):
                yield Part("title", block, (title,))
                yield from parts(inner)
            case PullFact(figure=figure, text=text):
                yield Part("tile", block, (figure, text))
            case Definitions(items=entries):
                yield from (Part("entry", block, (entry.term, entry.text)) for entry in entries)
            case SourceList(entries=sources):
                yield from (Part("listed", block, (listed.children,), listed) for listed in sources)
            case Section(heading=heading, blocks=inner):
                yield Part("heading", block, (heading,))
                yield from parts(inner)
            case _:
                assert_never(block)


def _captioned(block: Table | Chart) -> Iterator[Part]:
    yield Part("caption", block, (block.caption.children,))
    if isinstance(block, Table):
        for row in (*block.head, *block.body, *block.foot):
            yield Part("row", block, tuple(cell.children for cell in row))
    else:
        yield Part("chart", block, ())
    yield from (Part("note", block, (note,)) for note in block.notes)
    yield Part("source", block, (block.source,))


def leaves(run: Run, at: int = 0) -> Iterator[tuple[int, Inline]]:
    """Yield the inline nodes of a run that hold text themselves, or a note, with the place of each in the plain text of the
    run."""
    for node in run:
        if isinstance(node, Strong | Emphasis | Name):
            yield from leaves(node.children, at)
        else:
            yield at, node
        at += len(plain((node,)))


def figures(run: Run) -> Iterator[tuple[int, str, str]]:
    """Yield the figures of a run, and the dates of events: place in its plain text, fact id, printed text."""
    for at, node in leaves(run):
        if isinstance(node, Figure | Moment) and node.fact:
            yield at, node.fact, node.text


def notes(run: Run) -> Iterator[Note]:
    """Yield the notes called in a run."""
    yield from (node for _, node in leaves(run) if isinstance(node, Note))
