"""Putting files in place, all of a set or none, one writer at a time for each project.

A lock file keeps other writers out; the system releases it when its holder dies. New bytes are staged beside their places and
renamed. A set of several files is written into a journal before the first rename, so that a process killed between two renames
leaves something that the next opening can finish.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from briefing.files.reading import failures_as, reason_of
from briefing.files.spool import SpooledFiles
from briefing.problems import Problem, ProblemsFound, problem

#: The folder of a project in which this room keeps what belongs to no content: the lock, the journal, rescued versions.
OWN = ".briefing"
#: Longest wait for another writer, in seconds: an import of 10,000 projects takes about ten.
WAIT = 60
_PAUSE = 0.05

_held = threading.local()


@contextmanager
def held(root: Path, purpose: str, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock of the project in ``root``; ``purpose`` is shown to those who wait. Re-entrant within a thread. Raises
    ``ProblemsFound`` when another writer still holds it after ``wait`` seconds, or when the lock file cannot be opened."""
    key = os.getpid(), os.path.realpath(root)  # a forked process inherits what this thread remembers, and not the lock
    mine: dict[tuple[int, str], int] = _held.__dict__.setdefault("locks", {})
    if key in mine:
        yield
        return
    handle = _opened(root)
    try:
        _take(handle, root, wait)
        _sign(handle, purpose)
        mine[key] = handle
        try:
            yield
        finally:
            del mine[key]
    finally:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)  # also where a forked process has inherited the open file
        os.close(handle)


def _opened(root: Path) -> int:
    folder = root / OWN
    try:
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", "utf-8")
        try:
            return os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        except PermissionError:
            return os.open(folder / "lock", os.O_RDONLY)  # a colleague's: it can be held, if not signed
    except OSError as error:
        raise ProblemsFound([problem("edit-not-written", str(folder), reason=reason_of(error))]) from error


def _take(handle: int, root: Path, wait: float) -> None:
    for _ in range(max(1, round(wait / _PAUSE))):
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(_PAUSE)
    raise ProblemsFound([_busy(handle, root, wait)])


def _sign(handle: int, purpose: str) -> None:
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"name": name, "process": os.getpid(), "purpose": purpose}).encode(), 0)


def _busy(handle: int, root: Path, wait: float) -> Problem:
    who, process, purpose = "somebody", "unknown", "a change"
    with suppress(OSError, ValueError, TypeError, KeyError):
        stated = json.loads(os.pread(handle, 4096, 0))
        who, process, purpose = str(stated["name"]), str(stated["process"]), str(stated["purpose"])
    return problem("edit-busy", str(root), who=who, process=process, purpose=purpose, seconds=round(wait))


#: The version of a file that is not there.
ABSENT = ""
JOURNAL, _KEPT = "commit.json", "kept"
_ACL = "system.posix_acl_access"


def version_of(data: bytes | None) -> str:
    """Return the token of a file's bytes: their SHA-256 in hex, or ``ABSENT`` for ``None``."""
    return ABSENT if data is None else hashlib.sha256(data).hexdigest()


def inside(root: Path, name: str) -> Path:
    """Return the path of a file of the project. Raises ``ValueError`` for one outside of it."""
    if not name or name.startswith("/") or ".." in PurePosixPath(name).parts or "\0" in name:
        raise ValueError(f"{name!r} is no path inside the project")
    return root / name


