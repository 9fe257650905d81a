"""What a Word edition may hold, element by element, and what it holds beside its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from briefing.proof.files import Finished, OfficeParts, Piece, check_parts, grammar, relations, tidy
from briefing.proof.reading.tables import squash

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = {space: f"{prefix}:" for prefix, space in grammar()["word spaces"].items()}
_BINDING = re.compile(r"/f:figures\[1\]/f:(figure|period)\[([1-9]\d*)\]")
#: The heads that a running head may take up: of the first level.
_FIELD_OF_PLACE = re.compile(r"(REF|NOTEREF) (\w+)")


@cache
def _rules(of: str) -> tuple[Mapping[str, frozenset[str]], Mapping[str, Mapping[str, re.Pattern[str]]]]:
    """The parents of each element, and the values of its attributes, for ``word`` or ``chart``."""
    data = grammar()
    places: dict[str, frozenset[str]] = {}
    for parent, children in data[f"{of} places"].items():
        for child in children.split():
            places[child] = places.get(child, frozenset()) | {parent}
    attributes = {
        element: {name: re.compile(str(values)) for name, values in known.items()}
        for element, known in data[f"{of} attributes"].items()
    }
    return places, attributes


def name_of(tag: str) -> str:
    """Return a qualified name with the usual prefix: ``w:p``; ``?:x`` in a name space that no edition uses."""
    space, _, local = tag.rpartition("}")
    return _SPACES.get(space.removeprefix("{"), "?:" if space else "") + local


def misplaced(root: Any, part: str, of: str = "word") -> Iterator[str]:
    """Yield what is where no edition has it, and attributes or values that no edition has."""
    places, attributes = _rules(of)
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield f"{part} holds a comment or an instruction"
            continue
        name = name_of(element.tag)
        parent = element.getparent()
        if name not in places:
            yield f"{part} holds an element that no edition has: {name}"
        elif (name_of(parent.tag) if parent is not None else "-") not in places[name]:
            yield f"{part} holds {name} where no edition has it"
        else:
            known = attributes.get(name, {})
            for key, value in element.attrib.items():
                attribute = name_of(key)
                if attribute not in known or not known[attribute].fullmatch(value):
                    yield f"{part} holds {name} with {attribute}=“{value[:60]}”, which no edition has"


def bound(binding: Any, store: str) -> tuple[str, int] | None:
    """Return what a control is bound to, sort and place from 0; ``None`` for a binding that no edition has. ``store`` is the
    id of the data of the figures."""
    match = _BINDING.fullmatch(binding.get(f"{W}xpath") or "")
    if match is None or (binding.get(f"{W}storeItemID") or "") != store or not store:
        return None
    return match[1], int(match[2]) - 1


def odd_tables(body: Any) -> Iterator[str]:
    """Yield tables whose rows do not fill their grid, and merged cells that hide text."""
    for table in body.iter(f"{W}tbl"):
        width = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        merged: set[int] = set()
        for row in table.iterchildren(f"{W}tr"):
            at, now = 0, set()
            for cell in row.iterchildren(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                text = tidy("".join(t.text or "" for t in cell.iter(f"{W}t")))
                if merge is not None:
                    now.add(at)
                    goes_on = merge.get(f"{W}val") in (None, "continue")
                    if goes_on and (text or at not in merged):
                        yield f"a cell of a table is merged with what stands above it: {text}"
                at += int(span.get(f"{W}val") or 1) if span is not None else 1
            merged = now
            if at != width:
                words = tidy("".join(t.text or "" for t in row.iter(f"{W}t")))
                yield f"a row of a table does not fill its columns: {words[:60]}"


def odd_places(document: Any) -> Iterator[str]:
    """Yield fields and links that lead elsewhere than their words say."""
    places: dict[str, str] = {}
    for start in document.iter(f"{W}bookmarkStart"):
        name = start.get(f"{W}name") or ""
        if name in places:
            yield f"two places have the same name: {name}"
        places[name] = _enclosed(start)
    marks = {name: squash(words) for name, words in places.items()}
    listed = document.iterfind(f"{W}body/{W}sdt//{W}hyperlink")
    contents = {link: link.get(f"{W}anchor") or "" for link in listed}
    numbers = {anchor: squash(_text(link)).removesuffix(marks.get(anchor, "")) for link, anchor in contents.items()}
    for link in document.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor") or ""
        words, there = squash(_text(link)), marks.get(anchor, "")
        if anchor not in marks:
            yield f"the link “{_text(link)}” leads nowhere"
        elif link in contents and not (there and words.endswith(there)):
            yield f"the contents lead from “{_text(link)}” to “{places[anchor]}”"
        elif link not in contents and not (_named(there, words) or _named(numbers.get(anchor, ""), words)):
            yield f"the link “{_text(link)}” leads to “{places[anchor]}”"
    for field in document.iter(f"{W}instrText"):
        match = _FIELD_OF_PLACE.search(field.text or "")
        if match is not None and match[2] not in marks:
            yield f"a field refers to a place that is not there: {match[2]}"
        elif match is not None and match[1] == "REF" and not _shows(field, marks[match[2]]):
            yield f"a field shows other words than the place it refers to: {match[2]}"


def _text(element: Any) -> str:
    return tidy("".join(t.text or "" for t in element.iter(f"{W}t")))


def _enclosed(start: Any) -> str:
    """The words between the beginning and the end of a bookmark in one paragraph."""
    found = ""
    for sibling in start.itersiblings():
        if sibling.tag == f"{W}bookmarkEnd" and sibling.get(f"{W}id") == start.get(f"{W}id"):
            break
        found += "".join(t.text or "" for t in sibling.iter(f"{W}t"))
    return tidy(found)


def _named(there: str, words: str) -> bool:
    """Whether the words of a link name its target: by its label, heading or number, which is no part of a longer one."""
    return bool(there and re.search(rf"(?<![0-9A-Za-z]){re.escape(there)}(?![0-9A-Za-z]|\.[0-9])", words))


def _shows(field: Any, words: str) -> bool:
    """Whether the result of a field is the words at its place."""
    run = field.getparent()
    shown = []
    for sibling in run.itersiblings():
        if any(f.get(f"{W}fldCharType") == "end" for f in sibling.iter(f"{W}fldChar")):
            break
        shown += [t.text or "" for t in sibling.iter(f"{W}t")]
    return bool(words) and squash("".join(shown)) == words


_FIELDS = re.compile(
    r"(?:(?:REF|NOTEREF) \w+|SEQ \w+ \\\* ARABIC|TITLE|PAGE|NUMPAGES|STYLEREF 1|TOC [\\\"a-z0-9 -]+)(?: \\[fhpn])*"
)
_CORE = ("title", "subject", "description", "keywords", "category", "creator", "lastModifiedBy")
_OTHER = frozenset({"created", "modified", "version", "language", "revision"})


def surroundings(archive: OfficeParts, finished: Finished) -> None:
    """Add what the file says outside its text to ``finished``, and its problems."""
    problems = finished.problems
    check_parts(archive, finished, "word")
    used = {name for _, name in relations(archive, "word/document.xml").values()}
    for name in archive.names:
        if re.fullmatch(r"word/(charts/chart|header|footer)\d+\.xml", name) and name not in used:
            problems.append(f"it holds a part that its text does not show: {name}")
        elif re.fullmatch(r"word/(document|footnotes|header\d+|footer\d+)\.xml", name):
            root = archive.xml(name)
            problems += dict.fromkeys([*misplaced(root, name), *_fields(root, name)])
    if "docProps/core.xml" in archive.names:
        core_properties(archive.xml("docProps/core.xml"), finished)
    document = archive.xml("word/document.xml")
    _described(document, finished)
    problems += dict.fromkeys([*odd_tables(document), *odd_places(document)])


def _fields(root: Any, part: str) -> Iterator[str]:
    for element in root.iter(f"{W}instrText"):
        text = (element.text or "").strip()
        if text and not _FIELDS.fullmatch(text):
            yield f"{part} holds a field that no edition has: {text}"


def core_properties(core: Any, finished: Finished) -> None:
    """Read the core properties: their words are pieces; dates of them are dates the file states of itself."""
    found = [(str(element.tag).rpartition("}")[2], tidy(element.text or "")) for element in core]
    said = dict(found)
    if len(said) != len(found):
        finished.problems.append("it has a property twice")
    if said.get("lastModifiedBy", "") != said.get("creator", ""):
        finished.problems.append(f"it was last changed by “{said.get('lastModifiedBy', '')}”, not by its author")
    for local, text in found:
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
