"""One import, thought through to the last byte before anything is written, with translations proposed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polib
from rapidfuzz import fuzz, process

from briefing.content.fields import make
from briefing.content.load import read_below
from briefing.content.projects import (
    IMPORTED,
    SHARED,
    TEXTS,
    ProjectList,
    ProjectOrigins,
    ProjectRecord,
    domain,
    read_imported,
)
from briefing.files.reading import listed
from briefing.files.spool import PIECE, SpooledFiles
from briefing.files.yaml_reader import Located
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.projects.extracting import Extracted, extract
from briefing.projects.grid import ordered
from briefing.projects.headers import Mapping as Given
from briefing.projects.merging import Merged, as_fields, merge
from briefing.projects.packed import Fields, PackedById
from briefing.projects.vocabulary import Vocabulary
from briefing.projects.writing import carried, list_files, renamed

#: A text is like another when so much of it is the same (0 to 100).
ALIKE = 85
#: Comparisons of one import; beyond them only equal texts are looked up.
MOST = 2_000_000


@dataclass(frozen=True, slots=True)
class TranslationProposal:
    """A translation proposed for a text: the text it was made for where that is another, and where it comes from."""

    context: str
    source: str
    target: str
    previous: str
    origin: str


def remembered(name: str, text: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return every settled translation of a PO file, by context and text: the translation and the file's name."""
    settled = (e for e in polib.pofile(text, wrapwidth=0) if e.msgstr and not e.obsolete and "fuzzy" not in e.flags)
    return {(e.msgctxt or "", e.msgid): (e.msgstr, name) for e in settled}


def texts_of(records: Iterable[Fields]) -> Iterator[tuple[str, str]]:
    """Yield context and text of what is translated for single projects."""
    own = [(name, context) for name, context in TEXTS.items() if context not in SHARED]
    for fields in records:
        yield from ((context, str(fields[name])) for name, context in own if fields.get(name))


