"""A cache of earlier results: rendered documents by content, and whole builds whose inputs have not changed.

No result depends on it: an entry that is missing, damaged or of another format version is ignored.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import io
import json
import os
import platform
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefing.files.reading import file_hash, reason_of
from briefing.files.writing import write_cached
from briefing.formats import FORMATS
from briefing.problems import Problem, ProblemsFound, Severity, problem

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


#: System libraries that shape and set the text: file names to try, function that gives the version, and how it gives it.
LIBRARIES = (
    (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version_string", ctypes.c_char_p),
    (("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "hb_version_string", ctypes.c_char_p),
    (("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"), "FcGetVersion", ctypes.c_int),
)


def engine_hash(house: Path) -> str:
    """Return one SHA-256 (hexadecimal) over all of them. ``house``: the folder of the theme."""
    digest = hashlib.sha256()
    for part in (code_hash(), folder_hash(house), fonts_hash(_families(house)), *versions()):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


@cache
def code_hash() -> str:
    """Return the hash of the source files of the engine."""
    return folder_hash(Path(__file__).resolve().parent)


def folder_hash(folder: Path) -> str:
    """Return the hash of the files below a folder, by path and content."""
    digest = hashlib.sha256()
    for path in sorted(files_below(folder)):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + file_hash(path).encode())
    return digest.hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, without Python's caches and names that begin with a dot."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
        yield from (Path(place) / name for name in names if not name.startswith("."))


@cache
def versions() -> tuple[str, ...]:
    """Return ``name=version`` of the packages, system libraries and Python that shape output, and the machine type."""
    shaping = {"PyYAML", *(name for row in FORMATS.values() for name in row.packages)}
    packages = [f"{name}={_package(name)}" for name in sorted(shaping)]
    libraries = [f"{call}={_library(files, call, kind)}" for files, call, kind in LIBRARIES]
    python = f"python={sys.version_info.major}.{sys.version_info.minor} zlib={zlib.ZLIB_RUNTIME_VERSION} {platform.machine()}"
    return (*packages, *libraries, python)


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _library(files: Iterable[str], call: str, kind: type) -> str:
    for name in files:
        try:
            function = getattr(ctypes.CDLL(name), call)
        except (OSError, AttributeError):
            continue
        function.restype = kind
        given = function()
        return given.decode() if isinstance(given, bytes) else str(given)
    return "none"


def _families(house: Path) -> tuple[str, ...]:
    """Return the font families that the theme names for PDF and HTML."""
    from briefing.files.yaml_reader import read_rules_file  # noqa: PLC0415

    theme = read_rules_file(house / "theme.yaml", f"{house.parent.name}/{house.name}/theme.yaml")
    fonts = theme.get("fonts") if isinstance(theme, dict) else None
    try:
        return tuple(sorted({name for look in (fonts or {}).values() for name in (*look["text"], *look["head"])}))
    except (AttributeError, KeyError, TypeError):
        return ()  # whoever prints with the theme says what is wrong with it


@cache
def fonts_hash(families: tuple[str, ...]) -> str:
    """Return the hash of the font files that fontconfig has for these families, by name and content. Without the command
    ``fc-list`` it covers no font; the fonts in a finished PDF are checked in any case."""
    digest = hashlib.sha256()
    for path in sorted(_font_files(families) or ()):
        digest.update(path.name.encode() + b"\0" + font_hash(path).encode())
    return digest.hexdigest()


def check_fonts(house: Path) -> None:
    """Raise ``ProblemsFound`` when fontconfig has none of the theme's fonts: without any font, Pango may abort the process."""
    families = _families(house)
    found = _font_files(families)
    if families and found is not None and not found:
        raise ProblemsFound([problem("pdf-no-fonts", named=", ".join(families))])


@cache
def _font_files(families: tuple[str, ...]) -> frozenset[Path] | None:
    """Return the font files of these families; ``None`` without the command ``fc-list``."""
    found: set[Path] = set()
    for family in families:
        try:
            listing = subprocess.run(
                ["fc-list", "--format", "%{file}\n", family], capture_output=True, text=True, check=True
            )
        except (OSError, subprocess.CalledProcessError):
            return None
        found.update(Path(line) for line in listing.stdout.splitlines() if line)
    return frozenset(found)


def font_hash(path: Path) -> str:
    """Return a hash of a font file's size and first 64 KiB, which hold the checksum of every table of every face (OpenType 1.9,
    "Font file"). Reading all 90 MB of a Chinese family would take longer than the rest of an unchanged build."""
    with path.open("rb") as stream:
        return hashlib.sha256(f"{path.stat().st_size}\0".encode() + stream.read(1 << 16)).hexdigest()


#: Folders below the project root on which a build depends.
FOLDERS = ("content", "templates", "i18n", "approvals", "seals")


@dataclass(frozen=True, slots=True)
class FinishedBuild:
    """A finished build: the folder of its edition, the names of its documents, the SHA-256 of each file by its path in
    that folder, and the problems reported."""

    folder: Path
    documents: tuple[str, ...]
    files: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    def stands(self) -> bool:
        """Return whether every file of the edition is still there, unchanged."""
        try:
            return all(file_hash(self.folder / name) == digest for name, digest in self.files.items())
        except OSError:
            return False


def build_key(root: Path, asked: Mapping[str, object]) -> str:
    """Return the hash of all that a build depends on: the inputs below ``root``, the engine and the request."""
    digest = hashlib.sha256(engine_hash(root / "templates" / "house").encode())
    for name in FOLDERS:
        digest.update(f"{name}\0{folder_hash(root / name)}\0".encode())
    digest.update(json.dumps(asked, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def find_build(store: Store, key: str) -> FinishedBuild | None:
    """Return the build with this key; ``None`` when there is none or a file of its edition has changed."""
    try:
        data = json.loads(_path(store, key).read_bytes())
        found = tuple(Problem(**{**p, "severity": Severity(p["severity"])}) for p in data["problems"])
        made = FinishedBuild(Path(data["folder"]), tuple(data["documents"]), data["files"], found)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if made.stands() else None


def keep_build(store: Store, key: str, made: FinishedBuild) -> None:
    """Store a build. When it cannot be written, the next request simply builds again."""
    data = {
        "folder": str(made.folder),
        "documents": made.documents,
        "files": dict(made.files),
        "problems": [asdict(p) for p in made.problems],
    }
    try:
        text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, default=str)  # a detail may be a date
        write_cached(_path(store, key), text.encode())
    except OSError:
        return


def _path(store: Store, key: str) -> Path:
    return store.place / "builds" / f"{key}.json"
