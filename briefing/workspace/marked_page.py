"""A document as a page on which every sentence that is a segment can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape
from itertools import groupby
from operator import itemgetter

from lxml import html

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import Message
from briefing.problems import Problem
from briefing.review.rows import is_plain, to_spans
from briefing.review.segment import segment_id
from briefing.workspace.documents import PARTS, messages_looked_up
from briefing.workspace.folder import ProjectFolder
from briefing.workspace.previews import Parts, ShownDocument, cut, headings, parts_of, preview, shown, words_of
from briefing.workspace.segments import opened

#: What is within a line; every other element ends it.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "br", "cite", "data", "dfn", "em", "i", "q", "span", "strong", "sub", "sup", "time"}
)
#: What has no sentences.
_SKIPPED = frozenset({"script", "style", "svg", "template", "noscript"})
#: Classes of what precedes the words of a line and is none of them: the numbers of headings, tables and sources.
_APART = frozenset({"number", "label"})
#: Characters that layout puts between others: they decide nothing here.
_LAYOUT = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
#: What of a page is none of its words.
_TAGS = re.compile(r"<(style|script|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
#: A mark within a number (58.31, 327,700): it ends no sentence.
_INSIDE_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)")
#: The start of a piece of text under which a sentence is looked up.
_GRAM = 4
#: Shorter texts without a figure stand for a segment only where nothing is beside them.
_ALONE = 6


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A document's page: the HTML, in which each sentence that is a segment is in
    elements ``<span class="segment" data-segment=… data-at=…>`` (several where it runs through other elements; ``data-at``
    numbers the places), and the ids of the segments in the order of the page. Of a long document it may be one part of several,
    ``part`` of ``parts``."""

    html: str
    segments: tuple[str, ...]
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """What a segment looks like on a page: the pieces of text between its figures, without spaces. ``open_start`` and
    ``open_end``: a figure is at that end."""

    id: str
    pieces: tuple[str, ...]
    open_start: bool
    open_end: bool
    pattern: re.Pattern[str] = field(compare=False)

    @property
    def size(self) -> int:
        """How many characters are its own."""
        return sum(map(len, self.pieces))

    @property
    def has_figures(self) -> bool:
        """Whether a figure or name is in it."""
        return self.open_start or self.open_end or len(self.pieces) > 1


@dataclass(slots=True)
class TextNode:
    """A text node of a line: the text or the tail of an element, and where each character that counts is in it."""

    element: html.HtmlElement
    tail: bool
    text: str
    places: list[int] = field(default_factory=list)


def marked_page(ws: ProjectFolder, document: str, language: str = "") -> MarkedPage:
    """Return a document (``<pack>.<language>``) as ``preview`` does, its sentences marked with the ids of the segments of
    ``language`` (that of the document where none is named; for one in the source language the first other)."""
    page = preview(ws, document)
    known, messages = _known(ws, document, page.language, language)

    def make() -> MarkedPage:
        return _marked(page.language, page.html, messages)

    return ws.recall("marked page", (document, language), (page.html, known), make)


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """What is to be known of a document before it is read: the reasons for which it would be a draft, in how many parts it
    comes, and in which of them what was asked for stands."""

    draft: tuple[Problem, ...]
    parts: int
    part: int


def document_parts(
    ws: ProjectFolder, document: str, audiences: Sequence[str] = (), part: int = 1, at: str = ""
) -> DocumentParts:
    """Return the parts in which a document is read, and the one asked for: by its number, or ``at``, by the id of something in
    it (a section, a note, a source, ``figure <id>``)."""
    made = shown(ws, document, tuple(audiences))
    parts = _parts(ws, made)
    return DocumentParts(made.draft, parts.count, parts.of(at) or max(1, min(part, parts.count)))


def part_page(
    ws: ProjectFolder, document: str, language: str = "", audiences: Sequence[str] = (), part: int = 0, at: str = ""
) -> MarkedPage:
    """Return one part of a document as ``marked_page`` does the whole: by its number, or that in which a segment (by its id)
    stands. A document that is short is one part. What is cut to ``audiences`` has no marks."""
    made = shown(ws, document, tuple(audiences))
    parts = _parts(ws, made)
    if audiences:
        number = max(1, min(part, parts.count))
        html = _part_html(ws, made, parts, number)
        return MarkedPage(html, (), number, parts.count)
    known, messages = _known(ws, document, made.language, language)
    sought = next((m for m in messages if at and segment_id(m) == at), None) if parts.count > 1 else None
    asked = max(1, min(part, parts.count))

    def page(number: int) -> MarkedPage:
        html = _part_html(ws, made, parts, number)
        return ws.recall(
            "marked part",
            (document, language, number),
            (html, known),
            lambda: replace(_marked(made.language, html, messages), part=number, parts=parts.count),
        )

    said = parts.saying(sought.source if made.language == SOURCE_TAG else sought.target) if sought is not None else ()
    found = (there for number in said if at in (there := page(number)).segments)
    return next(found, None) or page(said[0] if said else asked)


