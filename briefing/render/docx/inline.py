"""Inline nodes to runs: one small function per node type, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from briefing.document.nodes import (
    Break,
    Emphasis,
    Figure,
    Foreign,
    Inline,
    Moment,
    Name,
    Note,
    Reference,
    SourceLink,
    Strong,
    Text,
)
from briefing.render.docx import styles
from briefing.render.docx.markup import attr, bookmark, characters, field, hyperlink, is_wide, paragraph, run
from briefing.render.docx.writing import Writing


@dataclass(frozen=True, slots=True)
class Ink:
    """How runs are set here: a character style (its name, may be empty), the language of a foreign passage, and whether they
    are marked as with a pen (the figures of a proof copy: ``extra`` says ``figures: marked``)."""

    style: str = ""
    language: str = ""
    marked: bool = False


PLAIN = Ink()


def inlines(writing: Writing, children: tuple[Inline, ...], ink: Ink = PLAIN) -> str:
    """Return a run of inline nodes as finished runs."""
    return "".join(INLINE_WRITERS[type(child)](writing, child, ink) for child in children)


def properties(writing: Writing, ink: Ink, shown: str) -> str:
    """Run properties: the character style, the font class of ambiguous characters, the language of the passage."""
    style = f"<w:rStyle w:val={attr(writing.style(ink.style))}/>" if ink.style else ""
    pen = '<w:highlight w:val="yellow"/>' if ink.marked else ""
    if not ink.language:
        return style + writing.hint + pen
    if any(is_wide(character) for character in shown):
        return f'{style}<w:rFonts w:hint="eastAsia"/>{pen}<w:lang w:eastAsia={attr(ink.language)}/>'
    return f"{style}{pen}<w:lang w:val={attr(ink.language)}/>"


def _words(writing: Writing, shown: str, ink: Ink) -> str:
    return run(characters(shown), properties(writing, ink, shown)) if shown else ""


def _text(writing: Writing, node: Text, ink: Ink) -> str:
    return _words(writing, node.text, ink)


def _strong(writing: Writing, node: Strong, ink: Ink) -> str:
    return inlines(writing, node.children, replace(ink, style=styles.STRONG))


def _emphasis(writing: Writing, node: Emphasis, ink: Ink) -> str:
    return inlines(writing, node.children, replace(ink, style=styles.EMPHASIS))


def _marked(writing: Writing) -> bool:
    return writing.document.extra.get("figures") == "marked"


def _figure(writing: Writing, node: Figure, ink: Ink) -> str:
    if _marked(writing):  # a copy to read: no controls, whose marks LibreOffice would drop
        return _words(writing, node.text, replace(ink, marked=True))
    return writing.controls.wrap(node, _words(writing, node.text, ink), properties(writing, ink, node.text))


def _moment(writing: Writing, node: Moment, ink: Ink) -> str:
    if _marked(writing):
        return _words(writing, node.text, replace(ink, marked=True))
    words = _words(writing, node.text, ink)
    return writing.controls.wrap(node, words, properties(writing, ink, node.text)) if node.fact and words else words


def _name(writing: Writing, node: Name, ink: Ink) -> str:
    return inlines(writing, node.children, ink)


def _foreign(writing: Writing, node: Foreign, ink: Ink) -> str:
    return _words(writing, node.text, replace(ink, style=ink.style or styles.FOREIGN, language=node.language))


def _reference(writing: Writing, node: Reference, ink: Ink) -> str:
    words = _words(writing, node.text, ink)
    anchor = writing.anchors.get(node.target)
    if anchor is None:
        return words
    if anchor.label == node.text:
        return field(f"REF {anchor.name} \\h", words)
    return hyperlink(anchor.name, words)


def _break(writing: Writing, node: Break, ink: Ink) -> str:
    return run("<w:br/>")


def _source_link(writing: Writing, node: SourceLink, ink: Ink) -> str:
    words = _words(writing, node.text, replace(ink, style=styles.SOURCE_LINK))
    anchor = writing.anchors.get(node.target)
    return hyperlink(anchor.name, words) if anchor else words


def _note(writing: Writing, node: Note, ink: Ink) -> str:
    """Return a real footnote at its first call; a later call of the same note is a NOTEREF field to that call, so that one
    source has one number and one text. A number out of Word's own count is set as a custom mark."""
    style = f"<w:rStyle w:val={attr(writing.style(styles.FOOTNOTE_REFERENCE))}/>"
    mark = run(characters(str(node.number)), style)
    if node.id in writing.called:
        return field(f"NOTEREF {writing.called[node.id]} \\f \\h", mark, style)
    number = len(writing.footnotes) + 1
    name = f"_RefNote{number}"
    writing.called[node.id] = name
    writing.footnotes.append("")
    counted = node.number == number
    body = run("<w:footnoteRef/>", style) if counted else mark
    content = body + run("<w:tab/>") + inlines(writing, node.children)
    custom = "" if counted else ' w:customMarkFollows="1"'
    shown = "" if counted else characters(str(node.number))
    writing.footnotes[number - 1] = (
        f'<w:footnote w:id="{number}">{paragraph(writing.style(styles.FOOTNOTE_TEXT), content)}</w:footnote>'
    )
    call = run(f'<w:footnoteReference{custom} w:id="{number}"/>{shown}', style)
    return bookmark(writing.next_bookmark(), name, call)


InlineWriter = Callable[[Writing, Any, Ink], str]

INLINE_WRITERS: MappingProxyType[type, InlineWriter] = MappingProxyType(
    {
        Text: _text,
        Strong: _strong,
        Emphasis: _emphasis,
        Figure: _figure,
        Moment: _moment,
        Name: _name,
        Foreign: _foreign,
        Reference: _reference,
        Break: _break,
        Note: _note,
        SourceLink: _source_link,
    }
)
