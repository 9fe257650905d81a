"""One import, thought through to the last byte before anything is written."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefing.content.fields import make
from briefing.content.load import load_content
from briefing.content.projects import ProjectList, ProjectRecord, domain
from briefing.content.yaml_reader import Located
from briefing.files.listing import listed
from briefing.problems import Problem, has_errors, in_order, problem
from briefing.projects.extracting import Extracted, extract
from briefing.projects.interpreting import Fields
from briefing.projects.mapping import Mapping as Given
from briefing.projects.merging import Merged, as_fields, merge
from briefing.projects.vocabulary import Vocabulary
from briefing.projects.writing import IMPORTED, carried, list_files, renamed

#: So many projects withdrawn at once are worth a word, when they are most of the list.
FEW_LEFT = 3
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the officer asks for. Empty ``title`` and ``issuer`` keep what the list has; ``date`` is the workbook's."""

    list: str
    date: str
    title: str = ""
    issuer: str = ""
    sheets: tuple[str, ...] = ()
    mapping: Given = field(default_factory=Given)
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """What an import would do. ``files``: those that change, as they should stand, by path in the project: the list's own and
    its translations (none when there are errors); ``read``: the same files as they were read."""

    list: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    read: Mapping[str, bytes | None] = field(default_factory=dict)
    extracted: Extracted = field(default_factory=Extracted)
    merged: Merged = field(default_factory=Merged)
    before: Mapping[str, Fields] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def prepare(root: Path, data: bytes, name: str, asked: Asked, vocabulary: Vocabulary) -> Import:
    """Read a workbook and merge it with what ``root/content/projects/<list>`` holds. Nothing is written."""
    if not _ID.match(asked.list):
        return Import(asked.list, problems=(problem("list-id", name, 0, id=asked.list),))
    ours = f"content/projects/{asked.list}/"
    read = _read(root, f"{ours}*") | _read(root, f"i18n/*/{domain(asked.list)}.po")
    content, found = load_content(root) if (root / "content").is_dir() else (None, ())
    broken = [p for p in found if p.file.startswith(ours)]
    if has_errors(broken):
        return Import(asked.list, problems=in_order(broken))
    extracted = extract(data, name, vocabulary, asked.mapping, asked.sheets)
    if has_errors(extracted.problems):
        return Import(asked.list, extracted=extracted, problems=extracted.problems)
    records = [p for p in content.projects if p.list == asked.list] if content else []
    lists = [entry for entry in content.project_lists if entry.id == asked.list] if content else []
    before = {p.id: as_fields(p) for p in records}
    files = {path.removeprefix(ours): data for path, data in read.items() if path.startswith(ours)}
    dates = (lists[0].date if lists else "", asked.date)
    merged = merge(asked.list, before, _imported(files), extracted.projects, dates, name)
    head = _head(asked, lists[0] if lists else None, name, data)
    problems = [*extracted.problems, *merged.problems, *_valid(merged, head, name), *_few_left(merged, before, name)]
    if has_errors(problems):
        return Import(asked.list, {}, {}, extracted, merged, before, in_order(problems))
    places = {p.id: Path(p.where.file).name for p in records}
    changed: Fields = {k: head[k] for k in ("title", "issuer", "file", "sha256", "date", "sample") if k in head}
    written = {ours + name: content for name, content in list_files(files, places, merged, head, changed).items()}
    for path in read.keys() - written.keys():
        written[path] = carried(read[path].decode("utf-8"), renamed(before, merged.records)).encode()
    written = {path: content for path, content in written.items() if read.get(path) != content}
    was = {path: read.get(path) for path in written}
    return Import(asked.list, written, was, extracted, merged, before, in_order(problems))


def _read(root: Path, pattern: str) -> dict[str, bytes]:
    """The files of a project that fit a pattern, by path."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in listed(root, pattern)}


def _few_left(merged: Merged, before: Mapping[str, Fields], name: str) -> list[Problem]:
    """A word when most of the projects there would be withdrawn: usually it is another list's workbook, or a part of one."""
    live = sum(1 for fields in before.values() if "withdrawn" not in fields)
    gone = len(merged.withdrawn)
    return (
        [problem("list-mostly-withdrawn", name, 0, gone=gone, live=live)]
        if gone >= FEW_LEFT and gone * 2 > live
        else []
    )


def _imported(files: Mapping[str, bytes]) -> dict[str, Fields]:
    found: dict[str, Fields] = json.loads(files[IMPORTED]) if IMPORTED in files else {}
    return found


def _head(asked: Asked, there: ProjectList | None, name: str, data: bytes) -> dict[str, Any]:
    head: dict[str, Any] = {
        "id": asked.list,
        "title": asked.title or (there.title if there else asked.list),
        "issuer": asked.issuer or (there.issuer if there else asked.title or asked.list),
        "file": name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "date": asked.date,
    }
    if asked.sample:
        head["sample"] = True
    return head


def _valid(merged: Merged, head: Mapping[str, Any], name: str) -> list[Problem]:
    """Whether everything that would be written is a record."""
    found: list[Problem] = []
    for key in (*merged.added, *merged.touched):
        row = int(merged.origins.get(key, "!0").rpartition("!")[2])
        found += make(ProjectRecord, _located(merged.records[key], name, row), name, row)[1]
    found += make(ProjectList, _located(head, name, 0), name, 0)[1]
    return found


def _located(fields: Mapping[str, Any], name: str, row: int) -> Located:
    made = Located(name, row)
    made.update(fields)
    made.lines = dict.fromkeys(fields, row)
    return made
