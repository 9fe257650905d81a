"""Finished files opened with readers of their own, by their endings: DOCX by its parts, PDF by its structure tree, HTML by its
elements, archives under limits; each as pieces of text with marked figures."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Self

import yaml
from lxml import etree

from briefing.formats import FORMATS, endings, named
from briefing.problems import ProblemsFound, problem

#: A finished Word edition is well below these; a bomb is above one of them.
MAX_FILE = 60_000_000
MAX_PARTS = 2_000
MAX_PART = 80_000_000
MAX_TOTAL = 200_000_000
MAX_RATIO = 200


class FileNotOpened(ValueError):  # noqa: N818 - says what happened to the file
    """A file that is not opened, with the reason in plain words."""


class OfficeParts:
    """The parts of an Office file by name; each is read once its size is known to be bearable."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_FILE:
            raise FileNotOpened(f"it is larger than {MAX_FILE // 1_000_000} MB")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise FileNotOpened("it is not a whole Office file") from error
        if len(infos) > MAX_PARTS:
            raise FileNotOpened(f"it has more than {MAX_PARTS} parts")
        for info in infos:
            if info.file_size > MAX_PART or (
                info.file_size > 1_000_000 and info.file_size > MAX_RATIO * max(info.compress_size, 1)
            ):
                raise FileNotOpened(f"its part {info.filename} unpacks to {info.file_size} bytes")
            if info.filename.startswith("/") or ".." in info.filename.split("/"):
                raise FileNotOpened(f"its part {info.filename} leads out of the file")
            if info.flag_bits & 1:
                raise FileNotOpened("it is encrypted")
        if sum(i.file_size for i in infos) > MAX_TOTAL:
            raise FileNotOpened(f"it unpacks to more than {MAX_TOTAL // 1_000_000} MB")
        self.names = tuple(i.filename for i in infos)
        if len(set(self.names)) != len(self.names):
            raise FileNotOpened("a part stands in it twice")

    def read(self, name: str) -> bytes:
        """Return the bytes of a part. Raises ``Refused`` when it is not there or damaged."""
        try:
            return self._zip.read(name)
        except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
            raise FileNotOpened(f"its part {name} cannot be read") from error

    def xml(self, name: str) -> Any:
        """Return a part as XML: no document type, no entity, nothing fetched."""
        return parse_xml(self.read(name), name)


