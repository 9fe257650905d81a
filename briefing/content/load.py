"""Stage 1, load: every YAML file under ``content/`` into frozen records. The only door for numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from briefing.content.fields import Record, make
from briefing.content.projects import Audience, Home, PlaceRegion, ProjectList, ProjectOrigins, ProjectRecord
from briefing.content.records import (
    Claim,
    Conflict,
    Content,
    Derived,
    Event,
    Indicator,
    NamedList,
    Pack,
    Relation,
    SourceRecord,
)
from briefing.files.listing import listed
from briefing.files.yaml_reader import Located, LocatedList, read_yaml_file
from briefing.memory import Recall, afresh, stamp
from briefing.problems import Problem, in_order, problem

#: Folder of ``content/`` -> the keys its files may hold and the record each entry becomes.
FOLDERS: dict[str, dict[str, type[Record]]] = {
    "sources": {"sources": SourceRecord},
    "indicators": {"indicators": Indicator},
    "events": {"events": Event},
    "lists": {"lists": NamedList},
    "relations": {"relations": Relation, "conflicts": Conflict},
    "derived": {"derived": Derived},
    "claims": {"claims": Claim},
    "projects": {"project_lists": ProjectList, "projects": ProjectRecord, "project_origins": ProjectOrigins},
    "audiences": {"audiences": Audience},
    "places": {"home": Home, "regions": PlaceRegion},
}
#: Folders of ``content/`` with files of another sort: JSON Schemas, how workbooks are read, and packs (one entry in each file).
ELSEWHERE, PACKS = ("schema", "workbooks"), "packs"


@dataclass(slots=True)
class _Read:
    """What one file holds: records by key, the ids of entries that are broken, and its problems."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def load_content(root: Path, recall: Recall = afresh) -> tuple[Content, tuple[Problem, ...]]:
    """Load everything under ``root/content`` and report every problem of every file at once.

    ``root`` is the project root: problems name their files relative to it (``content/indicators/credit.yaml``). ``recall``
    keeps what files held that have not changed since.
    """
    folder = root / "content"
    if not folder.is_dir():
        return Content(), (problem("no-content", "content"),)
    problems: list[Problem] = []
    broken: set[str] = set()
    entries: dict[str, list[Record]] = {key: [] for key in (PACKS, *(key for keys in FOLDERS.values() for key in keys))}
    for path in listed(folder, "**/*.y*ml"):
        name = path.relative_to(root).as_posix()
        place = path.relative_to(folder).parts[0]
        if place not in ELSEWHERE:
            read = recall("content file", name, (stamp(path),), partial(_read, path, name, place))
            problems += read.problems
            broken |= read.broken
            for key, records in read.records.items():
                entries[key] += records
    made = {key: tuple(records) for key, records in entries.items()}
    content = Content(broken=frozenset(broken), **made)  # type: ignore[arg-type]
    return content, in_order(problems)


def _read(path: Path, name: str, place: str) -> _Read:
    """Read a file of the folder ``place`` of the content."""
    read = _Read()
    if place not in FOLDERS and place != PACKS:
        read.problems.append(problem("stray-file", name, folders=", ".join(sorted([*FOLDERS, PACKS]))))
        return read
    data, found = read_yaml_file(path, name)
    read.problems += found
    if data is None and found:
        return read
    if place == PACKS:
        _add(Pack, PACKS, data, name, 1, read)
    elif isinstance(data, Located):
        _entries(FOLDERS[place], data, name, read)
    else:
        read.problems.append(_shape(name, FOLDERS[place]))
    return read


def _shape(name: str, keys: dict[str, type[Record]], line: int = 1) -> Problem:
    return problem("wrong-shape", name, line, where="the file", wanted=f"a mapping with the key {' or '.join(keys)}")


def _entries(keys: dict[str, type[Record]], data: Located, name: str, read: _Read) -> None:
    for key, value in data.items():
        line = data.lines[key]
        if key not in keys:
            hint = f"the keys here are {', '.join(keys)}"
            read.problems.append(problem("unknown-key", name, line, key=key, hint=hint))
        elif value is None:
            continue
        elif not isinstance(value, LocatedList):
            read.problems.append(problem("wrong-shape", name, line, where=key, wanted="a list of entries"))
        else:
            for entry, at in zip(value, value.lines, strict=True):
                _add(keys[key], key, entry, name, at, read)


def _add(record: type[Record], key: str, data: object, name: str, line: int, read: _Read) -> None:
    made, found = make(record, data, name, line)
    read.problems += found
    if made is not None:
        read.records.setdefault(key, []).append(made)
    elif isinstance(data, Located) and isinstance(data.get("id"), str):
        read.broken.add(str(data["id"]))
