"""Replacing files: all of a set or none, under the project's lock, and only where each still is what was read."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from briefing.files.commit import JOURNAL, OWN, WAIT, bytes_of, clear, commit, finish, held, inside, step_of, version_of
from briefing.files.reading import failures_as
from briefing.files.spool import PIECE, SpooledFiles
from briefing.problems import ProblemsFound, problem

#: How often a reader begins again because a change of several files was put in place meanwhile.
_READS = 4

T = TypeVar("T")
#: What was read of a file before a change of it was planned: its bytes, ``None`` for no file, or its version token.
Expected = bytes | str | None


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was read: its bytes (``None``: there is none) and the token that stands for them."""

    data: bytes | None
    version: str


def token_of(files: Mapping[str, Expected], name: str) -> str:
    """Return the token of one of several files, however they are held."""
    if isinstance(files, SpooledFiles):
        return files.version(name)
    held = files[name]
    return held if isinstance(held, str) else version_of(held)


def read(root: Path, name: str) -> FileState:
    """Read a file of the project by its relative path. Raises ``OSError`` for anything but its absence."""
    data = bytes_of(inside(root, name))
    return FileState(data, version_of(data))


@contextmanager
def locked(root: Path, purpose: str, wait: float = WAIT) -> Iterator[None]:
    """Lock the project for a change; ``purpose`` (an infinitive) is shown to those who wait. An interrupted change is finished
    first. Raises ``ProblemsFound`` when another writer still holds the lock after ``wait`` seconds."""
    with held(root, purpose, wait):
        if unfinished := finish(root):
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
        steps = [step_of(root / name, files, name, now, name) for name in files]
        steps = [step for step in steps if step.version() != now.version(step.name)]
        made = [step_of(path, outputs, path) for path in outputs] if outputs else []
        clear(root, files)
        commit(root, steps, made)


def write(files: Mapping[Path, bytes], mode: int = 0o666) -> None:
    """Write generated files (exports, reports), each as a whole. Raises ``ProblemsFound``; nothing is written when one of them
    cannot be staged. ``mode``: the rights of new files before the umask (0o600 for a secret)."""
    commit(Path(), [], [step_of(path, files, path, mode=mode) for path in files])


def write_cached(path: Path, data: bytes) -> None:
    """Write a cache file as a whole, without flushing it to disk. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    step = step_of(path, {path: data}, path)
    try:
        os.close(step.stage(flush=False))
        step.apply()
    finally:
        step.staged.unlink(missing_ok=True)


def consistent(root: Path, reading: Callable[[], T]) -> T:
    """Return what ``reading`` makes of the project's files at one moment: an interrupted change is finished first, and
    ``reading`` runs again when a change of several files was committed meanwhile."""
    for _ in range(_READS):
        if (root / OWN / JOURNAL).exists():
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
        return (root / OWN).stat().st_mtime_ns, (root / OWN / JOURNAL).exists()
    except OSError:
        return 0, False


def _now(now: SpooledFiles, root: Path, name: str) -> None:
    """Add a file of the project as it is to ``now``."""
    path = inside(root, name)
    with failures_as("edit-not-written", name):
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise OSError(errno.EINVAL, "it is not an ordinary file", str(path))
            with path.open("rb") as file:
                now.add(name, iter(lambda: file.read(PIECE), b""))
        except (FileNotFoundError, NotADirectoryError):
            now.add(name, None)
