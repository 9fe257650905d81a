"""Looks into a finished PDF with tools that know nothing of the writer."""

from __future__ import annotations

import re
import subprocess
import tempfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import page

from briefing.document.nodes import Document
from briefing.render.pdf import Attachment, PdfResult, draw, lay_out, render_pdf
from briefing.render.pdf.finish import packet
from tests.render.reading import house
from tests.support.sample_document import sample

FACTS = Attachment("figures.json", b'{"figures": []}\n', "Figures")
PROFILES = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)


@cache
def rendered(language: str, rows: int = 3, stamp: str = "") -> PdfResult:
    """The sample as PDF, rendered once for all tests."""
    return render_pdf(sample(language, rows, stamp), house(), [FACTS])


@cache
def laid_out() -> Any:
    """The English sample laid out once, for what only draws it otherwise."""
    return lay_out(sample("en"), house())[0]


def drawn(*attachments: Attachment) -> bytes:
    """The English sample drawn afresh."""
    return draw(laid_out(), sample("en"), house(), attachments)


def without_schema(document: Document, producer: str) -> str:
    """Return the metadata of a document without the description of the schema of PDF/UA."""
    whole = packet(document, producer)
    before, begins, rest = whole.partition('<rdf:Description rdf:about="" xmlns:pdfaExtension')
    assert begins
    return before + rest.partition("</rdf:Description>")[2]


def failures(data: bytes) -> set[str]:
    """The rules of PDF/UA-1 and PDF/A-3a the file breaks."""
    reports = [page.validate_pdf_bytes(data, profile=profile) for profile in PROFILES]
    return {failure.rule_id for report in reports for failure in report.failures}


@cache
def poppler(tool: str, data: bytes, *options: str) -> str:
    """What a tool of poppler says of the file; asked once, for reading its structure takes seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(data)
        given = [tool, *options, str(path), *(["-"] if tool == "pdftotext" else [])]
        return subprocess.run(given, capture_output=True, check=True).stdout.decode()


def structure(data: bytes) -> str:
    """The structure tree with its text, as poppler prints it."""
    return poppler("pdfinfo", data, "-enc", "UTF-8", "-struct-text")


def structure_text(data: bytes) -> str:
    """The text of the structure tree, in its order, as a screen reader gets it; without the letters inside drawings, which
    have words of their own instead, and without the marks of list items, which the layout makes."""
    parts: list[str] = []
    drawing = -1
    for line in structure(data).splitlines():
        depth = len(line) - len(line.lstrip())
        if drawing >= 0 and depth > drawing:
            continue
        drawing = depth if line.lstrip().startswith("Figure") else -1
        text = re.fullmatch(r' *"(.*)"', line)
        if text and not re.fullmatch(r"(▪|\d+\.) ", text[1]):
            parts.append(text[1])
    return "".join(parts)


def objects(data: bytes) -> bytes:
    """All objects of the file, those in object streams unpacked."""
    packed = re.findall(rb"/Type /ObjStm.*?stream\n(.*?)\nendstream", data, re.S)
    return data + b"".join(zlib.decompress(part) for part in packed)
