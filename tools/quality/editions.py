"""The edition that is looked at, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.document.nodes import Document
from briefing.editions.manifest import NAME, read_record


@dataclass(frozen=True, slots=True)
class StandingEdition:
    """An edition in its folder: its finished files by document, and the trees they were made from."""

    folder: Path
    documents: Mapping[str, Document]

    def files(self, *formats: str) -> list[Path]:
        """The files of these formats, by document and then by format."""
        paths = (self.folder / f"{name}.{form}" for name in sorted(self.documents) for form in formats)
        return [path for path in paths if path.is_file()]


def standing(out: Path, edition: str = "") -> StandingEdition:
    """The edition of that name in ``out``, or the newest by name. Raises ``FileNotFoundError`` when there is none."""
    found = sorted(path.parent for path in out.glob(f"{edition or '*'}/{NAME}"))
    for folder in reversed(found):
        record = read_record(folder)
        if record is not None:
            return StandingEdition(folder, record.documents)
    raise FileNotFoundError(f"{out} holds no edition{' ' + edition if edition else ''}: run `make packs`")
