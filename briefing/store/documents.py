"""The cache of rendered documents: one zip file for each key, holding the document's files and their SHA-256 digests.

An entry is written to a temporary name and renamed, so that concurrent builds never see half of one. It is used only when
every digest agrees. When the store is full, the least recently used entries are deleted first.
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

#: The format of entries. Entries of another version are never read, and are deleted when the store shrinks.
VERSION = 1

#: Default size limit of the store on disk, in bytes.
LIMIT = 2 * 1024**3

_CONTENTS = "contents.json"
_ENTRY = ".zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)


class _Unfit(Exception):  # noqa: N818 - says what the entry is
    """The entry is damaged, or belongs to another key."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store in ``folder``, which holds the entries of all format versions; ``limit`` is its maximum size in bytes."""

    folder: Path
    limit: int = LIMIT

    @property
    def place(self) -> Path:
        """The folder with the entries of this format version."""
        return self.folder / f"v{VERSION}"

    def path(self, key: str) -> Path:
        """Return the path of the entry with this key."""
        return self.place / key[:2] / f"{key}{_ENTRY}"

    def get(self, key: str, formats: Iterable[str]) -> Mapping[str, bytes] | None:
        """Return the files of a document by format; ``None`` unless every format asked for is there, undamaged."""
        path = self.path(key)
        try:
            files = _read(path.read_bytes(), key)
            os.utime(path)  # the time of last use decides what is deleted first
        except (_Unfit, OSError):
            return None
        wanted = tuple(formats)
        return {form: files[form] for form in wanted} if all(form in files for form in wanted) else None

    def put(self, key: str, files: Mapping[str, bytes]) -> Problem | None:
        """Store the files of a document by format, in addition to formats stored earlier. Return a warning when the entry
        cannot be written; the build goes on without it."""
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
        """Verify every entry; return a problem for each damaged one."""
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
        """Delete least recently used entries until the store is within its limit, and all entries of other format versions."""
        kept: list[tuple[float, int, Path]] = []
        for path in self._files(everything=True):
            with contextlib.suppress(OSError):
                state = path.stat()
                kept.append((state.st_mtime if self.place in path.parents else 0.0, state.st_size, path))
        total = sum(size for _, size, _ in kept)
        for used, size, path in sorted(kept):
            if used and total <= self.limit:
                break
            with contextlib.suppress(OSError):  # another build has deleted it
                path.unlink()
            total -= size

    def size(self) -> tuple[int, int]:
        """Return the number of entries and their size in bytes."""
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
    """Return the files of an entry by format. Raises ``_Unfit`` when a digest or the key differs."""
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
