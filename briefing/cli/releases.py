"""``generate.py release``: from the text of a press release to reviewed figures."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from briefing.cli import home

release_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Press releases: read, decide on each figure, record."
)
DAY = ["%Y-%m-%d"]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON: one object for each figure.")]


@release_app.command()
def read(
    file: Annotated[Path, typer.Argument(help="The release: TXT, DOCX, HTML or PDF with text.")],
    published: Annotated[
        datetime | None, typer.Option("--date", formats=DAY, help="Its day of publication, where the guess is wrong.")
    ] = None,
    as_json: AsJson = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="With --json: articles and numbers that are no data too.")
    ] = False,
) -> None:
    """Find every figure of a release and say what each may be. Nothing is entered."""
    from briefing.cli.reading_release import run_read  # noqa: PLC0415 - each command loads only what it needs

    run_read(home.ROOT, file, published.date() if published else None, today(), as_json, whole)


def today() -> date:
    """The day: the command line is the only place that knows the clock."""
    return datetime.now().astimezone().date()
