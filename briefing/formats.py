"""The formats of finished documents, one entry each in ``formats.yaml``: the only list of them.

A new format is an entry there, a writer and a reader. Functions and values are named by dotted strings (``"module:name"``):
nothing heavy is imported before it is used, and the proof shares no import with the writers it checks.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Format:
    """One format of finished documents.

    ``name`` is its name in packs and commands, and the ending of its files. ``writer`` names a function from a ``Rendering``
    (briefing.render) to bytes; ``reader`` names the proof's own, from bytes and a file name to a ``Finished``
    (briefing.proof.files). ``packages`` are the distributions whose versions the bytes depend on, ``modules`` what a
    worker process imports before its first job, ``gates`` names the mapping of its quality gates (``make quality``).

    ``marks``: 0 when its files do not mark their figures, as those of a PDF are not; such a file is read beside one of the same
    document that does, the one of the lowest number above 0. ``paged``: its files have pages with heads and feet.
    ``attaches``: its files carry their figures as an attached data file. ``whole``: its files hold all the text of the
    document, in the order of every other format. ``of``: what its files are of: the ``text`` of a pack, or its ``data``
    (the data annex, one document in all languages of the pack). ``only``: the one kind of pack that may have it, every kind
    where it is empty.
    """

    name: str
    writer: str
    reader: str
    packages: tuple[str, ...]
    modules: tuple[str, ...]
    gates: str
    marks: int = 0
    paged: bool = True
    attaches: bool = False
    whole: bool = True
    of: str = "text"
    only: str = ""


def _table() -> Iterator[Format]:
    text = (resources.files(__package__) / "formats.yaml").read_text("utf-8")
    for name, row in yaml.load(text, yaml.CSafeLoader).items():
        given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        yield Format(name, **given)


#: Every format by name, in the order in which documents are rendered, listed and stored.
FORMATS = {row.name: row for row in _table()}


def named(dotted: str) -> Any:
    """Return the function or value a row names; its module is imported now."""
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)


def endings() -> tuple[str, ...]:
    """Return the endings of finished files, with their full stop."""
    return tuple(f".{name}" for name in FORMATS)


def marked() -> tuple[str, ...]:
    """Return the formats whose files mark their figures, the best one to read others beside first."""
    return tuple(sorted((name for name, row in FORMATS.items() if row.marks), key=lambda name: FORMATS[name].marks))


def formats_of(sort: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the formats named whose files are of this sort (``text``, ``data``)."""
    return tuple(name for name in names if FORMATS[name].of == sort)


def modules() -> tuple[str, ...]:
    """Return what a worker process imports before its first document."""
    return tuple(dict.fromkeys(module for row in FORMATS.values() for module in row.modules))


def in_words() -> str:
    """Return all names for a sentence: ``docx, pdf or html``."""
    *others, last = FORMATS
    return f"{', '.join(others)} or {last}" if others else last
