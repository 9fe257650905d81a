"""``generate.py check``: every problem of content, templates and translations at once."""

from __future__ import annotations

from dataclasses import asdict
from itertools import chain
from pathlib import Path

import typer

from briefing.cli import show
from briefing.cli.cataloguing import stale_catalogues
from briefing.editions.audiences import for_audiences, wanted
from briefing.editions.jobs import BuildContext, Composing, compose
from briefing.problems import Problem, has_errors, in_order
from briefing.project.opening import Project, open_project


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
    """What composing every pack in every language finds, whole and for each audience that it is cut to."""
    day = project.newest_source()
    ground = BuildContext(project, project.context(day.isoformat(), day), "", "")
    cut, wrong = for_audiences(project)
    wishes = (*(wish for pack in project.content.packs for wish in wanted(project, pack, "", ())), *cut)
    found = (compose(ground, Composing(wish, language)).problems for wish in wishes for language in wish.languages)
    return list(
        dict.fromkeys([*wrong, *chain.from_iterable(found)])
    )  # of an audience, most are those of the whole pack again
