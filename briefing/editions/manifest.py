"""What an edition says of itself in its manifest (what went in, what came out, and every figure printed, with its fact, text
and place), and what it remembers under ``record/``: the facts it was built from, its claims, and every document tree.

With that, two editions are compared without the content they came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from briefing.document.nodes import Document, Figure, Section, Series, walk
from briefing.document.reading import NotADocument, from_json
from briefing.facts import Fact, fact_of, fact_record
from briefing.facts.base import FactBase, source_files
from briefing.facts.building import ClaimUnfit
from briefing.files.reading import listed
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, in_order, problem

if TYPE_CHECKING:
    from briefing.project.opening import Project

NAME = "manifest.json"

#: Folders whose files a build depends on, below the project root.
INPUTS = ("content", "templates", "i18n", "briefing")


@dataclass(slots=True)
class Manifest:
    """``documents`` by ``<pack>.<language>``: key, figures, files by format (sha256 and size), and what pages say to lead to it
    (briefing.editions.collecting). ``record`` is the SHA-256 of each file of the record by its name. ``as_of``, ``stamp``,
    ``since`` and ``release`` are what was asked of the build."""

    edition: str
    date: str
    as_of: str = ""
    stamp: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    since: str = ""
    release: bool = False
    record: dict[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return JSON with sorted keys, the same for the same edition."""
        data = {item.name: getattr(self, item.name) for item in fields(self)}
        return as_json(data).encode() + b"\n"


