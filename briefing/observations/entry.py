"""What an editor gives, and what it was understood to mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from briefing.content.record import Where
from briefing.content.records import Indicator, Observation, Target
from briefing.quantities import Quantity

Action = Literal["add", "revise", "withdraw"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure as given: ``figure`` as the source prints it (``9.6万亿元``, ``RMB 651.13 billion``), ``published`` the
    verbatim wording around it when that is longer. ``where`` is the row of an imported file."""

    indicator: str
    figure: str
    period: str
    source: str
    locator: str
    basis: str = "stated"
    status: str = "reported"
    published: str = ""
    note: str = ""
    plan: str = ""
    target: bool = False
    withdraw: bool = False
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry understood. ``value`` is the text for the content file; ``quantity`` its exact meaning (``None`` when
    withdrawn); ``existing`` is the record of the same indicator and period, when there is one."""

    entry: Entry
    action: Action
    fact: str
    indicator: Indicator
    value: str
    quantity: Quantity | None
    existing: Observation | Target | None
