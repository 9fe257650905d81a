"""Files that people drop into the workbench, kept beside the project's other caches until they are no longer of use; and the
answers to what is asked of a workbook, kept beside it, and with a list for its next import."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from briefing.files.reading import Refused, check_size
from briefing.files.reading import read_bytes as read_file
from briefing.files.writing import write
from briefing.files.yaml_reader import read_yaml
from briefing.problems import ProblemsFound, problem
from briefing.projects.headers import Mapping as ColumnMapping
from briefing.projects.headers import mapping_in
from briefing.workspace.folder import Plan, ProjectFolder

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
    kept = (p for p in folder.iterdir() if p.is_dir())
    for old in sorted(kept, key=lambda p: p.stat().st_mtime_ns, reverse=True)[KEPT:]:
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


def session_key(ws: ProjectFolder) -> bytes:
    """Return the key that the sessions of the workbench are signed with; made when it is first asked for, readable by its owner
    alone."""
    path = ws.root / ".cache" / "workbench" / "key"
    if not path.is_file() or path.stat().st_size < 32:
        write({path: secrets.token_bytes(32)}, mode=0o600)
    return path.read_bytes()


#: Where answers are kept: those to a workbook at work by its token, those of a list's last import by its id.
ANSWERED = "archive/workbooks"
#: What problems call the answers given on the page.
ANSWERS = "answers"
#: A file of answers may be at most this large.
MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Answers:
    """What is said of a workbook: the list it goes into, title and issuer where they are new, its day, the sheets that belong
    to the list, whether they are all of it, and a mapping as ``lists import --mapping`` takes it."""

    list: str = ""
    title: str = ""
    issuer: str = ""
    day: str = ""
    sheets: tuple[str, ...] = ()
    whole: bool = False
    mapping: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkbookRow:
    """A workbook at work: its token and name, the list it goes into."""

    token: str
    name: str
    list: str


def workbooks(ws: ProjectFolder) -> tuple[WorkbookRow, ...]:
    """Return the workbooks that somebody has begun to answer questions about and that still lie here."""
    rows = []
    for path in sorted((ws.root / ANSWERED).glob("*.yaml")):
        if _TOKEN.fullmatch(path.stem):
            try:
                rows.append(WorkbookRow(path.stem, received(ws, path.stem).name, workbook_answers(ws, path.stem).list))
            except ProblemsFound:
                continue  # the workbook went; its answers wait for it
    return tuple(rows)


def workbook_answers(ws: ProjectFolder, name: str) -> Answers:
    """Return the answers kept for a workbook (by token) or of a list's last import (by its id); empty ones where there are
    none. Raises ``ProblemsFound`` for a file that cannot be read."""
    path = ws.root / ANSWERED / f"{name}.yaml"
    if not path.is_file():
        return Answers()
    shown = f"{ANSWERED}/{name}.yaml"
    data, wrong = read_yaml(read_file(path, "list-unreadable", MAX_BYTES), shown, rules=True)
    if wrong or not isinstance(data, Mapping):
        raise ProblemsFound(wrong or [problem("list-answers", shown)])
    given: dict[str, Any] = {
        k: _plain(v) for k, v in data.items() if k in ("list", "title", "issuer", "day", "whole", "mapping")
    }
    return Answers(**given, sheets=tuple(data.get("sheets", ())))


def _plain(value: object) -> object:
    """A value of YAML without the places it was read from."""
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list) else value


def answer_workbook(ws: ProjectFolder, token: str, answers: Answers) -> Plan:
    """Return what keeping answers to a workbook would write. Raises ``ProblemsFound`` for a mapping that is none."""
    received(ws, token)
    mapping_of(answers)
    return keep_answers(ws, token, answers)


def keep_answers(ws: ProjectFolder, name: str, answers: Answers) -> Plan:
    """Return what keeping answers under a name (a token, the id of a list) would write."""
    path = f"{ANSWERED}/{name}.yaml"
    there = ws.root / path
    values = {k: v for k in ("list", "title", "issuer", "day", "whole") if (v := getattr(answers, k))}
    values |= {"sheets": list(answers.sheets)} if answers.sheets else {}
    values |= {"mapping": dict(answers.mapping)} if answers.mapping else {}
    data = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=120).encode()
    return Plan(contents={path: data}, read={path: there.read_bytes() if there.is_file() else None})


def mapping_of(answers: Answers) -> ColumnMapping:
    """Return the mapping that answers hold. Raises ``ProblemsFound`` where it is none."""
    made, wrong = mapping_in(yaml.safe_dump(dict(answers.mapping), allow_unicode=True).encode(), ANSWERS)
    if wrong:
        raise ProblemsFound(wrong)
    return made


def drop_workbook(ws: ProjectFolder, token: str) -> Plan:
    """Return what throwing the answers to a workbook away would do."""
    path = f"{ANSWERED}/{token}.yaml"
    there = ws.root / path
    if not _TOKEN.fullmatch(token) or not there.is_file():
        return Plan()
    return Plan(contents={path: None}, read={path: there.read_bytes()})
