"""Files changed as a person changes them while a workspace is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path


def edits(root: Path, changes: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Make every change (file, what stands there, what is put there), then take it back; tell each as it has been made."""
    for name, old, new in changes:
        text = (root / name).read_text("utf-8")
        assert old in text, (name, old)
        for made in (text.replace(old, new, 1), text):
            (root / name).write_text(made, "utf-8")
            yield f"{name}: {old} -> {new}"