def _parts(ws: ProjectFolder, made: ShownDocument) -> Parts:
    return ws.recall(PARTS, made.name, (made.tree.mark,), lambda: parts_of(made.document))


def _part_html(ws: ProjectFolder, made: ShownDocument, parts: Parts, number: int) -> str:
    from briefing.render.html import part_html  # noqa: PLC0415 - the renderer is loaded only where something is rendered

    def make() -> str:
        own = made.document if parts.count == 1 else cut(made.document, parts, number)
        return part_html(own, made.house, headings(made.document))

    return ws.recall("part", (made.name, number), (made.tree.mark, made.house), make)


def _known(ws: ProjectFolder, document: str, shown_in: str, language: str) -> tuple[object, tuple[Message, ...]]:
    """The messages that a page may print, with what stays the same as long as they do."""
    found: tuple[object, tuple[Message, ...]] | None
    project = ws.project()
    others = [t for t in project.languages if t != SOURCE_TAG]
    tag = language or (shown_in if shown_in != SOURCE_TAG else others[0])
    found = messages_looked_up(ws, document.rpartition(".")[0], tag)
    if found is None:  # it is not made in that language: any sentence may be one of its
        listed = opened(ws, tag).listed
        found = listed, tuple(s.message for s in listed if s.packs)
    return found


def _marked(language: str, text: str, messages: Iterable[Message]) -> MarkedPage:
    printed = _without_layout(text)
    texts = [(m, m.source if language == SOURCE_TAG else m.target) for m in messages]
    texts = [(m, shown) for m, shown in texts if all(word in printed for word in words_of(shown))]
    looks = (_sentence(segment_id(m), is_plain(m.domain), shown) for m, shown in texts)
    known = KnownSentences([look for look in looks if look is not None])
    root = html.document_fromstring(text)
    body = root.find("body")
    order: dict[str, None] = {}
    number = 0
    for line in list(_lines(body)) if body is not None else ():
        found = known.find("".join(_flat(p.text, p.places) for p in line))
        number = _mark(line, found, number)
        order.update(dict.fromkeys(sentence.id for _, _, sentence in found))
    return MarkedPage(html.tostring(root, encoding="unicode", doctype="<!doctype html>"), tuple(order))


def _without_layout(page: str) -> str:
    """The words of a page, without space and layout, in small letters."""
    words = unescape(_TAGS.sub("", page)).lower()
    return "".join(c for c in words if not (c in _LAYOUT or c.isspace()))


@lru_cache(maxsize=5_000)
def _sentence(identity: str, plain: bool, text: str) -> MarkedSentence | None:
    """What a text of a segment looks like; ``None`` where too little of it is its own."""
    spans = [s for s in to_spans(text, plain) if not s.br]
    runs: list[str] = [""]
    for span in spans:
        if span.token:
            runs.append("")
        else:
            runs[-1] += _flat(span.text)
    pieces = tuple(r for r in runs if r)
    if not pieces or (len(runs) > 1 and sum(map(len, pieces)) < _GRAM):
        return None
    between = r".{0,300}?".join(map(re.escape, pieces))
    return MarkedSentence(identity, pieces, not runs[0], not runs[-1], re.compile(between))


def _flat(text: str, places: list[int] | None = None) -> str:
    """A text without spaces, in small letters; ``places`` is given where each character stood."""
    kept = [i for i, c in enumerate(text) if not (c in _LAYOUT or c.isspace())]
    if places is not None:
        places.extend(kept)
    small = _INSIDE_NUMBER.sub("\ue000", text.lower())
    return "".join([small[i] for i in kept] if len(small) == len(text) else [text[i].lower()[:1] for i in kept])


Found = tuple[int, int, MarkedSentence]


