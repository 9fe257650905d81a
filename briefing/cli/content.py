"""``check``, ``explain``, ``facts``, ``say``, ``trace`` and ``catalog``: what the project knows and whether it is
sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli import shared
from briefing.cli.shared import AsJson, Out, day_option, workspace
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, problem

if TYPE_CHECKING:
    from briefing.proof.placing import PrintedPlace
    from briefing.workspace import Workspace
    from briefing.workspace.facts import FactOrigin

#: What a message is filled with where it is printed.
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")

content_app = typer.Typer(rich_markup_mode=None)

AsOf = Annotated[date | None, day_option(said="Use only what was published by this day.")]


@content_app.command()
def check(
    context: typer.Context,
    notes: Annotated[
        bool, typer.Option("--notes", help="Also list notes: the known conflicts of the sources.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check content, templates and translations; list every problem, errors first."""
    found = workspace(context).check()
    if as_json:
        shared.data(found)
    else:
        listed = [p for p in found if notes or p.severity is not Severity.NOTE]
        for line in shared.lines(listed):
            print(line)
        if hidden := Counter(p.code for p in found if p not in listed):
            told = ", ".join(f"{count} {code}" for code, count in sorted(hidden.items()))
            print(f"notes, which check --notes lists: {told}")
        if covered := _covered(found):
            print(covered)
        print(shared.summary(found))
    if has_errors(found):
        raise typer.Exit(1)


def _covered(found: Sequence[Problem]) -> str:
    """What became of the figures of all releases that were read, in one line."""
    read = [p.details for p in found if p.code == "release-partly"]
    told = {name: sum(int(str(one[name])) for one in read) for name in ("found", "accepted", "new", "ignored")}
    figures = "{found} found: {accepted} accepted, {new} new, {ignored} ignored".format(**told)
    return f"figures of {len(read)} release{'s' if len(read) > 1 else ''} read: {figures}" if read else ""


@content_app.command()
def explain(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The code in brackets behind a problem: known-conflict.")],
    as_json: AsJson = False,
) -> None:
    """Say what a problem means: its reason, how to mend it, and an example."""
    from briefing.problems import explain as explained  # noqa: PLC0415 - needs no project

    told = explained(code)
    if as_json:
        shared.data(told)
        return
    message, mend = (_PLACEHOLDER.sub("…", text) for text in (told.message, told.mend))
    print(f"{told.code} ({told.severity})\n\n  {message}\n\nWhy it matters\n  {told.why}\n\nHow to mend it\n  {mend}")
    for title, text in (("An example that has it", told.example.bad), ("The same, mended", told.example.good)):
        if text:
            print(f"\n{title}\n" + "\n".join(f"  {line}".rstrip() for line in text.splitlines()))
    if told.occurrence:
        print(f"\nAn example, as it is told\n  {told.occurrence}")


@content_app.command()
def facts(context: typer.Context, as_json: AsJson = False, as_of: AsOf = None) -> None:
    """List every fact with its value, period and source, as printed in each language."""
    from briefing.workspace import as_data  # noqa: PLC0415 - a code explained needs no project

    rows = workspace(context).facts(as_of)
    if as_json:
        shared.data(rows)
        return
    for row in rows:
        record = as_data(row)
        print(
            "\t".join(str(record[name] or "") for name in ("id", "kind", "zh", "en", "label_zh", "source", "locator"))
        )


@content_app.command(context_settings={"ignore_unknown_options": True})
def say(
    context: typer.Context,
    value: Annotated[str, typer.Argument(help="The value, as in a content file: 9.6万亿, 6511.3亿, -0.24.")],
    unit: Annotated[str, typer.Argument(help="The unit: CNY, percent, 家, institution …")],
    qualifier: Annotated[str, typer.Option(help="超, 余, 突破, 约, 左右, 近, 以上, 不足, or more than, about …")] = "",
    period: Annotated[str, typer.Option(help="An ISO 8601 period: 2025-12-31, 2026-01/2026-03 …")] = "",
    change: Annotated[str, typer.Option(help="Say it as a change: yoy, average-annual, or a base period.")] = "",
) -> None:
    """Print how a value reads in each language."""
    for tag, text in workspace(context).say(value, unit, qualifier, period, change).items():
        print(f"{tag}\t{text}")


