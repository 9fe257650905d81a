"""Every fact as a plain record, for ``facts --json`` and for people who work with the data elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from briefing.facts.base import FactBase, source_files
from briefing.facts.fact import Fact

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
        "region": fact.region,
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
