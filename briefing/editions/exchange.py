"""Replace an edition atomically: write beside it, then exchange in one step."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from briefing.files.reading import failures_as, reason_of
from briefing.problems import ProblemsFound, problem

#: renameat2(2): exchange the two names in one step (Linux 3.15, glibc 2.28).
_EXCHANGE = 2
_AT_FDCWD = -100


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold ``out`` for one build. Raises ``ProblemsFound`` when another build holds it or it cannot be written."""
    with failures_as("out-not-writable", str(out)):
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ProblemsFound([problem("out-busy", str(out), 0)]) from error
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A fresh folder beside ``target`` to write into; it takes the target's place when the block ends well, unless the block
    discarded it, and is removed when it does not. Call with ``out`` locked: leftovers of a killed build are cleared first."""
    new = target.with_name(f".{target.name}.new")
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        old.rename(target)  # a build was killed between the two renames of _exchange's fallback
    for leftover in (new, old):
        discard(leftover)
    try:
        new.mkdir(parents=True)
        yield new
        if not new.is_dir():
            return  # the block threw it away: the edition stays as it stands
        _settle(new)
        if target.exists() or target.is_symlink():
            _exchange(new, target, old)
        else:
            new.rename(target)
    except OSError as error:
        name = str(error.filename or target)
        raise ProblemsFound([problem("out-not-writable", name, 0, reason=reason_of(error))]) from error
    finally:
        discard(new)
        discard(old)


def discard(path: Path) -> None:
    """Remove a folder and its contents; of a symbolic link, only the link."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Sync a folder to disk before it is renamed, so that a crash leaves no empty files."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exchange(new: Path, target: Path, old: Path) -> None:
    """Swap two folders atomically where the kernel can, else by two renames, which ``beside`` can finish."""
    libc = ctypes.CDLL(None, use_errno=True)
    swap = getattr(libc, "renameat2", None)
    if swap is not None:
        if swap(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(target), _EXCHANGE) == 0:
            return
        if ctypes.get_errno() not in (errno.ENOSYS, errno.EINVAL):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(target))
    target.rename(old)
    new.rename(target)
