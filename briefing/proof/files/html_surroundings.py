"""What an HTML edition may hold, element by element, and what it holds beside its text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from briefing.proof.files import Finished, Piece, grammar, known, tidy
from briefing.proof.reading.tables import squash


@cache
def _rules() -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]], frozenset[str]]:
    """The parents of each element, the attributes of each tag, and the classes that change no meaning."""
    data = grammar()
    groups: Mapping[str, str] = data["html groups"]

    def members(text: str) -> frozenset[str]:
        return frozenset(m for word in text.split() for m in (members(groups[word]) if word in groups else [word]))

    places: dict[str, frozenset[str]] = {}
    for rule in data["html places"]:
        for child in members(rule["of"]):
            places[child] = places.get(child, frozenset()) | members(rule["in"])
    attributes = {tag: frozenset(text.split()) for tag, text in data["html attributes"].items()}
    return places, attributes, frozenset(data["html looks"].split())


def signature(element: Any) -> str:
    """Return the tag of an element with the classes that say what it is: ``p.value``."""
    looks = _rules()[2]
    names = sorted(c for c in (element.get("class") or "").split() if c not in looks)
    return ".".join([element.tag, *names])


def misplaced(root: Any) -> Iterator[str]:
    """Yield what is where no edition has it, and attributes that no such element has."""
    places, attributes, _ = _rules()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        kind = signature(element)
        parent = element.getparent()
        within = signature(parent) if parent is not None else ""
        if kind not in places:
            yield f"it holds an element that no edition has: {kind}"
        elif within not in places[kind] and element is not root:
            yield f"an element {kind} stands in {within}, where no edition has one"
        for name in element.attrib:
            if name not in attributes["*"] | attributes.get(element.tag, frozenset()):
                yield f"an element {element.tag} has an attribute that no edition has: {name}"
    for kind, most in (("a.skip", 1), ("a.up", 1), ("svg.art", 1), ("nav.also", 1)):
        tag, _, name = kind.partition(".")
        if len([e for e in root.iter(tag) if name in (e.get("class") or "").split()]) > most:
            yield f"it holds more than one {kind}"


def odd_tables(root: Any) -> Iterator[str]:
    """Yield tables whose rows do not fill their columns: a cell spread over others moves its neighbours."""
    for table in root.iter("table"):
        width = len(table.findall("colgroup/col"))
        for part in ("thead", "tbody", "tfoot"):
            down: dict[int, int] = {}
            for row in table.iterfind(f"{part}/tr"):
                at = 0
                for cell in row:
                    while down.get(at, 0):
                        at += 1
                    across, deep = (_number(cell.get(name)) for name in ("colspan", "rowspan"))
                    for column in range(at, at + across):
                        down[column] = deep
                    at += across
                filled = sum(1 for left in down.values() if left)
                if filled != width or max(down, default=-1) >= width:
                    yield f"a row of a table does not fill its columns: {tidy(row.text_content())[:60]}"
                down = {column: left - 1 for column, left in down.items()}
            if any(down.values()):
                yield "a cell of a table reaches beyond its rows"


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and 0 < int(text) < 1000 else 1


def odd_links(root: Any) -> Iterator[str]:
    """Yield links that do not lead where their words say: to the source, table, figure or section they name."""
    there = {e.get("id"): e for e in root.iter() if isinstance(e.tag, str) and e.get("id")}
    for link in root.iter("a"):
        if _leads_out(link):
            continue
        if link.get("hreflang"):
            yield "a link within the document says which language it leads to"
        names = (link.get("class") or "").split()
        target = there.get((link.get("href") or "").removeprefix("#"))
        text = tidy(link.text_content())
        if target is None:
            yield f"the link “{text}” leads nowhere"
        elif "source" in names and squash(text) != squash(_label(target)):
            yield f"the link “{text}” leads to the source “{_label(target)}”"
        elif "reference" in names and not _names(squash(text), target):
            yield f"the reference “{text}” leads to “{_label(target)}”"
        elif {"skip", "up"} & set(names) and target.tag != "nav":
            yield "the link that skips leads elsewhere than to the contents"
    for entry in (link for link in root.iterfind(".//nav//a[@href]") if not _leads_out(link)):
        target = there.get(entry.get("href").removeprefix("#"))
        heading = next((h for h in target if h.tag in ("h2", "h3", "h4")), None) if target is not None else None
        if heading is None or squash(entry.text_content()) != squash(heading.text_content()):
            yield f"the contents lead from “{tidy(entry.text_content())}” to another section"


def _leads_out(link: Any) -> bool:
    """Whether a link is one of those to other files of the edition, which are compared with what it holds."""
    return any(nav.get("class") == "also" for nav in link.iterancestors("nav"))


def leading(root: Any, finished: Finished) -> Iterator[str]:
    """Keep the links to other files of the edition; yield everything else found among them."""
    for nav in root.iterfind('.//nav[@class="also"]'):
        links = list(nav.iter("a"))
        finished.leading_label = nav.get("aria-label") or ""
        finished.leading += [(a.get("href") or "", tidy(a.text_content()), a.get("hreflang") or "") for a in links]
        held = [e.tag for e in nav.iter() if isinstance(e.tag, str)]
        known = ["nav", "ul", *(tag for _ in links for tag in ("li", "a"))]
        words = squash("".join(a.text_content() for a in links))
        if held != known or squash(nav.text_content()) != words or not links:
            yield "more than links stands among its links to other files"
        if any((a.get("lang") or "") != (a.get("hreflang") or "") for a in links):
            yield "a link to another file is not in the language it leads to"


#: Where a target says what it is called.
_LABELS = (*(f'{holder}span[@class="label"]' for holder in ("", "figcaption/", ".//caption/")), "h2", "h3", "h4")


def _label(target: Any) -> str:
    """What a target is called: the label of a source, table or figure, the heading of a section."""
    for path in _LABELS:
        found = target.find(path)
        if found is not None:
            return tidy(found.text_content())
    return ""


def _names(text: str, target: Any) -> bool:
    """Whether a reference names its target: by its label, its number, or its heading."""
    heading = next((h for h in target if h.tag in ("h2", "h3", "h4")), None)
    if heading is None:
        return bool(_label(target)) and squash(_label(target)) in text
    number = heading.find('span[@class="number"]')
    words = squash(heading.text_content())
    counted = squash(number.text_content()) if number is not None else ""
    return words.removeprefix(counted) in text or bool(
        counted and re.search(rf"(?<![\d.]){re.escape(counted)}(?![\d.])", text)
    )


def odd_names(root: Any) -> Iterator[str]:
    """Yield names for programs that are not those of what they name: the title of the page, the labels of boxes."""
    titles = [tidy(e.text_content()) for e in root.iterfind("head/title")]
    heads = [tidy(e.text_content()) for e in root.iter("h1")]
    if len(titles) != 1 or len(heads) != 1 or squash(titles[0]) != squash(heads[0]):
        yield f"the page is called “{'; '.join(titles)}”, its title is “{'; '.join(heads)}”"
    called: dict[str, set[str]] = {}
    for box in root.iter("aside"):
        if box.get("aria-label"):
            called.setdefault(signature(box), set()).add(box.get("aria-label"))
    labels = [label for known in called.values() for label in known]
    if any(len(known) > 1 for known in called.values()) or len(labels) != len(set(labels)):
        yield f"boxes of one kind are called differently, or of two kinds alike: {', '.join(sorted(labels))}"
    if [m.get("charset", "").lower() for m in root.iterfind("head/meta[@charset]")] != ["utf-8"]:
        yield "it is to be read in another encoding than UTF-8"


_STYLE = re.compile(r"(?:(?:min-|max-)?width: ?[0-9.]+(?:%|em|rem|pt|px);? ?)*")
#: What only sets the looks, as it is in the file.
_LOOKS = {
    "the style sheet": re.compile(rb"<style>(.*?)</style>", re.DOTALL),
    "the drawing of the cover": re.compile(rb'<svg class="art".*?</svg>', re.DOTALL),
}


def surroundings(root: Any, data: bytes, finished: Finished) -> None:
    """Add what the file (``data``, parsed as ``root``) says outside its text to ``finished``, and its problems."""
    for what, pattern in _LOOKS.items():
        if match := pattern.search(data):
            finished.looks[what] = hashlib.sha256(match[match.lastindex or 0]).hexdigest()
    reasons = [reason for element in root.iter() for reason in _element(element)]
    for element in root.iterfind("head/*"):
        reasons += _head(element, finished)
    finished.language = root.get("lang") or ""
    for element in root.iter("title"):
        finished.pieces.append(Piece("hidden", "", tidy(element.text_content())))
    for element in root.iterfind(".//*[@aria-label]"):
        if signature(element) == "nav.also":  # it is called what the manifest says
            continue
        finished.pieces.append(Piece("hidden", "", tidy(element.get("aria-label"))))
    for element in root.iter("time"):
        finished.periods.append((tidy(element.text_content()), element.get("datetime") or ""))
    reasons += _numbered(root, finished)
    for look in (misplaced, odd_tables, odd_links, odd_names):
        reasons += look(root)
    reasons += leading(root, finished)
    finished.problems += dict.fromkeys(reasons)


def _element(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield "it holds a comment or an instruction"
        return
    for name, value in element.attrib.items():
        if name == "style" and not _STYLE.fullmatch(value):
            yield f"an element {element.tag} is styled by itself: {value}"
        elif name == "href" and not value.startswith("#") and not _leads_out(element):
            yield f"a link leads out of the document: {value}"
    if element.get("aria-hidden") and element.tag != "svg":
        yield f"an element {element.tag} is hidden from who listens"


def _head(element: Any, finished: Finished) -> Iterator[str]:
    if element.tag == "meta" and element.get("charset") is None:
        kind = grammar()["html properties"].get(element.get("name") or "")
        content = tidy(element.get("content") or "")
        if kind is None:
            yield f"it has a property that no edition has: {element.get('name') or element.get('http-equiv')}"
        elif kind == "hidden":
            finished.pieces.append(Piece("hidden", "", content))
        elif kind == "date":
            finished.dates[f"the property {element.get('name')}"] = content.replace("-", "")
    elif element.tag == "script":
        yield from _linked(element, finished)


def _linked(element: Any, finished: Finished) -> Iterator[str]:
    """The data of the page (schema.org as JSON-LD): a data set that is this document, and observations that are its figures."""
    if element.get("type") != "application/ld+json" or finished.data is not None:
        yield "it holds a script that no edition has"
        return
    try:
        (data_set, *observations) = json.loads(element.text or "")["@graph"]
        finished.stated = {key: str(data_set[name]) for key, name in grammar()["html stated"].items()}
        finished.dates["its data"] = str(data_set["dateModified"]).replace("-", "")
        words = (data_set["name"], data_set["description"], data_set["creator"]["name"])
        finished.pieces += [Piece("hidden", "", tidy(str(text))) for text in words if text]
        finished.data = [
            (str(o["identifier"]), str(o.get("value", "")), str(o["unitText"]), str(o["description"]))
            for o in observations
        ]
        measured = [str(o["identifier"]).removesuffix(".target").partition("@")[0] for o in observations]
        right = all(set(o) <= known("html observations") for o in observations) and set(data_set) <= known("html data")
        if not right or measured != [str(o["variableMeasured"]) for o in observations]:
            yield "its data say what no edition says"
    except (ValueError, KeyError, TypeError) as error:
        yield f"its data cannot be read ({type(error).__name__})"


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
