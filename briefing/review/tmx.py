"""Translation memory exchange: TMX 1.4b (LISA OSCAR, 26 April 2005), out and in.

A placeholder is a ``<ph>`` that holds it as a catalogue writes it, emphasis a pair of ``<bpt>`` and ``<ept>``: what stands
inside these elements is code, what stands outside is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from xml.sax.saxutils import unescape

from lxml import etree

from briefing.catalogue.placeholders import PLACEHOLDER
from briefing.files.refused import Refused
from briefing.files.xml_reader import parse_xml
from briefing.problems import Problem, problem
from briefing.review.memory import Entry
from briefing.review.rows import is_plain
from briefing.review.spans import TextSpan, from_spans, to_spans

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = {"strong": "bold", "em": "italic"}
_TAG = re.compile(r"<(/?)(strong|em)>|<br ?/>")


def write_tmx(entries: Iterable[Entry], source_tag: str, target_tag: str) -> bytes:
    """Return a TMX file of these entries. Tags are BCP 47. The same entries give the same bytes: there is no date in it."""
    root = etree.Element("tmx", {"version": "1.4"})
    etree.SubElement(
        root,
        "header",
        {
            "creationtool": "briefing",
            "creationtoolversion": "1",
            "segtype": "paragraph",
            "o-tmf": "gettext PO",
            "adminlang": "en",
            "srclang": source_tag,
            "datatype": "xml",
        },
    )
    body = etree.SubElement(root, "body")
    for entry in entries:
        unit = etree.SubElement(body, "tu", {"tuid": entry.origin})
        for tag, message in ((source_tag, entry.source), (target_tag, entry.target)):
            seg = etree.SubElement(etree.SubElement(unit, "tuv", {_LANG: tag}), "seg")
            _write(seg, to_spans(message, is_plain(entry.origin.partition(".")[0])))
    etree.indent(body, " ")
    for seg in root.iter("seg"):  # nothing inside a text
        for element in seg.iter():
            element.text = (
                None if element.text is not None and not element.text.strip() and len(element) else element.text
            )
    return bytes(
        etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype='<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
    )


def _write(seg: etree._Element, spans: Sequence[TextSpan]) -> None:
    number = 0
    open_: list[tuple[str, str]] = []

    def text(words: str) -> None:
        if len(seg):
            seg[-1].tail = (seg[-1].tail or "") + words
        else:
            seg.text = (seg.text or "") + words

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
        elif span.text:
            text(span.text)


def read_tmx(data: bytes, name: str, source_tag: str, target_tag: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
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
            entries.append(Entry(pair[0], pair[1], origin))
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
            yield replace(look, token=token["name"] + (f".{token['form']}" if token["form"] else ""))
        elif tag and tag[2] == "strong":
            look = replace(look, strong=not tag[1])
        elif tag and tag[2] == "em":
            look = replace(look, em=not tag[1])
        elif tag:
            yield replace(look, br=True)
        if child.tail:
            yield replace(look, text=child.tail)
