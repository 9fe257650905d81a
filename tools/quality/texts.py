"""The text of a document tree in the order it is read: what every format must print, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.document.nodes import Block, Chart, Document, Inline, Note, Section, Table, plain, walk
from briefing.document.reading import parts

CALL = "\0"  # stands where a note is called


def bare(text: str) -> str:
    """Characters without white space and hyphens (a line's end may have one), so that only words and their order count."""
    return re.sub(r"[\s\u2010\u2011-]", "", text)


def _run(children: tuple[Inline, ...], notes: bool) -> str:
    parts: list[str] = []
    for child in children:
        called = [n for n in walk((child,)) if isinstance(n, Note)]
        told = (f"{n.number}{n.number} {plain(n.children)}" if notes else CALL for n in called)
        parts += [plain((child,)), *told]
    return "".join(parts)


def block_text(block: Block, notes: bool = False) -> Iterator[str]:
    """The runs of text of a block, in reading order; ``notes`` puts call, number and text of each note at its place, where
    otherwise ``CALL`` stands."""
    for part in parts((block,)):
        match part.sort:
            case "text" | "row":
                yield from (_run(run, notes) for run in part.runs)
            case "caption":
                assert isinstance(part.block, Table | Chart)
                yield part.block.caption.label + part.block.caption.gap + plain(part.runs[0])
            case "chart":
                assert isinstance(part.block, Chart)
                for told in zip(part.block.dates or part.block.categories, part.block.labels, strict=False):
                    yield from told  # of a timeline
            case "listed":
                assert part.source is not None
                yield part.source.label + plain(part.runs[0])
            case "heading":
                assert isinstance(part.block, Section)
                yield from (part.block.number, plain(part.runs[0]))
            case "tile" | "title" | "entry" | "note" | "source":
                yield from map(plain, part.runs)


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
