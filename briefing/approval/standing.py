"""Whether the approvals of an edition still cover what would be built, and what is added to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from briefing.approval.approvals import (
    Approval,
    Approvals,
    DocumentApproval,
    PassageSince,
    digest_of,
    read_approvals,
    read_tree,
    unstamped,
)
from briefing.catalogue import SOURCE_TAG
from briefing.changes import PassageChange, compared
from briefing.document.reading import from_json
from briefing.editions.audiences import for_audiences
from briefing.editions.jobs import BuildContext, Composing, compose
from briefing.editions.manifest import Snapshot, composed
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.project.opening import open_project


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
