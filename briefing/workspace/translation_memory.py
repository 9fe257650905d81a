"""The translation memory of a language, and the history of its segments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.catalogue import SOURCE_TAG
from briefing.files.reading import read_bytes
from briefing.memory import stamp
from briefing.problems import ProblemsFound, problem
from briefing.review.exchange import read_tmx, write_tmx
from briefing.review.memory import Change, Memory, Proposal, make_memory, read_history, read_memory
from briefing.workspace.plan import Plan
from briefing.workspace.segments import opened, stem

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPlan(Plan):
    """A translation memory that would be kept, and how many of its sentences are in both languages."""

    sentences: int


def memory(ws: Workspace, tag: str) -> Memory:
    """Everything that has been translated into a language: its catalogues, its history, and the memories brought in."""
    project, folder = ws.project(), ws.root / "i18n"
    inputs = (project.catalogues[tag], stamp(folder / tag))

    def make() -> Memory:
        tags = (project.languages[SOURCE_TAG].tag, project.languages[tag].tag)
        return make_memory(project.catalogues[tag], read_history(folder, tag), read_memory(folder, tag, *tags))

    return ws.recall("translation memory", tag, inputs, make)


def proposals(ws: Workspace, segment: str, tag: str) -> tuple[Proposal, ...]:
    """Earlier sentences like that of a segment, with their translations, the most alike first."""
    found = opened(ws, tag).segment(segment)
    return memory(ws, tag).proposals(found.message.source, found.id)


def history(ws: Workspace, segment: str, tag: str) -> tuple[Change, ...]:
    """Every change of a segment, oldest first; of all segments where none is named."""
    opened(ws, tag)
    return tuple(c for c in read_history(ws.root / "i18n", tag) if not segment or c.id == stem(segment))


def export_memory(ws: Workspace, tag: str) -> tuple[bytes, int]:
    """The translation memory of a language as TMX 1.4b, and how many sentences it has."""
    project = opened(ws, tag).project
    tags = (project.languages[SOURCE_TAG].tag, project.languages[tag].tag)
    entries = memory(ws, tag).entries
    return write_tmx(entries, *tags), len(entries)


def import_memory(ws: Workspace, path: Path, tag: str) -> MemoryPlan:
    """What keeping a TMX file for a language would write. Its sentences are proposed, never printed."""
    project = opened(ws, tag).project
    tags = (project.languages[SOURCE_TAG].tag, project.languages[tag].tag)
    data = read_bytes(path, "import-unreadable")
    entries, problems = read_tmx(data, path.name, *tags)
    if problems or not entries:
        told = problem("memory-empty", path.name, 0, source=tags[0], target=tags[1])
        raise ProblemsFound(problems or (told,))
    name = f"i18n/{tag}/memory/{path.stem}.tmx"
    before = ws.bytes_below(name)
    return MemoryPlan(contents={name: data}, read={name: before.get(name)}, sentences=len(entries))
