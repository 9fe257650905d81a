"""Where a figure is printed, and where its source says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.problems import Problem, problem
from briefing.proof.accounting import sentence
from briefing.proof.files import Finished, open_finished
from briefing.proof.files.piece import squash
from briefing.proof.folder import read_entries
from briefing.proof.placing import beside
from briefing.proof.reading import numbers_in
from briefing.proof.reading.tables import tables
from briefing.proof.surroundings import strip_numbers


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
    """Return every figure of an edition at every place it is printed, in the order of the files. Raises ``ProblemsFound``."""
    _, documents = read_entries(folder)
    found: list[Place] = []
    for name, entry in sorted(documents.items()):
        table = tables(entry["language"])
        opened: dict[str, Finished] = {}
        for form in sorted(entry["files"]):
            if (folder / f"{name}.{form}").is_file():
                opened[form] = open_finished(folder / f"{name}.{form}")
                strip_numbers(opened[form], table)
        beside(opened, entry["figures"])
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
        lines = texts.get(fact.source)
        wanted = not facts or fact.id in facts
        if lines is not None and wanted and fact.published and _LINES.search(fact.locator):
            _look_up(fact, lines, done)
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
        done.problems.append(
            problem(
                "trace-not-found",
                fact.file,
                fact.line,
                fact=fact.id,
                published=fact.published,
                locator=fact.locator,
                hint=hint,
            )
        )
        return
    done.found += 1
    values = {abs(f.value) for f in numbers_in(fact.published, SOURCE_TAG) if f.value is not None}
    if fact.quantity is not None and abs(fact.quantity.value) in values:
        done.read += 1
