"""What moved between two editions, or two days of the content; as a report, and as redlines of the documents that differ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.changes import Difference, NoteMoved, PassageChange, as_document, difference
from briefing.changes.wording import ChangeWriter, TurnedClaim, turned, wordings
from briefing.editions.audiences import made_in
from briefing.editions.manifest import Snapshot, composed, read_record
from briefing.facts.base import FactBase
from briefing.facts.doubts import FactChange
from briefing.problems import ProblemsFound, problem
from briefing.workspace.folder import HIDDEN, ProjectFolder, spread

if TYPE_CHECKING:
    from briefing.changes.redline import Redline


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides compared: an edition by its name and day, or the content as it was known on a day."""

    edition: str
    date: date
    content: bool = False


@dataclass(frozen=True, slots=True)
class FigureMoved:
    """A figure that differs: values in the base unit, ``None`` where there is none; ``inputs`` for a derived one.
    ``texts`` say the change in each language."""

    kind: str
    fact: str
    direction: str
    old: Decimal | None
    old_fact: str | None
    old_period: str | None
    new: Decimal | None
    new_period: str | None
    unit: str | None
    difference: Decimal | None
    difference_unit: str | None
    source: str
    locator: str
    inputs: tuple[str, ...]
    texts: Mapping[str, str] = field(metadata=spread("{}"))


@dataclass(frozen=True, slots=True)
class SectionTouched:
    """A section with a passage that changed."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class PassageMoved:
    """A passage that is new, gone or worded otherwise: where it is, both texts, and the facts that moved in
    it."""

    kind: str
    section: str
    title: str
    passage: str
    old: str | None
    new: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentMoved:
    """What changed in one document."""

    sections: tuple[SectionTouched, ...]
    passages: tuple[PassageMoved, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that moved from ``old`` to ``new``; documents by name, those without a change left out. ``notes`` are words to
    be read again: their note names another source than before."""

    old: Side
    new: Side
    figures: tuple[FigureMoved, ...]
    claims: tuple[TurnedClaim, ...]
    documents: Mapping[str, DocumentMoved]
    documents_added: tuple[str, ...]
    documents_gone: tuple[str, ...]
    notes: Mapping[str, tuple[NoteMoved, ...]]
    found: Difference = field(repr=False, compare=False, metadata=HIDDEN)
    nothing: tuple[str, ...] = field(default=(), repr=False, compare=False, metadata=HIDDEN)


def compare(ws: ProjectFolder, old: str, new: str, out: Path | None = None) -> Comparison:
    """Return what moved between two editions (by name or path), or between two days of the content (``2026-04-15``)."""
    project, out = ws.sound(), out or ws.out
    return comparison_of(difference(snapshot(ws, out, old), snapshot(ws, out, new)), wordings(project), project.base)


def comparison_of(found: Difference, said: Mapping[str, ChangeWriter], base: FactBase) -> Comparison:
    """Return a difference as the front door tells it, in the words of each language; ``base`` knows what its claims compare."""
    return Comparison(
        Side(found.old.name, found.old.day, found.old.folder is None),
        Side(found.new.name, found.new.day, found.new.folder is None),
        tuple(_figure(c, said) for c in found.figures),
        tuple(turned(f.claim, f.statement, f.holds, said, base) for f in found.flips),
        {
            name: DocumentMoved(tuple(SectionTouched(*s) for s in found.sections(name)), tuple(map(_passage, changes)))
            for name, changes in found.passages.items()
        },
        found.appeared,
        found.vanished,
        found.notes,
        found,
        tuple(w.house("report_nothing") for w in said.values()) if found.nothing else (),
    )


def snapshot(ws: ProjectFolder, out: Path, name: str) -> Snapshot:
    """Return an edition by name or path, or the content as of a date. Raises ``ProblemsFound``."""
    for folder in (out / name, Path(name)):
        if (folder / "manifest.json").is_file():
            found = read_record(folder)
            if found is None:
                raise ProblemsFound([problem("edition-without-record", str(folder), 0)])
            return found
    try:
        day = date.fromisoformat(name)
    except ValueError as error:
        raise ProblemsFound([problem("edition-unknown", "", 0, name=name, out=out)]) from error
    project = ws.project(day)
    if not project.base.sources:
        raise ProblemsFound([problem("nothing-known", "", 0, day=day)])
    whole = day >= project.newest_source() and day >= ws.project().newest_source()
    return replace(ws.recall("snapshot", whole, (project,), lambda: composed(project, whole=whole)), name=name)


def _figure(change: FactChange, said: Mapping[str, ChangeWriter]) -> FigureMoved:
    def value(fact: object) -> Decimal | None:
        quantity = getattr(fact, "quantity", None)
        return quantity.value if quantity is not None else None

    old, new, told, moved = change.old, change.new, change.named, change.difference
    return FigureMoved(
        change.kind,
        change.fact,
        change.direction,
        value(old),
        old.id if old else None,
        old.period.text if old else None,
        value(new),
        new.period.text if new else None,
        told.quantity.unit if told.quantity else None,
        moved.value if moved else None,
        moved.unit if moved else None,
        told.source,
        told.locator,
        told.inputs,
        {tag: f"{w.statement(change)} {w.difference(change)}".rstrip() for tag, w in said.items()},
    )


