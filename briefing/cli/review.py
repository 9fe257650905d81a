"""``review`` and ``terms``: the translation reviewer's commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli import shared
from briefing.cli.shared import AsJson, On, put, workspace
from briefing.problems import Severity

if TYPE_CHECKING:
    from briefing.workspace.reviews import ReviewPlan

review_app = typer.Typer(
    name="review", no_args_is_help=True, help="Review translations: state, files for reviewers, checks, waivers."
)
memory_app = typer.Typer(no_args_is_help=True, help="Translation memory: TMX out and in.")
review_app.add_typer(memory_app, name="memory")
terms_app = typer.Typer(name="terms", no_args_is_help=True, help="The glossary: what is unreviewed, TBX out and in.")

Tag = Annotated[str, typer.Option("--language", "-l", help="The language under review.")]
PackOf = Annotated[str, typer.Option("--pack", help="Only what this pack prints.")]
FileOf = Annotated[str, typer.Option("--file", help="Only this PO file, by its name without .po (house, content …).")]
By = Annotated[str, typer.Option("--by", help="Who has reviewed.")]
CheckOnly = Annotated[bool, typer.Option("--check", help="Write nothing; only report.")]
Every = Annotated[bool, typer.Option("--all", help="All terms, not only the proposed ones.")]


@review_app.command("status")
def status(
    context: typer.Context,
    language: Tag = "en",
    as_json: AsJson = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page instead.")] = None,
) -> None:
    """Show how far each pack, file and reviewer has come; which reviews lapsed, and which segments have a changed source
    text."""
    from briefing.review.segment import as_html, as_text  # noqa: PLC0415 - each command loads only what it needs

    found = workspace(context).review_status(language)
    if html is not None:
        put(html, as_html(found.counted, f"Translation review: {language}").encode())
    elif as_json:
        shared.data(found)
    else:
        print(as_text(found.counted))


@review_app.command("export")
def export(
    context: typer.Context,
    format_: Annotated[str, typer.Option("--format", "-f", help="docx, xlsx, xliff (2.1), xliff12 or po.")] = "docx",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file; out/review/… by default.")] = None,
    language: Tag = "en",
    pack: PackOf = "",
    file: FileOf = "",
    state: Annotated[
        list[str] | None, typer.Option("--state", help="Only segments in this state; may be repeated.")
    ] = None,
) -> None:
    """Write a review file: Chinese and English side by side with the figures filled in."""
    ws = workspace(context)
    made = ws.export_review(format_, language, pack=pack, file=file, states=state or ())
    for name, data in made.files.items():
        path = out or ws.root / "out" / "review" / name
        if out is not None and len(made.files) > 1:
            path = out.with_name(f"{out.stem}.{name.split('.')[-2]}{out.suffix}")
        put(path, data)
    print(f"{made.segments} segments")


@review_app.command("import")
def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The review file that came back.")],
    by: By,
    on: On = None,
    given: Annotated[str, typer.Option("--as", help="State of changed rows where the file tells none.")] = "draft",
    language: Tag = "en",
    check_only: CheckOnly = False,
    as_json: AsJson = False,
) -> None:
    """Take a review file back: what is sound is taken, what is not is refused with the reason and kept beside the
    file."""
    ws = workspace(context)

    def planned() -> ReviewPlan:
        return ws.import_review(path, language, by=by, day=on, state=given)

    kept = path.with_name(f"{path.stem}.refused.xlsx")
    if check_only:
        plan = planned()
    else:
        with ws.alone("import a review"):
            plan = planned()
            ws.save(plan, {kept: plan.refused} if plan.refused else None)
    if as_json:
        shared.data(plan.outcomes)
    else:
        _taken(plan)
        if plan.refused and not check_only:
            print(f"refused rows: {kept}")
    if plan.refused:
        raise typer.Exit(1)


def _taken(plan: ReviewPlan) -> None:
    for row in plan.outcomes:
        if row.verdict == "changed":
            print(f"changed  {row.segment}")
            if row.before != row.after:
                print(f"  was {row.before}\n  is  {row.after}")
            for author in row.tracked:
                print(f"  tracked change by {author}")
            if row.comment:
                print(f"  comment: {row.comment}")
            for found in row.findings:
                print(f"  {found.severity}: {found.message} [{found.code}]")
    if told := [*plan.told, *(p for row in plan.outcomes for p in row.problems)]:
        shared.problems(told)
    counted = ", ".join(f"{plan.count(v)} {v}" for v in ("changed", "unchanged", "refused"))
    older = sum(row.older for row in plan.outcomes)
    print(counted + (f"; {older} older rows left alone" if older else ""))


@review_app.command("lint")
def lint(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="PO, XLIFF, XLSX, TSV, CSV; else the project.")
    ] = None,
    language: Tag = "en",
    as_json: AsJson = False,
    house: Annotated[bool, typer.Option("--house", help="Also hold a foreign file to the whole house style.")] = False,
    notes: Annotated[bool, typer.Option("--notes/--no-notes", help="Also print notes.")] = True,
) -> None:
    """Check translations against their Chinese: figures by value, terms, names, writing. Exit status 1 at an
    error."""
    made = workspace(context).lint(language, path, house)
    found = [f for f in made.findings if notes or f.severity is not Severity.NOTE]
    if as_json:
        shared.data(found)
    else:
        for entry in found:
            print(f"{entry.row}: {entry.severity}: {entry.message} [{entry.code}] — {entry.mend}")
            print(f"  {entry.source}\n  {entry.target}")
        for line in shared.lines(made.problems):
            print(line)
        print(shared.summary(found) + (f"; {made.waived} waived" if made.waived else ""))
    if any(f.severity is Severity.ERROR for f in found):
        raise typer.Exit(1)


@review_app.command("waive")
def waive(
    context: typer.Context,
    segment: Annotated[str, typer.Argument(metavar="ID", help="The segment, as “review lint” prints it.")],
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code of the finding.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is right as it stands.")],
    by: Annotated[str, typer.Option("--by", help="Who waives it.")],
    on: On = None,
    language: Tag = "en",
) -> None:
    """Waive a finding with a reason; the waiver lapses when the segment changes."""
    ws = workspace(context)
    with ws.alone("waive a finding"):
        ws.save(ws.waive(segment, code, language, reason=reason, by=by, day=on))
    print(f"waived {code} for {segment}")


@review_app.command("mark")
def mark(
    context: typer.Context,
    state: Annotated[str, typer.Argument(metavar="STATE", help="draft, reviewed or approved.")],
    by: By,
    on: On = None,
    segment: Annotated[list[str] | None, typer.Option("--id", help="Only this segment; may be repeated.")] = None,
    pack: PackOf = "",
    file: FileOf = "",
    language: Tag = "en",
    note: Annotated[str, typer.Option(help="A note to keep with the segments.")] = "",
) -> None:
    """Set the review state of segments: those given by --id, else all that are below it."""
    ws = workspace(context)
    with ws.alone("mark segments"):
        plan = ws.mark(state, language, by=by, day=on, ids=segment or (), pack=pack, file=file, note=note)
        ws.save(plan)
    print(f"{len(plan.segments)} segments are {plan.state} by {by}")


@review_app.command("note")
def note(
    context: typer.Context,
    segment: Annotated[str, typer.Argument(metavar="ID", help="The segment, as “review lint” prints it.")],
    by: By,
    text: Annotated[str, typer.Option(help="The note; it is added to those there are.")] = "",
    settle: Annotated[bool, typer.Option("--settle", help="What was asked has been answered.")] = False,
    on: On = None,
    language: Tag = "en",
) -> None:
    """Add a note to a segment, or say that its notes are answered."""
    ws = workspace(context)
    with ws.alone("keep a note"):
        ws.save(ws.note(segment, language, by=by, text=text, settle=settle, day=on))
    for entry in ws.segment_desk(segment, language).notes:
        print(f"{entry.when}  {entry.by}  {'settled' if entry.settled else entry.text}".strip())


@review_app.command("terms")
def terms(context: typer.Context, language: Tag = "en", as_json: AsJson = False, every: Every = False) -> None:
    """List the terms that are not reviewed yet, and where each is used."""
    ws = workspace(context)
    found = ws.terms(language, every)
    if as_json:
        shared.data(found)
        return
    for term in found:
        where = [f"{pack} {n}×" for pack, n in term.packs.items()]
        where += [f"{len(term.segments)} segments"] if term.segments else []
        print(f"{term.status}\t{term.source}\t{term.target}\t{', '.join(where) or 'not used'}")
    held = ", ".join(f"{n} {status}" for status, n in ws.term_counts().items())
    print(f"{len(found)} listed; the glossary holds {held}")


@review_app.command("proof")
def proof(
    context: typer.Context,
    packs: Annotated[list[str] | None, typer.Argument(metavar="PACK", help="Packs; all when none is named.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder; out/review by default.")] = None,
    language: Tag = "en",
    format_: Annotated[list[str] | None, typer.Option("--format", "-f", help="docx or pdf; may be repeated.")] = None,
) -> None:
    """Write a copy to read on paper: both languages side by side, figures highlighted, fact and source in the margin."""
    ws = workspace(context)
    for name, data in ws.proof_copies(language, packs or (), format_ or ()).items():
        put((out or ws.root / "out" / "review") / name, data)


@review_app.command("history")
def history(
    context: typer.Context,
    segment: Annotated[str, typer.Argument(metavar="[ID]", help="The segment; all when none is named.")] = "",
    language: Tag = "en",
    as_json: AsJson = False,
) -> None:
    """Show who changed a translation, when, and from what to what."""
    found = workspace(context).history(language, segment)
    if as_json:
        shared.data(found)
        return
    for change in found:
        print(f"{change.when}  {change.by}  {change.state}  {change.id}  ({change.how})")
        if change.was != change.now:
            print(f"  was {change.was}\n  is  {change.now}")
    print(f"{len(found)} changes")


@memory_app.command("export")
def memory_export(
    context: typer.Context, path: Annotated[Path, typer.Argument(metavar="FILE.tmx")], language: Tag = "en"
) -> None:
    """Write every sentence that has been translated as TMX 1.4b."""
    data, count = workspace(context).export_memory(language)
    put(path, data)
    print(f"{count} sentences")


@memory_app.command("import")
def memory_import(
    context: typer.Context, path: Annotated[Path, typer.Argument(metavar="FILE.tmx")], language: Tag = "en"
) -> None:
    """Keep a TMX file: its sentences are proposed beside segments that are like them."""
    ws = workspace(context)
    with ws.alone("import a memory"):
        plan = ws.import_memory(path, language)
        ws.save(plan)
    print(f"{', '.join(plan.files)}: {plan.sentences} sentences")


@terms_app.command("list")
def terms_list(context: typer.Context, language: Tag = "en", as_json: AsJson = False, every: Every = False) -> None:
    """List the terms that are not reviewed yet, and where each is used (the same as “review terms”)."""
    terms(context, language, as_json, every)


@terms_app.command("export")
def terms_export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE.tbx")],
    language: Tag = "en",
    edition: Annotated[str, typer.Option(help="Of ISO 30042: 2008, which most tools read, or 2019.")] = "2008",
) -> None:
    """Write the glossary as TBX (ISO 30042)."""
    ws = workspace(context)
    put(path, ws.export_terms(language, edition))
    print(f"{sum(ws.term_counts().values())} terms")


@terms_app.command("import")
def terms_import(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE.tbx")],
    language: Tag = "en",
    check_only: CheckOnly = False,
) -> None:
    """Take a TBX file into the glossary: changed terms are changed, new ones entered as proposed."""
    ws = workspace(context)
    if check_only:
        plan = ws.import_terms(path, language)
    else:
        with ws.alone("import terms"):
            plan = ws.import_terms(path, language)
            ws.save(plan)
    for word, names in (("changed", plan.changed), ("new", plan.new)):
        for name in names:
            print(f"{word}\t{name}")
    if plan.refused:
        shared.problems(plan.refused)
    print(f"{len(plan.changed)} changed, {len(plan.new)} new, {len(plan.refused)} refused")
    if plan.refused:
        raise typer.Exit(1)
