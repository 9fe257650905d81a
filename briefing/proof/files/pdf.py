"""The PDF edition read along its structure tree (pdfium): what a screen reader would say, page by page."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pypdfium2
from pypdfium2 import raw

from briefing.proof.files import Finished, Piece, TableHeads, known, tidy
from briefing.proof.files.pdf_surroundings import Sight, contents_in_order, links, replaced, surroundings, text_of
from briefing.proof.reading.tables import squash

MAX_FILE = 100_000_000
MAX_PAGES = 3_000
#: So many problems of one page are reported.
_SHOWN = 3
_BLOCKS = known("pdf blocks")
#: Above this code point lie Chinese characters and their punctuation, which take no space between lines.
_HAN = "\u2e80"
_BREAKS = ("\u2010", "\u0002", "\ufffe")
#: What a list item is marked or counted with.
_BULLET = re.compile(r"[•◦▪–·-]?|[(（]?[0-9a-z一二三四五六七八九十]{1,3}[)）.、]?")


#: How far a text may rise above the line it continues, in points: the call of a note does, another line does not.
RISE = 7
_ENTRY = re.compile(r"(.*?\D)\s*([0-9]{1,4})")


class _Page:
    """The text of one page by marked-content id, and the structure elements that order it."""

    def __init__(self, document: Any, number: int) -> None:
        self.page = document[number]
        self.text_page = raw.FPDFText_LoadPage(self.page.raw)
        #: The height of each text object on the page, and its text.
        self.by_id: dict[int, list[tuple[float, str]]] = {}
        self.unseen: list[str] = []
        self.sight = Sight(self.page)
        self._gather(partial(raw.FPDFPage_GetObject, self.page.raw), raw.FPDFPage_CountObjects(self.page.raw))
        self.tree = raw.FPDF_StructTree_GetForPage(self.page.raw)

    def _gather(self, get: Callable[[int], Any], count: int, form: Any = None) -> None:
        for k in range(count):
            item = get(k)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                text = text_of(raw.FPDFTextObj_GetText, item, self.text_page)
                line = self.sight.height(item), text
                self.by_id.setdefault(raw.FPDFPageObj_GetMarkedContentID(item), []).append(line)
                if form is None:  # a form has coordinates of its own: what it draws is read, not where
                    self.unseen += self.sight.text(item, text)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                self._gather(partial(raw.FPDFFormObj_GetObject, item), raw.FPDFFormObj_CountObjects(item), item)
            else:
                self.unseen += self.sight.area(item, kind != raw.FPDF_PAGEOBJ_PATH, form)

    def roots(self) -> Iterator[Any]:
        if self.tree:
            for k in range(raw.FPDF_StructTree_CountChildren(self.tree)):
                yield raw.FPDF_StructTree_GetChildAtIndex(self.tree, k)

    def close(self) -> None:
        if self.tree:
            raw.FPDF_StructTree_Close(self.tree)
        raw.FPDFText_ClosePage(self.text_page)
        self.page.close()


def read_pdf(data: bytes, name: str) -> Finished:
    """Return the pieces of a PDF edition. Raises ``ValueError`` for a file that cannot or should not be opened."""
    if len(data) > MAX_FILE:
        raise ValueError(f"it is larger than {MAX_FILE // 1_000_000} MB")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError("it is not a PDF file that can be opened") from error
    try:
        if len(document) > MAX_PAGES:
            raise ValueError(f"it has more than {MAX_PAGES} pages")
        reader = _Reader(name, document)
        for number in range(len(document)):
            reader.page(number)
        surroundings(document, data, reader.finished)
        return reader.done()
    finally:
        document.close()


class _Heads(TableHeads):
    """The heads of the table that is being read; it goes on over pages with the heads of its first."""

    def __init__(self) -> None:
        super().__init__()
        self.column, self.width, self.inside = 0, 1, False

    def enter(self, kind: str, element: Any) -> None:
        """Take notice of an element of the structure: a table with its caption, its head, a row, a cell."""
        match kind:
            case "Caption":
                self.texts = []
            case "THead":
                self.texts, self.inside = [], True
            case "TBody" | "TFoot":
                self.inside = False
            case "TR":
                self.column, self.width = 0, 0
            case "TH" | "TD":
                self.column, self.width = self.column + self.width, _spanned(element)
            case _:
                pass

    def of_cell(self, text: str) -> str:
        """Return the heads of a cell with this text; a cell of the head adds to them and has none."""
        if not self.inside:
            return self.of(self.column)
        self.add(text, self.column, self.width)
        return ""


def _spanned(element: Any) -> int:
    """How many columns a cell fills (the attribute ColSpan)."""
    for k in range(raw.FPDF_StructElement_GetAttributeCount(element)):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(element, k)
        value = raw.FPDF_StructElement_Attr_GetValue(attribute, b"ColSpan")
        number = ctypes.c_float()
        if value and raw.FPDF_StructElement_Attr_GetNumberValue(value, ctypes.byref(number)):
            return max(int(number.value), 1)
    return 1


class _Reader:
    def __init__(self, name: str, document: Any) -> None:
        self.document = document
        self.finished = Finished(name, "pdf", pages=len(document))
        self.parts: list[str] = []
        self.role = "cover"
        self.opened = False
        self.line = 0.0
        self.number = 0
        self.heads = _Heads()
        self.now: _Page

    def page(self, number: int) -> None:
        self.number = number + 1
        self.now = _Page(self.document, number)
        try:
            self.finished.problems += [f"page {self.number}: {reason}" for reason in self.now.unseen[:_SHOWN]]
            for root in self.now.roots():
                self.element(root, 0)
            self.flush()
            drawn = tidy("".join(text for _, text in self.now.by_id.get(-1, [])))
            if drawn:
                self.finished.pieces.append(Piece("furniture", "", drawn, page=self.number))
            links(self.now.page.raw, self.number, self.finished)
        finally:
            self.now.close()

    def done(self) -> Finished:
        """Return what was read; the heading of the contents belongs to the contents."""
        pieces = self.finished.pieces
        listed = sorted({p.page for p in pieces if p.role == "contents"})
        if not contents_in_order(self.document, listed):
            self.finished.problems.append("the links of the contents lead to other places than their entries name")
        headings = {squash(p.text): p.page for p in pieces if p.role == "heading"}
        for piece in pieces:
            match = _ENTRY.fullmatch(piece.text) if piece.role == "contents" else None
            if match is not None and headings.get(squash(match[1]), int(match[2])) != int(match[2]):
                self.finished.problems.append(f"the contents give page {match[2]} for “{match[1].strip()}”")
        for title, page in self.finished.shown:
            if headings.get(squash(title), page) != page:
                self.finished.problems.append(f"the bookmark “{title}” leads to page {page}")
        for place, piece in enumerate(pieces[:-1]):
            if piece.role == "heading" and pieces[place + 1].role == "contents":
                pieces[place] = replace(piece, role="contents")
        return self.finished

    def flush(self) -> None:
        text = tidy("".join(self.parts))
        if text:
            head = self.heads.of_cell(text) if self.role == "cell" else ""
            self.finished.pieces.append(Piece(self.role, "", text, head=head, page=self.number))
        self.parts = []

    def element(self, element: Any, depth: int) -> None:
        kind = text_of(raw.FPDF_StructElement_GetType, element)
        block = kind in _BLOCKS
        kept = self.role
        if block:
            self.flush()
            self.role = self.role_of(kind, kept if not self.opened or kept != "cover" else "text")
        self.heads.enter(kind, element)
        self.finished.problems += replaced(element, kind)
        if kind == "Figure" and (alt := text_of(raw.FPDF_StructElement_GetAltText, element)):
            self.finished.pieces.append(Piece("alt", "", tidy(alt), page=self.number))
        before = len(self.parts)
        self.children(element, depth)
        if kind == "Link" and (call := "".join(self.parts[before:]).strip()).isdigit():
            if self.role not in ("note", "contents"):
                self.finished.calls.append(int(call))
            del self.parts[before:]
        if kind == "Lbl" and _BULLET.fullmatch("".join(self.parts[before:]).strip()):
            del self.parts[before:]
        if block:
            self.flush()
            self.role = "text" if kept == "cover" and self.opened else kept

    def children(self, element: Any, depth: int) -> None:
        for k in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, k)
            if child:
                if depth < 100:
                    self.element(child, depth + 1)
                continue
            place = raw.FPDF_StructElement_GetChildMarkedContentID(element, k)
            if place >= 0:
                for line, text in self.now.by_id.get(place, []):
                    self.add(line, text)

    def add(self, line: float, text: str) -> None:
        """Add a text object; on another line it is another word, unless a hyphen broke the word or both are Chinese."""
        before = self.parts[-1] if self.parts else ""
        if before.strip() and text.strip() and line - self.line > RISE:
            self.finished.problems.append(f"page {self.number}: “{text.strip()}” stands above what it follows")
        if before and text and abs(line - self.line) > 3:
            if before.endswith(_BREAKS):
                self.parts[-1] = before[:-1]
            elif before[-1] < _HAN and text[0] < _HAN:
                self.parts.append(" ")
        self.parts.append(text)
        self.line = line

    def role_of(self, kind: str, outer: str) -> str:
        if outer in ("note", "contents"):
            return outer
        match kind:
            case "H1" if outer == "cover":
                return outer
            case "H1" | "H2" | "H3" | "H4" | "H5" | "H6":
                self.opened = True
                return "heading"
            case "TH" | "TD":
                return "cell"
            case "Note":
                return "note"
            case "TOC" | "TOCI":
                return "contents"
            case "Figure":
                return "chart"
            case _:
                return outer
