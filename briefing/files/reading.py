"""What all readers share: which files of a folder are read, size limits, the exception of what is refused."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.problems import ProblemsFound, problem


def listed(folder: Path, pattern: str) -> list[Path]:
    """Return the files in ``folder`` that match a glob pattern, sorted by path, without hidden files and folders."""
    found = {p.relative_to(folder).as_posix(): p for p in folder.glob(pattern) if p.is_file()}
    return [path for name, path in sorted(found.items()) if not any(part.startswith(".") for part in name.split("/"))]


class Refused(ValueError):  # noqa: N818 - says what happened to the file
    """Raised for a file that is not read. ``kind`` is a stable word that callers map to their problem codes, ``reason`` a
    clause in plain words about the file (“it …”), ``line`` and ``column`` where it is (0: nowhere in particular)."""

    def __init__(self, kind: str, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.kind, self.reason, self.line, self.column = kind, reason, line, column


#: The largest file that is taken from anybody, in bytes.
LARGEST = 50_000_000


def check_size(data: bytes) -> None:
    """Raise ``Refused`` (``large``) when a file has more than ``LARGEST`` bytes."""
    if len(data) > LARGEST:
        raise Refused("large", f"it has {len(data) // 1_000_000} MB; at most {LARGEST // 1_000_000} MB are read")


def reason_of(error: OSError) -> str:
    """Return the operating system's words for a failure, without number and path."""
    return error.strerror or str(error)


@contextmanager
def failures_as(code: str, file: str) -> Iterator[None]:
    """Raise ``ProblemsFound`` with a problem of this code, which takes a ``reason``, for an ``OSError`` within the block."""
    try:
        yield
    except OSError as error:
        raise ProblemsFound([problem(code, file, reason=reason_of(error))]) from error


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_bytes(path: Path, code: str, limit: int = LARGEST, large: str = "", named: bool = True) -> bytes:
    """Return the bytes of a file that a user names. Raises ``ProblemsFound`` where there is none of this name (``named``: a
    person has named it; of one that must be there, ``code`` says that it is not); with a problem
    of this code (it takes a ``reason``) when the file cannot be read or is no ordinary file; with the code ``large`` (the same
    where none is given) when it has more than ``limit`` bytes."""
    with failures_as(code, path.name):
        if named and not os.path.lexists(path):
            raise ProblemsFound([problem("file-missing", str(path))])
        if path.exists() and not path.is_file():  # a pipe would wait for ever
            raise OSError(errno.EINVAL, "it is not an ordinary file")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    if len(data) > limit:
        raise ProblemsFound([problem(large or code, path.name, reason=f"it is larger than {limit // 1_000_000} MB")])
    return data
