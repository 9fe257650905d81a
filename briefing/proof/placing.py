"""Where the figures of the manifest are in a file that does not mark them: as in a file beside it that does, or, where it is
read by itself, in the order of the manifest."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.formats import FORMATS, marked
from briefing.proof.accounting import ManifestEntry
from briefing.proof.files import Finished, Mark, Piece, squash
from briefing.proof.reading.tables import letter_places

#: The roles of the pieces whose text runs in the same order in every format.
BODY = ("heading", "text", "cell")


def beside(opened: Mapping[str, Finished], entries: Sequence[ManifestEntry]) -> Finished | None:
    """Read the files of one document, by format, beside one another: those that do not mark their figures borrow the marks of
    the best one that does, which is returned. Where there is none (``None``), they take those of the manifest."""
    twin = next((opened[form] for form in marked() if form in opened), None)
    for form, finished in opened.items():
        if FORMATS[form].marks:
            continue
        if twin is not None:
            borrow(finished, twin)
        else:
            place(finished, entries)
    return twin


def borrow(finished: Finished, twin: Finished) -> None:
    """Give the pieces of ``finished`` the sections and marks of ``twin``, section by section in order, where the text of
    both is the same up to white space; for the rest of a section from its beginning and from its end."""
    stamps = {squash(p.text) for p in twin.of("furniture")} - {squash(p.text) for p in twin.of("cover")}
    headings = [(squash(p.text), p.section) for p in twin.of("heading")]
    place = 0
    section = ""
    placed: list[Piece] = []
    for piece in finished.pieces:
        if piece.role == "cover" and squash(piece.text) in stamps:
            placed.append(replace(piece, role="furniture"))
            continue
        if piece.role == "heading":
            ahead = next((k for k in range(place, len(headings)) if headings[k][0] == squash(piece.text)), None)
            if ahead is not None:
                section, place = headings[ahead][1], ahead + 1
        printed = piece.role not in ("cover", "contents", "furniture", "note", "hidden")
        placed.append(replace(piece, section=section) if printed else piece)
    finished.pieces = placed
    for name in dict.fromkeys(p.section for p in placed if p.role in BODY):
        _section(finished, twin, name)


def _section(finished: Finished, twin: Finished, section: str) -> None:
    ours = [k for k, p in enumerate(finished.pieces) if p.section == section and p.role in BODY]
    theirs = [p for p in twin.pieces if p.section == section and p.role in BODY]
    here = "".join(squash(finished.pieces[k].text) for k in ours)
    there = "".join(squash(p.text) for p in theirs)
    same_start = next(
        (i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there))
    )
    rest = min(len(here), len(there)) - same_start
    same_end = next((i for i in range(rest) if here[-1 - i] != there[-1 - i]), rest)
    wanted: list[tuple[int, str, Mark]] = []
    heads: dict[int, str] = {}
    at = 0
    for piece in theirs:
        for mark in piece.marks:
            start = at + len(squash(piece.text[: mark.start]))
            end = start + len(squash(mark.text))
            if end <= same_start:
                wanted.append((start, piece.head, mark))
            elif start >= len(there) - same_end:
                wanted.append((start + len(here) - len(there), piece.head, mark))
        heads[at] = piece.head
        at += len(squash(piece.text))
    _give(finished, ours, wanted)


def _give(finished: Finished, ours: list[int], wanted: list[tuple[int, str, Mark]]) -> None:
    ours = _joined(finished, ours, [(start, start + len(squash(m.text))) for start, _, m in wanted])
    at = 0
    queue = list(wanted)
    for k in ours:
        piece = finished.pieces[k]
        places = letter_places(piece.text)
        marks: list[Mark] = []
        head = piece.head
        while queue and queue[0][0] < at + len(places):
            start, theirs, mark = queue.pop(0)
            head = theirs or head
            first, last = places[start - at], places[start - at + len(squash(mark.text)) - 1]
            marks.append(replace(mark, start=first, text=piece.text[first : last + 1]))
        finished.pieces[k] = replace(piece, marks=tuple(marks), head=head)
        at += len(places)


def _joined(finished: Finished, ours: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """Join pieces that a page break separates inside a figure; return the indexes kept."""
    kept: list[int] = []
    at = 0
    for k in ours:
        piece = finished.pieces[k]
        if kept and any(start < at < end for start, end in spans):
            before = finished.pieces[kept[-1]]
            finished.pieces[kept[-1]] = replace(before, text=f"{before.text} {piece.text}")
            finished.pieces[k] = replace(piece, text="", role="furniture", section="")
        else:
            kept.append(k)
        at += len(squash(piece.text))
    return kept


def place(finished: Finished, entries: Sequence[ManifestEntry]) -> None:
    """Give the pieces of a file that is read by itself the marks and the sections of ``entries``, which are in the order of
    the text: the most of them that are found one behind another. What is then left over on either side, a figure changed,
    moved or exchanged among them, is reported when the file is accounted for. Figures that a chart draws are outside
    the text."""
    ours = [k for k, p in enumerate(finished.pieces) if p.role in BODY]
    written = [e for e in entries if not e.drawn]
    text = _Text([finished.pieces[k].text for k in ours])
    chain = _longest([list(text.spots(squash(e.text))) for e in written])
    sections = {start: written[at].section for at, start, _ in chain}
    _divide(finished, {start: ours[text.piece(start)] for start in sections}, sections, entries)
    _give(finished, ours, [(start, "", Mark(written[at].fact, written[at].text, 0)) for at, start, _ in chain])


class _Text:
    """Texts one behind another without white space, in which figures are looked for."""

    #: A digit, with its stop or comma, or a sign, that would make another number of what follows; and of what comes before.
    _BEFORE = re.compile(r"(?:[0-9][.,]?|[−-])$")
    _AFTER = re.compile(r"[.,]?[0-9]")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.letters = ""
        self.starts: list[int] = []
        self.places: list[list[int]] = []
        parts: list[str] = []
        length = 0
        for text in texts:
            places = letter_places(text)
            self.starts.append(length)
            self.places.append(places)
            parts.append(squash(text))
            length += len(places)
        self.letters = "".join(parts)
        self.found: dict[str, list[tuple[int, int]]] = {}

    def piece(self, start: int) -> int:
        """Return which of the texts holds a place."""
        return bisect_right(self.starts, start) - 1

    def spots(self, wanted: str) -> list[tuple[int, int]]:
        """Return beginning and end of each place where ``wanted`` is and is no part of a longer number."""
        if wanted not in self.found:
            self.found[wanted] = [
                (m.start(), m.start() + len(wanted))
                for m in re.finditer(f"(?={re.escape(wanted)})", self.letters)
                if wanted and self._whole(m.start(), m.start() + len(wanted))
            ]
        return self.found[wanted]

    def _whole(self, start: int, end: int) -> bool:
        first, last = self.piece(start), self.piece(end - 1)
        begins = self.places[first][start - self.starts[first]]
        ends = self.places[last][end - 1 - self.starts[last]] + 1
        before, after = self.texts[first][max(begins - 2, 0) : begins], self.texts[last][ends : ends + 2]
        digits = self.letters[start].isdigit(), self.letters[end - 1].isdigit()
        return not (digits[0] and self._BEFORE.search(before)) and not (digits[1] and self._AFTER.match(after))


def _longest(spots: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int, int]]:
    """Return the longest chain of figures one behind another: the number of each, its beginning and its end. ``spots`` are the
    places where each may be (a longest increasing subsequence)."""
    steps: list[tuple[int, int, int, int]] = []  # figure, beginning, end, step before
    best: list[tuple[int, int]] = []  # by length of the chain: the smallest end, and the step that ends there
    for at, places in enumerate(spots):
        found = []
        for start, end in places:
            length = bisect_right(best, (start, len(steps)))
            found.append((length, end, len(steps)))
            steps.append((at, start, end, best[length - 1][1] if length else -1))
        for length, end, step in found:
            if length == len(best):
                best.append((end, step))
            elif end < best[length][0]:
                best[length] = (end, step)
    chain: list[tuple[int, int, int]] = []
    step = best[-1][1] if best else -1
    while step >= 0:
        at, start, end, step = steps[step]
        chain.append((at, start, end))
    return chain[::-1]


def _divide(
    finished: Finished, holders: Mapping[int, int], sections: Mapping[int, str], entries: Sequence[ManifestEntry]
) -> None:
    """Give the pieces from one heading to the next the section of the marks among them: ``holders`` names the piece,
    ``sections`` the section of each. A section that only draws its figures is the next one that has none in its text."""
    held: dict[int, Counter[str]] = {}
    for start, holder in holders.items():
        held.setdefault(holder, Counter())[sections[start]] += 1
    blocks: list[list[int]] = [[]]
    for k, piece in enumerate(finished.pieces):
        if piece.role == "heading":
            blocks.append([])
        if piece.role not in ("cover", "contents", "furniture", "note", "hidden"):
            blocks[-1].append(k)
    undrawn = set(sections.values())
    waiting = iter([s for s in dict.fromkeys(e.section for e in entries) if s not in undrawn])
    for block in blocks:
        counts = sum((held.get(k, Counter()) for k in block), Counter())
        draws = any(finished.pieces[k].role == "alt" for k in block)
        section = counts.most_common(1)[0][0] if counts else next(waiting, "") if draws else ""
        for k in block:
            own = held.get(k)
            finished.pieces[k] = replace(finished.pieces[k], section=own.most_common(1)[0][0] if own else section)
