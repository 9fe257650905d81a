"""The commands of the project, by what they are about, and how they end."""

from __future__ import annotations

import codecs
import importlib
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
from briefing.cli import shared
from briefing.cli.shared import Session, workspace
from briefing.files.reading import reason_of
from briefing.problems import ProblemsFound, problem
from briefing.workspace import Workspace

#: The module of each group of commands, the words that ask for it, and the name it has on the line ("": its commands stand for
#: themselves). Only what is asked for is loaded: starting a command is most of what a short one takes.
GROUPS = (
    ("briefing.cli.editions", "editions_app", "", "build verify seal seal-key diff approve status store"),
    ("briefing.cli.content", "content_app", "", "check explain facts say trace catalog"),
    ("briefing.cli.incoming", "figures_app", "", "observe source observations"),
    ("briefing.cli.incoming", "lists_app", "lists", "lists"),
    ("briefing.cli.releases", "release_app", "release", "release"),
    ("briefing.cli.serving", "serving_app", "", "serve account"),
    ("briefing.cli.serving", "looking_app", "", "watch"),
    ("briefing.cli.review", "review_app", "review", "review"),
    ("briefing.cli.review", "terms_app", "terms", "terms"),
)


def application(word: str = "") -> typer.Typer:
    """Return the command line: with the group that ``word`` asks for, or with all of them where none is known by it."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Structured facts and templates become Chinese and English briefing packs.",
    )
    app.callback(invoke_without_command=True)(default)
    app.command()(init)
    asked = [group for group in GROUPS if word in group[3].split()]
    for module, name, prefix, _ in asked or GROUPS:
        group: typer.Typer = getattr(importlib.import_module(module), name)
        app.add_typer(group, name=prefix or None)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        print(f"briefing {briefing.__version__}")
        raise typer.Exit


def default(
    context: typer.Context,
    root: Annotated[Path | None, typer.Option(help="Folder of the project; anywhere on the line.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Build everything where no command is given."""
    session = context.find_object(Session)
    shared.name_root(root)
    if session is not None and root is not None:
        session.root = root
    if context.invoked_subcommand is None:
        from briefing.cli.editions import build  # noqa: PLC0415 - only where it is asked for

        build(context)


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
    shared.name_root(None)
    session = Session(root or _around(Path.cwd()), today or datetime.now().astimezone().date(), ws)
    given = _root_first(list(sys.argv[1:] if words is None else words))
    try:
        application(_first(given))(given, obj=session)
    except ProblemsFound as found:
        shared.problems(found.problems)
        return 1
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as refused:  # of a file somebody named; whatever is read or written on purpose says more
        shared.problems([problem("path-refused", str(refused.filename or ""), reason=reason_of(refused))])
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


def _first(words: Sequence[str]) -> str:
    """The word that names the command; empty where there is none."""
    rest = words[2:] if words[:1] == ["--root"] else words
    return next((word for word in rest if not word.startswith("-")), "")


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
    """Start the command line: the entry point of the installed package."""
    raise SystemExit(main())
