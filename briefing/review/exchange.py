"""Exchange formats of translators: the glossary as TBX, the translation memory as TMX, out and in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import unescape

import yaml
from lxml import etree

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary, GlossaryTerm
from briefing.catalogue.messages import PLACEHOLDER
from briefing.files.foreign import parse_xml
from briefing.files.reading import Refused, listed
from briefing.files.yaml_reader import Splice, figure, flow, found, scalar
from briefing.problems import Problem, ProblemsFound, problem
from briefing.review.rows import TextSpan, from_spans, is_plain, to_spans, token_of
from briefing.review.segment import MemoryEntry

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Our words for standing, and those of TBX for the use of a term.
_PREFERRED, _ADMITTED, _DEPRECATED = "preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts"
_BASIC = {"type": "TBX-Basic", "style": "dca"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The names of one edition of the standard."""

    namespace: str
    root: str
    header: str
    concept: str
    section: str
    holder: str
    attributes: Mapping[str, str]


#: The editions that are written, by the year of ISO 30042.
DIALECTS = {
    "2008": Dialect("", "martif", "martifHeader", "termEntry", "langSet", "tig", {"type": "TBX"}),
    "2019": Dialect(NAMESPACE, "tbx", "tbxHeader", "conceptEntry", "langSec", "termSec", _BASIC),
}


