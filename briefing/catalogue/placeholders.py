"""Placeholders of messages, and whether a translation keeps those of its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from briefing.catalogue.messages import Catalogue, Message
from briefing.content.projects import is_list
from briefing.files.refused import Refused
from briefing.files.xml_reader import fragment
from briefing.problems import Problem, problem

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
    try:
        root = fragment(message)
    except Refused:
        return None
    found: Counter[str] = Counter()
    for element in root.iter():
        if element is root:
            continue
        if element.tag not in INLINE_TAGS or element.attrib:
            return None
        found[element.tag] += 1
    return found


#: How much of a source sentence a problem quotes.
QUOTED = 40


def unsound(message: Message) -> Iterator[Problem]:
    """Every way in which one translated message does not hold what its source holds. Words of imported projects are plain
    text: they hold neither placeholders nor markup, and may hold any sign."""
    if is_list(message.domain):
        return
    quoted = quote(message.source)
    where = (message.file, message.line)
    wanted, given = names(message.source), names(message.target)
    if wanted != given:
        missing = sorted((wanted - given).elements())
        surplus = sorted((given - wanted).elements())
        parts = [f"missing {', '.join(missing)}"] if missing else []
        parts += [f"not in the source {', '.join(surplus)}"] if surplus else []
        yield problem("catalogue-placeholder", *where, source=quoted, difference="; ".join(parts))
    if stray_percent(message.target):
        yield problem("catalogue-percent", *where, source=quoted)
    if _tags(message, message.target) != _tags(message, message.source):
        yield problem("catalogue-markup", *where, source=quoted)


def check_catalogue(catalogue: Catalogue) -> tuple[Problem, ...]:
    """All problems of a language's messages: unsound, fuzzy and missing ones."""
    found: list[Problem] = []
    for message in catalogue:
        if not message.target:
            found.append(
                problem(
                    "translation-missing",
                    message.file,
                    message.line,
                    source=quote(message.source),
                    tag=catalogue.tag,
                    domain=message.domain,
                )
            )
            continue
        if message.fuzzy:
            found.append(problem("catalogue-fuzzy", message.file, message.line, source=quote(message.source)))
        found.extend(unsound(message))
    return tuple(found)


def _tags(message: Message, text: str) -> Counter[str] | None:
    """The markup of a text. Content is plain text, where an ampersand stands for itself (M&A, R&D)."""
    return tags(text.replace("&", "&amp;") if message.domain == "content" else text)


def quote(source: str) -> str:
    """The beginning of a source sentence, for a message to a person."""
    flat = " ".join(source.split())
    return flat if len(flat) <= QUOTED else flat[: QUOTED - 1] + "…"
