"""The review file as XLIFF 1.2 (OASIS Standard, 1 February 2008), which OmegaT and most translation tools read.

One ``<file>`` a domain; a placeholder is a ``<ph>`` that holds it as a catalogue writes it and shows today's figure as its
equivalent text; strong and em are ``<g>``; a line break is ``<x>``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml import etree

from briefing.catalogue.states import State
from briefing.review.printed import Piece, Shown
from briefing.review.rows import OutRow
from briefing.review.spans import TextSpan, braced, to_spans

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
#: The target state of each of ours (XLIFF 1.2, attribute ``state``).
STATES = {
    State.UNTRANSLATED: "new",
    State.FUZZY: "needs-review-translation",
    State.DRAFT: "translated",
    State.REVIEWED: "signed-off",
    State.APPROVED: "final",
}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_xliff12(rows: Sequence[OutRow], source_tag: str, target_tag: str) -> bytes:
    """Return an XLIFF 1.2 document of these rows; tags are BCP 47."""
    root = etree.Element(f"{{{NAMESPACE}}}xliff", {"version": "1.2"}, nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the default namespace
    bodies: dict[str, etree._Element] = {}
    for row in rows:
        m = row.segment.message
        if m.domain not in bodies:
            file = _node(
                root,
                "file",
                {
                    "original": m.domain,
                    "source-language": source_tag,
                    "target-language": target_tag,
                    "datatype": "plaintext",
                },
            )
            bodies[m.domain] = _node(file, "body", {})
        _unit(bodies[m.domain], row)
    for element in root.iter():  # a line an element, but nothing inside texts
        kind = etree.QName(element).localname
        if kind not in ("ph", "g", "x"):
            element.tail = "\n"
        if kind in ("xliff", "file", "body", "trans-unit", "alt-trans"):
            element.text = "\n"
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def _node(parent: etree._Element, name: str, attributes: dict[str, str]) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _unit(parent: etree._Element, row: OutRow) -> None:
    m, state = row.segment.message, row.segment.standing.state
    attributes = {"id": row.segment.row_id, "resname": m.context or m.domain, _XML_SPACE: "preserve"}
    if state is State.APPROVED:
        attributes["approved"] = "yes"
    unit = _node(parent, "trans-unit", attributes)
    _run(_node(unit, "source", {}), to_spans(m.source, row.plain), row.shown_source, row.plain)
    target = _node(unit, "target", {"state": STATES[state]})
    if m.target:
        _run(target, to_spans(m.target, row.plain), row.shown, row.plain)
    for proposal in row.proposals:
        other = _node(unit, "alt-trans", {"match-quality": f"{proposal.score}%", "origin": proposal.origin})
        _run(_node(other, "source", {}), to_spans(proposal.source, row.plain), (), row.plain)
        _run(_node(other, "target", {}), to_spans(proposal.target, row.plain), (), row.plain)
    told = [("figure", line) for line in row.figures]
    told += [("context", m.context)] if m.context else []
    told += [("previous", m.previous)] if m.previous else []
    told += [("comment", row.segment.note)] if row.segment.note else []
    for category, text in told:
        _node(unit, "note", {"from": category}).text = text


def _run(parent: etree._Element, spans: Sequence[TextSpan], shown: Sequence[Piece], plain: bool) -> None:
    printed = [p for p in shown if isinstance(p, Shown)]
    seen: Counter[str] = Counter()
    holder, look = parent, (False, False)
    for span in spans:
        if (span.strong, span.em) != look:
            look, holder = (span.strong, span.em), parent
            for on, kind, code in ((span.strong, "bold", "strong"), (span.em, "italic", "em")):
                if on:
                    seen[code] += 1
                    holder = _node(holder, "g", {"id": f"{code}{seen[code]}", "ctype": kind})
        if span.br:
            seen["br"] += 1
            _node(holder, "x", {"id": f"br{seen['br']}", "ctype": "lb"})
        elif span.token:
            name = span.token.partition(".")[0]
            seen[name] += 1
            text = printed.pop(0).text if printed else f"{{{span.token}}}"
            code_ = _node(holder, "ph", {"id": f"{name}-{seen[name]}", "ctype": "x-figure", "equiv-text": text})
            code_.text = f"%({span.token})s"
        elif len(holder):
            holder[-1].tail = (holder[-1].tail or "") + braced(span.text, plain)
        else:
            holder.text = (holder.text or "") + braced(span.text, plain)
