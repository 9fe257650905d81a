"""Figures inside the prose of a project: whether a translation holds the same ones, in whatever scale words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from decimal import Decimal

from briefing.language import Language

_NUMBER = r"(?<![A-Za-z0-9.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?"
_MULTIPLES = {"千": 3, "百": 2, "thousand": 3, "千万": 7, "百万": 6}


def figures_in(text: str, language: Language) -> Counter[Decimal]:
    """Every figure of a text as a number: digits times the scale word after them, and number words up to ten."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = {s.word.strip().replace("\u00a0", " ").strip().casefold(): s.factor.adjusted() for s in language.scales.values()}
    words |= _MULTIPLES
    scales = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True) if w)
    found: Counter[Decimal] = Counter()
    for match in re.finditer(rf"{_NUMBER}[ \u00a0]?({scales})?", plain):
        digits = match[1].replace(",", "") + (match[2] or "")
        found[Decimal(digits).scaleb(words.get(match[3] or "", 0)).normalize()] += 1
    for value, word in enumerate(language.number_words, 1):
        found[Decimal(value)] += len(re.findall(rf"\b{re.escape(word)}\b", plain))
    return +found


def different(source: str, target: str, source_language: Language, target_language: Language) -> str:
    """The figures that stand in one text and not in the other, for a person; empty when they agree. Number words of the
    target are allowed beyond the figures of the source (one of, first)."""
    ours, theirs = figures_in(source, source_language), figures_in(target, target_language)
    missing = [v for v in ours if v not in theirs]
    words = {Decimal(n) for n in range(1, len(target_language.number_words) + 1)}
    surplus = [v for v in theirs if v not in ours and v not in words]
    parts = [f"missing {', '.join(f'{v:f}' for v in missing)}"] if missing else []
    return "; ".join([*parts, *([f"not in the source {', '.join(f'{v:f}' for v in surplus)}"] if surplus else [])])
