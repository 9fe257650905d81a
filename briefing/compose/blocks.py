"""From block markup to block nodes: a table of small functions, one per element."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from briefing.compose.exhibits import read_chart, read_table
from briefing.compose.markup import attribute
from briefing.compose.numbering import heading_number
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

#: Elements that stand inside a sentence; an element whose children are all of these holds a run, not blocks.
INLINE = frozenset({"strong", "em", "data", "time", "dfn", "span", "a", "cite", "br"})

#: The classes a paragraph and an aside may have.
ROLES = frozenset({"lead", "small", "body"})
CALLOUTS = frozenset({"insight", "caveat", "method"})

#: The kind of a table that is the sheet of one project: it is numbered among the projects, not among the tables.
PROJECT = "project"


def _section(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    level = len(reader.counters)
    number = ""
    if attribute(element, "data-numbered") != "no":
        reader.counters[-1] += 1
        number = heading_number(reader.numbering, reader.counters)
    heading = element.find("h1")
    title = reader.inline.read(heading, running=False) if heading is not None else ()
    reader.counters.append(0)
    body = etree.Element("article")
    body.extend([child for child in element if child.tag != "h1"])
    blocks = reader.blocks(body)
    reader.counters.pop()
    yield Section(attribute(element, "id"), level, number, title, blocks)


def _paragraph(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    role = attribute(element, "class", "body")
    run = reader.sentence(element)
    if run:
        yield Paragraph(run, role if role in ROLES else "body")


def _list(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    items: list[tuple[Block, ...]] = []
    for item in element.iterchildren("li"):
        if any(child.tag not in INLINE for child in item):
            items.append(reader.blocks(item))
        elif run := reader.sentence(item):
            items.append((Paragraph(run),))
    yield ListBlock(tuple(items), ordered=element.tag == "ol")


def _definitions(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    if attribute(element, "class") == "key-figures":
        yield from _key_figures(reader, element)
        return
    terms = [reader.inline.read(dt, running=False) for dt in element.iterchildren("dt")]
    texts = [reader.sentence(dd) for dd in element.iterchildren("dd")]
    yield Definitions(tuple(Definition(t, x) for t, x in zip(terms, texts, strict=True)))


def _key_figures(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    reader.inline.cited.clear()
    items: list[KeyFigure] = []
    label: tuple[Inline, ...] = ()
    for child in element:
        run = reader.inline.read(child, running=False)
        if child.tag == "dt":
            label = run
        elif attribute(child, "class") == "detail" and items:
            items[-1] = KeyFigure(items[-1].figure, items[-1].label, run)
        else:
            items.append(KeyFigure(run, label))
    yield KeyFigures(tuple(items), reader.sources_of([r for i in items for r in (i.figure, i.detail)]))


def _aside(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    kind = attribute(element, "class")
    if kind == "pull":
        figure, *rest = list(element)
        yield PullFact(reader.inline.read(figure, running=False), reader.sentence(rest[0]) if rest else ())
        return
    heading = element.find("h1")
    own = reader.inline.read(heading, running=False) if heading is not None else ()
    body = etree.Element("article")
    body.extend([child for child in element if child.tag != "h1"])
    kind = kind if kind in CALLOUTS else "insight"
    yield Callout(kind, own or (Text(reader.words.house(kind)),), reader.blocks(body))


def _table(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    if attribute(element, "data-kind") == PROJECT:
        reader.projects += 1
        yield read_table(reader, element, reader.projects, PROJECT)
        return
    reader.tables += 1
    yield read_table(reader, element, reader.tables)


def _chart(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    reader.charts += 1
    chart = read_chart(reader, element, reader.charts)
    if chart is not None:
        yield chart


def _automatic(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    name = attribute(element, "data-block")
    make = reader.automatic.get(name)
    if make is not None:
        yield from make()
    else:
        yield from reader.blocks(element)


READERS: Mapping[str, Callable[[BlockReader, etree._Element], Iterator[Block]]] = {
    "article": _automatic,
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
