"""Where the figures of the manifest are in a file that does not mark them: as in a file beside it that does, or, where it is
read by itself, in the order of the manifest. Where a figure is printed, and where its source says it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.formats import FORMATS, marked
from briefing.problems import Problem, problem
from briefing.proof.accounting import ManifestEntry, sentence
from briefing.proof.files import Finished, Mark, Piece, open_finished
from briefing.proof.folder import read_entries
from briefing.proof.reading import numbers_in
from briefing.proof.reading.tables import alike, letter_places, squash, tables
from briefing.proof.surroundings import strip_numbers

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
    same_start = alike(here, there)
    same_end = min(alike(here[::-1], there[::-1]), min(len(here), len(there)) - same_start)
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
        self.letters = "".join(map(squash, texts))
        self.places = [letter_places(text) for text in texts]
        self.starts = [*accumulate(map(len, self.places[:-1]), initial=0)]
        self.found: dict[str, list[tuple[int, int]]] = {}

    def piece(self, start: int) -> int:
        """Return which of the texts holds a place."""
        return bisect_right(self.starts, start) - 1

    def spots(self, wanted: str) -> list[tuple[int, int]]:
        """Return beginning and end of each place where ``wanted`` is and is no part of a longer number."""
        if wanted not in self.found:
            found = (
                (m.start(), m.start() + len(wanted)) for m in re.finditer(f"(?={re.escape(wanted)})", self.letters)
            )
            self.found[wanted] = [spot for spot in found if wanted and self._whole(*spot)]
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


@dataclass(frozen=True, slots=True)
class PrintedPlace:
    """One printing of a figure: file, section, page (0: the format has none), the text of the figure and its sentence."""

    fact: str
    file: str
    section: str
    page: int
    text: str
    sentence: str


def places(folder: Path) -> list[PrintedPlace]:
    """Return every figure of an edition at every place it is printed, in the order of the files. Raises ``ProblemsFound``."""
    _, documents = read_entries(folder)
    found: list[PrintedPlace] = []
    for name, entry in sorted(documents.items()):
        table = tables(entry["language"])
        opened: dict[str, Finished] = {}
        for form in sorted(entry["files"]):
            if (folder / f"{name}.{form}").is_file():
                opened[form] = open_finished(folder / f"{name}.{form}")
                strip_numbers(opened[form], table)
        beside(opened, entry["figures"])
        for finished in opened.values():
            for piece in finished.pieces:
                where = finished.name, piece.section.replace("_", "-"), piece.page
                marks = [mark for mark in piece.marks if mark.fact]
                found += [PrintedPlace(m.fact, *where, m.text, sentence(piece.text, m.start)) for m in marks]
    return found


_LINES = re.compile(r"L([0-9]+)(?:-(?:L)?([0-9]+))?")
MAX_SOURCE = 20_000_000


@dataclass(slots=True)
class Traced:
    """How many facts were found word for word at their locator, how many of those also read back to their value, how many rest
    on a source without lines (a workbook), and which were not found."""

    found: int = 0
    read: int = 0
    elsewhere: int = 0
    problems: list[Problem] = field(default_factory=list)


def trace_sources(base: FactBase, folder: Path) -> Traced:
    """Look every fact that states a published wording up in the documents of ``folder``."""
    done = Traced()
    texts: dict[str, list[str] | None] = {}
    for fact in base.facts.values():
        if not fact.source or not fact.published:
            continue
        file = base.sources[fact.source].file
        if not _LINES.search(fact.locator):
            done.elsewhere += 1
            continue
        if file not in texts:
            texts[file] = _lines(folder / file)
            if texts[file] is None:
                done.problems.append(problem("trace-source-missing", file, 0, folder=folder))
        lines = texts[file]
        if lines is not None:
            _look_up(fact, lines, done)
    return done


def trace_texts(base: FactBase, texts: Mapping[str, Sequence[str]], facts: Collection[str] = ()) -> tuple[Problem, ...]:
    """Look up the facts of the sources whose lines are at hand (by source id): what is not at its locator.
    ``facts`` are the ids of those to look up; all of these sources without any."""
    done = Traced()
    for fact in base.facts.values():
        wanted = fact.source in texts and (not facts or fact.id in facts)
        if wanted and fact.published and _LINES.search(fact.locator):
            _look_up(fact, texts[fact.source], done)
    return tuple(done.problems)


def _lines(path: Path) -> list[str] | None:
    try:
        if path.stat().st_size > MAX_SOURCE:
            return None
        return path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return None


def spans(locator: str) -> Iterator[tuple[int, int]]:
    """Yield first and last line of each place a locator names."""
    for match in _LINES.finditer(locator):
        yield int(match[1]), int(match[2] or match[1])


def _look_up(fact: Fact, lines: Sequence[str], done: Traced) -> None:
    there = squash("".join(line for first, last in spans(fact.locator) for line in lines[first - 1 : last]))
    if squash(fact.published) not in there:
        other = next((n for n, line in enumerate(lines, 1) if squash(fact.published) in squash(line)), None)
        hint = f"it stands in line {other}" if other else "it stands nowhere in the document"
        told = {"fact": fact.id, "published": fact.published, "locator": fact.locator, "hint": hint}
        done.problems.append(problem("trace-not-found", fact.file, fact.line, **told))
        return
    done.found += 1
    values = {abs(f.value) for f in numbers_in(fact.published, SOURCE_TAG) if f.value is not None}
    if fact.quantity is not None and abs(fact.quantity.value) in values:
        done.read += 1
