"""XLIFF 1.2 and 2.1 that has come back, from whatever tool has saved it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from briefing.catalogue.messages import PLACEHOLDER, State
from briefing.files.foreign import parse_xml
from briefing.files.reading import Refused
from briefing.review.formats.xliff import NAMESPACE, STATES, STATES_12
from briefing.review.rows import (
    Fault,
    InRow,
    ReviewSheet,
    TextSpan,
    from_spans,
    is_plain,
    joined,
    plain_text,
    with_typed,
)

_2 = f"{{{NAMESPACE}}}"
_12 = "{urn:oasis:names:tc:xliff:document:1.2}"
_ORDER = ("", "draft", "reviewed", "approved")
_STATE_12 = {v: k.value for k, v in STATES_12.items() if k not in (State.UNTRANSLATED, State.FUZZY)}
_STATE = {v: k.value for k, v in STATES.items() if v != "initial"}


def read_xliff(data: bytes, name: str) -> ReviewSheet:
    """Return the units of a file as rows; the segments of a unit that a tool has split are joined."""
    try:
        root = parse_xml(data)
    except Refused as error:
        return ReviewSheet.unread(name, f"it is not sound XML ({error})")
    if root.tag == f"{_2}xliff":
        rows = [_xliff_unit(unit) for unit in root.iter(f"{_2}unit")]
        return ReviewSheet(tuple(rows), (), frozenset({"id", "source", "target", "status", "comment"}))
    if root.tag in (f"{_12}xliff", "xliff"):
        space = root.tag.removesuffix("xliff")
        rows = [_old(unit, space) for unit in root.iter(f"{space}trans-unit")]
        return ReviewSheet(tuple(rows), (), frozenset({"id", "source", "target", "status", "comment"}))
    return ReviewSheet.unread(name, f"its root is {root.tag}, not xliff 2.0, 2.1 or 1.2")


def _xliff_unit(unit: etree._Element) -> InRow:
    identity = str(unit.get("id") or "")
    plain = is_plain(identity.partition(".")[0])
    known = unit.iterfind(f"{_2}originalData/{_2}data")  # candidates have data of their own
    data = {str(d.get("id")): "".join(map(str, d.itertext())) for d in known}
    faults: list[Fault] = []
    texts = []
    for name in ("source", "target"):
        opened = _Opened(faults)
        spans = [
            s
            for part in unit.iter(f"{_2}segment", f"{_2}ignorable")
            for e in part.iterchildren(f"{_2}{name}")
            for s in _xliff_run(e, TextSpan(), data, opened)
        ]
        opened.ended()
        spans = list(joined(with_typed(spans)))
        texts.append(plain_text(spans) if plain else from_spans(spans, False))
    states = [str(s.get("state") or "initial") for s in unit.iter(f"{_2}segment")]
    state = min((_STATE.get(s, "") for s in states), key=_ORDER.index, default="")
    return _unit_row(identity, texts, state, unit.iter(f"{_2}note"), "category", faults)


def _unit_row(
    identity: str, texts: list[str], state: str, notes: Iterable[etree._Element], kind: str, faults: list[Fault]
) -> InRow:
    """A unit as a row; ``kind`` is the attribute that says of a note whether it is ours."""
    told = [note.text or "" for note in notes if note.get(kind) not in ("figure", "context", "previous")]
    note = " ".join(" ".join(t.split()) for t in told)
    return InRow(f"unit {identity}", identity, texts[0], texts[1], state, note, texts[0], texts[1], tuple(faults))


#: What a code for emphasis says of itself, or, where a tool has left that out, its id as we wrote it.
_BOLD = re.compile(r"xlf:b|bold|x-bold|strong\d*")
_ITALIC = re.compile(r"xlf:i|italic|x-italic|em\d*")


def _emphasis(element: etree._Element, faults: list[Fault], *said: str) -> tuple[bool, bool]:
    """Whether a code makes what it holds strong, and whether emphasised; neither is a fault."""
    names = [str(element.get(attribute) or "") for attribute in (*said, "id")]
    bold, italic = (any(known.fullmatch(name) for name in names) for known in (_BOLD, _ITALIC))
    if not (bold or italic):
        faults.append(("import-markup", {"what": f"the code {element.get('id')}"}))
    return bold, italic


class _Opened:
    """Emphasis that one code begins and another ends (``sc`` and ``ec``; ``bx`` and ``ex``, ``bpt`` and ``ept`` in XLIFF 1.2),
    perhaps in another segment of the unit; and the faults found."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.looks: dict[str, tuple[bool, bool]] = {}

    def begin(self, element: etree._Element, name: str, *said: str) -> None:
        """Add a code that begins emphasis, known to its end by ``name``."""
        self.looks[name] = _emphasis(element, self.faults, *said)

    def end(self, element: etree._Element, name: str) -> None:
        """Add the code that ends it."""
        if self.looks.pop(name, None) is None:
            self.faults.append(("import-markup", {"what": f"the end of the code {name}, which does not begin"}))

    def ended(self) -> None:
        """Tell what has begun and does not end."""
        self.faults += [
            ("import-markup", {"what": f"the code {name}, which does not end"})
            for name, looks in self.looks.items()
            if any(looks)
        ]

    def on(self, look: TextSpan) -> TextSpan:
        """Return the look of what stands here."""
        bold, italic = (any(looks[k] for looks in self.looks.values()) for k in (0, 1))
        return replace(look, strong=look.strong or bold, em=look.em or italic)


