"""The text of a document tree in the order it is read: what every writer must print, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

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
from briefing.render.house import House, load_house

ROOT = Path(__file__).resolve().parents[2]


def house() -> House:
    """The house of the project."""
    return load_house(ROOT / "templates" / "house")


def bare(text: str) -> str:
    """Characters without white space and hyphens (a line's end may have one), so that only words and their order count."""
    return re.sub(r"[\s\u2010-]", "", text)


CALL = "\0"  # stands where a note is called


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
            yield block.number + plain(block.heading)
            for inner in block.blocks:
                yield from block_text(inner, notes)


def body_text(document: Document, notes: bool = False) -> str:
    """All text of the sections, bare."""
    text = "".join(text for section in document.sections for text in block_text(section, notes))
    return bare(text.replace(CALL, ""))
