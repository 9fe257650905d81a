"""Approvals of documents: the record of who approved what, and whether it still covers what would be built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from briefing.catalogue import SOURCE_TAG
from briefing.changes import PassageChange, compared
from briefing.document.nodes import Document
from briefing.document.reading import NotADocument, from_json, to_json
from briefing.editions.audiences import for_audiences
from briefing.editions.jobs import BuildContext, Composing, compose
from briefing.editions.manifest import Snapshot, composed, sha256
from briefing.files.reading import listed
from briefing.files.yaml_reader import Located, LocatedList, figure, flow, read_yaml_file, scalar
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.project.opening import open_project

FOLDER = "approvals"
_KEYS = ("document", "by", "date", "sha256")


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's name under a document (``<pack>.<language>``) on a day; ``digest`` is the SHA-256 of the tree approved."""

    document: str
    by: str
    day: date
    digest: str


@dataclass(frozen=True, slots=True)
class Approvals:
    """The approvals of one edition and the date its content is taken as of."""

    edition: str
    day: date
    given: tuple[Approval, ...] = ()

    def of(self, document: str) -> Approval | None:
        """Return the approval of a document, if it has one."""
        return next((a for a in self.given if a.document == document), None)


def unstamped(document: Document) -> Document:
    """Return the document without a draft stamp, as it is approved."""
    return replace(document, stamp="")


def digest_of(document: Document) -> str:
    """Return the SHA-256 of the document tree without its stamp."""
    return sha256(to_json(unstamped(document)))


def read_approvals(root: Path, edition: str) -> Approvals | None:
    """Return the approvals of an edition; ``None`` where none was given. Raises ``ProblemsFound`` when the record cannot be
    read."""
    path = root / FOLDER / f"{edition}.yaml"
    name = f"{FOLDER}/{edition}.yaml"
    if not path.is_file():
        return None
    data, problems = read_yaml_file(path, name)
    if problems or not isinstance(data, Located):
        raise ProblemsFound(problems or [problem("approvals-unreadable", name, 0, reason="it holds no approvals")])
    listed = data.get("approvals")
    try:
        rows: list[Any] = listed if isinstance(listed, LocatedList) else []
        entries = [{key: str(entry[key]) for key in _KEYS} for entry in rows]
        given = tuple(Approval(e["document"], e["by"], date.fromisoformat(e["date"]), e["sha256"]) for e in entries)
        return Approvals(edition, date.fromisoformat(str(data["date"])), given)
    except (KeyError, TypeError, ValueError) as error:
        raise ProblemsFound([problem("approvals-unreadable", name, 0, reason=str(error))]) from error


def editions_approved(root: Path) -> tuple[str, ...]:
    """Return the editions of which a document has been approved, oldest name first."""
    return tuple(sorted(path.stem for path in listed(root / FOLDER, "*.yaml")))


def read_tree(root: Path, edition: str, document: str) -> Document | None:
    """Return a document as it was approved; ``None`` when its tree is not kept or cannot be read."""
    try:
        return from_json((root / FOLDER / edition / f"{document}.json").read_bytes())
    except (FileNotFoundError, NotADocument):
        return None


def files(approvals: Approvals, documents: Iterable[tuple[str, Document]]) -> dict[str, bytes]:
    """Return the files of a record by project-relative path, the trees first."""
    made = {f"{FOLDER}/{approvals.edition}/{name}.json": to_json(unstamped(tree)) for name, tree in documents}
    lines = [f"edition: {scalar(approvals.edition)}", f"date: {figure(approvals.day.isoformat())}", "approvals:"]
    for approval in sorted(approvals.given, key=lambda a: a.document):
        values = (approval.document, approval.by, approval.day.isoformat(), approval.digest)
        lines.append(f"  - {flow(dict(zip(_KEYS, values, strict=True)))}")
    return made | {f"{FOLDER}/{approvals.edition}.yaml": ("\n".join(lines) + "\n").encode()}


State = Literal["approved", "lapsed", "open"]


