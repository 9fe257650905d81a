"""``generate.py lists …``: workbooks in, the blank workbook out, reconciliation, the demonstration list."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from briefing.command import home

lists_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Investment lists and their projects.")

Workbook = Annotated[Path, typer.Argument(help="The workbook: .xlsx or .csv.", metavar="WORKBOOK")]
ListId = Annotated[str, typer.Option("--list", help="The id of the list, such as opportunity.")]
Sheets = Annotated[list[str] | None, typer.Option("--sheet", help="Only this sheet; may be repeated.")]
MappingFile = Annotated[Path | None, typer.Option("--mapping", help="What columns not recognised are (YAML).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Day = Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day it stands for; today by default.")]
Title = Annotated[str, typer.Option(help="The list's title in Chinese (kept from before when not given).")]
Issuer = Annotated[str, typer.Option(help="Who issues the list, in Chinese.")]


@lists_app.command("import")
def import_workbook(
    workbook: Workbook,
    list_: ListId,
    sheet: Sheets = None,
    mapping: MappingFile = None,
    date: Day = None,
    title: Title = "",
    issuer: Issuer = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import a workbook: the projects it adds, changes and no longer holds, and everything that had to be guessed."""
    from briefing.command.importing import run_import  # noqa: PLC0415 - each command loads only what it needs

    day = (date or datetime.now()).date().isoformat()  # noqa: DTZ005 - the officer's own calendar day
    run_import(home.ROOT, workbook, list_, tuple(sheet or ()), mapping, day, title, issuer, dry_run, as_json)


@lists_app.command()
def template(
    out: Annotated[Path, typer.Argument(help="Where to write the blank workbook.")] = Path("projects.xlsx"),
) -> None:
    """Write the blank bilingual workbook that offices fill in."""
    from briefing.command.importing import run_template  # noqa: PLC0415

    run_template(home.ROOT, out)


@lists_app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to build into.")] = home.ROOT / "out" / "sample",
    where: Annotated[str, typer.Option(help="Only projects that fit, as in build --where.")] = "",
    audience: Annotated[list[str] | None, typer.Option("--audience", help="Cut to an audience of the sample, or all.")] = None,
    language: Annotated[list[str] | None, typer.Option("--language", "-l", help="Only this language.")] = None,
    format_: Annotated[list[str] | None, typer.Option("--format", "-f", help="Only docx, pdf or html.")] = None,
    count: Annotated[int, typer.Option(help="How many projects.", min=1, max=20_000)] = 160,
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 for one a core.", min=0)] = 0,
) -> None:
    """Make a list of synthetic projects and build packs from it, with the mark of a sample on every page."""
    from briefing.command.sampling import run_sample  # noqa: PLC0415

    chosen = tuple(audience or ())
    run_sample(home.ROOT, out, where, chosen, tuple(language or ()), tuple(format_ or ()), count, jobs)


@lists_app.command()
def reconcile() -> None:
    """Compare the rows of every imported list with the totals it has published."""
    from briefing.command.sampling import run_reconcile  # noqa: PLC0415

    run_reconcile(home.ROOT)
