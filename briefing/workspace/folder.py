"""What everything the front door does begins with: the project on disk (its root, its day, what was read of it), plans of what
would be written, and any result as plain data that ``json.dumps`` takes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from briefing.files.reading import listed
from briefing.files.writing import locked, token_of, write_all
from briefing.memory import Memory, Remembered, Stamp, stamp
from briefing.problems import ProblemsFound, has_errors, problem

if TYPE_CHECKING:
    from briefing.project.opening import Project

T = TypeVar("T")

#: Folders of a project that people edit and everything is made from.
INPUTS = ("content", "i18n", "templates")


class ProjectFolder:
    """A project at ``root`` on the day ``today``; finished editions lie in ``out`` (``root/out`` where it is not given),
    rendered documents in ``store``. Raises ``ProblemsFound`` where there is no project."""

    def __init__(self, root: Path | str, today: date, out: Path | str | None = None) -> None:
        self.root = Path(root).absolute()
        if not (self.root / "content").is_dir():
            raise ProblemsFound([problem("root-without-project", root=self.root)])
        self.today = today
        self.out = Path(out).absolute() if out is not None else self.root / "out"
        self.store = self.root / ".cache" / "documents"
        self._memory = Memory()
        self._seen = threading.local()
        self._read: tuple[Project, Stamp] | None = None

    def recall(self, kind: str, name: Hashable, inputs: Sequence[object], make: Callable[[], T]) -> T:
        """Return the value made before from the same inputs, or made now (see ``briefing.memory``)."""
        return self._memory(kind, name, inputs, make)

    def known(self, kind: str, name: Hashable, inputs: Sequence[object] = ()) -> Remembered | None:
        """Return the value last made of this kind and name, and whether it still holds; nothing is made."""
        return self._memory.known(kind, name, inputs)

    def forget(self, kind: str, name: Hashable = None) -> None:
        """Keep nothing of this kind any longer, or only of this name: what is large and was looked at."""
        self._memory.forget(kind, name)

    @property
    def known_only(self) -> bool:
        """Whether this thread asks for what is known at once (see ``at_once``)."""
        return self._known_project is not None

    @property
    def _known_project(self) -> tuple[Project, Stamp] | None:
        """The project as it was last read, with the stamp of its files then, where this thread asks for what is known."""
        found: tuple[Project, Stamp] | None = getattr(self._seen, "known_project", None)
        return found

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Answer from what is known, for all calls of this thread inside the block: a project that was read before is not read
        again: its files count as they were then, all through the block. Home and the register do not compose a document either.
        What is answered says where it is behind. Before anything was read, nothing is known: everything is read as ever."""
        before, self._seen.known_project = self._known_project, self._read
        try:
            yield
        finally:
            self._seen.known_project = before

    def is_read(self, project: Project) -> bool:
        """Return whether a project, as ``project`` gave it, is what its files say now."""
        known = self.known("as-of", project.base.as_of, (self._stamp_now(*INPUTS),))
        return known is not None and known.current and known.value is project

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Look at the disk once for all calls of this thread inside the block: what they return belongs together, and
        costs less."""
        before = getattr(self._seen, "stamps", None)
        self._seen.stamps = before or {}
        try:
            yield
        finally:
            self._seen.stamps = before

    def stamp(self, *names: str) -> Stamp:
        """Return the stamp of files and folders below the root, as they are now; inside ``steady`` as they were at first,
        inside ``at_once`` as they were when the project was last read."""
        if self._known_project is not None and all(name.partition("/")[0] in INPUTS for name in names):
            return self._known_project[1].below(*(self.root / name for name in names))
        return self._stamp_now(*names)

    def _stamp_now(self, *names: str) -> Stamp:
        seen = getattr(self._seen, "stamps", None)
        if seen is None:
            return stamp(*(self.root / name for name in names))
        if names not in seen:
            seen[names] = stamp(*(self.root / name for name in names))
        found: Stamp = seen[names]
        return found

    def project(self, as_of: date | None = None) -> Project:
        """Return the project as it is, or as it was known on a day: immutable, with every problem of reading it."""
        from briefing.project.opening import open_project  # noqa: PLC0415 - only where the project is asked for
        from briefing.workspace.settling import settling  # noqa: PLC0415

        if self._known_project is not None and as_of is None:
            return self._known_project[0]
        stands, recall = self.stamp(*INPUTS), settling(self.recall, self.known)
        found = self.recall("as-of", as_of, (stands,), lambda: open_project(self.root, as_of, recall=recall))
        if as_of is None:
            self._read = found, stands
        return found

    def sound(self, as_of: date | None = None) -> Project:
        """Return the project as ``project`` gives it. Raises ``ProblemsFound`` when one of its problems is an error."""
        project = self.project(as_of)
        if has_errors(project.problems):
            raise ProblemsFound(project.problems)
        return project

    def bytes_below(self, pattern: str) -> dict[str, bytes]:
        """Return the files below the root whose path fits a glob pattern, as they are now: what a plan compares with before it
        is saved."""
        return {p.relative_to(self.root).as_posix(): p.read_bytes() for p in listed(self.root, pattern)}

    @contextmanager
    def alone(self, purpose: str) -> Iterator[None]:
        """Hold the project, so that what is planned inside is saved on what was read. ``purpose`` (an infinitive) is
        told to those who wait; after a minute they are refused with the name of who holds it."""
        with locked(self.root, purpose):
            yield

    def save(self, plan: Plan, outputs: Mapping[Path, bytes] | None = None) -> tuple[str, ...]:
        """Put the files of a plan in place, all or none, and return their paths below the root. ``outputs`` are files
        anywhere that are written with them. Raises ``ProblemsFound``, with nothing written, when a file was changed
        since the plan was made."""
        if plan.contents or outputs:
            write_all(self.root, plan.contents, plan.read, outputs)
        return plan.files

    def edition_folders(self, out: Path | None = None) -> list[Path]:
        """Return the folders of finished editions, oldest name first."""
        return sorted(p.parent for p in (out or self.out).glob("*/manifest.json") if not p.parent.name.startswith("."))


def signed_name(by: str) -> str:
    """Return the name somebody signs with, on one line. Raises ``ProblemsFound`` where there is none."""
    if not (name := " ".join(by.split())):
        raise ProblemsFound([problem("option-needed", option="--by")])
    return name


#: Metadata of a dataclass field that is no part of the data: bytes to be written, an opened project.
HIDDEN = {"data": "hidden"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Files to put in place: new bytes by path below the root, and the bytes they replace (``None`` where there was
    no file). Every plan of the front door is one, with what a person wants to see first in fields of its own.
    ``Workspace.save`` puts all of them in place, or none."""

    contents: Mapping[str, bytes | None] = field(default_factory=dict, repr=False, compare=False, metadata=HIDDEN)
    read: Mapping[str, bytes | None] = field(default_factory=dict, repr=False, compare=False, metadata=HIDDEN)

    @property
    def files(self) -> tuple[str, ...]:
        """The paths below the root that saving would write."""
        return tuple(self.contents)

    @property
    def version(self) -> str:
        """A token of what was read and of what would be written (SHA-256 in hex). Whoever saves a plan that was made again with
        the version a person saw saves what that person saw."""
        digest = hashlib.sha256()
        for kind, files in (("read", self.read), ("written", self.contents)):
            for path in sorted(files):
                told = token_of(files, path) or "none"
                digest.update(f"{kind}\0{path}\0{told}\n".encode())
        return digest.hexdigest()


