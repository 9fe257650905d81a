"""The review file as XLIFF 1.2 and 2.1, for whatever translation tool a reviewer has, out and back."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lxml import etree

from briefing.catalogue.messages import PLACEHOLDER, State
from briefing.files.foreign import parse_xml
from briefing.files.reading import Refused
from briefing.review import rows
from briefing.review.printed import Piece, Shown

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
NAMESPACE_12 = "urn:oasis:names:tc:xliff:document:1.2"
#: The module of translation candidates (XLIFF 2.1, clause 5.1).
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
#: The segment state of each of ours (XLIFF 2.1, 4.3.1.30).
STATES = {
    State.UNTRANSLATED: "initial",
    State.FUZZY: "initial",
    State.DRAFT: "translated",
    State.REVIEWED: "reviewed",
    State.APPROVED: "final",
}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_xliff(sent: Sequence[rows.OutRow], source_tag: str, target_tag: str) -> bytes:
    """Return an XLIFF document of these rows."""
    about = {"version": "2.1", "srcLang": source_tag, "trgLang": target_tag}
    root = etree.Element(f"{{{NAMESPACE}}}xliff", about, nsmap={None: NAMESPACE, "mtc": MATCHES})  # type: ignore[dict-item]  # the default namespace
    files: dict[str, etree._Element] = {}
    for row in sent:
        m = row.segment.message
        if m.domain not in files:
            files[m.domain] = _node(root, "file", {"id": m.domain, "original": m.file or m.domain})
        _unit(files[m.domain], row)
    return _written(root)


def _node(parent: etree._Element, name: str, attributes: dict[str, str], space: str = NAMESPACE) -> etree._Element:
    return etree.SubElement(parent, f"{{{space}}}{name}", attributes)


def _unit(parent: etree._Element, row: rows.OutRow) -> None:
    m, standing = row.segment.message, row.segment.standing
    unit = _node(parent, "unit", {"id": row.segment.row_id, "name": m.context or m.domain})
    if row.proposals:
        _matches(unit, row)
    if told := _notes(row):
        notes = _node(unit, "notes", {})
        for number, (category, text) in enumerate(told, 1):
            _node(notes, "note", {"id": f"n{number}", "category": category}).text = text
    source, target = rows.to_spans(m.source, row.plain), rows.to_spans(m.target, row.plain)
    codes = _Codes21(_original(unit, source, target), {"canCopy": "no", "canDelete": "no"})
    segment = _node(unit, "segment", {"id": "s1", "state": STATES[standing.state]})
    _run(_node(segment, "source", {_XML_SPACE: "preserve"}), source, row.shown_source, row.plain, codes)
    if m.target:
        _run(_node(segment, "target", {_XML_SPACE: "preserve"}), target, row.shown, row.plain, codes)


def _matches(unit: etree._Element, row: rows.OutRow) -> None:
    """Earlier sentences alike, as candidates for the one segment of the unit."""
    matches = etree.SubElement(unit, f"{{{MATCHES}}}matches")
    for p in row.proposals:
        told = {"ref": "#s1", "type": "tm", "similarity": str(p.score), "origin": p.origin}
        match = etree.SubElement(matches, f"{{{MATCHES}}}match", told)
        source, target = rows.to_spans(p.source, row.plain), rows.to_spans(p.target, row.plain)
        codes = _Codes21(_original(match, source, target), {})
        _run(_node(match, "source", {_XML_SPACE: "preserve"}), source, (), row.plain, codes)
        _run(_node(match, "target", {_XML_SPACE: "preserve"}), target, (), row.plain, codes)


def _original(parent: etree._Element, source: Sequence[rows.TextSpan], target: Sequence[rows.TextSpan]) -> list[str]:
    """Write what the codes of two texts stand for, and return their placeholders in that order."""
    tokens = list(dict.fromkeys(s.token for s in (*source, *target) if s.token))
    if tokens:
        original = _node(parent, "originalData", {})
        for number, token in enumerate(tokens, 1):
            _node(original, "data", {"id": f"d{number}"}).text = f"%({token})s"
    return tokens


@dataclass(frozen=True, slots=True)
class _Codes21:
    """``tokens``: the placeholders of a unit in the order of its original data. ``held``: what must not be done to the code of
    a figure."""

    tokens: Sequence[str]
    held: Mapping[str, str]

    def emphasis(self, parent: etree._Element, identity: str, *, strong: bool) -> etree._Element:
        return _node(parent, "pc", {"id": identity, "type": "fmt", "subType": "xlf:b" if strong else "xlf:i"})

    def line_break(self, parent: etree._Element, identity: str) -> None:
        _node(parent, "ph", {"id": identity, "type": "fmt", "subType": "xlf:lb", "equiv": " "})

    def figure(self, parent: etree._Element, identity: str, token: str, text: str) -> None:
        shown = {"dataRef": f"d{self.tokens.index(token) + 1}", "disp": text, "equiv": text}
        _node(parent, "ph", {"id": identity, **shown, **self.held})


_node12 = partial(_node, space=NAMESPACE_12)


class _Codes12:
    def emphasis(self, parent: etree._Element, identity: str, *, strong: bool) -> etree._Element:
        return _node12(parent, "g", {"id": identity, "ctype": "bold" if strong else "italic"})

    def line_break(self, parent: etree._Element, identity: str) -> None:
        _node12(parent, "x", {"id": identity, "ctype": "lb"})

    def figure(self, parent: etree._Element, identity: str, token: str, text: str) -> None:
        code = _node12(parent, "ph", {"id": identity, "ctype": "x-figure", "equiv-text": text})
        code.text = f"%({token})s"


#: How a version of XLIFF writes what is no text: each method adds an element.
_Codes = _Codes21 | _Codes12


def _run(
    parent: etree._Element, spans: Sequence[rows.TextSpan], shown: Sequence[Piece], plain: bool, codes: _Codes
) -> None:
    """Write a text with its codes. Source and target codes correspond by id: the name of a placeholder with its count; emphasis
    by its order."""
    printed = [p for p in shown if isinstance(p, Shown)]
    seen: Counter[str] = Counter()
    holder, look = parent, (False, False)
    for span in spans:
        if (span.strong, span.em) != look:
            look, holder = (span.strong, span.em), parent
            for on, code in ((span.strong, "strong"), (span.em, "em")):
                if on:
                    seen[code] += 1
                    holder = codes.emphasis(holder, f"{code}{seen[code]}", strong=code == "strong")
        if span.br:
            seen["br"] += 1
            codes.line_break(holder, f"br{seen['br']}")
        elif span.token:
            name = span.token.partition(".")[0]
            seen[name] += 1
            text = printed.pop(0).text if printed else f"{{{span.token}}}"
            codes.figure(holder, f"{name}-{seen[name]}", span.token, text)
        elif len(holder):
            holder[-1].tail = (holder[-1].tail or "") + rows.braced(span.text, plain)
        else:
            holder.text = (holder.text or "") + rows.braced(span.text, plain)


def _notes(row: rows.OutRow) -> list[tuple[str, str]]:
    """What a reviewer is told beside a segment, by kind."""
    m = row.segment.message
    told = [("context", m.context), ("previous", m.previous), ("comment", row.segment.note)]
    return [*(("figure", line) for line in row.figures), *((kind, text) for kind, text in told if text)]


#: Elements within texts, where two codes side by side must stay so, and those that hold none.
_IN_TEXTS = frozenset({"ph", "pc", "g", "x"})
_WITHOUT_TEXT = frozenset(
    {"xliff", "file", "body", "unit", "trans-unit", "alt-trans", "matches", "match", "notes", "originalData", "segment"}
)


def _written(root: etree._Element) -> bytes:
    """A document as bytes, a line an element, but nothing inside texts."""
    for element in root.iter():
        kind = etree.QName(element).localname
        if kind not in _IN_TEXTS:
            element.tail = "\n"
        if kind in _WITHOUT_TEXT:
            element.text = "\n"
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


#: The target state of each of ours (XLIFF 1.2, attribute ``state``).
STATES_12 = {
    State.UNTRANSLATED: "new",
    State.FUZZY: "needs-review-translation",
    State.DRAFT: "translated",
    State.REVIEWED: "signed-off",
    State.APPROVED: "final",
}


def write_xliff12(sent: Sequence[rows.OutRow], source_tag: str, target_tag: str) -> bytes:
    """Return an XLIFF 1.2 document of these rows; tags are BCP 47."""
    root = etree.Element(f"{{{NAMESPACE_12}}}xliff", {"version": "1.2"}, nsmap={None: NAMESPACE_12})  # type: ignore[dict-item]  # the default namespace
    bodies: dict[str, etree._Element] = {}
    for row in sent:
        m = row.segment.message
        if m.domain not in bodies:
            tags = {"source-language": source_tag, "target-language": target_tag}
            file = _node12(root, "file", {"original": m.domain, **tags, "datatype": "plaintext"})
            bodies[m.domain] = _node12(file, "body", {})
        _xliff12_unit(bodies[m.domain], row)
    return _written(root)


def _xliff12_unit(parent: etree._Element, row: rows.OutRow) -> None:
    m, state = row.segment.message, row.segment.standing.state
    attributes = {"id": row.segment.row_id, "resname": m.context or m.domain, _XML_SPACE: "preserve"}
    if state is State.APPROVED:
        attributes["approved"] = "yes"
    unit, codes = _node12(parent, "trans-unit", attributes), _Codes12()
    _run(_node12(unit, "source", {}), rows.to_spans(m.source, row.plain), row.shown_source, row.plain, codes)
    target = _node12(unit, "target", {"state": STATES_12[state]})
    if m.target:
        _run(target, rows.to_spans(m.target, row.plain), row.shown, row.plain, codes)
    for proposal in row.proposals:
        other = _node12(unit, "alt-trans", {"match-quality": f"{proposal.score}%", "origin": proposal.origin})
        _run(_node12(other, "source", {}), rows.to_spans(proposal.source, row.plain), (), row.plain, codes)
        _run(_node12(other, "target", {}), rows.to_spans(proposal.target, row.plain), (), row.plain, codes)
    for category, text in _notes(row):
        _node12(unit, "note", {"from": category}).text = text


_2, _12 = f"{{{NAMESPACE}}}", f"{{{NAMESPACE_12}}}"
_ORDER = ("", "draft", "reviewed", "approved")
_STATE_12 = {v: k.value for k, v in STATES_12.items() if k not in (State.UNTRANSLATED, State.FUZZY)}
_STATE = {v: k.value for k, v in STATES.items() if v != "initial"}


def read_xliff(data: bytes, name: str) -> rows.ReviewSheet:
    """Return the units of a file as rows; the segments of a unit that a tool has split are joined."""
    try:
        root = parse_xml(data)
    except Refused as error:
        raise Refused("xml", f"it is not sound XML ({error})") from error
    if root.tag == f"{_2}xliff":
        read = tuple(_unit_of_2(unit) for unit in root.iter(f"{_2}unit"))
    elif root.tag in (f"{_12}xliff", "xliff"):
        space = root.tag.removesuffix("xliff")
        read = tuple(_unit_of_12(unit, space) for unit in root.iter(f"{space}trans-unit"))
    else:
        raise Refused("root", f"its root is {root.tag}, not xliff 2.0, 2.1 or 1.2")
    return rows.ReviewSheet(read, frozenset({"id", "source", "target", "status", "comment"}))


def _unit_of_2(unit: etree._Element) -> rows.InRow:
    known = unit.iterfind(f"{_2}originalData/{_2}data")  # candidates have data of their own
    data = {str(d.get("id")): "".join(map(str, d.itertext())) for d in known}
    parts = list(unit.iter(f"{_2}segment", f"{_2}ignorable"))
    texts = [[e for part in parts for e in part.iterchildren(f"{_2}{name}")] for name in ("source", "target")]
    states = [str(s.get("state") or "initial") for s in unit.iter(f"{_2}segment")]
    state = min((_STATE.get(s, "") for s in states), key=_ORDER.index, default="")
    return _unit_row(unit, texts, _Reading21(data), state)


def _unit_of_12(unit: etree._Element, space: str) -> rows.InRow:
    """A unit of XLIFF 1.2: of ours, whose placeholders hold what a catalogue writes, or of any other tool."""
    texts = [unit.findall(f"{space}{name}")[:1] for name in ("source", "target")]
    state = _STATE_12.get(str(texts[1][0].get("state")) if texts[1] else "", "")
    return _unit_row(unit, texts, _Reading12(), state)


def _unit_row(
    unit: etree._Element, texts: Iterable[Iterable[etree._Element]], reading: _Reading, state: str
) -> rows.InRow:
    """A unit as a row. ``texts``: the elements of its source, and of its target."""
    identity = str(unit.get("id") or "")
    plain = rows.is_plain(identity.partition(".")[0])
    source, target = (reading.text(elements, plain) for elements in texts)
    told = [n.text or "" for n in unit.iter("{*}note") if n.get(reading.kind) not in ("figure", "context", "previous")]
    note = " ".join(" ".join(t.split()) for t in told)
    return rows.InRow(f"unit {identity}", identity, source, target, state, note, source, target, tuple(reading.faults))


#: What a code for emphasis says of itself, or, where a tool has left that out, its id as we wrote it.
_BOLD = re.compile(r"xlf:b|bold|x-bold|strong\d*")
_ITALIC = re.compile(r"xlf:i|italic|x-italic|em\d*")
_BREAK = re.compile(r"br\d+")


class _Reading(rows.RowReading, ABC):
    """The texts of a unit as they are read: the faults found, and the emphasis that one code begins and another ends (``sc``
    and ``ec``; ``bx`` and ``ex``, ``bpt`` and ``ept`` in XLIFF 1.2), perhaps in another segment of the unit. ``says`` is the
    attribute in which a code says what it is, ``kind`` the one in which a note says whether it is ours."""

    says, kind = "", ""

    def __init__(self) -> None:
        super().__init__()
        self.looks: dict[str, tuple[bool, bool]] = {}

    def text(self, elements: Iterable[etree._Element], plain: bool) -> str:
        """Return the message of a source or a target, in however many segments it is."""
        spans = list(
            rows.joined(rows.with_typed([s for element in elements for s in self.run(element, rows.TextSpan())]))
        )
        for name, looks in self.looks.items():
            if any(looks):
                self.odd(f"the code {name}, which does not end")
        self.looks.clear()
        return rows.plain_text(spans) if plain else rows.from_spans(spans, False)

    def run(self, element: etree._Element, look: rows.TextSpan) -> Iterator[rows.TextSpan]:
        """Yield what an element holds, in the look of what is around it."""
        if element.text:
            yield replace(self.on(look), text=element.text)
        for child in element:
            kind = etree.QName(child).localname
            yield from self.run(child, look) if kind == "mrk" else self.code(child, kind, look)
            if child.tail:
                yield replace(self.on(look), text=child.tail)

    @abstractmethod
    def code(self, child: etree._Element, kind: str, look: rows.TextSpan) -> Iterator[rows.TextSpan]:
        """Yield what a code stands for, or note what it does."""

    def within(self, element: etree._Element, look: rows.TextSpan) -> Iterator[rows.TextSpan]:
        """Yield what a code for emphasis holds."""
        bold, italic = self.emphasis(element)
        yield from self.run(element, replace(look, strong=look.strong or bold, em=look.em or italic))

    def emphasis(self, element: etree._Element) -> tuple[bool, bool]:
        """Return whether a code makes strong, and whether it emphasises; neither is a fault."""
        names = [str(element.get(attribute) or "") for attribute in (self.says, "id")]
        bold, italic = (any(known.fullmatch(name) for name in names) for known in (_BOLD, _ITALIC))
        if not (bold or italic):
            self.odd(f"the code {element.get('id')}")
        return bold, italic

    def end(self, name: str) -> None:
        """Note the code that ends emphasis."""
        if self.looks.pop(name, None) is None:
            self.odd(f"the end of the code {name}, which does not begin")

    def on(self, look: rows.TextSpan) -> rows.TextSpan:
        """Return the look of what stands here."""
        bold, italic = (any(looks[k] for looks in self.looks.values()) for k in (0, 1))
        return replace(look, strong=look.strong or bold, em=look.em or italic)


class _Reading21(_Reading):
    """``data`` is what the codes of a unit stand for, by id."""

    says, kind = "subType", "category"

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__()
        self.data = data

    def code(self, child: etree._Element, kind: str, look: rows.TextSpan) -> Iterator[rows.TextSpan]:
        original = self.data.get(str(child.get("dataRef")), "") if kind == "ph" else ""
        if kind == "ph" and (child.get("subType") == "xlf:lb" or _BREAK.fullmatch(str(child.get("id")))):
            yield replace(self.on(look), br=True)
        elif original.startswith("%(") and original.endswith(")s"):
            yield replace(self.on(look), token=original[2:-2])
        elif kind == "pc":
            yield from self.within(child, look)
        elif kind == "sc":
            self.looks[str(child.get("id"))] = self.emphasis(child)
        elif kind == "ec":
            self.end(str(child.get("startRef") or child.get("id")))
        elif kind not in ("sm", "em"):
            self.odd(f"the code {child.get('id')}" if kind == "ph" else f"the element {kind}")


#: Codes that begin and end what another one ends and begins (XLIFF 1.2, 2.4): by name, and, of ``it``, by position.
_BEGINS, _ENDS = frozenset({"bx", "bpt", "open"}), frozenset({"ex", "ept", "close"})


class _Reading12(_Reading):
    says, kind = "ctype", "from"

    def code(self, child: etree._Element, kind: str, look: rows.TextSpan) -> Iterator[rows.TextSpan]:
        held = "".join(map(str, child.itertext()))
        paired = str(child.get("pos")) if kind == "it" else kind
        name = str(child.get("rid") or child.get("id"))
        if kind == "ph" and (token := PLACEHOLDER.fullmatch(held)) and token["name"]:
            yield replace(self.on(look), token=rows.token_of(token))
        elif kind == "x" and (child.get("ctype") == "lb" or _BREAK.fullmatch(str(child.get("id")))):
            yield replace(self.on(look), br=True)
        elif kind == "g":
            yield from self.within(child, look)
        elif paired in _BEGINS:
            self.looks[name] = self.emphasis(child)
        elif paired in _ENDS:
            self.end(name)
        else:
            self.odd(f"the code {child.get('id')}")
