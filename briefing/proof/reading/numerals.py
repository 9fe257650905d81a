"""Numerals to values: digits with scale words, and numbers written in words, in any language that multiplies and adds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal


def digits_value(text: str) -> Decimal:
    """The value of digits with a decimal point and perhaps thousands separators."""
    return Decimal(text.replace(",", ""))


def words_value(words: list[str], simple: Mapping[str, int], times: Mapping[str, int]) -> Decimal | None:
    """The value of numeral words in order (三 百 二 十; three hundred twenty); ``None`` when they do not make one number.

    A multiplier takes all smaller parts before it. Simple numerals alone in a row are places (二〇二五 is 2025).
    """
    if len(words) > 1 and all(w in simple and simple[w] < 10 for w in words):
        return Decimal("".join(str(simple[w]) for w in words)) if len(words) > 2 else None
    parts: list[int] = []
    for word in words:
        if word in simple:
            if parts and parts[-1] < 10 and simple[word] < 10 and parts[-1] != 0:
                return None
            parts.append(simple[word])
            continue
        factor = times[word]
        smaller = 0
        while parts and parts[-1] < factor:
            smaller += parts.pop()
        parts.append((smaller or 1) * factor)
    return Decimal(sum(parts))


def split_words(text: str, words: Mapping[str, int]) -> list[str]:
    """The numeral words of a text, longest first, in order."""
    pattern = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.findall(pattern, text)
