"""Replacing files: all of a set or none, under the project's lock, and only where each still is what was read.

New bytes are staged beside their places and renamed. A set of several files is written into a journal before the first rename,
so that a process killed between two renames leaves something that the next opening can finish.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, TypeVar, runtime_checkable

from briefing.files.locking import OWN, WAIT, held
from briefing.files.reading import failures_as
from briefing.files.spool import PIECE, SpooledFiles
from briefing.problems import Problem, ProblemsFound, problem

#: The version of a file that is not there.
ABSENT = ""
_JOURNAL, _KEPT = "commit.json", "kept"
_ACL = "system.posix_acl_access"
#: How often a reader begins again because a change of several files was put in place meanwhile.
_READS = 4

T = TypeVar("T")
#: What was read of a file before a change of it was planned: its bytes, ``None`` for no file, or its version token.
Expected = bytes | str | None


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read: its bytes (``None``: there is none) and the token that stands for them."""

    data: bytes | None
    version: str


@runtime_checkable
class InPieces(Protocol):
    """Files to be written that are held in another form, and given in pieces."""

    def pieces(self, path: Any) -> Iterator[bytes]:
        """The bytes of a file in pieces."""

    def version(self, path: Any) -> str:
        """The token of its bytes; ``ABSENT`` for one that is to be deleted."""


def version_of(data: bytes | None) -> str:
    """Return the token of a file's bytes: their SHA-256 in hex, or ``ABSENT`` for ``None``."""
    return ABSENT if data is None else hashlib.sha256(data).hexdigest()


def token_of(files: Mapping[str, Expected], name: str) -> str:
    """Return the token of one of several files, however they are held."""
    if isinstance(files, InPieces):
        return files.version(name)
    held = files[name]
    return held if isinstance(held, str) else version_of(held)


def read(root: Path, name: str) -> Read:
    """Read a file of the project by its relative path. Raises ``OSError`` for anything but its absence."""
    data = _bytes(_inside(root, name))
    return Read(data, version_of(data))


@contextmanager
def locked(root: Path, purpose: str, wait: float = WAIT) -> Iterator[None]:
    """Lock the project for a change; ``purpose`` (an infinitive) is shown to those who wait. An interrupted change is finished
    first. Raises ``ProblemsFound`` when another writer still holds the lock after ``wait`` seconds."""
    with held(root, purpose, wait):
        if unfinished := _finish(root):
            raise ProblemsFound(unfinished)
        yield


def write_all(
    root: Path,
    files: Mapping[str, bytes | None],
    expected: Mapping[str, Expected],
    outputs: Mapping[Path, bytes] | None = None,
) -> None:
    """Replace files of the project, or delete those with ``None``: all of them or none. Paths are relative to ``root``.

    ``expected`` holds what was read of each of them, and may name more files that the change depends on. ``outputs`` are
    generated files anywhere, written together with the others and without comparison. Raises ``ProblemsFound``, with nothing
    changed, when a file is no longer what was read (``edit-conflict``) or cannot be written."""
    if missing := files.keys() - expected.keys():
        raise ValueError(f"nothing is said of how {', '.join(sorted(missing))} was read")
    with locked(root, "save files"):
        now = SpooledFiles()
        for name in expected:
            _now(now, root, name)
        if moved := [name for name in expected if now.version(name) != token_of(expected, name)]:
            raise ProblemsFound(problem("edit-conflict", name) for name in moved)
        steps = [_step(root / name, files, name, now, name) for name in files]
        steps = [step for step in steps if step.version() != now.version(step.name)]
        made = [_step(path, outputs, path) for path in outputs] if outputs else []
        _clear(root, files)
        _commit(root, steps, made)


def write(files: Mapping[Path, bytes], mode: int = 0o666) -> None:
    """Write generated files (exports, reports), each as a whole. Raises ``ProblemsFound``; nothing is written when one of them
    cannot be staged. ``mode``: the rights of new files before the umask (0o600 for a secret)."""
    _commit(Path(), [], [_step(path, files, path, mode=mode) for path in files])


