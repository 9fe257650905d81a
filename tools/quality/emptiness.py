"""What only a look at finished pages tells: a page left half empty, a number or a date parted over two lines."""

from __future__ import annotations

import re
import tempfile
from itertools import pairwise
from pathlib import Path

from PIL import Image

from tools.quality.outside import poppler
from tools.quality.pages import images

#: The largest share of a page's text area that may stay white between what is drawn on it; the last page is free.
MOST_WHITE = 0.33
#: The last page holds at least so much of what a page does.
LEAST_LAST = 0.04
DARK, RESOLUTION = 235, 30
#: The text area: shares of the height of the sheet above and below it.
ABOVE, BELOW = 24 / 297, 22 / 297
_PARTED = (
    (re.compile(r"[^\W\d_]-$"), re.compile(r"\d{4}\b")),
    (re.compile(r"(?:^|[\s(])\d{1,2}$"), re.compile(r"[A-Z][a-z]{2,8} \d{4}\b")),
)


def white(page: Path) -> float:
    """Return the largest white share of the text area of a page (an image), from 0 to 1."""
    with Image.open(page) as opened:
        grey = opened.convert("L")
    top, end = round(grey.height * ABOVE), round(grey.height * (1 - BELOW))
    rows = [at for at in range(top, end) if any(grey.crop((0, at, grey.width, at + 1)).histogram()[:DARK])]
    return max(after - before for before, after in pairwise((top, *rows, end))) / (end - top)


def half_empty(pdf: Path, front: int) -> tuple[str, ...]:
    """Tell the pages of a PDF that are left half empty, those of the ``front`` (cover, contents) and the last one aside; the
    last must hold more than a line."""
    with tempfile.TemporaryDirectory() as folder:
        shares = [white(page) for page in images(pdf, Path(folder) / "pages", RESOLUTION)]
    body = [(at, share) for at, share in enumerate(shares, 1) if front < at < len(shares)]
    found = [f"{share:.0%} of page {at} is empty" for at, share in body if share > MOST_WHITE]
    if len(shares) > front + 1 and shares[-1] > 1 - LEAST_LAST:
        found.append("the last page holds next to nothing")
    return tuple(found)


def parted(text: str) -> tuple[str, ...]:
    """Tell the lines of a page's text that part a date, or a year from the word it is joined to."""
    lines = [line.strip() for line in text.splitlines()]
    return tuple(
        f"parted: {line[-24:]} | {following[:24]}"
        for line, following in pairwise(lines)
        if any(ends.search(line) and begins.match(following) for ends, begins in _PARTED)
    )


def lines_of(pdf: Path) -> str:
    """Return the text of a PDF, line by line as it stands."""
    return poppler("pdftotext", pdf, "-raw", "-enc", "UTF-8")