def bytes_of(path: Path) -> bytes | None:
    """Return the bytes of an ordinary file, ``None`` where there is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(errno.EINVAL, "it is not an ordinary file", str(path))
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """One file of a change: its place (links followed), the staged file, the bytes it shall have (``key`` in ``files``),
    those it has (by its name in ``before``), and its name in the project ("": it lies outside)."""

    place: Path
    staged: Path
    files: Mapping[Any, bytes | None]
    key: str | Path
    before: SpooledFiles
    name: str
    mode: int = 0o666

    @property
    def deletes(self) -> bool:
        """Whether it deletes its file."""
        return self.version() == ABSENT if isinstance(self.files, SpooledFiles) else self.files[self.key] is None

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes it shall have, in pieces where they are held so."""
        if isinstance(self.files, SpooledFiles):
            yield from self.files.pieces(str(self.key))
        elif (data := self.files[self.key]) is not None:
            yield data

    def version(self) -> str:
        """Return the token of the bytes it shall have."""
        if isinstance(self.files, SpooledFiles):
            return self.files.version(str(self.key))
        return version_of(self.files[self.key])

    def check(self) -> None:
        """Raise ``OSError`` where what is there may not be replaced."""
        if self.place.exists() and not self.place.is_file():
            raise OSError(errno.EINVAL, "it is not an ordinary file", str(self.place))
        if self.place.exists() and not os.access(self.place, os.W_OK):
            raise PermissionError(errno.EACCES, "you may not write to it", str(self.place))

    def stage(self, flush: bool = True) -> int:
        """Write the new bytes beside the place, with the rights of the file they replace and flushed to disk. The open file is
        returned: as long as it is held, no other writer takes it for a dead one's."""
        handle = os.open(self.staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self.mode)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                _keep_rights(self.place, handle)
            with os.fdopen(handle, "wb", closefd=False) as file:
                file.writelines(self.pieces())
            if flush:
                os.fsync(handle)
        except BaseException:
            os.close(handle)
            raise
        return handle

    def apply(self) -> None:
        """Put the staged file in place, or delete what is there."""
        if self.deletes:
            self.place.unlink(missing_ok=True)
        else:
            self.staged.replace(self.place)

    def undone(self) -> Step:
        """Return the step that brings back what was there."""
        after = SpooledFiles()
        after.add(self.name, None if self.deletes else self.pieces())
        return Step(self.place, self.staged, self.before, self.name, after, self.name)


def step_of(
    path: Path,
    files: Mapping[Any, bytes | None],
    key: str | Path,
    before: SpooledFiles | None = None,
    name: str = "",
    mode: int = 0o666,
) -> Step:
    """Return the step that gives a file the bytes that stand in ``files`` under ``key``."""
    place = Path(os.path.realpath(path))
    mark = "" if name else f".{secrets.token_hex(4)}"  # outside of a lock, others may write the same file
    return Step(place, place.with_name(f".{place.name}{mark}.new"), files, key, before or SpooledFiles(), name, mode)


def _keep_rights(place: Path, handle: int) -> None:
    """Copy mode, group and access list of the file to be replaced. A group the writer is not a member of cannot be kept."""
    old = place.stat()
    with suppress(PermissionError):
        os.fchown(handle, -1, old.st_gid)
    os.fchmod(handle, stat.S_IMODE(old.st_mode))
    with suppress(OSError):
        os.setxattr(handle, _ACL, os.getxattr(place, _ACL))


def commit(root: Path, steps: Sequence[Step], outputs: Sequence[Step] = (), undoing: bool = False) -> None:
    """Stage all files, write the journal, rename, remove the journal. Raises ``ProblemsFound`` with nothing changed."""
    journal = root / OWN / JOURNAL
    every = (*steps, *outputs)
    made: list[Path] = []
    held_open: list[int] = []
    begun, done = False, 0
    try:
        _stage(every, made, held_open)
        if len(steps) > 1 or undoing:
            _note(journal, steps)
        begun = True
        for step in every:
            with failures_as("edit-not-written", step.name or str(step.place)):
                step.apply()
            done += 1
    except ProblemsFound:
        if undoing:  # the journal stays: the next opening goes on
            raise
        if steps and done:
            commit(root, [step.undone() for step in every[:done] if step.name], undoing=True)
        _unstage(every, made, journal if steps else None)
        raise
    except BaseException:  # stopped by the user
        for step in every if begun else ():  # it takes no time, and half a change may not stay
            with suppress(FileNotFoundError):
                step.apply()
        _unstage(every, made, journal if steps else None)
        raise
    finally:
        for handle in held_open:
            os.close(handle)
    for folder in {step.place.parent for step in every}:
        _flush(folder)
    if steps:
        journal.unlink(missing_ok=True)


