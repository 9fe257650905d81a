"""Folders that many tests begin with: made once, then written out again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Hashable
from pathlib import Path

_MADE: dict[Hashable, dict[str, bytes]] = {}


def copied(root: Path, key: Hashable, make: Callable[[Path], object]) -> Path:
    """Fill ``root`` with what ``make`` writes into an empty folder. It runs once a process for each ``key``, which must
    stand for everything the outcome depends on; later folders get the same bytes."""
    if key not in _MADE:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder))
            files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
            _MADE[key] = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    for name, data in _MADE[key].items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root
