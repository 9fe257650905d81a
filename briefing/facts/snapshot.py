"""Facts as plain data: written into an edition's record, listed with their texts, and read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from briefing.facts.base import FactBase, source_files
from briefing.facts.fact import Fact
from briefing.quantities import Period, Qualifier, Quantity
from briefing.quantities.open_value import open_of, open_record

#: Where a fact stands in the content may move without the fact: not recorded.
_PLACE = frozenset({"file", "line"})


def fact_record(fact: Fact) -> dict[str, Any]:
    """The fact as JSON values; decimals, dates and periods as text."""
    record = {f.name: getattr(fact, f.name) for f in fields(fact) if f.name not in _PLACE}
    quantity = fact.quantity
    record["quantity"] = (
        None
        if quantity is None
        else {
            "value": format(quantity.value, "f"),
            "unit": quantity.unit,
            "quantum": format(quantity.quantum, "f"),
            "decimals": quantity.decimals,
            "qualifier": str(quantity.qualifier or ""),
            "wording": quantity.wording,
        }
    )
    record["open"] = open_record(fact.open)
    record["period"] = fact.period.text
    record["vintage"] = fact.vintage.isoformat()
    record["inputs"] = list(fact.inputs)
    return record


def fact_of(record: dict[str, Any]) -> Fact:
    """The fact of ``fact_record``, without its place. Raises ``ValueError``, ``TypeError``, ``KeyError`` or
    ``ArithmeticError`` for anything else."""
    given = dict(record)
    quantity = given["quantity"]
    given["quantity"] = (
        None
        if quantity is None
        else Quantity(
            Decimal(quantity["value"]),
            quantity["unit"],
            Decimal(quantity["quantum"]),
            quantity["decimals"],
            Qualifier(quantity["qualifier"]) if quantity["qualifier"] else None,
            quantity["wording"],
        )
    )
    given["open"] = open_of(given.get("open"))
    given["period"] = Period.parse(given["period"])
    given["vintage"] = date.fromisoformat(given["vintage"])
    given["inputs"] = tuple(given["inputs"])
    return Fact(**given)


#: The tags of the languages every record is listed in.
LANGUAGES = ("zh", "en")


def fact_records(
    base: FactBase, print_text: Callable[[str, Fact], str], print_label: Callable[[str, Fact], str]
) -> list[dict[str, object]]:
    """One record for each fact, in the order of the base; values are decimal strings without exponent or ``None``.

    ``print_text`` and ``print_label`` give the printed figure and the label of a fact for a language tag (``zh``,
    ``en``). ``source`` is the file name of the source document; for a derived figure the names of all it rests on,
    joined by "; ", with the fact ids it was computed from in ``inputs``. ``value`` is in the base unit.
    """
    return [_record(base, fact, print_text, print_label) for fact in base.facts.values()]


def _record(
    base: FactBase, fact: Fact, print_text: Callable[[str, Fact], str], print_label: Callable[[str, Fact], str]
) -> dict[str, object]:
    quantity = fact.quantity
    record: dict[str, object] = {
        "id": fact.id,
        "indicator": fact.indicator,
        "kind": fact.kind,
        "measure": fact.measure,
        "value": None if quantity is None else f"{quantity.value:f}",
        "unit": None if quantity is None else quantity.unit,
        "qualifier": str(quantity.qualifier) if quantity is not None and quantity.qualifier else None,
        "period": fact.period.text,
        "period_basis": fact.period_basis,
        "status": fact.status,
        "source": "; ".join(source_files(base, [fact.id])),
        "locator": fact.locator,
        "published": fact.published,
        "operation": fact.operation,
        "inputs": list(fact.inputs),
        "region": fact.region or base.home,
        "of": fact.of,
        "whole": fact.whole,
        "base": fact.base,
        "vintage": fact.vintage.isoformat(),
        "note": fact.note,
    }
    for tag in LANGUAGES:
        record[f"label_{tag}"] = print_label(tag, fact)
        record[tag] = print_text(tag, fact)
    return record
