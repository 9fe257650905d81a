"""Reading XLIFF back: 1.2, 2.0 and 2.1, whatever tool has saved it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from briefing.catalogue.placeholders import PLACEHOLDER
from briefing.catalogue.states import State
from briefing.files.refused import Refused
from briefing.files.xml_reader import parse_xml
from briefing.review.rows import Fault, InRow, ReviewSheet, is_plain
from briefing.review.spans import TextSpan, from_spans, joined, with_typed
from briefing.review.writers.xliff import NAMESPACE, STATES
from briefing.review.writers.xliff12 import STATES as STATES_12

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
        rows = [_unit(unit) for unit in root.iter(f"{_2}unit")]
        return ReviewSheet(tuple(rows), (), frozenset({"id", "zh", "en", "status", "comment"}))
    if root.tag in (f"{_12}xliff", "xliff"):
        space = root.tag.removesuffix("xliff")
        rows = [_old(unit, space) for unit in root.iter(f"{space}trans-unit")]
        return ReviewSheet(tuple(rows), (), frozenset({"id", "zh", "en", "status", "comment"}))
    return ReviewSheet.unread(name, f"its root is {root.tag}, not xliff 2.0, 2.1 or 1.2")


def _unit(unit: etree._Element) -> InRow:
    identity = str(unit.get("id") or "")
    plain = is_plain(identity.partition(".")[0])
    data = {str(d.get("id")): "".join(map(str, d.itertext())) for d in unit.iter(f"{_2}data")}
    faults: list[Fault] = []
    texts = []
    for name in ("source", "target"):
        spans = [
            s
            for part in unit.iter(f"{_2}segment", f"{_2}ignorable")
            for e in part.iterchildren(f"{_2}{name}")
            for s in _run(e, TextSpan(), data, faults)
        ]
        spans = list(joined(with_typed(spans)))
        texts.append(
            "".join(f"{{{s.token}}}" if s.token else s.text for s in spans) if plain else from_spans(spans, False)
        )
    states = [str(s.get("state") or "initial") for s in unit.iter(f"{_2}segment")]
    state = min((_STATE.get(s, "") for s in states), key=_ORDER.index, default="")
    told = [n.text or "" for n in unit.iter(f"{_2}note") if n.get("category") not in ("figure", "context", "previous")]
    note = " ".join(" ".join(t.split()) for t in told)
    return InRow(f"unit {identity}", identity, texts[0], texts[1], state, note, texts[0], texts[1], tuple(faults))


def _run(element: etree._Element, look: TextSpan, data: Mapping[str, str], faults: list[Fault]) -> Iterator[TextSpan]:
    if element.text:
        yield replace(look, text=element.text)
    for child in element:
        kind = etree.QName(child).localname
        if kind == "ph":
            original = data.get(str(child.get("dataRef")), "")
            if child.get("subType") == "xlf:lb" or re.fullmatch(r"br\d+", str(child.get("id"))):
                yield replace(look, br=True)
            elif original.startswith("%(") and original.endswith(")s"):
                yield replace(look, token=original[2:-2])
            else:
                faults.append(("import-markup", {"what": f"the code {child.get('id')}"}))
        elif kind == "pc":
            bold, italic = child.get("subType") == "xlf:b", child.get("subType") == "xlf:i"
            if not (bold or italic):
                faults.append(("import-markup", {"what": f"the code {child.get('id')}"}))
            yield from _run(child, replace(look, strong=look.strong or bold, em=look.em or italic), data, faults)
        elif kind == "mrk":
            yield from _run(child, look, data, faults)
        elif kind not in ("sm", "em"):
            faults.append(("import-markup", {"what": f"the element {kind}"}))
        if child.tail:
            yield replace(look, text=child.tail)


def _old(unit: etree._Element, space: str) -> InRow:
    """A unit of XLIFF 1.2: of ours, whose placeholders hold what a catalogue writes, or of any other tool."""
    identity = str(unit.get("id") or "")
    plain = is_plain(identity.partition(".")[0])
    texts, faults = [], list[Fault]()
    for name in ("source", "target"):
        element = unit.find(f"{space}{name}")
        spans = list(joined(with_typed(_old_run(element, TextSpan(), faults)))) if element is not None else []
        texts.append(
            "".join(f"{{{s.token}}}" if s.token else s.text for s in spans) if plain else from_spans(spans, False)
        )
    target = unit.find(f"{space}target")
    state = _STATE_12.get(str(target.get("state")) if target is not None else "", "")
    told = [n.text or "" for n in unit.iter(f"{space}note") if n.get("from") not in ("figure", "context", "previous")]
    note = " ".join(" ".join(t.split()) for t in told)
    return InRow(f"unit {identity}", identity, texts[0], texts[1], state, note, texts[0], texts[1], tuple(faults))


def _old_run(element: etree._Element, look: TextSpan, faults: list[Fault]) -> Iterator[TextSpan]:
    if element.text:
        yield replace(look, text=element.text)
    for child in element:
        kind = etree.QName(child).localname
        held = "".join(map(str, child.itertext()))
        looks = str(child.get("ctype") or child.get("id"))
        if kind == "ph" and (token := PLACEHOLDER.fullmatch(held)) and token["name"]:
            yield replace(look, token=token["name"] + (f".{token['form']}" if token["form"] else ""))
        elif kind == "x" and (child.get("ctype") == "lb" or re.fullmatch(r"br\d+", str(child.get("id")))):
            yield replace(look, br=True)
        elif kind == "g":
            bold, italic = looks.startswith(("bold", "strong")), looks.startswith(("italic", "em"))
            if not (bold or italic):
                faults.append(("import-markup", {"what": f"the code {child.get('id')}"}))
            yield from _old_run(child, replace(look, strong=look.strong or bold, em=look.em or italic), faults)
        elif kind == "mrk":
            yield from _old_run(child, look, faults)
        else:
            faults.append(("import-markup", {"what": f"the code {child.get('id')}"}))
        if child.tail:
            yield replace(look, text=child.tail)
