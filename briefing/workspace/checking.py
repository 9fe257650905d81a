"""Every problem of content, templates and translations at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.problems import Problem, in_order
from briefing.workspace.catalogues import stale_catalogues
from briefing.workspace.documents import composed, wishes

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


def check(ws: Workspace) -> tuple[Problem, ...]:
    """What opening the project, composing every document in every language (whole, and for each audience) and
    comparing the catalogues find: errors first, known conflicts of the sources last, as notes."""
    project = ws.project()
    documents, wrong = wishes(project)
    found = [p for wish in documents for tag in wish.languages for p in composed(ws, project, wish, tag).problems]
    return in_order([*project.problems, *wrong, *found, *stale_catalogues(project)])
