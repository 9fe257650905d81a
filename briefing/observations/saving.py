"""Saving changed content files: tried on a copy first, then all exchanged, or none; an edit by somebody else is never lost."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from briefing.problems import ProblemsFound, problem


@contextlib.contextmanager
def tried(root: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """A project that is ``root`` with these content files (bytes by project-relative path) in it, to be thrown away."""
    with tempfile.TemporaryDirectory(prefix="briefing-") as name:
        copy = Path(name)
        shutil.copytree(root / "content", copy / "content")
        for folder in ("i18n", "templates"):
            (copy / folder).symlink_to((root / folder).resolve(), target_is_directory=True)
        for path, data in files.items():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(data)
        yield copy


def save(root: Path, files: Mapping[str, bytes], read: Mapping[str, bytes | None]) -> None:
    """Put every file in place of the one that was read (``None`` for a new one). Raises ``ProblemsFound`` and changes nothing
    when a file is no longer what was read, or cannot be written."""
    with _alone(root / "content"):
        moved = [path for path in files if _bytes(root / path) != read[path]]
        if moved:
            raise ProblemsFound(problem("edit-conflict", path, 0) for path in moved)
        beside: dict[Path, Path] = {}
        try:
            for path, data in files.items():
                place = root / path
                place.parent.mkdir(parents=True, exist_ok=True)
                new = place.with_name(f".{place.name}.new")
                beside[new] = place
                _write(new, data)
            for new, place in beside.items():
                new.replace(place)
        except OSError as error:
            name = str(error.filename or root / "content")
            raise ProblemsFound([problem("edit-not-written", name, 0, reason=error.strerror or str(error))]) from error
        finally:
            for new in beside:
                new.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the content folder, so that two commands do not save at once."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
