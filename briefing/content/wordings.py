"""A published wording against what is recorded of it: another figure, another base of comparison, another region."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from briefing.content.records import Indicator
from briefing.quantities import Period, Quantity
from briefing.quantities.bases import is_base, same_base
from briefing.quantities.printed import Wording

#: Reads a published wording (``人民币贷款余额达9.6万亿元``) for its figures in a unit.
ReadWording = Callable[[str, str], Wording]

#: Why a wording does not fit: the code of the problem and its details.
Misfit = tuple[str, dict[str, object]]


def misfits(
    indicator: Indicator, period: Period, recorded: Quantity, published: str, said: Wording, resolved: bool
) -> Iterator[Misfit]:
    """Yield what a published wording says otherwise than what is recorded of an indicator for a period. ``resolved``: a note
    says how its words were understood, so that a base in words nobody knows (较“十四五”初期) is the indicator's."""
    told: dict[str, object] = {"id": indicator.id, "published": published}
    figures = [p for p in said.printed if p.quantity is not None]
    if figures and not any(_agree(p.quantity, recorded, said.whole) for p in figures if p.quantity):
        read = figures[0].quantity
        assert read is not None  # only those with one are kept
        yield "published-differs", told | {"recorded": _plain(recorded), "read": _plain(read)}
    yield from _base(indicator, period, said, told, resolved)
    yield from _region(indicator, said, told)
    if said.whole and indicator.kind not in ("change", "flow", "cumulative") and any(p.is_change for p in figures):
        yield "published-change", told | {"kind": indicator.kind}
    if said.whole and indicator.kind == "change" and any(p.is_rank for p in figures):
        yield "published-level", told


def _base(
    indicator: Indicator, period: Period, said: Wording, told: dict[str, object], resolved: bool
) -> Iterator[Misfit]:
    """Yield the base matters only to a change; one that is not named is taken to be the indicator's."""
    named = {base for p in said.printed for base in p.bases if is_base(base) or not resolved}
    if indicator.kind == "change" and indicator.base and named and not same_base(named, indicator.base, period):
        yield "published-base", told | {"base": indicator.base, "named": " or ".join(sorted(named))}


def _region(indicator: Indicator, said: Wording, told: dict[str, object]) -> Iterator[Misfit]:
    regions = [p.region for p in said.printed if p.is_rank and p.region]
    if indicator.unit == "rank" and indicator.region and regions and indicator.region not in regions:
        yield "published-region", told | {"region": indicator.region, "named": " and ".join(dict.fromkeys(regions))}


def _agree(read: Quantity, recorded: Quantity, whole: bool) -> bool:
    """Whether two quantities are one figure; in a longer wording the last digit may belong to words not understood."""
    if whole and read.quantum != recorded.quantum:
        return False
    return (read.value, read.qualifier) == (recorded.value, recorded.qualifier)


def _plain(quantity: Quantity) -> str:
    qualifier = f"{quantity.qualifier} " if quantity.qualifier else ""
    return f"{qualifier}{quantity.value:f} {quantity.unit}"
