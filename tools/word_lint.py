"""Our own lint of a finished DOCX, for what the Open XML SDK's validator does not see.

Each check is a function from the opened file to problems; ``lint_docx`` runs all of them. A file that opens in Word and prints
every number can still fail here: a field without an end, a control bound to nothing, a picture that no screen reader can tell.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from briefing.files.foreign import parse_xml
from briefing.problems import Problem, problem
from briefing.render.docx.styles import WP, R, W
from briefing.render.unparted import HYPHEN

WORDS = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*|comments)\.xml")
DIRECT = {"pStyle", "keepNext", "numPr", "sectPr"}, {"rStyle", "rFonts", "lang"}
LETTER_HINTS = {f"{{{W}}}hint"}


@dataclass(frozen=True, slots=True)
class Opened:
    """The XML parts of a file by name, and the file's name for problems."""

    file: str
    parts: dict[str, etree._Element]

    def words(self) -> Iterator[tuple[str, etree._Element]]:
        """The parts that hold text: body, notes, heads and feet."""
        return ((name, root) for name, root in self.parts.items() if WORDS.fullmatch(name))

    def every(self, tag: str) -> Iterator[etree._Element]:
        """All elements of a WordprocessingML tag in the parts that hold text."""
        return (found for _, root in self.words() for found in root.iter(f"{{{W}}}{tag}"))


def _w(element: etree._Element, name: str) -> str:
    return element.get(f"{{{W}}}{name}") or ""


def _repeats(values: list[str]) -> list[str]:
    return sorted(value for value, count in Counter(values).items() if count > 1)


def bookmarks(opened: Opened) -> Iterator[Problem]:
    """Bookmarks that do not close, and names or ids used twice."""
    for name, root in opened.words():
        starts = [_w(e, "id") for e in root.iter(f"{{{W}}}bookmarkStart")]
        ends = [_w(e, "id") for e in root.iter(f"{{{W}}}bookmarkEnd")]
        for number in sorted(set(starts) ^ set(ends)):
            yield problem("docx-bookmark-unbalanced", opened.file, part=name, bookmark=number)
    marks = list(opened.every("bookmarkStart"))
    for kind, values in (
        ("bookmark id", [_w(e, "id") for e in marks]),
        ("bookmark name", [_w(e, "name") for e in marks]),
    ):
        for value in _repeats(values):
            yield problem("docx-id-repeated", opened.file, kind=kind, value=value)


def fields(opened: Opened) -> Iterator[Problem]:
    """Fields that do not open, divide and close in order within their part."""
    for name, root in opened.words():
        state: list[str] = []
        for char in root.iter(f"{{{W}}}fldChar"):
            kind = _w(char, "fldCharType")
            if kind == "begin":
                state.append(kind)
            elif not state or (kind == "separate" and state[-1] != "begin"):
                yield problem("docx-field-unbalanced", opened.file, part=name, what=kind)
            elif kind == "separate":
                state[-1] = kind
            else:
                state.pop()
        if state:
            yield problem("docx-field-unbalanced", opened.file, part=name, what="begin")


def links(opened: Opened) -> Iterator[Problem]:
    """Links and reference fields that lead to no bookmark."""
    names = {_w(e, "name") for e in opened.every("bookmarkStart")}
    wanted = [_w(e, "anchor") for e in opened.every("hyperlink") if _w(e, "anchor")]
    for code in opened.every("instrText"):
        found = re.match(r"\s*(?:REF|PAGEREF|NOTEREF)\s+(\S+)", code.text or "")
        if found:
            wanted.append(found.group(1))
    for name in sorted(set(wanted) - names):
        yield problem("docx-link-dead", opened.file, bookmark=name)


def ids(opened: Opened) -> Iterator[Problem]:
    """Content controls and drawings that share an id."""
    controls = [_w(e, "val") for e in opened.every("id") if e.getparent() is not None and _is_properties(e)]
    drawings = [e.get("id") or "" for _, root in opened.words() for e in root.iter(f"{{{WP}}}docPr")]
    for kind, values in (("content control id", controls), ("drawing id", drawings)):
        for value in _repeats(values):
            yield problem("docx-id-repeated", opened.file, kind=kind, value=value)


