"""Cover, contents, running heads and feet, and block nodes to paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from types import MappingProxyType
from typing import Any

from briefing.document import nodes
from briefing.document.nodes import Block, Inline, plain, walk
from briefing.document.reading import begins_running
from briefing.render.columns import is_wide
from briefing.render.docx import styles, tables
from briefing.render.docx.styles import characters, paragraph, run
from briefing.render.docx.tables import cell, opening
from briefing.render.docx.writing import Ink, Writing, inlines
from briefing.render.unparted import title_held

CONTENTS_DEPTH = 2
COVER_GROUND = "140mm"  # least height of the coloured part of the cover


def cover(writing: Writing) -> str:
    """Return series line, title and subtitle on the house's ground reaching from edge to edge, the lines and the notice
    below."""
    page = writing.document.cover
    hint = writing.hint
    width = styles.twips(writing.theme.page.size[0])
    title = paragraph(writing.style(styles.TITLE), run(characters(title_held(page.title)), hint))
    if page.subtitle:
        title += paragraph(writing.style(styles.SUBTITLE), run(characters(page.subtitle), hint))
    table = opening(
        writing,
        styles.COVER_TABLE,
        (width,),
        page.title,
        page.subtitle or page.title,
        indent=-styles.twips(writing.theme.page.margin["inner"]),
    )
    height = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{styles.twips(COVER_GROUND)}" w:hRule="atLeast"/></w:trPr>'
    lines = ((styles.COVER_LINE, page.lines), (styles.COVER_NOTICE, page.notice))
    return (
        paragraph(writing.style(styles.COVER_SERIES), run(characters(page.series), hint))
        + f"{table}<w:tr>{height}{cell(width, title)}</w:tr></w:tbl>"
        + paragraph(writing.style(styles.CALLOUT_END), "")
        + "".join(
            paragraph(writing.style(style), run(characters(line), hint)) for style, group in lines for line in group
        )
    )


def sheet_head(writing: Writing) -> str:
    """Return the head of a document without cover and contents: title, subtitle, and of a fact sheet what its data go up to."""
    page, hint = writing.document.cover, writing.hint
    leaf = writing.document.extra.get("sheet")
    lines = [page.subtitle, *((page.series, *page.lines[1:2]) if leaf else ())]
    return paragraph(writing.style(styles.SHEET_TITLE), run(characters(title_held(page.title)), hint)) + "".join(
        paragraph(writing.style(styles.COVER_LINE), run(characters(line), hint)) for line in lines if line
    )


def sheet_foot(writing: Writing) -> str:
    """Return what ends a fact sheet: the notice that other documents have on their covers."""
    style, lines = writing.style(styles.SMALL), writing.document.cover.notice
    return "".join(paragraph(style, run(characters(line), writing.hint)) for line in lines)


def contents(writing: Writing) -> str:
    """Return a contents field that is already filled: entries link to their headings. They carry no page numbers (``\\n``):
    where pages end is for the reader's program, fonts and paper to say, no program works the numbers out again on opening
    without asking its reader first, and a wrong one is worse than none."""
    found = walk(writing.document.sections)
    entries = [node for node in found if isinstance(node, nodes.Section) and node.level <= CONTENTS_DEPTH]
    heading = writing.document.labels.get("contents", "")
    if not entries or not heading:
        return ""
    title = paragraph(writing.style(styles.CONTENTS_TITLE), run(characters(heading), writing.hint))
    inner = [_entry(writing, node) for node in entries]
    inner[0] = styles.field_start(f'TOC \\o "1-{CONTENTS_DEPTH}" \\n \\h \\z \\u') + inner[0]
    inner[-1] += styles.FIELD_END
    lines = map(paragraph, (writing.style(styles.CONTENTS[node.level - 1]) for node in entries), inner)
    return (
        '<w:sdt><w:sdtPr><w:id w:val="2147483001"/><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/>"
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{title}{''.join(lines)}</w:sdtContent></w:sdt>"
    )


def _entry(writing: Writing, node: nodes.Section) -> str:
    anchor = writing.anchors[node.id].name
    gap = "" if not node.number or is_wide(node.number[-1]) else "\u2002"
    words = run(characters(node.number + gap + plain(node.heading)), writing.hint)
    return styles.hyperlink(anchor, words)


PLACES = {"page": "PAGE", "pages": "NUMPAGES"}


def _part(kind: str, content: str) -> bytes:
    return f"{styles.DECLARATION}<w:{kind} {styles.SPACES}>{content}</w:{kind}>".encode()


def _stamp(writing: Writing) -> str:
    stamp = writing.document.banner
    return paragraph(writing.style(styles.STAMP), run(characters(stamp), writing.hint)) if stamp else ""


def _running(writing: Writing, right: str) -> bytes:
    title = styles.word_field("TITLE", run(characters(writing.document.cover.title), writing.hint))
    line = paragraph(writing.style(styles.HEADER), title + run("<w:tab/>") + right)
    return _part("hdr", _stamp(writing) + line)


def first_header(writing: Writing) -> bytes:
    """Return the head of the cover: the stamp alone."""
    return _part("hdr", _stamp(writing) or paragraph(writing.style(styles.STAMP), ""))


def front_header(writing: Writing) -> bytes:
    """Return the head of the contents."""
    return _running(writing, run(characters(writing.document.labels.get("contents", "")), writing.hint))


def body_header(writing: Writing) -> bytes:
    """Return the head of the body: the title, and the section by its heading. The field names the heading level by number, as
    style names are translated in a localised Word. It is empty until a program fills it page by page: one that cannot
    (LibreOffice 7) would print one heading on every page."""
    return _running(writing, styles.word_field("STYLEREF 1", ""))


def first_footer(writing: Writing) -> bytes:
    """Return the foot of the cover: nothing."""
    return _part("ftr", paragraph(writing.style(styles.FOOTER), ""))


def footer(writing: Writing) -> bytes:
    """Return the page label of the document's language, its numbers as fields that Word and LibreOffice fill unasked as they
    lay the pages out: how many there are, theirs alone can say."""
    pattern = writing.document.labels.get("page", "{page}")
    parts = []
    for piece in re.split(r"(\{pages?\})", pattern):
        name = piece.strip("{}")
        if piece.startswith("{") and name in PLACES:
            parts.append(styles.word_field(PLACES[name], run(characters("1"))))
        elif piece:
            parts.append(run(characters(piece), writing.hint))
    return _part("ftr", paragraph(writing.style(styles.FOOTER), "".join(parts)))


DEEPEST_LIST = 3
LAST_SOURCES = 4  # that stay on one page
DEFINITIONS = (32, 68)  # percents of the width for terms and for definitions


def blocks(writing: Writing, children: tuple[Block, ...]) -> str:
    """Return a run of blocks as finished paragraphs and tables; a box keeps its distance from the text above it. A lead stays
    with running text, and not with a table or a panel, which would take it to the next page."""
    parts: list[str] = []
    children = tuple(_joined(children))
    for at, node in enumerate(children):
        if isinstance(node, nodes.Callout) and at and isinstance(children[at - 1], nodes.Paragraph | nodes.ListBlock):
            parts.append(paragraph(writing.style(styles.CALLOUT_START), ""))
        behind = children[at + 1] if at + 1 < len(children) else None
        writing.remarked = isinstance(behind, nodes.Paragraph) and behind.role == "small"
        writing.leading = begins_running(behind)
        parts.append(BLOCK_WRITERS[type(node)](writing, node))
    return "".join(parts)


def _joined(children: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks, definitions that follow one another as one list: between two tables Word wants an empty paragraph."""
    for together, group in groupby(children, lambda node: isinstance(node, nodes.Definitions)):
        if together:
            yield nodes.Definitions(
                tuple(item for node in group if isinstance(node, nodes.Definitions) for item in node.items)
            )
        else:
            yield from group


