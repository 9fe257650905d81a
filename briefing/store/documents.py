"""The store of finished documents: one file for each key, a plain zip with the document's files and what they must be.

An entry is written beside and renamed, so that builds at the same time never see half of one; it is read as a whole and used
only when every byte is what the entry says. What is oldest in use goes first when the store is full.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.files.refused import reason_of
from briefing.files.writing import write_cached
from briefing.problems import Problem, problem

#: The way entries are written. Another number is another store: what an older version left is never read.
VERSION = 1

#: Bytes the store may take on disk, unless it is opened with another bound.
LIMIT = 2 * 1024**3

_CONTENTS = "contents.json"
_ENTRY = ".zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)


class _Unfit(Exception):  # noqa: N818 - says what the entry is
    """The entry is not what it should be."""


@dataclass(frozen=True, slots=True)
class Store:
    """``folder`` holds the entries of all versions; ``limit`` is the most they may take, in bytes."""

    folder: Path
    limit: int = LIMIT

    @property
    def place(self) -> Path:
        """Where entries of this version lie."""
        return self.folder / f"v{VERSION}"

    def path(self, key: str) -> Path:
        """The file of an entry."""
        return self.place / key[:2] / f"{key}{_ENTRY}"

    def get(self, key: str, formats: Iterable[str]) -> Mapping[str, bytes] | None:
        """The files of a document by format, or ``None`` when not all of them are there as they were stored."""
        path = self.path(key)
        try:
            files = _read(path.read_bytes(), key)
            os.utime(path)  # used now: it stays longest
        except (_Unfit, OSError):
            return None
        wanted = tuple(formats)
        return {form: files[form] for form in wanted} if all(form in files for form in wanted) else None

    def put(self, key: str, files: Mapping[str, bytes]) -> Problem | None:
        """Keep the files of a document beside those of other formats kept earlier. Where the disk is full or may not be
        written, the build goes on without: what came in the way is returned."""
        path = self.path(key)
        earlier: Mapping[str, bytes] = {}
        with contextlib.suppress(_Unfit, OSError):
            earlier = _read(path.read_bytes(), key)
        try:
            write_cached(path, _entry(key, {**earlier, **files}))
        except OSError as error:
            return problem("store-not-written", str(self.folder), reason=reason_of(error))
        return None

    def check(self) -> list[Problem]:
        """A problem for each entry that is not what it should be."""
        found: list[Problem] = []
        for path in sorted(self._files()):
            if path.suffix != _ENTRY:
                continue
            try:
                _read(path.read_bytes(), path.stem)
            except (_Unfit, OSError) as error:
                found.append(problem("store-entry-damaged", str(path), reason=error))
        return found

    def shrink(self) -> None:
        """Take away what was not used longest until the store is within its limit, and what other versions left."""
        kept: list[tuple[float, int, Path]] = []
        for path in self._files(everything=True):
            with contextlib.suppress(OSError):
                state = path.stat()
                kept.append((state.st_mtime if self.place in path.parents else 0.0, state.st_size, path))
        total = sum(size for _, size, _ in kept)
        for used, size, path in sorted(kept):
            if used and total <= self.limit:
                break
            with contextlib.suppress(OSError):  # another build took it away first
                path.unlink()
            total -= size

    def size(self) -> tuple[int, int]:
        """How many entries there are, and the bytes they take."""
        sizes = [path.stat().st_size for path in self._files() if path.suffix == _ENTRY]
        return len(sizes), sum(sizes)

    def _files(self, everything: bool = False) -> Iterator[Path]:
        root = self.folder if everything else self.place
        return (path for path in root.rglob("*") if path.is_file())


def _entry(key: str, files: Mapping[str, bytes]) -> bytes:
    contents = {form: hashlib.sha256(data).hexdigest() for form, data in sorted(files.items())}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        listing = json.dumps({"key": key, "sha256": contents}, indent=1).encode()
        for name, data in ((_CONTENTS, listing), *sorted(files.items())):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return buffer.getvalue()


def _read(data: bytes, key: str) -> dict[str, bytes]:
    """The files of an entry, each checked against its digest. Raises ``_Unfit``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            contents = json.loads(archive.read(_CONTENTS))
            files = {form: archive.read(form) for form in contents["sha256"]}
            whole = all(
                hashlib.sha256(files[form]).hexdigest() == digest for form, digest in contents["sha256"].items()
            )
            named = contents["key"]
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _Unfit(str(error) or type(error).__name__) from error
    if named != key:
        raise _Unfit(f"it is the entry of {named}")
    if not whole:
        raise _Unfit("its files are not those that were stored")
    return files
