"""Checks of words: digits in printed wordings, and published wordings that say otherwise than what is recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from briefing.content.fields import Record
from briefing.content.records import Content, Derived, Event, Indicator
from briefing.problems import Problem
from briefing.quantities import Period, Quantity, Wording, is_base, same_base

_NAMES = re.compile("“[^”]*”|《[^》]*》")
_DIGITS = re.compile("[0-9０-９]")


def check_words(content: Content, problems: list[Problem]) -> None:
    """Add a warning for every printed wording with digits outside a name in “ ” or 《 》."""
    for record, key, text in _printed(content):
        if text is not None and _DIGITS.search(_NAMES.sub("", text)):
            problems.append(record.problem("figure-in-words", key, key=key, text=text))


def _printed(content: Content) -> Iterator[tuple[Record, str, str | None]]:
    labels: tuple[Indicator | Event | Derived, ...] = (*content.indicators, *content.events, *content.derived)
    for labelled in labels:
        yield labelled, "label", labelled.label
    for named in content.lists:
        yield named, "title", named.title
        for item in named.items:
            yield item, "name", item.name
            yield item, "text", item.text


#: Reads a published wording (``人民币贷款余额达9.6万亿元``) for its figures in a unit.
ReadWording = Callable[[str, str], Wording]

#: Why a wording does not fit: the code of the problem and its details.
Misfit = tuple[str, dict[str, object]]


def misfits(
    indicator: Indicator, period: Period, recorded: Quantity | None, published: str, wording: Wording, resolved: bool
) -> Iterator[Misfit]:
    """Yield what a published wording says otherwise than what is recorded of an indicator for a period (``None``: its value is
    left open). ``resolved``: a note says how its words were understood, so that a base in words nobody knows
    (较“十四五”初期) is the indicator's."""
    details: dict[str, object] = {"id": indicator.id, "published": published}
    figures = [p for p in wording.printed if p.quantity is not None]
    if (
        recorded is not None
        and figures
        and not any(_agree(p.quantity, recorded, wording.whole) for p in figures if p.quantity)
    ):
        read = figures[0].quantity
        assert read is not None  # only those with one are kept
        same = _plain(recorded) == _plain(read)  # then they differ in how many digits are sure
        yield "published-differs", details | {"recorded": _plain(recorded, same), "read": _plain(read, same)}
    yield from _base(indicator, period, wording, details, resolved)
    yield from _region(indicator, wording, details)
    if wording.whole and indicator.kind not in ("change", "flow", "cumulative") and any(p.is_change for p in figures):
        yield "published-change", details | {"kind": indicator.kind}
    if wording.whole and indicator.kind == "change" and any(p.is_rank for p in figures):
        yield "published-level", details


def _base(
    indicator: Indicator, period: Period, wording: Wording, details: dict[str, object], resolved: bool
) -> Iterator[Misfit]:
    """Yield the base matters only to a change; one that is not named is taken to be the indicator's."""
    named = {base for p in wording.printed for base in p.bases if is_base(base) or not resolved}
    if indicator.kind == "change" and indicator.base and named and not same_base(named, indicator.base, period):
        yield "published-base", details | {"base": indicator.base, "named": " or ".join(sorted(named))}


def _region(indicator: Indicator, wording: Wording, details: dict[str, object]) -> Iterator[Misfit]:
    regions = [p.region for p in wording.printed if p.is_rank and p.region]
    if indicator.unit == "rank" and indicator.region and regions and indicator.region not in regions:
        yield "published-region", details | {"region": indicator.region, "named": " and ".join(dict.fromkeys(regions))}


#: Units without words of scale: nothing coarser than a one can be written in them.
_UNSCALED = frozenset({"percent", "percentage-point", "multiple"})


def _agree(read: Quantity, recorded: Quantity, whole: bool) -> bool:
    """Whether two quantities are one figure; in a longer wording the last digit may belong to words not understood."""
    if (
        whole
        and read.quantum != recorded.quantum
        and not (read.unit in _UNSCALED and read.quantum > recorded.quantum == 1)
    ):
        return False  # 3成 can only be written as 30
    return (read.value, read.qualifier) == (recorded.value, recorded.qualifier)


def _plain(quantity: Quantity, closely: bool = False) -> str:
    qualifier = f"{quantity.qualifier} " if quantity.qualifier else ""
    close = f" ±{quantity.quantum / 2:f}" if closely else ""
    return f"{qualifier}{quantity.value:f}{close} {quantity.unit}"
