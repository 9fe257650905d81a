"""Where figures are printed: from a fact to every place in the finished files, and from a file or page to its facts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefing.proof.accounting import sentence
from briefing.proof.borrowing import borrow, strip_numbers
from briefing.proof.files import Finished, open_finished
from briefing.proof.reading.tables import tables
from briefing.proof.verifying import MARKED, read_entries


@dataclass(frozen=True, slots=True)
class Place:
    """One printing of a figure: file, section, page (0: the format has none), the text of the figure and its sentence."""

    fact: str
    file: str
    section: str
    page: int
    text: str
    sentence: str


def places(folder: Path) -> list[Place]:
    """Every figure of an edition at every place it is printed, in the order of the files. Raises ``ProblemsFound``."""
    _, documents = read_entries(folder)
    found: list[Place] = []
    for name, entry in sorted(documents.items()):
        table = tables(entry["language"])
        opened: dict[str, Finished] = {}
        for form in sorted(entry["files"]):
            if (folder / f"{name}.{form}").is_file():
                opened[form] = open_finished(folder / f"{name}.{form}")
                strip_numbers(opened[form], table)
        twin = next((opened[form] for form in MARKED if form in opened), None)
        if twin is not None and "pdf" in opened:
            borrow(opened["pdf"], twin)
        found += [place for finished in opened.values() for place in _places(finished)]
    return found


def _places(finished: Finished) -> list[Place]:
    return [
        Place(
            mark.fact,
            finished.name,
            piece.section.replace("_", "-"),
            piece.page,
            mark.text,
            sentence(piece.text, mark.start),
        )
        for piece in finished.pieces
        for mark in piece.marks
        if mark.fact
    ]
