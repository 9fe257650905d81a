"""Reading the markup a template made: well-formed XML of a closed set of HTML elements, nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from briefing.files.refused import Refused
from briefing.files.xml_reader import fragment
from briefing.problems import Problem, problem

#: Every element a template may use, with the attributes it may carry.
CLOSED_SET: Mapping[str, frozenset[str]] = {
    "article": frozenset(),
    "section": frozenset({"id", "data-numbered", "data-block"}),
    "h1": frozenset(),
    "p": frozenset({"class"}),
    "ul": frozenset(),
    "ol": frozenset(),
    "li": frozenset(),
    "dl": frozenset({"class"}),
    "div": frozenset({"data-block"}),
    "dt": frozenset(),
    "dd": frozenset({"class"}),
    "table": frozenset({"id", "data-source", "data-kind"}),
    "caption": frozenset(),
    "colgroup": frozenset(),
    "col": frozenset({"data-width", "data-align"}),
    "thead": frozenset(),
    "tbody": frozenset(),
    "tfoot": frozenset(),
    "tr": frozenset(),
    "th": frozenset({"colspan", "rowspan", "scope", "data-look"}),
    "td": frozenset({"colspan", "rowspan"}),
    "figure": frozenset({"id", "data-chart", "data-unit", "data-factor"}),
    "figcaption": frozenset(),
    "aside": frozenset({"class"}),
    "strong": frozenset(),
    "em": frozenset(),
    "span": frozenset({"lang"}),
    "a": frozenset({"href"}),
    "cite": frozenset({"data-source", "data-locator"}),
    "data": frozenset({"value", "data-fact", "data-unit", "data-form"}),
    "time": frozenset({"datetime", "data-fact"}),
    "dfn": frozenset({"data-term", "data-form"}),
    "br": frozenset(),
}


def parse(markup: str, template: str) -> tuple[etree._Element | None, tuple[Problem, ...]]:
    """The root ``<article>`` of a rendered template, and every element or attribute outside the closed set."""
    try:
        root = fragment(markup, "article")
    except Refused as error:
        line = error.line or 1
        near = " ".join(markup.splitlines()[max(line - 2, 0) : line])[-160:].strip()
        return None, (problem("markup-malformed", template, 0, reason=error.reason, near=near),)
    found: list[Problem] = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            found.append(problem("markup-element", template, 0, element="comment or processing instruction"))
        elif element.tag not in CLOSED_SET:
            found.append(problem("markup-element", template, 0, element=f"<{element.tag}>"))
        else:
            found.extend(
                problem("markup-attribute", template, 0, element=f"<{element.tag}>", attribute=str(name))
                for name in sorted(set(map(str, element.attrib)) - CLOSED_SET[element.tag])
            )
    return root, tuple(found)


def attribute(element: etree._Element, name: str, default: str = "") -> str:
    """An attribute of an element as text, or the default where it has none."""
    return str(element.attrib.get(name, default))
