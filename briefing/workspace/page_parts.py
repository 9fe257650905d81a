"""A long document in parts: each is made, marked and sent by itself, so that one sentence does not cost ten thousand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from briefing.document.nodes import (
    Block,
    Callout,
    Caption,
    Chart,
    Definitions,
    Document,
    Figure,
    KeyFigures,
    ListBlock,
    Note,
    Paragraph,
    PullFact,
    Section,
    SourceEntry,
    SourceList,
    Table,
    walk,
)

#: Lines of one part; a document with fewer than ``WHOLE`` is one. A paragraph, an item, a row of a table is a line.
LINES, WHOLE = 200, 1_000


@dataclass(frozen=True, slots=True)
class Parts:
    """How a document falls into parts: the first block of each (blocks that are no sections, counted through the document), at
    which block each id stands, and the words of each block without spaces, in small letters."""

    cuts: tuple[int, ...]
    places: Mapping[str, int]
    texts: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(self.cuts)

    def of(self, name: str) -> int:
        """Return the part, from 1, in which something stands by its id (``figure <id>`` for the first place of a figure); 0
        where nothing is called so."""
        return self._part(self.places[name]) if name in self.places else 0

    def saying(self, message: str) -> tuple[int, ...]:
        """Return the parts that have all the words of a message, and may print it."""
        words = words_of(message)
        found = (n for n, text in enumerate(self.texts) if words and all(word in text for word in words))
        return tuple(dict.fromkeys(map(self._part, found)))

    def _part(self, block: int) -> int:
        return sum(1 for cut in self.cuts if cut <= block)


def parts_of(document: Document | None) -> Parts:
    """Return the parts of a document; one where it is short, or could not be composed."""
    if document is None:
        return Parts((0,), {}, ())
    places: dict[str, int] = {}
    lines: list[int] = []
    texts: list[str] = []
    for number, block, heads in _numbered(document.sections):
        for head in heads:
            places.setdefault(head.id, number)
        places.update((name, number) for name in _ids(block) if name not in places)
        lines.append(_lines(block))
        texts.append(_flat((*(head.heading for head in heads), block), document.labels))
    if sum(lines) < WHOLE:
        return Parts((0,), places, tuple(texts))
    cuts, held = [0], 0
    for number, size in enumerate(lines):
        if held and held + size > LINES:
            cuts.append(number)
            held = 0
        held += size
    return Parts(tuple(cuts), places, tuple(texts))


def cut(document: Document, parts: Parts, part: int) -> Document:
    """Return one part of a document, numbered from 1: its blocks under the headings they are under. Only the first has the
    cover."""
    first = parts.cuts[part - 1]
    last = parts.cuts[part] if part < parts.count else len(parts.texts)
    number = iter(range(len(parts.texts) + 1))

    def kept(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        found: list[Block] = []
        for block in blocks:
            if isinstance(block, Section):
                inside = kept(block.blocks)
                if inside:
                    found.append(replace(block, blocks=inside))
            elif first <= next(number) < last:
                found.append(block)
        return tuple(found)

    extra = document.extra if part == 1 else {**document.extra, "front": "none"}
    sections = tuple(block for block in kept(document.sections) if isinstance(block, Section))
    return replace(document, sections=sections, extra=extra)


def headings(document: Document) -> tuple[Section, ...]:
    """Return the sections of a document without what is in them: its contents."""

    def bare(blocks: tuple[Block, ...]) -> tuple[Section, ...]:
        return tuple(replace(block, blocks=bare(block.blocks)) for block in blocks if isinstance(block, Section))

    return bare(document.sections)


def _numbered(sections: tuple[Block, ...]) -> Iterator[tuple[int, Block, tuple[Section, ...]]]:
    """Every block that is no section, with its number and the sections that begin with it."""
    begun: list[Section] = []
    waiting = list(reversed(sections))
    number = 0
    while waiting:
        block = waiting.pop()
        if isinstance(block, Section):
            begun.append(block)
            waiting += reversed(block.blocks)
        else:
            yield number, block, tuple(begun)
            begun.clear()
            number += 1


def _ids(block: Block) -> Iterator[str]:
    for node in walk(block):
        if isinstance(node, Figure):
            yield f"figure {node.fact}"
        elif name := getattr(node, "id", ""):
            yield name
            if isinstance(node, Note):
                yield f"call-{name}"


def _lines(block: Block) -> int:
    match block:
        case ListBlock(items=items) | KeyFigures(items=items) | Definitions(items=items):
            return max(1, len(items))
        case SourceList(entries=entries):
            return max(1, len(entries))
        case Table(body=body):
            return max(1, len(body))
        case Callout(blocks=blocks):
            return max(1, sum(map(_lines, blocks)))
        case Chart(categories=categories):
            return max(1, len(categories))
        case Paragraph() | PullFact() | Section():
            return 1


def _flat(nodes: object, labels: Mapping[str, str]) -> str:
    return "".join("".join(text for node in walk(nodes) for text in _said(node, labels)).split()).lower()


def _said(node: object, labels: Mapping[str, str]) -> Iterator[str]:
    """What a node itself prints."""
    match node:
        case Callout(kind=kind):
            yield labels.get(kind, "")
        case Chart(categories=categories, labels=beside):
            yield from (*categories, *beside)
        case Caption(label=label) | SourceEntry(label=label):
            yield label
        case _:
            if isinstance(text := getattr(node, "text", ""), str):
                yield text


#: What of a message is none of its words: placeholders, markup, entities.
_NO_WORDS = re.compile(r"%\([^)]*\)s|&#?\w+;")
_MARKUP, _WORDS = re.compile(r"<[^<>]*>"), re.compile(r"[^\W\d_]+")


def words_of(message: str) -> tuple[str, ...]:
    """Return the words of a message that are on every page that prints it, in small letters."""
    return tuple(_WORDS.findall(_MARKUP.sub("", _NO_WORDS.sub(" ", message)).lower()))
