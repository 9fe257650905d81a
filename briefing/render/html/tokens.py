"""Tokens of a line: markup and visible characters, kept apart until the gaps between them and what no line ends within are
set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from briefing.render.columns import BRIEF_QUOTED, is_wide

LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ+$€£°%‰][0-9A-Za-zÀ-ɏ+$€£°%‰.,:/&'’\-–\u00a0]*")
OPENING, CLOSING, STOP = set("（《〈「『【〔“‘"), set("）》〉」』】〕”’"), set("，。、；：！？")
UNIT = re.compile(r"（[^（）\s]{1,5}）")
#: A name of a few full-width characters in quotation marks (“十四五”), what is before an address (网址：), and an address
#: to the end of its host: no line ends within.
SHORT_NAME = 5
QUOTED = re.compile(r"“[\u3400-\u9fff]{1,5}”|[\u3400-\u9fff]{1,3}：(?=[a-z]+://)|[a-z]+://[^/\s]{1,40}")
#: A word joined to a year by a hyphen (end-2025).
TO_YEAR = re.compile(r"[A-Za-z]{2,8}-[0-9]{4}")
#: Marks that join what is before and after them, and with which no line begins (GB/T 15834, 5.1.6 and 5.1.7); two in a row
#: are a mark of their own.
JOINING = re.compile(r"([—–·～])(?!\1)")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


HELD = 4  # full-width characters at most that stay on the line of a note's call, or on the last line of a paragraph
HELD_IN_CELL = 2  # the same for the last line of a cell, whose column may hold no more
UNPARTED = 6  # digits and marks of a number at most that stay on the line of the character after them
SHORT_WORD = 13  # characters; a Latin word shorter than that takes the one before it along
LONGEST_HELD = 24  # characters of a Latin word or figure that stays on the line of a call
LAST_WORDS = 20  # the same for the last line of a paragraph of Latin text
PARAGRAPH = 60  # characters; a shorter text may be in a column too narrow to hold words together


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
    """Return finished HTML that stays on the line of the characters before it."""
    return Token(text, clings=True)


def characters(text: str) -> Token:
    """Return text as the reader sees it, not yet escaped."""
    return Token(text, True)


def attributes(**values: str) -> str:
    """Return attributes of a tag, escaped, in the order given; ``_`` in a name becomes ``-``; empty values are left out."""
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


@lru_cache(maxsize=1 << 14)  # most words of a page are those of the page before
def _spaced(text: str, before: str, after: str, *, whole: bool = True, counted: bool = False) -> str:
    """Escaped text, Latin runs and adjacent full-width marks wrapped where they want another gap.
    Unless it is one already (not ``whole``), a short bracket such as a unit in a table head is kept on one line; so is a
    number with the character after it (2026年) in running text (``counted``)."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        character = text[position]
        previous = text[position - 1] if position else before
        run = LATIN.match(text, position)
        end = run.end() if run else position + 1
        while run and end > position + 1 and text[end - 1] in ".,:/&'’-–\u00a0":
            end -= 1
        bracket, quoted, brief = (pattern.match(text, position) for pattern in (UNIT, QUOTED, BRIEF_QUOTED))
        if whole and (held := bracket or quoted or brief):
            inner = held.group()
            end = held.end()
            following = text[end] if end < len(text) else after
            kind = "unit" if bracket else "quote" if quoted else "brief"
            parts.append(f'<span class="{kind}">{_spaced(inner, previous, following, whole=False)}</span>')
            position = end
            continue
        following = text[end] if end < len(text) else after
        classes: list[str] = []
        if run and TO_YEAR.fullmatch(text, position, end):
            classes.append("date")
        elif run:
            classes += ["gl"] if HAN.match(previous) else []
            classes += ["gr"] if HAN.match(following) else []
        elif character in CLOSING | STOP and following in CLOSING | STOP | OPENING and following:
            classes.append("tr")
        elif character in OPENING and (previous in OPENING or not previous):  # at the start of a block too
            classes.append("tl")
        piece = escape(text[position:end], quote=False)
        piece = f'<span class="{" ".join(classes)}">{piece}</span>' if classes else piece
        number = counted and end < len(text) and _counts(text[position:end]) and HAN.match(text[end])
        if number or (HAN.match(character) and JOINING.match(text, end)):
            piece = f'<span class="hold">{piece}{text[end]}</span>'
            end += 1
        parts.append(piece)
        position = end
    return "".join(parts)


def _counts(run: str) -> bool:
    """Whether a run is a short number."""
    return run[-1].isdigit() and run[0].isdigit() and len(run) <= UNPARTED


