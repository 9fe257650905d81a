"""Stages 1 and 2: every YAML file under ``content/`` into frozen records, and whether they make sense."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from briefing.content.checks import (
    check_companions,
    check_covers,
    check_ids,
    check_indicator,
    check_places,
    check_references,
    check_versions,
)
from briefing.content.fields import Record, make
from briefing.content.packs import Pack
from briefing.content.projects import (
    IMPORTED,
    Audience,
    Home,
    PlaceRegion,
    ProjectList,
    ProjectOrigins,
    ProjectRecord,
    read_imported,
)
from briefing.content.records import (
    Claim,
    Conflict,
    Content,
    Conversion,
    Derived,
    Event,
    Indicator,
    NamedList,
    Published,
    Relation,
    SourceRecord,
)
from briefing.content.wording import ReadWording, check_words, misfits
from briefing.files.reading import failures_as, listed
from briefing.files.yaml_reader import Located, LocatedList, read_yaml_file
from briefing.memory import Recall, afresh, stamp
from briefing.problems import Problem, ProblemsFound, did_you_mean, in_order, problem
from briefing.quantities import Period, impossible
from briefing.quantities.parse import parse_value

#: Folder of ``content/`` -> the keys its files may hold and the record each entry becomes.
FOLDERS: dict[str, dict[str, type[Record]]] = {
    "sources": {"sources": SourceRecord},
    "indicators": {"indicators": Indicator},
    "events": {"events": Event},
    "lists": {"lists": NamedList},
    "relations": {"relations": Relation, "conflicts": Conflict},
    "derived": {"derived": Derived, "conversions": Conversion},
    "claims": {"claims": Claim},
    "projects": {"project_lists": ProjectList, "projects": ProjectRecord, "project_origins": ProjectOrigins},
    "audiences": {"audiences": Audience},
    "places": {"home": Home, "regions": PlaceRegion},
}
#: Folders of ``content/`` with files of another sort: JSON Schemas, how workbooks are read, and packs (one entry in each file).
ELSEWHERE, PACKS = ("schema", "workbooks"), "packs"


#: Why nothing of a file could be read: whatever refers to what it holds seems wrong, and is not.
UNREAD = frozenset({
    "file-too-large", "not-utf8", "yaml-documents", "yaml-key", "yaml-syntax", "yaml-too-deep", "yaml-unreadable",
})  # fmt: skip


@dataclass(slots=True)
class FileRead:
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
    for read in read_below(root, "", recall):
        problems += read.problems
        broken |= read.broken
        for key, records in read.records.items():
            entries[key] += records
    made = {key: tuple(records) for key, records in entries.items()}
    content = Content(broken=frozenset(broken), **made)  # type: ignore[arg-type]
    return content, in_order(problems)


def read_below(root: Path, below: str = "", recall: Recall = afresh) -> Iterator[FileRead]:
    """Read the files of a folder of the content (``projects/opportunity``), or of all of it, one at a time."""
    folder = root / "content"
    for path in listed(folder, f"projects/*/{IMPORTED}") if not below else ():
        name = path.relative_to(root).as_posix()
        yield recall("content file", name, (stamp(path),), partial(_imported, path, name))
    for path in listed(folder, f"{below}/**/*.y*ml" if below else "**/*.y*ml"):
        name = path.relative_to(root).as_posix()
        place = path.relative_to(folder).parts[0]
        if place not in ELSEWHERE:
            yield recall("content file", name, (stamp(path),), partial(_read, path, name, place))


def load_regions(root: Path, recall: Recall = afresh) -> tuple[PlaceRegion, ...]:
    """Load the regions and their districts alone."""
    read = [file.records.get("regions", []) for file in read_below(root, "places", recall)]
    return tuple(entry for entries in read for entry in entries if isinstance(entry, PlaceRegion))


def _imported(path: Path, name: str) -> FileRead:
    """Check what the last workbook said of the projects of a list: the next import is compared with it."""
    read = FileRead()
    try:
        with failures_as("list-unreadable", name), path.open("rb") as file:
            for _ in read_imported(file, name):
                pass
    except ProblemsFound as found:
        read.problems += found.problems
    return read


def _read(path: Path, name: str, place: str) -> FileRead:
    """Read a file of the folder ``place`` of the content."""
    read = FileRead()
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


def _shape(name: str, keys: dict[str, type[Record]]) -> Problem:
    return problem("wrong-shape", name, 1, where="the file", wanted=f"a mapping with the key {' or '.join(keys)}")


def _entries(keys: dict[str, type[Record]], data: Located, name: str, read: FileRead) -> None:
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


def _add(record: type[Record], key: str, data: object, name: str, line: int, read: FileRead) -> None:
    made, found = make(record, data, name, line)
    read.problems += found
    if made is not None:
        read.records.setdefault(key, []).append(made)
    elif isinstance(data, Located) and isinstance(data.get("id"), str):
        read.broken.add(str(data["id"]))


#: Which languages (by id) have no words for a value left open: its wording, the unit and the kind of its indicator.
WithoutWords = Callable[[str, str, str], Iterable[str]]


def validate(
    content: Content,
    units: Collection[str] | None = None,
    read_published: ReadWording | None = None,
    regions: Collection[str] | None = None,
    without_words: WithoutWords | None = None,
) -> tuple[Problem, ...]:
    """Return every problem of the entries, by file and line.

    ``units`` and ``regions`` are the ids the language data knows; ``read_published`` reads a published wording, so that
    value, qualifier, base and region are checked against it, and is only asked for known units. ``without_words`` names the
    languages that have no words for a value left open. What is ``None`` is not checked.
    """
    problems: list[Problem] = []
    check_ids(content, problems)
    check_references(content, problems)
    check_places(content, problems)
    check_words(content, problems)
    check_covers(content, problems)
    check_versions(content, problems)
    check_companions(content, problems)
    awaited = {name.partition("@")[0] for c in content.claims if c.test == "absent" for name in (c.left, *c.also)}
    for indicator in content.indicators:
        check_indicator(indicator, problems, awaited)
        readable = units is None or indicator.unit in units
        for period, record in _published(indicator):
            if record.value is None:
                _check_open(indicator, record, without_words if readable else None, problems)
            else:
                _check_value(indicator, period, record, read_published if readable else None, problems)
    records: tuple[Indicator | Derived | Claim, ...] = (*content.indicators, *content.derived, *content.claims)
    for named in records:
        _check_known(named, "unit", named.unit, units, problems)
    areas: tuple[Indicator | Derived, ...] = (*content.indicators, *content.derived)
    for placed in areas:
        _check_known(placed, "region", placed.region, regions, problems)
    return in_order(problems)


def _published(indicator: Indicator) -> Iterator[tuple[Period, Published]]:
    for record in indicator.stated:
        yield record.when, record
        for revision in record.revisions:
            yield record.when, revision


def _check_open(
    indicator: Indicator, record: Published, without_words: WithoutWords | None, problems: list[Problem]
) -> None:
    for language in without_words(record.published, indicator.unit, indicator.kind) if without_words else ():
        details = {"id": indicator.id, "published": record.published, "language": language}
        problems.append(record.problem("open-value-wordless", "published", **details))


def _check_value(
    indicator: Indicator, period: Period, record: Published, read_published: ReadWording | None, problems: list[Problem]
) -> None:
    assert record.value is not None  # a value left open has a check of its own
    try:
        parse_value(record.value, indicator.unit, "")
    except ValueError as error:
        problems.append(record.problem("unreadable-value", "value", indicator=indicator.id, reason=error))
        return
    try:
        recorded = parse_value(record.value, indicator.unit, record.qualifier or "")
    except ValueError as error:
        problems.append(record.problem("unknown-qualifier", "qualifier", id=indicator.id, reason=error))
        return
    if reason := impossible(indicator.kind, indicator.unit, recorded):
        details = {"id": indicator.id, "published": record.published, "reason": reason}
        problems.append(record.problem("impossible-value", "value", **details))
    if read_published is not None:
        wording = read_published(record.published, indicator.unit)
        found = misfits(indicator, period, recorded, record.published, wording, record.note is not None)
        problems.extend(record.problem(code, "published", **misfit) for code, misfit in found)


def _check_known(
    record: Record, key: str, name: str | None, known: Collection[str] | None, problems: list[Problem]
) -> None:
    if name is None or known is None or name in known:
        return
    problems.append(record.problem(f"unknown-{key}", key, name=name, hint=did_you_mean(name, known)))
