"""Which files of a folder are people's: no staging of a writer, no leftovers of editors and systems."""

from __future__ import annotations

from pathlib import Path


def listed(folder: Path, pattern: str) -> list[Path]:
    """The files in ``folder`` that fit a glob pattern, in the order of their paths. Names that begin with a dot are nobody's
    content, nor is what lies in folders so named."""
    found = {p.relative_to(folder).as_posix(): p for p in folder.glob(pattern) if p.is_file()}
    return [path for name, path in sorted(found.items()) if not any(part.startswith(".") for part in name.split("/"))]