def write_tbx(
    glossary: Glossary, source: str, target: str, source_tag: str, target_tag: str, edition: str = "2008"
) -> bytes:
    """Return a TBX file of all terms. ``source`` and ``target`` are language ids, the tags BCP 47, ``edition`` a year of
    ``DIALECTS``."""
    dialect = DIALECTS[edition]
    spaces = {None: dialect.namespace} if dialect.namespace else None
    tag = f"{{{dialect.namespace}}}{dialect.root}" if dialect.namespace else dialect.root
    root = etree.Element(tag, {**dialect.attributes, _LANG: target_tag}, nsmap=spaces)  # type: ignore[arg-type]
    description = _node(_node(_node(root, dialect.header), "fileDesc"), "sourceDesc")
    _node(description, "p", "Glossary of the briefing packs")
    body = _node(_node(root, "text"), "body")
    for number, term in enumerate(glossary.terms.values(), 1):
        concept = _node(body, dialect.concept, id=f"c{number}")
        _concept(concept, term, ((source, source_tag), (target, target_tag)), dialect)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def _node(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    space = etree.QName(parent).namespace
    element = etree.SubElement(parent, f"{{{space}}}{name}" if space else name, attributes)
    element.text = text or None
    return element


def _concept(
    concept: etree._Element, term: GlossaryTerm, languages: Sequence[tuple[str, str]], dialect: Dialect
) -> None:
    if term.type:
        _node(concept, "descrip", term.type, type="subjectField")
    _node(concept, "note", f"status: {term.status}")
    if term.note:
        _node(concept, "note", term.note)
    for language, tag in languages:
        form = term.forms.get(language)
        if form is None:
            continue
        section = _node(concept, dialect.section)
        section.set(_LANG, tag)
        if form.gloss:
            _node(section, "descrip", form.gloss, type="definition")
        source = language == languages[0][0]
        _term(section, form.full, _PREFERRED, dialect, seen="" if source else term.seen)
        if form.short:
            _term(section, form.short, _ADMITTED, dialect, "acronym" if form.acronym else "shortForm")
        for variant in term.variants if source else ():
            _term(section, variant, _ADMITTED, dialect, "variant")
        for refused in form.forbidden:
            _term(section, refused, _DEPRECATED, dialect)


def _term(section: etree._Element, text: str, standing: str, dialect: Dialect, kind: str = "", seen: str = "") -> None:
    holder = _node(section, dialect.holder)
    _node(holder, "term", text)
    _node(holder, "termNote", standing, type="administrativeStatus")
    if kind:
        _node(holder, "termNote", kind, type="termType")
    if seen:
        _node(holder, "admin", seen, type="source")


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a TBX file: the glossary file as it will be, which terms changed or are new, and what was refused."""

    data: bytes
    changed: tuple[str, ...]
    new: tuple[str, ...]
    problems: tuple[Problem, ...]


def take_tbx(data: bytes, name: str, glossary: Glossary, text: str, source: str, target: str) -> Taken:
    """Return the text of the glossary file with the concepts of a TBX file in it. Comments and the order of entries stay. A
    concept is known by any of its Chinese names; a new one is entered as proposed. Raises ``ProblemsFound`` when it cannot be
    read."""
    try:
        root = parse_xml(data)
    except Refused as error:
        raise ProblemsFound([problem("tbx-unreadable", name, error.line, reason=error)]) from error
    if etree.QName(root).localname not in ("tbx", "martif"):
        raise ProblemsFound(
            [problem("tbx-unreadable", name, reason=f"its root is {etree.QName(root).localname}, not tbx")]
        )
    splice = Splice(text)
    listed = found(splice.root(), "terms")
    if not isinstance(listed, yaml.SequenceNode):
        raise ProblemsFound([problem("tbx-unreadable", "glossary.yaml", reason="the glossary has no list of terms")])
    entries = {_value(entry, "zh"): entry for entry in listed.value if isinstance(entry, yaml.MappingNode)}
    problems: list[Problem] = []
    changed: list[str] = []
    new: list[str] = []
    for number, concept in enumerate(_all(root, "conceptEntry", "termEntry"), 1):
        fields = _fields(concept, source, target)
        variants = fields.get("variants")
        names = [str(fields.get(source, "")), *(map(str, variants) if isinstance(variants, list) else ())]
        known = {t.key for n in names if (t := glossary.find(n))}
        reason = _fault(fields, known)
        if reason:
            told = str(concept.get("id") or number)
            problems.append(problem("tbx-term", name, 0, concept=told, reason=reason))
            continue
        entry = entries.get(next(iter(known), ""))
        if entry is None:
            kind = str(fields.get("type") or "policy")
            values = {source: str(fields[source]), target: str(fields[target]), "type": kind, "status": "proposed"}
            splice.append(listed, flow(values))
            new.append(str(fields[source]))
        elif _update(splice, entry, fields, target):
            changed.append(_value(entry, source))
    return Taken(splice.text().encode(), tuple(changed), tuple(new), tuple(problems))


def _value(entry: yaml.MappingNode, key: str) -> str:
    node = found(entry, key)
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _fault(fields: Mapping[str, object], known: set[str]) -> str:
    languages = [k for k in fields if k not in ("type", "status", "note", "variants")]
    if SOURCE_TAG not in languages:
        return "it has no Chinese term"
    if not any(k != SOURCE_TAG and not k.startswith(("short_", "gloss_", "forbidden_")) for k in languages):
        return "it has no term in the other language"
    if len(known) > 1:
        return f"its Chinese names belong to {len(known)} entries: {'、'.join(sorted(known))}"
    return ""


def _update(splice: Splice, entry: yaml.MappingNode, fields: Mapping[str, object], target: str) -> bool:
    """Enter what has changed. A new rendering has no evidence yet: where it was seen goes, and it is proposed."""
    changed = False
    for key in (target, f"short_{target}", f"gloss_{target}", f"forbidden_{target}", "status", "type"):
        value = fields.get(key)
        node = found(entry, key)
        before = [n.value for n in node.value] if isinstance(node, yaml.SequenceNode) else _value(entry, key)
        if not value or value == before:
            continue
        changed = True
        if isinstance(value, list):
            splice.set(entry, key, f"[{', '.join(map(figure, value))}]")
        elif key != "status" or target not in fields or fields[target] == _value(entry, target):
            splice.set(entry, key, scalar(str(value)))
        if key == target:
            splice.set(entry, "status", "proposed")
            splice.set(entry, "seen", "null")
    return changed


def _all(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (e for e in root.iter() if isinstance(e.tag, str) and etree.QName(e).localname in names)


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _fields(concept: etree._Element, source: str, target: str) -> dict[str, object]:
    """What a concept says, under the keys of the glossary file. Reads styles dca and dct, and the older martif."""
    fields: dict[str, object] = {}
    for note in _all(concept, "note"):
        if _text(note).startswith("status: ") and _text(note)[8:] in ("official", "reputable", "proposed"):
            fields["status"] = _text(note)[8:]
    for section in _all(concept, "langSec", "langSet"):
        tag = str(section.get(_LANG) or "").partition("-")[0].lower()
        language = source if tag == source else target if tag == target.partition("-")[0] else ""
        if not language:
            continue
        for definition in _all(section, "descrip", "definition"):
            if definition.get("type", "definition") == "definition":
                fields[f"gloss_{language}"] = _text(definition)
        for holder in _all(section, "termSec", "tig", "ntig"):
            _term_fields(holder, language, source, fields)
    return fields


def _term_fields(holder: etree._Element, language: str, source: str, fields: dict[str, object]) -> None:
    term = next((_text(t) for t in _all(holder, "term")), "")
    told = _all(holder, "termNote", "administrativeStatus", "termType")
    notes = {str(n.get("type") or etree.QName(n).localname): _text(n) for n in told}
    standing, kind = notes.get("administrativeStatus", _PREFERRED), notes.get("termType", "")
    if not term:
        return
    if standing.startswith(("deprecated", "superseded")):
        refused = fields.setdefault(f"forbidden_{language}", [])
        assert isinstance(refused, list)
        refused.append(term)
    elif kind in ("acronym", "shortForm", "abbreviation"):
        fields[f"short_{language}"] = term
    elif language == source and (kind == "variant" or source in fields):
        variants = fields.setdefault("variants", [])
        assert isinstance(variants, list)
        variants.append(term)
    else:
        fields.setdefault(language, term)


_HEADER = {
    "creationtool": "briefing",
    "creationtoolversion": "1",
    "segtype": "paragraph",
    "o-tmf": "gettext PO",
    "adminlang": "en",
}
_CODES = {"strong": "bold", "em": "italic"}
_TAG = re.compile(r"<(/?)(strong|em)>|<br ?/>")


def write_tmx(entries: Iterable[MemoryEntry], source_tag: str, target_tag: str) -> bytes:
    """Return a TMX file of these entries. Tags are BCP 47. The same entries give the same bytes: there is no date in it."""
    root = etree.Element("tmx", {"version": "1.4"})
    etree.SubElement(root, "header", {**_HEADER, "srclang": source_tag, "datatype": "xml"})
    body = etree.SubElement(root, "body")
    for entry in entries:
        unit = etree.SubElement(body, "tu", {"tuid": entry.origin})
        for tag, message in ((source_tag, entry.source), (target_tag, entry.target)):
            seg = etree.SubElement(etree.SubElement(unit, "tuv", {_LANG: tag}), "seg")
            _write(seg, to_spans(message, is_plain(entry.origin.partition(".")[0])))
    for element in root.iter("tmx", "header", "body", "tu", "tuv"):  # a line an element, but nothing inside texts
        element.tail = "\n"
        if len(element):
            element.text = "\n"
        for seg in element.iterchildren("seg"):
            seg.tail = "\n"
    return bytes(
        etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype='<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
    )


def _write(seg: etree._Element, spans: Sequence[TextSpan]) -> None:
    number = 0
    open_: list[tuple[str, str]] = []
    for span in (*spans, TextSpan()):
        wanted = [code for code, on in (("strong", span.strong), ("em", span.em)) if on]
        while open_ and [code for code, _ in open_] != wanted[: len(open_)]:
            code, mark = open_.pop()
            etree.SubElement(seg, "ept", {"i": mark}).text = f"</{code}>"
        for code in wanted[len(open_) :]:
            number += 1
            etree.SubElement(seg, "bpt", {"i": str(number), "type": _CODES[code]}).text = f"<{code}>"
            open_.append((code, str(number)))
        if span.br:
            etree.SubElement(seg, "ph", {"type": "lb"}).text = "<br/>"
        elif span.token:
            etree.SubElement(seg, "ph", {"type": "x-figure"}).text = f"%({span.token})s"
        elif span.text and len(seg):
            seg[-1].tail = (seg[-1].tail or "") + span.text
        elif span.text:
            seg.text = (seg.text or "") + span.text


def read_tmx(
    data: bytes, name: str, source_tag: str, target_tag: str
) -> tuple[tuple[MemoryEntry, ...], tuple[Problem, ...]]:
    """Return the entries of a TMX file that have a text in both languages (a tag fits its longer and shorter forms: zh,
    zh-CN), and what is wrong with the file."""
    try:
        root = parse_xml(data)
    except Refused as error:
        return (), (problem("import-unreadable", name, reason=error.reason),)
    if root.tag != "tmx":
        return (), (problem("import-unreadable", name, reason=f"its root is {root.tag}, not tmx"),)
    entries = []
    for number, unit in enumerate(root.iter("tu"), 1):
        texts: dict[str, str] = {}
        origin = str(unit.get("tuid") or f"{name}:{number}")
        plain = is_plain(origin.partition(".")[0])
        for variant in unit.iter("tuv"):
            tag = str(variant.get(_LANG) or variant.get("lang") or "").partition("-")[0].casefold()
            seg = variant.find("seg")
            if seg is not None and tag not in texts:
                texts[tag] = from_spans(_read(seg), plain)
        pair = [texts.get(tag.partition("-")[0].casefold(), "") for tag in (source_tag, target_tag)]
        if all(pair):
            entries.append(MemoryEntry(pair[0], pair[1], origin))
    return tuple(entries), ()


def _read(seg: etree._Element) -> Iterator[TextSpan]:
    look = TextSpan()
    if seg.text:
        yield replace(look, text=seg.text)
    for child in seg:
        code = unescape("".join(map(str, child.itertext())))
        tag = _TAG.fullmatch(code.strip())
        token = PLACEHOLDER.fullmatch(code.strip())
        if child.tag == "hi":
            yield from (replace(s, strong=look.strong, em=look.em) for s in _read(child))
        elif token and token["name"]:
            yield replace(look, token=token_of(token))
        elif tag and tag[2] == "strong":
            look = replace(look, strong=not tag[1])
        elif tag and tag[2] == "em":
            look = replace(look, em=not tag[1])
        elif tag:
            yield replace(look, br=True)
        if child.tail:
            yield replace(look, text=child.tail)


def read_memory(folder: Path, language: str, source_tag: str, target_tag: str) -> tuple[MemoryEntry, ...]:
    """Return the entries of the TMX files kept for a language (by id, in the ``i18n`` folder), file by file in the order of
    their names; the tags (BCP 47) say which texts of them are meant."""
    files = listed(folder / language / "memory", "*.tmx")
    return tuple(e for path in files for e in read_tmx(path.read_bytes(), path.name, source_tag, target_tag)[0])
