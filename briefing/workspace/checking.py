"""Every problem of content, templates and translations at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.absences import absence_problems, caveat_absences, translated_absences
from briefing.problems import Problem, ProblemsFound, in_order
from briefing.project.opening import Project
from briefing.proof.tracing import trace_texts
from briefing.workspace.catalogues import stale_catalogues
from briefing.workspace.documents import outcome, wishes
from briefing.workspace.figures import kept_texts

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


def check(ws: Workspace) -> tuple[Problem, ...]:
    """What opening the project, composing every document in every language (whole, and for each audience) and
    comparing the catalogues find: errors first, known conflicts of the sources last, as notes."""
    project = ws.project()
    inputs = (project, ws.stamp("templates"), ws.stamp("i18n"), ws.stamp("archive"))
    return ws.recall("check", "all", inputs, lambda: _check(ws, project))


def _check(ws: Workspace, project: Project) -> tuple[Problem, ...]:
    documents, wrong = wishes(project) if project.base.sources else ((), ())  # without a source nothing can be printed
    made = [(wish, tag) for wish in documents for tag in wish.languages if tag in project.languages]
    found = [p for wish, tag in made for p in outcome(ws, project, wish, tag).problems]
    inputs = (project.content, ws.stamp("templates"), ws.stamp("i18n"))
    stale = ws.recall("stale", "catalogues", inputs, lambda: stale_catalogues(project))
    return in_order([*project.problems, *wrong, *found, *_absences(project), *_astray(ws, project), *stale])


def _astray(ws: Workspace, project: Project) -> tuple[Problem, ...]:
    """Published wordings that do not stand where they say, in the sources whose text is kept."""
    try:
        return trace_texts(project.base, kept_texts(ws, project))
    except ProblemsFound as found:
        return found.problems


def _absences(project: Project) -> Iterator[Problem]:
    """Sentences and translations that say something is missing without a claim for it."""
    source = project.languages[SOURCE_TAG]
    names = sorted(p.relative_to(project.templates).as_posix() for p in project.templates.rglob("*.html"))
    yield from absence_problems(project.templates, names, source, project.base.claims)
    yield from caveat_absences(project.content.conflicts, source, project.base.claims)
    for tag, catalogue in project.catalogues.items():
        if tag != SOURCE_TAG:
            yield from translated_absences(catalogue, source, project.languages[tag])