def write_manifest(stream: BinaryIO, head: Manifest, entries: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Write a manifest with ``entries``, which come in the order of their names and need not all be in memory; the bytes are
    those of ``to_bytes``."""
    before, place, after = replace(head, documents={}).to_bytes().partition(b'"documents": {')
    stream.write(before + place)
    separator = b"\n"
    for name, entry in entries:
        text = as_json({name: entry})
        inside = text[2:-2].replace("\n", "\n ")  # without the braces, a step further in
        stream.write(separator + b" " + inside.encode())
        separator = b",\n"
    stream.write((b"" if separator == b"\n" else b"\n ") + after)


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a built edition; ``None`` where there is none. One that cannot be read raises
    ``ProblemsFound``."""
    path = folder / NAME
    try:
        data = json.loads(path.read_bytes())
        return Manifest(**data)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, OSError) as error:
        raise ProblemsFound([problem("manifest-unreadable", str(path), 0, reason=str(error))]) from error


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def altered_files(folder: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Return the finished files of some documents of an edition that are not as the manifest says; one that is gone is not
    among them. Raises ``ProblemsFound`` as ``read_manifest``."""
    manifest = read_manifest(folder)
    entries = {name: manifest.documents.get(name, {}).get("files", {}) for name in names} if manifest else {}
    files = {folder / f"{name}.{form}": row["sha256"] for name, rows in entries.items() for form, row in rows.items()}
    return tuple(path.name for path, digest in files.items() if path.is_file() and sha256(path.read_bytes()) != digest)


def input_hashes(root: Path) -> dict[str, str]:
    """Return the SHA-256 of every input file by project-relative path."""
    paths = [p for name in INPUTS for p in listed(root / name, "**/*") if "__pycache__" not in p.parts]
    return {p.relative_to(root).as_posix(): sha256(p.read_bytes()) for p in paths}


def figures_of(document: Document, base: FactBase) -> list[dict[str, Any]]:
    """Return every figure printed, in reading order: fact id, value, unit, qualifier, what it measures, form, text, source
    files, section; of amounts in another currency the rate and its days as well; of those that a chart draws, that it does."""
    return [
        {
            "fact": figure.fact,
            "value": figure.value or None,
            "unit": figure.unit,
            "qualifier": _qualifier(base, figure.fact),
            "measure": base.facts[figure.fact].measure,
            "form": figure.form,
            "text": figure.text,
            "source": "; ".join(source_files(base, [figure.fact])),
            "section": section,
            **({"drawn": True} if drawn else {}),
            **_rate(base, base.facts[figure.fact]),
        }
        for section, figure, drawn in _placed(document)
    ]


def _rate(base: FactBase, fact: Fact) -> dict[str, str | list[str]]:
    """Of an amount in another currency: its rate of exchange, the day of that rate, and the day of the source that gives it."""
    if fact.operation != "convert":
        return {}
    rate = base.facts[fact.inputs[1]]
    days = {rate.period.end, *((base.sources[rate.source].date,) if rate.source else ())}
    return {"rate": rate.id, "rate_days": [day.isoformat() for day in sorted(days)]}


def _qualifier(base: FactBase, fact: str) -> str:
    quantity = base.facts[fact].quantity
    return str(quantity.qualifier) if quantity is not None and quantity.qualifier else ""


def _placed(document: Document) -> Iterator[tuple[str, Figure, bool]]:
    def below(section: Section) -> Iterator[tuple[str, Figure, bool]]:
        drawn = 0
        for node in walk((section.heading, tuple(b for b in section.blocks if not isinstance(b, Section)))):
            if isinstance(node, Series):
                drawn = sum(1 for point in node.points if point is not None)
            elif isinstance(node, Figure):
                yield section.id, node, drawn > 0
                drawn = max(drawn - 1, 0)
        for block in section.blocks:
            if isinstance(block, Section):
                yield from below(block)

    for section in document.sections:
        yield from below(section)


FOLDER = "record"
FACTS = "facts.json"
#: What was built and can be had, and what sets the looks of the files; no documents.
BUILT, LOOKS = "edition.json", "looks.json"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim and whether the data supported it."""

    statement: str
    held: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An edition as data: its name and day, all facts and claims by id, its documents by ``<pack>.<language>``. ``folder`` is
    where its files lie, ``None`` when it was only composed. ``tried`` are the documents that were to be composed, and of no
    others can it be said whether they were there; ``None`` for an edition, which holds all there were."""

    name: str
    day: date
    facts: Mapping[str, Fact]
    claims: Mapping[str, Claimed]
    documents: Mapping[str, Document] = field(default_factory=dict)
    folder: Path | None = None
    tried: frozenset[str] | None = None

    def would_hold(self, document: str) -> bool:
        """Return whether this snapshot would hold a document if there were one: it was composed, or tried in vain."""
        return self.tried is None or document in self.tried


def composed(project: Project, name: str = "", whole: bool = True) -> Snapshot:
    """Return the snapshot of a project as it is, or as of the day it was opened for. Raises ``ProblemsFound`` when a pack
    cannot be composed; not where ``whole`` is false: of an earlier day, a document that speaks of what nobody knew then is left
    out, and its figures and claims are reported without it."""
    from briefing.editions.audiences import document_of, wanted  # noqa: PLC0415 - who reads an edition composes nothing

    day = project.newest_source()
    context = project.context(name or day.isoformat(), day)
    documents: dict[str, Document] = {}
    problems: list[Problem] = list(project.problems)
    tried: set[str] = set()
    for made in project.composed(context):
        broken = made.document is None or has_errors(made.problems)
        tried.add(made.name)
        if whole or not broken:
            problems.extend(made.problems)
        if made.document is not None and (whole or not broken):
            documents[made.name] = made.document
    if has_errors(problems):
        raise ProblemsFound(in_order(p for p in problems if p.severity is Severity.ERROR))
    for spec in (w for pack in project.content.packs for w in wanted(project, pack, "", ()) if w.annex):
        for language in spec.languages:
            _, annex, found = document_of(project, spec, language, context, documents)
            if annex is not None:
                documents[f"{spec.name}.{language}"] = annex
            elif whole:
                raise ProblemsFound(in_order(found))
            tried.add(f"{spec.name}.{language}")
    facts, claims = project.base.facts, claims_of(project.base)
    return Snapshot(context.edition, day, facts, claims, documents, tried=frozenset(tried))


def claims_of(base: FactBase) -> dict[str, Claimed]:
    """Return every claim of a fact base and whether it holds; one that cannot be tested does not."""
    return {key: Claimed(claim.statement, _held(base, key)) for key, claim in base.claims.items()}


def facts_file(name: str, day: date, base: FactBase) -> bytes:
    """Return the facts and claims of an edition as its record keeps them: JSON, put together fact by fact, since a thousand
    audiences bring tens of thousands of them."""
    claims = {key: {"statement": c.statement, "held": c.held} for key, c in claims_of(base).items()}
    data = {"edition": name, "date": day.isoformat(), "claims": claims, "facts": [None]}
    before, after = as_json(data).split("null")
    facts = (as_json(fact_record(fact)).replace("\n", "\n  ").encode() for fact in base.facts.values())
    return before.encode() + b",\n  ".join(facts) + after.encode() + b"\n"


def as_json(data: object) -> str:
    """Return data as the files of an edition hold it: JSON with sorted keys, the same for the same data."""
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)


def read_record(folder: Path) -> Snapshot | None:
    """Return the snapshot an edition's folder holds; ``None`` where there is none. Raises ``ProblemsFound`` when it cannot be
    read."""
    record = folder / FOLDER
    try:
        data = json.loads((record / FACTS).read_bytes())
        facts = {str(entry["id"]): fact_of(entry) for entry in data["facts"]}
        claims = {key: Claimed(c["statement"], c["held"]) for key, c in data["claims"].items()}
        paths = sorted(p for p in record.glob("*.json") if p.name not in (FACTS, BUILT, LOOKS))
        documents = {p.stem: from_json(p.read_bytes()) for p in paths}
        return Snapshot(data["edition"], date.fromisoformat(data["date"]), facts, claims, documents, folder)
    except FileNotFoundError:
        return None
    except (NotADocument, ValueError, TypeError, KeyError, ArithmeticError, OSError) as error:
        raise ProblemsFound([problem("manifest-unreadable", str(record), 0, reason=str(error))]) from error


def _held(base: FactBase, claim: str) -> bool:
    try:
        return base.holds(claim)
    except ClaimUnfit:
        return False
