"""The text of a page of a PDF as it is seen: what is set smaller and above its line is a power, a square or the mark of a
note, and no further digit of the number before it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from briefing.releases.raised import raised

#: How far above its line a character is set that is raised, in heights of the character before it: at least and at most.
_LIFT = (0.15, 0.9)

#: A raised character is no taller than this beside the one before it.
_SMALLER = 0.95


def text_of_page(page: pypdfium2.PdfTextPage) -> str:
    """The text of a page, lines divided as the PDF divides them. What is raised is read as in a web page or a Word
    document: powers and squares stay, marks of notes are left out."""
    runs = list(_runs(page))
    if not runs:
        return str(page.get_text_bounded())
    text, at = "", 0
    for start, end in runs:
        text += page.get_text_range(at, start - at)
        text += raised(text.rstrip(), page.get_text_range(start, end - start))
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
    """Whether a character is smaller than the one before it and stands above its line, but not on the one above."""
    mine, its = (_height(page, index) for index in (at, before))
    return bool(its) and _LIFT[0] * its < lift < _LIFT[1] * its and mine <= _SMALLER * its


def _height(page: pypdfium2.PdfTextPage, at: int) -> float:
    _, bottom, _, top = page.get_charbox(at, loose=True)
    return float(top - bottom)
