"""Cover, contents, running heads and feet, and block nodes to paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from types import MappingProxyType
from typing import Any

from briefing.document.nodes import (
    Block,
    Break,
    Callout,
    Chart,
    Definitions,
    Inline,
    KeyFigures,
    ListBlock,
    Paragraph,
    PullFact,
    Section,
    SourceList,
    Table,
    Text,
    plain,
    walk,
)
from briefing.render.columns import is_wide
from briefing.render.docx import styles, tables
from briefing.render.docx.styles import (
    DECLARATION,
    FIRST_ORDERED,
    SPACES,
    bookmark,
    characters,
    hyperlink,
    paragraph,
    run,
    twips,
    word_field,
)
from briefing.render.docx.tables import cell, opening
from briefing.render.docx.writing import Ink, Writing, inlines
from briefing.render.unparted import SPACE

CONTENTS_DEPTH = 2
LAST_PART = 24  # characters after the colon of a title that stay on one line
COVER_GROUND = "140mm"  # least height of the coloured part of the cover


def cover(writing: Writing) -> str:
    """Return series line, title and subtitle on the house's ground reaching from edge to edge, the lines and the notice
    below."""
    page = writing.document.cover
    hint = writing.hint
    width = twips(writing.theme.page.size[0])
    before, colon, after = page.title.rpartition(": ")  # a short subtitle goes to the next line whole
    held = before + colon + (after.replace(" ", SPACE) if len(after) <= LAST_PART else after)
    title = paragraph(writing.style(styles.TITLE), run(characters(held), hint))
    if page.subtitle:
        title += paragraph(writing.style(styles.SUBTITLE), run(characters(page.subtitle), hint))
    table = opening(
        writing,
        styles.COVER_TABLE,
        (width,),
        page.title,
        page.subtitle or page.title,
        indent=-twips(writing.theme.page.margin["inner"]),
    )
    height = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{twips(COVER_GROUND)}" w:hRule="atLeast"/></w:trPr>'
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
    return paragraph(writing.style(styles.SHEET_TITLE), run(characters(page.title), hint)) + "".join(
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
    nodes = walk(writing.document.sections)
    entries = [node for node in nodes if isinstance(node, Section) and node.level <= CONTENTS_DEPTH]
    heading = writing.document.labels.get("contents", "")
    if not entries or not heading:
        return ""
    title = paragraph(writing.style(styles.CONTENTS_TITLE), run(characters(heading), writing.hint))
    begin = (
        run('<w:fldChar w:fldCharType="begin"/>')
        + run(f'<w:instrText xml:space="preserve"> TOC \\o "1-{CONTENTS_DEPTH}" \\n \\h \\z \\u </w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
    )
    lines = []
    for at, node in enumerate(entries):
        last = run('<w:fldChar w:fldCharType="end"/>') if at == len(entries) - 1 else ""
        inner = (begin if at == 0 else "") + _entry(writing, node) + last
        lines.append(paragraph(writing.style(styles.CONTENTS[node.level - 1]), inner))
    return (
        '<w:sdt><w:sdtPr><w:id w:val="2147483001"/><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/>"
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{title}{''.join(lines)}</w:sdtContent></w:sdt>"
    )


def _entry(writing: Writing, node: Section) -> str:
    anchor = writing.anchors[node.id].name
    gap = "" if not node.number or is_wide(node.number[-1]) else "\u2002"
    words = run(characters(node.number + gap + plain(node.heading)), writing.hint)
    return hyperlink(anchor, words)


PLACES = {"page": "PAGE", "pages": "NUMPAGES"}


def _part(kind: str, content: str) -> bytes:
    return f"{DECLARATION}<w:{kind} {SPACES}>{content}</w:{kind}>".encode()


def _stamp(writing: Writing) -> str:
    stamp = writing.document.banner
    return paragraph(writing.style(styles.STAMP), run(characters(stamp), writing.hint)) if stamp else ""


def _running(writing: Writing, right: str) -> bytes:
    title = word_field("TITLE", run(characters(writing.document.cover.title), writing.hint))
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
    return _running(writing, word_field("STYLEREF 1", ""))


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
            parts.append(word_field(PLACES[name], run(characters("1"))))
        elif piece:
            parts.append(run(characters(piece), writing.hint))
    return _part("ftr", paragraph(writing.style(styles.FOOTER), "".join(parts)))


DEEPEST_LIST = 3
LAST_SOURCES = 4  # that stay on one page
DEFINITIONS = (32, 68)  # percents of the width for terms and for definitions


#: Running text, whose beginning a lead stays with; from a table or a panel, which would take it to the next page, it parts.
RUNNING = Paragraph | ListBlock


def blocks(writing: Writing, nodes: tuple[Block, ...]) -> str:
    """Return a run of blocks as finished paragraphs and tables; a box keeps its distance from the text above it."""
    parts: list[str] = []
    nodes = tuple(_joined(nodes))
    for at, node in enumerate(nodes):
        if isinstance(node, Callout) and at and isinstance(nodes[at - 1], RUNNING):
            parts.append(paragraph(writing.style(styles.CALLOUT_START), ""))
        behind = nodes[at + 1] if at + 1 < len(nodes) else None
        writing.remarked = isinstance(behind, Paragraph) and behind.role == "small"
        writing.leading = isinstance(behind, RUNNING)
        parts.append(BLOCK_WRITERS[type(node)](writing, node))
    return "".join(parts)


def _joined(nodes: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks, definitions that follow one another as one list: between two tables Word wants an empty paragraph."""
    for together, group in groupby(nodes, lambda node: isinstance(node, Definitions)):
        if together:
            yield Definitions(tuple(item for node in group if isinstance(node, Definitions) for item in node.items))
        else:
            yield from group


def _paragraph(writing: Writing, node: Paragraph) -> str:
    style = writing.boxed if writing.boxed and node.role == "body" else styles.role_of(node)
    kept = node.role == "lead" and writing.leading
    return paragraph(writing.style(style), inlines(writing, node.children), keep_next=kept)


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

    return tables.callout(writing, node, inside)


def _definitions(writing: Writing, node: Definitions) -> str:
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
        lines = _ADDRESS.split(node.text, 1) if isinstance(node, Text) else ()
        parted += [Text(lines[0]), Break(), Text(lines[1])] if len(lines) > 1 else [node]
    return tuple(parted)


def _source_list(writing: Writing, node: SourceList) -> str:
    """The sources; the last few stay together, so that the last page does not hold one alone."""
    style = writing.style(styles.SOURCE_ENTRY)
    last = len(node.entries) - 1
    label = f'<w:rStyle w:val="{writing.style(styles.SOURCE_LABEL)}"/>'
    return "".join(
        paragraph(
            style,
            bookmark(writing.next_bookmark(), writing.anchors[entry.id].name, run(characters(entry.label), label))
            + run("<w:tab/>")
            + inlines(writing, _with_address_below(entry.children), Ink()),
            keep_next=last - LAST_SOURCES < at < last,
        )
        for at, entry in enumerate(node.entries)
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
        Chart: tables.chart,
        KeyFigures: tables.key_figures,
        Callout: _callout,
        PullFact: tables.pull_fact,
        Definitions: _definitions,
        SourceList: _source_list,
        Section: _section,
    }
)
