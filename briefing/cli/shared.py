"""What every command shares: the project it works on, common options, problems and results as a person reads them."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer

from briefing.files.writing import write
from briefing.problems import Problem, Severity, grouped, in_order
from briefing.workspace import Workspace, as_data

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


#: Places listed for a problem that stands at several.
PLACES = 4


def problems(found: Iterable[Problem], notes: bool = False, stream: TextIO | None = None) -> None:
    """One line for each cause, errors first, with a count at the end, on standard error or ``stream``. Notes are only
    counted where there is an error, unless they are asked for."""
    out = stream or sys.stderr
    listed = in_order(found)
    wrong = any(p.severity is Severity.ERROR for p in listed)
    for line in lines(p for p in listed if notes or not wrong or p.severity is not Severity.NOTE):
        print(line, file=out)
    print(summary(listed), file=out)


def lines(found: Iterable[Problem]) -> list[str]:
    """A line for each cause: the problem at its first place, and the other places where it stands."""
    return [_plain(f"{first}{_places(others)}") for first, others in grouped(found)]


def _plain(text: str) -> str:
    """A line that stays one line, in the order it is written: control and formatting signs of people's input are
    shown by number."""
    return "".join(f"\\x{ord(c):02x}" if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") else c for c in text)


def _places(others: Sequence[Problem]) -> str:
    named = list(dict.fromkeys(f"{p.file}:{p.line}" if p.line else p.file for p in others if p.file))
    if not named:
        return f" ({len(others) + 1} times)" if others else ""
    more = f" and {len(named) - PLACES} more" if len(named) > PLACES else ""
    return f" (also at {', '.join(named[:PLACES])}{more})"


def summary(found: Iterable[Problem]) -> str:
    """``2 errors, 1 warning, 31 notes``."""
    count = Counter(str(p.severity) for p in found)
    return ", ".join(f"{count[s]} {s}{'' if count[s] == 1 else 's'}" for s in ("error", "warning", "note"))


def data(value: object) -> None:
    """A result as JSON on standard output."""
    print(json.dumps(as_data(value), ensure_ascii=False, indent=1))
