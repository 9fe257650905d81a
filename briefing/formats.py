"""The formats of finished documents, one row each: the only list of them.

A new format is a row here, a writer and a reader. Functions and values are named by dotted strings (``"module:name"``): nothing
heavy is imported before it is used, and the proof shares no import with the writers it checks.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Format:
    """One format of finished documents.

    ``name`` is its name in packs and commands, and the ending of its files. ``writer`` names a function from a ``Rendering``
    (briefing.render.rendering) to bytes; ``reader`` names the proof's own, from bytes and a file name to a ``Finished``
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


#: Every format by name, in the order in which documents are rendered, listed and stored.
FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        Format(
            "docx",
            writer="briefing.render.docx:write",
            reader="briefing.proof.files.docx:read_docx",
            packages=("python-docx", "lxml", "XlsxWriter"),
            modules=("docx", "lxml.etree", "xlsxwriter"),
            gates="tools.quality.gates:WORD",
            marks=2,
        ),
        Format(
            "pdf",
            writer="briefing.render.rendering:write_pdf",
            reader="briefing.proof.files.pdf:read_pdf",
            packages=("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "Pyphen", "fonttools"),
            modules=("weasyprint", "briefing.render.pdf"),
            gates="tools.quality.gates:PDF",
            attaches=True,
        ),
        Format(
            "html",
            writer="briefing.render.html:write",
            reader="briefing.proof.files.html:read_html",
            packages=(),
            modules=("briefing.render.html",),
            gates="tools.quality.gates:HTML",
            marks=1,
            paged=False,
            attaches=True,
        ),
        Format(
            "pptx",
            writer="briefing.render.pptx:write",
            reader="briefing.proof.files.pptx:read_pptx",
            packages=("python-pptx", "lxml", "XlsxWriter"),
            modules=("pptx", "briefing.render.pptx"),
            gates="tools.quality.gates:DECK",
            marks=3,
            paged=False,
            only="deck",
        ),
        Format(
            "xlsx",
            writer="briefing.render.xlsx:write",
            reader="briefing.proof.files.xlsx:read_xlsx",
            packages=("XlsxWriter",),
            modules=("xlsxwriter", "briefing.render.xlsx"),
            gates="tools.quality.gates:WORKBOOK",
            marks=4,
            paged=False,
            of="data",
        ),
        Format(
            "zip",
            writer="briefing.render.datapackage:write",
            reader="briefing.proof.files.datapackage:read_datapackage",
            packages=(),
            modules=("briefing.render.datapackage",),
            gates="tools.quality.gates:PACKAGE",
            marks=5,
            paged=False,
            whole=False,
            of="data",
        ),
    )
}


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