def _is_properties(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{{{W}}}sdtPr"


def style_names(opened: Opened) -> Iterator[Problem]:
    """Styles that are named but not in the file."""
    known = {_w(e, "styleId") for e in opened.parts["word/styles.xml"].iter(f"{{{W}}}style")}
    used = {_w(e, "val") for tag in ("pStyle", "rStyle", "tblStyle") for e in opened.every(tag)}
    for name in sorted(used - known):
        yield problem("docx-style-unknown", opened.file, style=name)


def alternatives(opened: Opened) -> Iterator[Problem]:
    """Drawings and tables without words for a reader who cannot see them."""
    for _, root in opened.words():
        for drawing in root.iter(f"{{{WP}}}docPr"):
            if not (drawing.get("descr") or "").strip():
                yield problem("docx-alt-missing", opened.file, what=drawing.get("name") or "drawing")
    for at, table in enumerate(opened.every("tblPr"), 1):
        description = table.find(f"{{{W}}}tblDescription")
        if description is None or not _w(description, "val").strip():
            yield problem("docx-alt-missing", opened.file, what=f"table {at}")


def footnotes(opened: Opened) -> Iterator[Problem]:
    """Calls of notes that are not there, and notes that nothing calls."""
    root = opened.parts.get("word/footnotes.xml")
    notes = set() if root is None else {_w(e, "id") for e in root.iter(f"{{{W}}}footnote") if not _w(e, "type")}
    calls = [_w(e, "id") for e in opened.every("footnoteReference")]
    for number in sorted(set(calls) ^ notes) + _repeats(calls):
        yield problem("docx-footnote-alone", opened.file, note=number)


def bindings(opened: Opened) -> Iterator[Problem]:
    """Controls whose binding finds nothing, or finds a text other than the one shown: Word would show the bound text."""
    stores = {
        str(root.get(next(iter(k for k in map(str, root.attrib) if k.endswith("itemID")), ""))): name.replace(
            "itemProps", "item"
        )
        for name, root in opened.parts.items()
        if re.fullmatch(r"customXml/itemProps\d+\.xml", name)
    }
    for control in opened.every("sdt"):
        binding = control.find(f"{{{W}}}sdtPr/{{{W}}}dataBinding")
        if binding is None:
            continue
        root = opened.parts.get(stores.get(_w(binding, "storeItemID"), ""))
        spaces = dict(re.findall(r"xmlns:(\w+)='([^']*)'", _w(binding, "prefixMappings")))
        found = [] if root is None else root.getroottree().xpath(_w(binding, "xpath"), namespaces=spaces)
        written = control.iter(f"{{{W}}}t", f"{{{W}}}noBreakHyphen")
        shown = "".join(HYPHEN if e.tag == f"{{{W}}}noBreakHyphen" else e.text or "" for e in written)
        bound = (
            str(found[0].text) if isinstance(found, list) and found and isinstance(found[0], etree._Element) else None
        )
        if bound != shown:
            tag = control.find(f"{{{W}}}sdtPr/{{{W}}}tag")
            yield problem(
                "docx-figure-unbound", opened.file, shown=shown, tag="" if tag is None else _w(tag, "val"), bound=bound
            )


def formatting(opened: Opened) -> Iterator[Problem]:
    """Formatting outside the styles. A list's number, a passage's language and what is kept together are data."""
    for tag, allowed in zip(("pPr", "rPr"), DIRECT, strict=True):
        for element in opened.every(tag):
            for child in element:
                name = etree.QName(child).localname
                fonts = name == "rFonts" and not set(map(str, child.attrib)) <= LETTER_HINTS
                if name not in allowed or fonts:
                    yield problem("docx-direct-formatting", opened.file, element=name)


def relations(opened: Opened) -> Iterator[Problem]:
    """Relations that are used but not declared."""
    for name, root in opened.parts.items():
        if name.endswith(".rels"):
            continue
        used = {str(value) for e in root.iter() for key, value in e.attrib.items() if str(key).startswith(f"{{{R}}}")}
        folder, _, leaf = name.rpartition("/")
        declared = opened.parts.get(f"{folder}/_rels/{leaf}.rels")
        known = set() if declared is None else {e.get("Id") for e in declared}
        for relation in sorted(used - {str(k) for k in known}):
            yield problem("docx-relation-missing", opened.file, part=name, relation=relation)


CHECKS: tuple[Callable[[Opened], Iterator[Problem]], ...] = (
    bookmarks,
    fields,
    links,
    ids,
    style_names,
    alternatives,
    footnotes,
    bindings,
    formatting,
    relations,
)


def lint_docx(blob: bytes, file: str = "") -> tuple[Problem, ...]:
    """Everything our lint finds in a DOCX of this house, in the order of the checks; ``file`` names it in the problems."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        names = [info.filename for info in archive.infolist()]
        repeated = _repeats(names)
        parts = {
            name: parse_xml(archive.read(name)) for name in dict.fromkeys(names) if name.endswith((".xml", ".rels"))
        }
    opened = Opened(file, parts)
    twice = tuple(problem("docx-id-repeated", file, kind="part name", value=name) for name in repeated)
    return twice + tuple(found for check in CHECKS for found in check(opened))
