"""Placeholders and inline markup of one message.

A placeholder is ``%(name)s`` or ``%(name.form)s``: the same figure, date or name in another of the language's printed
forms (``%(growth.verb)s`` for "rose 6.8%"). The name must be one of the source's; the form is the translator's choice.
``%%`` is a per cent sign. ``%(name.when)s`` says where the date goes that a figure carries when it is not of the date of
its sentence (“33 headquarters (end-2025)”); it prints nothing otherwise. Without it that date follows the figure itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from lxml import etree

PLACEHOLDER = re.compile(r"%\((?P<name>[A-Za-z_]\w*)(?:\.(?P<form>[\w.-]+))?\)s|%%|(?P<stray>%)")

#: The form that stands for the date of a figure which its sentence does not date.
WHEN = "when"

#: The inline elements a message may hold; everything else enters through placeholders.
INLINE_TAGS = frozenset({"strong", "em", "br"})


def names(message: str) -> Counter[str]:
    """How often each placeholder name stands in a message, whatever its form."""
    return Counter(m["name"] for m in PLACEHOLDER.finditer(message) if m["name"] and m["form"] != WHEN)


def dated_apart(message: str) -> frozenset[str]:
    """The names whose date a message places itself."""
    return frozenset(m["name"] for m in PLACEHOLDER.finditer(message) if m["form"] == WHEN)


def stray_percent(message: str) -> bool:
    """Whether a per cent sign is neither doubled nor part of a placeholder."""
    return any(m["stray"] for m in PLACEHOLDER.finditer(message))


def fill(message: str, value_of: Callable[[str, str], str]) -> str:
    """The message with each placeholder replaced by ``value_of(name, form)`` (form may be empty)."""

    def replace(match: re.Match[str]) -> str:
        return value_of(match["name"], match["form"] or "") if match["name"] else "%"

    return PLACEHOLDER.sub(replace, message)


def tags(message: str) -> Counter[str] | None:
    """How often each inline element stands in a message; ``None`` when it is not well-formed markup of the closed set."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(f"<m>{message}</m>", parser)
    except etree.XMLSyntaxError:
        return None
    found: Counter[str] = Counter()
    for element in root.iter():
        if element is root:
            continue
        if element.tag not in INLINE_TAGS or element.attrib:
            return None
        found[element.tag] += 1
    return found
