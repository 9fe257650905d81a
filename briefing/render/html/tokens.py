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


HELD = 4  # full-width characters at most that stay on the line of a note's call, or on the last line of a paragraph
SHORT_WORD = 10  # characters; a Latin word shorter than that takes the one before it along
LONGEST_HELD = 24  # characters of a Latin word or figure that stays on the line of a call


@dataclass(frozen=True, slots=True)
class Token:
    """Either markup, passed on as it is, or characters a reader sees. Markup that ``clings`` (a note call) never begins a
    line."""

    text: str
    visible: bool = False
    clings: bool = False


def markup(text: str) -> Token:
    """Return a tag or other finished HTML."""
    return Token(text)


def clinging(text: str) -> Token:
    """Finished HTML that stays on the line of the characters before it."""
    return Token(text, clings=True)


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
        elif character in OPENING and (previous in OPENING or not previous):  # at the start of a block too
            classes.append("tl")
        piece = escape(text[position:end], quote=False)
        parts.append(f'<span class="{" ".join(classes)}">{piece}</span>' if classes else piece)
        position = end
    return "".join(parts)


def _tail(text: str) -> int:
    """Where the end of a text begins that is not parted from what follows: its last word, or a few full-width characters."""
    if not is_wide(text[-1]):
        start = text.rfind(" ") + 1
        if len(text) - start < SHORT_WORD:  # a short word is no last line
            before = text.rfind(" ", 0, max(start - 1, 0)) + 1
            start = before if len(text) - before <= LONGEST_HELD else start
        return start if len(text) - start <= LONGEST_HELD else len(text)
    start = len(text)
    while start > max(len(text) - HELD, 0) and is_wide(text[start - 1]):
        start -= 1
    return start


def _held(listed: list[Token], whole: bool) -> tuple[dict[int, int], set[int]]:
    """By token, where in its text what is held together begins; and the tokens with which it ends.

    A call clings to the word before it, or to the figure when the text between is only a mark."""
    opens: dict[int, int] = {}
    ends: set[int] = set()
    for at, token in enumerate(listed):
        if not token.clings or not at:
            continue
        start = at - 1
        offset = _tail(listed[start].text) if listed[start].visible and listed[start].text else 0
        if offset == 0 and listed[start].visible and start and listed[start - 1].text == "</data>":
            start -= 1
        if listed[start].text == "</data>" and start >= 2 and len(listed[start - 1].text) <= LONGEST_HELD:
            start, offset = start - 2, 0
        if (listed[start].visible or start < at - 1) and offset < max(len(listed[start].text), 1):
            opens[start] = offset
            ends.add(at)
    last = max((at for at, token in enumerate(listed) if token.visible or token.clings), default=-1)
    if whole and last >= 0 and listed[last].visible and is_wide(listed[last].text[-1:] or "x"):
        opens[last] = _tail(listed[last].text)
        ends.add(last)
    return opens, ends


def to_html(tokens: Iterable[Token], *, whole: bool = False) -> str:
    """HTML of a run of tokens; ``whole`` when it is a paragraph, whose last line then has more than one character."""
    listed = list(tokens)
    opens, ends = _held(listed, whole)
    parts: list[str] = []
    for at, (token, before, after) in enumerate(_neighbours(listed)):
        cut = opens.get(at, 0)
        if token.visible and cut:
            parts.append(_spaced(token.text[:cut], before, token.text[cut]))
        parts.append('<span class="hold">' if at in opens else "")
        if token.visible:
            parts.append(_spaced(token.text[cut:], token.text[cut - 1] if cut else before, after))
        else:
            parts.append(token.text)
        parts.append("</span>" if at in ends else "")
    return "".join(parts)


def ends_wide(text: str) -> bool:
    """Whether the last character is full-width, so that nothing needs to part it from what follows."""
    return bool(text) and is_wide(text[-1])
