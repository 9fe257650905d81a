"""A format for a test: passages as lines of text, their figures in brackets. Writer, reader and gates in one module."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from briefing.document.nodes import Note, SourceEntry, plain, walk
from briefing.document.reading import Passage, passages
from briefing.formats import Format
from briefing.proof.files import Finished, Mark, Piece, section_key
from briefing.render import Rendering

ROW = Format(
    "txt",
    writer="tests.formats.toy:write",
    reader="tests.formats.toy:read",
    packages=(),
    modules=(),
    gates="tests.formats.toy:GATES",
    marks=3,
    paged=False,
)
_ROLES = {"cover": "cover", "heading": "heading", "note": "note"}
_FIGURE = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


def write(rendering: Rendering) -> bytes:
    """The contents, one line a passage (section, role, text), and the numbers of the notes in the order of their calls."""
    document = rendering.document
    contents = [document.labels["contents"], *(plain(section.heading) for section in document.sections)]
    calls = " ".join(str(node.number) for node in walk(document) if isinstance(node, Note))
    lines = [f"\tcontents\t{entry}" for entry in contents] + [_line(passage) for passage in passages(document)]
    labels = {plain(node.children): node.label for node in walk(document) if isinstance(node, SourceEntry)}
    for text, label in labels.items():
        lines = [line.replace(text, label + text) for line in lines]
    return "\n".join((*lines, f"\tcalls\t{calls}")).encode()


def _line(passage: Passage) -> str:
    text, at = passage.text, 0
    for fact, printed in passage.figures:
        at = text.index(printed, at)
        marked = f"[{fact}|{printed}]"
        text = text[:at] + marked + text[at + len(printed) :]
        at += len(marked)
    return f"{passage.section}\t{_ROLES.get(passage.kind, 'text')}\t{text}"


def read(data: bytes, name: str) -> Finished:
    """The lines back, with the figures marked where they stand."""
    finished = Finished(name, "txt")
    for line in data.decode().splitlines():
        section, role, text = line.split("\t", 2)
        if role == "calls":
            finished.calls = [int(number) for number in text.split()]
            continue
        marks, plain, last = [], "", 0
        for found in _FIGURE.finditer(text):
            plain += text[last : found.start()]
            marks.append(Mark(found[1], found[2], len(plain)))
            plain, last = plain + found[2], found.end()
        finished.pieces.append(Piece(role, section_key(section), plain + text[last:], tuple(marks)))
    return finished


GATES: Mapping[str, Any] = {"has lines": lambda checked: () if checked.path.read_bytes() else ("it is empty",)}