class KnownSentences:
    """Sentences, to be found in lines."""

    def __init__(self, sentences: Iterable[MarkedSentence]) -> None:
        self._whole: dict[str, MarkedSentence] = {}
        self._by_gram: dict[str, list[MarkedSentence]] = {}
        for sentence in sentences:
            if not sentence.has_figures:
                self._whole.setdefault(sentence.pieces[0], sentence)
            if sentence.size >= (_GRAM if sentence.has_figures else _ALONE):
                self._by_gram.setdefault(sentence.pieces[0][:_GRAM], []).append(sentence)

    def find(self, line: str) -> list[Found]:
        """Return the sentences of a line and where each is, in its order; of what overlaps, that with more of its own."""
        if line in self._whole:
            return [(0, len(line), self._whole[line])]
        candidates = [
            (match.start(), match.end(), sentence)
            for at in range(len(line))
            for size in range(1, _GRAM + 1)
            for sentence in self._by_gram.get(line[at : at + size], ())
            if (match := sentence.pattern.match(line, at)) and _is_apart(line, match.start(), match.end(), sentence)
        ]
        taken: list[Found] = []
        for found in sorted(candidates, key=lambda f: (-f[2].size, f[0])):
            if all(found[1] <= start or found[0] >= end for start, end, _ in taken):
                taken.append(found)
        return list(_widened(sorted(taken, key=lambda f: f[0]), len(line)))


def _is_apart(line: str, start: int, end: int, sentence: MarkedSentence) -> bool:
    """Whether a text without figures is by itself, and is not a piece of other words."""
    if sentence.has_figures:
        return True
    before, after = line[start - 1 : start], line[end : end + 1]
    return not (before.isalnum() and line[start].isalnum()) and not (after.isalnum() and line[end - 1].isalnum())


def _widened(found: list[Found], length: int) -> Iterator[Found]:
    """What was found with the figures at its ends: up to its neighbours. A figure between two that both end in one is the
    first one's."""
    taken = 0
    for place, (start, end, sentence) in enumerate(found):
        first = taken if sentence.open_start else start
        last = found[place + 1][0] if place + 1 < len(found) else length
        taken = last if sentence.open_end else end
        yield first, taken, sentence


def _lines(element: html.HtmlElement) -> Iterator[list[TextNode]]:
    """The lines of a page: runs of text without a block in them."""
    line: list[TextNode] = []
    for piece in _pieces(element):
        if piece is not None:
            line.append(piece)
        elif line:
            yield line
            line = []
    if line:
        yield line


def _pieces(element: html.HtmlElement) -> Iterator[TextNode | None]:
    """The text nodes below an element; ``None`` where a line ends."""
    if element.text:
        yield TextNode(element, False, element.text)
    for child in element:
        classes = (child.get("class") or "").split()
        inline = child.tag in _INLINE and _APART.isdisjoint(classes)
        if not inline:
            yield None
        if isinstance(child.tag, str) and child.tag not in _SKIPPED and "call" not in classes:
            yield from _pieces(child)
        if not inline:
            yield None
        if child.tail:
            yield TextNode(child, True, child.tail)


def _mark(line: list[TextNode], found: list[Found], number: int) -> int:
    """Put what was found in a line into elements; returns the number of the next place."""
    placed = [(index, place) for index, piece in enumerate(line) for place in piece.places]
    cuts: dict[int, list[tuple[int, int, str, int]]] = {}
    for start, end, sentence in found:
        last, _ = placed[end - 1]
        for index, run in groupby(placed[start:end], itemgetter(0)):
            places = [place for _, place in run]
            until = places[-1] + 1 if index == last else len(line[index].text)
            cuts.setdefault(index, []).append((places[0], until, sentence.id, number))
        number += 1
    for index in reversed(cuts):
        _cut(line[index], cuts[index])
    return number


def _cut(piece: TextNode, cuts: list[tuple[int, int, str, int]]) -> None:
    """Replace a text node by text and marked elements."""
    parent = piece.element.getparent() if piece.tail else piece.element
    assert parent is not None
    place = parent.index(piece.element) + 1 if piece.tail else 0
    before = piece.text[: cuts[0][0]]
    if piece.tail:
        piece.element.tail = before
    else:
        piece.element.text = before
    for index, (start, end, name, number) in enumerate(cuts):
        made = html.HtmlElement(piece.text[start:end])
        made.tag = "span"
        made.set("class", "segment")
        made.set("data-segment", name)
        made.set("data-at", str(number))
        made.tail = piece.text[end : cuts[index + 1][0] if index + 1 < len(cuts) else len(piece.text)]
        parent.insert(place + index, made)
