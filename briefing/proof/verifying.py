"""Verifying finished files: every number accounted for, against the manifest, the facts and the project."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from briefing.approval.seals import Seal, Signed
from briefing.facts.base import FactBase, UnknownFact
from briefing.formats import FORMATS, marked
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.proof.accounting import account, sentence
from briefing.proof.files import Finished, Piece, open_finished, signed, squash
from briefing.proof.folder import (
    AGAIN,
    FACTS,
    FILES,
    MANIFEST,
    READ,
    SIGNED,
    Check,
    Proof,
    accounted,
    many,
    read_entries,
    recorded_looks,
)
from briefing.proof.placing import BODY, beside
from briefing.proof.reading import numbers_in, unmatched
from briefing.proof.reading.tables import tables
from briefing.proof.sentences.declared import Declared, quoted
from briefing.proof.surroundings import odd_links, strip_numbers, surroundings


def edition_date(folder: Path) -> str:
    """The day an edition is of, ISO 8601, as its manifest says."""
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
        problems += list(_languages(documents, proof))
    if hashes:
        problems += accounted(folder, documents, proof, seal, wanted)
    proof.problems = in_order(problems)
    read = f"{proof.counts.total()} numbers in {many(len(proof.accounts), 'file')}, {proof.counts['unaccounted']} unaccounted"
    proof.checks[READ] = Check(bool(proof.accounts) and not any(p.code not in FILES for p in problems), read)
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
    for form, said in sorted(entry["files"].items()):
        path = folder / f"{name}.{form}"
        try:
            opened[form] = opener(path)
        except ProblemsFound as found:
            yield from found.problems
            continue
        strip_numbers(opened[form], tables(language))
        proof.digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
        if hashes and proof.digests[path.name] != said["sha256"]:
            yield problem("proof-hash", path.name, 0)
    twin = beside(opened, entry["figures"])
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
        if finished.edition not in ("", proof.edition):
            yield problem("proof-inside", finished.name, 0, said=f"it says it is of the edition {finished.edition}")
        for odd in odd_links(finished, name, documents):
            yield problem("proof-inside", finished.name, 0, said=odd)
        yield from _looks(folder, finished)
        yield from _stated(finished, {"pack": entry["pack"], "edition": proof.edition, "language": language})
        yield from surroundings(
            finished, twin if finished is not twin else None, language, entry["figures"], date, _banner(entry)
        )
        done = account(finished, language, entry["figures"], names[language], names if others else None)
        proof.accounts[finished.name] = done
        yield from done.problems


def _banner(entry: Mapping[str, Any]) -> str:
    """What stands on every page of a document: for whom it is, and that it is a draft."""
    return " · ".join(str(said) for name in ("mark", "stamp") if (said := entry.get(name)))


def _stated(finished: Finished, wanted: Mapping[str, str]) -> Iterator[Problem]:
    """What the data of a file state of the document as a whole; a language by its main tag."""
    for key, said in finished.stated.items():
        right = wanted[key]
        if (said.partition("-")[0] if key == "language" else said) != (
            right.partition("-")[0] if key == "language" else right
        ):
            yield problem("proof-inside", finished.name, 0, said=f"its data say its {key} is {said or 'nothing'}")


def _looks(folder: Path, finished: Finished) -> Iterator[Problem]:
    """What only sets the looks of a file: as recorded when it was made; judged where nothing was recorded."""
    recorded = recorded_looks(folder).get(finished.name)
    if recorded is None:
        for said in finished.judged:
            yield problem("proof-inside", finished.name, 0, said=said)
        return
    for what in sorted({*recorded, *finished.looks}):
        if recorded.get(what) != finished.looks.get(what):
            yield problem("proof-inside", finished.name, 0, said=f"{what} is not the one it was made with")


def differences(one: Finished, other: Finished) -> Iterator[Problem]:
    """Where the text of two formats of one document is not the same: body by section, then cover, notes and descriptions."""
    drawn_as_text = set()
    for section in dict.fromkeys(p.section for p in (*one.of(*BODY), *other.of(*BODY))):
        ours, theirs = ([p for p in f.of(*BODY) if p.section == section] for f in (one, other))
        if _drawing_in_words(one, ours, theirs, section):
            drawn_as_text.add(section)
            continue
        yield from _differ(
            one, other, [p.text for p in ours], [p.text for p in theirs], section, theirs[0].page if theirs else 0
        )
    for role in ("cover", "note", "alt"):
        texts, others = (
            [p.text for p in f.of(role) if role != "alt" or p.section not in drawn_as_text] for f in (one, other)
        )
        yield from _differ(one, other, texts, others, role, 0)
    yield from _labels_differ(one, other)
    contents, listed = (Counter(_letters(p.text) for p in f.of("contents")) for f in (one, other))
    for text in (contents - listed) or (listed - contents):
        yield problem("proof-text-differs", other.name, 0, other=one.name, where="contents", here=text, there="…")


def _labels_differ(one: Finished, other: Finished) -> Iterator[Problem]:
    """Labels drawn in the charts of one format that the other neither draws nor describes, both ways."""
    for here, there in ((one, other), (other, one)):
        for section in dict.fromkeys(p.section for p in one.of("alt")):
            known = _drawn(there, section)
            for piece in here.of("chart"):
                if (
                    piece.section == section
                    and not piece.marks
                    and FORMATS[here.form].marks
                    and squash(piece.text) not in known
                ):
                    yield problem(
                        "proof-text-differs",
                        other.name,
                        0,
                        other=one.name,
                        where=section.replace("_", "-"),
                        here=piece.text,
                        there="…",
                    )


def _drawn(finished: Finished, section: str) -> str:
    """Everything a section's charts draw and its text says, without white space. A PDF draws letter by letter, outside its
    structure: so all that its page draws there."""
    descriptions = [p for p in finished.of("alt") if p.section == section]
    if not FORMATS[finished.form].marks:
        pages = {p.page for p in descriptions}
        drawn = [p for p in finished.of("furniture", "chart") if p.page in pages]
    else:
        drawn = [*descriptions, *(p for p in finished.of("chart", *BODY) if p.section == section)]
    return "\n".join(squash(p.text) for p in drawn)


def _drawing_in_words(one: Finished, ours: Sequence[Piece], theirs: Sequence[Piece], section: str) -> bool:
    """Whether a section differs only in that the other format sets the labels of a drawing (a timeline) as text."""
    labels = "".join(squash(p.text) for p in one.of("chart") if p.section == section)
    here, there = ("".join(squash(p.text) for p in pieces) for pieces in (ours, theirs))
    at = there.find(labels) if labels and here != there else -1
    return at >= 0 and there[:at] + there[at + len(labels) :] == here


def _letters(text: str) -> str:
    """An entry of the contents without its page number."""
    return squash(text).rstrip("0123456789.")


def _differ(
    one: Finished, other: Finished, ours: Sequence[str], theirs: Sequence[str], where: str, page: int
) -> Iterator[Problem]:
    here, there = "".join(ours), "".join(theirs)
    a, b = signed(here), signed(there)
    if a == b:
        return
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    place = other.name + (f", page {page}" if page else "")
    yield problem(
        "proof-text-differs",
        place,
        0,
        other=one.name,
        where=where.replace("_", "-"),
        here=sentence(b, at),
        there=sentence(a, at),
    )


#: The form of an amount in another currency, which only some languages give beside the amount itself.
BESIDE = "beside"


def _languages(documents: Mapping[str, Mapping[str, Any]], proof: Proof) -> Iterator[Problem]:
    """The languages of one pack carry the same figures, section by section, and the same dates."""
    packs: dict[str, list[str]] = {}
    for name, entry in sorted(documents.items()):
        packs.setdefault(entry["pack"], []).append(name)
    for pack, listed in packs.items():
        first, *others = sorted(listed, key=lambda n: n.rpartition(".")[2], reverse=True)
        for other in others:
            pair = (documents, first, other)
            found = [*_figures_differ(*pair), *_open_values_differ(*pair), *_dates_differ(*pair, proof)]
            yield from found
            if not found:
                proof.same_figures.append(f"{pack}: {first.rpartition('.')[2]} = {other.rpartition('.')[2]}")


def _figures_differ(documents: Mapping[str, Mapping[str, Any]], one: str, other: str) -> Iterator[Problem]:
    counts = [
        Counter((e.section, e.fact, e.value) for e in documents[n]["figures"] if e.form != BESIDE) for n in (one, other)
    ]
    for (here, there), name in (((counts[0], counts[1]), other), ((counts[1], counts[0]), one)):
        for (section, fact, value), _ in sorted((here - there).items(), key=str):
            yield problem(
                "proof-languages-differ",
                name,
                0,
                section=section.replace("_", "-"),
                what=f"{fact} ({value})",
                other=other if name == one else one,
            )


def _open_values_differ(documents: Mapping[str, Mapping[str, Any]], one: str, other: str) -> Iterator[Problem]:
    """A value that the source leaves open ends in the same number in both languages, where both print one (9000万—1.2亿元)."""
    ends: list[dict[tuple[str, str], tuple[str, Decimal]]] = []
    for name in (one, other):
        language = name.rpartition(".")[2]
        found = {}
        for entry in documents[name]["figures"]:
            values = [f.value for f in numbers_in(entry.text, language) if f.value is not None and not f.period]
            if entry.value is None and values:
                found[entry.section, entry.fact] = (entry.text, values[-1])
        ends.append(found)
    for (section, fact), (text, value) in ends[0].items():
        theirs = ends[1].get((section, fact))
        if theirs is not None and theirs[1] != value:
            told = {"section": section.replace("_", "-"), "what": f"{fact} ({text}; {theirs[0]})"}
            yield problem("proof-languages-differ", other, 0, **told, other=one)


def _dates_differ(documents: Mapping[str, Mapping[str, Any]], one: str, other: str, proof: Proof) -> Iterator[Problem]:
    rates = [
        {day for e in documents[name]["figures"] if e.form == BESIDE for day in e.rate_days} for name in (one, other)
    ]
    for form in marked():
        ours, theirs = (proof.accounts.get(f"{n}.{form}") for n in (one, other))
        if ours is None or theirs is None:
            continue
        for section in dict.fromkeys((*ours.dates, *theirs.dates)):
            lonely = unmatched(ours.dates.get(section, ()), theirs.dates.get(section, ()))
            for found, name in lonely:
                if found.identity in rates[name]:  # the source of a rate of exchange, where only this language converts
                    continue
                yield problem(
                    "proof-languages-differ",
                    other if name == 0 else one,
                    0,
                    section=section.replace("_", "-"),
                    what=f"{found.text} ({found.identity})",
                    other=one if name == 0 else other,
                )
        return


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
