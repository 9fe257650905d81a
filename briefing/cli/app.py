"""The commands of the project, by what they are about, and how they end."""

from __future__ import annotations

import codecs
import os
import signal
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

import briefing
from briefing.cli import show
from briefing.cli.content import content_app
from briefing.cli.editions import build, editions_app
from briefing.cli.figures import figures_app
from briefing.cli.lists import lists_app
from briefing.cli.releases import release_app
from briefing.cli.review import review_app, terms_app
from briefing.cli.session import Session, workspace
from briefing.files.refused import reason_of
from briefing.problems import ProblemsFound, problem
from briefing.workspace import Workspace

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Structured facts and templates become Chinese and English briefing packs.",
)
for group in (editions_app, content_app, figures_app):
    app.add_typer(group)
app.add_typer(lists_app, name="lists")
app.add_typer(release_app, name="release")
app.add_typer(review_app, name="review")
app.add_typer(terms_app, name="terms")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"briefing {briefing.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def default(
    context: typer.Context,
    root: Annotated[Path | None, typer.Option(help="Folder of the project; anywhere on the line.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Without a command, everything is built."""
    session = context.find_object(Session)
    if session is not None and root is not None:
        session.root = root
    if context.invoked_subcommand is None:
        build(context)


@app.command()
def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder of the new project.")],
    name: Annotated[
        list[str] | None, typer.Option(help="The place in a language: zh=成都, en=Chengdu; one for each language.")
    ] = None,
) -> None:
    """Start an empty, working project for another place: languages, house style, one pack."""
    ws = workspace(context)
    given = dict(entry.split("=", 1) for entry in name or () if "=" in entry)
    if sys.stdin.isatty():
        given |= {t: typer.prompt(f"Name of the place ({t})") for t in ws.project().languages if t not in given}
    for path in ws.start(folder, given):
        print(folder / path)


def main(
    words: Sequence[str] | None = None, root: Path | None = None, today: date | None = None, ws: Workspace | None = None
) -> int:
    """Run a command line (that of the process by default) and return its exit status: 1 where something is wrong, 2
    for words that are not understood. ``root`` is the project where no ``--root`` is given (else the one around the
    current folder), ``ws`` a workspace of it to go on with; SIGTERM is handled like Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _plain_terminal()
    session = Session(root or _around(Path.cwd()), today or datetime.now().astimezone().date(), ws)
    try:
        app(_root_first(list(sys.argv[1:] if words is None else words)), obj=session)
    except ProblemsFound as found:
        show.problems(found.problems)
        return 1
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as refused:  # of a file somebody named; whatever is read or written on purpose says more
        show.problems([problem("path-refused", str(refused.filename or ""), reason=reason_of(refused))])
        return 1
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 1
    return 0


def _around(folder: Path) -> Path:
    """The nearest folder from here upwards that holds a project; the current one where none does."""
    return next((place for place in (folder, *folder.parents) if (place / "content" / "packs").is_dir()), folder)


def _root_first(words: list[str]) -> list[str]:
    """The words with ``--root DIR`` moved to the front, where it belongs to all commands."""
    for place, word in enumerate(words):
        if word == "--":
            break
        if word.startswith("--root="):
            return [word, *words[:place], *words[place + 1 :]]
        if word == "--root" and place + 1 < len(words):
            return [*words[place : place + 2], *words[:place], *words[place + 2 :]]
    return words


def _plain_terminal() -> None:
    """Let a terminal that is not UTF-8 print what it can: a sign it lacks becomes its plain form (a no-break space a
    space), or ?."""
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_sign(sign, error.encoding) for sign in error.object[error.start : error.end]), error.end


def _sign(sign: str, encoding: str) -> str:
    plain = unicodedata.normalize("NFKC", _QUOTES.get(sign, sign))
    try:
        plain.encode(encoding)
    except UnicodeEncodeError:
        return "?"
    return plain


#: Signs that Unicode has no plain form for.
_QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "·": ".", "→": "->", "×": "x"}


def command() -> None:
    """The entry point of the installed package."""
    raise SystemExit(main())