def parse_xml(data: bytes, name: str) -> Any:
    """Parse the XML of a foreign file into an element; a document type declaration is refused, whatever it says."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<\x00!\x00D\x00O\x00C" in data:
        raise FileNotOpened(f"{name} declares a document type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileNotOpened(f"{name} is not well-formed XML") from error


@cache
def grammar() -> Mapping[str, Any]:
    """Return what editions may hold, by format and kind, as ``known.yaml`` lists it."""
    found: Mapping[str, Any] = yaml.load(
        (resources.files(__package__) / "known.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return found


@cache
def known(what: str) -> frozenset[str]:
    """Return the names of one kind (``what``) that editions may hold."""
    return frozenset(str(grammar()[what]).split())


@cache
def shaped(*kinds: str) -> re.Pattern[str]:
    """Return how the names of some kinds that editions may hold are written, as one pattern."""
    return re.compile("|".join(shape for kind in kinds for shape in str(grammar()[kind]).split()))


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure that the file itself marks: fact id, exact value and unit as the file states them (may be empty), printed
    text, and where it is in the text of its piece."""

    fact: str
    text: str
    start: int
    value: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, cell, caption or the like. ``role``: cover, contents, heading, text, cell, note, chart (drawn labels),
    alt (the description of a drawing), furniture (head and foot of pages) or hidden (said to programs and to who listens, not
    printed). ``section``
    is the id of its section with ``_`` for ``-``, empty outside. ``head`` is the head of a cell's column and, on a second
    line, that of the first column (where a table may state one unit for all); ``page`` counts from 1 (0: no pages);
    ``language`` is its own (an id) where a file is in several, empty for that of the document."""

    role: str
    section: str
    text: str
    marks: tuple[Mark, ...] = ()
    head: str = ""
    page: int = 0
    language: str = ""


@dataclass(slots=True)
class Finished:
    """A finished file read. ``problems`` are plain sentences on what inside the file contradicts itself."""

    name: str
    form: str
    pieces: list[Piece] = field(default_factory=list)
    pages: int = 0
    problems: list[str] = field(default_factory=list)
    #: The figures the file carries as data: fact, value, unit, text; ``None`` where it carries none.
    data: list[tuple[str, str, str, str]] | None = None
    #: Dates the file states of itself, by what states them, each as YYYYMMDD.
    dates: dict[str, str] = field(default_factory=dict)
    #: Periods marked as such: the text, and the ISO 8601 period the mark states.
    periods: list[tuple[str, str]] = field(default_factory=list)
    #: Headings as the file lists them for navigation, with their numbers; ``None`` where it lists none.
    outline: list[str] | None = None
    #: Bookmarks with the page each leads to, from 1.
    shown: list[tuple[str, int]] = field(default_factory=list)
    #: Headings as printed, with their numbers.
    headings: list[str] = field(default_factory=list)
    #: Numbers of the notes called, in the order of the text.
    calls: list[int] = field(default_factory=list)
    #: What only sets its looks, by name: the SHA-256, to be compared with what was recorded when it was made.
    looks: dict[str, str] = field(default_factory=dict)
    #: Fact, text and form of each figure, as data state it that a program may print it from.
    forms: list[tuple[str, str, str]] = field(default_factory=list)
    #: What its data state of the document as a whole: pack, edition, language; empty where it carries none.
    stated: dict[str, str] = field(default_factory=dict)
    #: Its language (BCP 47) and its edition, as the file states them; empty where it does not.
    language: str = ""
    edition: str = ""
    #: Links to other files of the edition: address, words, language where that is another; and what they are called together.
    leading: list[tuple[str, str, str]] = field(default_factory=list)
    leading_label: str = ""

    def of(self, *roles: str) -> list[Piece]:
        """Return the pieces of some roles, in order."""
        return [p for p in self.pieces if p.role in roles]


@dataclass(slots=True)
class TableHeads:
    """The heads of the columns of a table that is being read."""

    texts: list[str] = field(default_factory=list)

    def add(self, text: str, column: int, width: int) -> None:
        """Add what a cell of the head says of the columns it fills, below what is said of them already."""
        self.texts += [""] * (column + width - len(self.texts))
        for place in range(column, column + width):
            self.texts[place] = f"{self.texts[place]} {text}".strip()

    def of(self, column: int) -> str:
        """Return the heads of a cell: that of its column and, on a second line, that of the first one; empty where the table
        has none."""
        own = self.texts[column] if column < len(self.texts) else ""
        return f"{own}\n{self.texts[0]}" if self.texts else ""


def check_parts(archive: OfficeParts, finished: Finished, of: str) -> None:
    """Add to ``finished`` what is wrong with the parts of an Office file: names that no edition has (``of``: the kind of file),
    references to something outside; and the digest of each part that only sets the looks."""
    parts, looks = shaped("office parts", "figures parts", f"{of} parts"), shaped(f"{of} looks")
    for name in archive.names:
        if not parts.fullmatch(name):
            finished.problems.append(f"it holds a part that no edition has: {name}")
        elif name.endswith(".rels"):
            outside = [r.get("Target") for r in archive.xml(name) if r.get("TargetMode") == "External"]
            finished.problems += [f"it refers to something outside: {target}" for target in outside]
        elif looks.fullmatch(name):
            finished.looks[name] = hashlib.sha256(archive.read(name)).hexdigest()


def relations(archive: OfficeParts, part: str) -> dict[str, tuple[str, str]]:
    """Return the parts of an Office file that one refers to, by relation: kind and name."""
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    found: dict[str, tuple[str, str]] = {}
    for relation in archive.xml(rels) if rels in archive.names else ():
        target = relation.get("Target") or ""
        steps = folder.split("/") if not target.startswith("/") else []
        for step in target.strip("/").split("/"):
            steps = steps[:-1] if step == ".." else [*steps, step]
        found[relation.get("Id") or ""] = ((relation.get("Type") or "").rpartition("/")[2], "/".join(steps))
    return found


def tidy(text: str) -> str:
    """Return the text on one line, each run of breaks and tabs one space; no-break spaces stay."""
    return re.sub(r"[ \t\r\n\ufffe\u0002]+", " ", text).strip(" ")


def section_key(identity: str) -> str:
    """Return a section's id as every format can hold it."""
    return identity.replace("-", "_")


