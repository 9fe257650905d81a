"""Reading the markup a template made: well-formed XML of the closed grammar, or everything that is wrong with it."""

from __future__ import annotations

import re

from lxml import etree

from briefing.characters import QUOTED, odd
from briefing.compose import grammar
from briefing.compose.geometry import check_tables
from briefing.compose.place import PLACE, Place, attribute
from briefing.files.refused import Refused
from briefing.files.xml_reader import fragment
from briefing.problems import Problem, problem

#: How many characters before a fault a problem quotes.
NEAR = 160
#: So many numbered sections stand side by side: Chinese numerals of headings end there (``briefing.document.numbering``).
MOST_SECTIONS = 99
_PLACES = re.compile(rf' {PLACE}="([^"]*)"')


def parse(markup: str, template: str) -> tuple[etree._Element | None, tuple[Problem, ...]]:
    """Return the root ``<article>`` of a rendered template, and every departure from the grammar. ``template`` is its path as
    problems name it (``templates/centre.html``)."""
    places = Place(template.partition("/")[0], template)
    try:
        root = fragment(markup, "article")
    except Refused as error:
        return None, (_malformed(error, markup, places),)
    return root, (
        *grammar.check(root, places),
        *check_tables(root, places),
        *_names(root, places),
        *_counted(root, places),
        *_odd(root, places),
    )


def _malformed(error: Refused, markup: str, places: Place) -> Problem:
    line, column = error.line, error.column
    lines = markup.split("\n")
    before = "\n".join([*lines[: max(line - 1, 0)], lines[min(line, len(lines)) - 1][: max(column, 0)]])
    marks = _PLACES.findall(before)
    file, at = places.read(marks[-1]) if marks else (places.template, 0)
    near = " ".join(_PLACES.sub("", before).split())[-NEAR:]
    return problem(
        "markup-malformed", file, at, reason=_PLACES.sub("", error.reason).partition(", line ")[0], near=near
    )


def _names(root: etree._Element, places: Place) -> list[Problem]:
    """Ids that stand twice: a reference would lead to one of them."""
    found: list[Problem] = []
    seen: set[str] = set()
    for element in root.iter("section", "table", "figure"):
        name = attribute(element, "id")
        if name and name in seen:
            found.append(problem("markup-id-repeated", *places.of(element), id=name))
        seen.add(name)
    return found


def _counted(root: etree._Element, places: Place) -> list[Problem]:
    """Find sections beyond the number up to which every language counts its headings."""
    found: list[Problem] = []
    for parent in root.iter("article", "section"):
        numbered = [s for s in parent.iterchildren("section") if attribute(s, "data-numbered") != "no"]
        found += [problem("markup-sections", *places.of(s), most=MOST_SECTIONS) for s in numbered[MOST_SECTIONS:][:1]]
    return found


def _odd(root: etree._Element, places: Place) -> list[Problem]:
    """Characters that no door could fold, since the template wrote them as references (``&#x2F63;``)."""
    if not odd("".join(map(str, root.itertext()))):
        return []
    found: list[Problem] = []
    for element in root.iter():
        for near, text in ((element, element.text), (element.getparent(), element.tail)):
            shown = " ".join((text or "").split())[:QUOTED]
            found += [
                problem("character-refused", *places.of(near), character=o.name, kind=o.kind, text=shown)
                for o in odd(text or "")
                if o.told
            ]
    return found