def _paragraph(writing: Writing, node: nodes.Paragraph) -> str:
    style = writing.boxed if writing.boxed and node.role == "body" else styles.role_of(node)
    kept = node.role == "lead" and writing.leading
    return paragraph(writing.style(style), inlines(writing, node.children), keep_next=kept)


def _list(writing: Writing, node: nodes.ListBlock) -> str:
    """Items in the list styles of their depth; an ordered list gets a number of its own, so that it begins at one."""
    level = min(writing.depth, DEEPEST_LIST - 1)
    restart = ""
    if node.ordered:
        writing.ordered.append(level)
        number = styles.FIRST_ORDERED + len(writing.ordered) - 1
        restart = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    style = (styles.NUMBERS if node.ordered else styles.BULLETS)[level]
    return "".join(_item(writing, item, writing.style(style), restart, level) for item in node.items)


def _item(writing: Writing, item: tuple[Block, ...], style: str, restart: str, level: int) -> str:
    parts: list[str] = []
    for at, block in enumerate(item):
        match block:
            case nodes.Paragraph(children=children) if at == 0:
                parts.append(paragraph(style, inlines(writing, children), restart))
            case nodes.Paragraph(children=children):
                parts.append(paragraph(writing.style(styles.LIST_CONTINUE[level]), inlines(writing, children)))
            case _:
                writing.depth += 1
                parts.append(blocks(writing, (block,)))
                writing.depth -= 1
    return "".join(parts)


