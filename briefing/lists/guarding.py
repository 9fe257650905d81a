"""Looks at a file before anything in it is unpacked, and refuses what must not be opened."""

from __future__ import annotations

import io
import re
import zipfile

from briefing.problems import Problem, problem

#: A list of 10,000 projects is a file of about 2 MB that unpacks to about 20 MB.
MAX_FILE = 50_000_000
MAX_UNPACKED = 400_000_000
MAX_PARTS = 3_000
MAX_RATIO = 200
#: Below this size a part may be as dense as it likes.
FREE = 2_000_000

#: [MS-CFB] 2.2: the signature of a compound file: an old .xls, or an encrypted workbook.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|macrosheets/)", re.IGNORECASE)
_OUTSIDE = re.compile(r"(^|/)(externalLinks/externalLink|connections\.xml|queryTables/)", re.IGNORECASE)


def guard(data: bytes, name: str) -> tuple[Problem, ...]:
    """Every reason not to open a workbook (errors), and what is in it that will not be followed (warnings)."""
    if len(data) > MAX_FILE:
        return (problem("list-file-large", name, size=f"{len(data) // 1_000_000} MB", limit=f"{MAX_FILE // 1_000_000} MB"),)
    if data.startswith(_COMPOUND):
        return (problem("list-encrypted" if _ENCRYPTED in data else "list-old-format", name),)
    if not data.startswith(b"PK"):
        return (problem("list-not-workbook", name, reason="it is not an .xlsx file, whatever its name says"),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, ValueError) as error:
        return (problem("list-not-workbook", name, reason=f"the archive is damaged ({error})"),)
    return _archive(parts, name)


def _archive(parts: list[zipfile.ZipInfo], name: str) -> tuple[Problem, ...]:
    found: list[Problem] = []
    names = [part.filename for part in parts]
    size = sum(part.file_size for part in parts)
    dense = [p for p in parts if p.file_size > max(FREE, p.compress_size * MAX_RATIO)]
    if any(part.flag_bits & 1 for part in parts):
        found.append(problem("list-encrypted", name))
    if size > MAX_UNPACKED or len(parts) > MAX_PARTS or dense:
        told = f"{len(parts)} parts of {size // 1_000_000} MB in all"
        found.append(problem("list-bomb", name, size=told))
    if len(set(names)) != len(names):
        found.append(problem("list-not-workbook", name, reason="the archive holds one part twice"))
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/workbook") for n in names):
        found.append(problem("list-not-workbook", name, reason="it is a zip archive without a workbook in it"))
    elif any(_MACROS.search(part) for part in names):
        found.append(problem("list-macros", name))
    if any(_OUTSIDE.search(part) for part in names):
        found.append(problem("list-external", name))
    return tuple(found)
