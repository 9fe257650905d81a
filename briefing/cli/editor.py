"""The commands of the data editor: entering figures, comparing editions, approving documents."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from briefing.cli import home

editor_app = typer.Typer(rich_markup_mode=None)
observations_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Figures by the sheet: XLSX or CSV.")
editor_app.add_typer(observations_app, name="observations")

Yes = Annotated[bool, typer.Option("--yes", help="Answer yes to everything that would be asked.")]
Out = Annotated[Path | None, typer.Option(help="Folder of the editions; out/ by default.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DAY = ["%Y-%m-%d"]


@editor_app.command(context_settings={"ignore_unknown_options": True})
def observe(
    indicator: Annotated[str, typer.Argument(help="Id of the indicator.")],
    figure: Annotated[str, typer.Argument(help="The figure as the source prints it: 9.6万亿元, 超2117万人次.")] = "",
    period: Annotated[str, typer.Option(help="ISO 8601: 2026-06-30, 2026-01/2026-06, 2026.")] = "",
    source: Annotated[str, typer.Option(help="Id of the source.")] = "",
    locator: Annotated[str, typer.Option(help="Line in the source: L9, L9-11.")] = "",
    basis: Annotated[str, typer.Option(help="stated, inferred (with --note) or reported.")] = "stated",
    status: Annotated[str, typer.Option(help="reported, planned, announced, estimated or opinion.")] = "reported",
    published: Annotated[str, typer.Option(help="The wording around the figure, where it is longer.")] = "",
    note: Annotated[str, typer.Option(help="What was resolved, and how.")] = "",
    target: Annotated[bool, typer.Option("--target", help="It is a target.")] = False,
    plan: Annotated[str, typer.Option(help="For a target: the event of the plan that sets it.")] = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="The source withdraws the figure of this period.")
    ] = False,
    revision: Annotated[
        bool, typer.Option("--revision", help="It contradicts the earlier figure because the source corrects it.")
    ] = False,
    disagreement: Annotated[
        bool, typer.Option("--disagreement", help="It contradicts the earlier figure, and both stand (with --caveat).")
    ] = False,
    caveat: Annotated[str, typer.Option(help="For --disagreement: what readers are told, in Chinese.")] = "",
    sought: Annotated[
        datetime | None, typer.Option(formats=DAY, help="No newer figure was found up to this day.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Enter, revise or withdraw one figure; show it in every language, ask, save."""
    from briefing.cli.observing import run_observe, run_sought  # noqa: PLC0415 - each command loads only what it needs
    from briefing.observations.understand import Entry  # noqa: PLC0415

    if sought is not None:
        run_sought(home.ROOT, indicator, sought.date(), _day(None))
        return
    entry = Entry(
        indicator, figure, period, source, locator, basis, status, published, note, plan, target, withdraw, revision,
        disagreement, caveat,
    )  # fmt: skip
    run_observe(home.ROOT, entry, yes)


@editor_app.command()
def source(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its id: s005.")],
    file: Annotated[str, typer.Option(help="Name of the document as received.")] = "",
    issuer: Annotated[str, typer.Option(help="Who published it.")] = "",
    title: Annotated[str, typer.Option(help="Its title.")] = "",
    published: Annotated[str, typer.Option("--date", help="Day of publication: 2026-07-20.")] = "",
    kind: Annotated[
        str, typer.Option(help="news, government-document, press-conference, commentary, workbook.")
    ] = "news",
    date_note: Annotated[str, typer.Option(help="How the date was inferred, where the source does not state it.")] = "",
    section: Annotated[list[str] | None, typer.Option(help="id:title:first-last; may be repeated.")] = None,
    yes: Yes = False,
) -> None:
    """Enter a new source."""
    from briefing.cli.observing import run_source  # noqa: PLC0415

    sections = [dict(zip(("id", "title", "lines"), s.split(":", 2), strict=False)) for s in section or ()]
    given: dict[str, object] = {
        "id": id_,
        "file": file,
        "issuer": issuer,
        "title": title,
        "date": published,
        "kind": kind,
        "date_basis": "inferred" if date_note else "stated",
        "date_note": date_note or None,
        "sections": sections,
    }
    run_source(home.ROOT, given, yes)


@observations_app.command("import")
def import_(file: Annotated[Path, typer.Argument(help="An XLSX workbook or a CSV file.")], yes: Yes = False) -> None:
    """Enter every figure of a file, or none."""
    from briefing.cli.observing import run_import  # noqa: PLC0415

    run_import(home.ROOT, file, yes)


@observations_app.command()
def template(file: Annotated[Path, typer.Argument(help="The workbook to write.")] = Path("observations.xlsx")) -> None:
    """Write the workbook to fill in, with a row for every figure that is updated regularly."""
    from briefing.cli.observing import run_template  # noqa: PLC0415

    run_template(home.ROOT, file)


@editor_app.command()
def diff(
    old: Annotated[str, typer.Argument(help="An edition by name or path, or a date.")],
    new: Annotated[str, typer.Argument(help="An edition by name or path, or a date.")],
    out: Out = None,
    as_json: AsJson = False,
    html: Annotated[Path | None, typer.Option(help="Write a bilingual report as HTML.")] = None,
    docx: Annotated[Path | None, typer.Option(help="Write a bilingual report as DOCX.")] = None,
    redline: Annotated[
        Path | None, typer.Option(help="Folder for a DOCX with tracked changes of each document.")
    ] = None,
    author: Annotated[str, typer.Option(help="Whose name the tracked changes carry.")] = "briefing",
    day: Annotated[
        datetime | None, typer.Option("--date", formats=DAY, help="Day of report and redline; else today.")
    ] = None,
) -> None:
    """Say what moved between two editions or dates: figures, sentences, claims, documents."""
    from briefing.cli.differing import run_diff  # noqa: PLC0415

    run_diff(home.ROOT, out or home.ROOT / "out", old, new, as_json, html, docx, redline, author, _day(day))


@editor_app.command()
def approve(
    edition: Annotated[str, typer.Argument(help="Name of the edition.")],
    documents: Annotated[
        list[str] | None, typer.Argument(help="Documents, as pack.language; all when none is named.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who approves.")] = "",
    day: Annotated[
        datetime | None, typer.Option("--date", formats=DAY, help="Day of approval; today by default.")
    ] = None,
    out: Out = None,
) -> None:
    """Approve documents of an edition by name and date."""
    from briefing.cli.approving import run_approve  # noqa: PLC0415
    from briefing.problems import ProblemsFound, problem  # noqa: PLC0415

    if not by.strip():
        raise ProblemsFound([problem("option-needed", option="--by")])
    where = out or home.ROOT / "out"
    run_approve(home.ROOT, where, edition, tuple(documents or ()), by.strip(), _day(day), _day(None))


@editor_app.command()
def status(
    edition: Annotated[str, typer.Argument(help="Name of the edition; all approved ones when none is named.")] = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Say which documents are approved, which approvals have lapsed, and why."""
    from briefing.cli.approving import run_status  # noqa: PLC0415

    run_status(home.ROOT, out or home.ROOT / "out", edition, as_json)


def _day(given: datetime | None) -> date:
    """The day given, or today: the command line is the only place that knows the clock."""
    return given.date() if given else datetime.now().astimezone().date()
