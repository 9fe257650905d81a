"""Cover, contents, and the running heads and feet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.document.nodes import Block, Section, plain
from briefing.render.docx import styles
from briefing.render.docx.markup import (
    DECLARATION,
    SPACES,
    characters,
    field,
    hyperlink,
    is_wide,
    paragraph,
    run,
    twips,
)
from briefing.render.docx.tables import cell, opening
from briefing.render.docx.writing import Writing

CONTENTS_DEPTH = 2
COVER_GROUND = "140mm"  # least height of the coloured part of the cover


def cover(writing: Writing) -> str:
    """Series line, title and subtitle on the house's ground reaching from edge to edge, the lines and the notice below."""
    page = writing.document.cover
    hint = writing.hint
    width = twips(writing.theme.page.size[0])
    title = paragraph(writing.style(styles.TITLE), run(characters(page.title), hint))
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


def sections(nodes: tuple[Block, ...]) -> Iterator[Section]:
    """All sections in reading order."""
    for node in nodes:
        if isinstance(node, Section):
            yield node
            yield from sections(node.blocks)


def contents(writing: Writing) -> str:
    """Return a contents field that is already filled: entries link to their headings and carry their page from the layout. Word
    refreshes it on request and asks nothing on opening."""
    entries = [node for node in sections(writing.document.sections) if node.level <= CONTENTS_DEPTH]
    heading = writing.document.labels.get("contents", "")
    if not entries or not heading:
        return ""
    title = paragraph(writing.style(styles.CONTENTS_TITLE), run(characters(heading), writing.hint))
    begin = (
        run('<w:fldChar w:fldCharType="begin"/>')
        + run(f'<w:instrText xml:space="preserve"> TOC \\o "1-{CONTENTS_DEPTH}" \\h \\z \\u </w:instrText>')
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
    page = str(writing.pages[node.id]) if node.id in writing.pages else ""
    number = field(f"PAGEREF {anchor} \\h", run(characters(page)) if page else "")
    return hyperlink(anchor, words + run("<w:tab/>") + number)


PLACES = {"page": "PAGE", "pages": "NUMPAGES"}


def _part(kind: str, content: str) -> bytes:
    return f"{DECLARATION}<w:{kind} {SPACES}>{content}</w:{kind}>".encode()


def _stamp(writing: Writing) -> str:
    stamp = writing.document.stamp
    return paragraph(writing.style(styles.STAMP), run(characters(stamp), writing.hint)) if stamp else ""


def _running(writing: Writing, right: str) -> bytes:
    title = field("TITLE", run(characters(writing.document.cover.title), writing.hint))
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
    style names are translated in a localised Word."""
    heading = plain(writing.document.sections[0].heading) if writing.document.sections else ""
    return _running(writing, field("STYLEREF 1", run(characters(heading), writing.hint)))


def first_footer(writing: Writing) -> bytes:
    """Return the foot of the cover: nothing."""
    return _part("ftr", paragraph(writing.style(styles.FOOTER), ""))


def footer(writing: Writing) -> bytes:
    """Return the page label of the document's language, its numbers as fields."""
    pattern = writing.document.labels.get("page", "{page}")
    known = {"page": "1", "pages": str(max(writing.pages.values(), default=1))}
    parts = []
    for piece in re.split(r"(\{pages?\})", pattern):
        name = piece.strip("{}")
        if piece.startswith("{") and name in PLACES:
            parts.append(field(PLACES[name], run(characters(known[name]))))
        elif piece:
            parts.append(run(characters(piece), writing.hint))
    return _part("ftr", paragraph(writing.style(styles.FOOTER), "".join(parts)))
