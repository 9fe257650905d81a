"""An edition against the project it was built from: its figures against the fact base, its seal against known keys, its files
against the same documents made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from briefing.approval.seals import Signed
from briefing.facts.base import FactBase, UnknownFact
from briefing.problems import Problem, problem
from briefing.proof.folder import AGAIN, FACTS, MANIFEST, SIGNED, Check, Proof, read_entries


def check_facts(proof: Proof, folder: Path, root: Path, base: FactBase) -> None:
    """Compare the figures of the manifest with the fact base, where the content is the one the edition was built from."""
    if why := moved_on(folder, root):
        proof.checks[FACTS] = Check(False, why)
        return
    good = proof.add(against_facts(folder, base))
    proof.checks[FACTS] = Check(good, "the content is the one it was built from")


def check_signatures(proof: Proof, signed: Iterable[Signed], sealed: bool, whose: str) -> None:
    """Tell the signatures of a seal; a wrong or unknown one is an error. ``whose`` says where the public keys come from."""
    signed = tuple(signed)
    if not signed:
        proof.checks[SIGNED] = Check(False, "the seal carries no signature" if sealed else "it is not sealed")
        return
    wrong = [
        problem("seal-signature-wrong", proof.edition, 0, name=s.name, fingerprint=s.fingerprint)
        if s.name
        else problem("seal-signature-unknown", proof.edition, 0, edition=proof.edition, fingerprint=s.fingerprint)
        for s in signed
        if not s.right
    ]
    good = proof.add(wrong)
    names = ", ".join(f"{s.name or 'an unknown key'} (ed25519 {s.fingerprint})" for s in signed)
    proof.checks[SIGNED] = Check(good, f"by {names}, with {whose}")


def check_again(
    proof: Proof,
    made: Mapping[str, str],
    composed: Mapping[str, bool],
    why: Mapping[str, str],
    only: Iterable[str] = (),
) -> None:
    """Compare the files with those made again. ``made``: their SHA-256 by name; ``composed``: for each document composed
    again, whether its tree is the recorded one; ``why``: for each document that could not be made again, the reason."""
    wanted = set(only)
    there = {name: digest for name, digest in proof.digests.items() if not wanted or name in wanted}
    other = [name for name, digest in sorted(there.items()) if made.get(name, digest) != digest]
    moved = sorted(name for name, same in composed.items() if not same)
    found = [problem("proof-made-differently", name, 0) for name in other]
    found += [problem("proof-composed-differently", name, 0) for name in moved]
    good = proof.add(found)
    count = sum(1 for name in there if name in made)
    if why or count < len(there):
        reasons = "; ".join(dict.fromkeys(why.values())) or "nothing is recorded of them"
        proof.checks[AGAIN] = Check(False, f"{count} of {len(there)} files: {reasons}")
    else:
        said = f"{count} files, every byte the same" if good else f"{len(found)} differ"
        from_content = "from the content" if composed else "from the recorded documents"
        proof.checks[AGAIN] = Check(good, f"{from_content}: {said}")


def moved_on(folder: Path, root: Path, rooms: tuple[str, ...] = ("content",)) -> str:
    """Return why the edition in ``folder`` was not built from what stands in ``root`` now, file by file; empty where it was."""
    data = json.loads((folder / MANIFEST).read_bytes())
    inputs = {str(p): d for p, d in data.get("inputs", {}).items() if str(p).split("/", 1)[0] in rooms}
    if data.get("as_of"):
        return f"it was built as of {data['as_of']}"
    if not inputs:
        return "the manifest names no content"
    for path, digest in sorted(inputs.items()):
        here = root / path
        if not here.is_file():
            return f"{path} is gone since"
        if hashlib.sha256(here.read_bytes()).hexdigest() != digest:
            return f"{path} is not what it was built from"
    return ""


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
