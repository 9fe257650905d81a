"""Inline nodes to HTML, one function per node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
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
from briefing.render.columns import KEEP_TOGETHER
from briefing.render.html.style import Medium, Page
from briefing.render.html.tokens import Token, attributes, characters, clinging, markup, to_html


def _text(node: Text, setting: Page) -> Iterator[Token]:
    yield characters(node.text)


def _wrapped(tag: str) -> Callable[[Any, Page], Iterator[Token]]:
    def write(node: Strong | Emphasis, setting: Page) -> Iterator[Token]:
        yield markup(f"<{tag}>")
        yield from tokens(node.children, setting)
        yield markup(f"</{tag}>")

    return write


def _figure(node: Figure, setting: Page) -> Iterator[Token]:
    keep = "keep" if len(node.text) <= KEEP_TOGETHER else ""
    given = attributes(value=node.value, class_=keep, data_fact=node.fact, data_unit=node.unit)
    # HTML requires the attribute: an open value (a target without a number) keeps it, empty.
    yield markup(f"<data{given}>" if node.value else f'<data value=""{given}>')
    yield characters(node.text)
    yield markup("</data>")


def _moment(node: Moment, setting: Page) -> Iterator[Token]:
    yield markup(f"<time{attributes(datetime=node.datetime, data_fact=node.fact)}>")
    yield characters(node.text)
    yield markup("</time>")


def _name(node: Name, setting: Page) -> Iterator[Token]:
    yield markup(f'<span class="name"{attributes(data_term=node.term)}>')
    yield from tokens(node.children, setting)
    yield markup("</span>")


def _foreign(node: Foreign, setting: Page) -> Iterator[Token]:
    yield markup(f"<span{attributes(lang=node.language)}>")
    yield characters(node.text)
    yield markup("</span>")


def _link(css_class: str) -> Callable[[Any, Page], Iterator[Token]]:
    def write(node: Reference | SourceLink, setting: Page) -> Iterator[Token]:
        yield markup(f'<a class="{css_class}"{attributes(href="#" + node.target)}>')
        yield characters(node.text)
        yield markup("</a>")

    return write


def _break(node: Break, setting: Page) -> Iterator[Token]:
    yield markup("<br>")


def note_body(node: Note, setting: Page, tag: str) -> str:
    """Return the text of a note with its number, which links back to the call."""
    number = f'<a class="back" href="#call-{escape(node.id)}" role="doc-backlink">{node.number}</a>'
    return f'<{tag} class="note" id="{escape(node.id)}" role="doc-footnote">{number} {inlines(node.children, setting)}</{tag}>'


def _note(node: Note, setting: Page) -> Iterator[Token]:
    call = f'<a class="call" id="call-{escape(node.id)}" href="#{escape(node.id)}" role="doc-noteref">{node.number}</a>'
    yield clinging(call if setting.medium is Medium.SCREEN else call + note_body(node, setting, "span"))


INLINE: dict[type, Callable[[Any, Page], Iterator[Token]]] = {
    Text: _text,
    Strong: _wrapped("strong"),
    Emphasis: _wrapped("em"),
    Figure: _figure,
    Moment: _moment,
    Name: _name,
    Foreign: _foreign,
    Reference: _link("reference"),
    Break: _break,
    Note: _note,
    SourceLink: _link("source"),
}


def tokens(children: tuple[Inline, ...], setting: Page) -> Iterator[Token]:
    """Yield the tokens of a run of inline nodes."""
    for child in children:
        yield from INLINE[type(child)](child, setting)


def inlines(children: tuple[Inline, ...], setting: Page, *, whole: bool = False) -> str:
    """Return the HTML of a run of inline nodes; ``whole`` when it is a paragraph of running text."""
    return to_html(tokens(children, setting), whole=whole)
