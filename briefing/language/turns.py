"""What became of a result that is a loss or was one: 扭亏为盈, cut its loss by RMB 2 billion."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from briefing.facts import Fact
from briefing.facts.turn import Turn
from briefing.language.figures import print_quantity
from briefing.language.model import Language, require

#: The forms a turn is printed in.
TURN_FORMS = ("full", "verb")


def print_turn(language: Language, fact: Fact, form: str = "full") -> str:
    """A turn between loss and profit, as text; ``fact.quantity`` is the difference. Raises ``UnknownForm``."""
    require(form, TURN_FORMS)
    rules = language.turns
    amount = ""
    if fact.quantity is not None:
        amount = print_quantity(language, replace(fact.quantity, value=abs(fact.quantity.value)))
    turn = Turn(fact.turn)
    match turn:
        case Turn.TO_PROFIT:
            pattern = rules.to_profit
        case Turn.TO_LOSS:
            pattern = rules.to_loss
        case Turn.LOSS_NARROWED:
            pattern = rules.loss_narrowed
        case Turn.LOSS_WIDENED:
            pattern = rules.loss_widened
        case Turn.PROFIT_ROSE:
            pattern = rules.profit_rose
        case Turn.PROFIT_FELL:
            pattern = rules.profit_fell
        case Turn.UNCHANGED:
            pattern = rules.unchanged
        case _:
            assert_never(turn)
    return pattern.format(amount=amount)
