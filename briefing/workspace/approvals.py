"""Who approved which document of an edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefing.approval.approvals import ApprovalState, current, editions_approved, files, read_approvals, standings
from briefing.approval.approvals import approve as approved
from briefing.approval.seals import read_seal, sealed_editions
from briefing.editions.manifest import altered_files, read_manifest, read_record
from briefing.editions.request import WentOut, name_problems
from briefing.problems import ProblemsFound, problem
from briefing.workspace.data import Plan
from briefing.workspace.folder import ProjectFolder, signed_name


@dataclass(frozen=True, slots=True)
class PassageSince:
    """A passage that changed since the approval: its section (empty on the cover), both texts, and the facts in
    it."""

    section: str
    kind: str
    facts: tuple[str, ...]
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class DocumentApproval:
    """How a document of an edition stands: ``approved``, ``lapsed`` or ``open``; by whom and when; for a lapsed one
    what sort of change undid it (figure, sentence, translation, document) and the passages that changed."""

    document: str
    state: str
    reason: str
    by: str | None
    date: date | None
    changes: tuple[PassageSince, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPlan(Plan):
    """An approval ready to be recorded: the edition, the documents, by whom and on which day."""

    edition: str
    documents: tuple[str, ...]
    by: str
    date: date


def approve(
    ws: ProjectFolder,
    edition: str,
    documents: Sequence[str] = (),
    *,
    by: str,
    day: date | None = None,
    out: Path | None = None,
) -> ApprovalPlan:
    """Return what approving documents of a built edition (all of them when none is named) would record. Raises
    ``ProblemsFound`` for an unknown edition or document, a draft, one that the content would make otherwise by now, one whose
    finished files are not those that were built (somebody read something else), no name, and a day still to come."""
    day = day or ws.today
    out = out or ws.out
    by = signed_name(by)
    if day > ws.today:
        raise ProblemsFound([problem("approve-to-come", day=day, today=ws.today)])
    _named(edition)
    before = ws.bytes_below(f"approvals/{edition}.yaml") | ws.bytes_below(f"approvals/{edition}/*.json")
    snapshot = read_record(out / edition)
    if snapshot is None:
        raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=out)])
    names = tuple(documents or snapshot.documents)
    made = approved(snapshot, current(ws.root, edition, snapshot.day), read_approvals(ws.root, edition), names, by, day)
    if altered := altered_files(out / edition, names):
        raise ProblemsFound(problem("proof-hash", name, 0) for name in altered)
    contents = files(made, [(n, snapshot.documents[n]) for n in names])
    read = {path: before.get(path) for path in contents}
    return ApprovalPlan(contents=contents, read=read, edition=edition, documents=names, by=by, date=day)


def _named(edition: str) -> None:
    """Refuse what cannot be the name of an edition, and so leads elsewhere."""
    if wrong := (*name_problems(edition),):
        raise ProblemsFound(wrong)


def approvals(ws: ProjectFolder, edition: str = "", out: Path | None = None) -> dict[str, tuple[DocumentApproval, ...]]:
    """Return how the documents of an edition (of every edition with approvals, when none is named) stand: approved, lapsed
    and why, open."""
    out = out or ws.out
    if edition:
        _named(edition)
    editions = (edition,) if edition else editions_approved(ws.root)
    return {name: _standing(ws, name, out) for name in editions}


def _standing(ws: ProjectFolder, edition: str, out: Path) -> tuple[DocumentApproval, ...]:
    """How the documents of an edition stand; composed again only when content, approvals or the edition changed."""
    day = _day(ws, out, edition)
    inputs = (ws.stamp("content", "i18n", "templates", "approvals"), day)
    every = ws.recall("approvals", edition, inputs, lambda: tuple(map(_told, standings(ws.root, edition, day))))
    manifest = read_manifest(out / edition)
    if manifest is None:
        return every
    return tuple(one for one in every if one.document in manifest.documents or one.state != "open")


def _day(ws: ProjectFolder, out: Path, edition: str) -> date:
    given = read_approvals(ws.root, edition)
    if given:
        return given.day
    manifest = read_manifest(out / edition)
    if manifest:
        return date.fromisoformat(manifest.date)
    raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=out)])


def _told(standing: ApprovalState) -> DocumentApproval:
    given = standing.approval
    changes = (
        PassageSince(c.passage.section, c.kind, c.facts, c.old.text if c.old else None, c.new.text if c.new else None)
        for c in standing.why
    )
    return DocumentApproval(
        standing.document,
        standing.state,
        standing.reason,
        given.by if given else None,
        given.day if given else None,
        tuple(changes),
    )


def went_out(root: Path) -> WentOut:
    """Return the editions that people have been given: those that are sealed, and documents that were approved. Raises
    ``ProblemsFound`` for a record that cannot be read."""
    seals = (read_seal(root, name) for name in sealed_editions(root))
    given = ((name, read_approvals(root, name)) for name in editions_approved(root))
    return WentOut(
        {seal.edition: seal.files for seal in seals if seal},
        {name: {a.document: a.digest for a in found.given} for name, found in given if found},
    )
