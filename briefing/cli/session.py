"""What every command shares: the project it works on, and options that mean the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from briefing.files.writing import write
from briefing.workspace import Workspace

DAY = ["%Y-%m-%d"]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder of the editions; out/ of the project by default.")]
Yes = Annotated[bool, typer.Option("--yes", help="Answer yes to everything that would be asked.")]
On = Annotated[datetime | None, typer.Option("--date", formats=DAY, help="The day it is done; today by default.")]


@dataclass(slots=True)
class Session:
    """The folder of the project and the day it is, for one run of the command line; ``opened`` is a workspace to go
    on with where it is of this project."""

    root: Path
    today: date
    opened: Workspace | None = None


def workspace(context: typer.Context) -> Workspace:
    """The project that a command works on."""
    session = context.find_object(Session)
    assert session is not None  # the command line always has one
    if session.opened is not None and session.opened.root == session.root.absolute():
        return session.opened
    return Workspace(session.root, session.today)


def day(moment: datetime | None) -> date | None:
    """The day that an option names."""
    return moment.date() if moment else None


def put(path: Path, data: bytes) -> None:
    """Write a file that was asked for and print its path."""
    write({path: data})
    print(path)
