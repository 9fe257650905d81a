"""What a PDF says outside its text: properties, bookmarks, attachments, links, replacement texts; and text nobody can see."""

from __future__ import annotations

import ctypes
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from briefing.proof.files.archive import Refused, parse_xml
from briefing.proof.files.piece import Finished, Piece, tidy

#: The one file a PDF edition carries: its figures as data.
ATTACHED = "figures.json"
_DC = "{http://purl.org/dc/elements/1.1/}"
MAX_ATTACHED = 20_000_000
#: Names of PDF 32000-1, tables 28 and 30, that no edition of ours has.
_CATALOGUE = {
    b"/OpenAction": "an action that runs when it is opened",
    b"/JavaScript": "a script",
    b"/OCProperties": "layers",
    b"/EmbeddedFDFs": "a form",
    b"/Launch": "an action that starts a program",
}
_LINK = 2  # FPDF_ANNOT_LINK
#: Render modes of PDF 32000-1, table 106, that leave no mark on the page: invisible, and clipping alone.
_INVISIBLE = frozenset({3, 7})


def text_of(function: Callable[..., int], *arguments: Any) -> str:
    """The string a function of pdfium writes into a buffer, called twice: for its size in bytes, then for the text (UTF-16)."""
    size = function(*arguments, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0")


def surroundings(document: Any, data: bytes, finished: Finished) -> None:
    """Add to ``finished`` what the document says outside its pages; what no edition of ours holds is a problem. ``data``: the
    file itself, for what pdfium does not tell; a name packed into an object stream is not seen there."""
    said = finished.problems
    properties = document.get_metadata_dict()
    for name in ("Title", "Subject", "Keywords", "Author"):
        if properties[name]:
            finished.pieces.append(Piece("hidden", "", tidy(properties[name])))
    finished.dates = {f"the property {k}": properties[k][2:10] for k in ("CreationDate", "ModDate")}
    finished.language = text_of(raw.FPDFCatalog_GetLanguage, document.raw)
    finished.outline = [tidy(b.get_title()) for b in document.get_toc(max_depth=9)]
    if raw.FPDF_GetFormType(document.raw):
        said.append("it holds a form")
    if raw.FPDFDoc_GetJavaScriptActionCount(document.raw):
        said.append("it holds a script")
    said += dict.fromkeys(f"it holds {what}" for name, what in _CATALOGUE.items() if name in data)
    if text_of(raw.FPDF_GetPageLabel, document.raw, 0):
        said.append("its pages carry labels of their own")
    said += _xmp(data, [properties[name] for name in ("Title", "Subject", "Author")])
    for place in range(document.count_attachments()):
        _attachment(document.get_attachment(place), finished)


def _xmp(data: bytes, properties: list[str]) -> Iterator[str]:
    """The metadata in XML (XMP), which must be readable as it stands and say what the properties say."""
    packets = re.findall(rb"<x:xmpmeta.*?</x:xmpmeta>", data, re.DOTALL)
    if len(packets) != 1:
        yield "its metadata cannot be read, or it has several"
        return
    try:
        root = parse_xml(packets[0], "its metadata")
    except Refused as error:
        yield str(error)
        return
    for element in root.iter(f"{_DC}title", f"{_DC}description", f"{_DC}creator", f"{_DC}subject"):
        text = tidy("".join(element.itertext()))
        if text not in map(tidy, properties):
            yield f"its metadata say “{text}”, its properties do not"


def _attachment(attachment: Any, finished: Finished) -> None:
    name = attachment.get_name()
    if name != ATTACHED or finished.data is not None:
        finished.problems.append(f"a file is attached that no edition carries: {name}")
        return
    try:
        data = json.loads(bytes(attachment.get_data())[:MAX_ATTACHED])
        finished.data = [
            (str(f["fact"]), str(f["value"] or ""), str(f["unit"] or ""), str(f["text"])) for f in data["figures"]
        ]
    except (ValueError, KeyError, TypeError, RecursionError, pypdfium2.PdfiumError):
        finished.problems.append(f"the attached {ATTACHED} cannot be read")


def links(page: Any, number: int, finished: Finished) -> None:
    """Links within the document and nothing else; what a link is said to lead to is a piece of its own."""
    for place in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        try:
            if raw.FPDFAnnot_GetSubtype(annotation) != _LINK:
                finished.problems.append(f"page {number} carries an annotation that is no link")
                continue
            if text := tidy(text_of(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")):
                finished.pieces.append(Piece("hidden", "", text, page=number))
            action = raw.FPDFLink_GetAction(raw.FPDFAnnot_GetLink(annotation))
            kind = raw.FPDFAction_GetType(action) if action else raw.PDFACTION_GOTO
            if kind != raw.PDFACTION_GOTO:
                finished.problems.append(f"a link on page {number} leads out of the document")
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def replaced(element: Any, kind: str) -> Iterator[str]:
    """Texts that a reader aloud says instead of what is printed; only a figure has one (its description)."""
    for name, function in (
        ("ActualText", raw.FPDF_StructElement_GetActualText),
        ("expansion", raw.FPDF_StructElement_GetExpansion),
        ("title", raw.FPDF_StructElement_GetTitle),
        ("description", raw.FPDF_StructElement_GetAltText),
    ):
        if not (name == "description" and kind == "Figure") and function(element, None, 0) > 2:
            yield f"“{text_of(function, element)}” is said ({name}) instead of what is printed"


class Sight:
    """Whether the text of a page can be seen: within the page, drawn, and under nothing drawn after it."""

    def __init__(self, page: Any) -> None:
        box = (ctypes.c_float * 4)()
        of = [ctypes.cast(ctypes.byref(box, 4 * k), ctypes.POINTER(ctypes.c_float)) for k in range(4)]
        if not raw.FPDFPage_GetCropBox(page, *of):
            raw.FPDFPage_GetMediaBox(page, *of)
        self.left, self.bottom, self.right, self.top = box
        self.at: list[tuple[float, float, str]] = []

    def text(self, item: Any, text: str) -> Iterator[str]:
        """Note a text object; what is wrong with it."""
        if not text.strip():
            return
        left, bottom, right, top = _bounds(item)
        across, up = (left + right) / 2, (bottom + top) / 2
        if not (self.left <= across <= self.right and self.bottom <= up <= self.top):
            yield f"“{text}” stands off the page"
        if raw.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE:
            yield f"“{text}” is not drawn"
        if replacement := _marked(item):
            yield f"“{replacement}” is said (ActualText) instead of “{text}”"
        self.at.append((across, up, text))

    def area(self, item: Any, image: bool) -> Iterator[str]:
        """What an area filled, or an image drawn, after the text covers of it."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not image:
            raw.FPDFPath_GetDrawMode(item, fill, stroke)
            if not fill.value:
                return
        left, bottom, right, top = _bounds(item)
        covered = [t for x, y, t in self.at if left < x < right and bottom < y < top]
        if covered:
            yield f"“{covered[0]}” is covered by what is drawn over it"


def _bounds(item: Any) -> tuple[float, float, float, float]:
    box = (ctypes.c_float * 4)()
    of = [ctypes.cast(ctypes.byref(box, 4 * k), ctypes.POINTER(ctypes.c_float)) for k in range(4)]
    raw.FPDFPageObj_GetBounds(item, *of)
    return box[0], box[1], box[2], box[3]


def _marked(item: Any) -> str:
    """The ActualText of the marked content a text object stands in."""
    for place in range(raw.FPDFPageObj_CountMarks(item)):
        mark = raw.FPDFPageObj_GetMark(item, place)
        if raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText"):
            size = ctypes.c_ulong()
            raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, size)
            buffer = ctypes.create_string_buffer(max(size.value, 2))
            raw.FPDFPageObjMark_GetParamStringValue(
                mark, b"ActualText", ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size.value, size
            )
            return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
    return ""
