"""Inline nodes to tokens and HTML: a function for each kind of node."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from html import escape
from types import MappingProxyType
from typing import Any

from briefing.document.nodes import (
    Break,
    Document,
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
    plain,
    walk,
)
from briefing.render.columns import BRIEF_NAME, KEEP_TOGETHER, is_wide
from briefing.render.html.tokens import HELD, SHORT_NAME, Token, attributes, characters, clinging, markup, to_html
from briefing.render.theme import Theme
from briefing.render.unparted import dates_held


class Medium(Enum):
    """Screen: the HTML edition, its notes below each section. Pages: the source of the PDF, its notes at the foot of pages."""

    SCREEN = "screen"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Closer:
    """How much closer than usual parts of a document are set, each in steps from 0: the whole, the contents, and the opening
    chapter, which is to stay on one page."""

    whole: int = 0
    contents: int = 0
    opening: int = 0


USUAL = Closer()


@dataclass(frozen=True, slots=True)
class Page:
    """The document, the house and the medium; ``cited`` gives, for a source, the anchor of the place that cites it first.
    ``pushed`` holds the ids of notes whose paragraph or row starts a new page, because they found no room on theirs;
    ``closer`` says what is set closer."""

    document: Document
    theme: Theme
    medium: Medium
    cited: Mapping[str, str]
    pushed: frozenset[str] = frozenset()
    closer: Closer = USUAL

    def starts_page(self, content: object) -> bool:
        """Return whether the block with this inline content is to start a new page."""
        return bool(self.pushed) and any(isinstance(n, Note) and n.id in self.pushed for n in walk(content))


def setting_of(
    document: Document, theme: Theme, medium: Medium, pushed: frozenset[str] = frozenset(), closer: Closer = USUAL
) -> Page:
    """Return the setting of one document; a source's first citation is the first note that names it."""
    cited: dict[str, str] = {}
    for node in walk(document.sections):
        if isinstance(node, Note):
            for inner in walk(node.children):
                if isinstance(inner, SourceLink):
                    cited.setdefault(inner.target, f"call-{node.id}")
    return Page(document, theme, medium, MappingProxyType(cited), pushed, closer)


def _text(node: Text, setting: Page) -> Iterator[Token]:
    yield characters(dates_held(node.text))


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


#: Where a date in Chinese may end a line: before its first number, between a number with its unit and the next, and before
#: words of two characters and more behind the last (据|2026年|4月|报道; 2025年末 stays whole).
_IN_DATE = re.compile(r"(?<=[^0-9—])(?=[0-9])|(?<=[0-9][^0-9—])(?=[^0-9—]{2,}$)")
#: And in Latin script: before its last three words (as reported | in May 2026).
_DATE_WORDS = re.compile(r" (?=\S+ \S+ \S+$)")


def _moment(node: Moment, setting: Page) -> Iterator[Token]:
    parts = [part for part in _IN_DATE.split(node.text) if part] if is_wide(node.text[-1:] or "x") else []
    keep = "keep" if len(node.text) <= KEEP_TOGETHER and len(parts) < 2 else ""
    yield markup(f"<time{attributes(datetime=node.datetime, class_=keep, data_fact=node.fact)}>")
    before, space, words = ("", "", node.text) if keep else _cut(_DATE_WORDS, node.text)
    if space:
        yield characters(before + space)
        yield markup('<span class="date">')
        yield characters(words)
        yield markup("</span>")
    elif len(parts) < 2:
        yield characters(node.text)
    else:
        for part in parts:
            yield markup('<span class="keep">')
            yield characters(part)
            yield markup("</span>")
    yield markup("</time>")


def _cut(place: re.Pattern[str], text: str) -> tuple[str, str, str]:
    """A text before, at and after the place found in it; all of it after where there is none."""
    found = place.search(text)
    return (text[: found.start()], found.group(), text[found.end() :]) if found else ("", "", text)


def _name(node: Name, setting: Page) -> Iterator[Token]:
    words = plain(node.children)
    short = ""
    if is_wide(words[-1:] or "x"):
        short = " quote" if len(words) <= SHORT_NAME else " brief" if len(words) <= BRIEF_NAME else ""
    yield markup(f'<span class="name{short}"{attributes(data_term=node.term)}>')
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
    body = inlines(node.children, setting, whole=True)
    return f'<{tag} class="note" id="{escape(node.id)}" role="doc-footnote">{number} {body}</{tag}>'


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


def inlines(children: tuple[Inline, ...], setting: Page, *, whole: bool = False, held: int = HELD) -> str:
    """Return the HTML of a run of inline nodes; ``whole`` when it is a paragraph of running text, of whose last line then
    ``held`` full-width characters at most stay together."""
    screen = setting.medium is Medium.SCREEN
    return to_html(tokens(children, setting), whole=whole, held=held, screen=screen)
