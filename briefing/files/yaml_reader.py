"""YAML text to plain mappings, lists and strings that remember their line.

A small, strict part of YAML: UTF-8, one document, no anchors, aliases or tags, no repeated keys, nothing deeper or larger
than content needs. ``true``, ``false`` and ``null`` keep their meaning; ``yes`` and ``no`` are words.

In content, a plain scalar that YAML would turn into a number or a date must be quoted, so that its digits arrive as typed
(``5.040`` is not ``5.04``), and characters come through their door. In files of rules (of languages, of looks) numbers may
stand bare, and characters stay as they are: a rule may be about a thin space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NoReturn, cast

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from briefing.characters import read_text
from briefing.files.refused import reason_of
from briefing.problems import Problem, ProblemsFound, problem

#: Content files are written by hand: more than this is a mistake or an attack.
MAX_BYTES = 2_000_000
MAX_DEPTH = 20
#: Keys whose value is a bare whole number (how many decimals), not a figure of any source.
WHOLE_NUMBERS = frozenset({"decimals"})

#: A number to YAML 1.2 tools, though not to a YAML 1.1 parser.
_EXPONENT = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?\Z")
_NUMBER_TAGS = {f"tag:yaml.org,2002:{kind}": kind for kind in ("int", "float", "timestamp")}
_WORDS: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}


class Located(dict[str, object]):
    """A mapping that knows its file, its line, and the line of each of its keys."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}


class LocatedList(list[object]):
    """A sequence that knows the line of each of its entries."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


class _Stop(Exception):  # noqa: N818 - not an error of the program: reading ends here
    """Reading cannot go on; the problem is already noted."""


def line_at(value: object, path: tuple[int | str, ...], default: int = 0) -> int:
    """Return the line of the value reached by keys and positions, or of its nearest ancestor that has one."""
    line = getattr(value, "line", default)
    for step in path:
        match value, step:
            case Located(), str() if step in value:
                line, value = value.lines[step], value[step]
            case LocatedList(), int() if step < len(value):
                line, value = value.lines[step], value[step]
            case _:
                break
    return int(line)


def read_rules_file(path: Path, file: str) -> object:
    """Return the value of a file of rules. Raises ``ProblemsFound`` with all that is wrong in its writing."""
    data, found = read_yaml_file(path, file, rules=True)
    if found:
        raise ProblemsFound(found)
    return data


def read_yaml_file(path: Path, file: str, rules: bool = False) -> tuple[object, tuple[Problem, ...]]:
    """Return what ``read_yaml`` returns for a file; a file that cannot be opened is a problem, too."""
    try:
        return read_yaml(path.read_bytes(), file, rules)
    except OSError as error:
        return None, (problem("yaml-unreadable", file, reason=reason_of(error)),)


def read_yaml(data: bytes, file: str, rules: bool = False) -> tuple[object, tuple[Problem, ...]]:
    """Return the value of a YAML file (``None`` when it cannot be read) and every problem found in its writing. ``file`` is the
    path that problems name; ``rules``: it holds rules, and not content."""
    if len(data) > MAX_BYTES:
        return None, (problem("file-too-large", file, limit=MAX_BYTES // 1_000_000),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, (problem("not-utf8", file, line),)
    reader = _Reader(text, file, rules)
    try:
        return reader.document(), tuple(reader.problems)
    except _Stop:
        return None, tuple(reader.problems)


class _Reader:
    """Builds one document from the parser's events."""

    def __init__(self, text: str, file: str, rules: bool) -> None:
        self.file = file
        self.rules = rules
        self.problems: list[Problem] = []
        self.resolver = yaml.resolver.Resolver()
        self.events: Iterator[Event] = yaml.parse(text, Loader=yaml.CSafeLoader)

    def document(self) -> object:
        value: object = None
        started = False
        while not isinstance(event := self.next(), StreamEndEvent):
            if isinstance(event, DocumentStartEvent) and started:
                self.stop("yaml-documents", event)
            elif isinstance(event, DocumentStartEvent):
                started = True
                value = self.value(self.next(), "", 0)
            elif isinstance(event, DocumentEndEvent):
                continue
        return value

    def next(self) -> Event:
        try:
            return next(self.events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            what = " ".join(part for part in (error.context, error.problem) if part)
            self.problems.append(problem("yaml-syntax", self.file, mark.line + 1 if mark else 0, what=what))
        except yaml.YAMLError as error:
            what = str(getattr(error, "reason", "")) or str(error).splitlines()[0]
            self.problems.append(problem("yaml-syntax", self.file, 0, what=what))
        raise _Stop

    def stop(self, code: str, event: Event, **details: object) -> NoReturn:
        self.note(code, event, **details)
        raise _Stop

    def note(self, code: str, event: Event, **details: object) -> None:
        self.problems.append(problem(code, self.file, _line(event), **details))

    def value(self, event: Event, key: str, depth: int) -> object:
        if depth > MAX_DEPTH:
            self.stop("yaml-too-deep", event, limit=MAX_DEPTH)
        if isinstance(event, NodeEvent) and event.anchor:
            self.note("yaml-anchor", event, name=event.anchor)
        if isinstance(event, AliasEvent):
            return None
        if getattr(event, "tag", None):
            self.note("yaml-tag", event, tag=cast(ScalarEvent, event).tag)
        if isinstance(event, MappingStartEvent):
            return self.mapping(event, depth)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(event, key, depth)
        return self.scalar(cast(ScalarEvent, event), key)

    def mapping(self, start: Event, depth: int) -> Located:
        made = Located(self.file, _line(start))
        while not isinstance(event := self.next(), CollectionEndEvent):
            if not isinstance(event, ScalarEvent) or event.anchor or event.tag:
                self.stop("yaml-key", event)
            key = event.value
            if key in made:
                self.note("duplicate-key", event, key=key, first=made.lines[key])
                self.value(self.next(), key, depth + 1)
                continue
            made.lines[key] = _line(event)
            made[key] = self.value(self.next(), key, depth + 1)
        return made

    def sequence(self, start: Event, key: str, depth: int) -> LocatedList:
        made = LocatedList(_line(start))
        while not isinstance(event := self.next(), CollectionEndEvent):
            made.lines.append(_line(event))
            made.append(self.value(event, key, depth + 1))
        return made

    def scalar(self, event: ScalarEvent, key: str) -> object:
        text: str = event.value
        if not self.rules:
            text, odd = read_text(text, self.file, _line(event))
            self.problems.extend(odd)
        if event.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        tag = self.resolver.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        kind = "float" if _EXPONENT.match(text) else _NUMBER_TAGS.get(tag)
        if kind == "int" and key in WHOLE_NUMBERS and text.lstrip("-").isdigit():
            return int(text)
        if self.rules and kind in ("int", "float") and _DECIMAL.match(text):
            return int(text) if kind == "int" else Decimal(text)
        if kind and not self.rules:
            self.note("unquoted-number", event, text=text)
        return text


def _line(event: Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 0
