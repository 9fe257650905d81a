"""The text of a document tree in the order it is read: what every format must print, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.document.nodes import (
    Block,
    Callout,
    Caption,
    Chart,
    Definitions,
    Document,
    Inline,
    KeyFigures,
    ListBlock,
    Note,
    Paragraph,
    PullFact,
    Section,
    SourceList,
    Table,
    plain,
    walk,
)

CALL = "\0"  # stands where a note is called


def bare(text: str) -> str:
    """Characters without white space and hyphens (a line's end may have one), so that only words and their order count."""
    return re.sub(r"[\s\u2010-]", "", text)


def _run(children: tuple[Inline, ...], notes: bool) -> str:
    parts: list[str] = []
    for child in children:
        called = [n for n in walk((child,)) if isinstance(n, Note)]
        told = (f"{n.number}{n.number} {plain(n.children)}" if notes else CALL for n in called)
        parts += [plain((child,)), *told]
    return "".join(parts)


def _caption(caption: Caption) -> str:
    return caption.label + caption.gap + plain(caption.children)


def block_text(block: Block, notes: bool = False) -> Iterator[str]:
    """The runs of text of a block, in reading order; ``notes`` puts call, number and text of each note at its place, where
    otherwise ``CALL`` stands."""
    match block:
        case Paragraph():
            yield _run(block.children, notes)
        case ListBlock():
            for item in block.items:
                for inner in item:
                    yield from block_text(inner, notes)
        case Table():
            yield _caption(block.caption)
            for row in (*block.head, *block.body, *block.foot):
                yield from (_run(cell.children, notes) for cell in row)
            yield from (plain(note) for note in block.notes)
            yield plain(block.source)
        case Chart():
            yield _caption(block.caption)
            for told in zip(block.dates or block.categories, block.labels, strict=False):  # of a timeline
                yield from told
            yield from (plain(note) for note in block.notes)
            yield plain(block.source)
        case KeyFigures():
            for tile in block.items:
                yield from (plain(tile.figure), plain(tile.label), plain(tile.detail))
            yield plain(block.source)
        case Callout():
            yield plain(block.title)
            for inner in block.blocks:
                yield from block_text(inner, notes)
        case PullFact():
            yield from (plain(block.figure), plain(block.text))
        case Definitions():
            for entry in block.items:
                yield from (plain(entry.term), plain(entry.text))
        case SourceList():
            for source in block.entries:
                yield source.label + plain(source.children)
        case Section():
            yield block.number
            yield plain(block.heading)
            for inner in block.blocks:
                yield from block_text(inner, notes)


def runs(document: Document) -> Iterator[str]:
    """Every run of text of the sections in reading order, cut where notes are called, bare and not empty."""
    for section in document.sections:
        for text in block_text(section):
            yield from filter(None, map(bare, text.split(CALL)))


def calls(document: Document) -> Iterator[tuple[str, Note]]:
    """Every call of a note in reading order, with the bare text before it in its run."""
    called = (node for node in walk(document.sections) if isinstance(node, Note))
    for section in document.sections:
        for text in block_text(section):
            before = text.split(CALL)[:-1]
            yield from ((bare(part), next(called)) for part in before)


def first_missing(document: Document, shown: str) -> str:
    """The first run of the tree that does not follow the one before it in ``shown``; empty when all are there in order.
    The numbers of headings are looked for like any text."""
    text, position = bare(shown), 0
    for run in runs(document):
        at = text.find(run, position)
        if at < 0:
            return run
        position = at + len(run)
    return ""
