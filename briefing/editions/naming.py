"""Names of editions, and the editions that went out: approved, sealed or released ones are never replaced by anything else."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count, islice
from pathlib import Path
from typing import Any

from briefing.problems import Problem, problem

MAX_NAME = 80
#: How many names of one day are tried.
_TRIES = 99
_BARRED = frozenset('/\\:*?"<>|')
#: Names that Windows keeps for devices, whatever follows a dot.
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def name_problems(edition: str) -> Iterator[Problem]:
    """Yield why a name cannot be that of an edition: it must be one that every system can have as a folder, and keep."""
    control = any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") for c in edition)
    odd = not edition.strip() or edition[0] in ". " or edition[-1] in ". " or control or set(edition) & _BARRED
    if odd or _RESERVED.fullmatch(edition) or len(edition.encode()) > MAX_NAME:
        shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in edition)
        shown = shown if len(shown) <= MAX_NAME else shown[:MAX_NAME] + "…"
        yield problem("edition-name", "", 0, edition=shown, most=MAX_NAME)


def names_of(asked: str, day: date) -> Iterator[str]:
    """Yield the names an edition may take: the one asked for, or the day's with a number where it is taken."""
    if asked:
        yield asked
        return
    yield day.isoformat()
    yield from (f"{day.isoformat()}-{number}" for number in islice(count(2), _TRIES))


@dataclass(frozen=True, slots=True)
class WentOut:
    """What people have been given: for each sealed edition the SHA-256 of its files by name, for each edition with approvals
    the SHA-256 of each approved document's tree (without its stamp)."""

    sealed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    approved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tree:
    """A document about to be built: its name, its key, its formats, and its tree (briefing.document.json)."""

    name: str
    key: str
    formats: tuple[str, ...]
    tree: bytes


def replaced(went: WentOut, edition: str, standing: Mapping[str, Any], released: bool, trees: Sequence[Tree]) -> str:
    """Return what of an edition that went out a build would replace, in words; empty where it would replace nothing.
    ``standing`` are the documents of the manifest that stands there."""
    if edition in went.sealed and standing:  # its manifest is sealed too: nothing can be added
        other = [t.name for t in trees if not _same(t, standing.get(t.name, {}))]
        return f"sealed; {', '.join(other)} would be another or an addition" if other else ""
    if released:
        other = [t.name for t in trees if t.name in standing and standing[t.name].get("key") != t.key]
        return f"released; {', '.join(other)} would be another" if other else ""
    digests = went.approved.get(edition, {})
    other = [t.name for t in trees if t.name in digests and digests[t.name] != _digest(t.tree) and t.name in standing]
    return f"approved; {', '.join(other)} would be another" if other else ""


def untouched(went: WentOut, edition: str, standing: Mapping[str, Any], folder: Path) -> bool:
    """Return whether an edition is to be left exactly as it stands: it is sealed, and its files are whole."""
    if not standing or edition not in went.sealed:
        return False
    return all(
        (folder / f"{name}.{form}").is_file() and _file(folder / f"{name}.{form}") == said["sha256"]
        for name, entry in standing.items()
        for form, said in entry["files"].items()
    )


def unlike_seal(went: WentOut, edition: str, folder: Path) -> str:
    """Return which finished files of a new folder are not as the edition was sealed, in words."""
    sealed = went.sealed.get(edition, {})
    other = [
        p.name
        for p in sorted(folder.iterdir())
        if p.name in sealed and p.suffix != ".json" and _file(p) != sealed[p.name]
    ]
    return f"sealed; {', '.join(other)} would be another" if other else ""


def _same(tree: Tree, entry: Mapping[str, Any]) -> bool:
    return entry.get("key") == tree.key and set(tree.formats) <= set(entry.get("files", {}))


def _digest(tree: bytes) -> str:
    from briefing.document.json import from_json, to_json  # noqa: PLC0415 - a build in which nothing changed reads no tree

    return hashlib.sha256(to_json(replace(from_json(tree), stamp=""))).hexdigest()


def _file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
