"""Facts as plain data: written into an edition's record, listed with their texts, and read back."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

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
