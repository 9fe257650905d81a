"""``generate.py catalog``: the PO files brought up to templates and content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.extracting import extract
from briefing.catalogue.updating import messages_alone, refreshed
from briefing.cli import show
from briefing.problems import Problem, ProblemsFound, has_errors, problem
from briefing.project.opening import Project, open_project


def run_catalog(root: Path, check_only: bool) -> None:
    """Refresh the PO files, or only say which are not fresh (exit status 1)."""
    project = open_project(root)
    stale = _changed(project)
    if check_only:
        found = stale_catalogues(project)
        if found:
            show.problems(found)
            raise typer.Exit(1)
        print("The catalogues are fresh.")
        return
    for path, data in stale.items():
        show.write(path, data)
        print(f"refreshed {path.relative_to(root)}")
    if not stale:
        print("The catalogues were fresh.")


def stale_catalogues(project: Project) -> tuple[Problem, ...]:
    """One problem for each PO file that does not hold the messages of templates and content as they stand; where only line
    numbers have moved, the file is fresh."""
    try:
        changed = _changed(project)
    except ProblemsFound as found:
        return found.problems
    return tuple(
        problem("catalogue-stale", path.relative_to(project.root).as_posix())
        for path, data in changed.items()
        if not path.exists() or messages_alone(path.read_bytes()) != messages_alone(data)
    )


def _changed(project: Project) -> Mapping[Path, bytes]:
    units, problems = extract(project.templates, project.content)
    if has_errors(problems):
        raise ProblemsFound(problems)
    tags = [tag for tag in project.languages if tag != SOURCE_TAG]
    files = refreshed(units, project.root / "i18n", tags)
    return {path: data for path, data in files.items() if not path.exists() or path.read_bytes() != data}
