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
from typing import TYPE_CHECKING, Annotated

import typer

import briefing
from briefing.cli import shared
from briefing.cli.shared import CommandRun, workspace
from briefing.problems import ProblemsFound, problem

if TYPE_CHECKING:
    from briefing.workspace import Workspace

#: Every command or group of commands by its word: where it is made, and what the help says of it. Starting a command is most of
#: what a short one takes: only what is asked for is loaded, and nothing for the help.
COMMANDS = {
    "build": (
        "editions.editions_app",
        "Build the packs: all of them, or those named; whole, or cut to a selection of projects.",
    ),
    "verify": (
        "editions.editions_app",
        "Verify editions, or a copy received: read back, compared with the facts, sealed, signed, made again.",
    ),
    "seal": (
        "editions.editions_app",
        "Keep the digests of every file of an edition in seals/, and sign them where a key is given.",
    ),
    "seal-key": (
        "editions.editions_app",
        "Make a pair of keys: seal with the private one, verify with the public one.",
    ),
    "diff": (
        "editions.editions_app",
        "Say what moved between two editions or dates: figures, sentences, claims, documents.",
    ),
    "approve": ("editions.editions_app", "Approve documents of an edition by name and date."),
    "status": ("editions.editions_app", "Say which documents are approved, which approvals have lapsed, and why."),
    "store": (
        "editions.editions_app",
        "Check the store of finished documents: its size, and every entry against what was stored.",
    ),
    "check": ("content.content_app", "Check content, templates and translations; list every problem, errors first."),
    "explain": ("content.content_app", "Say what a problem means: its reason, how to mend it, and an example."),
    "facts": ("content.content_app", "List every fact with its value, period and source, as printed in each language."),
    "say": ("content.content_app", "Print how a value reads in each language."),
    "trace": (
        "content.content_app",
        "Follow a figure to its source and to where it is printed, a page to its figures, or all figures to their sources.",
    ),
    "catalog": ("content.content_app", "Refresh the PO files from templates and content."),
    "observe": ("incoming.figures_app", "Enter, revise or withdraw one figure; show it in every language, ask, save."),
    "source": ("incoming.figures_app", "Enter a new source."),
    "observations": ("incoming.figures_app", "Figures by the sheet: XLSX or CSV."),
    "lists": ("incoming.lists_app", "Investment lists and their projects."),
    "release": ("releases.release_app", "Press releases: read, decide on each figure, record."),
    "serve": (
        "serving.serving_app",
        "Open the workbench in a browser. It listens on this machine only; the link works once.",
    ),
    "account": ("serving.serving_app", "The accounts of an office, for serve --accounts."),
    "watch": (
        "serving.looking_app",
        "Write documents as pages, and write those that change again whenever a file of the project is saved. Ctrl+C ends it.",
    ),
    "review": ("review.review_app", "Review translations: state, files for reviewers, checks, waivers."),
    "terms": ("review.terms_app", "The glossary: what is unreviewed, TBX out and in."),
}


def application(*words: str) -> typer.Typer:
    """Return the command line with what ``words`` ask for; where none of them is a command, with the name of each and what the
    help says of it, and nothing behind."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Structured facts and templates become Chinese and English briefing packs.",
    )
    app.callback(invoke_without_command=True)(default)
    app.command()(init)
    asked = dict.fromkeys(COMMANDS[word][0] for word in words if word in COMMANDS)
    for module, _, name in (place.partition(".") for place in asked):
        app.add_typer(getattr(importlib.import_module(f"briefing.cli.{module}"), name))
    if not asked:
        for word, (_, said) in COMMANDS.items():
            app.command(word, help=said)(lambda: None)
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
    session = context.find_object(CommandRun)
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
    session = CommandRun(root or _around(Path.cwd()), today or datetime.now().astimezone().date(), ws)
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
        shared.problems([problem("path-refused", str(refused.filename or ""), reason=refused.strerror or refused)])
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
