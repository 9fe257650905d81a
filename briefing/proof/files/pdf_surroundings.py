"""What a PDF says outside its text, down to its objects, names and drawing operators."""

from __future__ import annotations

import ctypes
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypdfium2
from pypdfium2 import raw

from briefing.proof.files import FileNotOpened, Finished, Piece, known, parse_xml, tidy

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]+)")
_STRING = re.compile(
    rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))*\)|<[0-9A-Fa-f\s]*>(?!>)", re.DOTALL
)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_WORD = re.compile(rb"(?<![^\s\]>)])([A-Za-z'\"][A-Za-z0-9*'\"]*)(?=[\s\[<(/]|$)")
#: Names that are data: fonts, colour spaces, graphics states, resources by number.
_DATA = re.compile(r"[A-Z]{6}(?:\+[A-Za-z0-9-]+)?|[axpA][0-9]+(?:\.[0-9]+)?|lab-d[56][05]|srgb")
MAX_STREAM = 60_000_000


def odd_objects(data: bytes) -> Iterator[str]:
    """Yield what the objects of a PDF hold that no edition has: names of dictionaries, and operators of pages and patterns."""
    outside, drawings = _parted(data)
    plain = _STRING.sub(b" ", outside)
    names = {_ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), n).decode("latin-1") for n in _NAME.findall(plain)}
    odd = sorted(n for n in names if n not in known("pdf names") and not _DATA.fullmatch(n))
    yield from (f"it holds what no edition has: /{name}" for name in odd[:5])
    if re.search(rb"/CIDToGIDMap\s*(?!/Identity\b)\S", plain):
        yield "its fonts draw characters with other glyphs than their own"
    words: set[str] = set()
    for drawing, pattern in drawings:
        found = {w.decode("latin-1") for w in _WORD.findall(_STRING.sub(b" ", drawing))}
        words |= found
        if pattern and "BT" in found:
            yield "a pattern of it draws text"
    yield from (
        f"its pages hold an operator that no edition has: {word}" for word in sorted(words - known("pdf operators"))[:5]
    )


def _parted(data: bytes) -> tuple[bytes, list[tuple[bytes, bool]]]:
    """What is outside streams, with the content of object streams; and the streams that draw, with whether each is a
    pattern’s. A stream is taken for a drawing where it unpacks to operators."""
    parts: list[bytes] = []
    drawings: list[tuple[bytes, bool]] = []
    at = 0
    for match in _STREAM.finditer(data):
        before = data[at : match.start()]
        parts.append(before)
        at = match.end()
        head = before[before.rfind(b" obj") :]
        if b"/FontFile" in head or b"/Length1" in head or b"/OpenType" in head:
            continue
        unpacked = _unpacked(match[1]) if b"Flate" in head else match[1]
        if b"/ObjStm" in head:
            parts.append(unpacked)
        elif re.search(rb"/XML|/ICC|/EmbeddedFile|/XRef|/N 3\b", head) is None and re.search(
            rb"\b(?:re|cm|BT|gs|m|Do)\b", unpacked[:4000]
        ):
            drawings.append((unpacked, b"/PatternType" in head))
    return b"\n".join([*parts, data[at:]]), drawings


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, MAX_STREAM)
    except zlib.error:
        return b""


def odd_metadata(root: Any, date: str) -> Iterator[str]:
    """Yield statements of the metadata (XMP, ISO 16684-1) that no edition makes. ``date``: the day of making, ISO 8601."""
    for element in root.iter():
        local = str(element.tag).rpartition("}")[2]
        if local not in known("xmp elements"):
            yield f"its metadata hold what no edition’s do: {local}"
        elif local in ("CreateDate", "ModifyDate") and (element.text or "")[:10] != date:
            yield f"its metadata say it was made on {element.text}"


#: The one file a PDF edition carries: its figures as data.
ATTACHED = "figures.json"
_DC = "{http://purl.org/dc/elements/1.1/}"
MAX_ATTACHED = 20_000_000
_ATTACHED_KEYS = {"fact", "value", "unit", "text"}
#: The longest side of a page, in points: that of A3.
MAX_SIDE = 1200
_LINK = 2  # FPDF_ANNOT_LINK
#: Render modes of PDF 32000-1, table 106, that leave no mark on the page: invisible, and clipping alone.
_INVISIBLE = frozenset({3, 7})
#: A buffer for most texts of a page and names of its structure.
_Short = raw.FPDF_WCHAR * 128


