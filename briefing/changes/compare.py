"""What differs between two editions: claims that turned, and passages of the documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal, assert_never

from briefing.document.nodes import Document
from briefing.document.passages import Passage, passages
from briefing.editions.snapshot import Snapshot
from briefing.facts.comparing import FactChange, compare
from briefing.quantities import Qualifier

#: Two passages less alike than this are not one passage reworded.
ALIKE = 0.5
#: A share of everything, in per cent.
WHOLE = Decimal(100)


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


@dataclass(frozen=True, slots=True)
class MovedNote:
    """Words that stayed, whose note no longer names a source that it named: ``text`` as it stands, ``gone`` and
    ``now`` are ids of sources."""

    section: str
    title: str
    text: str
    gone: tuple[str, ...]
    now: tuple[str, ...]


def moved_notes(old: Document, new: Document) -> tuple[MovedNote, ...]:
    """Sentences without a figure that both documents have and whose note lost a source: a newer figure beside them
    brought its own. Somebody must see whether the source named now says these words."""
    before = {(w.section, w.text): sources for w, sources in _noted(old)}
    found = []
    for words, sources in _noted(new):
        gone = sorted(before.get((words.section, words.text), frozenset()) - sources)
        if gone:
            ids = [tuple(name.removeprefix("source-") for name in names) for names in (gone, sorted(sources))]
            found.append(MovedNote(words.section, words.title, words.text, ids[0], ids[1]))
    return tuple(found)


def _noted(document: Document) -> Iterator[tuple[Passage, frozenset[str]]]:
    """Each sentence that prints no figure, with the sources of the note at the end of its paragraph."""
    waiting: list[Passage] = []
    for passage in passages(document):
        if passage.kind == "sentence":
            waiting += [] if passage.figures else [passage]
        else:
            sources = frozenset(target for target, _ in passage.sources)
            yield from ((words, sources) for words in waiting if passage.kind == "note")
            waiting = []


def compared(old: Document, new: Document) -> tuple[PassageChange, ...]:
    """Return every passage that differs, in reading order of the new document; removed ones stand where they were."""
    before, after = passages(old), passages(new)
    matcher = SequenceMatcher(None, [_key(p) for p in before], [_key(p) for p in after], autojunk=False)
    found: list[PassageChange] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            found.extend(_paired(before[i:j], after[k:m]))
    return tuple(found)


def _key(passage: Passage) -> tuple[str, str, str]:
    return passage.section, passage.kind, passage.identity


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
    return SequenceMatcher(None, old.identity, new.identity, autojunk=False).ratio()


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
    and ``vanished`` are documents that only one side has; ``notes`` are words that stayed while their note moved on, by
    document."""

    old: Snapshot
    new: Snapshot
    figures: tuple[FactChange, ...]
    flips: tuple[Flip, ...]
    passages: Mapping[str, tuple[PassageChange, ...]]
    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    notes: Mapping[str, tuple[MovedNote, ...]] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether both sides say the same."""
        return not (self.figures or self.flips or self.passages or self.appeared or self.vanished)

    def sections(self, document: str) -> tuple[tuple[str, str], ...]:
        """The sections of a document that changed: id and heading, in reading order."""
        found = [(c.passage.section, c.passage.title) for c in self.passages.get(document, ())]
        return tuple(dict.fromkeys(found))


def says_nothing(change: FactChange) -> bool:
    """Whether a derived figure is bounded on the side where it tells nothing: more than a negative amount, less than
    a share that is beyond the whole. What it was computed from is told, and it is not."""
    fact = change.new
    quantity = fact.quantity if fact is not None else None
    if fact is None or quantity is None or fact.kind != "derived":
        return False
    beyond = quantity.unit == "percent" and fact.measure != "change" and quantity.value > WHOLE
    match quantity.qualifier:
        case Qualifier.MORE_THAN | Qualifier.AT_LEAST:
            return quantity.value < 0
        case Qualifier.LESS_THAN | Qualifier.AT_MOST:
            return beyond
        case Qualifier.NEARLY | Qualifier.ABOUT | None:
            return False
    assert_never(quantity.qualifier)


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """Compare two snapshots."""
    both = [name for name in new.documents if name in old.documents]
    changed = {name: compared(old.documents[name], new.documents[name]) for name in both}
    notes = {name: moved_notes(old.documents[name], new.documents[name]) for name in both}
    flips = [
        Flip(key, claim.statement, claim.held)
        for key, claim in new.claims.items()
        if key in old.claims and old.claims[key].held != claim.held
    ]
    return Difference(
        old,
        new,
        tuple(c for c in compare(old.facts, new.facts) if not says_nothing(c)),
        tuple(flips),
        {name: found for name, found in changed.items() if found},
        tuple(n for n in new.documents if n not in old.documents),
        tuple(n for n in old.documents if n not in new.documents),
        {name: found for name, found in notes.items() if found},
    )
