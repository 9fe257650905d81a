"""What Office files have in common: archives with the same bytes every time, units kept off the start of a line, and the part
that says where the figures are (``customXml/item1.xml``, namespace ``urn:briefing:figures:1``).

A reader, a person's tool or ``verify`` finds with that part which fact each printed figure is of (docs/design/outputs.md)."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import jinja2

from briefing.document.nodes import Document, Figure, Inline, Moment, walk
from briefing.document.reading import leaves
from briefing.render.columns import is_wide


@cache
def xml_template(name: str, *, joined: bool = True) -> jinja2.Template:
    """Return the template of an XML part in this folder, its lines ``joined`` without their indents. Filters: ``text``,
    ``quoted`` (an attribute of XML with its quotation marks) and ``attribute`` (what is within those of HTML) escape, ``hexa``
    writes a colour of the theme as Office files do."""
    source = (resources.files(__package__) / name).read_text("utf-8")
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    environment.filters |= {"text": escape, "quoted": quoteattr, "attribute": html.escape}
    environment.filters["hexa"] = lambda colour: colour.lstrip("#").upper()
    return environment.from_string(re.sub(r"\n *", "", source) if joined else source)


EPOCH = (1980, 1, 1, 0, 0, 0)
FIRST = ("[Content_Types].xml", "_rels/.rels")


def deterministic_zip(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the entries as a zip archive: the content types and the root relations first, the rest by name."""
    buffer = io.BytesIO()
    ordered = sorted(entries, key=lambda entry: (FIRST.index(entry[0]) if entry[0] in FIRST else len(FIRST), entry[0]))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in ordered:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 0
            archive.writestr(info, content)
    return buffer.getvalue()


def repacked(blob: bytes) -> bytes:
    """Return the same archive with fixed order and times."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return deterministic_zip([(info.filename, archive.read(info)) for info in archive.infolist()])


@cache
def _bytes(path: Path, stamp: int) -> bytes:
    del stamp  # the time of the last change: a restyled file is read again
    return path.read_bytes()


def reference_bytes(path: Path) -> io.BytesIO:
    """Return the bytes of a reference file, read once for each change of it."""
    return io.BytesIO(_bytes(path, path.stat().st_mtime_ns))


def set_properties(properties: Any, document: Document) -> None:
    """Set the core properties of a Word file or a deck (those of ``python-docx`` and ``python-pptx``); both dates are the
    edition's."""
    properties.title, properties.subject, properties.author = document.cover.title, document.subject, document.author
    properties.last_modified_by = document.author
    properties.keywords, properties.language = "", document.language
    properties.comments = properties.category = ""
    properties.version = document.edition
    properties.revision = 1
    properties.created = properties.modified = datetime.fromisoformat(document.date)


#: What Word keeps off the end and the start of a line of Chinese text by itself.
NEVER_LAST = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
NEVER_FIRST = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"


#: As many characters as ``noLineBreaksBefore`` may name (ECMA-376, CT_Kinsoku as the Open XML SDK holds it).
MOST_KEPT = 100


def units_of(document: Document) -> str:
    """Return the full-width characters that follow the digits of figures and dates in the document: 亿元, 余家, 年 and 月; the
    most frequent, as far as Word takes them."""
    found: Counter[str] = Counter()
    for node in walk(document):
        if isinstance(node, Figure | Moment):
            after = re.search(r"[0-9].*", node.text, re.DOTALL)
            found.update(c for c in (after[0] if after else "") if is_wide(c) and c.isalnum())
    kept = sorted(found, key=lambda c: (-found[c], c))[: MOST_KEPT - len(NEVER_FIRST)]
    return "".join(sorted(kept))


NAMESPACE = "urn:briefing:figures:1"
ITEM, PROPERTIES, RELATIONS = "customXml/item1.xml", "customXml/itemProps1.xml", "customXml/_rels/item1.xml.rels"
_STORE = "{6F3B1C52-98A4-5D0B-9C0E-3A0B7E5C41F2}"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


@dataclass(frozen=True, slots=True)
class FigureMark:
    """A figure in an Office file: its place (``Figures!E7``, ``3/5/0``: slide, shape, paragraph), its fact, where it starts in
    the text there, and how long it is."""

    place: str
    fact: str
    start: int
    length: int


def marks_of(run: tuple[Inline, ...], place: str) -> list[FigureMark]:
    """Return the figures of a run at their places in its text, the calls of notes counted as the reader counts them: not at
    all."""
    return [FigureMark(place, node.fact, at, len(node.text)) for at, node in leaves(run) if isinstance(node, Figure)]


def marks_xml(stated: dict[str, str], sections: Iterable[tuple[str, str]], marks: Iterable[FigureMark]) -> bytes:
    """Return the part. ``stated`` is what the file is of (pack, edition, language); ``sections`` pairs each sheet or slide with
    the id of its section."""
    about = "".join(f" {name}={quoteattr(value)}" for name, value in stated.items())
    places = "".join(f"<part name={quoteattr(name)} section={quoteattr(section)}/>" for name, section in sections)
    figures = "".join(
        f'<figure at={quoteattr(m.place)} fact={quoteattr(m.fact)} start="{m.start}" length="{m.length}"/>'
        for m in marks
    )
    return f'{_HEAD}<figures xmlns="{NAMESPACE}"{about}>{places}{figures}</figures>'.encode()


def with_marks(data: bytes, main: str, part: bytes) -> bytes:
    """Return an Office file with the part added, all members of one date. ``main`` is its main part (``xl/workbook.xml``)."""
    folder, _, name = main.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    properties = (
        f'{_HEAD}<ds:datastoreItem ds:itemID="{_STORE}" xmlns:ds="{_OFFICE}/customXml"><ds:schemaRefs><ds:schemaRef '
        f'ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    own = (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>'
    )
    parts: list[tuple[str, bytes]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            blob = archive.read(info)
            if info.filename == rels:
                entry = f'<Relationship Id="rIdFigures" Type="{_OFFICE}/relationships/customXml" Target="../{ITEM}"/>'
                blob = blob.replace(b"</Relationships>", f"{entry}</Relationships>".encode())
            elif info.filename == "[Content_Types].xml":
                entry = f'<Override PartName="/{PROPERTIES}" ContentType="{_TYPE}"/>'
                blob = blob.replace(b"</Types>", f"{entry}</Types>".encode())
            parts.append((info.filename, blob))
    parts += [(ITEM, part), (PROPERTIES, properties.encode()), (RELATIONS, own.encode())]
    return deterministic_zip(parts)
