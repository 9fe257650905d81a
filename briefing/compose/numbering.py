"""Numbers of headings, as WordprocessingML names their formats (ECMA-376-1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from briefing.document.nodes import NumberingLevel

_DIGITS = "零一二三四五六七八九"


def decimal(number: int) -> str:
    """1, 2, 3."""
    return str(number)


def chinese_counting(number: int) -> str:
    """一, 二 … 十, 十一 … 九十九."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        raise ValueError("headings are numbered from 1 to 99")
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def upper_letter(number: int) -> str:
    """Return a, B, C."""
    return chr(ord("A") + number - 1)


FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": decimal,
    "chineseCounting": chinese_counting,
    "upperLetter": upper_letter,
}


def heading_number(levels: Sequence[NumberingLevel], counters: Sequence[int]) -> str:
    """Return the printed number of a heading whose counters, outermost first, are given (``[2, 1]`` gives 2.1 or （一）)."""
    text = levels[len(counters) - 1].pattern
    for place, (level, count) in enumerate(zip(levels, counters, strict=False), 1):
        text = text.replace(f"%{place}", FORMATS[level.format](count))
    return text
