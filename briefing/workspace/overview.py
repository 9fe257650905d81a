"""What can go out today and what keeps the rest: every document as it would be built now, every edition as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import Enum, StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.approval.approvals import DocumentApproval, read_approvals, unstamped
from briefing.content.packs import Pack
from briefing.document.nodes import Document
from briefing.editions.audiences import DocumentSpec, wanted
from briefing.editions.manifest import read_record
from briefing.editions.request import STALE, UNREVIEWED, unready
from briefing.memory import Remembered, stamp
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, in_order
from briefing.workspace.documents import (
    ANNEX_TREE,
    OUTCOME,
    ComposedTree,
    Outcome,
    ProjectDocument,
    document_places,
    in_each_language,
    in_order_of_use,
    packs_in_order,
    whole,
)
from briefing.workspace.editions import EditionRow, approvals, editions
from briefing.workspace.facts import in_each
from briefing.workspace.folder import ProjectFolder
from briefing.workspace.register import printed_in

if TYPE_CHECKING:
    from briefing.project.opening import Project


class DocumentState(StrEnum):
    """What a document would be if it were built now: finished, with DRAFT on every page, or not at all; or that it has not been
    looked at yet."""

    READY = "ready"
    DRAFT = "draft"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DocumentStanding:
    """A document (``<pack>.<language>``) as it would be built now. ``stale``, ``unreviewed`` and ``torn`` (sentences that new
    data have torn apart) are the reasons for a draft, ``errors`` what keeps it from being built; ``edition`` is the newest
    edition that has it, ``moved`` says that it would be another by now, ``approval`` how it is there. Where it is not
    ``current``, all of this is as of the last look: something has changed since, and it has not been looked at again."""

    name: str
    standing: DocumentState
    stale: tuple[Problem, ...]
    unreviewed: tuple[Problem, ...]
    torn: tuple[Problem, ...]
    errors: tuple[Problem, ...]
    edition: str
    moved: bool
    approval: DocumentApproval | None
    current: bool = True


@dataclass(frozen=True, slots=True)
class PackStanding:
    """A publication: its id, its formats, and its documents."""

    id: str
    formats: tuple[str, ...]
    documents: tuple[DocumentStanding, ...]


@dataclass(frozen=True, slots=True)
class EditionStanding:
    """A finished edition and how each of its documents stands, by name."""

    row: EditionRow
    approvals: Mapping[str, DocumentApproval]


@dataclass(frozen=True, slots=True)
class Overview:
    """The project as it is today: its packs, its editions (newest first), its audiences (id to title by language), and what
    keeps everything from being built. ``read``: as its files are now; else as they were when they were last read."""

    newest: date | None
    packs: tuple[PackStanding, ...]
    editions: tuple[EditionStanding, ...]
    audiences: Mapping[str, Mapping[str, str]]
    errors: tuple[Problem, ...]
    languages: tuple[str, ...] = ()
    read: bool = True

    @property
    def waiting(self) -> tuple[str, ...]:
        """The documents whose present state has not been computed yet."""
        return tuple(d.name for pack in self.packs for d in pack.documents if not d.current)


def overview(ws: ProjectFolder) -> Overview:
    """Return how everything stands; inside ``ws.at_once`` as far as it is known. Mistakes in the content are reported in
    ``errors``, with no packs; editions are listed anyway."""
    rows = tuple(EditionStanding(row, {a.document: a for a in _approvals(ws, row.name)}) for row in editions(ws)[::-1])
    try:
        project = ws.project()
    except ProblemsFound as found:  # a file that cannot be read at all
        return Overview(None, (), rows, {}, found.problems)
    read = not ws.known_only or ws.is_read(project)
    errors = tuple(p for p in project.problems if p.severity is Severity.ERROR)
    audiences = {a.id: in_each(project, "audience", a.title or a.id) for a in project.content.audiences}
    if errors:
        return Overview(None, (), rows, audiences, in_order(errors), read=read)
    newest = project.newest_source() if project.base.sources else None
    try:
        packs = (
            tuple(_pack(ws, project, project.pack(name), rows, read) for name in packs_in_order(project))
            if newest
            else ()
        )
        rows = _in_order(ws, rows) if newest else rows
    except ProblemsFound as found:
        return Overview(newest, (), rows, audiences, found.problems)
    return Overview(newest, packs, rows, audiences, (), tuple(project.languages), read)


def _in_order(ws: ProjectFolder, rows: tuple[EditionStanding, ...]) -> tuple[EditionStanding, ...]:
    """The editions with their documents as people look for them; what is made no longer, or for somebody apart, comes last."""
    places = document_places(ws)

    def in_order(row: EditionRow) -> EditionRow:
        return replace(row, documents=tuple(sorted(row.documents, key=lambda d: places.get(d.name, len(places)))))

    return tuple(replace(standing, row=in_order(standing.row)) for standing in rows)


def _approvals(ws: ProjectFolder, edition: str) -> tuple[DocumentApproval, ...]:
    """How the documents of an edition stand; none where nobody has approved one."""
    if not read_approvals(ws.root, edition):
        return ()
    try:
        return approvals(ws, edition)[edition]
    except ProblemsFound:  # told where the approvals are looked at
        return ()


def _pack(
    ws: ProjectFolder, project: Project, pack: Pack, rows: tuple[EditionStanding, ...], read: bool
) -> PackStanding:
    documents: list[DocumentStanding] = []
    for document in in_each_language(ws, project, in_order_of_use(project, wanted(project, pack, "", ()))):
        made = document.last_taken(OUTCOME) if ws.known_only else Remembered(document.outcome(), current=True)
        there = next((e for e in rows if any(d.name == document.name for d in e.row.documents)), None)
        documents.append(_document(document, made, there, read))
    return PackStanding(pack.id, tuple(pack.formats), tuple(documents))


def look(ws: ProjectFolder) -> Iterator[str]:
    """Look at every document as it is now, one after the other: first at all of which nothing changed, then at those that
    go out, in the order of the packs, then at the others. Yields the name of each once it has been looked at; whoever asks for
    no further one has it stop there. Raises ``ProblemsFound`` where the project cannot be read."""
    project = ws.project()
    if has_errors(project.problems) or not project.base.sources:
        return
    waiting = []
    for document in in_each_language(ws, project, sorted(in_order_of_use(project, whole(project)), key=_late)):
        if document.still_holds(OUTCOME):
            yield document.name
        else:
            waiting.append(document)
    for document in waiting:
        document.outcome()
        document.taken(DIGEST, _digest)
        if document.language in project.languages:
            printed_in(document)
        if document.spec.annex:
            ws.forget(ANNEX_TREE)
        yield document.name


def _late(spec: DocumentSpec) -> tuple[bool, bool]:
    """What goes out before what is for the desk, volumes last of each."""
    version = spec.pack.version(spec.version)
    return bool(version.internal), spec.tailored is not None and spec.tailored.volume > 0


def _document(
    document: ProjectDocument, made: Remembered | None, there: EditionStanding | None, read: bool
) -> DocumentStanding:
    """How a document stands, from what composing it came to (``None``: not looked at yet) and the edition that has it."""
    name = document.name
    came: Outcome = made.value if made is not None else Outcome(False, ())
    reasons = document.ws.recall("reasons", name, (came,), lambda: unready(came.problems)) if made is not None else ()
    broken = not came.composed or has_errors(came.problems)
    stands = DocumentState.BROKEN if broken else DocumentState.DRAFT if reasons else DocumentState.READY
    return DocumentStanding(
        name,
        stands if made is not None else DocumentState.UNKNOWN,
        tuple(p for p in reasons if p.code in STALE),
        tuple(p for p in reasons if p.code in UNREVIEWED),
        tuple(p for p in reasons if p.code not in STALE | UNREVIEWED),
        tuple(p for p in came.problems if p.severity is Severity.ERROR),
        there.row.name if there else "",
        there is not None and came.composed and _moved(document, there.row.folder),
        there.approvals.get(name) if there else None,
        current=made is not None and made.current and read,
    )


def _moved(document: ProjectDocument, folder: Path) -> bool:
    """Whether an edition has a document otherwise than it would be made now. One without a record is taken as it is."""
    recorded = document.ws.recall("recorded", folder, (stamp(folder / "record"),), partial(_recorded, folder))
    then = recorded.get(document.name)
    if then is None:
        return False
    if document.ws.known_only:
        known = document.last_taken(DIGEST)
        return known is not None and then != known.value
    return then != document.taken(DIGEST, _digest)


#: The kind under which the digest of a document is remembered.
DIGEST = "digest"


def _recorded(folder: Path) -> Mapping[str, str]:
    """The digest of each document of an edition, by name; none without a record. Raises ``ProblemsFound``."""
    there = read_record(folder)
    return {} if there is None else {name: _unnamed(document) for name, document in there.documents.items()}


def _digest(tree: ComposedTree) -> str:
    return "" if tree.document is None else _unnamed(tree.document)


def _unnamed(document: Document) -> str:
    """The digest of a document without its stamp and what it is called: its edition and date are no change. Taken node by node:
    a long document as one text would be larger than all else that is kept."""
    taken = hashlib.sha256()
    left: list[object] = [unstamped(replace(document, edition="", date=""))]
    while left:
        match left.pop():
            case tuple() | list() as several:
                taken.update(b"(%d" % len(several))
                left += reversed(several)
            case Mapping() as named:
                taken.update(b"{%d" % len(named))
                left += [part for pair in sorted(named.items(), reverse=True) for part in reversed(pair)]
            case node if is_dataclass(node) and not isinstance(node, type):
                taken.update(type(node).__name__.encode())
                left += [getattr(node, f.name) for f in reversed(fields(node))]
            case Enum() as word:
                left.append(word.value)
            case plain:
                taken.update(repr(plain).encode())
                taken.update(b",")
    return taken.hexdigest()
