"""Build request and progress callbacks, names of editions, and what keeps one from release. Imports nothing expensive."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from itertools import count, islice
from pathlib import Path
from typing import Any

from briefing.files.reading import file_hash
from briefing.problems import Problem, in_order, problem

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
    """A document about to be built: its name, its key, its formats, and its tree (briefing.document.reading)."""

    name: str
    key: str
    formats: tuple[str, ...]
    tree: bytes


def replaced(went: WentOut, edition: str, standing: Mapping[str, Any], released: bool, trees: Sequence[Tree]) -> str:
    """Return what of an edition that went out a build would replace, in words; empty where it would replace nothing.
    ``standing`` are the documents of the manifest that is there."""
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
    """Return whether an edition is to be left exactly as it is: it is sealed, and its files are whole."""
    if not standing or edition not in went.sealed:
        return False
    return all(
        (folder / f"{name}.{form}").is_file() and file_hash(folder / f"{name}.{form}") == row["sha256"]
        for name, entry in standing.items()
        for form, row in entry["files"].items()
    )


def unlike_seal(went: WentOut, edition: str, folder: Path) -> str:
    """Return which finished files of a new folder are not as the edition was sealed, in words."""
    sealed = went.sealed.get(edition, {})
    other = [
        p.name
        for p in sorted(folder.iterdir())
        if p.name in sealed and p.suffix != ".json" and file_hash(p) != sealed[p.name]
    ]
    return f"sealed; {', '.join(other)} would be another" if other else ""


def _same(tree: Tree, entry: Mapping[str, Any]) -> bool:
    return entry.get("key") == tree.key and set(tree.formats) <= set(entry.get("files", {}))


def _digest(tree: bytes) -> str:
    from briefing.document.reading import from_json, to_json  # noqa: PLC0415 - a build in which nothing changed reads no tree

    return hashlib.sha256(to_json(replace(from_json(tree), stamp=""))).hexdigest()


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. Empty ``packs``, ``languages`` or ``formats`` mean all; an empty ``edition`` the newest source's
    date.

    ``as_of`` is the day the project was opened for. ``since`` is the day of the edition that the packs tell their
    changes from. ``release`` refuses what would otherwise be a draft; ``lapsed`` are the approvals and reviews that
    no longer hold, which must be known for a release (``None``: nobody looked; briefing.workspace does).
    ``internal``: only the internal versions of packs, or none of them; both by default, and never for a release. ``where``
    and ``audiences`` choose among imported projects, ``each`` (sector or region) makes a document of each of them
    (briefing.editions.audiences); ``name``, ``undecided`` and ``guide`` are said there.

    How it is built changes no byte: ``jobs`` worker processes (0: one a core), ``engine`` (``local`` or
    ``dask=ADDRESS``), ``store`` (the folder of finished documents, ``None`` for none), ``fresh`` (nothing that is
    there is used either). ``went_out`` are the editions that people have been given."""

    out: Path
    packs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    edition: str = ""
    stamp: str = ""
    jobs: int = 0
    as_of: date | None = None
    since: date | None = None
    release: bool = False
    where: str = ""
    audiences: tuple[str, ...] = ()
    each: str = ""
    name: str = ""
    undecided: str = "leave"
    guide: bool = False
    internal: bool | None = None
    lapsed: tuple[Problem, ...] | None = None
    engine: str = "local"
    store: Path | None = None
    fresh: bool = False
    went_out: WentOut = field(default_factory=WentOut)

    def asked(self) -> dict[str, object]:
        """Return the options that determine the result, by name."""
        how = {"jobs", "engine", "store", "fresh", "lapsed", "went_out"}
        return {item.name: getattr(self, item.name) for item in fields(self) if item.name not in how}


class Origin(StrEnum):
    """Where a finished document came from."""

    UNCHANGED = "unchanged"
    STORED = "stored"
    BUILT = "built"


@dataclass(slots=True)
class Progress:
    """Told what is going on; the command line draws it, tests listen. ``stage`` is called when a stage begins;
    ``started`` with the number of documents, before they are composed and again before they are made; ``composed``
    with the name of each; ``done`` with each document's name, where it came from, and the seconds each part of it
    took."""

    stage: Callable[[str], None] = lambda _name: None
    started: Callable[[int], None] = lambda _total: None
    composed: Callable[[str], None] = lambda _name: None
    done: Callable[[str, Origin, dict[str, float]], None] = lambda _name, _origin, _seconds: None


#: A figure, a list, a project's entry or a contact past the day on which a newer one was due.
STALE = frozenset({"figure-stale", "list-stale", "list-projects-lapsed", "list-contacts-due"})

#: A sentence or word whose translation is missing, belongs to an earlier wording, or has been read by nobody as it is.
UNREVIEWED = frozenset(
    {"translation-missing", "translation-unreviewed", "catalogue-fuzzy", "list-untranslated", "list-english-figures"}
)

#: A sentence that new data has torn apart.
UNSOUND = frozenset({"period-unsaid", "derived-elsewhere", "actual-unprinted"})

#: The furniture name of the mark that a draft carries on every page.
DRAFT = "draft"


def unready(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those problems of composing a document that make it a draft."""
    return in_order(p for p in problems if p.code in STALE | UNREVIEWED | UNSOUND)
