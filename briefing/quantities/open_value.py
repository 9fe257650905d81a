"""Values that a source leaves open: a range, an open number, an order of magnitude, a letter in place of a number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from briefing.quantities.quantity import Qualifier, Quantity


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high`` (9000万—1.2亿元), both in one unit and both belonging to it."""

    low: Quantity
    high: Quantity


@dataclass(frozen=True, slots=True)
class Several:
    """An open number of a power of ten: ``power`` is 9 for 数十亿 and "billions of", 0 for 若干 and "several"."""

    power: int
    unit: str


@dataclass(frozen=True, slots=True)
class Magnitude:
    """An order of magnitude: ``quantity`` is what it is named after (百亿级 is of the order of ten billion)."""

    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter in place of a number (N场)."""

    letter: str
    unit: str


#: What a wording without one exact figure may say. A plain quantity is a figure that stands in an open wording (约3成).
OpenValue = Quantity | Range | Several | Magnitude | Symbol


def open_record(value: OpenValue | None) -> dict[str, str] | None:
    """The value as plain text by name, for a record kept outside; ``open_of`` reads it back."""
    match value:
        case None:
            return None
        case Quantity():
            return {"kind": "quantity", **_record("", value)}
        case Range():
            return {"kind": "range", **_record("low-", value.low), **_record("high-", value.high)}
        case Magnitude():
            return {"kind": "magnitude", **_record("", value.quantity)}
        case Several():
            return {"kind": "several", "power": str(value.power), "unit": value.unit}
        case Symbol():
            return {"kind": "symbol", "letter": value.letter, "unit": value.unit}


def open_of(record: dict[str, str] | None) -> OpenValue | None:
    """The value of ``open_record``. Raises ``KeyError``, ``ValueError`` or ``ArithmeticError`` for anything else."""
    if record is None:
        return None
    match record["kind"]:
        case "quantity":
            return _quantity("", record)
        case "range":
            return Range(_quantity("low-", record), _quantity("high-", record))
        case "magnitude":
            return Magnitude(_quantity("", record))
        case "several":
            return Several(int(record["power"]), record["unit"])
        case "symbol":
            return Symbol(record["letter"], record["unit"])
        case kind:
            raise ValueError(f"{kind!r} is no kind of an open value")


def _record(prefix: str, quantity: Quantity) -> dict[str, str]:
    made = {
        "value": format(quantity.value, "f"),
        "unit": quantity.unit,
        "quantum": format(quantity.quantum, "f"),
        "decimals": "yes" if quantity.decimals else "",
        "qualifier": str(quantity.qualifier or ""),
        "wording": quantity.wording,
    }
    return {prefix + key: text for key, text in made.items()}


def _quantity(prefix: str, record: dict[str, str]) -> Quantity:
    given = {key.removeprefix(prefix): text for key, text in record.items() if key.startswith(prefix)}
    qualifier = Qualifier(given["qualifier"]) if given["qualifier"] else None
    return Quantity(
        Decimal(given["value"]),
        given["unit"],
        Decimal(given["quantum"]),
        bool(given["decimals"]),
        qualifier,
        given["wording"],
    )
