"""Lists and ranges as text."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.language.figures import print_quantity
from briefing.language.model import Language
from briefing.quantities import Quantity


def join(language: Language, items: Sequence[str]) -> str:
    """Items as a list in running text (A、B和C; A, B and C). Items that hold the separator themselves are set off by the
    heavier one (A, B; C; and D)."""
    rules = language.joining
    heavy = len(items) > 2 and any(rules.between in item for item in items)
    between, last = (rules.heavy, rules.heavy_last) if heavy else (rules.between, rules.last)
    if len(items) < 2:
        return "".join(items)
    return between.join(items[:-1]) + last + items[-1]


def print_range(language: Language, low: Quantity, high: Quantity, form: str = "full") -> str:
    """Two quantities as a range; each keeps its unit (16%至46%; RMB 1 billion to RMB 2 billion) where the family of the
    unit repeats it, else the last one has it (20 to 30 institutions)."""
    once = form == "full" and low.unit == high.unit and not language.family(low.unit).repeat_unit
    first, last = print_quantity(language, low, "number" if once else form), print_quantity(language, high, form)
    return language.joining.range.format(low=first, high=last)
