"""What a printed wording says about a figure, whatever the language it is in."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.quantities.open_value import OpenValue
from briefing.quantities.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure and what its words say of it.

    ``value`` is a quantity, or a value left open (a range, 数十亿). ``bases`` are the bases of comparison the words may
    mean: ids of the language data (yoy, ytd …), an ISO 8601 period, or the words themselves where nobody knows their
    period; empty where they name none. ``region`` is a region id, or words that name no region known. ``is_change``
    tells words of change (同比增长6.8%) from a level (6.8%), ``is_rank`` a place in an order.
    """

    value: OpenValue
    bases: frozenset[str] = frozenset()
    region: str = ""
    is_change: bool = False
    is_rank: bool = False

    @property
    def quantity(self) -> Quantity | None:
        """The exact quantity; ``None`` for a value left open."""
        return self.value if isinstance(self.value, Quantity) else None


@dataclass(frozen=True, slots=True)
class Wording:
    """The figures of a wording in one unit. ``whole``: the wording is nothing but the one figure; else it is longer,
    and may state several."""

    printed: tuple[Printed, ...]
    whole: bool
