"""Direction words: what a text says goes up, goes down or stays."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.proof.reading.tables import tables


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says up, down or flat, and where it stands."""

    text: str
    start: int
    end: int
    way: str


def directions_in(text: str, language: str) -> tuple[Direction, ...]:
    """Every direction word of a text, in order; words that only look like one (up to, 高质量) are left out."""
    table = tables(language)
    barred = [m.span() for m in table.directions_not.finditer(text)]
    found = []
    for match in table.directions.finditer(text):
        start, end = match.span()
        if not any(a < end and start < b for a, b in barred):
            word = match[0]
            found.append(Direction(word, start, end, table.direction_of.get(word) or table.direction_of[word.lower()]))
    return tuple(found)
