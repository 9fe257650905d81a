"""The review file as XLIFF 2.1 (OASIS Standard, 13 February 2018): one file element a domain, placeholders as ``<ph>``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml import etree

from briefing.catalogue.states import State
from briefing.review.printed import Piece, Shown
from briefing.review.rows import OutRow
from briefing.review.spans import TextSpan, braced, to_spans

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
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
        if kind in ("xliff", "file", "unit", "notes", "originalData", "segment"):
            element.text = "\n"
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def _node(parent: etree._Element | None, name: str, attributes: dict[str, str]) -> etree._Element:
    tag = f"{{{NAMESPACE}}}{name}"
    if parent is None:
        return etree.Element(tag, attributes, nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the default namespace
    return etree.SubElement(parent, tag, attributes)


def _unit(parent: etree._Element, row: OutRow) -> None:
    m, standing = row.segment.message, row.segment.standing
    unit = _node(parent, "unit", {"id": row.segment.row_id, "name": m.context or m.domain})
    told = [("figure", line) for line in row.figures]
    told += [("context", m.context)] if m.context else []
    told += [("previous", m.previous)] if m.previous else []
    told += [("comment", row.segment.note)] if row.segment.note else []
    if told:
        notes = _node(unit, "notes", {})
        for number, (category, text) in enumerate(told, 1):
            _node(notes, "note", {"id": f"n{number}", "category": category}).text = text
    source, target = to_spans(m.source, row.plain), to_spans(m.target, row.plain)
    tokens = list(dict.fromkeys(s.token for s in (*source, *target) if s.token))
    if tokens:
        original = _node(unit, "originalData", {})
        for number, token in enumerate(tokens, 1):
            _node(original, "data", {"id": f"d{number}"}).text = f"%({token})s"
    segment = _node(unit, "segment", {"id": "s1", "state": STATES[standing.state]})
    _run(_node(segment, "source", {_XML_SPACE: "preserve"}), source, row.shown_source, tokens, row.plain)
    if m.target:
        _run(_node(segment, "target", {_XML_SPACE: "preserve"}), target, row.shown, tokens, row.plain)


def _run(
    parent: etree._Element, spans: Sequence[TextSpan], shown: Sequence[Piece], tokens: list[str], plain: bool
) -> None:
    """Source and target codes correspond by id: the name of a placeholder with its count; emphasis by its order."""
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
            text = printed.pop(0).text if printed else ""
            _node(
                holder,
                "ph",
                {
                    "id": f"{name}-{seen[name]}",
                    "dataRef": f"d{tokens.index(span.token) + 1}",
                    "disp": text,
                    "equiv": text,
                    "canCopy": "no",
                    "canDelete": "no",
                },
            )
        elif len(holder):
            holder[-1].tail = (holder[-1].tail or "") + braced(span.text, plain)
        else:
            holder.text = (holder.text or "") + braced(span.text, plain)
