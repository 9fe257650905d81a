"""What is left to review: the segments in the order of the page, filtered, and how many remain."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import State
from briefing.problems import ProblemsFound
from briefing.workspace.documents import packs_in_order
from briefing.workspace.folder import HIDDEN, ProjectFolder
from briefing.workspace.segments import SegmentRow, opened, segment_rows, unknown_choice
from briefing.workspace.translation_memory import history

#: What a list may be narrowed to. ``left``: nobody has reviewed it as it is; ``printed``: a document prints it today;
#: ``mine``: the person has given it a text, a state or a note; ``asked``: it has a note that nobody has settled.
FILTERS = ("left", "draft", "lapsed", "asked", "mine", "printed")
#: The states of what has been read as it is.
_DONE = frozenset({State.REVIEWED.value, State.APPROVED.value})


@dataclass(frozen=True, slots=True)
class ReviewList:
    """Segments in the order in which the pages print them, what no page prints last. ``counts`` says how many each of
    ``FILTERS`` would leave, ``total`` how many there are (of the pack, where one was named); ``packs`` is what has segments;
    ``first`` is the id of the first segment that is left to do; of the first of all where none is, and empty when the list
    is."""

    rows: tuple[SegmentRow, ...]
    counts: Mapping[str, int]
    total: int
    packs: tuple[str, ...]
    first: str
    _order: Mapping[str, int] = field(repr=False, compare=False, metadata=HIDDEN)
    _places: Sequence[int] = field(repr=False, compare=False, metadata=HIDDEN)

    def place(self, segment: str) -> int:
        """Return the place of a segment in the list, from 0; -1 where it is not in it."""
        at = self._order.get(segment, -1)
        found = bisect_left(self._places, at)
        return found if at >= 0 and found < len(self._places) and self._places[found] == at else -1

    def after(self, segment: str, step: int = 1) -> str:
        """Return the id of the segment ``step`` behind one in the list, or of the first, where that one is not in it any more
        or was the last; empty when the list is."""
        if not self.rows:
            return ""
        at = self.place(segment)
        return self.rows[(at + step) % len(self.rows) if at >= 0 else 0].id


@dataclass(frozen=True, slots=True)
class _Kept:
    """The segments of a list, with the place that each has among all, and the first that is left to do."""

    rows: tuple[SegmentRow, ...]
    places: array[int]
    first: str


def review_list(
    ws: ProjectFolder, language: str, *, pack: str = "", filters: Sequence[str] = (), person: str = "", sought: str = ""
) -> ReviewList:
    """Return the segments in the order of the page that fit every filter (``left``, ``draft``, ``lapsed``, ``asked``,
    ``mine``: of ``person``, ``printed``) and have the words sought; how many each filter would leave."""
    if wrong := [f for f in filters if f not in FILTERS]:
        raise ProblemsFound([unknown_choice("filter", name, FILTERS) for name in wrong])
    rows = _in_order(ws, language, pack)
    touched = _touched(ws, language, person)
    tests = _tests(person, touched)
    words = tuple(sought.casefold().split())

    def keep() -> _Kept:
        asked = [tests[name] for name in filters]
        places = array("L", (n for n, row in enumerate(rows) if all(t(row) for t in asked) and _has(row, words)))
        kept = rows if len(places) == len(rows) else tuple(rows[n] for n in places)
        left = (row.id for row in kept if row.state not in _DONE)
        return _Kept(kept, places, next(left, kept[0].id if kept else ""))

    kept = ws.recall("review list", (language, pack, tuple(filters), person, words), (rows, touched), keep)
    counts = ws.recall(
        "review counts",
        (language, pack, person),
        (rows, touched),
        lambda: {n: sum(map(test, rows)) for n, test in tests.items()},
    )
    order = ws.recall("review places", (language, pack), (rows,), lambda: {row.id: n for n, row in enumerate(rows)})
    return ReviewList(kept.rows, counts, len(rows), _packs(ws, language), kept.first, order, kept.places)


def _has(row: SegmentRow, words: tuple[str, ...]) -> bool:
    """Whether every word occurs in a segment, in either language, as written or as printed."""
    if not words:
        return True
    text = f"{row.printed_source}\n{row.printed}\n{row.source}\n{row.target}".casefold()
    return all(word in text for word in words)


def _packs(ws: ProjectFolder, tag: str) -> tuple[str, ...]:
    """The packs that have segments, in the order in which they are listed everywhere."""
    there = opened(ws, tag)

    def make() -> tuple[str, ...]:
        printing = {p for s in there.listed for p in s.packs}
        return tuple(p for p in packs_in_order(there.project) if p in printing)

    return ws.recall("review packs", tag, (there.listed, there.project.content), make)


def _in_order(ws: ProjectFolder, tag: str, pack: str) -> tuple[SegmentRow, ...]:
    """The segments as a reader meets them: of a pack, or pack by pack."""
    there = opened(ws, tag)

    def make() -> tuple[SegmentRow, ...]:
        rows = segment_rows(ws, tag, pack=pack)
        packs = {name: n for n, name in enumerate(packs_in_order(there.project))}
        places = {s.id: sorted((packs[p], n) for p, n in zip(s.packs, s.places, strict=True)) for s in there.listed}
        own = {i: [place for place in at if not pack or place[0] == packs[pack]] for i, at in places.items()}
        return tuple(sorted(rows, key=lambda row: own[row.id][0] if own[row.id] else (len(packs), 0)))

    return ws.recall("review order", (tag, pack), (there.listed, there.printed[SOURCE_TAG].mark), make)


def _touched(ws: ProjectFolder, tag: str, person: str) -> frozenset[str]:
    """The segments that a person has given a text, a state or a note."""
    there = opened(ws, tag)

    def make() -> frozenset[str]:
        written = {s.id for s in there.listed if any(note.by == person for note in s.thread)}
        return frozenset(written | {c.id for c in history(ws, tag) if c.by == person})

    return ws.recall("touched", (tag, person), (there.listed,), make) if person else frozenset()


def _tests(person: str, touched: frozenset[str]) -> dict[str, Callable[[SegmentRow], bool]]:
    return {
        "left": lambda row: row.state not in _DONE,
        "draft": lambda row: row.state not in _DONE and not row.lapsed,
        "lapsed": lambda row: bool(row.lapsed),
        "asked": lambda row: row.open_note,
        "mine": lambda row: row.by == person != "" or row.id in touched,
        "printed": lambda row: bool(row.packs),
    }