def _stage(steps: Iterable[Step], made: list[Path], held_open: list[int]) -> None:
    """Stage every step. Folders made for it are added to ``made``, open files of outputs to ``held_open``."""
    for step in steps:
        with failures_as("edit-not-written", step.name or str(step.place)):
            _make_folders(step.place.parent, made)
            if not step.name:
                _clear_beside(step.place)
            step.check()
            if not step.deletes:
                handle = step.stage()
                os.close(handle) if step.name else held_open.append(handle)


def _unstage(steps: Iterable[Step], made: Sequence[Path], journal: Path | None) -> None:
    """Remove the journal, what is staged, and the folders made for it where they are empty."""
    if journal is not None:
        journal.unlink(missing_ok=True)
    for step in steps:
        with suppress(OSError):
            step.staged.unlink(missing_ok=True)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it; the ones that were not there are added to ``made``, outermost first."""
    if not folder.exists():
        _make_folders(folder.parent, made)
        folder.mkdir(exist_ok=True)
        made.append(folder)


def clear(root: Path, names: Iterable[str]) -> None:
    """Remove what killed writers have staged in the folders of a change. Call with the project locked."""
    for top in {PurePosixPath(name).parts[0] for name in names}:
        for leftover in (root / top).rglob(".*.new"):
            if leftover.is_dir() and not leftover.is_symlink():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)


def _clear_beside(place: Path) -> None:
    """Remove staged files of this place that no living writer holds."""
    beside: list[Path] = []
    with suppress(OSError):
        beside = [p for p in place.parent.iterdir() if p.name.startswith(f".{place.name}.") and p.suffix == ".new"]
    for leftover in beside:
        with suppress(OSError):
            handle = os.open(leftover, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                leftover.unlink()
            finally:
                os.close(handle)


def _flush(folder: Path) -> None:
    """Flush a folder's entries to disk, where its file system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _note(journal: Path, steps: Iterable[Step]) -> None:
    """Write the journal as a whole and flush it to disk."""
    records = [{"name": s.name, "before": s.before.version(s.name), "after": s.version()} for s in steps]
    beside = journal.with_suffix(".new")
    with failures_as("edit-not-written", str(journal)):
        with beside.open("w", encoding="utf-8") as file:
            json.dump(records, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(journal)
        _flush(journal.parent)


def finish(root: Path) -> list[Problem]:
    """Finish the change of a killed process. A file that somebody has edited since is left alone: its new version is kept aside
    and reported."""
    journal = root / OWN / JOURNAL
    if not journal.exists():
        return []
    problems: list[Problem] = []
    with failures_as("edit-not-written", str(journal)):
        try:
            records = [(str(r["name"]), str(r["before"]), str(r["after"])) for r in json.loads(journal.read_bytes())]
            steps = [
                (step_of(inside(root, name), {}, name, name=name), before, after) for name, before, after in records
            ]
        except (ValueError, TypeError, KeyError) as error:
            raise ProblemsFound([problem("edit-journal", str(journal), reason=error)]) from error
        for step, before, after in steps:
            now, staged = version_of(bytes_of(step.place)), version_of(bytes_of(step.staged))
            if now == after or after not in (staged, ABSENT):
                continue  # it was put in place
            if now != before:
                problems.append(_kept_aside(root, step))
            elif after == ABSENT:
                step.place.unlink(missing_ok=True)
            else:
                step.staged.replace(step.place)
            _flush(step.place.parent)
        journal.unlink()
    return problems


def _kept_aside(root: Path, step: Step) -> Problem:
    kept = root / OWN / _KEPT / step.name
    if step.staged.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(step.staged, kept)
    return problem("edit-interrupted", step.name, kept=kept.relative_to(root).as_posix())
