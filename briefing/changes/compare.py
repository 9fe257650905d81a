"""What differs between two editions: claims that turned, and passages of the documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from briefing.document.nodes import Document
from briefing.document.passages import Passage, passages
from briefing.editions.snapshot import Snapshot
from briefing.facts.comparing import FactChange, compare

#: Two passages less alike than this are not one passage reworded.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage changed, added or gone. ``facts`` are the ids of the figures that print otherwise than before."""

    kind: Literal["changed", "added", "gone"]
    old: Passage | None
    new: Passage | None
    facts: tuple[str, ...]

    @property
    def passage(self) -> Passage:
        """The passage as it stands now, or as it stood."""
        found = self.new or self.old
        assert found is not None  # one of the two is always there
        return found


def compared(old: Document, new: Document) -> tuple[PassageChange, ...]:
    """Every passage that differs, in reading order of the new document; what is gone stands where it stood."""
    before, after = passages(old), passages(new)
    matcher = SequenceMatcher(None, [_key(p) for p in before], [_key(p) for p in after], autojunk=False)
    found: list[PassageChange] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            found.extend(_paired(before[i:j], after[k:m]))
    return tuple(found)


def _key(passage: Passage) -> tuple[str, str, str]:
    return passage.section, passage.kind, passage.text


def _paired(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[PassageChange]:
    left = list(old)
    for passage in new:
        match = max(left, key=lambda p: _likeness(p, passage), default=None)
        if match is None or _likeness(match, passage) < ALIKE:
            yield PassageChange("added", None, passage, _facts((), passage.figures))
            continue
        for gone in left[: left.index(match)]:
            if not any(_likeness(gone, later) >= ALIKE for later in new):
                left.remove(gone)
                yield PassageChange("gone", gone, None, _facts(gone.figures, ()))
        left.remove(match)
        yield PassageChange("changed", match, passage, _facts(match.figures, passage.figures))
    for gone in left:
        yield PassageChange("gone", gone, None, _facts(gone.figures, ()))


def _likeness(old: Passage, new: Passage) -> float:
    """How alike two passages are, 0 to 1; those that print the same indicators in the same place are one passage."""
    if old.kind != new.kind or old.section != new.section:
        return 0.0
    if old.figures and [_indicator(f) for f, _ in old.figures] == [_indicator(f) for f, _ in new.figures]:
        return 1.0 if old.text == new.text else 0.99
    return SequenceMatcher(None, old.text, new.text, autojunk=False).ratio()


def _indicator(fact: str) -> str:
    return fact.partition("@")[0]


def _facts(old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for fact, text in (*new, *old) if ((fact, text) in old) != ((fact, text) in new)))


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
        old,
        new,
        compare(old.facts, new.facts),
        tuple(flips),
        {name: found for name, found in changed.items() if found},
        tuple(n for n in new.documents if n not in old.documents),
        tuple(n for n in old.documents if n not in new.documents),
    )
