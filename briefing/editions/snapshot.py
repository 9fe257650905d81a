"""What an edition remembers of itself under ``record/``: the facts it was built from, its claims, and every document tree.

With it, two editions are compared without the content they came from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from briefing.document.nodes import Document
from briefing.document.reading import NotADocument, from_json
from briefing.editions.audiences import document_of, wanted
from briefing.facts import Fact, fact_of, fact_record
from briefing.facts.base import FactBase
from briefing.facts.building import ClaimUnfit
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, in_order, problem
from briefing.project.opening import Project

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
        """Return whether a document that is not here was not there either."""
        return self.tried is None or document in self.tried


def composed(project: Project, name: str = "", whole: bool = True) -> Snapshot:
    """Return the snapshot of a project as it is, or as of the day it was opened for. Raises ``ProblemsFound`` when a pack
    cannot be composed; not where ``whole`` is false: of an earlier day, a document that speaks of what nobody knew then is left
    out, and its figures and claims are reported without it."""
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
    before, after = _json(data).split("null")
    facts = (_json(fact_record(fact)).replace("\n", "\n  ").encode() for fact in base.facts.values())
    return before.encode() + b",\n  ".join(facts) + after.encode() + b"\n"


def _json(data: object) -> str:
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
