"""Finished files that are archives, changed in one place."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

Change = Callable[[str, str], str]


def changed(part: str, old: str, new: str) -> Change:
    """Put ``new`` in the place of the first ``old`` in one part; it must be there."""

    def change(name: str, text: str) -> str:
        assert name != part or old in text, f"{part} holds no {old}"
        return text.replace(old, new, 1) if name == part else text

    return change


def with_change(folder: Path, name: str, change: Change, into: Path, beside: tuple[str, ...] = ()) -> Path:
    """Copy a file of an edition, changed, with the manifest and the files ``beside`` it, into a folder of the same name."""
    made = into / folder.name
    made.mkdir()
    for kept in ("manifest.json", *beside):
        (made / kept).write_bytes((folder / kept).read_bytes())
    with zipfile.ZipFile(folder / name) as old, zipfile.ZipFile(made / name, "w") as new:
        for info in old.infolist():
            data, text = old.read(info), info.filename.endswith((".xml", ".rels", ".csv", ".json", ".md"))
            new.writestr(info.filename, change(info.filename, data.decode()) if text else data)
    return made
