"""Build request and progress callbacks, and what keeps an edition from release. Imports nothing expensive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from pathlib import Path

from briefing.editions.naming import WentOut
from briefing.problems import Problem, in_order


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. Empty ``packs``, ``languages`` or ``formats`` mean all; an empty ``edition`` the newest source's
    date.

    ``as_of`` is the day the project was opened for. ``since`` is the day of the edition that the packs tell their
    changes from. ``release`` refuses what would otherwise be a draft; ``lapsed`` are the approvals and reviews that
    no longer stand, which must be known for a release (``None``: nobody looked; briefing.workspace does). ``where``
    and ``audiences`` choose among imported projects, ``each`` (sector or region) makes a document of each of them
    (briefing.editions.audiences); ``name``, ``undecided`` and ``guide`` are said there.

    How it is built changes no byte: ``jobs`` worker processes (0: one a core), ``engine`` (``local`` or
    ``dask=ADDRESS``), ``store`` (the folder of finished documents, ``None`` for none), ``fresh`` (nothing that stands
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

#: A sentence or word whose translation is missing, belongs to an earlier wording, or has been read by nobody as it stands.
UNREVIEWED = frozenset(
    {"translation-missing", "translation-unreviewed", "catalogue-fuzzy", "list-untranslated", "list-english-figures"}
)

#: A sentence that new data has torn apart.
UNSOUND = frozenset({"period-unsaid", "derived-elsewhere", "actual-unprinted"})

#: The furniture name of the mark that a draft carries on every page.
DRAFT = "draft"


def unready(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those problems of composing a document that make it a draft."""
    return in_order(p for p in problems if p.code in STALE | UNREVIEWED | UNSOUND)
