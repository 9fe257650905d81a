"""What is known: every fact, and where a figure comes from and is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.catalogue import CONTENT, SOURCE_TAG
from briefing.facts import Fact
from briefing.facts.base import UnknownFact, source_files
from briefing.formats import endings
from briefing.language import print_fact
from briefing.memory import stamp
from briefing.problems import ProblemsFound, problem
from briefing.workspace.folder import ProjectFolder, spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.project.opening import Project
    from briefing.proof.placing import PrintedPlace, Traced


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as people list it. ``value`` is in the base unit, ``None`` where a source leaves it open. ``source``
    names the documents it rests on, joined by ``; ``; ``inputs`` are the facts a derived figure was computed from.
    ``labels`` and ``texts`` are by language id."""

    id: str
    indicator: str
    kind: str
    measure: str
    value: Decimal | None
    unit: str | None
    qualifier: str | None
    period: str
    period_basis: str
    status: str
    source: str
    locator: str
    published: str
    operation: str
    inputs: tuple[str, ...]
    region: str
    of: str
    whole: str
    base: str
    vintage: date
    note: str
    labels: Mapping[str, str] = field(metadata=spread("label_{}"))
    texts: Mapping[str, str] = field(metadata=spread("{}"))


@dataclass(frozen=True, slots=True)
class Caveat:
    """A known conflict of the sources about a figure: why (in the source language), and what is told of it, by language id."""

    id: str
    reason: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FactOrigin:
    """A fact and where it comes from: ``issuer``, ``title``, ``date`` and ``document`` of its source where it has
    one, ``file`` and ``line`` where it is recorded, ``conflicts`` of the sources about it, ``inputs`` what it was
    computed from."""

    fact: FactRow
    label: str
    issuer: str = ""
    title: str = ""
    date: date | None = None
    document: str = ""
    file: str = ""
    line: int = 0
    conflicts: tuple[Caveat, ...] = ()
    inputs: tuple[FactOrigin, ...] = ()


@dataclass(frozen=True, slots=True)
class FactTrace:
    """A figure followed to its source and to every place it is printed in the newest edition (empty where there is
    none)."""

    origin: FactOrigin
    edition: str = ""
    places: tuple[PrintedPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class FileTrace:
    """The figures of a finished file, or of one page of it; ``pages`` are those that have figures."""

    file: str
    places: tuple[PrintedPlace, ...]
    pages: tuple[int, ...] = ()


def facts(ws: ProjectFolder, as_of: date | None = None) -> tuple[FactRow, ...]:
    """Return every fact, with its text in each language. Raises ``ProblemsFound`` when the content has errors."""
    project = ws.sound(as_of)
    return ws.recall(
        "facts", as_of, (project,), lambda: tuple(fact_row(project, f) for f in project.base.facts.values())
    )


def fact_row(project: Project, fact: Fact) -> FactRow:
    """Return a fact with its label and its printed text in every language."""
    quantity = fact.quantity
    return FactRow(
        fact.id,
        fact.indicator,
        fact.kind,
        fact.measure,
        None if quantity is None else quantity.value,
        None if quantity is None else quantity.unit,
        str(quantity.qualifier) if quantity is not None and quantity.qualifier else None,
        fact.period.text,
        fact.period_basis,
        fact.status,
        "; ".join(source_files(project.base, [fact.id])),
        fact.locator,
        fact.published,
        fact.operation,
        fact.inputs,
        fact.region or project.base.home,
        fact.of,
        fact.whole,
        fact.base,
        fact.vintage,
        fact.note,
        {tag: label_of(project, tag, fact) for tag in project.languages},
        printed_texts(project, fact),
    )


def printed_texts(project: Project, fact: Fact) -> dict[str, str]:
    """Return a fact as each language prints it, in full."""
    indicator = project.base.indicators.get(fact.indicator)
    unit = indicator.unit if indicator else ""
    return {tag: print_fact(language, fact, "full", unit) for tag, language in project.languages.items()}


def label_of(project: Project, tag: str, fact: Fact) -> str:
    """Return the label of a fact in a language; nothing where it has none."""
    if tag == SOURCE_TAG:
        return fact.label
    found = project.catalogues[tag].find(CONTENT, "label", fact.label)
    return found.target if found else ""


def in_each(project: Project, context: str, text: str) -> dict[str, str]:
    """Return a text of the content in every language that has words for it."""
    others = {t: project.catalogues[t].find(CONTENT, context, text) for t in project.languages if t != SOURCE_TAG}
    return {SOURCE_TAG: text, **{t: m.target.replace("%%", "%") for t, m in others.items() if m and m.target}}


def trace(ws: ProjectFolder, fact: str, out: Path | None = None) -> FactTrace:
    """Return a figure, by id or by its indicator, followed to its source and to every place it is printed in the newest
    edition."""
    out = out or ws.out
    project = ws.project()
    try:
        found = project.base.resolve(fact)
    except UnknownFact as unknown:
        raise ProblemsFound([problem("trace-no-fact", "", 0, reason=str(unknown))]) from unknown
    newest = ws.edition_folders(out)[-1:]
    places = [p for folder in newest for p in _places(ws, folder) if p.fact == found.id]
    return FactTrace(origin_of(project, found), newest[0].name if newest else "", tuple(places))


def origin_of(project: Project, fact: Fact) -> FactOrigin:
    """Return where a fact comes from: its source and place, or what it is derived from."""
    base = project.base
    source = base.sources[fact.source] if fact.source else None
    told: tuple[str, str, date | None, str] = ("", "", None, "")
    if source is not None:
        told = source.issuer, source.title, source.date, source.file
    return FactOrigin(
        fact_row(project, fact),
        fact.label,
        *told,
        fact.file,
        fact.line,
        tuple(Caveat(c.id, c.reason, in_each(project, "conflict", c.caveat)) for c in base.conflicts_of(fact.id)),
        tuple(origin_of(project, base.facts[key]) for key in fact.inputs),
    )


def trace_file(ws: ProjectFolder, path: Path, page: int = 0) -> FileTrace:
    """Return the figures of a finished file; of one page of a PDF when ``page`` is given."""
    if path.suffix not in endings() or not path.is_file():
        raise ProblemsFound([problem("proof-nothing-there", str(path), 0, known="none")])
    printed = [p for p in _places(ws, path.parent) if p.file == path.name]
    pages = tuple(sorted({p.page for p in printed if p.page}))
    if page and not pages:
        raise ProblemsFound([problem("trace-no-pages", path.name, 0)])
    return FileTrace(path.name, tuple(p for p in printed if not page or p.page == page), pages)


def _places(ws: ProjectFolder, folder: Path) -> list[PrintedPlace]:
    from briefing.proof.placing import places  # noqa: PLC0415 - who lists facts reads no finished file

    return ws.recall("edition", folder, (stamp(folder),), lambda: places(folder))


def trace_sources(ws: ProjectFolder, folder: Path) -> Traced:
    """Return every published figure looked up in the source documents kept in ``folder``."""
    from briefing.proof.placing import trace_sources as look_up  # noqa: PLC0415 - as above

    return look_up(ws.project().base, folder)


def texts_by_language(project: Project, context: str, text: str) -> dict[str, str]:
    """Return a text of the content in every language; in the language of the content where there is no translation."""
    others = {t: project.catalogues[t].find(CONTENT, context, text) for t in project.languages if t != SOURCE_TAG}
    told = {tag: m.target.replace("%%", "%") for tag, m in others.items() if m is not None and not m.fuzzy}
    return {tag: told.get(tag) or text for tag in project.languages}
