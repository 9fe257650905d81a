"""Rendering one document into its formats: the job a worker process does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from briefing.document.nodes import Document, Figure, walk
from briefing.problems import Problem, ProblemsFound

#: What turns a tree into bytes besides our own code: their versions are part of every document's key.
ENGINES = ("weasyprint", "python-docx", "XlsxWriter", "lxml", "fonttools", "pydyf", "Pyphen")


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be rendered into ``formats``; ``house`` is the folder of the theme."""

    document: Document
    formats: tuple[str, ...]
    house: Path


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of each format, or the problems that kept them from being made."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()


def key(document: Document, house: Path, code: str) -> str:
    """What the bytes of a document depend on: its tree, the theme, our code and the engines. SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    digest.update(repr(document).encode())
    for path in sorted(p for p in house.rglob("*") if p.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for name in ENGINES:
        digest.update(f"{name}={version(name)}\0".encode())
    digest.update(code.encode())
    return digest.hexdigest()


def facts_attachment(document: Document) -> bytes:
    """The figures of a document as JSON, for the associated file of its PDF."""
    figures = {f"{n.fact}|{n.form}|{n.text}": n for n in walk(document) if isinstance(n, Figure)}
    rows = [{"fact": n.fact, "value": n.value or None, "unit": n.unit, "text": n.text} for _, n in sorted(figures.items())]
    data = {"pack": document.pack, "language": document.language, "edition": document.edition, "figures": rows}
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def render(job: Job) -> Made:
    """Every format of a job. The DOCX takes the page numbers of its contents from the PDF layout."""
    from briefing.render.docx import render_docx  # noqa: PLC0415 - heavy libraries load only where something is rendered
    from briefing.render.house import load_house  # noqa: PLC0415
    from briefing.render.html import render_html  # noqa: PLC0415
    from briefing.render.pdf import Attachment, render_pdf  # noqa: PLC0415

    files: dict[str, bytes] = {}
    house = load_house(job.house)
    try:
        pages: Mapping[str, int] = {}
        if "pdf" in job.formats or "docx" in job.formats:
            data = Attachment("figures.json", facts_attachment(job.document), "Figures", "application/json")
            result = render_pdf(job.document, house, [data])
            pages = result.pages
            if "pdf" in job.formats:
                files["pdf"] = result.bytes
        if "docx" in job.formats:
            files["docx"] = render_docx(job.document, house, pages)
        if "html" in job.formats:
            files["html"] = render_html(job.document, house)
    except ProblemsFound as found:
        return Made({}, found.problems)
    return Made(files)
