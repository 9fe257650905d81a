"""Running heads and feet: title and section by fields, the page label, the stamp on every page."""

from __future__ import annotations

import re

from briefing.document.nodes import plain
from briefing.render.docx import styles
from briefing.render.docx.markup import DECLARATION, SPACES, characters, field, paragraph, run
from briefing.render.docx.writing import Writing

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
    """The head of the cover: the stamp alone."""
    return _part("hdr", _stamp(writing) or paragraph(writing.style(styles.STAMP), ""))


def front_header(writing: Writing) -> bytes:
    """The head of the contents."""
    return _running(writing, run(characters(writing.document.labels.get("contents", "")), writing.hint))


def body_header(writing: Writing) -> bytes:
    """The head of the body: the title, and the section by its heading. The field names the heading level by number, as style
    names are translated in a localised Word."""
    heading = plain(writing.document.sections[0].heading) if writing.document.sections else ""
    return _running(writing, field("STYLEREF 1", run(characters(heading), writing.hint)))


def first_footer(writing: Writing) -> bytes:
    """The foot of the cover: nothing."""
    return _part("ftr", paragraph(writing.style(styles.FOOTER), ""))


def footer(writing: Writing) -> bytes:
    """The page label of the document's language, its numbers as fields."""
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