@dataclass(frozen=True, slots=True)
class PassageSince:
    """A passage that changed since the approval: its section (empty on the cover), both texts, and the facts in it."""

    section: str
    kind: str
    facts: tuple[str, ...]
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class DocumentApproval:
    """How a document of an edition stands: approved, lapsed or open; by whom and when; for a lapsed one what sort of change
    undid it (figure, sentence, translation, or document: no longer made) and the passages that changed."""

    document: str
    state: State
    reason: str = ""
    by: str | None = None
    date: date | None = None
    changes: tuple[PassageSince, ...] = ()


def approve(
    snapshot: Snapshot, current: Snapshot, before: Approvals | None, names: tuple[str, ...], by: str, day: date
) -> Approvals:
    """Return the approvals with these documents of an edition added, or their approvals replaced. Raises ``ProblemsFound`` for
    a document the edition does not have, a draft, or one that the content would make otherwise by now."""
    found: list[Problem] = []
    given = {a.document: a for a in (before.given if before else ())}
    for name in names:
        document = snapshot.documents.get(name)
        if document is None:
            known = ", ".join(snapshot.documents)
            found.append(problem("approve-unknown", document=name, edition=snapshot.name, known=known))
            continue
        if document.stamp:
            found.append(problem("approve-draft", document=name, edition=snapshot.name))
        there = current.documents.get(name)
        if there is None or digest_of(there) != digest_of(document):
            found.append(problem("approve-outdated", document=name, edition=snapshot.name))
        given[name] = Approval(name, by, day, digest_of(document))
    if found:
        raise ProblemsFound(in_order(found))
    return Approvals(snapshot.name, snapshot.day, tuple(given.values()))


def standings(root: Path, edition: str, day: date) -> tuple[DocumentApproval, ...]:
    """Return how every document of an edition stands now. Raises ``ProblemsFound`` when the edition cannot be composed any
    more."""
    return tuple(_standings(root, read_approvals(root, edition), current(root, edition, day)))


def current(root: Path, edition: str, day: date) -> Snapshot:
    """Return the edition as the content makes it now: every pack whole, and cut to each audience."""
    project = open_project(root, day)
    now = composed(project, edition)
    ground = BuildContext(project, project.context(now.name, now.day), "", "")
    jobs = [Composing(wish, language) for wish in for_audiences(project)[0] for language in wish.languages]
    trees = {job.name: compose(ground, job).tree for job in jobs}
    return replace(now, documents={**now.documents, **{name: from_json(tree) for name, tree in trees.items() if tree}})


def lapsed(root: Path, edition: str, day: date) -> tuple[Problem, ...]:
    """Return one problem for every approval of an edition that no longer stands."""
    if read_approvals(root, edition) is None:
        return ()
    return tuple(
        problem("approval-lapsed", document=s.document, edition=edition, by=s.by, day=s.date, reason=s.reason)
        for s in standings(root, edition, day)
        if s.state == "lapsed"
    )


def _standings(root: Path, approvals: Approvals | None, now: Snapshot) -> Iterator[DocumentApproval]:
    changed: set[str] = set()
    for name, document in sorted(now.documents.items(), key=lambda d: (not d[0].endswith(f".{SOURCE_TAG}"), d[0])):
        approval = approvals.of(name) if approvals else None
        pack, _, tag = name.rpartition(".")
        if approval is None:
            yield DocumentApproval(name, "open")
            continue
        if approval.digest == digest_of(document):
            yield DocumentApproval(name, "approved", "", approval.by, approval.day)
            continue
        changed.add(name)
        tree = read_tree(root, now.name, name)
        why = compared(tree, unstamped(document)) if tree else ()
        wording = "sentence" if tag == SOURCE_TAG or f"{pack}.{SOURCE_TAG}" in changed else "translation"
        reason = "figure" if any(c.facts for c in why) else wording
        yield DocumentApproval(name, "lapsed", reason, approval.by, approval.day, tuple(map(_since, why)))
    for approval in approvals.given if approvals else ():
        if approval.document not in now.documents:
            yield DocumentApproval(approval.document, "lapsed", "document", approval.by, approval.day)


def _since(c: PassageChange) -> PassageSince:
    old, new = (passage.text if passage else None for passage in (c.old, c.new))
    return PassageSince(c.passage.section, c.kind, c.facts, old, new)
