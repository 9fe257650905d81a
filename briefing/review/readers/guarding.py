"""Looks at a file before anything in it is opened, and reads its XML without entities, DTD or network."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from briefing.problems import Problem, problem

#: A review of two packs is a file of 1 MB that unpacks to 15 MB.
MAX_FILE = 40_000_000
MAX_UNPACKED = 300_000_000
MAX_PARTS = 2_000
MAX_RATIO = 200
#: Below this size a part may be as dense as it likes.
FREE = 4_000_000
#: What the standard library raises for archives that are none.
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def guard_size(data: bytes, name: str) -> tuple[Problem, ...]:
    """Whether a file is too large to be a review."""
    if len(data) > MAX_FILE:
        told = f"it has {len(data) // 1_000_000} MB; at most {MAX_FILE // 1_000_000} MB are read"
        return (problem("import-unreadable", name, reason=told),)
    return ()


def guard_archive(data: bytes, name: str, main: str) -> tuple[Problem, ...]:
    """Every reason not to open an Office file; ``main`` is the part without which it is none."""
    if found := guard_size(data, name):
        return found
    if data.startswith(_COMPOUND):
        return (problem("import-unreadable", name, reason="it is encrypted, or in the format of Office 97"),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            reasons = list(_reasons(parts, main))
            if not reasons:
                for part in parts:
                    if part.filename.endswith((".xml", ".rels")) and has_dtd(archive.read(part)):
                        reasons.append(f"{part.filename} declares entities")
                        break
    except _DAMAGE as error:
        return (problem("import-unreadable", name, reason=f"it is not an Office file, or damaged ({error})"),)
    return tuple(problem("import-unreadable", name, reason=r) for r in reasons)


def _reasons(parts: list[zipfile.ZipInfo], main: str) -> list[str]:
    names = [p.filename for p in parts]
    size = sum(p.file_size for p in parts)
    reasons = []
    if any(p.flag_bits & 1 for p in parts):
        reasons.append("it is encrypted")
    dense = any(p.file_size > max(FREE, p.compress_size * MAX_RATIO) for p in parts)
    if size > MAX_UNPACKED or len(parts) > MAX_PARTS or dense:
        reasons.append(f"it would unpack to {size // 1_000_000} MB in {len(parts)} parts")
    if any(n.startswith(("/", "\\")) or ".." in n.replace("\\", "/").split("/") or ":" in n for n in names):
        reasons.append("a part has a name that leads out of the archive")
    if len(set(names)) != len(names):
        reasons.append("it holds one part twice")
    if main not in names:
        reasons.append(f"it has no {main}")
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        reasons.append("it holds macros")
    return reasons


class DocumentType(ValueError):  # noqa: N818 - says what was found
    """XML that declares a document type is not read: entities would come with it."""


def has_dtd(data: bytes) -> bool:
    """Whether XML declares a document type, with which entities would come; whatever its encoding."""
    head = data[:2_000_000]
    return any(
        "<!DOCTYPE".encode(c) in head or "<!ENTITY".encode(c) in head for c in ("utf-8", "utf-16-le", "utf-16-be")
    )


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML file. Raises ``etree.XMLSyntaxError`` or ``DocumentType``."""
    if has_dtd(data):
        raise DocumentType("it declares a document type")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True, remove_comments=True
    )
    return etree.fromstring(data, parser)