@content_app.command()
def trace(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A fact, or a finished file.", metavar="FACT|FILE")] = "",
    page: Annotated[int, typer.Option(help="Only this page of a PDF.", min=0)] = 0,
    sources: Annotated[
        Path | None, typer.Option(help="Look every figure up in the source documents in this folder.")
    ] = None,
    out: Out = None,
) -> None:
    """Follow a figure to its source and to where it is printed, a page to its figures, or all figures to their
    sources."""
    from briefing.formats import endings  # noqa: PLC0415 - the other commands of this module ask for no file

    ws = workspace(context)
    if sources is not None:
        _from_sources(ws, sources)
    elif not what:
        raise ProblemsFound([problem("trace-what", "", 0)])
    elif Path(what).suffix in endings():
        _file(ws, Path(what), page)
    else:
        _fact(ws, what, out)


def _from_sources(ws: Workspace, folder: Path) -> None:
    done = ws.trace_sources(folder)
    for line in shared.lines(done.problems):
        print(line)
    print(
        f"{done.found} figures stand at their locator word for word, {done.read} of them read back to their value; "
        f"{done.elsewhere} come from workbooks; {len(done.problems)} not found"
    )
    if done.problems:
        raise typer.Exit(1)


def _file(ws: Workspace, path: Path, page: int) -> None:
    found = ws.trace_file(path, page)
    for place in found.places:
        print(f"{place.fact}\t{place.text}\t{_where(place)}\t{place.sentence}")
    elsewhere = (
        f"; there are figures on pages {found.pages[0]} to {found.pages[-1]}" if page and not found.places else ""
    )
    print(f"{len(found.places)} figures{elsewhere}")


def _where(place: PrintedPlace) -> str:
    return f"{place.section}, page {place.page}" if place.page else place.section


def _fact(ws: Workspace, reference: str, out: Path | None) -> None:
    found = ws.trace(reference, out)
    for line in _origin(found.origin, ""):
        print(line)
    if found.edition:
        print(f"printed in {found.edition}: {len(found.places)} places")
        for place in found.places:
            print(f"  {place.file}, {_where(place)}: {place.text} — {place.sentence}")


def _origin(origin: FactOrigin, pad: str) -> Iterator[str]:
    """What is known of a fact, and below it of what it was computed from."""
    fact = origin.fact
    value = (
        "open" if fact.value is None else f"{fact.value:f} {fact.unit}{f', {fact.qualifier}' if fact.qualifier else ''}"
    )
    yield f"{pad}{fact.id}  {origin.label}"
    yield f"{pad}  value: {value}; {fact.kind}, {fact.status}; period {fact.period} ({fact.period_basis})"
    if origin.issuer:
        yield f"{pad}  source: {origin.issuer}: {origin.title}, {origin.date} ({origin.document}, {fact.locator})"
        yield f"{pad}  published: {fact.published}"
    if fact.note:
        yield f"{pad}  note: {fact.note}"
    for caveat in origin.conflicts:
        yield f"{pad}  conflict {caveat.id}: {caveat.texts.get('en') or caveat.reason}"
    if origin.file:
        yield f"{pad}  recorded: {origin.file}:{origin.line}"
    if origin.inputs:
        yield f"{pad}  computed: {fact.operation} of"
        for part in origin.inputs:
            yield from _origin(part, f"{pad}    ")


@content_app.command()
def catalog(
    context: typer.Context,
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when the PO files are not fresh.")
    ] = False,
) -> None:
    """Refresh the PO files from templates and content."""
    ws = workspace(context)
    if check_only:
        stale = ws.refresh_catalogues().stale
        if stale:
            shared.problems(stale)
            raise typer.Exit(1)
        print("The catalogues are fresh.")
        return
    with ws.alone("refresh the catalogues"):
        saved = ws.save(ws.refresh_catalogues())
    for path in saved:
        print(f"refreshed {path}")
    if not saved:
        print("The catalogues were fresh.")
