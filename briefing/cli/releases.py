"""``release``: from the text of a press release to reviewed figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli import show
from briefing.cli.session import DAY, day, workspace

if TYPE_CHECKING:
    from briefing.workspace.releases import ReleaseReading

release_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Press releases: read, decide on each figure, record."
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON: one object for each figure.")]


@release_app.command()
def read(
    context: typer.Context,
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
    from briefing.releases.records import figure_record, release_record  # noqa: PLC0415 - only what a command needs

    found = workspace(context).read_release(file, day(published))
    if as_json:
        records = [figure_record(p) for p in found.proposals]
        show.data(release_record(found.release, found.proposals, {}) if whole else records)
        return
    for line in _table(found):
        print(line)


def _table(found: ReleaseReading) -> Iterator[str]:
    """What was read, one line a figure."""
    release, guess = found.release, found.release.guess
    yield f"{guess.issuer or '?'}  {release.day or '?'}  {guess.title}  ({guess.kind})"
    proposed = sum(p.indicator is not None for p in found.proposals)
    yield f"{len(found.proposals)} figures · {proposed} proposed · {len(release.names)} numbers that are no data"
    for entry in found.proposals:
        what = entry.indicator or entry.near
        was = f"was {entry.existing.published}" if entry.existing else ""
        cells = (
            entry.figure.id,
            f"L{entry.figure.line}",
            entry.figure.text,
            entry.period,
            entry.basis,
            entry.verdict,
            what.id if what else "",
            was,
            str(entry.score),
            entry.figure.subject,
        )
        yield "\t".join(cells)
