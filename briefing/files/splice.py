"""Small changes to a YAML file at the places its parser gives, so that everything else keeps its bytes: comments, order, quotes
and line ends. A new entry is one line.

The parser's marks say where a value starts and ends; an edit is a stretch of the text and what stands there instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

#: The parser in C gives the same marks as the one in Python, ten times as fast.
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass(slots=True)
class Splice:
    """A YAML text and the edits made to it so far. Edits must not overlap; ``text()`` applies them."""

    source: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def root(self) -> yaml.Node:
        """The root node of the text as it was read."""
        node: yaml.Node | None = yaml.compose(self.source, Loader=_LOADER)
        if node is None:
            raise ValueError("the file is empty")
        return node

    def text(self) -> str:
        """The text with every edit made."""
        out = self.source
        for start, end, new in sorted(self.edits, key=lambda e: (e[0], e[1]), reverse=True):
            out = out[:start] + new + out[end:]
        return out

    def set(self, mapping: yaml.MappingNode, key: str, value: str) -> None:
        """Give a key of a mapping a value (YAML text); a new key stands last."""
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
        """Give a key a value (YAML text); a new key stands after the key ``after`` where there is one, else last."""
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
        """Start a sequence under a new key with its first entry; it stands before the key ``before`` where there is one."""
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
        """Where the last character of a node stands. The end mark of a block collection lies at the next token, past comments
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


def flow(values: Mapping[str, str | None]) -> str:
    """A mapping on one line; what is ``None`` is left out."""
    given = {key: text for key, text in values.items() if text is not None}
    return (
        "{"
        + ", ".join(f"{key}: {figure(text) if key in FIGURES else scalar(text)}" for key, text in given.items())
        + "}"
    )


def figure(text: str) -> str:
    """Text in double quotes."""
    made = scalar(text)
    return made if made.startswith('"') else f'"{made}"'


def scalar(text: str) -> str:
    """Text as a YAML scalar on one line: plain where it is an id or a locator, else in double quotes."""
    plain = text.isascii() and text.replace("-", "").replace(".", "").isalnum() and not text[:1].isdigit()
    if plain and text.lower() not in {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def found(node: yaml.Node, key: str) -> yaml.Node | None:
    """The value of a key of a mapping node."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
