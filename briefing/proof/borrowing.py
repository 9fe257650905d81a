"""Copy sections and figure marks to a file that has none (PDF) from another format of the document, where texts agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from briefing.formats import FORMATS, marked
from briefing.proof.files import Finished, Mark, Piece, squash
from briefing.proof.reading.tables import Tables

BODY = ("heading", "text", "cell")


def headings(finished: Finished, role: str = "heading") -> list[str]:
    """Return the texts of a file’s headings, or of another role."""
    return [p.text for p in finished.of(role)]


def strip_numbers(finished: Finished, table: Tables) -> None:
    """Strip the numbers from headings, in place: Word computes them, the other formats print them (kept as ``headings``)."""
    if not FORMATS[finished.form].marks:
        finished.headings = headings(finished)
    finished.pieces = [
        replace(p, text=table.heading_number.sub("", p.text, count=1))
        if p.role in ("heading", "contents") and not p.marks
        else p
        for p in finished.pieces
    ]


def beside(opened: Mapping[str, Finished]) -> Finished | None:
    """Read the files of one document, by format, beside one another: those that do not mark their figures borrow the marks of
    the best one that does, which is returned; ``None`` where there is none."""
    twin = next((opened[form] for form in marked() if form in opened), None)
    for form, finished in opened.items():
        if twin is not None and not FORMATS[form].marks:
            borrow(finished, twin)
    return twin


def borrow(finished: Finished, twin: Finished) -> None:
    """Give the pieces of ``finished`` the sections and marks of ``twin``, section by section in order, where the text of
    both is the same up to white space; for the rest of a section from its beginning and from its end."""
    stamps = {squash(p.text) for p in twin.of("furniture")}
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
        places = [i for i, c in enumerate(piece.text) if squash(c)]
        marks: list[Mark] = []
        head = piece.head
        while queue and queue[0][0] < at + len(places):
            start, head, mark = queue.pop(0)
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
