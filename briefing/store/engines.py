"""What turns a document tree into bytes besides the tree: our own code, the theme, the libraries, the fonts, the Python.

Read without loading any of the libraries, so that a build in which nothing changed need not.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefing.formats import FORMATS
from briefing.problems import ProblemsFound, problem

#: System libraries that shape and set the text: file names to try, function that gives the version, and how it gives it.
LIBRARIES = (
    (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version_string", ctypes.c_char_p),
    (("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "hb_version_string", ctypes.c_char_p),
    (("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"), "FcGetVersion", ctypes.c_int),
)


def engine_hash(house: Path) -> str:
    """One SHA-256 (hexadecimal) over all of it; ``house`` is the folder of the theme."""
    digest = hashlib.sha256()
    for part in (code_hash(), folder_hash(house), fonts_hash(_families(house)), *versions()):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


@cache
def code_hash() -> str:
    """One hash over the files of the engine itself."""
    return folder_hash(Path(__file__).resolve().parents[1])


def folder_hash(folder: Path) -> str:
    """One hash over the files below a folder, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(files_below(folder)):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + file_hash(path).encode())
    return digest.hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder that is not Python's own cache."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(place) / name for name in names)


def file_hash(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def versions() -> tuple[str, ...]:
    """Names and versions of packages, system libraries, Python and machine."""
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
    """The families the theme names for PDF and HTML."""
    from briefing.files.yaml_reader import read_rules_file  # noqa: PLC0415

    theme = read_rules_file(house / "theme.yaml", f"{house.parent.name}/{house.name}/theme.yaml")
    fonts = theme["fonts"] if isinstance(theme, dict) else {}
    return tuple(sorted({name for look in fonts.values() for name in (*look["text"], *look["head"])}))


@cache
def fonts_hash(families: tuple[str, ...]) -> str:
    """One hash over the font files that fontconfig has for these families: their names, and their contents.

    A machine without the command ``fc-list`` gives the hash of no font; the finished PDF is checked anyway."""
    digest = hashlib.sha256()
    for path in sorted(_font_files(families) or ()):
        digest.update(path.name.encode() + b"\0" + font_hash(path).encode())
    return digest.hexdigest()


def check_fonts(house: Path) -> None:
    """Raises ``ProblemsFound`` where fontconfig has no font of the theme: without any font, Pango may end the process."""
    families = _families(house)
    found = _font_files(families)
    if found is not None and not found:
        raise ProblemsFound([problem("pdf-no-fonts", named=", ".join(families))])


@cache
def _font_files(families: tuple[str, ...]) -> frozenset[Path] | None:
    """``None`` where there is no ``fc-list`` to ask."""
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
    """What identifies a font file: its size and its beginning, where OpenType keeps the checksum of every table of every face
    (OpenType 1.9, "Font file"): reading the 90 MB of a Chinese family whole would take longer than the rest of a build in which
    nothing changed."""
    with path.open("rb") as stream:
        return hashlib.sha256(f"{path.stat().st_size}\0".encode() + stream.read(1 << 16)).hexdigest()
