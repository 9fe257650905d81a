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
from briefing.files.listing import listed
from briefing.files.yaml_reader import Located
from briefing.problems import Problem, has_errors, in_order, problem
from briefing.projects.causes import ordered
from briefing.projects.extracting import Extracted, extract
from briefing.projects.interpreting import Fields
from briefing.projects.mapping import Mapping as Given
from briefing.projects.memory import proposals, remembered, texts_of, with_proposals
from briefing.projects.merging import Merged, as_fields, merge
from briefing.projects.vocabulary import Vocabulary
from briefing.projects.writing import IMPORTED, carried, list_files, renamed

#: So many projects withdrawn at once are worth a word, when they are most of the list.
FEW_LEFT = 3
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the officer asks for. Empty ``title`` and ``issuer`` keep what the list has; ``date`` is the workbook's. ``whole``
    says that the sheets chosen are all there is of the list."""

    list: str
    date: str
    title: str = ""
    issuer: str = ""
    sheets: tuple[str, ...] = ()
    whole: bool = False
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
    origins = [o for o in content.project_origins if o.list == asked.list] if content else []
    kept = _kept(asked, extracted, {i: place for o in origins for i, place in o.rows.items()})
    merged = merge(asked.list, before, _imported(files), extracted.projects, dates, kept)
    head = _head(asked, lists[0] if lists else None, name, data)
    problems = [
        *extracted.problems,
        *merged.causes.problems(name),
        *_valid(merged, head, name),
        *_few_left(merged, before, name),
    ]
    if merged.kept:
        sheets = ", ".join(sorted({place.rpartition("!")[0] for place in kept.values()}))
        problems.append(problem("list-sheets-kept", name, 0, count=len(merged.kept), sheets=sheets))
    if has_errors(problems):
        return Import(asked.list, {}, {}, extracted, merged, before, ordered(problems))
    places = {p.id: Path(p.where.file).name for p in records}
    changed: Fields = {k: head[k] for k in ("title", "issuer", "file", "sha256", "date", "sample") if k in head}
    written = {ours + name: content for name, content in list_files(files, places, merged, head, changed).items()}
    catalogues = {path: data.decode() for path, data in read.items() if path.endswith(".po")}
    written |= _translated(root, asked.list, catalogues, before, merged, extracted, vocabulary.words.second_language)
    written = {path: content for path, content in written.items() if read.get(path) != content}
    was = {path: read.get(path) for path in written}
    return Import(asked.list, written, was, extracted, merged, before, ordered(problems))


def _translated(
    root: Path,
    list_id: str,
    catalogues: Mapping[str, str],
    before: Mapping[str, Fields],
    merged: Merged,
    extracted: Extracted,
    second: str,
) -> dict[str, bytes]:
    """The list's catalogues with old translations brought along, and translations proposed: from other lists, and those that
    the workbook gives in a ``second`` language."""
    name = f"{domain(list_id)}.po"
    others = {p: d for p, d in _read(root, f"i18n/*/{domain('*')}.po").items() if not p.endswith(f"/{name}")}
    given = extracted.translations
    tags = {path.split("/")[1] for path in (*catalogues, *others)} | ({second} if given else set())
    wanted = list(texts_of(merged.records.values())) if tags else []
    made: dict[str, bytes] = {}
    for tag in sorted(tags):
        path = f"i18n/{tag}/{name}"
        text = carried(catalogues[path], renamed(before, merged.records)) if path in catalogues else ""
        memory = remembered({p: d.decode() for p, d in others.items() if p.split("/")[1] == tag})
        if text := with_proposals(text, proposals(wanted, memory, given if tag == second else {}), tag):
            made[path] = text.encode()
    return made


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


def _kept(asked: Asked, extracted: Extracted, origins: Mapping[str, str]) -> dict[str, str]:
    """The records whose sheet is in the workbook and was not chosen, with where it has them."""
    chosen = asked.sheets or asked.mapping.sheet
    if not chosen or asked.whole:
        return {}
    return {
        i: place
        for i, place in origins.items()
        if (s := place.rpartition("!")[0]) not in chosen and s in extracted.there
    }


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
