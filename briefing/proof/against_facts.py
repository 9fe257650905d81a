"""The figures of a manifest against the fact base they were built from, where the content is still the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from briefing.facts.base import FactBase, UnknownFact
from briefing.problems import Problem, problem
from briefing.proof.verifying import MANIFEST, read_entries


def same_content(folder: Path, root: Path) -> bool:
    """Whether the edition in ``folder`` was built from the content that stands in ``root``, file by file, of no earlier day."""
    data = json.loads((folder / MANIFEST).read_bytes())
    inputs = {path: digest for path, digest in data.get("inputs", {}).items() if path.startswith("content/")}
    here = {p.relative_to(root).as_posix() for p in (root / "content").rglob("*") if p.is_file()}
    if data.get("as_of") or not inputs or not set(inputs) <= here:
        return False
    return all(hashlib.sha256((root / path).read_bytes()).hexdigest() == digest for path, digest in inputs.items())


def against_facts(folder: Path, base: FactBase) -> Iterator[Problem]:
    """Every figure of the manifest whose fact has another value, unit or qualifier. Facts that only a selection of projects has
    are not in ``base`` and left out. Raises ``ProblemsFound`` where there is no manifest."""
    _, documents = read_entries(folder)
    seen: set[tuple[object, ...]] = set()
    for name, entry in sorted(documents.items()):
        for figure in entry["figures"]:
            key = (figure.fact, figure.value, figure.unit, figure.qualifier)
            if key in seen or not base.knows(figure.fact):
                continue
            seen.add(key)
            try:
                quantity = base.resolve(figure.fact).quantity
            except UnknownFact:
                continue
            if quantity is None or figure.value is None:
                continue
            said = (figure.value, figure.unit, figure.qualifier or "")
            wanted = (quantity.value, quantity.unit, str(quantity.qualifier or ""))
            if said != wanted:
                yield problem("proof-fact-differs", name, 0, fact=figure.fact, said=_told(*said), wanted=_told(*wanted))


def _told(value: object, unit: str, qualifier: str) -> str:
    return " ".join(part for part in (qualifier, f"{value:f}", unit) if part)
