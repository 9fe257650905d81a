"""Problems in the words of a reader who is not at a terminal: in other languages, and mends that name no command.

``words/<tag>/*.yaml`` hold, by code, a pattern for the message and one for the mend; an empty one, or a code that is not there,
leaves the words of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from briefing.problems import Problem, catalogue

#: What is said of further rows of one cause.
MORE = "more rows"


@dataclass(frozen=True, slots=True)
class Worded:
    """A problem as a person reads it."""

    message: str
    mend: str


@cache
def words(tag: str) -> dict[str, tuple[str, str]]:
    """The patterns of message and mend in a language, by code."""
    folder = resources.files("briefing.problems") / "words" / tag
    found: dict[str, tuple[str, str]] = {}
    if folder.is_dir():
        for entry in sorted(folder.iterdir(), key=lambda e: e.name):
            for code, (message, mend) in yaml.load(entry.read_text("utf-8"), yaml.CSafeLoader).items():
                if code in found:
                    raise ValueError(f"the words of {code} stand twice in {tag}")
                found[code] = message, mend
    return found


def worded(found: Problem, tag: str) -> Worded:
    """A problem in the words of a language; in those of the catalogue where there are none."""
    patterns = words(tag)
    message, mend = patterns.get(found.code, ("", ""))
    if not message:
        return Worded(found.message, mend.format(**found.details) if mend else found.mend)
    told = message.format(**found.details)
    plain = catalogue()[found.code].message.format(**found.details)
    if found.message != plain and "more" in found.details and MORE in patterns:
        told += patterns[MORE][0].format(**found.details)
    elif found.message != plain and found.message.startswith(plain):
        told += found.message[len(plain) :]
    return Worded(told, mend.format(**found.details) if mend else found.mend)
