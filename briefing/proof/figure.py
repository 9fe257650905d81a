"""One printed figure against what the manifest says of it: value, unit, qualifier and direction, read independently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from briefing.proof.reading import CURRENCIES, ReadNumber, column_scale, directions_in, numbers_in
from briefing.proof.reading.tables import tables

#: Forms that print less than the whole figure.
BARE = frozenset({"cell", "number", "bare"})


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A figure of the manifest, as one document prints it at one place."""

    fact: str
    value: Decimal | None
    unit: str
    form: str
    text: str
    section: str
    qualifier: str | None = None
    measure: str = ""
    source: str = ""

    @classmethod
    def of(cls, row: dict[str, Any]) -> ManifestEntry:
        """The entry of a manifest's row. Raises ``ValueError`` or ``KeyError`` for one that is none."""
        value = row["value"]
        return cls(
            str(row["fact"]),
            Decimal(str(value)) if value not in (None, "") else None,
            str(row["unit"] or ""),
            str(row["form"]),
            str(row["text"]),
            str(row["section"]).replace("-", "_"),
            row.get("qualifier"),
            str(row.get("measure") or ""),
            str(row.get("source") or ""),
        )


def wrongs(entry: ManifestEntry, language: str, heads: tuple[str, ...] = (), around: str = "") -> Iterator[str]:
    """Every way in which the printed text does not state the value of its entry, as short phrases.

    ``heads``: column head or axis titles that may carry unit and scale; ``around``: the clause the figure stands in.
    """
    read = [f for f in numbers_in(entry.text, language) if not f.period]
    if entry.value is None or entry.form == "region":
        return
    if not read:
        ways = {d.way for d in directions_in(entry.text, language)}
        if entry.value != 0 or ways != {"flat"}:
            yield "no number can be read in it"
        return
    found = read[-1] if len(read) > 1 and read[0].kind == "ordinal" else read[0]
    yield from _value(entry, found, language, heads)
    yield from _unit(entry, found, heads, language)
    yield from _qualifier(entry, found)
    yield from _direction(entry, found, language, around)


def _value(entry: ManifestEntry, found: ReadNumber, language: str, heads: tuple[str, ...]) -> Iterator[str]:
    assert entry.value is not None
    if found.value is None:
        yield "its number states no value"
        return
    value = abs(entry.value)
    wanted = {value}
    if entry.unit == "multiple" and tables(language).added:
        wanted.add(value - 1)
    if entry.unit == "percent" and found.units == ("part",):
        wanted.add(value / 100)
    if not found.units:
        wanted |= {value / scale[1] for head in heads if (scale := column_scale(head, language))}
    if abs(found.value) not in wanted:
        yield f"it reads as {found.identity}, the fact is {entry.value:f} {entry.unit}"
    elif found.value < 0 < entry.value or (
        entry.form in BARE and entry.measure == "change" and entry.value < 0 < found.value
    ):
        yield f"its sign is not that of {entry.value:f}"


def _unit(entry: ManifestEntry, found: ReadNumber, heads: tuple[str, ...], language: str) -> Iterator[str]:
    if found.units:
        same = entry.unit in found.units or (found.kind == "ordinal" and entry.unit == "rank")
        if not same and not (entry.unit == "percent" and found.units == ("part",)):
            yield f"its unit is {' or '.join(found.units)}, the fact's is {entry.unit}"
    elif entry.unit in CURRENCIES or entry.unit in ("percent", "percentage-point"):
        stated = {scale[0] for head in heads if (scale := column_scale(head, language)) and scale[0]}
        if entry.form not in BARE or (stated and entry.unit not in stated):
            yield f"its unit {entry.unit} is not stated"


def _qualifier(entry: ManifestEntry, found: ReadNumber) -> Iterator[str]:
    if entry.qualifier is None or entry.form == "bare":
        return
    if found.qualifier != entry.qualifier and (found.qualifier or entry.form not in BARE):
        yield f"it says “{found.qualifier or 'exactly'}”, the fact is “{entry.qualifier or 'exact'}”"


def _direction(entry: ManifestEntry, found: ReadNumber, language: str, around: str) -> Iterator[str]:
    """A change must not be said to go the other way, in its own words or in the clause around it."""
    if entry.measure != "change" or entry.value is None:
        return
    level = Decimal(1) if entry.unit == "multiple" else Decimal(0)
    wanted = "up" if entry.value > level else "down" if entry.value < level else "flat"
    ways = {d.way for d in directions_in(entry.text, language)} or {d.way for d in directions_in(around, language)}
    if ways and wanted not in ways:
        yield f"the words say {' and '.join(sorted(ways))}, the value says {wanted}"
