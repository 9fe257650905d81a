"""``generate.py``: the commands of the project. Each opens the project, calls one stage and shows what came of it."""

from __future__ import annotations

import signal
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from briefing.cli import home, show
from briefing.cli.editor import editor_app
from briefing.cli.lists import lists_app
from briefing.cli.releases import release_app
from briefing.cli.review import review_app, terms_app
from briefing.formats import in_words
from briefing.problems import ProblemsFound

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Structured facts and templates render Chinese and English briefing packs.",
)

app.add_typer(lists_app, name="lists")
app.add_typer(release_app, name="release")
app.add_typer(review_app, name="review")
app.add_typer(terms_app, name="terms")

app.add_typer(editor_app)

STORE = home.ROOT / ".cache" / "documents"


class EachField(StrEnum):
    """By what a pack is cut into one document each."""

    SECTOR = "sector"
    REGION = "region"


PackNames = Annotated[list[str] | None, typer.Argument(help="Packs to build; all when none is named.", metavar="PACK")]
Languages = Annotated[list[str] | None, typer.Option("--language", "-l", help="Only this language; may be repeated.")]
Formats = Annotated[list[str] | None, typer.Option("--format", "-f", help=f"Only {in_words()}; may be repeated.")]
Edition = Annotated[str, typer.Option(help="Name of the edition; the date of the newest source by default.")]
Out = Annotated[Path, typer.Option(help="Folder to build into.")]
Jobs = Annotated[int, typer.Option(help="Worker processes; 0 for one a core.", min=0)]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Use only what was published by this day.")]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Tell changes since this day's edition.")]
Release = Annotated[bool, typer.Option("--release", help="Refuse what is stale, untranslated, unreviewed or lapsed.")]
Where = Annotated[str, typer.Option(help='Only projects that fit: sector = "生物医药" and investment >= 10亿.')]
Audiences = Annotated[
    list[str] | None, typer.Option("--audience", help="Cut to a profile of content/audiences, or all.")
]
Each = Annotated[EachField | None, typer.Option(help="One document for each sector or region that has projects.")]
EngineName = Annotated[str, typer.Option(help="Where documents are made: local, or dask=ADDRESS for a Dask cluster.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Make every document anew; same bytes, only slower.")]
Timings = Annotated[bool, typer.Option("--timings", help="Print where the time went, by stage and document.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def day(moment: datetime | None) -> date | None:
    """The day a date option names."""
    return moment.date() if moment else None


Targets = Annotated[
    list[str] | None,
    typer.Argument(help="Editions or files; the newest edition when none is named.", metavar="EDITION|FILE"),
]


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Without a command, everything is built."""
    if context.invoked_subcommand is None:
        build(None)


@app.command()
def build(
    packs: PackNames = None,
    language: Languages = None,
    format_: Formats = None,
    edition: Edition = "",
    out: Out = home.ROOT / "out",
    jobs: Jobs = 0,
    as_of: AsOf = None,
    since: Since = None,
    release: Release = False,
    where: Where = "",
    audience: Audiences = None,
    each: Each = None,
    engine: EngineName = "local",
    no_cache: NoCache = False,
    timings: Timings = False,
) -> None:
    """Build the packs: all of them, or those named; whole, or cut to a selection of projects."""
    from briefing.cli.building import run_build  # noqa: PLC0415 - each command loads only what it needs
    from briefing.editions.request import Request  # noqa: PLC0415

    request = Request(
        out,
        tuple(packs or ()),
        tuple(language or ()),
        tuple(format_ or ()),
        edition,
        "",
        jobs,
        day(as_of),
        day(since),
        release,
        where,
        tuple(audience or ()),
        each.value if each else "",
        engine=engine,
        store=None if no_cache else STORE,
        fresh=no_cache,
    )
    run_build(home.ROOT, request, timings)


@app.command()
def store(clear: Annotated[bool, typer.Option("--clear", help="Empty it.")] = False) -> None:
    """Check the store of finished documents: its size, and every entry against what was stored."""
    from briefing.cli.storing import run_store  # noqa: PLC0415

    run_store(STORE, clear)


@app.command()
def check(as_json: AsJson = False) -> None:
    """Check content, templates and translations; list every problem and every known conflict of the sources."""
    from briefing.cli.checking import run_check  # noqa: PLC0415

    run_check(home.ROOT, as_json)


@app.command()
def facts(as_json: AsJson = False, as_of: AsOf = None) -> None:
    """List every fact with its value, period and source, as printed in each language."""
    from briefing.cli.listing import run_facts  # noqa: PLC0415

    run_facts(home.ROOT, as_json, day(as_of))


@app.command(context_settings={"ignore_unknown_options": True})
def say(
    value: Annotated[str, typer.Argument(help="The value, as in a content file: 9.6万亿, 6511.3亿, -0.24.")],
    unit: Annotated[str, typer.Argument(help="The unit: CNY, percent, 家, institution …")],
    qualifier: Annotated[str, typer.Option(help="超, 余, 突破, 约, 左右, 近, 以上, 不足, or more than, about …")] = "",
    period: Annotated[str, typer.Option(help="An ISO 8601 period: 2025-12-31, 2026-01/2026-03 …")] = "",
    change: Annotated[str, typer.Option(help="Say it as a change: yoy, average-annual, or a base period.")] = "",
) -> None:
    """Print how a value reads in each language."""
    from briefing.cli.saying import run_say  # noqa: PLC0415

    run_say(home.ROOT, value, unit, qualifier, period, change)


@app.command()
def verify(
    targets: Targets = None,
    out: Out = home.ROOT / "out",
    as_json: AsJson = False,
    report: Annotated[bool, typer.Option(help="Write proof.json and proof.pdf beside the edition's files.")] = True,
) -> None:
    """Read finished files back and account for every number in them."""
    from briefing.cli.verifying import run_verify  # noqa: PLC0415

    run_verify(home.ROOT, out, tuple(targets or ()), as_json, report)


@app.command()
def trace(
    what: Annotated[str, typer.Argument(help="A fact, or a finished file.", metavar="FACT|FILE")] = "",
    page: Annotated[int, typer.Option(help="Only this page of a PDF.", min=0)] = 0,
    sources: Annotated[
        Path | None, typer.Option(help="Look every figure up in the source documents kept here.")
    ] = None,
    out: Out = home.ROOT / "out",
) -> None:
    """Follow a figure to its source and every place it is printed, a page to its figures, or all figures to their sources."""
    from briefing.cli.tracing import run_trace  # noqa: PLC0415

    run_trace(home.ROOT, out, what, page, sources)


@app.command()
def catalog(
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when the PO files are not fresh.")
    ] = False,
) -> None:
    """Refresh the PO files from templates and content."""
    from briefing.cli.cataloguing import run_catalog  # noqa: PLC0415

    run_catalog(home.ROOT, check_only)


def main() -> int:
    """Run the command line. Every problem is shown in plain words; the exit status is 1 where something is wrong. Who ends the
    process politely (a service manager, ``timeout``) is answered as Ctrl-C is."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except ProblemsFound as found:
        show.problems(found.problems)
        return 1
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 1
    return 0
