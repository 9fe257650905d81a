"""Finished builds by their inputs: a request that was answered before is answered from here, as long as every file of
the edition is unchanged, without loading the rendering libraries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from briefing.files.writing import write_cached
from briefing.problems import Problem, Severity
from briefing.store.documents import Store
from briefing.store.engines import engine_hash, file_hash, folder_hash

#: Folders below the project root on which a build depends.
FOLDERS = ("content", "templates", "i18n", "approvals", "seals")


@dataclass(frozen=True, slots=True)
class FinishedBuild:
    """A finished build: the folder of its edition, the names of its documents, the SHA-256 of each file by its path in
    that folder, and the problems reported."""

    folder: Path
    documents: tuple[str, ...]
    files: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    def stands(self) -> bool:
        """Return whether every file of the edition is still there, unchanged."""
        try:
            return all(file_hash(self.folder / name) == digest for name, digest in self.files.items())
        except OSError:
            return False


def build_key(root: Path, asked: Mapping[str, object]) -> str:
    """Return the hash of all that a build depends on: the inputs below ``root``, the engine and the request."""
    digest = hashlib.sha256(engine_hash(root / "templates" / "house").encode())
    for name in FOLDERS:
        digest.update(f"{name}\0{folder_hash(root / name)}\0".encode())
    digest.update(json.dumps(asked, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def find_build(store: Store, key: str) -> FinishedBuild | None:
    """Return the build with this key; ``None`` when there is none or a file of its edition has changed."""
    try:
        data = json.loads(_path(store, key).read_bytes())
        found = tuple(Problem(**{**p, "severity": Severity(p["severity"])}) for p in data["problems"])
        made = FinishedBuild(Path(data["folder"]), tuple(data["documents"]), data["files"], found)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if made.stands() else None


def keep_build(store: Store, key: str, made: FinishedBuild) -> None:
    """Store a build. When it cannot be written, the next request simply builds again."""
    data = {
        "folder": str(made.folder),
        "documents": made.documents,
        "files": dict(made.files),
        "problems": [asdict(p) for p in made.problems],
    }
    try:
        write_cached(_path(store, key), json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode())
    except OSError:
        return


def _path(store: Store, key: str) -> Path:
    return store.place / "builds" / f"{key}.json"
