"""``build``, ``verify``, ``diff``, ``approve``, ``status`` and ``store``: editions made, proved, compared and
approved."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli import shared
from briefing.cli.shared import AsJson, EachField, On, Out, Undecided, day_option, put, workspace
from briefing.formats import in_words
from briefing.problems import ProblemsFound, Severity, problem

if TYPE_CHECKING:
    from briefing.approval.approvals import DocumentApproval
    from briefing.workspace.building import BuildResult
    from briefing.workspace.changes import Comparison, FigureMoved, Redlines
    from briefing.workspace.verifying import Verification

editions_app = typer.Typer(rich_markup_mode=None)

_MARKS = {"unchanged": " (unchanged)", "stored": " (from the store)", "built": ""}


@editions_app.command()
def build(
    context: typer.Context,
    packs: Annotated[
        list[str] | None, typer.Argument(help="Packs to build; all when none is named.", metavar="PACK")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", "-l", help="Only this language; may be repeated.")
    ] = None,
    format_: Annotated[
        list[str] | None, typer.Option("--format", "-f", help=f"Only {in_words()}; may be repeated.")
    ] = None,
    edition: Annotated[str, typer.Option(help="Name of the edition; the date of the newest source by default.")] = "",
    out: Out = None,
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 for one a core.", min=0)] = 0,
    as_of: Annotated[date | None, day_option(said="Use only what was published by this day.")] = None,
    since: Annotated[date | None, day_option(said="Tell changes since the edition of this day.")] = None,
    release: Annotated[
        bool, typer.Option("--release", help="Refuse what is stale, untranslated, unreviewed or lapsed.")
    ] = False,
    where: Annotated[
        str, typer.Option(help='Only projects that fit: sector = "生物医药" and investment >= 10亿.')
    ] = "",
    audience: Annotated[
        list[str] | None, typer.Option("--audience", help="Cut to a profile of content/audiences, or all.")
    ] = None,
    each: Annotated[
        EachField | None, typer.Option(help="One document for each sector or region that has projects.")
    ] = None,
    name: Annotated[
        str,
        typer.Option("--name", help="What a selection by --where is called in file names; by its condition otherwise."),
    ] = "",
    undecided: Undecided = "leave",
    guide: Annotated[
        bool, typer.Option("--guide", help="Add the general guide to a selection of few projects.")
    ] = False,
    desk: Annotated[
        bool | None,
        typer.Option("--desk/--no-desk", help="Only the internal versions, or none of them; both by default."),
    ] = None,
    engine: Annotated[
        str, typer.Option(help="Where documents are made: local, or dask=ADDRESS for a Dask cluster.")
    ] = "local",
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Make every document anew; same bytes, only slower.")
    ] = False,
    timings: Annotated[
        bool, typer.Option("--timings", help="Print where the time went, by stage and document.")
    ] = False,
) -> None:
    """Build the packs: all of them, or those named; whole, or cut to a selection of projects."""
    from briefing.cli.progress import Watch  # noqa: PLC0415 - the other commands of this module build nothing

    watch = Watch(bar=sys.stderr.isatty())
    try:
        made = workspace(context).build(
            packs or (),
            languages=language or (),
            formats=format_ or (),
            edition=edition,
            as_of=as_of,
            since=since,
            release=release,
            where=where,
            audiences=audience or (),
            each=each or "",
            name=name,
            undecided=undecided,
            guide=guide,
            internal=desk,
            jobs=jobs,
            engine=engine,
            fresh=no_cache,
            out=out,
            progress=watch.progress,
        )
    except KeyboardInterrupt:
        raise ProblemsFound([problem("build-stopped")]) from None
    finally:
        watch.close()  # the bar goes before the files are named
    print_build(made, format_ or ())
    if timings:
        print(watch.table(), file=sys.stderr)


def print_build(made: BuildResult, formats: Iterable[str] = ()) -> None:
    """Print what was noticed and what was made: of documents that have other formats too, the files of ``formats`` where some
    were asked for."""
    if told := [p for p in made.problems if p.severity is Severity.WARNING]:
        shared.problems(told)
    if reasons := [
        p for p in made.draft if p not in told
    ]:  # why a document carries DRAFT, however little a reason weighs
        print(f"a document with one of these carries DRAFT on every page ({len(reasons)}):", file=sys.stderr)
        for line in shared.lines(
            replace(p, cause=p.code) for p in reasons
        ):  # one line a kind; check and review list them all
            print(line, file=sys.stderr)
    for document in made.documents:
        for file in (f for f in document.files if not formats or f.rpartition(".")[2] in formats):
            print(f"{made.folder / file}{_MARKS[document.origin]}")
    print(made.folder / "manifest.json")
    if made.removed:
        print("removed, since it said what has changed; build it again if it is wanted:", file=sys.stderr)
        for name in made.removed:
            print(f"  {name}", file=sys.stderr)


@editions_app.command()
def verify(
    context: typer.Context,
    targets: Annotated[
        list[str] | None,
        typer.Argument(help="Editions or files; the newest edition when none is named.", metavar="EDITION|FILE"),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
    report: Annotated[bool, typer.Option(help="Write proof.json and proof.pdf beside the edition's files.")] = True,
    key: Annotated[Path | None, typer.Option(help="The public key that must have signed the seal.")] = None,
    again: Annotated[
        bool | None,
        typer.Option(
            "--again/--no-again", help="Make the files again and compare bytes; by default where no seal holds."
        ),
    ] = None,
) -> None:
    """Verify editions, or a copy received: read back, compared with the facts, sealed, signed, made again."""
    if sys.stderr.isatty():
        print(
            "Reading the finished files back; without a seal they are made again, which takes as long as a build.",
            file=sys.stderr,
        )
    found = workspace(context).verify(targets or (), report, out, key, again)
    if as_json:
        shared.data(found)
    else:
        for one in found:
            _verified(one)
    if not all(one.proved for one in found):
        raise typer.Exit(1)


def _verified(one: Verification) -> None:
    for line in shared.lines(one.problems):
        print(line)
    verdict = "proved" if one.proved else "NOT proved"
    print(f"{one.received}: {verdict}." if one.received else f"{one.folder}: {verdict}.")
    width = max((len(check.name) for check in one.checks), default=0)
    for check in one.checks:
        print(f"  {check.name:{width}}  {'yes' if check.done else 'no':3}  {shared.commanded(check.said)}")
    if one.numbers and sum(one.numbers.values()):
        said = ", ".join(f"{count} {sort}" for sort, count in one.numbers.items() if count or sort == "unaccounted")
        print(f"  {sum(one.numbers.values())} numbers in {len(one.files)} files: {said}")
        pairs, packs = len(one.same_text), len(one.same_figures)
        print(f"  same text: {pairs} pairs of formats; same figures: {packs} packs; {shared.summary(one.problems)}")


@editions_app.command()
def seal(
    context: typer.Context,
    edition: Annotated[str, typer.Argument(help="The edition that goes out.")],
    by: Annotated[str, typer.Option(help="Who seals it.")] = "",
    key: Annotated[Path | None, typer.Option(help="The private key to sign with.")] = None,
    out: Out = None,
    on: On = None,
) -> None:
    """Keep the digests of every file of an edition in seals/, and sign them where a key is given."""
    from briefing.approval.seals import is_locked  # noqa: PLC0415 - needs no project

    ws = workspace(context)
    phrase = typer.prompt("Passphrase", hide_input=True) if key is not None and is_locked(key) else ""
    plan = ws.seal(edition, by=by, day=on, key=key, passphrase=phrase, out=out)
    ws.save(plan)
    print(f"seals/{plan.edition}.yaml: {plan.sealed} files, sealed by {plan.by} on {plan.date.isoformat()}")
    if plan.signed:
        print(f"seals/{plan.edition}.sig: signed with the key {plan.signed}")


@editions_app.command("seal-key")
def seal_key(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the key: data-office.")],
    private: Annotated[Path, typer.Option(help="Where the private key goes, outside the project.")],
    passphrase: Annotated[bool, typer.Option(help="Ask for a passphrase to lock the private key with.")] = True,
) -> None:
    """Make a pair of keys: seal with the private one, verify with the public one."""
    ws = workspace(context)
    ask = "Passphrase (empty for none)"
    phrase = (
        typer.prompt(ask, default="", show_default=False, hide_input=True, confirmation_prompt=True)
        if passphrase
        else ""
    )
    plan = ws.make_seal_key(name, private, phrase)
    ws.save(plan)
    print(f"{private}: the private key; keep it to yourself, and a copy in a safe place")
    print(
        f"seals/keys/{name}.pub: the public key ({plan.fingerprint}); commit it, and give it to those who receive files"
    )


@editions_app.command()
def diff(
    context: typer.Context,
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
    on: On = None,
) -> None:
    """Say what moved between two editions or dates: figures, sentences, claims, documents."""
    ws = workspace(context)
    found = ws.compare(old, new, out)
    if as_json:
        shared.data(found)
    else:
        print_comparison(found)
    files = {form: path for form, path in (("html", html), ("docx", docx)) if path is not None}
    for form, data in ws.comparison_report(found, tuple(files), on).items() if files else ():
        put(files[form], data)
    if redline is not None:
        _redlined(ws.redlines(found, author, on), redline)


def print_comparison(found: Comparison) -> None:
    """Print what moved between two editions: figures, claims, notes, documents."""
    print(" → ".join(f"{'content as of ' if side.content else ''}{side.edition}" for side in (found.old, found.new)))
    for text in found.nothing:
        print(text)
    for figure in found.figures:
        print(f"{figure.kind}: {figure.fact} {_told_by(figure)}".rstrip())
        for tag, text in figure.texts.items():
            print(f"  {tag}\t{text}")
    for claim in found.claims:
        print(f"claim {claim.claim} {'now holds' if claim.holds else 'no longer holds'}")
        for tag, text in claim.statements.items():
            print(f"  {tag}\t{text}")
    for name in found.documents_added:
        print(f"new document: {name}")
    for name in found.documents_gone:
        print(f"document gone: {name}")
    for name, document in found.documents.items():
        print(f"{name}: {len(document.passages)} passage(s) in {', '.join(s.title for s in document.sections)}")
        for entry in document.passages:
            print(f"  {entry.section or 'cover'} · {entry.kind} · {', '.join(entry.facts)}".rstrip(" ·"))
            _two_texts(entry.old, entry.new)
    for name, notes in found.notes.items():
        print(
            f"{name}: {len(notes)} sentence(s) whose note no longer names a source it named; see whether it says them"
        )
        for note in notes:
            print(f"  {note.section} · {', '.join(note.gone)} → {', '.join(note.now) or 'none'}: {note.text}")


def _told_by(figure: FigureMoved) -> str:
    return " ".join(part for part in (figure.source, figure.locator) if part) or ", ".join(figure.inputs)


def _two_texts(old: str | None, new: str | None) -> None:
    for mark, text in (("-", old), ("+", new)):
        if text is not None:
            print(f"  {mark} {text}")


def _redlined(made: Redlines, folder: Path) -> None:
    for name, changed in made.changed.items():
        if name in made.files:
            put(folder / f"{name}.redline.docx", made.files[name])
            print(f"  {made.revisions[name]} revisions in {', '.join(changed)}")
        else:
            print(f"{name}: no redline; changed in {', '.join(changed)}")
        for unshown in made.not_shown[name]:
            print(f"  not shown: {unshown}")
    put(folder / "redlines.json", made.record)


@editions_app.command()
def approve(
    context: typer.Context,
    edition: Annotated[str, typer.Argument(help="Name of the edition.")],
    documents: Annotated[
        list[str] | None, typer.Argument(help="Documents, as pack.language; all when none is named.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who approves.")] = "",
    on: On = None,
    out: Out = None,
) -> None:
    """Approve documents of an edition by name and date."""
    ws = workspace(context)
    with ws.alone("approve documents"):
        plan = ws.approve(edition, documents or (), by=by, day=on, out=out)
        ws.save(plan)
    for name in plan.documents:
        print(f"{name} of {plan.edition} approved by {plan.by} on {plan.date}")


@editions_app.command()
def status(
    context: typer.Context,
    edition: Annotated[str, typer.Argument(help="Name of the edition; all approved ones when none is named.")] = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Say which documents are approved, which approvals have lapsed, and why."""
    found = workspace(context).approvals(edition, out)
    if as_json:
        shared.data(found)
    elif not found:
        print("No document has been approved.")
    else:
        for name, listed in found.items():
            for document in listed:
                _approval(name, document)
    if any(document.state == "lapsed" for listed in found.values() for document in listed):
        raise typer.Exit(1)


def _approval(edition: str, one: DocumentApproval) -> None:
    by = f" by {one.by} on {one.date}" if one.by else ""
    state = f"lapsed (approved{by}): a {one.reason} has changed" if one.reason else f"{one.state}{by}"
    print(f"{edition}\t{one.document}\t{state}")
    for change in one.changes:
        print(f"  {change.section or 'cover'} · {change.kind} {', '.join(change.facts)}".rstrip())
        _two_texts(change.old, change.new)


@editions_app.command()
def store(context: typer.Context, clear: Annotated[bool, typer.Option("--clear", help="Empty it.")] = False) -> None:
    """Check the store of finished documents: its size, and every entry against what was stored."""
    found = workspace(context).store_state(clear)
    mega = 1024**2
    print(
        f"{found.folder}: {found.documents} documents, {found.bytes / mega:.1f} of at most {found.limit / mega:.0f} MB"
    )
    if found.problems:
        shared.problems(found.problems)
