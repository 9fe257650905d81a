"""A file of any supported kind as grids: what it is, its first bytes say; guarded first, then read."""

from __future__ import annotations

from pathlib import Path

from briefing.files.archives import LIMITS, WORKBOOK, refusals
from briefing.files.refused import Refused
from briefing.problems import Problem, has_errors, problem
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
_REFUSED = {"encrypted": "list-encrypted", "macros": "list-macros", "bomb": "list-bomb"}


def read_bytes(path: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The bytes of a file, or why they cannot be had."""
    try:
        if path.exists() and not path.is_file():
            return None, (problem("list-unreadable", str(path), reason="it is not an ordinary file"),)
        if path.is_file() and path.stat().st_size > LIMITS.file:
            size = f"{path.stat().st_size // 1_000_000} MB"
            return None, (problem("list-file-large", path.name, size=size, limit=f"{LIMITS.file // 1_000_000} MB"),)
        return path.read_bytes(), ()
    except OSError as error:
        return None, (problem("list-unreadable", str(path), reason=error.strerror or str(error)),)


def read_grids(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Every sheet or table that holds something. ``name`` is what problems call the file; its ending tells delimited text from
    other text, unless the content plainly says otherwise."""
    if not data.strip():
        return (), (problem("list-empty", name),)
    try:
        grids, found = _read(data, name)
    except Refused as refused:
        return (), (_told(refused, name),)
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
        _passed(data, name, "content.xml")
        return read_binary(data, name, ".ods")
    if b"word/document" in data and b"xl/workbook" not in data:
        _passed(data, name, "word/document")
        return read_docx(data, name)
    if b"xl/workbook.bin" in data:
        _passed(data, name, WORKBOOK)
        return read_binary(data, name, ".xlsb")
    found = [_told(refused, name) for refused in refusals(data, WORKBOOK)]
    return ((), tuple(found)) if found else read_xlsx(data, name)


def _passed(data: bytes, name: str, main: str) -> None:
    """Raise what the guard finds, apart from the directory of types that only files of Office have."""
    for refused in refusals(data, main):
        if refused.kind != "missing":
            raise refused


def _told(refused: Refused, name: str) -> Problem:
    if refused.kind == "large":
        return problem("list-file-large", name, size=refused.reason, limit=f"{LIMITS.file // 1_000_000} MB")
    code = _REFUSED.get(refused.kind, "list-not-workbook")
    return problem(
        code,
        name,
        refused.line,
        **({} if refused.kind in ("encrypted", "macros") else {"reason": refused.reason, "size": refused.reason}),
    )
