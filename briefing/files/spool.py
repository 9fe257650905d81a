"""Bytes and files kept out of memory: in an anonymous temporary file, which is gone with whoever holds it."""

from __future__ import annotations

import hashlib
import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping

from briefing.files.reading import failures_as

#: So many bytes stay in memory: most lists are short.
SMALL = 500_000
#: Bytes of a file read at once.
PIECE = 500_000


class Spool:
    """Bytes that are added once and read by place. Reading moves no common position, so that threads and processes may
    share it. A disk that is full is a problem (``edit-not-written``), raised as ``ProblemsFound``."""

    def __init__(self) -> None:
        self._small = bytearray()
        self._file = -1
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, data: bytes) -> int:
        """Add bytes; returns the place where they begin."""
        at = self._size
        self._size += len(data)
        if self._file < 0 and self._size <= SMALL:
            self._small += data
        else:
            with failures_as("edit-not-written", tempfile.gettempdir()):
                if self._file < 0:
                    self._open()
                _write(self._file, data, at)
        return at

    def read(self, at: int, length: int) -> bytes:
        """Return the bytes from a place on."""
        return bytes(self._small[at : at + length]) if self._file < 0 else os.pread(self._file, length, at)

    def _open(self) -> None:
        with tempfile.TemporaryFile(buffering=0) as file:
            self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)
        _write(self._file, self._small, 0)
        self._small = bytearray()


def _write(file: int, data: bytes | bytearray, at: int) -> None:
    left = memoryview(data)
    while left:
        done = os.pwrite(file, left, at)
        at, left = at + done, left[done:]


class SpooledFiles(Mapping[str, bytes | None]):
    """Files by path, in the order in which they were added; ``None`` stands for one that is not there."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._files: dict[str, tuple[int, int, str] | None] = {}

    def add(self, path: str, pieces: Iterable[bytes] | None) -> None:
        """Add a file, given in pieces."""
        if pieces is None:
            self._files[path] = None
            return
        digest, at = hashlib.sha256(), len(self._spool)
        gathered = bytearray()
        for piece in pieces:
            gathered += piece
            if len(gathered) > PIECE:
                digest.update(gathered)
                self._spool.add(bytes(gathered))
                gathered.clear()
        digest.update(gathered)
        self._spool.add(bytes(gathered))
        self._files[path] = (at, len(self._spool) - at, digest.hexdigest())

    def version(self, path: str) -> str:
        """Return the SHA-256 of a file in hex; nothing for one that is not there."""
        found = self._files.get(path)
        return found[2] if found else ""

    def differs(self, path: str, other: SpooledFiles) -> bool:
        """Return whether a file is another one there, or not there."""
        return path not in other._files or self.version(path) != other.version(path)

    def chosen(self, paths: Iterable[str]) -> SpooledFiles:
        """Return the files of these paths, ``None`` for those that are not here."""
        made = SpooledFiles()
        made._spool = self._spool
        made._files = {path: self._files.get(path) for path in paths}
        return made

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a file in pieces; none of one that is not there."""
        at, left, _ = self._files.get(path) or (0, 0, "")
        while left:
            yield self._spool.read(at, min(left, PIECE))
            at, left = at + min(left, PIECE), left - min(left, PIECE)

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file, without their ends."""
        rest = b""
        for piece in self.pieces(path):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
        if rest:
            yield rest

    def __getitem__(self, path: str) -> bytes | None:
        return None if self._files[path] is None else b"".join(self.pieces(path))

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
