"""The lists of projects there are, and their projects, as a page lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.content.load import load_content
from briefing.projects.project_facts import project_fact
from briefing.workspace.facts import fact_row

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list of projects: what it is, the file and day of its last import, how many projects it offers and has withdrawn."""

    id: str
    title: str
    issuer: str
    file: str
    day: str
    projects: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of a list, as its workbook calls it; ``amounts`` is its investment by language id."""

    id: str
    name: str
    sector: str
    districts: tuple[str, ...]
    amounts: Mapping[str, str]
    withdrawn: bool


def lists(ws: Workspace) -> tuple[ListRow, ...]:
    """The lists that were imported."""
    content = load_content(ws.root, ws.recall)[0]
    rows = []
    for entry in content.project_lists:
        mine = [p for p in content.projects if p.list == entry.id]
        gone = sum(1 for p in mine if p.withdrawn is not None)
        rows.append(ListRow(entry.id, entry.title, entry.issuer, entry.file, entry.date, len(mine) - gone, gone))
    return tuple(rows)


def projects_of(ws: Workspace, name: str) -> tuple[ProjectRow, ...]:
    """The projects of a list."""
    project = ws.project()
    rows = []
    for p in project.content.projects:
        if p.list != name:
            continue
        fact = project.base.facts.get(project_fact(p))
        texts = {} if fact is None else fact_row(project, fact).texts
        rows.append(ProjectRow(p.id, p.name, p.sector or "", tuple(p.districts), texts, p.withdrawn is not None))
    return tuple(rows)
