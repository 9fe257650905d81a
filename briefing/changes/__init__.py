"""What moved between two editions: figures, the sentences that print them, claims, documents; as reports and as redlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal, assert_never

from briefing.catalogue import SOURCE_TAG
from briefing.changes.wording import ChangeWriter, statements
from briefing.compose.composing import LABELS
from briefing.compose.translator import Translator
from briefing.document.nodes import (
    Caption,
    Cell,
    Column,
    Cover,
    Document,
    Foreign,
    Inline,
    Paragraph,
    Section,
    Table,
    Text,
)
from briefing.document.reading import Passage, passages
from briefing.editions.manifest import Snapshot
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.facts.doubts import FactChange, compare
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
        """The passage as it is now, or as it was."""
        found = self.new or self.old
        assert found is not None  # one of the two is always there
        return found


@dataclass(frozen=True, slots=True)
class NoteMoved:
    """Words that stayed, whose note no longer names a source that it named: ``text`` as it is, ``gone`` and
    ``now`` are ids of sources."""

    section: str
    text: str
    gone: tuple[str, ...]
    now: tuple[str, ...]


def moved_notes(old: Document, new: Document) -> tuple[NoteMoved, ...]:
    """Return the sentences without a figure that both documents have and whose note lost a source: a newer figure beside them
    brought its own. Somebody must see whether the source named now says these words."""
    before = {(w.section, w.text): sources for w, sources in _noted(old)}
    found = []
    for words, sources in _noted(new):
        gone = sorted(before.get((words.section, words.text), frozenset()) - sources)
        if gone:
            ids = [tuple(name.removeprefix("source-") for name in names) for names in (gone, sorted(sources))]
            found.append(NoteMoved(words.section, words.text, ids[0], ids[1]))
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
            yield _change(None, passage)
            continue
        for gone in left[: left.index(match)]:
            if not any(_likeness(gone, later) >= ALIKE for later in new):
                left.remove(gone)
                yield _change(gone, None)
        left.remove(match)
        yield _change(match, passage)
    yield from (_change(gone, None) for gone in left)


def _change(old: Passage | None, new: Passage | None) -> PassageChange:
    was, now = (passage.figures if passage else () for passage in (old, new))
    facts = dict.fromkeys(fact for fact, text in (*now, *was) if ((fact, text) in was) != ((fact, text) in now))
    return PassageChange("gone" if new is None else "added" if old is None else "changed", old, new, tuple(facts))


def _likeness(old: Passage, new: Passage) -> float:
    """How alike two passages are, 0 to 1; those that print the same indicators in the same place are one passage."""
    if old.kind != new.kind or old.section != new.section:
        return 0.0
    if old.figures and [_indicator(f) for f, _ in old.figures] == [_indicator(f) for f, _ in new.figures]:
        return 1.0 if old.text == new.text else 0.99
    return SequenceMatcher(None, old.identity, new.identity, autojunk=False).ratio()


def _indicator(fact: str) -> str:
    return fact.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim that held and no longer does, or the other way round."""

    claim: str
    statement: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that moved from ``old`` to ``new``. ``passages`` by document, those without a change left out; ``appeared``
    and ``vanished`` are documents that only one side has, where the other would have them, too; ``notes`` are words that
    stayed while their note moved on, by document."""

    old: Snapshot
    new: Snapshot
    figures: tuple[FactChange, ...]
    flips: tuple[Flip, ...]
    passages: Mapping[str, tuple[PassageChange, ...]]
    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    notes: Mapping[str, tuple[NoteMoved, ...]] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether both sides say the same."""
        return not (self.figures or self.flips or self.passages or self.appeared or self.vanished)

    def sections(self, document: str) -> tuple[tuple[str, str], ...]:
        """Return the sections of a document that changed: id and heading, in reading order."""
        found = [(c.passage.section, c.passage.title) for c in self.passages.get(document, ())]
        return tuple(dict.fromkeys(found))


def is_uninformative(change: FactChange) -> bool:
    """Return whether a derived figure is bounded on the side where it tells nothing: more than a negative amount, less than a
    share that is beyond the whole. What it was computed from is reported, and it is not."""
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
        tuple(c for c in compare(old.facts, new.facts) if not is_uninformative(c)),
        tuple(flips),
        {name: found for name, found in changed.items() if found},
        tuple(n for n in new.documents if n not in old.documents and old.would_hold(n)),
        tuple(n for n in old.documents if n not in new.documents and new.would_hold(n)),
        {name: found for name, found in notes.items() if found},
    )


#: What one cell prints.
Run = tuple[Inline, ...]


def as_document(found: Difference, wordings: Mapping[str, ChangeWriter], day: str, base: FactBase) -> Document:
    """Return the report as a document tree: every heading and statement in all languages, the source language first; each
    document is headed by its own title. ``base`` is what is known today: the sources, and who withdrew what."""
    first = wordings[SOURCE_TAG]
    between = {w: w.house("report_between", {"old": found.old.name, "new": found.new.name}) for w in wordings.values()}
    tables = enumerate(_tables(found, wordings, _both(between), base), 1)
    sections = [_section(first.words, number, table) for number, table in tables]
    if not sections:
        body = tuple(map(Paragraph, _each(wordings, "report_nothing")))
        sections.append(Section("nothing", 1, "", (Text(first.house("report_title")),), body))
    others = " ".join(w.house("report_title") for tag, w in wordings.items() if tag != SOURCE_TAG)
    cover = Cover("", first.house("report_title"), others, tuple(between.values()))
    labels = {name: first.words.house(name) for name in LABELS}
    return Document("changes", first.words.language.tag, found.new.name, day, cover, tuple(sections), labels)


