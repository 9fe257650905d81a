"""From block markup to block nodes: a table of small functions, one per element."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from briefing.compose.exhibits import read_chart, read_table
from briefing.compose.place import attribute
from briefing.compose.reader import BlockReader
from briefing.document.nodes import (
    Block,
    Callout,
    Definition,
    Definitions,
    Inline,
    KeyFigure,
    KeyFigures,
    ListBlock,
    Paragraph,
    PullFact,
    Section,
    Text,
)
from briefing.document.numbering import heading_number

#: The kind of a table that is the sheet of one project: it is numbered among the projects, not among the tables.
PROJECT = "project"


def _section(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    level = len(reader.counters)
    number = ""
    if attribute(element, "data-numbered") != "no":
        reader.counters[-1] += 1
        number = heading_number(reader.numbering, reader.counters)
    title = _title(reader, element)
    reader.counters.append(0)
    blocks = reader.blocks(element)
    reader.counters.pop()
    yield Section(attribute(element, "id"), level, number, title, blocks)


def _title(reader: BlockReader, element: etree._Element) -> tuple[Inline, ...]:
    heading = element.find("h1")
    return reader.inline.read(heading, running=False) if heading is not None else ()


def _paragraph(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    if run := reader.sentence(element):
        yield Paragraph(run, attribute(element, "class", "body"))


def _list(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    items: list[tuple[Block, ...]] = []
    for item in element:
        run = reader.sentence(item)
        if blocks := (*((Paragraph(run),) if run else ()), *reader.blocks(item)):
            items.append(blocks)
    yield ListBlock(tuple(items), ordered=element.tag == "ol")


def _definitions(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    if attribute(element, "class") == "key-figures":
        yield _key_figures(reader, element)
        return
    items: list[Definition] = []
    for term, text in zip(element.iterchildren("dt"), element.iterchildren("dd"), strict=True):
        heading = reader.heading(term)
        items.append(Definition(heading, reader.sentence(text, heading)))
    yield Definitions(tuple(items))


def _key_figures(reader: BlockReader, element: etree._Element) -> KeyFigures:
    reader.inline.cited.clear()
    items: list[KeyFigure] = []
    label: tuple[Inline, ...] = ()
    for child in element:
        run = reader.inline.read(child, running=False)
        if child.tag == "dt":
            label = run
        elif attribute(child, "class") == "detail":
            items[-1] = replace(items[-1], detail=run)
        else:
            items.append(KeyFigure(run, label))
    return KeyFigures(tuple(items), reader.sources_of([r for i in items for r in (i.label, i.figure, i.detail)]))


def _aside(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    kind = attribute(element, "class")
    if kind == "pull":
        figure, *words = element
        run = reader.heading(figure) if words else reader.sentence(figure)
        yield PullFact(run, reader.sentence(words[0], run) if words else ())
        return
    own = _title(reader, element)
    yield Callout(kind, own or (Text(reader.words.house(kind)),), reader.blocks(element))


def _table(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    if attribute(element, "data-kind") == PROJECT:
        reader.projects += 1
        yield read_table(reader, element, reader.projects, PROJECT)
        return
    reader.tables += 1
    yield read_table(reader, element, reader.tables)


def _chart(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    reader.charts += 1
    yield read_chart(reader, element, reader.charts)


def _automatic(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    yield from reader.automatic(element)


READERS: Mapping[str, Callable[[BlockReader, etree._Element], Iterator[Block]]] = {
    "section": _section,
    "p": _paragraph,
    "ul": _list,
    "ol": _list,
    "dl": _definitions,
    "table": _table,
    "figure": _chart,
    "aside": _aside,
    "div": _automatic,
}
