"""The finished editions that there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from briefing.editions.manifest import NAME, Manifest, read_manifest
from briefing.files.reading import read_bytes
from briefing.memory import stamp
from briefing.problems import ProblemsFound, problem
from briefing.workspace.folder import ProjectFolder


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


def editions(ws: ProjectFolder, out: Path | None = None) -> tuple[EditionRow, ...]:
    """Return every edition below ``out``, oldest name first. Raises ``ProblemsFound`` for a manifest that cannot be read."""
    out = out or ws.out
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


def edition_file(ws: ProjectFolder, edition: str, name: str, out: Path | None = None) -> bytes:
    """Return a finished file of an edition. Raises ``ProblemsFound`` for an edition or a file that there is not: only what the
    manifest names can be had."""
    out = out or ws.out
    row = _edition(ws, edition, out)
    known = {f.name for d in row.documents for f in d.files}
    if name not in known:
        raise ProblemsFound([problem("edition-no-file", edition=edition, name=name)])
    return read_bytes(row.folder / name, "edition-file-unreadable", named=False)


def edition_archive(ws: ProjectFolder, edition: str, documents: Sequence[str] = (), out: Path | None = None) -> bytes:
    """Return the finished files of an edition (of some documents, where any are named) with its manifest, as a ZIP archive
    whose bytes depend on nothing else. Raises ``ProblemsFound``."""
    out = out or ws.out
    row = _edition(ws, edition, out)
    if strange := [name for name in documents if name not in {d.name for d in row.documents}]:
        raise ProblemsFound(problem("edition-no-file", edition=edition, name=name) for name in strange)
    names = [f.name for d in row.documents if not documents or d.name in documents for f in d.files]
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name in (*names, NAME):
            entry = ZipInfo(f"{edition}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, read_bytes(row.folder / name, "edition-file-unreadable", named=False))
    return made.getvalue()


def _edition(ws: ProjectFolder, edition: str, out: Path) -> EditionRow:
    row = next((r for r in editions(ws, out) if r.name == edition), None)
    if row is None:
        raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=out)])
    return row