def open_finished(path: Path) -> Finished:
    """Return the finished file at ``path``. Raises ``ProblemsFound`` when it cannot be opened, or is refused."""
    if path.suffix not in endings():
        raise ProblemsFound([problem("proof-not-a-finished-file", str(path), 0, known=", ".join(endings()))])
    reader: Callable[[bytes, str], Finished] = named(FORMATS[path.suffix[1:]].reader)
    try:
        return reader(path.read_bytes(), path.name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProblemsFound([problem("proof-unreadable", str(path), 0, reason=reason)]) from error


_F = "{urn:briefing:figures:1}"
_PART = "customXml/item1.xml"


@dataclass(slots=True)
class Marked:
    """What a file states of itself, the section of each of its sheets or slides, and its marks by place."""

    stated: Mapping[str, str]
    sections: Mapping[str, str]
    #: Fact, start and length of each mark.
    places: Mapping[str, list[tuple[str, int, int]]]
    used: set[str] = field(default_factory=set)

    def at(self, place: str, text: str) -> tuple[Mark, ...]:
        """Return the marks at a place, in the order of its text."""
        self.used.add(place)
        there = sorted(self.places.get(place, ()), key=lambda mark: mark[1])
        return tuple(Mark(fact, text[start : start + length], start) for fact, start, length in there)

    def unused(self) -> Iterator[str]:
        """Yield what is wrong with marks at places where nothing was read."""
        yield from (f"a figure is marked where none stands: {place}" for place in self.places if place not in self.used)


def read_marks(archive: OfficeParts) -> Marked:
    """Return the marks of an Office file. Raises ``Refused`` where it has none, or they are no marks."""
    if _PART not in archive.names:
        raise FileNotOpened("its figures are not marked")
    root = archive.xml(_PART)
    if root.tag != f"{_F}figures":
        raise FileNotOpened("its figures are not marked")
    sections = {str(part.get("name")): str(part.get("section")) for part in root.iterfind(f"{_F}part")}
    places: dict[str, list[tuple[str, int, int]]] = {}
    for figure in root.iterfind(f"{_F}figure"):
        try:
            mark = str(figure.get("fact")), int(figure.get("start") or 0), int(figure.get("length") or 0)
        except ValueError as error:
            raise FileNotOpened("the marks of its figures cannot be read") from error
        places.setdefault(str(figure.get("at")), []).append(mark)
    stated = {name: root.get(name) or "" for name in ("pack", "edition", "language")}
    return Marked(stated, sections, places)


@dataclass(slots=True)
class MarkedFile:
    """An Office file whose figures are marked, as it is read: its parts, what was read of them, its marks."""

    archive: OfficeParts
    finished: Finished
    marks: Marked

    @classmethod
    def opened(cls, data: bytes, name: str, form: str, of: str) -> Self:
        """Return a file of the format ``form``, with what is wrong with its parts (see ``check_parts``). Raises ``ValueError``
        where it is not opened."""
        archive = OfficeParts(data)
        marks = read_marks(archive)
        finished = Finished(name, form, stated=dict(marks.stated))
        check_parts(archive, finished, of)
        return cls(archive, finished, marks)
