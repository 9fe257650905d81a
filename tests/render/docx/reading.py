"""Reads a DOCX back for the tests: its parts, and its text in reading order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from briefing.document.nodes import Block, Chart, Document, Emphasis, Inline, Name, Note, Section, Strong, Table
from briefing.document.reading import parts as parts_of
from briefing.render.docx import render_docx
from briefing.render.docx.styles import W
from briefing.render.office import deterministic_zip
from briefing.render.theme import Theme, load_theme

HOUSE_FOLDER = Path(__file__).resolve().parents[3] / "templates" / "house"


def house() -> Theme:
    """The house of the repository."""
    return load_theme(HOUSE_FOLDER)


def rendered(document: Document) -> bytes:
    """The document as a Word file."""
    return render_docx(document, house())


def parts(blob: bytes) -> dict[str, bytes]:
    """All parts by name."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def xml(blob: bytes, name: str) -> etree._Element:
    """One part as XML."""
    return etree.fromstring(parts(blob)[name])


def changed(blob: bytes, name: str, old: str, new: str) -> bytes:
    """The file with a fault planted in one part."""
    every = parts(blob)
    before = every[name].decode()
    assert old in before, f"{old} is not in {name}"
    every[name] = before.replace(old, new, 1).encode()
    return deterministic_zip(every.items())


def body_text(blob: bytes) -> str:
    """The text of the body after the cover and the contents, in reading order, without what fields are made of."""
    body = xml(blob, "word/document.xml")[0]
    children = list(body)
    start = next(i for i, child in enumerate(children) if child.find(f"{{{W}}}pPr/{{{W}}}sectPr") is not None)
    return loose("".join(said(child) for child in children[start + 1 :]))


def said(element: etree._Element) -> str:
    """The text of an element; a hyphen at which no line ends is one."""
    found = element.iter(f"{{{W}}}t", f"{{{W}}}noBreakHyphen")
    return "".join("-" if e.tag == f"{{{W}}}noBreakHyphen" else e.text or "" for e in found)


def loose(text: str) -> str:
    """A text with plain spaces and hyphens, wherever a line may or may not end."""
    return text.replace("\u00a0", " ").replace("\u2011", "-")


def tree_text(document: Document) -> str:
    """What the same text is in the tree, with the mark of a repeated note and without what Word counts itself."""
    return loose("".join(_blocks(document.sections, set())))


def _inline(children: tuple[Inline, ...], called: set[str]) -> Iterator[str]:
    for child in children:
        match child:
            case Strong(children=inner) | Emphasis(children=inner) | Name(children=inner):
                yield from _inline(inner, called)
            case Note(id=name, number=number):
                if name in called:
                    yield str(number)
                called.add(name)
            case _:
                yield child.text


def _blocks(nodes: tuple[Block, ...], called: set[str]) -> Iterator[str]:
    for part in parts_of(nodes):
        block = part.block
        if part.sort == "caption":
            assert isinstance(block, Table | Chart)
            yield block.caption.label + block.caption.gap
        elif part.sort == "chart":
            assert isinstance(block, Chart)
            yield from (n + label for n, label in zip(block.dates or block.categories, block.labels, strict=False))
        elif part.sort == "listed":
            assert part.source is not None
            yield part.source.label
        elif part.sort == "heading":
            assert isinstance(block, Section)
            yield block.number if block.number.startswith("Annex") else ""
        for run in part.runs:
            yield from _inline(run, called)
