"""``generate.py build``: progress while it runs, one line for each file afterwards."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from briefing.approval.standing import lapsed
from briefing.command import show
from briefing.editions.build import Built, Progress, Request, build
from briefing.editions.project import open_project
from briefing.problems import ProblemsFound, Severity, problem


def run_build(root: Path, out: Path, packs: tuple[str, ...], languages: tuple[str, ...], formats: tuple[str, ...],
              edition: str, jobs: int, as_of: date | None = None, since: date | None = None,
              release: bool = False, where: str = "", audiences: tuple[str, ...] = ()) -> None:  # fmt: skip
    """Build and say what was made. Raises ``ProblemsFound`` when there are errors."""
    project = open_project(root, as_of)
    if as_of is not None and not project.base.sources:
        raise ProblemsFound([problem("nothing-known", "", 0, day=as_of)])
    request = Request(out, packs, languages, formats, edition, jobs=jobs, as_of=as_of, since=since, release=release, where=where,
                      audiences=audiences)
    if release:
        day = project.newest_source()
        request = replace(request, lapsed=lapsed(root, edition or day.isoformat(), day))
    built = build(project, request, _bar() if sys.stderr.isatty() else None)
    tell(built)


def _bar() -> Progress:
    from rich.console import Console  # noqa: PLC0415 - only where a person is watching
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    bar = Bar(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeElapsedColumn(),
              console=Console(stderr=True), transient=True)  # fmt: skip
    task = bar.add_task("documents", total=None)

    def started(total: int) -> None:
        bar.update(task, total=total)
        bar.start()

    def done(name: str, kept: bool) -> None:
        bar.update(task, advance=1, description=f"{name} {'unchanged' if kept else 'built'}")
        if bar.finished:
            bar.stop()

    return Progress(started, done)


def tell(built: Built) -> None:
    """Say what was noticed and what was made."""
    warnings = [p for p in built.problems if p.severity is Severity.WARNING]
    if warnings:
        show.problems(warnings)
    for name in sorted((*built.rendered, *built.kept)):
        mark = " (unchanged)" if name in built.kept else ""
        for form in sorted(built.manifest.documents[name]["files"]):
            print(f"{built.folder / f'{name}.{form}'}{mark}")
    print(built.folder / "manifest.json")