#: A table of the report: its key, the heading above it, its caption, its head, the widths of its columns, its rows.
_Listed = tuple[str, Run, Run, list[Run], list[int], list[list[Run]]]


def _tables(found: Difference, wordings: Mapping[str, ChangeWriter], between: Run, base: FactBase) -> Iterator[_Listed]:
    """The tables of the report: the figures that moved, the claims that turned, the passages of each document."""
    first, count = wordings[SOURCE_TAG], len(wordings)
    if found.figures:
        facts = {**found.old.facts, **found.new.facts}
        heads = [
            *_each(wordings, "report_statement"),
            *(_house(wordings, f"report_{n}") for n in ("difference", "source")),
        ]
        widths = [62 // count] * count + [18, 20 + 62 % count]
        moved = [
            [
                *(_in(tag, first, w.statement(change)) for tag, w in wordings.items()),
                _both({w: w.difference(change) for w in wordings.values()}),
                _told_by(wordings, change, facts, base),
            ]
            for change in found.figures
        ]
        yield "figures", _house(wordings, "report_figures"), between, heads, widths, moved
    if found.flips:
        states = {held: _house(wordings, "report_holds" if held else "report_fails") for held in (True, False)}
        rows = []
        for flip in found.flips:
            said = statements(flip.claim, flip.statement, wordings, base)
            rows.append([*(_in(tag, first, said.get(tag, "")) for tag in wordings), states[flip.holds]])
        heads = [*_each(wordings, "report_claim"), _house(wordings, "report_state")]
        widths = [70 // count] * count + [30 + 70 % count]
        yield "claims", _house(wordings, "report_claims"), between, heads, widths, rows
    for number, (name, changes) in enumerate(found.passages.items(), 1 + bool(found.figures) + bool(found.flips)):
        document, caption = found.new.documents[name], _house(wordings, "report_passages")
        texts = [(c.passage.title, c.old.text if c.old else "", c.new.text if c.new else "") for c in changes]
        rows = [[_in(document.language, first, text) for text in row] for row in texts]
        heads = [_house(wordings, n) for n in ("report_section", "report_old", "report_new")]
        title = _in(document.language, first, document.cover.title)
        yield f"passages-{number}", title, caption, heads, [18, 41, 41], rows


def _section(first: Translator, number: int, table: _Listed) -> Section:
    key, heading, words, heads, widths, rows = table
    head = tuple(Cell(run, "col") for run in heads)
    body = tuple(tuple(Cell(run, "row" if index == 0 else "") for index, run in enumerate(row)) for row in rows)
    prefix, _, _ = first.house("table").partition("%(number)s")
    caption = Caption(prefix, number, first.language.furniture["caption_gap"], words)
    columns = tuple(Column("start", width) for width in widths)
    return Section(key, 1, "", heading, (Table(f"table-{key}", caption, columns, (head,), body),))


def _told_by(
    wordings: Mapping[str, ChangeWriter], change: FactChange, facts: Mapping[str, Fact], base: FactBase
) -> Run:
    """Who says so: issuer, source and place in it, or what a derived figure was computed from."""
    fact = change.named
    place = (base.withdrawn.get(change.fact, ""), "") if change.kind == "withdrawn" else (fact.source, fact.locator)
    if place[0] in base.sources:
        issuer = base.sources[place[0]].issuer
        named = _both({w: w.words.content("issuer", issuer) for w in wordings.values()})
        return (*named, Text(f" {' '.join(place).rstrip()}"))
    return _both({w: _computed(w.words, fact, facts) for w in wordings.values()})


def _computed(words: Translator, fact: Fact, facts: Mapping[str, Fact]) -> str:
    labels = dict.fromkeys(words.content("label", facts[key].label) for key in fact.inputs if key in facts)
    return words.house("derived").replace("%(sources)s", words.language.joining.heavy.join(labels)) if labels else ""


def _house(wordings: Mapping[str, ChangeWriter], name: str) -> Run:
    return _both({wording: wording.house(name) for wording in wordings.values()})


def _each(wordings: Mapping[str, ChangeWriter], name: str) -> list[Run]:
    """A piece of furniture in every language by itself."""
    return [_in(tag, wordings[SOURCE_TAG], wording.house(name)) for tag, wording in wordings.items()]


def _both(said: Mapping[ChangeWriter, str]) -> Run:
    """The same in every language, the others marked as passages in theirs."""
    first = next(iter(said))
    run: list[Inline] = []
    for wording, text in said.items():
        run += [Text(" ")] if run and text else []
        run += _in(wording.words.language.tag, first, text)
    return tuple(run)


def _in(tag: str, first: ChangeWriter, text: str) -> Run:
    if not text:
        return ()
    return (Text(text),) if tag == first.words.language.tag else (Foreign(tag, text),)
