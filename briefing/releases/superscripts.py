"""Small raised characters behind a word or figure: the mark of a note is left out, what belongs to a unit or a power
stays. On a page of a PDF they are what is set smaller and above its line."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")

#: A unit of length that may be squared or cubed.
_LENGTH = re.compile(r"(?<![A-Za-z])(?:m|km|cm|mm|ft|米|公里)$", re.IGNORECASE)

#: A ten that stands for itself: what is raised behind it is its power.
_TEN = re.compile(r"(?<![0-9.,])10$")

_MARK = re.compile(r"[\[(（【〔]?(?:[0-9]{1,3}|[a-z]|[ivx]{1,4}|[*†‡§#①-⑳])(?:[,，、][0-9]{1,3})*[\])）】〕]?")


def read_superscript(before: str, text: str) -> str:
    """Return what a raised text behind ``before`` is read as: nothing where it marks a note."""
    inner = text.strip()
    if re.fullmatch("[0-9+-]{1,3}", inner) and (_TEN.search(before) or (_LENGTH.search(before) and inner in "23")):
        return inner.translate(_RAISED)
    return "" if _MARK.fullmatch(inner) else text


#: How far above its line a character is set that is raised, in heights of the character before it: at least and at most.
_LIFT = (0.15, 0.9)

#: A raised character is no taller than this beside the one before it.
_SMALLER = 0.95


def text_of_page(page: pypdfium2.PdfTextPage) -> str:
    """Return the text of a page, lines divided as the PDF divides them. What is raised is read as in a web page or a Word
    document: powers and squares stay, marks of notes are left out."""
    runs = list(_runs(page))
    if not runs:
        return str(page.get_text_bounded())
    text, at = "", 0
    for start, end in runs:
        text += page.get_text_range(at, start - at)
        text += read_superscript(text.rstrip(), page.get_text_range(start, end - start))
        at = end
    return text + str(page.get_text_range(at, page.count_chars() - at))


def _runs(page: pypdfium2.PdfTextPage) -> Iterator[tuple[int, int]]:
    """Where the raised characters of a page stand: first, and behind the last."""
    x, line = ctypes.c_double(), ctypes.c_double()
    on: tuple[int, float] | None = None  # the last character that stands on its line: its index, how high the line is
    begun = -1
    count = page.count_chars()
    for at in range(count):
        code = raw.FPDFText_GetUnicode(page, at)
        if code in (0, 10, 13) or not raw.FPDFText_GetCharOrigin(page, at, x, line):
            up, on = False, None
        elif code <= 32 or code == 0xA0:
            up = False
        else:
            up = on is not None and line.value > on[1] and _lifted(page, at, line.value - on[1], on[0])
            on = on if up else (at, line.value)
        if up and begun < 0:
            begun = at
        elif not up and begun >= 0:
            yield begun, at
            begun = -1
    if begun >= 0:
        yield begun, count


def _lifted(page: pypdfium2.PdfTextPage, at: int, lift: float, before: int) -> bool:
    """Whether a character is smaller than the one before it and is above its line, but not on the one above."""
    mine, its = (_height(page, index) for index in (at, before))
    return bool(its) and _LIFT[0] * its < lift < _LIFT[1] * its and mine <= _SMALLER * its


def _height(page: pypdfium2.PdfTextPage, at: int) -> float:
    _, bottom, _, top = page.get_charbox(at, loose=True)
    return float(top - bottom)
