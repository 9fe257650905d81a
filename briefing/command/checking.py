"""``generate.py check``: every problem of content, templates and translations at once."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from briefing.command import show
from briefing.command.cataloguing import stale_catalogues
from briefing.editions.project import Project, open_project
from briefing.problems import Problem, has_errors, in_order


def run_check(root: Path, as_json: bool) -> None:
    """Print all problems; exit status 1 when one is an error."""
    project = open_project(root)
    found = in_order([*project.problems, *composed(project), *stale_catalogues(project)])
    if as_json:
        show.as_json([asdict(p) for p in found])
    else:
        for entry in found:
            print(entry)
        print(show.summary(found))
    if has_errors(found):
        raise typer.Exit(1)


def composed(project: Project) -> list[Problem]:
    """What composing every pack in every language finds."""
    day = project.newest_source()
    setting = project.setting(day.isoformat(), day)
    return [
        found
        for pack in project.content.packs
        for language in pack.languages
        for found in project.compose(pack, language, setting)[1]
    ]