def _callout(writing: Writing, node: nodes.Callout) -> str:
    return tables.callout(writing, node, blocks)


def _definitions(writing: Writing, node: nodes.Definitions) -> str:
    """Terms at the left, what they mean at the right; two at least stay with the heading, and two at the end."""
    columns = tables.grid(DEFINITIONS, writing.text_width)
    title = "; ".join(plain(item.term) for item in node.items)
    rows = []
    for at, item in enumerate(node.items):
        keep = at < len(node.items) - 1 and at in (0, len(node.items) - 2)
        term = paragraph(writing.style(styles.TERM), inlines(writing, item.term), keep_next=keep)
        words = paragraph(writing.style(styles.DEFINITION), inlines(writing, item.text), keep_next=keep)
        rows.append(tables.cell(columns[0], term) + tables.cell(columns[1], words))
    end = paragraph(writing.style(styles.CALLOUT_END), "")
    return tables.framed(writing, styles.DEFINITION_TABLE, columns, title, title, rows) + end


#: What is before an address in full-width text, which Word would part from it.
_ADDRESS = re.compile(r"(?<=.)(?=[\u3400-\u9fff]{1,3}：[a-z]+://)")


def _with_address_below(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """A source whose address begins a line of its own."""
    parted: list[Inline] = []
    for node in run:
        lines = _ADDRESS.split(node.text, 1) if isinstance(node, nodes.Text) else ()
        parted += [nodes.Text(lines[0]), nodes.Break(), nodes.Text(lines[1])] if len(lines) > 1 else [node]
    return tuple(parted)


def _source_list(writing: Writing, node: nodes.SourceList) -> str:
    """The sources; the last few stay together, so that the last page does not hold one alone."""
    style = writing.style(styles.SOURCE_ENTRY)
    last = len(node.entries) - 1
    label = f'<w:rStyle w:val="{writing.style(styles.SOURCE_LABEL)}"/>'
    return "".join(
        paragraph(
            style,
            styles.bookmark(
                writing.next_bookmark(), writing.anchors[entry.id].name, run(characters(entry.label), label)
            )
            + run("<w:tab/>")
            + inlines(writing, _with_address_below(entry.children), Ink()),
            keep_next=last - LAST_SOURCES < at < last,
        )
        for at, entry in enumerate(node.entries)
    )


def _section(writing: Writing, node: nodes.Section) -> str:
    """Return the heading, numbered by Word itself where Word's own count gives the section's number, then the blocks."""
    style = writing.style(styles.HEADINGS[min(max(node.level, 1), len(styles.HEADINGS)) - 1])
    native = writing.headings.take(node.level, node.number)
    typed = "" if native or not node.number else run(characters(node.number), writing.hint) + run("<w:tab/>")
    more = "" if native else '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    words = styles.bookmark(
        writing.next_bookmark(), writing.anchors[node.id].name, typed + inlines(writing, node.heading)
    )
    return paragraph(style, words, more) + blocks(writing, node.blocks)


BlockWriter = Callable[[Writing, Any], str]

BLOCK_WRITERS: MappingProxyType[type, BlockWriter] = MappingProxyType(
    {
        nodes.Paragraph: _paragraph,
        nodes.ListBlock: _list,
        nodes.Table: tables.table,
        nodes.Chart: tables.chart,
        nodes.KeyFigures: tables.key_figures,
        nodes.Callout: _callout,
        nodes.PullFact: tables.pull_fact,
        nodes.Definitions: _definitions,
        nodes.SourceList: _source_list,
        nodes.Section: _section,
    }
)
