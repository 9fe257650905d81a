"""A file of any supported kind as grids: what it is, its first bytes say; guarded first, then read."""

from __future__ import annotations

from pathlib import Path

from briefing.files import refused
from briefing.files.archives import DOCUMENT, WORKBOOK, open_archive, refusals
from briefing.files.refused import Refused
from briefing.problems import Problem, ProblemsFound, has_errors, problem
from briefing.projects.grid import Grid
from briefing.projects.reading_documents import read_docx, read_html
from briefing.projects.reading_sheets import read_binary, read_csv, read_xlsx

_TEXT = (".csv", ".tsv", ".txt")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<body")
#: What a file is that holds no table we read, by how it begins, and what to do about it.
_OTHERS = {
    b"%PDF": "a PDF file", b"{\\rtf": "a rich text file", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
    b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"MIME-Version": "a web archive (.mht)",
    b"<?xml": "an XML file",
}  # fmt: skip
#: The problem of each refusal of the archive door; any other says that it is no workbook.
_CODES = {
    "large": "list-file-large",
    "encrypted": "list-encrypted",
    "macros": "list-macros",
    "bomb": "list-bomb",
    "encoding": "list-encoding",
}


def read_bytes(path: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The bytes of a file, or why they cannot be had."""
    try:
        return refused.read_bytes(path, "list-unreadable", large="list-file-large"), ()
    except ProblemsFound as unread:
        return None, unread.problems


def read_grids(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Every sheet or table that holds something. ``name`` is what problems call the file; its ending tells delimited text from
    other text, unless the content plainly says otherwise."""
    if not data.strip():
        return (), (problem("list-empty", name),)
    try:
        grids, found = _read(data, name)
    except Refused as error:
        return (), (_told(error, name),)
    if not grids and not has_errors(found):
        found = (*found, problem("list-empty", name))
    return grids, found


def _read(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_COMPOUND):
        return _compound(data, name)
    if data.startswith(b"PK"):
        return _zipped(data, name)
    kind = next((kind for start, kind in _OTHERS.items() if data.startswith(start)), "")
    if kind and not (kind == "an XML file" and b"<html" in head):
        return (), (problem("list-no-table-file", name, kind=kind),)
    if any(mark in head for mark in _HTML):
        return read_html(data, name)
    if Path(name).suffix.lower() in _TEXT:
        return read_csv(data, name)
    return (), (problem("list-not-workbook", name, reason="it is not a workbook, whatever its name says"),)


def _compound(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """A file of Office 97: a workbook, or what only looks like one."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return (), (problem("list-encrypted", name),)
    if "WordDocument".encode("utf-16-le") in data:
        return (), (problem("list-no-table-file", name, kind="a Word 97 document (.doc)"),)
    return read_binary(data, name, ".xls")


def _zipped(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """An archive: a workbook of Excel or LibreOffice, or a Word document."""
    content = data[:200].find(b"opendocument.spreadsheet") > 0
    if content:
        open_archive(data, "content.xml")
        return read_binary(data, name, ".ods")
    if b"word/document" in data and b"xl/workbook" not in data:
        open_archive(data, DOCUMENT)
        return read_docx(data, name)
    if b"xl/workbook.bin" in data:
        open_archive(data, WORKBOOK)
        return read_binary(data, name, ".xlsb")
    found = [_told(reason, name) for reason in refusals(data, WORKBOOK)]
    return ((), tuple(found)) if found else read_xlsx(data, name)


def _told(told: Refused, name: str) -> Problem:
    return problem(_CODES.get(told.kind, "list-not-workbook"), name, told.line, reason=told.reason)