def _passage(change: PassageChange) -> PassageMoved:
    where = change.passage
    old, new = (p.text if p else None for p in (change.old, change.new))
    return PassageMoved(change.kind, where.section, where.title, where.kind, old, new, change.facts)


def comparison_report(
    ws: ProjectFolder, made: Comparison, formats: Sequence[str] = ("html",), day: date | None = None
) -> dict[str, bytes]:
    """Return a comparison as a document in every language of the project, as ``html`` or ``docx``."""
    day = day or ws.today
    from briefing.render.docx import render_docx  # noqa: PLC0415 - heavy libraries load only where something is rendered
    from briefing.render.html import render_html  # noqa: PLC0415
    from briefing.render.theme import load_theme  # noqa: PLC0415

    project = ws.sound()
    document = as_document(made.found, wordings(project), day.isoformat(), project.base)
    house = load_theme(project.templates / "house")
    files: dict[str, bytes] = {}
    if "html" in formats:
        files["html"] = render_html(document, house)
    if "docx" in formats:
        files["docx"] = render_docx(document, house)
    return files


#: What is said of a document that Word has no form for.
_NO_WORD = "the whole of it: it is made in no Word file"


@dataclass(frozen=True, slots=True)
class Redlines:
    """Word files with the changes as revisions, by document: how many each has, and what could not be shown;
    ``changed`` names the sections that differ, of a deck with the number of the slide. A document without a file is one that
    no Word file is made of. ``record`` is the file (JSON) that says so, and whose name is under them."""

    files: Mapping[str, bytes] = field(repr=False, compare=False, metadata=HIDDEN)
    record: bytes = field(repr=False, compare=False, metadata=HIDDEN)
    revisions: Mapping[str, int] = field(default_factory=dict)
    not_shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def redlines(ws: ProjectFolder, made: Comparison, author: str, day: date | None = None) -> Redlines:
    """Return a redline in Word of every document that changed, with ``author`` and ``day`` on each revision. Of a deck it is
    one of its text, a heading a slide; the data annex has none."""
    day = day or ws.today
    done = {name: _redline(ws, made, name, author, day) for name in made.found.passages}
    files = {name: one.data for name, one in done.items() if one}
    revisions = {name: one.revisions if one else 0 for name, one in done.items()}
    unshown = {name: tuple(one.unshown) if one else (_NO_WORD,) for name, one in done.items()}
    changed = {name: _changed(ws, made, name) for name in done}
    told = {
        name: {"revisions": revisions[name], "not_shown": unshown[name], "changed": changed[name]} for name in changed
    }
    record = {
        "old": made.old.edition,
        "new": made.new.edition,
        "author": author,
        "date": day.isoformat(),
        "documents": told,
    }
    data = json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n"
    return Redlines(files, data, revisions, unshown, changed)


def _redline(ws: ProjectFolder, made: Comparison, name: str, author: str, day: date) -> Redline | None:
    """The redline of a document; nothing where it is of data, or of a kind that has no text of its own."""
    from briefing.changes.redline import redline  # noqa: PLC0415 - loads the engine where it is first used

    sides = (made.found.old, made.found.new)
    forms = made_in(ws.sound(), name)
    if "docx" in forms or any(_file(side, name, "docx") for side in sides):
        old, new = (_docx(ws, side, name) for side in sides)
    elif "pptx" in forms or any(_file(side, name, "pptx") for side in sides):
        old, new = (_written(ws, side, name) for side in sides)
    else:
        return None
    return redline(old, new, author, day)


def _changed(ws: ProjectFolder, made: Comparison, name: str) -> tuple[str, ...]:
    """The sections of a document that differ, by their titles; of a deck with the number of the slide, the first being
    the cover."""
    titles = dict(made.found.sections(name))
    if "pptx" not in made_in(ws.sound(), name):
        return tuple(titles.values())
    slides = {"": 1} | {s.id: number for number, s in enumerate(made.found.new.documents[name].sections, 2)}
    return tuple(f"{slides[key]} {title}" if key in slides else title for key, title in titles.items())


def _file(side: Snapshot, name: str, form: str) -> bool:
    return side.folder is not None and (side.folder / f"{name}.{form}").is_file()


def _docx(ws: ProjectFolder, side: Snapshot, name: str) -> bytes:
    """The DOCX of a document: the edition's own file, or one rendered now from a composed snapshot."""
    if side.folder is None:
        return _written(ws, side, name)
    path = side.folder / f"{name}.docx"
    if not path.is_file():
        raise ProblemsFound([problem("redline-without-docx", str(side.folder), 0, document=name, edition=side.name)])
    return path.read_bytes()


def _written(ws: ProjectFolder, side: Snapshot, name: str) -> bytes:
    """The text of a document as Word, written now from its tree."""
    from briefing.editions.jobs import render  # noqa: PLC0415

    made = render(side.documents[name], ("docx",), ws.root / "templates" / "house", name)
    if made.problems:
        raise ProblemsFound(made.problems)
    return made.files["docx"]
