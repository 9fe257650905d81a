"""Inline nodes to tokens and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from html import escape

from briefing.document import nodes
from briefing.document.nodes import Document, Inline, plain, walk
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


@dataclass(frozen=True)
class PageContext:
    """The document, the house and the medium. ``pushed`` holds the ids of notes whose paragraph or row starts a new page,
    because they found no room on theirs; ``closer`` says what is set closer."""

    document: Document
    theme: Theme
    medium: Medium
    pushed: frozenset[str] = frozenset()
    closer: Closer = USUAL

    @cached_property
    def cited(self) -> Mapping[str, str]:
        """For each source the anchor of the place that cites it first: the call of the first note that names it."""
        notes = (node for node in walk(self.document.sections) if isinstance(node, nodes.Note))
        links = ((link, note) for note in notes for link in walk(note.children) if isinstance(link, nodes.SourceLink))
        found: dict[str, str] = {}
        for link, note in links:
            found.setdefault(link.target, f"call-{note.id}")
        return found

    def starts_page(self, content: object) -> bool:
        """Return whether the block with this inline content is to start a new page."""
        return bool(self.pushed) and any(isinstance(n, nodes.Note) and n.id in self.pushed for n in walk(content))


#: Where a date in Chinese may end a line: before its first number, between a number with its unit and the next, and before
#: words of two characters and more behind the last (据|2026年|4月|报道; 2025年末 stays whole).
_IN_DATE = re.compile(r"(?<=[^0-9—])(?=[0-9])|(?<=[0-9][^0-9—])(?=[^0-9—]{2,}$)")
#: And in Latin script: before its last three words (as reported | in May 2026).
_DATE_WORDS = re.compile(r"(?<= )(?=\S+ \S+ \S+$)")


def tokens(children: tuple[Inline, ...], setting: PageContext) -> Iterator[Token]:
    """Yield the tokens of a run of inline nodes."""
    for node in children:
        yield from _tokens(node, setting)


def _tokens(node: Inline, setting: PageContext) -> Iterator[Token]:
    match node:
        case nodes.Text(text=text):
            yield characters(dates_held(text))
        case nodes.Strong(children=inner):
            yield from _within("strong", "", tokens(inner, setting))
        case nodes.Emphasis(children=inner):
            yield from _within("em", "", tokens(inner, setting))
        case nodes.Figure(fact=fact, value=value, unit=unit, text=text):
            keep = "keep" if len(text) <= KEEP_TOGETHER else ""
            given = attributes(value=value, class_=keep, data_fact=fact, data_unit=unit)
            # HTML requires the attribute: an open value (a target without a number) keeps it, empty.
            yield from _within("data", given if value else f' value=""{given}', (characters(text),))
        case nodes.Moment():
            yield from _moment(node)
        case nodes.Name(term=term, children=inner):
            given = attributes(class_=f"name{_short(plain(inner))}", data_term=term)
            yield from _within("span", given, tokens(inner, setting))
        case nodes.Foreign(language=language, text=text):
            yield from _within("span", attributes(lang=language), (characters(text),))
        case nodes.Reference(target=target, text=text):
            yield from _within("a", attributes(class_="reference", href=f"#{target}"), (characters(text),))
        case nodes.SourceLink(target=target, text=text):
            yield from _within("a", attributes(class_="source", href=f"#{target}"), (characters(text),))
        case nodes.Break():
            yield markup("<br>")
        case nodes.Note():
            yield clinging(_called(node, setting))


def _within(tag: str, given: str, inside: Iterable[Token]) -> Iterator[Token]:
    """Yield tokens within an element; ``given`` are its attributes."""
    yield markup(f"<{tag}{given}>")
    yield from inside
    yield markup(f"</{tag}>")


def _moment(node: nodes.Moment) -> Iterator[Token]:
    parts = [part for part in _IN_DATE.split(node.text) if part] if is_wide(node.text[-1:] or "x") else []
    keep = "keep" if len(node.text) <= KEEP_TOGETHER and len(parts) < 2 else ""
    before, *last = (node.text,) if keep else _DATE_WORDS.split(node.text)
    inside: list[Token] = [characters(before)]
    if last:
        inside += _within("span", attributes(class_="date"), map(characters, last))
    elif len(parts) > 1:
        inside = [token for part in parts for token in _within("span", attributes(class_="keep"), (characters(part),))]
    given = attributes(datetime=node.datetime, class_=keep, data_fact=node.fact)
    yield from _within("time", given, inside)


def _short(words: str) -> str:
    """The class of a name in full-width characters that stays on one line."""
    if not is_wide(words[-1:] or "x"):
        return ""
    return " quote" if len(words) <= SHORT_NAME else " brief" if len(words) <= BRIEF_NAME else ""


def note_body(node: nodes.Note, setting: PageContext, tag: str) -> str:
    """Return the text of a note with its number, which links back to the call."""
    number = f'<a class="back" href="#call-{escape(node.id)}" role="doc-backlink">{node.number}</a>'
    body = inlines(node.children, setting, whole=True)
    return f'<{tag} class="note" id="{escape(node.id)}" role="doc-footnote">{number} {body}</{tag}>'


def _called(node: nodes.Note, setting: PageContext) -> str:
    call = f'<a class="call" id="call-{escape(node.id)}" href="#{escape(node.id)}" role="doc-noteref">{node.number}</a>'
    return call if setting.medium is Medium.SCREEN else call + note_body(node, setting, "span")


def inlines(children: tuple[Inline, ...], setting: PageContext, *, whole: bool = False, held: int = HELD) -> str:
    """Return the HTML of a run of inline nodes; ``whole`` when it is a paragraph of running text, of whose last line then
    ``held`` full-width characters at most stay together."""
    screen = setting.medium is Medium.SCREEN
    return to_html(tokens(children, setting), whole=whole, held=held, screen=screen)