def proposals(
    wanted: Iterable[tuple[str, str]],
    memory: Mapping[tuple[str, str], tuple[str, str]],
    given: Mapping[tuple[str, str], str],
) -> Iterator[TranslationProposal]:
    """Yield a proposal for each text that is known or like one that is. ``given`` are translations of the workbook itself, by
    field and text."""
    by_context: dict[str, list[str]] = {}
    for context, source in memory:
        by_context.setdefault(context, []).append(source)
    own = {(TEXTS[field], text): target for (field, text), target in given.items() if TEXTS.get(field) not in SHARED}
    left = MOST
    for context, source in wanted:
        if target := own.get((context, source)):
            yield TranslationProposal(context, source, target, "", "the workbook")
        elif found := memory.get((context, source)):
            yield TranslationProposal(context, source, found[0], "", found[1])
        elif (choices := by_context.get(context)) and left > 0:
            left -= len(choices)
            like = process.extractOne(source, choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
            if like is not None:
                target, name = memory[context, like[0]]
                yield TranslationProposal(context, source, target, like[0], name)


def with_proposals(data: str, found: Iterable[TranslationProposal], tag: str) -> str:
    """Return a PO file (empty text for none) with proposals as fuzzy messages, which are printed nowhere; texts that it has
    translated keep their translation."""
    catalogue = polib.pofile(data, wrapwidth=0) if data.strip() else polib.POFile(wrapwidth=0)
    if not data.strip():
        catalogue.metadata = {
            "Language": tag, "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit",
        }  # fmt: skip
    entries = {(e.msgctxt or "", e.msgid): e for e in catalogue if not e.obsolete}
    changed = False
    for one in found:
        entry = entries.get((one.context, one.source))
        if entry is not None and entry.msgstr:
            continue
        if entry is None:
            entry = polib.POEntry(msgid=one.source, msgctxt=one.context)
            catalogue.append(entry)
        entry.msgstr = one.target
        entry.flags = [*entry.flags, "fuzzy"]
        entry.tcomment = f"proposed from {one.origin}"
        if one.previous:
            entry.previous_msgid = one.previous
        changed = True
    return str(catalogue) if changed else data


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
    """What an import would do. ``files``: those that change, as they should be, by path in the project: the list's own and
    its translations (none when there are errors); ``read``: the same files as they were read."""

    list: str
    files: Mapping[str, bytes | None] = field(default_factory=dict)
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
    read = _read(root, f"{ours}*", f"i18n/*/{domain(asked.list)}.po")
    there = _there(root, asked.list)
    imported = PackedById()
    try:
        if ours + IMPORTED in read:
            imported = PackedById(read_imported(read.lines(ours + IMPORTED), ours + IMPORTED))
    except ProblemsFound as found:
        there.problems += found.problems
    if has_errors(there.problems):
        return Import(asked.list, problems=in_order(there.problems))
    extracted = extract(data, name, vocabulary, asked.mapping, asked.sheets)
    if has_errors(extracted.problems):
        return Import(asked.list, extracted=extracted, problems=extracted.problems)
    before = there.records
    dates = (there.entry.date if there.entry else "", asked.date)
    kept = _kept(asked, extracted, there.origins)
    merged = merge(asked.list, before, imported, extracted.projects, dates, kept)
    head = _head(asked, there.entry, name, data)
    problems = [
        *extracted.problems,
        *merged.causes.problems(name),
        *_valid(merged, head, name),
        *_few_left(merged, before, name),
    ]
    if merged.kept:
        sheets = ", ".join(sorted({place.rpartition("!")[0] for place in kept.values()}))
        problems.append(problem("list-sheets-kept", name, 0, count=len(merged.kept), sheets=sheets))
    made = Import(asked.list, extracted=extracted, merged=merged, before=before, problems=ordered(problems))
    if has_errors(problems):
        return made
    changed = {k: value for k, value in head.items() if k != "id"}
    written = SpooledFiles()
    for file, pieces in list_files(lambda file: read.get(ours + file), there.files, merged, head, changed):
        written.add(ours + file, pieces)
    catalogues = {path: read[path] or b"" for path in read if path.endswith(".po")}
    try:
        for path, text in _translated(root, made, catalogues, vocabulary.words.second_language):
            written.add(path, (text,))
    except ProblemsFound as found:
        return replace(made, problems=ordered([*problems, *found.problems]))
    written = written.chosen(path for path in written if written.differs(path, read))
    return replace(made, files=written, read=read.chosen(written))


@dataclass(slots=True)
class _There:
    """What the project holds of a list: its entry, its records by id with the file of each, where the last workbook had them,
    and what is wrong with its files."""

    entry: ProjectList | None = None
    records: PackedById = field(default_factory=PackedById)
    files: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _there(root: Path, list_id: str) -> _There:
    """Read what is there of a list, a file at a time."""
    made = _There()
    for read in read_below(root, f"projects/{list_id}") if (root / "content").is_dir() else ():
        made.problems += read.problems
        for entry in (entry for entries in read.records.values() for entry in entries):
            match entry:
                case ProjectRecord(list=of, id=key) if of == list_id and key in made.files:
                    place = entry.where
                    made.problems.append(problem("duplicate-id", place.file, place.line, id=key, first=made.files[key]))
                case ProjectRecord(list=of, id=key) if of == list_id:
                    made.records[key] = as_fields(entry)
                    made.files[key] = Path(entry.where.file).name
                case ProjectList(id=of) if of == list_id and made.entry is None:
                    made.entry = entry
                case ProjectOrigins(list=of) if of == list_id:
                    made.origins |= entry.rows
                case _:
                    pass  # entries of another list
    return made


def _translated(root: Path, made: Import, catalogues: Mapping[str, bytes], second: str) -> Iterator[tuple[str, bytes]]:
    """The list's catalogues, by path, with old translations brought along, and translations proposed: from other lists, and
    those that the workbook gives in a ``second`` language. Raises ``ProblemsFound`` for one that cannot be read."""
    name = f"{domain(made.list)}.po"
    others = {p: d or b"" for p, d in _read(root, f"i18n/*/{domain('*')}.po").items() if not p.endswith(f"/{name}")}
    given = made.extracted.translations
    tags = {path.split("/")[1] for path in (*catalogues, *others)} | ({second} if given else set())
    wanted = dict.fromkeys(texts_of(made.merged.records.values())) if tags else {}
    for tag in sorted(tags):
        path = f"i18n/{tag}/{name}"
        text = ""
        memory: dict[tuple[str, str], tuple[str, str]] = {}
        if path in catalogues:
            with _readable(path):
                text = carried(catalogues[path].decode(), renamed(made.before, made.merged.records))
        for other, data in others.items():
            if other.split("/")[1] == tag:
                with _readable(other):
                    memory = remembered(other, data.decode()) | memory
        if text := with_proposals(text, proposals(wanted, memory, given if tag == second else {}), tag):
            yield path, text.encode()


@contextmanager
def _readable(path: str) -> Iterator[None]:
    """Raise ``ProblemsFound`` where what is done with a catalogue shows that it is none."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ProblemsFound([problem("catalogue-unreadable", path, 0, reason=reason)]) from error


def _read(root: Path, *patterns: str) -> SpooledFiles:
    """The files of a project that fit patterns, by path."""
    made = SpooledFiles()
    for path in (path for pattern in patterns for path in listed(root, pattern)):
        with path.open("rb") as file:
            made.add(path.relative_to(root).as_posix(), iter(lambda: file.read(PIECE), b""))
    return made


def _few_left(merged: Merged, before: Mapping[str, Fields], name: str) -> list[Problem]:
    """A word when most of the projects there would be withdrawn: usually it is another list's workbook, or a part of one."""
    live = sum(1 for fields in before.values() if "withdrawn" not in fields)
    gone = len(merged.withdrawn)
    few = gone >= FEW_LEFT and gone * 2 > live
    return [problem("list-mostly-withdrawn", name, 0, gone=gone, live=live)] if few else []


def _kept(asked: Asked, extracted: Extracted, origins: Mapping[str, str]) -> dict[str, str]:
    """The records whose sheet is in the workbook and was not chosen, with where it has them."""
    chosen = asked.sheets or asked.mapping.sheet
    if not chosen or asked.whole:
        return {}
    left = set(extracted.there) - set(chosen)
    return {key: place for key, place in origins.items() if place.rpartition("!")[0] in left}


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