def _xliff_run(element: etree._Element, look: TextSpan, data: Mapping[str, str], opened: _Opened) -> Iterator[TextSpan]:
    faults = opened.faults
    if element.text:
        yield replace(opened.on(look), text=element.text)
    for child in element:
        kind = etree.QName(child).localname
        if kind == "ph":
            original = data.get(str(child.get("dataRef")), "")
            if child.get("subType") == "xlf:lb" or re.fullmatch(r"br\d+", str(child.get("id"))):
                yield replace(opened.on(look), br=True)
            elif original.startswith("%(") and original.endswith(")s"):
                yield replace(opened.on(look), token=original[2:-2])
            else:
                faults.append(("import-markup", {"what": f"the code {child.get('id')}"}))
        elif kind == "pc":
            bold, italic = _emphasis(child, faults, "subType")
            yield from _xliff_run(child, replace(look, strong=look.strong or bold, em=look.em or italic), data, opened)
        elif kind == "sc":
            opened.begin(child, str(child.get("id")), "subType")
        elif kind == "ec":
            opened.end(child, str(child.get("startRef") or child.get("id")))
        elif kind == "mrk":
            yield from _xliff_run(child, look, data, opened)
        elif kind not in ("sm", "em"):
            faults.append(("import-markup", {"what": f"the element {kind}"}))
        if child.tail:
            yield replace(opened.on(look), text=child.tail)


def _old(unit: etree._Element, space: str) -> InRow:
    """A unit of XLIFF 1.2: of ours, whose placeholders hold what a catalogue writes, or of any other tool."""
    identity = str(unit.get("id") or "")
    plain = is_plain(identity.partition(".")[0])
    texts, faults = [], list[Fault]()
    for name in ("source", "target"):
        element, opened = unit.find(f"{space}{name}"), _Opened(faults)
        spans = list(joined(with_typed(_old_run(element, TextSpan(), opened)))) if element is not None else []
        opened.ended()
        texts.append(plain_text(spans) if plain else from_spans(spans, False))
    target = unit.find(f"{space}target")
    state = _STATE_12.get(str(target.get("state")) if target is not None else "", "")
    return _unit_row(identity, texts, state, unit.iter(f"{space}note"), "from", faults)


#: Codes that begin and end what another one ends and begins (XLIFF 1.2, 2.4): by name, and, of ``it``, by position.
_BEGINS, _ENDS = frozenset({"bx", "bpt", "open"}), frozenset({"ex", "ept", "close"})


def _old_run(element: etree._Element, look: TextSpan, opened: _Opened) -> Iterator[TextSpan]:
    if element.text:
        yield replace(opened.on(look), text=element.text)
    for child in element:
        kind = etree.QName(child).localname
        held = "".join(map(str, child.itertext()))
        paired = str(child.get("pos")) if kind == "it" else kind
        name = str(child.get("rid") or child.get("id"))
        if kind == "ph" and (token := PLACEHOLDER.fullmatch(held)) and token["name"]:
            yield replace(opened.on(look), token=token["name"] + (f".{token['form']}" if token["form"] else ""))
        elif kind == "x" and (child.get("ctype") == "lb" or re.fullmatch(r"br\d+", str(child.get("id")))):
            yield replace(opened.on(look), br=True)
        elif kind == "g":
            bold, italic = _emphasis(child, opened.faults, "ctype")
            yield from _old_run(child, replace(look, strong=look.strong or bold, em=look.em or italic), opened)
        elif paired in _BEGINS:
            opened.begin(child, name, "ctype")
        elif paired in _ENDS:
            opened.end(child, name)
        elif kind == "mrk":
            yield from _old_run(child, look, opened)
        else:
            opened.faults.append(("import-markup", {"what": f"the code {child.get('id')}"}))
        if child.tail:
            yield replace(opened.on(look), text=child.tail)
