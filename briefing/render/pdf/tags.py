"""Tags of the PDF structure tree and their roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from briefing.render.pdf.justify import without
from briefing.render.pdf.patches import patched

SVG = "{http://www.w3.org/2000/svg}"

# Elements WeasyPrint leaves without a role, or tags wrongly for us.
BY_NAME = {
    **dict.fromkeys(("figure", "aside", "header", "nav"), "Div"),
    **dict.fromkeys(("data", "time", "strong", "em", "span"), "Span"),
}

# By class of the element: what the role given becomes. WeasyPrint wraps items that have no bullet in LI and LBody.
BY_CLASS = {
    "toc": {"L": "TOC", "LI": "TOCI", "LBody": "NonStruct"},
    "definition": {"Div": "LI"},
    "way": {"Div": "LI"},
    "item": {"Div": "LBody"},
    "note": {"Span": "Note", "NonStruct": "Note", "Div": "Note"},
}
BY_ITEM = {"dt": {"LI": "Lbl", "LBody": "NonStruct"}, "dd": {"LI": "LBody", "LBody": "NonStruct"}}


def role_of(element: Any, given: str) -> str:
    """Return the structure type for an element that was tagged ``given``."""
    name = element.tag
    for token in (element.get("class") or "").split():
        if given in BY_CLASS.get(token, {}):
            return BY_CLASS[token][given]
    if given in BY_ITEM.get(name, {}):
        return BY_ITEM[name][given]
    if given == "NonStruct" and name in BY_NAME:
        return BY_NAME[name]
    return given


def alternative(element: Any) -> str:
    """Return the words for those who do not see a drawing: its description, or else its title."""
    for name in ("desc", "title"):
        found = element.find(SVG + name)
        if found is not None and found.text:
            return str(found.text)
    return str(element.get("alt") or "")


def text_of(element: Any) -> str:
    """Return the characters of an element, white space made even."""
    return " ".join(without("".join(element.itertext())).split()) if element is not None else ""


_BLOCKS = ("Sect", "Part", "Div", "Art", "P", "H1", "H2", "H3", "H4", "L", "LI", "LBody", "TOC", "TOCI")
_TABLE = ("Table", "THead", "TBody", "TFoot", "TR", "TD", "TH")
#: Roles of which one element has one tag, on however many pages it is printed.
JOINED = frozenset({*_BLOCKS, *_TABLE})


@dataclass(slots=True)
class Tag:
    """One structure element. ``kids`` holds tags, marked contents (integers) and references of link annotations (bytes)."""

    entry: Any
    element: Any = None
    name: str = ""  # the element's tag, with its pseudo-element
    kids: list[Any] = field(default_factory=list)

    @property
    def role(self) -> str:
        """The structure type."""
        return str(self.entry["S"])[1:]

    @role.setter
    def role(self, value: str) -> None:
        self.entry["S"] = f"/{value}"

    @property
    def own(self) -> bool:
        """Whether the tag stands for an element itself and not for a pseudo-element or an anonymous box."""
        return self.element is not None and ":" not in self.name.rpartition("}")[2]

    def get(self, attribute: str) -> str:
        """Return an attribute of the HTML element; empty when there is none."""
        return (self.element.get(attribute) or "") if self.own else ""

    def tags(self) -> Iterator[Tag]:
        """Yield the tag and all tags below it, in reading order."""
        waiting = [self]
        while waiting:
            tag = waiting.pop()
            yield tag
            waiting.extend(kid for kid in reversed(tag.kids) if isinstance(kid, Tag))


class Recorder:
    """What was tagged while a document was drawn, and the means to put it right."""

    def __init__(self) -> None:
        self._origin: dict[int, tuple[Any, str]] = {}
        self._kept: list[Any] = []

    def note(self, entry: Any, box: Any) -> None:
        """Remember the element a tag came from (the innermost box that made it speaks first)."""
        box = getattr(box, "_box", box)
        self._kept.append(entry)
        if id(entry) not in self._origin and box.element is not None:
            self._origin[id(entry)] = (box.element, box.element_tag)

    def put_right(self, pdf: Any) -> None:
        """Rebuild the structure tree of the drawn PDF (``pydyf.PDF``) in place."""
        structure = _object(pdf, pdf.catalog["StructTreeRoot"])
        root = self._read(pdf, structure["K"][0])
        _dress(root)
        for change in (_shown, _unwrapped, _joined):
            for tag in root.tags():
                tag.kids = change(tag)
        _place_notes(root)
        _prune(root)
        dropped: set[bytes] = set()
        _one_link_each(root, dropped)
        _write(root, pdf, structure, dropped)

    def _read(self, pdf: Any, reference: bytes) -> Tag:
        entry = _object(pdf, reference)
        element, name = self._origin.get(id(entry), (None, ""))
        tag = Tag(entry, element, str(name))
        for kid in entry["K"]:
            if isinstance(kid, int) or _object(pdf, kid).get("Type") == "/OBJR":
                tag.kids.append(kid)
            else:
                tag.kids.append(self._read(pdf, kid))
        return tag


def _object(pdf: Any, reference: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]


@contextmanager
def recorded_tags() -> Iterator[Recorder]:
    """Yield a recorder of the tags drawn inside the block.

    WeasyPrint offers no hook for this; its function that turns a box into tags is wrapped for the time of the drawing (the
    version is pinned, and the tests of this module fail if the function goes away).
    """
    from weasyprint.pdf import tags as engine  # noqa: PLC0415 - costs half a second to import

    recorder = Recorder()
    build = engine._build_box_tree

    def recording(box: Any, *rest: Any) -> Iterator[Any]:
        for entry in build(box, *rest):
            recorder.note(entry, box)
            yield entry

    with patched(engine, _build_box_tree=recording):
        yield recorder


def _dress(root: Tag) -> None:
    """Roles, languages, scopes, alternative texts: from the HTML element to its tag.

    Header cells get their scope, which is enough for tables without empty headers (ISO 14289-1, 7.5); the header lists of
    WeasyPrint name cells of repeated rows and are left out.
    """
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    for tag in root.tags():
        if not tag.own:
            tag.role = "Span" if tag.role == "Link" else tag.role
            continue
        tag.role = role_of(tag.element, tag.role)
        if language := tag.get("lang"):
            tag.entry["Lang"] = pydyf.String(language)
        if tag.role in ("TH", "TD"):
            tag.entry.pop("ID", None)
            tag.entry["A"].pop("Headers", None)
        if tag.role == "TH":
            tag.entry["A"]["Scope"] = "/Row" if tag.get("scope") == "row" else "/Column"
        if tag.role == "Figure" and (words := alternative(tag.element)):
            tag.entry["Alt"] = pydyf.String(words)


def _shown(tag: Tag) -> list[Any]:
    """The kids without what is only decoration; its content becomes an artifact when the tree is written."""
    return [kid for kid in tag.kids if not (isinstance(kid, Tag) and kid.get("aria-hidden") == "true")]


def _unwrapped(tag: Tag) -> list[Any]:
    """The kids with lists and items out of boxes of their own element: a list set as a table has one for the table, its rows
    and its cells."""
    waiting, kept = tag.kids[::-1], []
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, Tag) and kid.own and kid.element is tag.element and kid.role == tag.role in ("L", "LI"):
            waiting.extend(reversed(kid.kids))
        else:
            kept.append(kid)
    return kept


def _joined(tag: Tag) -> list[Any]:
    """The kids with the pieces of elements that break over pages joined; a header row printed again is left out."""
    kept: list[Any] = []
    first: dict[tuple[int, str, str], Tag] = {}
    for kid in tag.kids:
        key = (id(kid.element), kid.name, kid.role) if isinstance(kid, Tag) and kid.role in JOINED else None
        if key is not None and kid.element is not None:
            earlier = first.setdefault(key, kid)
            if earlier.entry["Pg"] != kid.entry["Pg"]:
                earlier.kids.extend(kid.kids if kid.role != "THead" else ())
                continue
        kept.append(kid)
    return kept


def _place_notes(root: Tag) -> None:
    """Move each source note to the place that calls it, and give it the identifier a Note must have (ISO 14289-1, 7.9)."""
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    notes = {f"#{tag.get('id')}": tag for tag in root.tags() if tag.role == "Note"}
    for tag in root.tags():
        tag.kids = [kid for kid in tag.kids if not (isinstance(kid, Tag) and kid.role == "Note")]
    for tag in list(root.tags()):
        for at in range(len(tag.kids) - 1, -1, -1):
            kid = tag.kids[at]
            if isinstance(kid, Tag) and kid.get("role") == "doc-noteref" and (note := notes.pop(kid.get("href"), None)):
                note.entry["ID"] = pydyf.String(note.get("id"))
                tag.kids.insert(at + 1, note)
    root.kids.extend(
        notes.values()
    )  # a call that broke over pages is reported by the layout, its note is not lost here


def _prune(tag: Tag) -> None:
    """Take out tags without content, save the cells of tables."""
    for kid in tag.kids:
        if isinstance(kid, Tag):
            _prune(kid)
    tag.kids = [kid for kid in tag.kids if not isinstance(kid, Tag) or kid.kids or kid.role in ("TH", "TD")]


def _one_link_each(tag: Tag, dropped: set[bytes], inside: bool = False) -> None:
    """Boxes within a link each got an annotation of their own; one for each line of the link remains."""
    link = tag.role == "Link"
    if inside or not link:
        dropped.update(kid for kid in tag.kids if isinstance(kid, bytes))
        tag.kids = [kid for kid in tag.kids if not isinstance(kid, bytes)]
    for kid in tag.kids:
        if isinstance(kid, Tag):
            _one_link_each(kid, dropped, inside or link)


def _write(root: Tag, pdf: Any, structure: Any, dropped: set[bytes]) -> None:
    """Put the tree back into the PDF: kids, parents, the map from marked content to tags, identifiers, artifacts."""
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    used: dict[bytes, set[int]] = {}
    identifiers: dict[bytes, bytes] = {}
    for tag in root.tags():
        tag.entry["K"] = pydyf.Array([kid.entry.reference if isinstance(kid, Tag) else kid for kid in tag.kids])
        for kid in tag.kids:
            if isinstance(kid, Tag):
                kid.entry["P"] = tag.entry.reference
            elif isinstance(kid, int):
                used.setdefault(tag.entry["Pg"], set()).add(kid)
            else:
                annotation = _object(pdf, _object(pdf, kid)["Obj"])
                annotation["Contents"] = pydyf.String(text_of(tag.element))
        if "ID" in tag.entry:
            identifiers[tag.entry["ID"].data] = tag.entry.reference
    gone = {_object(pdf, reference)["Obj"] for reference in dropped}
    numbers = _object(pdf, structure["ParentTree"])["Nums"]
    keep = pydyf.Array()
    for index, (key, value) in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
        if index < len(pdf.page_references):
            page = pdf.page_references[index]
            marks = used.get(page, set())
            keep += [key, pydyf.Array([ref if mark in marks else "null" for mark, ref in enumerate(value)])]
            _page(pdf, page, marks, gone)
        elif not any(_object(pdf, g).get("StructParent") == key for g in gone):
            keep += [key, value]
    _object(pdf, structure["ParentTree"])["Nums"] = keep
    if identifiers:
        pairs = [part for name, ref in sorted(identifiers.items()) for part in (name, ref)]
        limits = pydyf.Array([min(identifiers), max(identifiers)])
        leaf = pydyf.Dictionary({"Limits": limits, "Names": pydyf.Array(pairs)})
        pdf.add_object(leaf)
        structure["IDTree"] = pydyf.Dictionary({"Kids": pydyf.Array([leaf.reference])})


def _page(pdf: Any, page: bytes, marks: set[int], gone: set[bytes]) -> None:
    """Drop annotations from a page, and turn its marked content that no tag holds into artifacts."""
    entry = _object(pdf, page)
    if "Annots" in entry:
        entry["Annots"][:] = [annotation for annotation in entry["Annots"] if annotation not in gone]
        if not entry["Annots"]:
            del entry["Annots"]
    commands = _object(pdf, entry["Contents"]).stream
    for at in range(len(commands) - 1, 1, -1):
        if commands[at] == b"BDC" and commands[at - 1]["MCID"] not in marks:
            commands[at - 2 : at + 1] = ["/Artifact", b"BMC"]
