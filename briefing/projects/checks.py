"""Checks of projects: lists that are there, ids, amounts that can be read, audiences that make sense."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from briefing.content.fields import Where
from briefing.content.projects import Amount, ProjectRecord
from briefing.content.records import Content
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.projects.conditions import parse_condition
from briefing.quantities.parse import parse_value


def check_projects(content: Content, sample: bool = False) -> tuple[Problem, ...]:
    """Return every problem, by file and line. ``sample`` says that synthetic lists are allowed here (not in ``content/``)."""
    problems: list[Problem] = []
    lists = {r.id for r in content.project_lists}
    seen: dict[tuple[str, str], Where] = {}
    for entry in content.project_lists:
        if entry.sample and not sample:
            problems.append(problem("list-sample-published", entry.where.file, entry.where.line, list=entry.id))
    for project in content.projects:
        place = project.at("id")
        first = seen.setdefault((project.list, project.id), place)
        if first is not place:
            told = {"id": project.id, "first": f"{first.file}:{first.line}"}
            problems.append(problem("duplicate-id", place.file, place.line, **told))
        if project.list not in lists:
            at = project.at("list")
            known = ", ".join(sorted(lists)) or "none"
            problems.append(problem("list-unknown", at.file, at.line, list=project.list, known=known))
        problems += _amounts(project)
    packs = {p.id for p in content.packs}
    for audience in content.audiences:
        place = audience.at("pack")
        if audience.pack not in packs:
            known = ", ".join(sorted(packs))
            problems.append(problem("pack-unknown", place.file, place.line, pack=audience.pack, known=known))
        if PurePosixPath(audience.id).name in packs:
            problems.append(problem("duplicate-id", place.file, place.line, id=audience.id, first="content/packs"))
        try:
            if audience.condition:
                at = audience.at("condition")
                parse_condition(audience.condition, f"{at.file}:{at.line}")
        except ProblemsFound as found:
            problems += found.problems
    return in_order(problems)


def _amounts(project: ProjectRecord) -> Iterator[Problem]:
    for amount in (project.investment, project.sought):
        if amount is not None and (reason := _unreadable(amount)):
            place = amount.at("value")
            yield problem(
                "unreadable-value", place.file, place.line, indicator=f"{project.list} {project.id}", reason=reason
            )


def _unreadable(amount: Amount) -> str:
    try:
        if amount.value is not None:
            parse_value(amount.value, amount.unit, amount.qualifier or "")
    except ValueError as error:
        return str(error)
    return ""