def spread(pattern: str) -> dict[str, str]:
    """Return metadata of a field with a mapping whose entries become keys of the object itself, named by ``pattern``: ``{"zh":
    …}`` with ``label_{}`` becomes ``label_zh``."""
    return {"data": pattern}


def named(key: str) -> dict[str, str]:
    """Return metadata of a field that is called otherwise in the data, where people's programs know it by that name."""
    return {"name": key}


def as_data(value: object) -> Any:
    """Return a result as JSON values: dataclasses, records and mappings become objects, sequences lists, sets sorted lists,
    dates ISO 8601, decimals their digits without exponent, enums their values, paths POSIX text. Raises ``TypeError`` for what
    is no data (bytes, functions)."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case PurePath():
            return value.as_posix()
        case Mapping():
            return {str(as_data(key)): as_data(entry) for key, entry in value.items()}
        case list() | tuple():
            return [as_data(entry) for entry in value]
        case Set():
            return [as_data(entry) for entry in sorted(value)]
        case object(model_dump=dump):  # a record of content; its library is not loaded for this
            return as_data(dump())
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _object(value)
        case _:
            raise TypeError(f"{type(value).__name__} is no plain data")


def _object(value: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for item in fields(value):
        kind = item.metadata.get("data", "")
        if kind == "hidden":
            continue
        inside = getattr(value, item.name)
        if kind:
            made |= {kind.format(key): as_data(entry) for key, entry in inside.items()}
        else:
            made[item.metadata.get("name", item.name)] = as_data(inside)
    return made
