"""Recording figures and sources: understood, tried on the whole content, shown in every language, then saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from briefing.changes.report import wordings
from briefing.content.records import SourceRecord
from briefing.observations.saving import Recording, outcome, record, source_file
from briefing.observations.saving import sought as with_sought
from briefing.observations.understand import Entry
from briefing.observations.workbook import entries_of, template_workbook
from briefing.problems import Problem, ProblemsFound, problem
from briefing.project.opening import Project
from briefing.proof.tracing import trace_texts
from briefing.releases.archive import ids as archived
from briefing.releases.archive import kept_release
from briefing.workspace.plan import Plan

__all__ = ["Entry"]  # the rest is public as it stands here

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A figure that would move: the fact, what happens to it (``new-period``, ``revised`` …), and the sentence that
    says so in each language."""

    fact: str
    kind: str
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TurnedClaim:
    """A claim that would turn: whether it holds then. Sentences that stand on it take their other wording."""

    claim: str
    statement: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePlan(Plan):
    """What recording would do. ``actions`` says for each figure whether it is added, revised or withdrawn;
    ``questions`` are what a person must confirm first; ``warnings`` are problems that the content would have and has
    not now."""

    actions: Mapping[str, Literal["add", "revise", "withdraw", "dispute"]]
    figures: tuple[MovedFigure, ...] = ()
    claims: tuple[TurnedClaim, ...] = ()
    questions: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def observe(ws: Workspace, entries: Sequence[Entry]) -> FigurePlan:
    """What recording these figures would do. Raises ``ProblemsFound`` with everything that stands against it: a wording
    that does not stand at its locator, too, where the text of its source is kept."""
    made = record(ws.project(), entries)
    entered = {p.fact for p in made.proposals if p.action in ("add", "revise")}
    astray = trace_texts(made.after.base, kept_texts(ws, made.after), entered) if entered else ()
    if astray:
        raise ProblemsFound(astray)
    return plan_of(made)


def kept_texts(ws: Workspace, project: Project) -> dict[str, tuple[str, ...]]:
    """The lines of the sources whose text is kept in the archive, by source id. Raises ``ProblemsFound`` when one was
    altered."""
    kept = set(archived(ws.root)) & set(project.base.sources)
    return {name: kept_release(ws.root, name).opened.lines for name in sorted(kept)}


def import_figures(ws: Workspace, path: Path) -> FigurePlan:
    """What recording every figure of a workbook or CSV file would do; a plan without files where the file holds
    none."""
    entries, problems = entries_of(path)
    if problems:
        raise ProblemsFound(problems)
    return observe(ws, entries) if entries else FigurePlan(actions={})


def add_source(ws: Workspace, given: Mapping[str, object]) -> FigurePlan:
    """What entering a source would do; ``given`` are the keys of a source in ``content/sources``."""
    project = ws.project()
    try:
        made = SourceRecord.model_validate(given)
    except ValidationError as error:
        raise ProblemsFound(
            problem("source-unfit", reason=f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in error.errors()
        ) from error
    if date.fromisoformat(made.date) > ws.today:
        raise ProblemsFound([problem("source-to-come", source=made.id, day=made.date, today=ws.today.isoformat())])
    path, data = source_file(made, project.content.sources)
    return plan_of(outcome(project, {path: data}, {path: None}))


def sought(ws: Workspace, indicator: str, day: date) -> FigurePlan:
    """What recording that a newer figure was looked for up to ``day`` and not found would do. A day still to come is
    refused: a figure published by then would never be missed."""
    if day > ws.today:
        raise ProblemsFound([problem("sought-to-come", day=day.isoformat(), today=ws.today.isoformat())])
    project = ws.project()
    found = next((i for i in project.content.indicators if i.id == indicator), None)
    if found is None:
        raise ProblemsFound([problem("observe-unknown", what="indicator", name=indicator, hint="")])
    data = (ws.root / found.where.file).read_bytes()
    return plan_of(outcome(project, {found.where.file: with_sought(data, indicator, day)}, {found.where.file: data}))


def figures_workbook(ws: Workspace) -> bytes:
    """The workbook to fill in (XLSX), with a row for every figure that is updated regularly."""
    return template_workbook(ws.project())


def plan_of(made: Recording) -> FigurePlan:
    """A recording as a plan: what moves, in every language."""
    said = wordings(made.after)
    figures = (MovedFigure(c.fact, c.kind, {tag: w.statement(c) for tag, w in said.items()}) for c in made.changes)
    claims = (TurnedClaim(key, made.after.base.claims[key].statement, held) for key, held in made.flipped.items())
    return FigurePlan(
        contents=made.files,
        read=made.read,
        actions={p.fact: p.action for p in made.proposals},
        figures=tuple(figures),
        claims=tuple(claims),
        questions=made.asked,
        warnings=made.noticed,
    )
