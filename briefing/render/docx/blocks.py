"""Block nodes to paragraphs and tables: one small function per node type, in one table."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from briefing.document.nodes import (
    Block,
    Callout,
    Chart,
    Definitions,
    KeyFigures,
    ListBlock,
    Paragraph,
    PullFact,
    Section,
    SourceList,
    Table,
    plain,
)
from briefing.render.docx import panels, styles, tables
from briefing.render.docx.inline import Ink, inlines
from briefing.render.docx.markup import bookmark, characters, paragraph, run
from briefing.render.docx.numbering import FIRST_ORDERED
from briefing.render.docx.writing import Writing

DEEPEST_LIST = 3
DEFINITIONS = (32, 68)  # percents of the width for terms and for definitions


def blocks(writing: Writing, nodes: tuple[Block, ...]) -> str:
    """Return a run of blocks as finished paragraphs and tables; a box keeps its distance from the text above it."""
    parts: list[str] = []
    for at, node in enumerate(nodes):
        if isinstance(node, Callout) and at and isinstance(nodes[at - 1], Paragraph | ListBlock):
            parts.append(paragraph(writing.style(styles.CALLOUT_START), ""))
        parts.append(BLOCK_WRITERS[type(node)](writing, node))
    return "".join(parts)


def _paragraph(writing: Writing, node: Paragraph) -> str:
    style = writing.boxed if writing.boxed and node.role == "body" else styles.role_of(node)
    return paragraph(writing.style(style), inlines(writing, node.children))


def _list(writing: Writing, node: ListBlock) -> str:
    """Items in the list styles of their depth; an ordered list gets a number of its own, so that it begins at one."""
    level = min(writing.depth, DEEPEST_LIST - 1)
    restart = ""
    if node.ordered:
        writing.ordered.append(level)
        number = FIRST_ORDERED + len(writing.ordered) - 1
        restart = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    style = (styles.NUMBERS if node.ordered else styles.BULLETS)[level]
    return "".join(_item(writing, item, writing.style(style), restart, level) for item in node.items)


def _item(writing: Writing, item: tuple[Block, ...], style: str, restart: str, level: int) -> str:
    parts: list[str] = []
    for at, block in enumerate(item):
        match block:
            case Paragraph(children=children) if at == 0:
                parts.append(paragraph(style, inlines(writing, children), restart))
            case Paragraph(children=children):
                parts.append(paragraph(writing.style(styles.LIST_CONTINUE[level]), inlines(writing, children)))
            case _:
                writing.depth += 1
                parts.append(blocks(writing, (block,)))
                writing.depth -= 1
    return "".join(parts)


def _callout(writing: Writing, node: Callout) -> str:
    def inside(state: Writing, nodes: tuple[Block, ...]) -> str:
        state.boxed = styles.CALLOUT_TEXT
        written = blocks(state, nodes)
        state.boxed = ""
        return written

    return panels.callout(writing, node, inside)


def _definitions(writing: Writing, node: Definitions) -> str:
    """Terms at the left, what they mean at the right."""
    columns = tables.grid(DEFINITIONS, writing.text_width)
    title = "; ".join(plain(item.term) for item in node.items)
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + tables.cell(columns[0], paragraph(writing.style(styles.TERM), inlines(writing, item.term)))
        + tables.cell(columns[1], paragraph(writing.style(styles.DEFINITION), inlines(writing, item.text)))
        + "</w:tr>"
        for item in node.items
    )
    end = paragraph(writing.style(styles.CALLOUT_END), "")
    return f"{tables.opening(writing, styles.DEFINITION_TABLE, columns, title, title)}{rows}</w:tbl>{end}"


def _source_list(writing: Writing, node: SourceList) -> str:
    style = writing.style(styles.SOURCE_ENTRY)
    label = f'<w:rStyle w:val="{writing.style(styles.SOURCE_LABEL)}"/>'
    return "".join(
        paragraph(
            style,
            bookmark(writing.next_bookmark(), writing.anchors[entry.id].name, run(characters(entry.label), label))
            + run("<w:tab/>")
            + inlines(writing, entry.children, Ink()),
        )
        for entry in node.entries
    )


def _section(writing: Writing, node: Section) -> str:
    """Return the heading, numbered by Word itself where Word's own count gives the section's number, then the blocks."""
    style = writing.style(styles.HEADINGS[min(max(node.level, 1), len(styles.HEADINGS)) - 1])
    native = writing.headings.take(node.level, node.number)
    typed = "" if native or not node.number else run(characters(node.number), writing.hint) + run("<w:tab/>")
    more = "" if native else '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    words = bookmark(writing.next_bookmark(), writing.anchors[node.id].name, typed + inlines(writing, node.heading))
    return paragraph(style, words, more) + blocks(writing, node.blocks)


BlockWriter = Callable[[Writing, Any], str]

BLOCK_WRITERS: MappingProxyType[type, BlockWriter] = MappingProxyType(
    {
        Paragraph: _paragraph,
        ListBlock: _list,
        Table: tables.table,
        Chart: panels.chart,
        KeyFigures: panels.key_figures,
        Callout: _callout,
        PullFact: panels.pull_fact,
        Definitions: _definitions,
        SourceList: _source_list,
        Section: _section,
    }
)
