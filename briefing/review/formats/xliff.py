"""The review file as XLIFF 1.2 and 2.1, for whatever translation tool a reviewer has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from briefing.catalogue.messages import State
from briefing.review.printed import Piece, Shown
from briefing.review.rows import OutRow, TextSpan, braced, to_spans

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
    """Return an XLIFF document of these rows."""
    root = _node(None, "xliff", {"version": "2.1", "srcLang": source_tag, "trgLang": target_tag})
    files: dict[str, etree._Element] = {}
    for row in rows:
        m = row.segment.message
        if m.domain not in files:
            files[m.domain] = _node(root, "file", {"id": m.domain, "original": m.file or m.domain})
        _unit(files[m.domain], row)
    return _written(root)


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
    if told := _notes(row):
        notes = _node(unit, "notes", {})
        for number, (category, text) in enumerate(told, 1):
            _node(notes, "note", {"id": f"n{number}", "category": category}).text = text
    source, target = to_spans(m.source, row.plain), to_spans(m.target, row.plain)
    codes = _Codes21(_original(unit, source, target), _HELD)
    segment = _node(unit, "segment", {"id": "s1", "state": STATES[standing.state]})
    _run(_node(segment, "source", {_XML_SPACE: "preserve"}), source, row.shown_source, row.plain, codes)
    if m.target:
        _run(_node(segment, "target", {_XML_SPACE: "preserve"}), target, row.shown, row.plain, codes)


def _matches(unit: etree._Element, row: OutRow) -> None:
    """Earlier sentences alike, as candidates for the one segment of the unit."""
    matches = etree.SubElement(unit, f"{{{MATCHES}}}matches")
    for p in row.proposals:
        told = {"ref": "#s1", "type": "tm", "similarity": str(p.score), "origin": p.origin}
        match = etree.SubElement(matches, f"{{{MATCHES}}}match", told)
        source, target = to_spans(p.source, row.plain), to_spans(p.target, row.plain)
        codes = _Codes21(_original(match, source, target), {})
        _run(_node(match, "source", {_XML_SPACE: "preserve"}), source, (), row.plain, codes)
        _run(_node(match, "target", {_XML_SPACE: "preserve"}), target, (), row.plain, codes)


def _original(parent: etree._Element, source: Sequence[TextSpan], target: Sequence[TextSpan]) -> list[str]:
    """Write what the codes of two texts stand for, and return their placeholders in that order."""
    tokens = list(dict.fromkeys(s.token for s in (*source, *target) if s.token))
    if tokens:
        original = _node(parent, "originalData", {})
        for number, token in enumerate(tokens, 1):
            _node(original, "data", {"id": f"d{number}"}).text = f"%({token})s"
    return tokens


class _Codes(Protocol):
    """How a version of XLIFF writes what is no text; each returns the element it adds, or adds it alone."""

    def emphasis(self, parent: etree._Element, identity: str, *, strong: bool) -> etree._Element: ...
    def line_break(self, parent: etree._Element, identity: str) -> None: ...
    def figure(self, parent: etree._Element, identity: str, token: str, text: str) -> None: ...


_HELD: Mapping[str, str] = {"canCopy": "no", "canDelete": "no"}


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


class _Codes12:
    def emphasis(self, parent: etree._Element, identity: str, *, strong: bool) -> etree._Element:
        return _xliff12_node(parent, "g", {"id": identity, "ctype": "bold" if strong else "italic"})

    def line_break(self, parent: etree._Element, identity: str) -> None:
        _xliff12_node(parent, "x", {"id": identity, "ctype": "lb"})

    def figure(self, parent: etree._Element, identity: str, token: str, text: str) -> None:
        code = _xliff12_node(parent, "ph", {"id": identity, "ctype": "x-figure", "equiv-text": text})
        code.text = f"%({token})s"


def _run(parent: etree._Element, spans: Sequence[TextSpan], shown: Sequence[Piece], plain: bool, codes: _Codes) -> None:
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
            holder[-1].tail = (holder[-1].tail or "") + braced(span.text, plain)
        else:
            holder.text = (holder.text or "") + braced(span.text, plain)


def _notes(row: OutRow) -> list[tuple[str, str]]:
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
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


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
            tags = {"source-language": source_tag, "target-language": target_tag}
            file = _xliff12_node(root, "file", {"original": m.domain, **tags, "datatype": "plaintext"})
            bodies[m.domain] = _xliff12_node(file, "body", {})
        _xliff12_unit(bodies[m.domain], row)
    return _written(root)


def _xliff12_node(parent: etree._Element, name: str, attributes: dict[str, str]) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE_12}}}{name}", attributes)


def _xliff12_unit(parent: etree._Element, row: OutRow) -> None:
    m, state = row.segment.message, row.segment.standing.state
    attributes = {"id": row.segment.row_id, "resname": m.context or m.domain, _XML_SPACE: "preserve"}
    if state is State.APPROVED:
        attributes["approved"] = "yes"
    unit, codes = _xliff12_node(parent, "trans-unit", attributes), _Codes12()
    _run(_xliff12_node(unit, "source", {}), to_spans(m.source, row.plain), row.shown_source, row.plain, codes)
    target = _xliff12_node(unit, "target", {"state": STATES_12[state]})
    if m.target:
        _run(target, to_spans(m.target, row.plain), row.shown, row.plain, codes)
    for proposal in row.proposals:
        other = _xliff12_node(unit, "alt-trans", {"match-quality": f"{proposal.score}%", "origin": proposal.origin})
        _run(_xliff12_node(other, "source", {}), to_spans(proposal.source, row.plain), (), row.plain, codes)
        _run(_xliff12_node(other, "target", {}), to_spans(proposal.target, row.plain), (), row.plain, codes)
    for category, text in _notes(row):
        _xliff12_node(unit, "note", {"from": category}).text = text
