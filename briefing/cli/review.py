"""``generate.py review`` and ``generate.py terms``: the translation reviewer's commands."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from briefing.cli import home

review_app = typer.Typer(no_args_is_help=True, help="Review translations: state, files for reviewers, checks, waivers.")
terms_app = typer.Typer(no_args_is_help=True, help="The glossary: what is unreviewed, TBX out and in.")

Tag = Annotated[str, typer.Option("--language", "-l", help="The language under review.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PackOf = Annotated[str, typer.Option("--pack", help="Only what this pack prints.")]
FileOf = Annotated[str, typer.Option("--file", help="Only this PO file, by its name without .po (house, content …).")]
By = Annotated[str, typer.Option("--by", help="Who has reviewed.")]
On = Annotated[
    datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day of the review; today by default.")
]


@review_app.command("status")
def status(
    language: Tag = "en",
    as_json: AsJson = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page instead.")] = None,
) -> None:
    """How far each pack, file and reviewer has come; what has lapsed and what the Chinese has changed under."""
    from briefing.cli.reviewing import run_status  # noqa: PLC0415

    run_status(home.ROOT, language, as_json, html)


@review_app.command("export")
def export(
    format_: Annotated[str, typer.Option("--format", "-f", help="docx, xlsx, xliff or po.")] = "docx",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file; out/review/… by default.")] = None,
    language: Tag = "en",
    pack: PackOf = "",
    file: FileOf = "",
    state: Annotated[
        list[str] | None, typer.Option("--state", help="Only segments in this state; may be repeated.")
    ] = None,
) -> None:
    """Write a review file: Chinese and English side by side with the figures filled in."""
    from briefing.cli.reviewing import run_export  # noqa: PLC0415

    run_export(home.ROOT, format_, out, language, pack, file, tuple(state or ()))


@review_app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The review file that came back.")],
    by: By,
    on: On = None,
    given: Annotated[str, typer.Option("--as", help="State of changed rows where the file tells none.")] = "draft",
    language: Tag = "en",
    check_only: Annotated[bool, typer.Option("--check", help="Write nothing; only report.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a review file back: what is sound is taken, what is not is refused with the reason and kept beside the file."""
    from briefing.cli.reviewing import run_import  # noqa: PLC0415

    run_import(home.ROOT, path, by, on.date() if on else None, given, language, check_only, as_json)


@review_app.command("lint")
def lint(
    path: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="PO, XLIFF, XLSX, TSV, CSV; else the project.")
    ] = None,
    language: Tag = "en",
    as_json: AsJson = False,
    house: Annotated[bool, typer.Option("--house", help="Also hold a foreign file to the whole house style.")] = False,
    notes: Annotated[bool, typer.Option("--notes/--no-notes", help="Also print notes.")] = True,
) -> None:
    """Check translations against their Chinese: figures by value, terms, names, writing. Exit status 1 at an error."""
    from briefing.cli.linting import run_lint  # noqa: PLC0415

    run_lint(home.ROOT, path, language, as_json, house, notes)


@review_app.command("waive")
def waive(
    segment: Annotated[str, typer.Argument(metavar="ID", help="The segment, as “review lint” prints it.")],
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code of the finding.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is right as it stands.")],
    by: By,
    on: On = None,
    language: Tag = "en",
) -> None:
    """Waive a finding with a reason; the waiver lapses when the segment changes."""
    from briefing.cli.linting import run_waive  # noqa: PLC0415

    run_waive(home.ROOT, segment, code, reason, by, on.date() if on else None, language)


@review_app.command("mark")
def mark(
    state: Annotated[str, typer.Argument(metavar="STATE", help="draft, reviewed or approved.")],
    by: By,
    on: On = None,
    segment: Annotated[list[str] | None, typer.Option("--id", help="Only this segment; may be repeated.")] = None,
    pack: PackOf = "",
    file: FileOf = "",
    language: Tag = "en",
    note: Annotated[str, typer.Option(help="A note to keep with the segments.")] = "",
) -> None:
    """Give a state to segments that have been read: all that are not further already, or those named."""
    from briefing.cli.reviewing import run_mark  # noqa: PLC0415

    run_mark(home.ROOT, state, by, on.date() if on else None, tuple(segment or ()), pack, file, language, note)


Every = Annotated[bool, typer.Option("--all", help="All terms, not only the proposed ones.")]


@review_app.command("terms")
def terms(language: Tag = "en", as_json: AsJson = False, every: Every = False) -> None:
    """List the terms that are not reviewed yet, and where each is used."""
    from briefing.cli.linting import run_terms  # noqa: PLC0415

    run_terms(home.ROOT, language, as_json, every)


@review_app.command("proof")
def proof(
    packs: Annotated[list[str] | None, typer.Argument(metavar="PACK", help="Packs; all when none is named.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder; out/review by default.")] = None,
    language: Tag = "en",
    format_: Annotated[list[str] | None, typer.Option("--format", "-f", help="docx or pdf; may be repeated.")] = None,
) -> None:
    """A copy to read on paper: both languages side by side, figures highlighted, fact and source in the margin."""
    from briefing.cli.reviewing import run_proof  # noqa: PLC0415

    run_proof(home.ROOT, tuple(packs or ()), out, language, tuple(format_ or ()))


@terms_app.command("list")
def terms_list(language: Tag = "en", as_json: AsJson = False, every: Every = False) -> None:
    """List the terms that are not reviewed yet, and where each is used (the same as “review terms”)."""
    terms(language, as_json, every)


@terms_app.command("export")
def terms_export(path: Annotated[Path, typer.Argument(metavar="FILE.tbx")], language: Tag = "en") -> None:
    """Write the glossary as TBX (ISO 30042)."""
    from briefing.cli.linting import run_terms_export  # noqa: PLC0415

    run_terms_export(home.ROOT, path, language)


@terms_app.command("import")
def terms_import(
    path: Annotated[Path, typer.Argument(metavar="FILE.tbx")],
    language: Tag = "en",
    check_only: Annotated[bool, typer.Option("--check", help="Write nothing; only report.")] = False,
) -> None:
    """Take a TBX file into the glossary: changed terms are changed, new ones entered as proposed."""
    from briefing.cli.linting import run_terms_import  # noqa: PLC0415

    run_terms_import(home.ROOT, path, language, check_only)
