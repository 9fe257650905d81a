"""The unit that a row gives in a column of its own (单位, 币种), against the unit that its head or its sheet gives."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.lists.vocabulary import SCALES, MoneyUnit, Vocabulary


@dataclass(frozen=True, slots=True)
class RowUnit:
    """What a row says of its unit: ``unit`` (万欧元) or only ``currency`` (EUR); ``strange`` is a cell that says neither."""

    unit: MoneyUnit | None = None
    currency: str = ""
    strange: str = ""

    def with_stated(self, stated: MoneyUnit | None) -> tuple[MoneyUnit | None, bool]:
        """The unit of the row's amounts, and whether the row contradicts what the head or the sheet states."""
        if self.unit is not None:
            same = stated is None or (stated.power, stated.unit) == (self.unit.power, self.unit.unit)
            bare = stated is not None and stated.word in SCALES and stated.power == self.unit.power
            return self.unit, not (same or bare)
        if not self.currency or stated is None or stated.unit == self.currency:
            return stated, False
        if stated.word in SCALES:
            return stated.model_copy(update={"unit": self.currency}), False
        return stated, True


def read_row_unit(unit: str, currency: str, vocabulary: Vocabulary) -> RowUnit:
    """What the cells of the two columns say."""
    if unit:
        found = vocabulary.whole_unit(unit)
        return RowUnit(unit=found) if found is not None else RowUnit(strange=unit)
    if currency:
        code = vocabulary.currency(currency)
        return RowUnit(currency=code) if code else RowUnit(strange=currency)
    return RowUnit()
