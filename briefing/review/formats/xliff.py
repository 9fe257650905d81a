"""The review file as XLIFF 1.2 and 2.1, out, and back from whatever tool has saved it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from lxml import etree

from briefing.catalogue.messages import PLACEHOLDER, State
from briefing.files.reading import Refused
from briefing.files.xml_reader import parse_xml
from briefing.review.printed import Piece, Shown
from briefing.review.rows import (
    Fault,
    InRow,
    OutRow,
    ReviewSheet,
    TextSpan,
    braced,
    from_spans,
    is_plain,
    joined,
    to_spans,
    with_typed,
)

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
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


def write_xliff(rows: Sequence[OutRow], source_tag: str, target_tag: str) -> bytes:
    """An XLIFF document of these rows."""
    root = _node(None, "xliff", {"version": "2.1", "srcLang": source_tag, "trgLang": target_tag})
    files: dict[str, etree._Element] = {}
    for row in rows:
        m = row.segment.message
        if m.domain not in files:
            files[m.domain] = _node(root, "file", {"id": m.domain, "original": m.file or m.domain})
        _unit(files[m.domain], row)
    for element in root.iter():  # a line an element, but nothing inside texts: two codes side by side must stay so
        kind = etree.QName(element).localname
        if kind not in ("ph", "pc"):
            element.tail = "\n"
        if kind in ("xliff", "file", "unit", "matches", "match", "notes", "originalData", "segment"):
            element.text = "\n"
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def _node(parent: etree._Element | None, name: str, attributes: dict[str, str]) -> etree._Element:
    tag = f"{{{NAMESPACE}}}{name}"
    if parent is None:
        spaces = {None: NAMESPACE, "mtc": MATCHES}
        return etree.Element(tag, attributes, nsmap=spaces)  # type: ignore[arg-type]  # the default namespace
    return etree.SubElement(parent, tag, attributes)


def _unit(parent: etree._Element, row: OutRow) -> None:
    m, standing = row.segment.message, row.segment.standing
    unit = _node(parent, "unit", {"id": row.segment.row_id, "name": m.context or m.domain})
    if row.proposals:
        _matches(unit, row)
    told = [("figure", line) for line in row.figures]
    told += [("context", m.context)] if m.context else []
    told += [("previous", m.previous)] if m.previous else []
    told += [("comment", row.segment.note)] if row.segment.note else []
    if told:
        notes = _node(unit, "notes", {})
        for number, (category, text) in enumerate(told, 1):
            _node(notes, "note", {"id": f"n{number}", "category": category}).text = text
    source, target = to_spans(m.source, row.plain), to_spans(m.target, row.plain)
    tokens = _original(unit, source, target)
    segment = _node(unit, "segment", {"id": "s1", "state": STATES[standing.state]})
    _run(_node(segment, "source", {_XML_SPACE: "preserve"}), source, row.shown_source, tokens, row.plain)
    if m.target:
        _run(_node(segment, "target", {_XML_SPACE: "preserve"}), target, row.shown, tokens, row.plain)


def _matches(unit: etree._Element, row: OutRow) -> None:
    """Earlier sentences alike, as candidates for the one segment of the unit."""
    matches = etree.SubElement(unit, f"{{{MATCHES}}}matches")
    for p in row.proposals:
        told = {"ref": "#s1", "type": "tm", "similarity": str(p.score), "origin": p.origin}
        match = etree.SubElement(matches, f"{{{MATCHES}}}match", told)
        source, target = to_spans(p.source, row.plain), to_spans(p.target, row.plain)
        tokens = _original(match, source, target)
        _run(_node(match, "source", {_XML_SPACE: "preserve"}), source, (), tokens, row.plain, {})
        _run(_node(match, "target", {_XML_SPACE: "preserve"}), target, (), tokens, row.plain, {})


def _original(parent: etree._Element, source: Sequence[TextSpan], target: Sequence[TextSpan]) -> list[str]:
    """Write what the codes of two texts stand for, and return their placeholders in that order."""
    tokens = list(dict.fromkeys(s.token for s in (*source, *target) if s.token))
    if tokens:
        original = _node(parent, "originalData", {})
        for number, token in enumerate(tokens, 1):
            _node(original, "data", {"id": f"d{number}"}).text = f"%({token})s"
    return tokens


_HELD = MappingProxyType({"canCopy": "no", "canDelete": "no"})


def _run(
    parent: etree._Element,
    spans: Sequence[TextSpan],
    shown: Sequence[Piece],
    tokens: list[str],
    plain: bool,
    held: Mapping[str, str] = _HELD,
) -> None:
    """Source and target codes correspond by id: the name of a placeholder with its count; emphasis by its order. ``held``: what
    must not be done to the code of a figure."""
    printed = [p for p in shown if isinstance(p, Shown)]
    seen: Counter[str] = Counter()
    holder, look = parent, (False, False)
    for span in spans:
        if (span.strong, span.em) != look:
            look = (span.strong, span.em)
            holder = parent
            for on, kind, code in ((span.strong, "xlf:b", "strong"), (span.em, "xlf:i", "em")):
                if on:
                    seen[code] += 1
                    holder = _node(holder, "pc", {"id": f"{code}{seen[code]}", "type": "fmt", "subType": kind})
        if span.br:
            seen["br"] += 1
            _node(holder, "ph", {"id": f"br{seen['br']}", "type": "fmt", "subType": "xlf:lb", "equiv": " "})
        elif span.token:
            name = span.token.partition(".")[0]
            seen[name] += 1
            text = printed.pop(0).text if printed else f"{{{span.token}}}"
            _node(
                holder,
                "ph",
                {
                    "id": f"{name}-{seen[name]}",
                    "dataRef": f"d{tokens.index(span.token) + 1}",
                    "disp": text,
                    "equiv": text,
                    **held,
                },
            )
        elif len(holder):
            holder[-1].tail = (holder[-1].tail or "") + braced(span.text, plain)
        else:
            holder.text = (holder.text or "") + braced(span.text, plain)


NAMESPACE_12 = "urn:oasis:names:tc:xliff:document:1.2"
#: The target state of each of ours (XLIFF 1.2, attribute ``state``).
STATES_12 = {
    State.UNTRANSLATED: "new",
    State.FUZZY: "needs-review-translation",
    State.DRAFT: "translated",
    State.REVIEWED: "signed-off",
    State.APPROVED: "final",
}


def write_xliff12(rows: Sequence[OutRow], source_tag: str, target_tag: str) -> bytes:
    """Return an XLIFF 1.2 document of these rows; tags are BCP 47."""
    root = etree.Element(f"{{{NAMESPACE_12}}}xliff", {"version": "1.2"}, nsmap={None: NAMESPACE_12})  # type: ignore[dict-item]  # the default namespace
    bodies: dict[str, etree._Element] = {}
    for row in rows:
        m = row.segment.message
        if m.domain not in bodies:
            file = _xliff12_node(
                root,
                "file",
                {
                    "original": m.domain,
                    "source-language": source_tag,
                    "target-language": target_tag,
                    "datatype": "plaintext",
                },
            )
            bodies[m.domain] = _xliff12_node(file, "body", {})
        _xliff12_unit(bodies[m.domain], row)
    for element in root.iter():  # a line an element, but nothing inside texts
        kind = etree.QName(element).localname
        if kind not in ("ph", "g", "x"):
            element.tail = "\n"
        if kind in ("xliff", "file", "body", "trans-unit", "alt-trans"):
            element.text = "\n"
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def _xliff12_node(parent: etree._Element, name: str, attributes: dict[str, str]) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE_12}}}{name}", attributes)


def _xliff12_unit(parent: etree._Element, row: OutRow) -> None:
    m, state = row.segment.message, row.segment.standing.state
    attributes = {"id": row.segment.row_id, "resname": m.context or m.domain, _XML_SPACE: "preserve"}
    if state is State.APPROVED:
        attributes["approved"] = "yes"
    unit = _xliff12_node(parent, "trans-unit", attributes)
    _xliff12_run(_xliff12_node(unit, "source", {}), to_spans(m.source, row.plain), row.shown_source, row.plain)
    target = _xliff12_node(unit, "target", {"state": STATES_12[state]})
    if m.target:
        _xliff12_run(target, to_spans(m.target, row.plain), row.shown, row.plain)
    for proposal in row.proposals:
        other = _xliff12_node(unit, "alt-trans", {"match-quality": f"{proposal.score}%", "origin": proposal.origin})
        _xliff12_run(_xliff12_node(other, "source", {}), to_spans(proposal.source, row.plain), (), row.plain)
        _xliff12_run(_xliff12_node(other, "target", {}), to_spans(proposal.target, row.plain), (), row.plain)
    told = [("figure", line) for line in row.figures]
    told += [("context", m.context)] if m.context else []
    told += [("previous", m.previous)] if m.previous else []
    told += [("comment", row.segment.note)] if row.segment.note else []
    for category, text in told:
        _xliff12_node(unit, "note", {"from": category}).text = text


def _xliff12_run(parent: etree._Element, spans: Sequence[TextSpan], shown: Sequence[Piece], plain: bool) -> None:
    printed = [p for p in shown if isinstance(p, Shown)]
    seen: Counter[str] = Counter()
    holder, look = parent, (False, False)
    for span in spans:
        if (span.strong, span.em) != look:
            look, holder = (span.strong, span.em), parent
            for on, kind, code in ((span.strong, "bold", "strong"), (span.em, "italic", "em")):
                if on:
                    seen[code] += 1
                    holder = _xliff12_node(holder, "g", {"id": f"{code}{seen[code]}", "ctype": kind})
        if span.br:
            seen["br"] += 1
            _xliff12_node(holder, "x", {"id": f"br{seen['br']}", "ctype": "lb"})
        elif span.token:
            name = span.token.partition(".")[0]
            seen[name] += 1
            text = printed.pop(0).text if printed else f"{{{span.token}}}"
            code_ = _xliff12_node(holder, "ph", {"id": f"{name}-{seen[name]}", "ctype": "x-figure", "equiv-text": text})
            code_.text = f"%({span.token})s"
        elif len(holder):
            holder[-1].tail = (holder[-1].tail or "") + braced(span.text, plain)
        else:
            holder.text = (holder.text or "") + braced(span.text, plain)


_2 = f"{{{NAMESPACE}}}"
_12 = "{urn:oasis:names:tc:xliff:document:1.2}"
_ORDER = ("", "draft", "reviewed", "approved")
_STATE_12 = {v: k.value for k, v in STATES_12.items() if k not in (State.UNTRANSLATED, State.FUZZY)}
_STATE = {v: k.value for k, v in STATES.items() if v != "initial"}


def read_xliff(data: bytes, name: str) -> ReviewSheet:
    """The units of a file as rows; the segments of a unit that a tool has split are joined."""
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
        texts.append(
            "".join(f"{{{s.token}}}" if s.token else s.text for s in spans) if plain else from_spans(spans, False)
        )
    states = [str(s.get("state") or "initial") for s in unit.iter(f"{_2}segment")]
    state = min((_STATE.get(s, "") for s in states), key=_ORDER.index, default="")
    told = [n.text or "" for n in unit.iter(f"{_2}note") if n.get("category") not in ("figure", "context", "previous")]
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
        """A code that begins emphasis, known to its end by ``name``."""
        self.looks[name] = _emphasis(element, self.faults, *said)

    def end(self, element: etree._Element, name: str) -> None:
        """A code that ends it."""
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
        """The look of what stands here."""
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
        texts.append(
            "".join(f"{{{s.token}}}" if s.token else s.text for s in spans) if plain else from_spans(spans, False)
        )
    target = unit.find(f"{space}target")
    state = _STATE_12.get(str(target.get("state")) if target is not None else "", "")
    told = [n.text or "" for n in unit.iter(f"{space}note") if n.get("from") not in ("figure", "context", "previous")]
    note = " ".join(" ".join(t.split()) for t in told)
    return InRow(f"unit {identity}", identity, texts[0], texts[1], state, note, texts[0], texts[1], tuple(faults))


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
