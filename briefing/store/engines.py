"""Hashes of everything besides the document tree that decides the bytes of a file: our code, the theme, packages, system
libraries, fonts and Python. Computed without importing the libraries, so that an unchanged build stays fast.
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
    """Return one SHA-256 (hexadecimal) over all of them. ``house``: the folder of the theme."""
    digest = hashlib.sha256()
    for part in (code_hash(), folder_hash(house), fonts_hash(_families(house)), *versions()):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


@cache
def code_hash() -> str:
    """Return the hash of the source files of the engine."""
    return folder_hash(Path(__file__).resolve().parents[1])


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


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
