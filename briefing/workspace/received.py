"""Files that people drop into the workbench, kept beside the project's other caches until they are no longer of use."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from briefing.files.reading import Refused, check_size
from briefing.files.writing import write
from briefing.problems import ProblemsFound, problem
from briefing.workspace.folder import ProjectFolder

#: Where they lie below the root, and how many are kept.
FOLDER = ".cache/workbench/received"
KEPT = 20
#: The longest name that is kept, in characters; the ending stays.
LONGEST = 80
_TOKEN = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was dropped in: the ``token`` it is asked for by (SHA-256 of its bytes), its own name without any
    folder, and where it lies."""

    token: str
    name: str
    path: Path


def receive(ws: ProjectFolder, name: str, data: bytes) -> Received:
    """Keep a file that somebody dropped in, so that it can be read and asked about; ``name`` is what it was called.
    Raises ``ProblemsFound`` for one that is empty or larger than any reader takes."""
    shown = plain_name(name)
    try:
        check_size(data)
    except Refused as refused:
        raise ProblemsFound([problem("received-refused", shown, reason=refused.reason)]) from refused
    if not data:
        raise ProblemsFound([problem("received-refused", shown, reason="it is empty")])
    token = hashlib.sha256(data).hexdigest()
    folder = ws.root / FOLDER
    shutil.rmtree(folder / token, ignore_errors=True)  # it may have come before under another name
    path = folder / token / shown
    write({path: data})
    for old in _by_age(folder)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return Received(token, shown, path)


def received(ws: ProjectFolder, token: str) -> Received:
    """Return a file that was dropped in before, by its token. Raises ``ProblemsFound`` where it is no longer kept."""
    folder = ws.root / FOLDER / token
    if _TOKEN.fullmatch(token) and folder.is_dir():
        for path in folder.iterdir():
            return Received(token, path.name, path)
    raise ProblemsFound([problem("received-gone")])


def forget_received(ws: ProjectFolder, token: str) -> None:
    """Throw a file that came in away; it may hold what should not stay."""
    if _TOKEN.fullmatch(token):
        shutil.rmtree(ws.root / FOLDER / token, ignore_errors=True)


def plain_name(name: str) -> str:
    """Return a name sent by a browser as the name of a file: no folder, no signs that cannot be seen, not hidden, not too
    long."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(c for c in last if unicodedata.category(c)[0] not in "CZ" or c == " ").strip(" .")
    stem, dot, ending = seen.rpartition(".")
    ending = f"{dot}{ending}"[:12] if stem else ""
    return f"{(stem or seen)[: LONGEST - len(ending)]}{ending}" or "file"


def _by_age(folder: Path) -> list[Path]:
    return sorted((p for p in folder.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime_ns, reverse=True)


def session_key(ws: ProjectFolder) -> bytes:
    """Return the key that the sessions of the workbench are signed with; made when it is first asked for, readable by its owner
    alone."""
    path = ws.root / ".cache" / "workbench" / "key"
    if not path.is_file() or path.stat().st_size < 32:
        write({path: secrets.token_bytes(32)}, mode=0o600)
    return path.read_bytes()
