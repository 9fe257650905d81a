"""The local archive: the text of every release that was read, what it is said to be, and the decisions made so
far."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from briefing.content.records import SourceRecord
from briefing.files.yaml_reader import read_rules_file
from briefing.problems import ProblemsFound, problem
from briefing.releases.decisions import Decisions, SourceForm, read_decisions, written_decisions
from briefing.releases.opening import Opened

#: The folder in a project that holds it; git ignores it unless somebody wishes otherwise.
FOLDER = "archive"
_TEXT, _RELEASE, _DECISIONS = "text.txt", "release.yaml", "decisions.yaml"


@dataclass(frozen=True, slots=True)
class Kept:
    """A release in the archive, under the id of the source it will be. ``decisions`` hold what is confirmed of it and
    decided of its figures; ``recorded`` says that it has become a source."""

    id: str
    opened: Opened
    decisions: Decisions

    @property
    def day(self) -> date | None:
        """The day of publication, where somebody has said it."""
        return date.fromisoformat(self.decisions.source.date) if self.decisions.source.date else None

    def decided(self, decisions: Decisions) -> Kept:
        """The same with decisions over those there were."""
        return replace(self, decisions=self.decisions.merged(decisions))


def next_id(root: Path, sources: tuple[SourceRecord, ...]) -> str:
    """The id the next source gets: the highest number of those there are and one, written as they are (s004:
    s005)."""
    taken = [*(s.id for s in sources), *ids(root)]
    numbered = [m for name in taken if (m := re.fullmatch(r"([a-z]+)(\d+)", name))]
    if not numbered:
        return "s001"
    last = max(numbered, key=lambda m: int(m[2]))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}}"


def ids(root: Path) -> tuple[str, ...]:
    """The ids of the releases in the archive."""
    folder = root / FOLDER
    return tuple(sorted(p.parent.name for p in folder.glob(f"*/{_RELEASE}"))) if folder.is_dir() else ()


def files_of(kept: Kept) -> dict[str, bytes]:
    """The files of a release in the archive, by path below the root."""
    place = f"{FOLDER}/{kept.id}"
    text = "\n".join(kept.opened.lines).encode("utf-8")
    head = {
        "file": kept.opened.name,
        "sort": kept.opened.sort,
        "sha256": kept.opened.sha256,
        "pages": list(kept.opened.pages),
        "text_sha256": hashlib.sha256(text).hexdigest(),
    }
    return {
        f"{place}/{_TEXT}": text,
        f"{place}/{_RELEASE}": yaml.safe_dump(head, allow_unicode=True, sort_keys=False).encode("utf-8"),
        f"{place}/{_DECISIONS}": written_decisions(kept.decisions),
    }


def files_read(root: Path, kept: Kept) -> dict[str, bytes | None]:
    """What the archive holds now where the files of a release go."""
    return {name: (root / name).read_bytes() if (root / name).is_file() else None for name in files_of(kept)}


def kept_release(root: Path, name: str) -> Kept:
    """A release of the archive. Raises ``ProblemsFound`` when there is none of that id, or its text was altered."""
    place = root / FOLDER / name
    if name not in ids(root):
        known = ", ".join(ids(root)) or "none"
        raise ProblemsFound([problem("release-none", name=name, known=known)])
    head: Any = read_rules_file(place / _RELEASE, f"{FOLDER}/{name}/{_RELEASE}")
    data = (place / _TEXT).read_bytes()
    if hashlib.sha256(data).hexdigest() != head["text_sha256"]:
        raise ProblemsFound([problem("release-altered", f"{FOLDER}/{name}/{_TEXT}")])
    opened = Opened(
        head["file"], head["sort"], head["sha256"], tuple(data.decode("utf-8").split("\n")), tuple(head["pages"])
    )
    decisions = read_decisions((place / _DECISIONS).read_bytes(), f"{FOLDER}/{name}/{_DECISIONS}")
    return Kept(name, opened, decisions)


def kept_as(root: Path, sha256: str) -> str:
    """The id under which a file lies in the archive, or nothing."""
    return next((name for name in ids(root) if kept_release(root, name).opened.sha256 == sha256), "")


def recorded_as(sha256: str, sources: tuple[SourceRecord, ...]) -> str:
    """The id of the source that a file has become, or nothing."""
    return next((s.id for s in sources if s.reading is not None and s.reading.sha256 == sha256), "")


def begun(opened: Opened, name: str, source: SourceForm) -> Kept:
    """A release that has just been read."""
    return Kept(name, opened, Decisions(source=source))
