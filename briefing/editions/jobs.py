"""Rendering one document into its formats: a job for a worker, in this process, in another, or on another machine."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from briefing.document.json import from_json
from briefing.document.nodes import Document, Figure, walk
from briefing.problems import Problem, ProblemsFound, problem


@dataclass(frozen=True, slots=True)
class Theme:
    """What all documents are rendered with: the folder of templates, with the theme in ``house``."""

    templates: Path

    def at(self, templates: Path) -> Theme:
        """The theme in another folder."""
        return Theme(templates)


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be rendered into ``formats``: its name and its tree (briefing.document.json)."""

    name: str
    tree: bytes
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of each format, or the problems that kept them from being made. ``seconds`` is what each took, for the person
    who waits; it goes into no file."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


def key(tree: bytes, engine: str) -> str:
    """What the bytes of a document depend on: its tree (briefing.document.json) and everything that turns a tree into bytes
    (briefing.store.engines). SHA-256 in hexadecimal."""
    return hashlib.sha256(engine.encode() + b"\0" + tree).hexdigest()


def facts_attachment(document: Document) -> bytes:
    """The figures of a document as JSON, for the associated file of its PDF."""
    figures = {f"{n.fact}|{n.form}|{n.text}": n for n in walk(document) if isinstance(n, Figure)}
    rows = [{"fact": n.fact, "value": n.value or None, "unit": n.unit, "text": n.text} for _, n in sorted(figures.items())]
    data = {"pack": document.pack, "language": document.language, "edition": document.edition, "figures": rows}
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def make(theme: Theme, job: Job) -> Made:
    """The work of a worker: every format of a job."""
    return render(from_json(job.tree), job.formats, theme.templates / "house", job.name)


def render(document: Document, formats: tuple[str, ...], house: Path, name: str) -> Made:
    """A document in ``formats``. The DOCX takes the page numbers of its contents from the PDF layout."""
    files: dict[str, bytes] = {}
    seconds: dict[str, float] = {}
    try:
        _render(document, formats, house, files, seconds)
    except ProblemsFound as found:
        return Made({}, found.problems, seconds)
    except MemoryError:
        return Made({}, (problem("worker-memory", document=name),), seconds)
    return Made(files, (), seconds)


def _render(document: Document, formats: tuple[str, ...], folder: Path, files: dict[str, bytes],
            seconds: dict[str, float]) -> None:  # fmt: skip
    from briefing.render.docx import render_docx  # noqa: PLC0415 - heavy libraries load only where something is rendered
    from briefing.render.house import load_house  # noqa: PLC0415
    from briefing.render.html import render_html  # noqa: PLC0415
    from briefing.render.pdf import Attachment, render_pdf  # noqa: PLC0415

    house = load_house(folder)
    pages: Mapping[str, int] = {}
    start = time.perf_counter()
    if "pdf" in formats or "docx" in formats:
        data = Attachment("figures.json", facts_attachment(document), "Figures", "application/json")
        result = render_pdf(document, house, [data])
        pages = result.pages
        if "pdf" in formats:
            files["pdf"] = result.bytes
        start = _took("pdf", start, seconds)
    if "docx" in formats:
        files["docx"] = render_docx(document, house, pages)
        start = _took("docx", start, seconds)
    if "html" in formats:
        files["html"] = render_html(document, house)
        _took("html", start, seconds)


def _took(what: str, start: float, seconds: dict[str, float]) -> float:
    now = time.perf_counter()
    seconds[what] = now - start
    return now
