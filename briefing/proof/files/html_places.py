"""Where each element of an HTML edition may stand, what it may carry, and where its links lead (``known.yaml``).

An element of a known sort in an unknown place hides text, adds some, or draws it otherwise (a raised digit in a figure, a box
folded away, a stamp within a section), so the grammar is that of the writer and nothing wider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from briefing.proof.files.piece import tidy
from briefing.proof.reading.letters import squash


@cache
def _grammar() -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]], frozenset[str]]:
    """The parents of each element, the attributes of each tag, and the classes that change no meaning."""
    data = yaml.load((resources.files(__package__) / "known.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
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
    looks = _grammar()[2]
    names = sorted(c for c in (element.get("class") or "").split() if c not in looks)
    return ".".join([element.tag, *names])


def misplaced(root: Any) -> Iterator[str]:
    """Yield what stands where no edition has it, and attributes that no such element has."""
    places, attributes, _ = _grammar()
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
    for kind, most in (("a.skip", 1), ("svg.art", 1)):
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
        names = (link.get("class") or "").split()
        target = there.get((link.get("href") or "").removeprefix("#"))
        text = tidy(link.text_content())
        if target is None:
            yield f"the link “{text}” leads nowhere"
        elif "source" in names and squash(text) != squash(_label(target)):
            yield f"the link “{text}” leads to the source “{_label(target)}”"
        elif "reference" in names and not _names(squash(text), target):
            yield f"the reference “{text}” leads to “{_label(target)}”"
        elif "skip" in names and target.tag != "nav":
            yield "the link that skips leads elsewhere than to the contents"
    for entry in root.iterfind(".//nav//a[@href]"):
        target = there.get(entry.get("href").removeprefix("#"))
        heading = next((h for h in target if h.tag in ("h2", "h3", "h4")), None) if target is not None else None
        if heading is None or squash(entry.text_content()) != squash(heading.text_content()):
            yield f"the contents lead from “{tidy(entry.text_content())}” to another section"


def _label(target: Any) -> str:
    """What a target is called: the label of a source, table or figure, the heading of a section."""
    for path in (
        'span[@class="label"]',
        'figcaption/span[@class="label"]',
        './/caption/span[@class="label"]',
        "h2",
        "h3",
        "h4",
    ):
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
