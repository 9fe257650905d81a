"""Small charts for pages: where points and words stand; the template only draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

#: The drawing, in its own units.
WIDTH, LEFT, TOP, BOTTOM, EDGE, ABOVE = 320, 34, 22, 92, 4, 9


class Drawn(Protocol):
    """A value of a series: its height among the others, 0 to 100, or ``None`` where it has none."""

    @property
    def level(self) -> int | None:
        """The height."""
        ...


@dataclass(frozen=True, slots=True)
class Point:
    """A value of the series and where it stands; its words begin, end or have their middle (``anchor``, as SVG has it)
    at ``words``, ``above`` it."""

    x: int
    y: int
    words: int
    above: int
    anchor: str
    of: Drawn


def chart(series: Sequence[Drawn]) -> tuple[Point, ...]:
    """The values of a series from left to right, evenly, in the order given; none where there are fewer than two."""
    drawn = [entry for entry in series if entry.level is not None]
    if len(drawn) < 2:
        return ()
    last = len(drawn) - 1
    step = (WIDTH - 2 * LEFT) / last
    made = []
    for place, entry in enumerate(drawn):
        x, y = round(LEFT + place * step), BOTTOM - round((BOTTOM - TOP) * (entry.level or 0) / 100)
        words, anchor = (EDGE, "start") if place == 0 else (WIDTH - EDGE, "end") if place == last else (x, "middle")
        made.append(Point(x, y, words, y - ABOVE, anchor, entry))
    return tuple(made)
