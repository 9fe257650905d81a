"""Words carry no figures: a label, name or sentence of our own with digits in it would print a figure without a source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.content.record import Record
from briefing.content.records import Content, Derived, Event, Indicator
from briefing.problems import Problem, problem

_NAMES = re.compile("“[^”]*”|《[^》]*》")
_DIGITS = re.compile("[0-9０-９]")


def check_words(content: Content, problems: list[Problem]) -> None:
    """Add a warning for every printed wording with digits outside a name in “ ” or 《 》."""
    for record, key, text in _printed(content):
        if text is not None and _DIGITS.search(_NAMES.sub("", text)):
            place = record.at(key)
            problems.append(problem("figure-in-words", place.file, place.line, key=key, text=text))


def _printed(content: Content) -> Iterator[tuple[Record, str, str | None]]:
    labels: tuple[Indicator | Event | Derived, ...] = (*content.indicators, *content.events, *content.derived)
    for labelled in labels:
        yield labelled, "label", labelled.label
    for named in content.lists:
        yield named, "title", named.title
        for item in named.items:
            yield item, "name", item.name
            yield item, "text", item.text
