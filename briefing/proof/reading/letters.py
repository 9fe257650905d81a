"""Text compared letter by letter: without what differs between formats (white space, soft characters, line-end hyphens)."""

from __future__ import annotations

import re

#: White space, characters of no width and hyphens: where a line breaks, and whether inside a word, differs between formats.
_SPACE = re.compile(r"[\s\u00a0\u00ad\u200b-\u200f\u2002-\u200a\u202f\u2060\ufeff\ufffe\u0002\u2010\u2011-]+")
#: A hyphen before a digit is no break: it is a sign, or part of a span.
_SIGN = re.compile(r"[\u2010\u2011-](?=[0-9])")


def squash(text: str) -> str:
    """The text without white space and soft characters, letter by letter: what must be the same in every format."""
    return _SPACE.sub("", text).replace("\u2022", "\u00b7")  # fonts of Chinese draw both dots with one glyph


def signed(text: str) -> str:
    """The text squashed, with its hyphens before digits, which may be signs."""
    return squash(_SIGN.sub("\ue001", text))
