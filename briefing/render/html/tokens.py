"""Inline content on its way to HTML: markup and visible characters kept apart until the gaps between scripts are known.

Chinese typesetting (W3C clreq, GB/T 15834) wants a thin gap between Han and Latin characters or digits, and no double
white between two full-width marks. Neither may be a typed space, for the text must be copied out as it was written. So the
characters at such places are wrapped in spans, and the style sheet of the language decides how wide the gap is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from briefing.render.chart_svg.measure import is_wide

LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ+$€£°%‰][0-9A-Za-zÀ-ɏ+$€£°%‰.,:/&'’\-–\u00a0]*")
OPENING, CLOSING, STOP = set("（《〈「『【〔“‘"), set("）》〉」』】〕”’"), set("，。、；：！？")
UNIT = re.compile(r"（[^（）\s]{1,5}）")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Token:
    """Either markup, passed on as it is, or characters a reader sees. ``opaque`` markup (a note call) has its own text."""

    text: str
    visible: bool = False


def markup(text: str) -> Token:
    """A tag or other finished HTML."""
    return Token(text)


def characters(text: str) -> Token:
    """Text as the reader sees it, not yet escaped."""
    return Token(text, True)


def attributes(**values: str) -> str:
    """Attributes of a tag, escaped, in the order given; ``_`` in a name becomes ``-``; empty values are left out."""
    return "".join(f' {name.strip("_").replace("_", "-")}="{escape(value)}"' for name, value in values.items() if value)


def _neighbours(tokens: list[Token]) -> Iterator[tuple[Token, str, str]]:
    """Every token with the visible characters just before and just after it."""
    after = [""] * len(tokens)
    following = ""
    for index in range(len(tokens) - 1, -1, -1):
        after[index] = following
        if tokens[index].visible and tokens[index].text:
            following = tokens[index].text[0]
    before = ""
    for token, next_character in zip(tokens, after, strict=True):
        yield token, before, next_character
        if token.visible and token.text:
            before = token.text[-1]


def _spaced(text: str, before: str, after: str, *, whole: bool = True) -> str:
    """Escaped text, Latin runs and adjacent full-width marks wrapped where they want another gap.
    Unless it is one already (not ``whole``), a short bracket such as a unit in a table head is kept on one line."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        character = text[position]
        previous = text[position - 1] if position else before
        run = LATIN.match(text, position)
        end = run.end() if run else position + 1
        while run and end > position + 1 and text[end - 1] in ".,:/&'’-–\u00a0":
            end -= 1
        bracket = UNIT.match(text, position)
        if bracket and whole:
            inner = bracket.group()
            end = bracket.end()
            following = text[end] if end < len(text) else after
            parts.append(f'<span class="unit">{_spaced(inner, previous, following, whole=False)}</span>')
            position = end
            continue
        following = text[end] if end < len(text) else after
        classes: list[str] = []
        if run:
            classes += ["gl"] if HAN.match(previous) else []
            classes += ["gr"] if HAN.match(following) else []
        elif character in CLOSING | STOP and following in CLOSING | STOP | OPENING and following:
            classes.append("tr")
        elif character in OPENING and previous in OPENING and previous:
            classes.append("tl")
        piece = escape(text[position:end], quote=False)
        parts.append(f'<span class="{" ".join(classes)}">{piece}</span>' if classes else piece)
        position = end
    return "".join(parts)


def to_html(tokens: Iterable[Token]) -> str:
    """HTML of a run of tokens."""
    listed = list(tokens)
    return "".join(
        _spaced(token.text, before, after) if token.visible else token.text
        for token, before, after in _neighbours(listed)
    )


def ends_wide(text: str) -> bool:
    """Whether the last character is full-width, so that nothing needs to part it from what follows."""
    return bool(text) and is_wide(text[-1])
