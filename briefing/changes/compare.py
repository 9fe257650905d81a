"""Two snapshots compared: figures, claims, and every document passage by passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefing.changes.sentences import PassageChange, compared
from briefing.editions.recorded import Snapshot
from briefing.facts.comparing import FactChange, compare


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim that held and no longer does, or the other way round."""

    claim: str
    statement: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that moved from ``old`` to ``new``. ``passages`` by document, those without a change left out; ``appeared``
    and ``vanished`` are documents that only one side has."""

    old: Snapshot
    new: Snapshot
    figures: tuple[FactChange, ...]
    flips: tuple[Flip, ...]
    passages: Mapping[str, tuple[PassageChange, ...]]
    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether both sides say the same."""
        return not (self.figures or self.flips or self.passages or self.appeared or self.vanished)

    def sections(self, document: str) -> tuple[tuple[str, str], ...]:
        """The sections of a document that changed: id and heading, in reading order."""
        found = [(c.passage.section, c.passage.title) for c in self.passages.get(document, ())]
        return tuple(dict.fromkeys(found))


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """What moved between two snapshots."""
    both = [name for name in new.documents if name in old.documents]
    changed = {name: compared(old.documents[name], new.documents[name]) for name in both}
    flips = [
        Flip(key, claim.statement, claim.held)
        for key, claim in new.claims.items()
        if key in old.claims and old.claims[key].held != claim.held
    ]
    return Difference(
        old, new, compare(old.facts, new.facts), tuple(flips), {name: found for name, found in changed.items() if found},
        tuple(n for n in new.documents if n not in old.documents), tuple(n for n in old.documents if n not in new.documents),
    )  # fmt: skip
