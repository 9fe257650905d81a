"""``generate.py trace``: one figure with all that is known of it, the figures of a file or page, or all against the sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer

from briefing.cli.verifying import editions
from briefing.facts.base import UnknownFact
from briefing.facts.fact import Fact
from briefing.problems import ProblemsFound, problem
from briefing.project.opening import Project, open_project
from briefing.proof.files.opening import endings
from briefing.proof.tracing import Place, places, trace_sources


def run_trace(root: Path, out: Path, what: str, page: int, sources: Path | None) -> None:
    """Trace a fact, a file, or everything. Exit status 1 where a figure is not found in its source."""
    if sources is not None:
        _against_sources(open_project(root), sources)
    elif not what:
        raise ProblemsFound([problem("trace-what", "", 0)])
    elif Path(what).suffix in endings():
        _file(Path(what), page)
    else:
        _fact(open_project(root), out, what)


def _against_sources(project: Project, folder: Path) -> None:
    done = trace_sources(project.base, folder)
    for entry in done.problems:
        print(entry)
    print(
        f"{done.found} figures stand at their locator word for word, {done.read} of them read back to their value; "
        f"{done.elsewhere} come from workbooks; {len(done.problems)} not found"
    )
    if done.problems:
        raise typer.Exit(1)


def _file(path: Path, page: int) -> None:
    if not path.is_file():
        raise ProblemsFound([problem("proof-nothing-there", str(path), 0, known="none")])
    printed = [p for p in places(path.parent) if p.file == path.name]
    found = [p for p in printed if not page or p.page == page]
    pages = sorted({p.page for p in printed if p.page})
    if page and not pages:
        raise ProblemsFound([problem("trace-no-pages", path.name, 0)])
    for place in found:
        print(f"{place.fact}\t{place.text}\t{_where(place)}\t{place.sentence}")
    print(
        f"{len(found)} figures"
        + (f"; there are figures on pages {pages[0]} to {pages[-1]}" if page and not found else "")
    )


def _where(place: Place) -> str:
    return f"{place.section}, page {place.page}" if place.page else place.section


def _fact(project: Project, out: Path, reference: str) -> None:
    try:
        fact = project.base.resolve(reference)
    except UnknownFact as unknown:
        raise ProblemsFound([problem("trace-no-fact", "", 0, reason=str(unknown))]) from unknown
    for line in _said(project, fact, 0):
        print(line)
    for folder in editions(out)[-1:]:
        found = [p for p in places(folder) if p.fact == fact.id]
        print(f"printed in {folder.name}: {len(found)} places")
        for place in found:
            print(f"  {place.file}, {_where(place)}: {place.text} — {place.sentence}")


def _said(project: Project, fact: Fact, depth: int) -> Iterator[str]:
    """What is known of a fact, and below it of what it was computed from."""
    pad = "  " * depth
    yield f"{pad}{fact.id}  {fact.label}"
    quantity = fact.quantity
    value = f"{quantity.value:f} {quantity.unit}" if quantity is not None else "open"
    qualifier = f", {quantity.qualifier}" if quantity is not None and quantity.qualifier else ""
    yield f"{pad}  value: {value}{qualifier}; {fact.kind}, {fact.status}; period {fact.period.text} ({fact.period_basis})"
    if fact.source:
        source = project.base.sources[fact.source]
        yield f"{pad}  source: {source.issuer}: {source.title}, {source.date.isoformat()} ({source.file}, {fact.locator})"
        yield f"{pad}  published: {fact.published}"
    if fact.note:
        yield f"{pad}  note: {fact.note}"
    for conflict in project.base.conflicts_of(fact.id):
        yield f"{pad}  conflict {conflict.id}: {conflict.reason}"
    if fact.file:
        yield f"{pad}  recorded: {fact.file}:{fact.line}"
    if fact.inputs:
        yield f"{pad}  computed: {fact.operation} of"
        for key in fact.inputs:
            yield from _said(project, project.base.facts[key], depth + 2)
