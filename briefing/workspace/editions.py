"""The finished editions that there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.editions.manifest import NAME, Manifest, read_manifest
from briefing.memory import stamp

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EditionFile:
    """A finished file: its name, format, bytes and SHA-256."""

    name: str
    format: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EditionDocument:
    """A document of an edition. ``stamp`` is the mark on every page (empty for a finished one), ``figures`` how many
    figures it prints."""

    name: str
    pack: str
    language: str
    stamp: str
    figures: int
    files: tuple[EditionFile, ...]


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A finished edition: its name, the day of its newest source, the day it was built as of (empty: all that is
    known), and its documents."""

    name: str
    date: str
    as_of: str
    folder: Path
    documents: tuple[EditionDocument, ...]


def editions(ws: Workspace, out: Path) -> tuple[EditionRow, ...]:
    """Every edition below ``out``, oldest name first. Raises ``ProblemsFound`` for a manifest that cannot be read."""
    found = []
    for folder in ws.edition_folders(out):
        made = ws.recall("manifest", folder, (stamp(folder / NAME),), partial(read_manifest, folder))
        if made is not None:
            found.append(_row(folder, made))
    return tuple(found)


def _row(folder: Path, made: Manifest) -> EditionRow:
    documents = (
        EditionDocument(
            name,
            entry["pack"],
            entry["language"],
            entry["stamp"],
            len(entry["figures"]),
            tuple(
                EditionFile(f"{name}.{form}", form, f["bytes"], f["sha256"])
                for form, f in sorted(entry["files"].items())
            ),
        )
        for name, entry in sorted(made.documents.items())
    )
    return EditionRow(folder.name, made.date, made.as_of, folder, tuple(documents))
