"""What every command shares: the project it works on, common options, problems and results as a person reads them."""

from __future__ import annotations

import json
import re
import shlex
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from briefing.problems import Problem, Severity, grouped, in_order

if TYPE_CHECKING:
    from briefing.review.lint import Finding
    from briefing.workspace import Workspace


def _day(text: str) -> date:
    """The day that an option names, in the one way in which days are written (ISO 8601, extended)."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise typer.BadParameter(f"{text} is no day: write year, month and day, as 2026-07-03.")
    return found


def day_option(*names: str, said: str) -> Any:
    """Return the option that takes a day."""
    return typer.Option(*names, parser=_day, metavar="YYYY-MM-DD", help=said)


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder of the editions; out/ of the project by default.")]
Yes = Annotated[bool, typer.Option("--yes", help="Answer yes to everything that would be asked.")]
On = Annotated[date | None, day_option("--date", said="The day it is done; today by default.")]

#: The field to split a pack by: one document for each value.
EachField = Literal["sector", "region"]
Undecided = Annotated[
    Literal["leave", "keep"],
    typer.Option(help="Projects whose amount --where cannot judge: leave them out, or keep them in."),
]


@dataclass(slots=True)
class CommandRun:
    """The folder of the project and the day it is, for one run of the command line; ``opened`` is a workspace to go
    on with where it is of this project."""

    root: Path
    today: date
    opened: Workspace | None = None


#: The folder that ``--root`` named on the line that runs; empty where it named none.
_named_root: ContextVar[str] = ContextVar("named_root", default="")


def name_root(root: Path | None) -> None:
    """Keep what ``--root`` named, for the commands that are suggested."""
    _named_root.set(str(root) if root is not None else "")


def commanded(text: str) -> str:
    """Return a text with the commands it suggests for the project that was named: they can be copied as they are."""
    root = _named_root.get()
    return _COMMAND.sub(lambda m: f"{m[0]} --root {shlex.quote(root)}", text) if root else text


_COMMAND = re.compile(r"(?<![\w/])(?:python )?generate\.py(?= [a-z])")


def workspace(context: typer.Context) -> Workspace:
    """Return the project that a command works on."""
    session = context.find_object(CommandRun)
    assert session is not None  # the command line always has one
    if session.opened is not None and session.opened.root == session.root.absolute():
        return session.opened
    from briefing.workspace import Workspace  # noqa: PLC0415 - help and a code explained need no project

    return Workspace(session.root, session.today)


def put(path: Path, data: bytes) -> None:
    """Write a file that was asked for and print its path."""
    from briefing.files.writing import write  # noqa: PLC0415 - most commands write nothing

    write({path: data})
    print(path)


#: Places listed for a problem that is at several.
PLACES = 4


def problems(found: Iterable[Problem]) -> None:
    """Print one line for each cause, errors first, with a count at the end, on standard error. Notes are only counted where
    there is an error."""
    listed = in_order(found)
    wrong = any(p.severity is Severity.ERROR for p in listed)
    for line in lines(p for p in listed if not wrong or p.severity is not Severity.NOTE):
        print(line, file=sys.stderr)
    print(summary(listed), file=sys.stderr)


def lines(found: Iterable[Problem]) -> list[str]:
    """Return a line for each cause: the problem at its first place, and the other places where it is."""
    return [commanded(_plain(f"{first}{_places(others)}")) for first, others in grouped(found)]


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


def summary(found: Iterable[Problem | Finding]) -> str:
    """Return the count in words: ``2 errors, 1 warning, 31 notes``."""
    count = Counter(str(p.severity) for p in found)
    return ", ".join(f"{count[s]} {s}{'' if count[s] == 1 else 's'}" for s in ("error", "warning", "note"))


def data(value: object) -> None:
    """Print a result as JSON on standard output."""
    from briefing.workspace import as_data  # noqa: PLC0415 - only where it is asked for

    print(json.dumps(as_data(value), ensure_ascii=False, indent=1))
