"""One spelling of characters and spaces in wordings of sources, and regular expressions for words of a language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from briefing.language.model import Language

#: Any spaces, the no-break and thin ones too.
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_WIDE = re.compile("[\uff01-\uff5e]")


def tidy(language: Language, text: str) -> str:
    """One spelling of characters and spaces: full-width digits and signs as plain ones, no space where the language
    writes none between lines, single ones elsewhere."""
    return SPACES.sub(language.typography.line_join, _WIDE.sub(lambda m: normalize("NFKC", m[0]), text.strip()))


def either(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first; empty for none."""
    known = {SPACES.sub(" ", word) for word in words} - {""}
    return f"(?:{'|'.join(re.escape(w) for w in sorted(known, key=lambda w: (-len(w), w)))})" if known else ""
