"""How wide a run of characters will be, without a font at hand, and where it may be broken.

An SVG has no line breaking and the HTML edition is read with fonts we do not know, so widths are estimated on the safe
side: the advances of Carlito (metric twin of Calibri) by class of character, a full em for wide East Asian characters
(Unicode Standard Annex 11).
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal

NARROW, LOWER, UPPER, BROAD, WIDE = Decimal("0.30"), Decimal("0.52"), Decimal("0.62"), Decimal("0.86"), Decimal(1)
NO_LINE_START = set("，。、；：！？）》」』】〕”’…%,.;:!?)]}’”")
NO_LINE_END = set("（《「『【〔“‘([{")


def is_wide(character: str) -> bool:
    """Whether the character fills an em square (East Asian Width W or F)."""
    return unicodedata.east_asian_width(character) in "WF"


def character_width(character: str) -> Decimal:
    """Return the advance of one character in ems."""
    if is_wide(character):
        return WIDE
    if character in " \u00a0\u2009\u202f.,;:'!|ilIjtfr()[]/-‑’‘":
        return NARROW
    if character in "mwMW%@—":
        return BROAD
    return UPPER if character.isupper() else LOWER


def text_width(text: str, size: Decimal) -> Decimal:
    """Return the width of a run set in ``size``, in the unit of ``size``."""
    return sum((character_width(c) for c in text), Decimal(0)) * size


def pieces(text: str) -> list[str]:
    """Return the text cut at every place where a line may end; joined they give the text again."""
    cut: list[str] = []
    for character in text:
        previous = cut[-1][-1] if cut else ""
        may_break = previous and (
            (previous in " –" and character != " ")
            or (previous in "-/" and character != " " and not character.isdigit())
            or (
                (is_wide(character) or is_wide(previous))
                and character not in NO_LINE_START
                and character != " "
                and previous not in NO_LINE_END
            )
        )
        if not cut or may_break:
            cut.append(character)
        else:
            cut[-1] += character
    return cut


def wrap(text: str, width: Decimal, size: Decimal) -> list[str]:
    """Lines of at most ``width`` where the text allows it; a single piece wider than that is cut between characters."""
    lines: list[str] = [""]
    for piece in pieces(text):
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        for character in piece:
            if lines[-1] and text_width(lines[-1] + character, size) > width and character != " ":
                lines.append("")
            lines[-1] += character
    return [line.strip(" ") for line in lines]
