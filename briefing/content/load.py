"""Stage 1, load: every YAML file under ``content/`` into frozen records. The only door for numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from briefing.content.fields import Record, make
from briefing.content.projects import Audience, PlaceRegion, ProjectList, ProjectOrigins, ProjectRecord
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
from briefing.content.yaml_reader import Located, LocatedList, read_yaml
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
    "places": {"regions": PlaceRegion},
}
#: Folders of ``content/`` with files of another sort: JSON Schemas, how workbooks are read, and packs (one entry in each file).
ELSEWHERE, PACKS = ("schema", "workbooks"), "packs"


def load_content(root: Path) -> tuple[Content, tuple[Problem, ...]]:
    """Everything under ``root/content`` and every problem of every file at once.

    ``root`` is the project root: problems name their files relative to it (``content/indicators/credit.yaml``).
    """
    folder = root / "content"
    problems: list[Problem] = []
    broken: set[str] = set()
    entries: dict[str, list[Record]] = {key: [] for keys in FOLDERS.values() for key in keys}
    packs: list[Record] = []
    if not folder.is_dir():
        return Content(), (problem("no-content", "content"),)
    for path in _files(folder):
        name = path.relative_to(root).as_posix()
        parts = path.relative_to(folder).parts
        if parts[0] in ELSEWHERE:
            continue
        if parts[0] not in FOLDERS and parts[0] != PACKS:
            known = ", ".join(sorted([*FOLDERS, PACKS]))
            problems.append(problem("stray-file", name, folders=known))
            continue
        data, found = read_yaml(path.read_bytes(), name)
        problems += found
        if data is None and found:
            continue
        if parts[0] == PACKS:
            _add(Pack, data, name, 1, packs, problems, broken)
        elif isinstance(data, Located):
            _entries(FOLDERS[parts[0]], data, name, entries, problems, broken)
        else:
            problems.append(_shape(name, FOLDERS[parts[0]]))
    made = {key: tuple(records) for key, records in entries.items()}
    content = Content(packs=tuple(packs), broken=frozenset(broken), **made)  # type: ignore[arg-type]
    return content, in_order(problems)


def _files(folder: Path) -> Iterator[Path]:
    found = (p for p in folder.rglob("*") if p.is_file() and p.suffix in (".yaml", ".yml"))
    return iter(sorted(found, key=lambda p: p.relative_to(folder).as_posix()))


def _shape(name: str, keys: dict[str, type[Record]], line: int = 1) -> Problem:
    return problem("wrong-shape", name, line, where="the file", wanted=f"a mapping with the key {' or '.join(keys)}")


def _entries(
    keys: dict[str, type[Record]],
    data: Located,
    name: str,
    into: dict[str, list[Record]],
    problems: list[Problem],
    broken: set[str],
) -> None:
    for key, value in data.items():
        line = data.lines[key]
        if key not in keys:
            hint = f"the keys here are {', '.join(keys)}"
            problems.append(problem("unknown-key", name, line, key=key, hint=hint))
        elif value is None:
            continue
        elif not isinstance(value, LocatedList):
            problems.append(problem("wrong-shape", name, line, where=key, wanted="a list of entries"))
        else:
            for entry, at in zip(value, value.lines, strict=True):
                _add(keys[key], entry, name, at, into[key], problems, broken)


def _add(
    record: type[Record],
    data: object,
    name: str,
    line: int,
    into: list[Record],
    problems: list[Problem],
    broken: set[str],
) -> None:
    made, found = make(record, data, name, line)
    problems += found
    if made is not None:
        into.append(made)
    elif isinstance(data, Located) and isinstance(data.get("id"), str):
        broken.add(str(data["id"]))
