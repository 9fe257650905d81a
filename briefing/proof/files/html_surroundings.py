"""What an HTML edition holds beside its text: elements, attributes, styles, properties. What no edition of ours holds is a
problem: a browser might show, hide or say text that this proof has not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from briefing.proof.files.piece import Finished, Piece, known, tidy

_STYLE = re.compile(r"(?:(?:min-|max-)?width: ?[0-9.]+(?:%|em|rem|pt|px);? ?)*")
_DRAWING = frozenset(
    ["svg", "g", "path", "text", "tspan", "rect", "line", "circle", "pattern", "desc", "defs", "title"]
)
#: Declarations that take text away from the page, in any rule but that of the link which skips the contents.
_HIDING = re.compile(
    r"display: ?none|visibility|font-size: ?0(?![.0-9]*[1-9])|opacity: ?0(?![.0-9]*[1-9])|clip|text-indent: ?-?[0-9]{2,}"
    r"|left: ?-[0-9]{3}|color: ?transparent|-webkit-text-security|line-through|content: ?(?!none)|url\(|@import|scale\(0"
)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_MAY_HIDE = re.compile(r"(?:^|[\s*/,;])\.skip(?::focus)?\s*$")
_META = {
    "viewport": "",
    "author": "hidden",
    "description": "hidden",
    "dcterms.created": "date",
    "dcterms.modified": "date",
}


def surroundings(root: Any, finished: Finished) -> None:
    """Add what the file says outside its text to ``finished``, and its problems."""
    said: dict[str, None] = {}
    for element in root.iter():
        if not isinstance(element.tag, str):
            said["it holds a comment or an instruction"] = None
            continue
        said |= dict.fromkeys(_element(element))
    head = root.find("head")
    for element in head if head is not None else ():
        _head(element, finished, said)
    finished.language = root.get("lang") or ""
    for element in root.iter("title"):
        finished.pieces.append(Piece("hidden", "", tidy(element.text_content())))
    for element in root.iterfind(".//*[@aria-label]"):
        finished.pieces.append(Piece("hidden", "", tidy(element.get("aria-label"))))
    for element in root.iter("time"):
        finished.periods.append((tidy(element.text_content()), element.get("datetime") or ""))
    said |= dict.fromkeys(_numbered(root, finished))
    finished.problems += said


def _element(element: Any) -> Iterator[str]:
    tag = element.tag
    if tag not in known("html elements"):
        yield f"it holds an element that no edition has: {tag}"
    for name, value in element.attrib.items():
        if name not in known("html attributes") and not (name == "http-equiv" and tag == "meta"):
            yield f"an element {tag} has an attribute that no edition has: {name}"
        elif name == "style" and not _STYLE.fullmatch(value):
            yield f"an element {tag} is styled by itself: {value}"
        elif name == "href" and not value.startswith("#"):
            yield f"a link leads out of the document: {value}"
    if tag in ("style", "meta", "title") and element.getparent().tag not in ("head", "svg"):
        yield f"an element {tag} stands where no edition has one"
    if tag in ("text", "desc", "tspan") and not any(
        "drawing" in (a.get("class") or "").split() for a in element.iterancestors("svg")
    ):
        yield f"a drawing that is no chart has text: {tidy(element.text_content())}"
    if element.get("aria-hidden") and tag != "svg":
        yield f"an element {tag} is hidden from who listens"


def _head(element: Any, finished: Finished, said: dict[str, None]) -> None:
    if element.tag == "meta" and element.get("charset") is None:
        kind = _META.get(element.get("name") or "")
        content = tidy(element.get("content") or "")
        if kind is None:
            said[f"it has a property that no edition has: {element.get('name') or element.get('http-equiv')}"] = None
        elif kind == "hidden":
            finished.pieces.append(Piece("hidden", "", content))
        elif kind == "date":
            finished.dates[f"the property {element.get('name')}"] = content.replace("-", "")
    elif element.tag == "style":
        css = re.sub(r"/\*.*?\*/", "", element.text or "", flags=re.DOTALL)
        for selector, rule in _RULE.findall(css):
            if (match := _HIDING.search(rule)) and not _MAY_HIDE.search(selector):
                said[f"its styles hide, strike or add text: {selector.strip()[-60:]} ({match[0]})"] = None
        if match := re.search(r"@import[^;]*|url\([^)]*\)", css):
            said[f"its styles fetch something: {match[0]}"] = None


def _numbered(root: Any, finished: Finished) -> Iterator[str]:
    """Numbers that the reader leaves out of the text: of headings, of notes, of links back; each must be where it belongs."""
    notes = {li.get("id"): n for n, li in enumerate(root.iterfind('.//li[@role="doc-footnote"]'), 1)}
    listed: dict[str, str] = {}
    for span in root.iterfind('.//span[@class="number"]'):
        link = next(span.iterancestors("a"), None)
        heading = next(span.iterancestors("h2", "h3", "h4"), None)
        text = tidy(span.text_content())
        if link is not None:
            listed[(link.get("href") or "").removeprefix("#")] = text
        elif heading is not None:
            section = next(span.iterancestors("section"), None)
            there = section.get("id") if section is not None else ""
            if listed and there in listed and listed[there] != text:
                yield f"the section {there} is numbered {text}, in the contents {listed[there]}"
        else:
            yield f"“{text}” is given as a number where no edition has one"
    for heading in root.iter("h2", "h3", "h4"):
        if next(heading.iterancestors("section"), None) is not None:
            finished.headings.append(tidy(heading.text_content()))
    for link in root.iterfind('.//a[@role="doc-noteref"]'):
        if "source" in (link.get("class") or "").split():
            continue
        text, to = tidy(link.text_content()), (link.get("href") or "").removeprefix("#")
        if not text.isdigit() or notes.get(to) != int(text):
            yield f"the call “{text}” leads to {to}"
        else:
            finished.calls.append(int(text))
    for link in root.iterfind('.//a[@role="doc-backlink"]'):
        note = next((li for li in link.iterancestors("li") if li.get("role") == "doc-footnote"), None)
        text, names = tidy(link.text_content()), (link.get("class") or "").split()
        if not {"back", "source"} & set(names) or (note is not None and text != str(notes[note.get("id")])):
            yield f"the way back “{text}” belongs to no note"