def text_of(function: Callable[..., int], *arguments: Any) -> str:
    """Return the string (UTF-16) a function of pdfium writes into a buffer; it tells how many bytes that takes, and writes
    nothing into a buffer that is smaller: then it is called again."""
    buffer = _Short()
    size = function(*arguments, buffer, ctypes.sizeof(buffer))
    if size > ctypes.sizeof(buffer):
        buffer = (raw.FPDF_WCHAR * (size // 2))()
        function(*arguments, buffer, size)
    return bytes(buffer)[:size].decode("utf-16-le", "replace").rstrip("\0")


def surroundings(document: Any, data: bytes, finished: Finished) -> None:
    """Add to ``finished`` what the document says outside its pages; what no edition of ours holds is a problem. ``data``: the
    file itself, for what pdfium does not tell; a name packed into an object stream is not seen there."""
    problems = finished.problems
    properties = document.get_metadata_dict()
    for name in ("Title", "Subject", "Keywords", "Author"):
        if properties[name]:
            finished.pieces.append(Piece("hidden", "", tidy(properties[name])))
    finished.dates = {f"the property {k}": properties[k][2:10] for k in ("CreationDate", "ModDate")}
    finished.language = text_of(raw.FPDFCatalog_GetLanguage, document.raw)
    finished.outline = [tidy(b.get_title()) for b in document.get_toc(max_depth=9)]
    if raw.FPDF_GetFormType(document.raw):
        problems.append("it holds a form")
    if raw.FPDFDoc_GetJavaScriptActionCount(document.raw):
        problems.append("it holds a script")
    problems += dict.fromkeys(odd_objects(data))
    finished.shown = [(tidy(b.get_title()), _page_of(b)) for b in document.get_toc(max_depth=9)]
    sizes = {tuple(round(side, 1) for side in document.get_page_size(number)) for number in range(len(document))}
    if len(sizes) > 1 or any(max(size) > MAX_SIDE for size in sizes):
        problems.append("its pages are of different sizes, or larger than paper")
    if text_of(raw.FPDF_GetPageLabel, document.raw, 0):
        problems.append("its pages carry labels of their own")
    made = properties["CreationDate"][2:10]
    said = [properties[name] for name in ("Title", "Subject", "Author", "Keywords")]
    problems += _xmp(data, said, f"{made[:4]}-{made[4:6]}-{made[6:]}")
    for place in range(document.count_attachments()):
        _attachment(document.get_attachment(place), finished)


def _page_of(bookmark: Any) -> int:
    """The page a bookmark leads to, from 1; 0 where it leads nowhere."""
    destination = bookmark.get_dest()
    index = None if destination is None else destination.get_index()
    return 0 if index is None else int(index) + 1


def _xmp(data: bytes, properties: list[str], date: str) -> Iterator[str]:
    """The metadata in XML (XMP), which must be readable as it is and say what the properties say."""
    packets = re.findall(rb"<x:xmpmeta.*?</x:xmpmeta>", data, re.DOTALL)
    if len(packets) != 1:
        yield "its metadata cannot be read, or it has several"
        return
    try:
        root = parse_xml(packets[0], "its metadata")
    except FileNotOpened as error:
        yield str(error)
        return
    yield from odd_metadata(root, date)
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
        finished.stated = {key: str(data[key]) for key in ("pack", "language", "edition")}
        if set(data) != {"pack", "language", "edition", "figures"} or any(
            set(f) != _ATTACHED_KEYS for f in data["figures"]
        ):
            finished.problems.append(f"the attached {ATTACHED} says more than an edition’s does")
        finished.data = [(str(f["fact"]), str(f["value"] or ""), str(f["unit"] or ""), str(f["text"]))
                         for f in data["figures"]]  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError, pypdfium2.PdfiumError):
        finished.problems.append(f"the attached {ATTACHED} cannot be read")


def links(page: Any, number: int, finished: Finished) -> None:
    """Check that links lead within the document and nothing else; what a link is said to lead to is a piece of its own."""
    for annotation in _annotations(page):
        if raw.FPDFAnnot_GetSubtype(annotation) != _LINK:
            finished.problems.append(f"page {number} carries an annotation that is no link")
            continue
        if text := tidy(text_of(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")):
            finished.pieces.append(Piece("hidden", "", text, page=number))
        if any(raw.FPDFAnnot_HasKey(annotation, key) for key in (b"A", b"AA", b"AP", b"PA", b"OC")):
            finished.problems.append(f"a link on page {number} does more than lead to a place in the document")


def _annotations(page: Any) -> Iterator[Any]:
    for place in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        try:
            yield annotation
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def contents_in_order(document: Any, pages: Sequence[int]) -> bool:
    """Return whether the links of the pages of contents lead to places in the order of the document (one behind another)."""
    reached = [place for number in pages for place in _destinations(document, number)]
    return reached == sorted(reached)


def _destinations(document: Any, number: int) -> Iterator[int]:
    page = document[number - 1]  # held: pdfium closes a page that nobody holds
    for annotation in _annotations(page.raw):
        destination = raw.FPDFLink_GetDest(document.raw, raw.FPDFAnnot_GetLink(annotation))
        if destination:
            yield raw.FPDFDest_GetDestPageIndex(document.raw, destination)


def replaced(element: Any, kind: str) -> Iterator[str]:
    """Yield texts that a reader aloud says instead of what is printed; only a figure has one (its description)."""
    for name, function in (
        ("ActualText", raw.FPDF_StructElement_GetActualText),
        ("expansion", raw.FPDF_StructElement_GetExpansion),
        ("title", raw.FPDF_StructElement_GetTitle),
        ("description", raw.FPDF_StructElement_GetAltText),
    ):
        if not (name == "description" and kind == "Figure") and function(element, None, 0) > 2:
            yield f"“{text_of(function, element)}” is said ({name}) instead of what is printed"


class Sight:
    """Whether the text of a page can be seen: within the page and what it is clipped to, in ink, the right way round, and under
    nothing drawn after it. Boxes are left, bottom, right, top in points."""

    def __init__(self, page: Any) -> None:
        box: Box = page.get_cropbox(False) or page.get_mediabox(False) or (0, 0, 0, 0)
        self.left, self.bottom, self.right, self.top = box
        self.at: list[tuple[Box, str]] = []

    def height(self, item: Any) -> float:
        """Return how high the baseline of a text object is."""
        return float(_matrix(item).f)

    def text(self, item: Any, text: str) -> Iterator[str]:
        """Note a text object; what is wrong with it."""
        if not text.strip():
            return
        box = _bounds(item)
        across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if not (self.left <= across <= self.right and self.bottom <= up <= self.top):
            yield f"“{text}” stands off the page"
        if raw.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE or not _inked(item):
            yield f"“{text}” is not drawn"
        if any(
            not (clip[0] - 1 <= across <= clip[2] + 1 and clip[1] - 1 <= up <= clip[3] + 1) for clip in _clips(item)
        ):
            yield f"“{text}” is clipped away"
        matrix = _matrix(item)
        if matrix.a * matrix.d - matrix.b * matrix.c <= 0:
            yield f"“{text}” is drawn the wrong way round"
        if replacement := _marked(item):
            yield f"“{replacement}” is said (ActualText) instead of “{text}”"
        self.at.append((box, text))

    def area(self, item: Any, image: bool, within: Any = None) -> Iterator[str]:
        """Yield what an area, a line or an image drawn after the text covers of it; ``within`` is the form it is part of."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        box = _moved(_bounds(item), within)
        if not image:
            raw.FPDFPath_GetDrawMode(item, fill, stroke)
            width = ctypes.c_float()
            raw.FPDFPageObj_GetStrokeWidth(item, width)
            if stroke.value and width.value > MAX_STROKE:
                yield f"a line {width.value:.0f} points thick is drawn"
            if not fill.value:
                return
        covered = [text for there, text in self.at if _share(there, box) > COVERED]
        if covered:
            yield f"“{covered[0]}” is covered by what is drawn over it"


Box = tuple[float, float, float, float]
#: The thickest line an edition draws, in points, with room; and the share of a text from which on it counts as covered.
MAX_STROKE, COVERED = 8, 0.15


def _share(text: Box, area: Box) -> float:
    """The part of a text's box that an area covers."""
    across = min(text[2], area[2]) - max(text[0], area[0])
    up = min(text[3], area[3]) - max(text[1], area[1])
    size = (text[2] - text[0]) * (text[3] - text[1])
    return max(across, 0) * max(up, 0) / size if size > 0 and across > 0 and up > 0 else 0


def _inked(item: Any) -> bool:
    """Whether a text is drawn with an ink that covers at least half."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha) or alpha.value > 127


def _clips(item: Any) -> Iterator[Box]:
    """The box of each path an object is clipped to."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0)) if clip else ():
        points = []
        for place in range(max(raw.FPDFClipPath_CountPathSegments(clip, path), 0)):
            x, y = ctypes.c_float(), ctypes.c_float()
            if raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, place), x, y):
                points.append((x.value, y.value))
        if points:
            yield _around(points)


def _moved(box: Box, form: Any) -> Box:
    """The box of something in a form, on the page."""
    if form is None:
        return box
    m = _matrix(form)
    corners = [(m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return _around(corners)


def _matrix(item: Any) -> Any:
    """How an object is placed on the page, or in the form it is part of."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return matrix


def _around(points: Sequence[tuple[float, float]]) -> Box:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _bounds(item: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _marked(item: Any) -> str:
    """The ActualText of the marked content a text object is in."""
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
