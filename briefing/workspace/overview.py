"""What can go out today and what keeps the rest: every document as it would be built now, every edition as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.approval.approvals import read_approvals, unstamped
from briefing.editions.audiences import wanted
from briefing.editions.request import STALE, UNREVIEWED, unready
from briefing.editions.snapshot import read_record
from briefing.memory import stamp
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, in_order
from briefing.workspace.approvals import DocumentApproval, approvals
from briefing.workspace.documents import Tree, composed
from briefing.workspace.editions import EditionRow, editions

if TYPE_CHECKING:
    from briefing.project.opening import Project
    from briefing.workspace.workspace import Workspace


class Standing(StrEnum):
    """What a document would be if it were built now: finished, with DRAFT on every page, or not at all."""

    READY = "ready"
    DRAFT = "draft"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class DocumentStanding:
    """A document (``<pack>.<language>``) as it would be built now. ``stale``, ``unreviewed`` and ``torn`` (sentences that new
    data have torn apart) are the reasons for a draft, ``errors`` what keeps it from being built; ``edition`` is the newest
    edition that has it, ``moved`` says that it would be another by now, ``approval`` how it stands there."""

    name: str
    language: str
    standing: Standing
    stale: tuple[Problem, ...]
    unreviewed: tuple[Problem, ...]
    torn: tuple[Problem, ...]
    errors: tuple[Problem, ...]
    edition: str
    moved: bool
    approval: DocumentApproval | None


@dataclass(frozen=True, slots=True)
class PackStanding:
    """A publication: its id, its title in each language, its formats, and its documents."""

    id: str
    titles: Mapping[str, str]
    formats: tuple[str, ...]
    documents: tuple[DocumentStanding, ...]


@dataclass(frozen=True, slots=True)
class EditionStanding:
    """A finished edition and how each of its documents stands, by name."""

    row: EditionRow
    approvals: Mapping[str, DocumentApproval]


@dataclass(frozen=True, slots=True)
class Overview:
    """The project as it stands today: its packs, its editions (newest first), its audiences (id to title), and what keeps
    everything from being built."""

    newest: date | None
    packs: tuple[PackStanding, ...]
    editions: tuple[EditionStanding, ...]
    audiences: Mapping[str, str]
    errors: tuple[Problem, ...]
    languages: tuple[str, ...] = ()


def overview(ws: Workspace, out: Path) -> Overview:
    """How everything stands. Mistakes in the content are told in ``errors``, with no packs; editions are listed anyway."""
    rows = tuple(
        EditionStanding(row, {a.document: a for a in _approvals(ws, row.name, out)}) for row in editions(ws, out)[::-1]
    )
    try:
        project = ws.project()
    except ProblemsFound as found:  # a file that cannot be read at all
        return Overview(None, (), rows, {}, found.problems)
    errors = tuple(p for p in project.problems if p.severity is Severity.ERROR)
    audiences = {a.id: a.title or a.id for a in project.content.audiences}
    if errors:
        return Overview(None, (), rows, audiences, in_order(errors))
    newest = project.newest_source() if project.base.sources else None
    try:
        packs = tuple(_pack(ws, project, pack.id, rows) for pack in project.content.packs) if newest else ()
    except ProblemsFound as found:
        return Overview(newest, (), rows, audiences, found.problems)
    return Overview(newest, packs, rows, audiences, (), tuple(project.languages))


def _approvals(ws: Workspace, edition: str, out: Path) -> tuple[DocumentApproval, ...]:
    """How the documents of an edition stand; none where nobody has approved one."""
    if not read_approvals(ws.root, edition):
        return ()
    try:
        return approvals(ws, edition, out)[edition]
    except ProblemsFound:  # told where the approvals are looked at
        return ()


def _pack(ws: Workspace, project: Project, pack_id: str, rows: tuple[EditionStanding, ...]) -> PackStanding:
    pack = next(p for p in project.content.packs if p.id == pack_id)
    documents: list[DocumentStanding] = []
    titles: dict[str, str] = {}
    for wish in wanted(project, pack, "", ()):
        for language in wish.languages:
            tree = composed(ws, project, wish, language)
            name = f"{wish.name}.{language}"
            if tree.document is not None and language in project.languages:
                titles.setdefault(language, tree.document.cover.title)
            documents.append(_document(ws, name, language, tree, rows))
    return PackStanding(pack.id, titles, tuple(pack.formats), tuple(documents))


def _document(
    ws: Workspace, name: str, language: str, tree: Tree, rows: tuple[EditionStanding, ...]
) -> DocumentStanding:
    broken = tree.document is None or has_errors(tree.problems)
    reasons = unready(tree.problems)
    there = next((e for e in rows if any(d.name == name for d in e.row.documents)), None)
    return DocumentStanding(
        name,
        language,
        Standing.BROKEN if broken else Standing.DRAFT if reasons else Standing.READY,
        tuple(p for p in reasons if p.code in STALE),
        tuple(p for p in reasons if p.code in UNREVIEWED),
        tuple(p for p in reasons if p.code not in STALE | UNREVIEWED),
        tuple(p for p in tree.problems if p.severity is Severity.ERROR),
        there.row.name if there else "",
        there is not None and _moved(ws, there.row.folder, name, tree),
        there.approvals.get(name) if there else None,
    )


def _moved(ws: Workspace, folder: Path, name: str, tree: Tree) -> bool:
    """Whether an edition has a document otherwise than it would be made now. One without a record is taken as it is."""
    recorded = ws.recall("record", folder, (stamp(folder / "record"),), partial(read_record, folder))
    if recorded is None or name not in recorded.documents or tree.document is None:
        return False
    then, now = unstamped(recorded.documents[name]), unstamped(tree.document)
    return then != replace(now, edition=then.edition, date=then.date)  # what it is called is no change
