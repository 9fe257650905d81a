"""A copy that came back: which file of which edition it is, byte for byte or by what it says of itself, and where it
differs."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from briefing.problems import ProblemsFound, problem
from briefing.proof.files import Finished, open_finished, squash
from briefing.proof.folder import Proof, read_entries
from briefing.proof.sentences.declared import Declared
from briefing.proof.verifying import verify


@dataclass(frozen=True, slots=True)
class Original:
    """A file of an edition: its folder and its name."""

    folder: Path
    name: str


def same_bytes(path: Path, folders: Sequence[Path]) -> Iterator[Original]:
    """Yield the files of editions that have the bytes of ``path``, the newest edition first. An edition whose
    manifest cannot be read is passed over."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    for folder, documents in _editions(folders):
        for name, entry in documents.items():
            for form, recorded in entry["files"].items():
                if recorded["sha256"] == digest:
                    yield Original(folder, f"{name}.{form}")


def original_of(received: Finished, folders: Sequence[Path]) -> Original | None:
    """Return the file that a copy with other bytes claims to be: of the edition it names, or of the newest that has
    a document in its language most like it; ``None`` where there is none."""
    stated = received.stated.get("edition") or received.edition
    editions = [(f, d) for f, d in _editions(folders) if not stated or stated in (f.name, _edition(f))]
    texts = {squash(p.text) for p in received.pieces}
    best: tuple[int, Original] | None = None
    for folder, documents in editions:
        for name, entry in documents.items():
            tag = received.language.partition("-")[0]
            path = folder / f"{name}.{received.form}"
            if (
                (tag and entry["language"].partition("-")[0] != tag)
                or received.form not in entry["files"]
                or not path.is_file()
            ):
                continue
            likeness = sum(1 for p in open_finished(path).pieces if squash(p.text) in texts)
            if best is None or likeness > best[0]:
                best = likeness, Original(folder, path.name)
        if best is not None and best[0]:
            return best[1]
    return best[1] if best is not None and best[0] else None


def compare(path: Path, original: Original, names: Mapping[str, Declared]) -> Proof:
    """Verify a received copy as the file it claims to be, and tell what of its bytes differs. Problems name the copy."""
    there = original.folder / original.name

    def opener(asked: Path) -> Finished:
        if asked.name != original.name:
            return open_finished(asked)
        made = open_finished(path)
        made.name = original.name
        return made

    proof = verify(original.folder, names, [original.name], hashes=False, opener=opener)
    found = [replace(p, file=path.name + p.file[len(original.name) :]) for p in proof.problems]
    what = ", ".join(differing_parts(there.suffix[1:], there.read_bytes(), path.read_bytes()))
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
        length = max(map(len, lines))
        padded = [text + [""] * (length - len(text)) for text in lines]
        differ = [f"line {n}" for n, (a, b) in enumerate(zip(*padded, strict=True), 1) if a != b]
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


def _edition(folder: Path) -> str:
    return read_entries(folder)[0]
