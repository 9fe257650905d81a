"""What a line does not end within in Latin script: a day and its month and year, a hyphen before a year, a short bracket in
the head of a table. Only the kind of spaces and hyphens changes, never a letter; full-width text is held by the writers."""

from __future__ import annotations

import re
from dataclasses import replace

from briefing.document.nodes import Inline, Moment, Row, Table, Text

SPACE, HYPHEN = "\u00a0", "\u2011"
#: A day, the name of a month, a year: two spaces to hold.
_DATE = re.compile(r"\b(\d{1,2}) ([^\W\d_]{3,12}) (?=\d{4}\b)")
#: The code of a currency, a number, a word in small letters.
_AMOUNT = re.compile(r"\b[A-Z]{3} \d[\d,.]*(?: [a-z]{3,9}\b)?")
_DAY = re.compile(r"\b(\d{1,2}) (?=[^\W\d_])")
_YEAR = re.compile(r" (?=\d{4}\b)")
#: A word by itself joined to a year, and no part of an address.
_HYPHEN = re.compile(r"(?<![\w/.‑-])([^\W\d_]{2,8})-(?=\d{4}\b(?![/-]))")
#: A short bracket: the unit of a column (RMB billion).
_BRACKET = re.compile(r"\([^()]{1,16}\)")


def dates_held(text: str) -> str:
    """Return running text with the parts of each full date held together (13 November 2025), and those of each amount that
    is in it as letters, in a title say (RMB 380 billion)."""
    held = _DATE.sub(rf"\1{SPACE}\2{SPACE}", text)
    return _AMOUNT.sub(lambda found: found[0].replace(" ", SPACE), held)


#: Characters that the last line of a title has at least, and that are held together at most, as is what follows its colon.
SHORT, LONG = 13, 24


def ending_held(text: str) -> str:
    """Return a title in Latin script whose last short words stay together: none stands alone on the second line."""
    start = len(text)
    while len(text) - start < SHORT and (before := text.rfind(" ", 0, max(start - 1, 0)) + 1):
        if len(text) - before > LONG:
            break
        start = before
    return text[:start] + text[start:].replace(" ", SPACE)


def title_held(text: str) -> str:
    """Return the title of a document whose last part, where it is short, goes to the next line whole."""
    before, colon, after = text.rpartition(": ")
    return before + colon + (after.replace(" ", SPACE) if colon and len(after) <= LONG else after)


def hyphens_held(text: str) -> str:
    """Return text in which a word is not parted from the year it is joined to: end-2025."""
    return _HYPHEN.sub(rf"\1{HYPHEN}", text)


def period_held(text: str) -> str:
    """Return the text of a period whose day, month and year stay together, and what a hyphen joins."""
    return hyphens_held(_YEAR.sub(SPACE, _DAY.sub(rf"\1{SPACE}", text)))


def units_held(node: Table) -> Table:
    """Return a table whose heads keep short brackets on one line."""
    return replace(node, head=tuple(_held(row) for row in node.head))


def _held(row: Row) -> Row:
    return tuple(replace(cell, children=tuple(map(_in_head, cell.children))) for cell in row)


def _in_head(node: Inline) -> Inline:
    if isinstance(node, Text | Moment):
        return replace(node, text=_BRACKET.sub(lambda found: found[0].replace(" ", SPACE), node.text))
    return node
