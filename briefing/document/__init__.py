"""The document tree: one per pack and language, from which every format is written; here, how its headings are numbered:
counters in figures, letters and Chinese counting, as printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberingLevel:
    """How headings of one level are numbered: ``format`` is a WordprocessingML number format (decimal,
    chineseCounting …), ``pattern`` the level text with ``%1`` … for the numbers of the levels."""

    format: str
    pattern: str


_HAN = "零一二三四五六七八九"


def chinese_counting(number: int) -> str:
    """Return the Chinese numeral: 一, 二 … 十, 十一 … 九十九. Raises ``ValueError`` beyond."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        raise ValueError("headings are numbered from 1 to 99")
    head = "" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十"
    return head + (_HAN[ones] if ones else "")


def lower_letter(number: int) -> str:
    """Return a, b … z, aa, bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def upper_letter(number: int) -> str:
    """Return A, B … Z, AA, BB."""
    return lower_letter(number).upper()


FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "chineseCounting": chinese_counting,
    "chineseCountingThousand": chinese_counting,
    "lowerLetter": lower_letter,
    "upperLetter": upper_letter,
}


def heading_number(levels: Sequence[NumberingLevel], counters: Sequence[int]) -> str:
    """Return the printed number of a heading whose counters, outermost first, are given (``[2, 1]`` gives 2.1 or （一）)."""
    text = levels[len(counters) - 1].pattern
    for place, (level, count) in enumerate(zip(levels, counters, strict=False), 1):
        text = text.replace(f"%{place}", FORMATS[level.format](count))
    return text
