"""Redlines of the documents that differ between two editions, and what is said of a document that has none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from briefing.editions.audiences import made_in
from briefing.editions.snapshot import Snapshot
from briefing.problems import ProblemsFound, problem
from briefing.workspace.data import HIDDEN
from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.changes.redline import Redline
    from briefing.workspace.changes import Comparison

#: What is said of a document that Word has no form for.
_NO_WORD = "the whole of it: it is made in no Word file"


@dataclass(frozen=True, slots=True)
class Redlines:
    """Word files with the changes as revisions, by document: how many each has, and what could not be shown;
    ``changed`` names the sections that differ, of a deck with the number of the slide. A document without a file is one that
    no Word file is made of. ``record`` is the file (JSON) that says so, and whose name is under them."""

    files: Mapping[str, bytes] = field(repr=False, compare=False, metadata=HIDDEN)
    record: bytes = field(repr=False, compare=False, metadata=HIDDEN)
    revisions: Mapping[str, int] = field(default_factory=dict)
    not_shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def redlines(ws: ProjectFolder, made: Comparison, author: str, day: date) -> Redlines:
    """A redline in Word of every document that changed, with ``author`` and ``day`` on each revision. Of a deck it is one of
    its text, a heading a slide; the data annex has none."""
    files: dict[str, bytes] = {}
    revisions: dict[str, int] = {}
    unshown: dict[str, tuple[str, ...]] = {}
    for name in made.found.passages:
        done = _redline(ws, made, name, author, day)
        revisions[name], unshown[name] = (done.revisions, tuple(done.unshown)) if done else (0, (_NO_WORD,))
        files |= {name: done.data} if done else {}
    changed = {name: _changed(ws, made, name) for name in made.found.passages}
    told = {
        name: {"revisions": revisions[name], "not_shown": unshown[name], "changed": changed[name]} for name in changed
    }
    record = {
        "old": made.old.edition,
        "new": made.new.edition,
        "author": author,
        "date": day.isoformat(),
        "documents": told,
    }
    data = json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n"
    return Redlines(files, data, revisions, unshown, changed)


def _redline(ws: ProjectFolder, made: Comparison, name: str, author: str, day: date) -> Redline | None:
    """The redline of a document; nothing where it is of data, or of a kind that has no text of its own."""
    from briefing.changes.redline import redline  # noqa: PLC0415 - loads the engine where it is first used

    sides = (made.found.old, made.found.new)
    forms = made_in(ws.sound(), name)
    if "docx" in forms or any(_file(side, name, "docx") for side in sides):
        old, new = (_docx(ws, side, name) for side in sides)
    elif "pptx" in forms or any(_file(side, name, "pptx") for side in sides):
        old, new = (_written(ws, side, name) for side in sides)
    else:
        return None
    return redline(old, new, author, day)


def _changed(ws: ProjectFolder, made: Comparison, name: str) -> tuple[str, ...]:
    """The sections of a document that differ, by their titles; of a deck with the number of the slide, the first being
    the cover."""
    titles = dict(made.found.sections(name))
    if "pptx" not in made_in(ws.sound(), name):
        return tuple(titles.values())
    slides = {"": 1} | {s.id: number for number, s in enumerate(made.found.new.documents[name].sections, 2)}
    return tuple(f"{slides[key]} {title}" if key in slides else title for key, title in titles.items())


def _file(side: Snapshot, name: str, form: str) -> bool:
    return side.folder is not None and (side.folder / f"{name}.{form}").is_file()


def _docx(ws: ProjectFolder, side: Snapshot, name: str) -> bytes:
    """The DOCX of a document: the edition's own file, or one rendered now from a composed snapshot."""
    if side.folder is None:
        return _written(ws, side, name)
    path = side.folder / f"{name}.docx"
    if not path.is_file():
        raise ProblemsFound([problem("redline-without-docx", str(side.folder), 0, document=name, edition=side.name)])
    return path.read_bytes()


def _written(ws: ProjectFolder, side: Snapshot, name: str) -> bytes:
    """The text of a document as Word, written now from its tree."""
    from briefing.editions.jobs import render  # noqa: PLC0415

    made = render(side.documents[name], ("docx",), ws.root / "templates" / "house", name)
    if made.problems:
        raise ProblemsFound(made.problems)
    return made.files["docx"]
