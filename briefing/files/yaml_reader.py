"""YAML text to plain values that remember their line, and small changes to a file at the places its parser gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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

from briefing.characters import plain_digits, read_text
from briefing.files.reading import reason_of
from briefing.problems import Problem, ProblemsFound, problem

#: Content files are written by hand: more than this is a mistake or an attack.
MAX_BYTES = 2_000_000
MAX_DEPTH = 20
#: Keys whose value is a bare whole number (how many decimals), not a figure of any source.
WHOLE_NUMBERS = frozenset({"decimals"})

#: What is written in plain digits only. Digits of another width or script stay here as they were typed, so that the record
#: refuses them: who looks for a period in the bytes of the file would not find it.
PLAIN_DIGITS = frozenset({"period", "date", "locator", "lines", "base", "sought", "as_of", "editions"})

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


def line_at(value: object, path: tuple[int | str, ...]) -> int:
    """Return the line of the value reached by keys and positions, or of its nearest ancestor that has one."""
    line = getattr(value, "line", 0)
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
        if not self.rules and not (key in PLAIN_DIGITS and plain_digits(text) != text):
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


@dataclass(slots=True)
class Splice:
    """A YAML text and the edits made to it so far. Edits must not overlap; ``text()`` applies them."""

    source: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def root(self) -> yaml.Node:
        """Return the root node of the text as it was read."""
        node: yaml.Node | None = yaml.compose(self.source, Loader=yaml.CSafeLoader)
        if node is None:
            raise ValueError("the file is empty")
        return node

    def text(self) -> str:
        """Return the text with every edit made."""
        out = self.source
        for start, end, new in sorted(self.edits, key=lambda e: (e[0], e[1]), reverse=True):
            out = out[:start] + new + out[end:]
        return out

    def set(self, mapping: yaml.MappingNode, key: str, value: str) -> None:
        """Give a key of a mapping a value (YAML text); a new key comes last."""
        for name, node in mapping.value:
            if name.value == key:
                self.edits.append((node.start_mark.index, self._end(node), value))
                return
        if mapping.flow_style:
            at = mapping.end_mark.index - 1
            self.edits.append((at, at, f"{', ' if mapping.value else ''}{key}: {value}"))
        else:
            self._line_after(self._end(mapping), mapping.start_mark.column, f"{key}: {value}")

    def put(self, mapping: yaml.MappingNode, key: str, value: str, after: str) -> None:
        """Give a key a value (YAML text); a new key is after the key ``after`` where there is one, else last."""
        names = [name.value for name, _ in mapping.value]
        if key in names or after not in names or mapping.flow_style:
            self.set(mapping, key, value)
        else:
            end = self._end(mapping.value[names.index(after)][1])
            self._line_after(end, mapping.start_mark.column, f"{key}: {value}")

    def drop(self, mapping: yaml.MappingNode, key: str) -> None:
        """Take a key out of a mapping, with its line in block style. The first key stays: it carries the dash."""
        for index, (name, node) in enumerate(mapping.value):
            if name.value != key or index == 0:
                continue
            if mapping.flow_style:
                self.edits.append((self._end(mapping.value[index - 1][1]), self._end(node), ""))
            else:
                start = self.source.rindex("\n", 0, name.start_mark.index) + 1
                end = self.source.find("\n", self._end(node))
                self.edits.append((start, len(self.source) if end < 0 else end + 1, ""))
            return

    def append(self, sequence: yaml.SequenceNode, value: str) -> None:
        """Add an entry (YAML text on one line) at the end of a sequence."""
        if sequence.flow_style:
            at = sequence.end_mark.index - 1
            self.edits.append((at, at, f"{', ' if sequence.value else ''}{value}"))
        else:
            self._line_after(self._end(sequence), sequence.start_mark.column, f"- {value}")

    def begin(self, mapping: yaml.MappingNode, key: str, value: str, before: str = "") -> None:
        """Start a sequence under a new key with its first entry; it is before the key ``before`` where there is one."""
        indent = " " * mapping.start_mark.column
        lines = f"{key}:{self._newline()}{indent}  - {value}"
        for name, _ in mapping.value:
            if name.value == before and not mapping.flow_style:
                at = name.start_mark.index
                self.edits.append((at, at, f"{lines}{self._newline()}{indent}"))
                return
        if mapping.flow_style:
            self.set(mapping, key, f"[{value}]")
        else:
            self._line_after(self._end(mapping), mapping.start_mark.column, lines)

    def _line_after(self, index: int, column: int, text: str) -> None:
        end = self._line_end(index)
        self.edits.append((end, end, f"{self._newline()}{' ' * column}{text}"))

    def _line_end(self, index: int) -> int:
        found = self.source.find("\n", index)
        end = len(self.source) if found < 0 else found
        return end - 1 if end and found >= 0 and self.source[end - 1] == "\r" else end

    def _end(self, node: yaml.Node) -> int:
        """Where the last character of a node is. The end mark of a block collection lies at the next token, past comments
        and blank lines: its last leaf tells the truth. That of a block scalar lies past its last line."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        end = int(node.end_mark.index)
        return (
            len(self.source[:end].rstrip()) if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">") else end
        )

    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self.source else "\n"


#: Keys whose text is a figure, a date or a wording of the source: always in quotes.
FIGURES = frozenset({"period", "value", "published"})


def flow(values: Mapping[str, str | Sequence[str] | None]) -> str:
    """Return a mapping of texts and lists of texts on one line; what is ``None`` is left out, but for a ``value``, which is
    then open."""
    given = ((key, value) for key, value in values.items() if value is not None or key == "value")
    return "{" + ", ".join(f"{key}: {_value(key, value)}" for key, value in given) + "}"


def _value(key: str, value: str | Sequence[str] | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return figure(value) if key in FIGURES else scalar(value)
    return "[" + ", ".join(map(scalar, value)) + "]"


def figure(text: str) -> str:
    """Return a text in double quotes."""
    made = scalar(text)
    return made if made.startswith('"') else f'"{made}"'


def scalar(text: str) -> str:
    """Return a text as a YAML scalar on one line: plain where it is an id or a locator, else in double quotes."""
    plain = text.isascii() and text.replace("-", "").replace(".", "").isalnum() and not text[:1].isdigit()
    if plain and text.lower() not in {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def found(node: yaml.Node, key: str) -> yaml.Node | None:
    """Return the value of a key of a mapping node."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
