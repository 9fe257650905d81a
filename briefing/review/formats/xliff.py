"""The review file as XLIFF 1.2 and 2.1, for whatever translation tool a reviewer has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

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
