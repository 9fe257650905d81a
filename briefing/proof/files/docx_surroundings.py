"""What a Word edition holds beside its text: parts, elements, fields, properties, styles. What no edition of ours holds is a
problem: a reader of the document might see, or miss, text that this proof has not read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from briefing.proof.files.archive import Archive
from briefing.proof.files.docx_places import misplaced, odd_places, odd_tables
from briefing.proof.files.piece import Finished, Piece, tidy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app)\.xml|customXml/(_rels/item1\.xml\.rels|item1\.xml|itemProps1\.xml)"
    r"|word/(document|footnotes|numbering|settings|styles|fontTable|webSettings|theme/theme1|(header|footer)\d+|charts/chart\d+)\.xml"
    r"|word/(_rels/document\.xml|charts/_rels/chart\d+\.xml)\.rels|word/embeddings/[\w.]+\.xlsx"
)
#: Parts that only set the looks: compared with what was recorded when the file was made.
_LOOKS = (
    *(f"word/{name}.xml" for name in ("styles", "numbering", "settings", "fontTable", "webSettings", "theme/theme1")),
    "docProps/app.xml",
)
#: What may stand before a paragraph that is counted or listed: brackets, stops and the usual signs of lists.
_BEFORE = re.compile("[•–·▪◦()（）.、．%]*")
_FIELDS = re.compile(
    r"(?:(?:PAGEREF|REF|NOTEREF) \w+|SEQ \w+ \\\* ARABIC|TITLE|PAGE|NUMPAGES|STYLEREF 1|TOC [\\\"a-z0-9 -]+)(?: \\[fhpn])*"
)
_HIDING = ("vanish", "webHidden", "specVanish", "strike", "dstrike")
_CORE = ("title", "subject", "description", "keywords", "category", "creator", "lastModifiedBy")
_OTHER = frozenset({"created", "modified", "version", "language", "revision"})


def surroundings(archive: Archive, finished: Finished) -> None:
    """Add what the file says outside its text to ``finished``, and its problems."""
    said = finished.problems
    relations = archive.xml("word/_rels/document.xml.rels") if "word/_rels/document.xml.rels" in archive.names else ()
    used = {f"word/{relation.get('Target')}" for relation in relations}
    for name in archive.names:
        if not _PARTS.fullmatch(name):
            said.append(f"it holds a part that no edition has: {name}")
        elif re.fullmatch(r"word/(charts/chart|header|footer)\d+\.xml", name) and name not in used:
            said.append(f"it holds a part that its text does not show: {name}")
        elif re.fullmatch(r"word/(document|footnotes|header\d+|footer\d+)\.xml", name):
            root = archive.xml(name)
            said += dict.fromkeys([*misplaced(root, name), *_fields(root, name)])
        elif name.endswith(".rels"):
            for relation in archive.xml(name):
                if relation.get("TargetMode") == "External":
                    said.append(f"it refers to something outside: {relation.get('Target')}")
    if "docProps/core.xml" in archive.names:
        _core(archive.xml("docProps/core.xml"), finished)
    document = archive.xml("word/document.xml")
    _described(document, finished)
    said += dict.fromkeys([*odd_tables(document), *odd_places(document)])
    for name in (n for n in _LOOKS if n in archive.names):
        finished.looks[name] = hashlib.sha256(archive.read(name)).hexdigest()
        finished.judged += _looks(archive.xml(name), name)


def _fields(root: Any, part: str) -> Iterator[str]:
    for element in root.iter(f"{W}instrText"):
        text = (element.text or "").strip()
        if text and not _FIELDS.fullmatch(text):
            yield f"{part} holds a field that no edition has: {text}"


def _core(core: Any, finished: Finished) -> None:
    """Words of the properties are pieces; dates of them are dates the file states of itself."""
    names = [str(element.tag).rpartition("}")[2] for element in core]
    if len(names) != len(set(names)):
        finished.problems.append("it has a property twice")
    who = {str(e.tag).rpartition("}")[2]: tidy(e.text or "") for e in core}
    if who.get("lastModifiedBy", "") != who.get("creator", ""):
        finished.problems.append(f"it was last changed by “{who.get('lastModifiedBy', '')}”, not by its author")
    for element in core:
        local = str(element.tag).rpartition("}")[2]
        text = tidy(element.text or "")
        if local in _CORE and text:
            finished.pieces.append(Piece("hidden", "", text))
        elif local in ("created", "modified"):
            finished.dates[f"the property {local}"] = text[:10].replace("-", "")
        elif local == "version":
            finished.edition = text
        elif local == "language":
            finished.language = text
        elif local not in _OTHER and (text or local not in _CORE):
            finished.problems.append(f"it has a property that no edition has: {local}")


def _described(root: Any, finished: Finished) -> None:
    """Titles and descriptions of tables and drawings, and what a control is called, as programs show them."""
    for element in root.iter(f"{W}tblCaption", f"{W}tblDescription"):
        finished.pieces.append(Piece("hidden", "", tidy(element.get(f"{W}val") or "")))
    for drawing in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):
        if not re.fullmatch(r"(?:Chart|Picture|图表) ?\d+", drawing.get("name") or "") or drawing.get("title"):
            finished.problems.append(f"a drawing has a name of its own: {drawing.get('title') or drawing.get('name')}")
    for properties in root.iter(f"{W}sdtPr"):
        alias, tag = (properties.find(f"{W}{name}") for name in ("alias", "tag"))
        if alias is not None and tag is not None and alias.get(f"{W}val") != tag.get(f"{W}val"):
            finished.problems.append(f"the control {tag.get(f'{W}val')} is called {alias.get(f'{W}val')}")


def _looks(root: Any, part: str) -> Iterator[str]:
    """What a part that sets the looks hides, strikes out or adds."""
    for name in _HIDING:
        for element in root.iter(f"{W}{name}"):
            if element.get(f"{W}val") not in ("0", "false", "off"):
                yield f"{part} hides or strikes text (w:{name})"
    for element in root.iter(f"{W}lvlText"):
        if not _BEFORE.fullmatch(re.sub(r"%\d", "", element.get(f"{W}val") or "")):
            yield f"{part} prints words before paragraphs: {element.get(f'{W}val')}"
    for element in root.iter(f"{W}start", f"{W}startOverride"):
        if element.get(f"{W}val") != "1":
            yield f"{part} counts from {element.get(f'{W}val')}"
    for name in (
        "numPicBullet",
        "trackRevisions",
        "documentProtection",
        "mailMerge",
        "attachedTemplate",
        "numStart",
        "numRestart",
    ):
        if next(root.iter(f"{W}{name}"), None) is not None:
            yield f"{part} holds what no edition has: w:{name}"
    if part == "docProps/app.xml" and (text := tidy("".join(root.itertext()))):
        yield f"{part} says “{text[:60]}”"
