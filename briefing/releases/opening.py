"""The file of a release as numbered lines: text, Word, web page or PDF. What holds no text is refused in plain
words."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import docx
import pypdfium2
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree, html

from briefing.characters import folded
from briefing.files.archives import DOCUMENT, open_archive
from briefing.files.refused import Refused, read_bytes
from briefing.files.tables import decode
from briefing.problems import ProblemsFound, problem

#: A file, and the text in it, may be at most this large (bytes; characters).
MAX_BYTES, MAX_TEXT = 50_000_000, 2_000_000

#: A text of which this share of the lines hold little but numbers is a table.
_TABLE_SHARE = 0.6

#: A page of a PDF with fewer characters than this holds none but its number: it was scanned.
_SCANNED = 20

#: Elements of a web page whose text is a line of its own, and those that are never read.
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "tr",
        "br",
        "td",
        "th",
        "section",
        "article",
        "title",
        "header",
        "blockquote",
        "table",
        "ul",
        "ol",
        "main",
    }
)
_SKIPPED = frozenset(
    {"script", "style", "nav", "footer", "noscript", "template", "form", "aside", "iframe", "select", "button"}
)


@dataclass(frozen=True, slots=True)
class Opened:
    """The text of a file. ``lines`` are numbered from 1 as a person counts them; ``pages`` gives the first line of
    each page of a PDF. ``sha256`` is that of the file's bytes, ``sort`` what it was (text, docx, html, pdf)."""

    name: str
    sort: str
    sha256: str
    lines: tuple[str, ...]
    pages: tuple[int, ...] = ()


def open_release(path: Path) -> Opened:
    """The numbered lines of a file. Raises ``ProblemsFound`` when it is empty, too large, encrypted, in no encoding
    that is read, holds no text, or holds a table."""
    data = read_bytes(path, "release-unreadable", MAX_BYTES)
    return opened(path.name, data)


def opened(name: str, data: bytes) -> Opened:
    """The numbered lines of a file's bytes, as ``open_release``."""
    sort = sort_of(name, data)
    try:
        pages = _READERS[sort](data)
    except Refused as error:
        raise ProblemsFound([problem("release-unreadable", name, error.line, reason=error.reason)]) from error
    lines = [folded(line) for page in pages for line in page]
    if not any(line.strip() for line in lines):
        raise ProblemsFound([problem("release-scan" if sort == "pdf" else "release-empty", name)])
    if sum(map(len, lines)) > MAX_TEXT:
        raise ProblemsFound(
            [problem("release-unreadable", name, reason=f"it has more than {MAX_TEXT // 1_000_000} million characters")]
        )
    if sort == "text" and is_table(lines):
        raise ProblemsFound([problem("release-table", name)])
    starts, line = [], 1
    for page in pages:
        starts.append(line)
        line += len(page)
    return Opened(name, sort, hashlib.sha256(data).hexdigest(), tuple(lines), tuple(starts) if sort == "pdf" else ())


def sort_of(name: str, data: bytes) -> str:
    """What a file is, by its first bytes, then by its name."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return "pdf"
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return "docx"
    if head.startswith((b"<!doctype html", b"<html")) or Path(name).suffix.lower() in (".html", ".htm"):
        return "html"
    return "text"


def is_table(lines: list[str]) -> bool:
    """Whether most of the lines of a text hold little but numbers."""
    written = [line for line in lines if line.strip()]
    numeric = [line for line in written if _numeric(line)]
    return len(numeric) >= 5 and len(numeric) > _TABLE_SHARE * len(written)


def _numeric(line: str) -> bool:
    cells = [cell for cell in re.split(r"[\t,;|]|\s{2,}", line.strip()) if cell.strip()]
    numbers = [cell for cell in cells if re.fullmatch(r"[-−+]?[0-9][0-9.,]*\s?%?", cell.strip())]
    return (len(cells) >= 2 and 2 * len(numbers) >= len(cells)) or (len(cells) == 1 and bool(numbers))


def _text(data: bytes) -> list[list[str]]:
    if not data.strip():
        return []
    text, _ = decode(data)
    return [re.split(r"\r\n|\r|\n|\f", text)]


def _docx(data: bytes) -> list[list[str]]:
    archive = open_archive(data, DOCUMENT)
    try:
        document = docx.Document(io.BytesIO(archive.data))
        return [list(_blocks(document))]
    except (OpcError, KeyError, ValueError, etree.LxmlError) as error:
        raise Refused("damaged", f"it is no Word document that can be read ({str(error)[:80]})") from error


def _blocks(document: docx.document.Document) -> Iterator[str]:
    """Paragraphs and rows of tables, in order, each a line; a heading keeps its rank."""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            level = re.fullmatch(r"[Hh]eading (\d)", block.style.name if block.style is not None else "")
            yield from (f"{'#' * int(level[1])} {block.text}" if level and block.text.strip() else block.text).split(
                "\n"
            )
        elif isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(cell.text.replace("\n", " ") for cell in row.cells)


def _html(data: bytes) -> list[list[str]]:
    declared = re.search(rb"charset=[\"']?\s*([A-Za-z0-9_-]+)", data[:4096])
    text = ""
    if declared:
        try:
            text = data.decode(declared[1].decode("ascii").replace("gb2312", "gb18030").replace("gbk", "gb18030"))
        except (LookupError, UnicodeDecodeError):
            text = ""
    text = text or decode(data)[0]
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError) as error:
        raise Refused("damaged", f"it is no web page that can be read ({str(error)[:80]})") from error
    lines: list[str] = [""]
    _walk(root, lines)
    return [[re.sub(r"[ \t\r\n\u00a0]+", " ", line).strip() for line in lines if line.strip()]]


def _walk(element: html.HtmlElement, lines: list[str]) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag and tag not in _SKIPPED:
        if tag in _BLOCKS:
            lines.append("#" * int(tag[1]) + " " if re.fullmatch("h[1-6]", tag) else "")
        lines[-1] += element.text or ""
        for child in element:
            _walk(child, lines)
        if tag in _BLOCKS:
            lines.append("")
    lines[-1] += element.tail or ""


def _pdf(data: bytes) -> list[list[str]]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        told = "it is encrypted" if "password" in str(error).casefold() else "it is a damaged PDF"
        raise Refused("damaged", told) from error
    with document:
        pages = [re.split(r"\r\n|\r|\n", page.get_textpage().get_text_bounded()) for page in document]
    if all(len("".join(page).strip()) < _SCANNED for page in pages):
        return []
    return pages


_READERS: Mapping[str, Callable[[bytes], list[list[str]]]] = {"text": _text, "docx": _docx, "html": _html, "pdf": _pdf}