def write_cached(path: Path, data: bytes) -> None:
    """Write a cache file as a whole, without flushing it to disk. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    step = _step(path, {path: data}, path)
    try:
        os.close(step.stage(flush=False))
        step.apply()
    finally:
        step.staged.unlink(missing_ok=True)


def consistent(root: Path, reading: Callable[[], T]) -> T:
    """Return what ``reading`` makes of the project's files at one moment: an interrupted change is finished first, and
    ``reading`` runs again when a change of several files was committed meanwhile."""
    for _ in range(_READS):
        if (root / OWN / _JOURNAL).exists():
            with locked(root, "finish an interrupted change"):
                pass
        before = _generation(root)
        made = reading()
        if _generation(root) == before:
            return made
    with locked(root, "read the project"):
        return reading()


def _generation(root: Path) -> tuple[int, bool]:
    """Return a value that differs once a journal has been written or removed: the time its folder changed."""
    try:
        return (root / OWN).stat().st_mtime_ns, (root / OWN / _JOURNAL).exists()
    except OSError:
        return 0, False


def _inside(root: Path, name: str) -> Path:
    if not name or name.startswith("/") or ".." in PurePosixPath(name).parts or "\0" in name:
        raise ValueError(f"{name!r} is no path inside the project")
    return root / name


def _bytes(path: Path) -> bytes | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(errno.EINVAL, "it is not an ordinary file", str(path))
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _now(now: SpooledFiles, root: Path, name: str) -> None:
    """Add a file of the project as it stands to ``now``."""
    path = _inside(root, name)
    with failures_as("edit-not-written", name):
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise OSError(errno.EINVAL, "it is not an ordinary file", str(path))
            with path.open("rb") as file:
                now.add(name, iter(lambda: file.read(PIECE), b""))
        except (FileNotFoundError, NotADirectoryError):
            now.add(name, None)


@dataclass(frozen=True, slots=True)
class _Step:
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
        return self.version() == ABSENT if isinstance(self.files, InPieces) else self.files[self.key] is None

    def pieces(self) -> Iterator[bytes]:
        """The bytes it shall have, in pieces where they are held so."""
        if isinstance(self.files, InPieces):
            yield from self.files.pieces(self.key)
        elif (data := self.files[self.key]) is not None:
            yield data

    def version(self) -> str:
        """The token of the bytes it shall have."""
        if isinstance(self.files, InPieces):
            return self.files.version(self.key)
        return version_of(self.files[self.key])

    def check(self) -> None:
        """Raise ``OSError`` where what stands there may not be replaced."""
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

    def undone(self) -> _Step:
        """The step that brings back what was there."""
        after = SpooledFiles()
        after.add(self.name, None if self.deletes else self.pieces())
        return _Step(self.place, self.staged, self.before, self.name, after, self.name)


def _step(
    path: Path,
    files: Mapping[Any, bytes | None],
    key: str | Path,
    before: SpooledFiles | None = None,
    name: str = "",
    mode: int = 0o666,
) -> _Step:
    place = Path(os.path.realpath(path))
    mark = "" if name else f".{secrets.token_hex(4)}"  # outside of a lock, others may write the same file
    return _Step(place, place.with_name(f".{place.name}{mark}.new"), files, key, before or SpooledFiles(), name, mode)


def _keep_rights(place: Path, handle: int) -> None:
    """Copy mode, group and access list of the file to be replaced. A group the writer is not a member of cannot be kept."""
    old = place.stat()
    with suppress(PermissionError):
        os.fchown(handle, -1, old.st_gid)
    os.fchmod(handle, stat.S_IMODE(old.st_mode))
    with suppress(OSError):
        os.setxattr(handle, _ACL, os.getxattr(place, _ACL))


def _commit(root: Path, steps: Sequence[_Step], outputs: Sequence[_Step] = (), undoing: bool = False) -> None:
    """Stage all files, write the journal, rename, remove the journal. Raises ``ProblemsFound`` with nothing changed."""
    journal = root / OWN / _JOURNAL
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
            _commit(root, [step.undone() for step in every[:done] if step.name], undoing=True)
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


def _stage(steps: Iterable[_Step], made: list[Path], held_open: list[int]) -> None:
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


def _unstage(steps: Iterable[_Step], made: Sequence[Path], journal: Path | None) -> None:
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


def _clear(root: Path, names: Iterable[str]) -> None:
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


def _note(journal: Path, steps: Iterable[_Step]) -> None:
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


def _finish(root: Path) -> list[Problem]:
    """Finish the change of a killed process. A file that somebody has edited since is left alone: its new version is kept aside
    and reported."""
    journal = root / OWN / _JOURNAL
    if not journal.exists():
        return []
    problems: list[Problem] = []
    with failures_as("edit-not-written", str(journal)):
        try:
            records = [(str(r["name"]), str(r["before"]), str(r["after"])) for r in json.loads(journal.read_bytes())]
            steps = [
                (_step(_inside(root, name), {}, name, name=name), before, after) for name, before, after in records
            ]
        except (ValueError, TypeError, KeyError) as error:
            raise ProblemsFound([problem("edit-journal", str(journal), reason=error)]) from error
        for step, before, after in steps:
            now, staged = version_of(_bytes(step.place)), version_of(_bytes(step.staged))
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


def _kept_aside(root: Path, step: _Step) -> Problem:
    kept = root / OWN / _KEPT / step.name
    if step.staged.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(step.staged, kept)
    return problem("edit-interrupted", step.name, kept=kept.relative_to(root).as_posix())
