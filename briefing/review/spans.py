"""A message as a run of spans, the form in which it crosses into Word, Excel or XLIFF and back without loss.

Messages are ``%(name.form)s`` and strong, em, br; messages of ``content`` are plain text. Where a person types, a
placeholder is ``{name.form}``, a brace ``{{`` or ``}}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from lxml import etree

from briefing.catalogue.placeholders import PLACEHOLDER
from briefing.files.refused import Refused
from briefing.files.xml_reader import fragment

_BRACES = re.compile(r"\{\{|\}\}|\{(?P<token>[A-Za-z_]\w*(?:\.[\w.-]+)?)\}")
_TAGS = re.compile(r"(</?(?:strong|em)>|<br/>)")


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Text, or a placeholder (``token`` is ``name`` or ``name.form``), or a line break, with its emphasis."""

    text: str = ""
    token: str = ""
    strong: bool = False
    em: bool = False
    br: bool = False


def to_spans(message: str, plain: bool) -> tuple[TextSpan, ...]:
    """The spans of a message; ``plain``: it has neither placeholders nor markup. Markup that is not well formed stays text."""
    if plain:
        return (TextSpan(message),) if message else ()
    try:
        root = fragment(message)
    except Refused:
        return tuple(_texts(message, TextSpan()))
    return tuple(_walk(root, TextSpan()))


def _walk(element: etree._Element, look: TextSpan) -> Iterator[TextSpan]:
    yield from _texts(element.text or "", look)
    for child in element:
        if child.tag == "br":
            yield replace(look, br=True)
        else:
            inner = replace(look, strong=look.strong or child.tag == "strong", em=look.em or child.tag == "em")
            yield from _walk(child, inner)
        yield from _texts(child.tail or "", look)


def _texts(text: str, look: TextSpan) -> Iterator[TextSpan]:
    place, held = 0, ""
    for match in PLACEHOLDER.finditer(text):
        held += text[place : match.start()]
        place = match.end()
        if match["name"]:
            if held:
                yield replace(look, text=held)
            held = ""
            yield replace(look, token=match["name"] + (f".{match['form']}" if match["form"] else ""))
        else:
            held += "%"
    if held := held + text[place:]:
        yield replace(look, text=held)


def from_spans(spans: Iterable[TextSpan], plain: bool) -> str:
    """The message of a run of spans: the inverse of ``to_spans``."""
    if plain:
        return "".join(s.text for s in spans)
    out, strong, em = "", False, False
    for span in (*spans, TextSpan()):
        if em and (not span.em or strong != span.strong):
            out, em = out + "</em>", False
        if strong and not span.strong:
            out, strong = out + "</strong>", False
        if span.strong and not strong:
            out, strong = out + "<strong>", True
        if span.em and not em:
            out, em = out + "<em>", True
        out += "<br/>" if span.br else f"%({span.token})s" if span.token else escape(span.text).replace("%", "%%")
    return out


def joined(spans: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    """Adjacent texts of one look joined, white space folded to single spaces, none at the ends."""
    out: list[TextSpan] = []
    for span in spans:
        text = re.sub(r"[ \t\r\n\u2028]+", " ", span.text)
        if out and text and out[-1].text and (out[-1].strong, out[-1].em) == (span.strong, span.em):
            out[-1] = replace(out[-1], text=re.sub(" +", " ", out[-1].text + text))
        elif text or span.token or span.br:
            out.append(replace(span, text=text))
    if out and out[0].text:
        out[0] = replace(out[0], text=out[0].text.lstrip(" "))
    if out and out[-1].text:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip(" "))
    return tuple(s for s in out if s.text or s.token or s.br)


def with_typed(spans: Iterable[TextSpan]) -> Iterator[TextSpan]:
    """Spans with the placeholders that a person typed in braces taken out of the text."""
    for span in spans:
        place = 0
        held = ""
        for match in _BRACES.finditer(span.text):
            held += span.text[place : match.start()]
            place = match.end()
            if match["token"]:
                if held:
                    yield replace(span, text=held)
                held = ""
                yield replace(span, text="", token=match["token"])
            else:
                held += match[0][0]
        if not span.text:
            yield span
        elif held := held + span.text[place:]:
            yield replace(span, text=held)


def to_braces(message: str, plain: bool) -> str:
    """A message as a person types it: ``{name.form}`` and the tags of the closed set."""
    if plain:
        return message
    typed = from_spans((_typed(s) for s in to_spans(message, plain)), False).replace("%%", "%")
    return re.sub(r"&(amp|lt|gt);", lambda m: {"amp": "&", "lt": "<", "gt": ">"}[m[1]], typed)


def _typed(span: TextSpan) -> TextSpan:
    if span.token:
        return replace(span, text=f"{{{span.token}}}", token="")
    return replace(span, text=braced(span.text, False))


def braced(text: str, plain: bool) -> str:
    """A text as it stands where placeholders are typed in braces: its own braces doubled."""
    return text if plain else text.replace("{", "{{").replace("}", "}}")


def from_braces(text: str, plain: bool) -> str:
    """The message of what a person typed; tags outside the closed set stay text, to be refused later."""
    if plain:
        return " ".join(text.split(" ")).strip()
    spans: list[TextSpan] = []
    strong = em = False
    for part in _TAGS.split(text):
        if part in ("<strong>", "</strong>"):
            strong = part == "<strong>"
        elif part in ("<em>", "</em>"):
            em = part == "<em>"
        elif part == "<br/>":
            spans.append(TextSpan(br=True, strong=strong, em=em))
        elif part:
            spans.append(TextSpan(part, strong=strong, em=em))
    return from_spans(joined(with_typed(spans)), False)
