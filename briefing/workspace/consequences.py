"""What a change of the content would do to the documents: sentences that change, come or go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from briefing.changes.report import compared
from briefing.document.nodes import Document
from briefing.project.opening import Project

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ChangedSentence:
    """A sentence that a change of the content would change, add or take away, in one document. ``facts`` are the figures
    in it that differ."""

    document: str
    section: str
    kind: Literal["changed", "added", "gone"]
    old: str
    new: str
    facts: tuple[str, ...]


def documents_now(ws: Workspace, project: Project) -> Mapping[str, Document]:
    """Every document as it would be composed from the project as it stands."""
    inputs = (project, ws.stamp("templates"))
    return ws.recall("documents", ws.today, inputs, lambda: documents_of(project, ws.today))


def documents_of(project: Project, day: date) -> dict[str, Document]:
    """Every document of a project as it would be composed, by ``<pack>.<language>``."""
    if not project.base.sources:
        return {}
    made = project.composed(project.context("", day))
    return {one.name: one.document for one in made if one.document is not None}


def sentences_changed(before: Mapping[str, Document], after: Mapping[str, Document]) -> Iterator[ChangedSentence]:
    """What differs between two sets of documents, sentence by sentence; the numbers of sources apart."""
    for name, document in after.items():
        for change in compared(before[name], document) if name in before else ():
            old, new = change.old.text if change.old else "", change.new.text if change.new else ""
            if change.kind == "changed" and not change.facts and _unnumbered(old) == _unnumbered(new):
                continue  # a note whose source has another number now
            yield ChangedSentence(name, change.passage.title, change.kind, old, new, change.facts)


def _unnumbered(text: str) -> str:
    return re.sub(r"\bS\d+\b", "S", text)
