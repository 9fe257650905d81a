"""Listing people's files: without a writer's staging, and without what editors and systems leave."""

from __future__ import annotations

from pathlib import Path


def listed(folder: Path, pattern: str) -> list[Path]:
    """Return the files in ``folder`` that match a glob pattern, sorted by path, without hidden files and folders."""
    found = {p.relative_to(folder).as_posix(): p for p in folder.glob(pattern) if p.is_file()}
    return [path for name, path in sorted(found.items()) if not any(part.startswith(".") for part in name.split("/"))]
