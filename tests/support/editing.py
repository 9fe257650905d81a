"""Files changed as a person changes them while a workspace is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from briefing.observations.saving import with_sought
from briefing.project.opening import Project


def edits(root: Path, changes: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Make every change (file, what stands there, what is put there), then take it back; tell each as it has been made."""
    for name, old, new in changes:
        text = (root / name).read_text("utf-8")
        assert old in text, (name, old)
        for made in (text.replace(old, new, 1), text):
            (root / name).write_text(made, "utf-8")
            yield f"{name}: {old} -> {new}"


def record_sought(project: Project, indicators: Iterable[str], day: date) -> None:
    """Record in the files of a project that no newer figure of these indicators was found up to a day: what ``observe ID
    --sought DAY`` writes for each, without the project being tried before and read after every one."""
    files = {indicator.id: indicator.where.file for indicator in project.content.indicators}
    for indicator in indicators:
        path = project.root / files[indicator]
        path.write_bytes(with_sought(path.read_bytes(), indicator, day))
