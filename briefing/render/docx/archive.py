"""A zip whose bytes depend on nothing but its entries: fixed order, fixed time, fixed compression."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

EPOCH = (1980, 1, 1, 0, 0, 0)
FIRST = ("[Content_Types].xml", "_rels/.rels")


def deterministic_zip(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """The entries as a zip archive: the content types and the root relations first, the rest by name."""
    buffer = io.BytesIO()
    ordered = sorted(entries, key=lambda entry: (FIRST.index(entry[0]) if entry[0] in FIRST else len(FIRST), entry[0]))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in ordered:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 0
            archive.writestr(info, content)
    return buffer.getvalue()


def repacked(blob: bytes) -> bytes:
    """The same archive with fixed order and times."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return deterministic_zip([(info.filename, archive.read(info)) for info in archive.infolist()])
