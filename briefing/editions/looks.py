"""What only sets the looks of finished files, as digests for the record: compared when the files are read back."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_ART = re.compile(rb'<svg class="art".*?</svg>', re.DOTALL)
#: Parts of a Word file that hold no words of the document.
_PARTS = frozenset(
    {"word/styles.xml", "word/numbering.xml", "word/settings.xml", "word/fontTable.xml", "word/webSettings.xml",
     "word/theme/theme1.xml", "docProps/app.xml"}
)  # fmt: skip


def looks_of(form: str, data: bytes) -> dict[str, str]:
    """Return the SHA-256 of each thing that sets the looks of a finished file, by name; empty for a format without any."""
    if form == "html":
        found = {"the style sheet": _STYLE.search(data), "the drawing of the cover": _ART.search(data)}
        return {name: _sha256(match[match.lastindex or 0]) for name, match in found.items() if match}
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: _sha256(archive.read(name)) for name in sorted(archive.namelist()) if name in _PARTS}
    return {}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
