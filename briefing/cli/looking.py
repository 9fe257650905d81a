"""The next look without the workbench: documents as pages that follow every change of the project's files."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Annotated

import typer

from briefing.cli.shared import problems, workspace
from briefing.files.writing import write
from briefing.problems import Problem, ProblemsFound, problem
from briefing.workspace import Workspace
from briefing.workspace.workspace import INPUTS

looking_app = typer.Typer()

PAGE = "html"  # the format that a page is

#: Where the pages are put below the folder of the editions, and how long no further change must come, in milliseconds.
FOLDER, SETTLED = "preview", 50


@looking_app.command()
def watch(
    context: typer.Context,
    documents: Annotated[
        list[str] | None, typer.Argument(help="Documents (western.en); without one, every document of every pack.")
    ] = None,
    into: Annotated[Path | None, typer.Option("--into", help="Folder of the pages; out/preview by default.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Write the pages and end.")] = False,
) -> None:
    """Write documents as pages, and write those that change again whenever a file of the project is saved. Ctrl+C ends it."""
    ws = workspace(context)
    folder = into or ws.out / FOLDER
    pages = Pages(ws, folder, documents or [])
    pages.look()
    if once:
        raise typer.Exit(1 if pages.failed else 0)
    from watchfiles import watch as changes  # noqa: PLC0415 - only where somebody waits for changes

    print(f"Watching {ws.root}; Ctrl+C ends it.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        for _ in changes(*(ws.root / name for name in INPUTS), step=SETTLED):
            pages.look()


class Pages:
    """The pages written last, by document; ``failed`` says whether one of them could not be made."""

    def __init__(self, ws: Workspace, folder: Path, documents: list[str]) -> None:
        self.ws = ws
        self.folder = folder
        self.documents = documents
        self.failed = False
        self._written: dict[str, str] = {}
        self._told: list[Problem] = []

    def look(self) -> None:
        """Compose every document and write the pages that are others than before, with the time it took; problems are told
        when they come and once more when they are others."""
        begun, moved, found = time.perf_counter(), list[str](), list[Problem]()
        try:
            with self.ws.steady():
                for name in self.documents or self._every():
                    page = self.ws.preview(name)
                    if self._written.get(name) != page.html:
                        write({self.folder / f"{name}.html": page.html.encode()})
                        self._written[name] = page.html
                        moved.append(name)
        except ProblemsFound as error:
            found = list(error.problems)
        self.failed = bool(found)
        if found != self._told and found:
            problems(found)
        self._told = found
        if moved:
            print(f"{time.perf_counter() - begun:.2f} s  {', '.join(moved)}  in {self.folder}", flush=True)

    def _every(self) -> list[str]:
        shown = (made for made in self.ws.documents() if PAGE in made.formats)
        names = [f"{made.name}.{tag}" for made in shown for tag in made.languages]
        if not names:
            raise ProblemsFound([problem("document-unknown", name="*", known="")])
        return names
