"""What a Word edition holds beside its text: parts, elements, fields, properties, styles. What no edition of ours holds is a
problem: a reader of the document might see, or miss, text that this proof has not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from briefing.proof.files.archive import Archive
from briefing.proof.files.piece import Finished, Piece, known, tidy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app)\.xml|customXml/(_rels/item1\.xml\.rels|item1\.xml|itemProps1\.xml)"
    r"|word/(document|footnotes|numbering|settings|styles|fontTable|webSettings|theme/theme1|(header|footer)\d+|charts/chart\d+)\.xml"
    r"|word/(_rels/document\.xml|charts/_rels/chart\d+\.xml)\.rels|word/embeddings/[\w.]+\.xlsx"
)
#: Where everything inside is layout, or settings of a content control.
_LAYOUT = frozenset(f"{W}{name}" for name in ("pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr"))
_PREFIXES = {
    W: "w:",
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}": "wp:",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}": "a:",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}": "c:",
}
_FIELDS = re.compile(
    r"(?:(?:PAGEREF|REF|NOTEREF) \w+|SEQ \w+ \\\* ARABIC|TITLE|PAGE|NUMPAGES|STYLEREF \w+|TOC [\\\"a-z0-9 -]+)(?: \\[hpn])*"
)
_HIDING = ("vanish", "webHidden", "specVanish", "strike", "dstrike")
_CORE = ("title", "subject", "description", "keywords", "category", "contentStatus")


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
            said += dict.fromkeys(_unknown(archive.xml(name), name))
        elif name.endswith(".rels"):
            for relation in archive.xml(name):
                if relation.get("TargetMode") == "External":
                    said.append(f"it refers to something outside: {relation.get('Target')}")
    if "docProps/core.xml" in archive.names:
        _core(archive.xml("docProps/core.xml"), finished)
    _described(archive.xml("word/document.xml"), finished)
    for name in ("word/styles.xml", "word/numbering.xml"):
        if name in archive.names:
            said += _looks(archive.xml(name), name)


def _unknown(root: Any, part: str) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield f"{part} holds a comment"
            continue
        space, _, local = element.tag.rpartition("}")
        name = _PREFIXES.get(space + "}", "?:") + local
        if name in known("word elements"):
            pass
        elif any(a.tag in _LAYOUT for a in element.iterancestors()):
            if local in _HIDING and name.startswith("w:"):
                yield f"{part} hides or strikes text ({name})"
        else:
            yield f"{part} holds an element that no edition has: {name}"
        if (
            name == "w:instrText"
            and (element.text or "").strip()
            and not _FIELDS.fullmatch((element.text or "").strip())
        ):
            yield f"{part} holds a field that no edition has: {(element.text or '').strip()}"


def _core(core: Any, finished: Finished) -> None:
    """Words of the properties are pieces; dates of them are dates the file states of itself."""
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
    for name in _HIDING:
        for element in root.iter(f"{W}{name}"):
            if element.get(f"{W}val") not in ("0", "false", "off"):
                yield f"{part} hides or strikes text (w:{name})"
    for element in root.iter(f"{W}lvlText"):
        if re.search(r"[0-9A-Za-z]", re.sub(r"%\d", "", element.get(f"{W}val") or "")):
            yield f"{part} prints words before paragraphs: {element.get(f'{W}val')}"