def _tail(text: str, held: int = HELD, longest: int = LONGEST_HELD) -> int:
    """Where the end of a text begins that is not parted from what follows: its last words, or a few full-width characters."""
    if not is_wide(text[-1]):
        start = text.rfind(" ") + 1
        while start and len(text) - start < SHORT_WORD:  # short words are no last line
            before = text.rfind(" ", 0, start - 1) + 1
            if len(text) - before > longest:
                break
            start = before
        return start if len(text) - start <= longest else len(text)
    start = len(text)
    while start > max(len(text) - held, 0) and is_wide(text[start - 1]):
        start -= 1
    return start


def _held(listed: list[Token], last_held: int) -> tuple[dict[int, int], set[int]]:
    """By token, where in its text what is held together begins; and the tokens with which it ends.

    A call clings to the word before it, or to the figure when the text between is only a mark; of a long figure its last
    words are held together."""
    opens: dict[int, int] = {}
    ends: set[int] = set()
    for at, token in enumerate(listed):
        if not token.clings or not at:
            continue
        start = at - 1
        offset = _tail(listed[start].text) if listed[start].visible and listed[start].text else 0
        if offset == 0 and listed[start].visible:  # a mark alone, before which no line ends
            start = _of_figure(listed, start, opens, ends)
        elif listed[start].text == "</data>" and start >= 2 and len(listed[start - 1].text) <= LONGEST_HELD:
            start -= 2
        if (listed[start].visible or start < at - 1) and offset < max(len(listed[start].text), 1):
            opens[start] = offset
            ends.add(at)
    last = max((at for at, token in enumerate(listed) if token.visible or token.clings), default=-1)
    if last_held and last >= 0 and listed[last].visible and listed[last].text:
        wide = is_wide(listed[last].text[-1])
        start = _tail(listed[last].text, last_held, LAST_WORDS)
        if len(listed[last].text) > start + 1 and (wide or _running(listed)):
            opens[last] = start
            ends.add(last)
        elif len(listed[last].text) == 1 and last and listed[last - 1].visible:  # a mark alone, behind words
            begins = _tail(listed[last - 1].text or " ", last_held, LAST_WORDS)
            if 0 < begins < len(listed[last - 1].text) and (wide or _running(listed)):
                opens[last - 1] = begins
                ends.add(last)
        elif len(listed[last].text) == 1 and _running(listed):
            _of_figure(listed, last, opens, ends)
    return opens, ends


def _of_figure(listed: list[Token], at: int, opens: dict[int, int], ends: set[int]) -> int:
    """The token with which begins what a mark clings to: a short figure before it, or the mark; of a longer figure or a name
    the last words are held together."""
    words = at - 2
    if (
        words < 1
        or listed[at - 1].text not in ("</data>", "</span>")
        or not listed[words].text
        or not listed[words].visible
    ):
        return at
    if listed[at - 1].text == "</data>" and len(listed[words].text) <= LONGEST_HELD:
        return words - 1
    begins = _tail(listed[words].text)
    if not is_wide(listed[words].text[-1]) and begins < len(listed[words].text):
        opens[words] = begins
        ends.add(words)
    return at


def _running(listed: list[Token]) -> bool:
    """Whether there is as much text as a paragraph has, and not only what a tile or a cell holds."""
    return sum(len(token.text) for token in listed if token.visible) > PARAGRAPH


#: What opens a figure or a date, which keeps its parts together by itself.
_MEASURED = ("<data", "<time", '<span class="keep"')


def to_html(tokens: Iterable[Token], *, whole: bool = False, held: int = HELD, screen: bool = False) -> str:
    """Return HTML of a run of tokens; ``whole`` when it is a paragraph, whose last line then has more than one character:
    ``held`` full-width ones at most. On a ``screen`` numbers in text stay with the character after them, as they do on pages
    without our doing."""
    listed = list(tokens)
    opens, ends = _held(listed, held if whole else 0)
    parts: list[str] = []
    for at, (token, before, after) in enumerate(_neighbours(listed)):
        cut = opens.get(at, 0)
        counted = screen and (not at or not listed[at - 1].text.startswith(_MEASURED))
        if token.visible and cut:
            parts.append(_spaced(token.text[:cut], before, token.text[cut], counted=counted))
        parts.append('<span class="hold">' if at in opens else "")
        if token.visible:
            parts.append(_spaced(token.text[cut:], token.text[cut - 1] if cut else before, after, counted=counted))
        else:
            parts.append(token.text)
        parts.append("</span>" if at in ends else "")
    return "".join(parts)


def text_html(text: str) -> str:
    """Return HTML of plain text."""
    return to_html((characters(text),))


def ends_wide(text: str) -> bool:
    """Return whether the last character is full-width, so that nothing needs to part it from what follows."""
    return bool(text) and is_wide(text[-1])
