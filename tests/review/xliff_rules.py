"""What makes an XLIFF 2.1 document valid: the core grammar, and the constraints of the standard that no grammar can state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

from lxml import etree

X = "{urn:oasis:names:tc:xliff:document:2.0}"
M = "{urn:oasis:names:tc:xliff:matches:2.0}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SHARED = ("canCopy", "canDelete", "canReorder", "type", "subType")
_INLINE = (f"{X}ph", f"{X}pc")


@cache
def grammar() -> etree.RelaxNG:
    """The grammar of the core."""
    return etree.RelaxNG(etree.parse(str(Path(__file__).parent / "xliff-core.rng")))


def faults(data: bytes) -> list[str]:
    """Everything that is wrong with a document; empty when it is valid."""
    root = etree.fromstring(data)
    found = [] if grammar().validate(root) else [f"line {e.line}: {e.message}" for e in grammar().error_log]
    if not root.get("trgLang") and root.find(f".//{X}target") is not None:
        found.append("targets without trgLang (4.2.2.1)")
    found += [f"file {i} twice" for i in _twice(f.get("id") for f in root.iter(f"{X}file"))]
    for file in root.iter(f"{X}file"):
        found += [f"unit {i} twice" for i in _twice(u.get("id") for u in file.iter(f"{X}unit"))]
        for unit in file.iter(f"{X}unit"):
            found += [f"unit {unit.get('id')}: {fault}" for fault in _of_unit(unit)]
    return found


def _of_unit(unit: etree._Element) -> Iterator[str]:
    for match in unit.iter(f"{M}match"):
        yield from (f"candidate: {fault}" for fault in _of_texts(match, [match]))
        if unit.find(f".//{X}segment[@id='{str(match.get('ref')).removeprefix('#')}']") is None:
            yield f"candidate for {match.get('ref')}, which is not there (5.1)"
    plain = deepcopy(unit)
    for matches in plain.findall(f"{M}matches"):
        plain.remove(matches)
    yield from _of_texts(plain, list(plain.iter(f"{X}segment", f"{X}ignorable")))


def _of_texts(unit: etree._Element, parts: list[etree._Element]) -> Iterator[str]:
    if not parts:
        yield "no segment (4.2.2.5)"
    yield from (f"note {i} twice" for i in _twice(n.get("id") for n in unit.iter(f"{X}note") if n.get("id")))
    data = [d.get("id") for d in unit.iter(f"{X}data")]
    yield from (f"data {i} twice" for i in _twice(data))
    used = {e.get(a) for e in unit.iter(*_INLINE) for a in ("dataRef", "dataRefStart", "dataRefEnd") if e.get(a)}
    yield from (f"data {i} is not there" for i in sorted(used - set(data)))
    segments = [s.get("id") for s in parts if s.get("id")]
    own = [e.get("id") for s in unit.iter(f"{X}source") for e in s.iter(*_INLINE)]
    yield from (f"id {i} twice in the source (4.3.1.20)" for i in _twice([*segments, *own]))
    for segment in parts:
        source, target = segment.find(f"{X}source"), segment.find(f"{X}target")
        if target is None:
            continue
        if target.get(_SPACE) != source.get(_SPACE):
            yield "source and target treat white space differently"
        kinds = {e.get("id"): e for e in source.iter(*_INLINE)}
        given = [e.get("id") for e in target.iter(*_INLINE)]
        yield from (f"id {i} twice in the target (4.3.1.20)" for i in _twice(given))
        for code in target.iter(*_INLINE):
            twin = kinds.get(code.get("id"))
            if twin is None and code.get("id") in own:
                yield f"code {code.get('id')} corresponds to one of another segment"
            if twin is not None and any(twin.get(a) != code.get(a) for a in _SHARED):
                yield f"code {code.get('id')} is not what it is in the source (4.7.4.5)"
            if twin is not None and twin.tag != code.tag:
                yield f"code {code.get('id')} is another kind of code"
        lost = [i for i, e in kinds.items() if e.get("canDelete") == "no" and i not in given]
        yield from (f"code {i} may not be deleted (4.3.1.4)" for i in lost if len(target) or target.text)


def _twice(ids: object) -> list[str]:
    return sorted(str(i) for i, n in Counter(ids).items() if n > 1)  # type: ignore[call-overload]
