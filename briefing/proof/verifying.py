"""Verifying finished files: every number accounted for, against the manifest, the facts and the project. A copy that came back:
which file of which edition it is, byte for byte or by what it says of itself, and where it differs."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from briefing.approval.seals import Seal, Signed
from briefing.facts.base import FactBase, UnknownFact
from briefing.formats import FORMATS
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.proof.accounting import account
from briefing.proof.comparing import differences, languages_differ
from briefing.proof.files import Finished, open_finished
from briefing.proof.folder import FILES, MANIFEST, Check, Proof, Stage, accounted, many, read_entries, recorded_looks
from briefing.proof.placing import beside
from briefing.proof.reading.tables import squash, tables
from briefing.proof.sentences import Declared, quoted
from briefing.proof.surroundings import odd_links, strip_numbers, surroundings


def edition_date(folder: Path) -> str:
    """Return the day an edition is of, ISO 8601, as its manifest says."""
    return str(json.loads((folder / MANIFEST).read_bytes()).get("date", ""))


def verify(
    folder: Path,
    names: Mapping[str, Declared],
    only: Iterable[str] = (),
    hashes: bool = True,
    opener: Callable[[Path], Finished] = open_finished,
    seal: Seal | None = None,
) -> Proof:
    """Verify the edition in ``folder`` by its files, its manifest, its record and its ``seal``.

    ``names`` is what is declared for each language. ``only``: file names to report on (the others of their document are opened
    to compare). ``hashes`` off leaves out the comparison of digests, so that a test can show what the reading alone catches;
    ``opener`` reads a file. What needs the project (facts, signatures, making again) is added by ``against_project``.
    """
    edition, documents = read_entries(folder)
    date = edition_date(folder)
    proof = Proof(edition)
    problems: list[Problem] = []
    wanted = set(only)
    unknown = wanted - {f"{name}.{form}" for name, entry in documents.items() for form in entry["files"]}
    problems += [problem("proof-not-in-edition", name, 0, edition=edition) for name in sorted(unknown)]
    for name, entry in sorted(documents.items()):
        if wanted and not any(f"{name}.{form}" in wanted for form in entry["files"]):
            continue
        tags = spoken(entry["language"], names)
        if not tags:
            reason = f"{name} is in a language that this project has no rules for: {entry['language']}"
            problems.append(problem("manifest-unreadable", str(folder / MANIFEST), 0, reason=reason))
            continue
        passages = quoted(entry.get("quoted", ()))
        known = {tag: replace(names[tag], quoted=passages) for tag in tags}
        problems += _document(folder, name, documents, known, proof, hashes, opener, date, wanted)
    if not wanted:
        problems += list(languages_differ(documents, proof))
    if hashes:
        problems += accounted(folder, documents, proof, seal, wanted)
    proof.problems = in_order(problems)
    read = f"{proof.counts.total()} numbers in {many(len(proof.accounts), 'file')}, {proof.counts['unaccounted']} unaccounted"
    proof.checks[Stage.READ] = Check(bool(proof.accounts) and not any(p.code not in FILES for p in problems), read)
    return proof


def spoken(language: str, names: Mapping[str, Declared]) -> tuple[str, ...]:
    """Return the languages of a document: its own, or those that its tag joins (``zh-en``); empty where one has no rules."""
    tags = (language,) if language in names else tuple(language.split("-"))
    return tags if all(tag in names for tag in tags) else ()


def _document(
    folder: Path,
    name: str,
    documents: Mapping[str, Mapping[str, Any]],
    names: Mapping[str, Declared],
    proof: Proof,
    hashes: bool,
    opener: Callable[[Path], Finished],
    date: str,
    wanted: Set[str],
) -> Iterator[Problem]:
    language, *others = names
    entry = documents[name]
    opened: dict[str, Finished] = {}
    for form, recorded in sorted(entry["files"].items()):
        path = folder / f"{name}.{form}"
        try:
            opened[form] = opener(path)
        except ProblemsFound as found:
            yield from found.problems
            continue
        strip_numbers(opened[form], tables(language))
        proof.digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
        if hashes and proof.digests[path.name] != recorded["sha256"]:
            yield problem("proof-hash", path.name, 0)
    twin = beside(opened, entry["figures"])
    # on every page: for whom it is, and that it is a draft
    banner = " · ".join(str(text) for name in ("mark", "stamp") if (text := entry.get(name)))
    if twin is not None:
        for finished in opened.values():
            if finished is not twin and FORMATS[finished.form].whole:
                different = list(differences(twin, finished))
                yield from different
                if not different:
                    proof.same_text.append(f"{twin.name} = {finished.name}")
    for finished in opened.values():
        if wanted and finished.name not in wanted:
            continue
        said = (
            [f"it says it is of the edition {finished.edition}"] if finished.edition not in ("", proof.edition) else []
        )
        said += odd_links(finished, name, documents)
        said += _looks(folder, finished)
        said += _stated(finished, {"pack": entry["pack"], "edition": proof.edition, "language": language})
        other = twin if finished is not twin else None
        said += surroundings(finished, other, language, entry["figures"], date, banner)
        yield from (problem("proof-inside", finished.name, 0, said=reason) for reason in said)
        done = account(finished, language, entry["figures"], names[language], names if others else None)
        proof.accounts[finished.name] = done
        yield from done.problems


def _stated(finished: Finished, wanted: Mapping[str, str]) -> Iterator[str]:
    """What the data of a file state of the document as a whole; a language by its main tag."""
    for key, value in finished.stated.items():
        said, right = (text.partition("-")[0] if key == "language" else text for text in (value, wanted[key]))
        if said != right:
            yield f"its data say its {key} is {value or 'nothing'}"


def _looks(folder: Path, finished: Finished) -> Iterator[str]:
    """What only sets the looks of a file: as recorded when it was made."""
    recorded = recorded_looks(folder).get(finished.name, {})
    different = (what for what in {*recorded, *finished.looks} if recorded.get(what) != finished.looks.get(what))
    yield from (f"{what} is not the one it was made with" for what in sorted(different))


def check_facts(proof: Proof, folder: Path, root: Path, base: FactBase) -> None:
    """Compare the figures of the manifest with the fact base, where the content is the one the edition was built from."""
    if why := moved_on(folder, root):
        proof.checks[Stage.FACTS] = Check(False, why)
        return
    good = proof.add(against_facts(folder, base))
    proof.checks[Stage.FACTS] = Check(good, "the content is the one it was built from")


def check_signatures(proof: Proof, signed: Iterable[Signed], sealed: bool, whose: str) -> None:
    """Tell the signatures of a seal; a wrong or unknown one is an error. ``whose`` says where the public keys come from."""
    signed = tuple(signed)
    if not signed:
        proof.checks[Stage.SIGNED] = Check(False, "the seal carries no signature" if sealed else "it is not sealed")
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
    proof.checks[Stage.SIGNED] = Check(good, f"by {names}, with {whose}")


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
        proof.checks[Stage.AGAIN] = Check(False, f"{count} of {len(there)} files: {reasons}")
    else:
        result = f"{count} files, every byte the same" if good else f"{len(found)} differ"
        from_content = "from the content" if composed else "from the recorded documents"
        proof.checks[Stage.AGAIN] = Check(good, f"{from_content}: {result}")


def moved_on(folder: Path, root: Path, rooms: tuple[str, ...] = ("content",)) -> str:
    """Return why the edition in ``folder`` was not built from what is in ``root`` now, file by file; empty where it was."""
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
    """Yield every figure of the manifest whose fact has another value, unit or qualifier. Facts that only a selection of
    projects has are not in ``base`` and left out. Raises ``ProblemsFound`` where there is no manifest."""
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
            printed = (figure.value, figure.unit, figure.qualifier or "")
            wanted = (quantity.value, quantity.unit, str(quantity.qualifier or ""))
            if printed != wanted:
                yield problem(
                    "proof-fact-differs", name, 0, fact=figure.fact, said=_told(*printed), wanted=_told(*wanted)
                )


def _told(value: object, unit: str, qualifier: str) -> str:
    return " ".join(part for part in (qualifier, f"{value:f}", unit) if part)


def same_bytes(path: Path, folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the files of editions that have the bytes of ``path``, the newest edition first. An edition whose
    manifest cannot be read is passed over."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    for folder, documents in _editions(folders):
        for name, entry in documents.items():
            for form, recorded in entry["files"].items():
                if recorded["sha256"] == digest:
                    yield folder / f"{name}.{form}"


def original_of(received: Finished, folders: Sequence[Path]) -> Path | None:
    """Return the file that a copy with other bytes claims to be: of the edition it names, or of the newest that has
    a document in its language most like it; ``None`` where there is none."""
    stated = received.stated.get("edition") or received.edition
    texts, tag = {squash(p.text) for p in received.pieces}, received.language.partition("-")[0]
    for folder, documents in _editions(folders):
        if stated and stated not in (folder.name, read_entries(folder)[0]):
            continue
        paths = (
            folder / f"{name}.{received.form}"
            for name, entry in documents.items()
            if received.form in entry["files"] and tag in ("", entry["language"].partition("-")[0])
        )
        like = {
            path: sum(squash(p.text) in texts for p in open_finished(path).pieces) for path in paths if path.is_file()
        }
        if any(like.values()):
            return max(like, key=like.__getitem__)
    return None


def compare(path: Path, original: Path, names: Mapping[str, Declared]) -> Proof:
    """Verify a received copy as the file it claims to be, and tell what of its bytes differs. Problems name the copy."""

    def opener(asked: Path) -> Finished:
        if asked.name != original.name:
            return open_finished(asked)
        made = open_finished(path)
        made.name = original.name
        return made

    proof = verify(original.parent, names, [original.name], hashes=False, opener=opener)
    found = [replace(p, file=path.name + p.file[len(original.name) :]) for p in proof.problems]
    what = ", ".join(differing_parts(original.suffix[1:], original.read_bytes(), path.read_bytes()))
    details = {"original": original.name, "edition": proof.edition, "what": what}
    proof.problems = ()
    proof.add([*found, problem("received-differs", path.name, 0, **details)])
    return proof


def differing_parts(form: str, one: bytes, other: bytes) -> Iterator[str]:
    """Yield where two finished files of one format differ, in words: parts of an archive (Word, slides, workbook, package),
    lines of a page; at most five."""
    if zipfile.is_zipfile(io.BytesIO(one)):
        parts = [_parts(data) for data in (one, other)]
        differ = sorted(n for n in {*parts[0], *parts[1]} if parts[0].get(n) != parts[1].get(n))
    elif form == "html":
        lines = [data.decode("utf-8", "replace").splitlines() for data in (one, other)]
        differ = [f"line {n}" for n, (a, b) in enumerate(zip_longest(*lines, fillvalue=""), 1) if a != b]
    else:
        differ = [f"{len(other)} bytes instead of {len(one)}" if len(one) != len(other) else "some of its bytes"]
    yield from differ[:5]
    if len(differ) > 5:
        yield f"and {len(differ) - 5} more"


def _parts(data: bytes) -> dict[str, int]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {info.filename: info.CRC for info in archive.infolist()}
    except zipfile.BadZipFile:
        return {}


def _editions(folders: Sequence[Path]) -> Iterator[tuple[Path, dict[str, dict[str, Any]]]]:
    for folder in reversed(folders):
        try:
            yield folder, read_entries(folder)[1]
        except ProblemsFound:
            continue
