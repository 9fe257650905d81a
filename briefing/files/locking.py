"""One writer at a time for each project: a lock file that the system releases when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from briefing.files.reading import reason_of
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
