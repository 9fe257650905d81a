"""``generate.py lists …``: workbooks in, the blank workbook out, reconciliation."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from briefing.cli import home

lists_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Investment lists and their projects.")

Workbook = Annotated[Path, typer.Argument(help="The workbook: .xlsx or .csv.", metavar="WORKBOOK")]
ListId = Annotated[str, typer.Option("--list", help="The id of the list, such as opportunity.")]
Sheets = Annotated[list[str] | None, typer.Option("--sheet", help="Only this sheet; may be repeated.")]
MappingFile = Annotated[Path | None, typer.Option("--mapping", help="What columns not recognised are (YAML).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Day = Annotated[
    datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day it stands for; today by default.")
]
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
    from briefing.cli.importing import run_import  # noqa: PLC0415 - each command loads only what it needs

    day = (date or datetime.now()).date().isoformat()  # noqa: DTZ005 - the officer's own calendar day
    run_import(home.ROOT, workbook, list_, tuple(sheet or ()), mapping, day, title, issuer, dry_run, as_json)


@lists_app.command()
def template(
    out: Annotated[Path, typer.Argument(help="Where to write the blank workbook.")] = Path("projects.xlsx"),
) -> None:
    """Write the blank bilingual workbook that offices fill in."""
    from briefing.cli.importing import run_template  # noqa: PLC0415

    run_template(home.ROOT, out)


@lists_app.command()
def reconcile() -> None:
    """Compare the rows of every imported list with the totals it has published."""
    from briefing.cli.importing import run_reconcile  # noqa: PLC0415

    run_reconcile(home.ROOT)
