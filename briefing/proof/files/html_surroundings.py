"""What an HTML edition holds beside its text: elements, attributes, styles, properties. What no edition of ours holds is a
problem: a browser might show, hide or say text that this proof has not read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from briefing.proof.files.html_places import misplaced, odd_links, odd_names, odd_tables
from briefing.proof.files.piece import Finished, Piece, tidy

_STYLE = re.compile(r"(?:(?:min-|max-)?width: ?[0-9.]+(?:%|em|rem|pt|px);? ?)*")
#: Declarations that take text away from the page, strike it out, add some or fetch something; looked for where the looks of an
#: edition are not recorded, in a style sheet without escapes, in small letters and without white space.
_HIDING = re.compile(
    r"display:none|visibility:|font-size:(?:0(?![.0-9])|0?\.0)|opacity:(?:0|0?\.0+)(?![.0-9])|clip|line-clamp"
    r"|text-indent:-?[0-9]{2,}|(?:left|top|right|bottom):-[0-9]{3}|color:transparent|rgba\([^)]*,0?\.?0*\)|text-security|line-through"
    r"|content:(?!none)|url\(|@import|@counter-style|transform:|scale:|rotate:|translate:|filter:|direction:|unicode-bidi|writing-mode"
    r"|hyphenate-character|max-height:0|(?<![a-z-])height:0(?![.0-9])|row-reverse|column-reverse|(?<![a-z-])order:|background-image"
    r"|list-style(?:-type)?:[^;}]*[\"'][^\"']*[0-9a-z]"
)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_MAY_HIDE = frozenset({".skip", ".skip:focus"})
#: What only sets the looks, as it stands in the file.
_LOOKS = {
    "the style sheet": re.compile(rb"<style>(.*?)</style>", re.DOTALL),
    "the drawing of the cover": re.compile(rb'<svg class="art".*?</svg>', re.DOTALL),
}
_META = {
    "viewport": "",
    "author": "hidden",
    "description": "hidden",
    "keywords": "hidden",
    "dcterms.created": "date",
    "dcterms.modified": "date",
}


def surroundings(root: Any, data: bytes, finished: Finished) -> None:
    """Add what the file (``data``, parsed as ``root``) says outside its text to ``finished``, and its problems."""
    for what, pattern in _LOOKS.items():
        if match := pattern.search(data):
            finished.looks[what] = hashlib.sha256(match[match.lastindex or 0]).hexdigest()
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
    for found in (_numbered(root, finished), misplaced(root), odd_tables(root), odd_links(root), odd_names(root)):
        said |= dict.fromkeys(found)
    finished.problems += said


def _element(element: Any) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name == "style" and not _STYLE.fullmatch(value):
            yield f"an element {element.tag} is styled by itself: {value}"
        elif name == "href" and not value.startswith("#"):
            yield f"a link leads out of the document: {value}"
    if element.get("aria-hidden") and element.tag != "svg":
        yield f"an element {element.tag} is hidden from who listens"


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
        css = element.text or ""
        finished.judged += _judged(css)


def _judged(css: str) -> Iterator[str]:
    """What a style sheet does that takes text away, adds some, or moves it."""
    if "\\" in css:
        yield "its styles hold escapes"
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).lower()
    for selector, rule in _RULE.findall(plain):
        match = _HIDING.search(re.sub(r"\s+", "", rule))
        if match and selector.strip() not in _MAY_HIDE:
            yield f"its styles hide, strike, move or add text: {selector.strip()[-60:]} ({match[0]})"
    if match := re.search(r"@import[^;]*|@counter-style[^{]*|url\([^)]*\)", plain):
        yield f"its styles fetch or count something: {match[0]}"


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
