"""Attacks on PDF files: functions over the opened file, and over the bytes once it is saved."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf

from tests.proof.tampering.files import PdfTamper


def _before(drawing: bytes) -> Callable[[Any], None]:
    return lambda pdf: pdf.pages[6].contents_add(pdf.make_stream(drawing), prepend=True)


def _after(drawing: bytes) -> Callable[[Any], None]:
    return lambda pdf: pdf.pages[6].contents_add(pdf.make_stream(b"q " + drawing + b" Q"))


def _longest(pdf: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the longest line of text of a page."""
    import pypdfium2  # noqa: PLC0415

    out = io.BytesIO()
    pdf.save(out)
    page = pypdfium2.PdfDocument(out.getvalue())[6]
    boxes = [o.get_bounds() for o in page.get_objects(max_depth=1) if o.type == 1]
    return max(boxes, key=lambda b: b[2] - b[0])


def _line(pdf: Any, part: float, drawing: bytes) -> None:
    """Draw over part of the longest line of text of a page: ``drawing`` has a place for left, bottom, width and height."""
    left, bottom, right, top = _longest(pdf)
    where = b"%f %f %f %f" % (left, bottom, (right - left) * part, top - bottom)
    _after(drawing.replace(b"BOX", where))(pdf)


def _resource(pdf: Any, sort: str, name: str, thing: Any) -> None:
    resources = pdf.pages[6].Resources
    if sort not in resources:
        resources[sort] = pikepdf.Dictionary()
    resources[sort][name] = thing


def _image(pdf: Any) -> Any:
    stream = pdf.make_stream(b"\xff\x00" * 32, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=8, Height=8,
                             ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8)  # fmt: skip
    _resource(pdf, "/XObject", "/Xi", stream)
    return stream


def _image_at(place: bytes) -> Callable[[Any], None]:
    def change(pdf: Any) -> None:
        _image(pdf)
        _after(place + b" cm /Xi Do")(pdf)

    return change


def _image_on_line(pdf: Any) -> None:
    _image(pdf)
    left, bottom, right, top = _longest(pdf)
    _after(b"%f 0 0 %f %f %f cm /Xi Do" % ((right - left) * 0.45, top - bottom, left, bottom))(pdf)


def _form(pdf: Any) -> None:
    form = pdf.make_stream(b"1 1 1 rg 0 0 600 850 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
                           BBox=[0, 0, 600, 850])  # fmt: skip
    _resource(pdf, "/XObject", "/Xf", form)
    _after(b"/Xf Do")(pdf)


def _tiling(pdf: Any) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    entries: dict[str, Any] = {"Type": pikepdf.Name.Pattern, "PatternType": 1, "PaintType": 1, "TilingType": 1}
    entries |= {"BBox": [0, 0, 300, 50], "XStep": 300, "YStep": 50, "Resources": resources}
    pattern = pdf.make_stream(b"BT /F 20 Tf 10 10 Td (RMB 97 trillion) Tj ET", **entries)
    _resource(pdf, "/Pattern", "/Pt", pattern)
    _after(b"/Pattern cs /Pt scn 50 20 300 40 re f")(pdf)


def _appearance(pdf: Any) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    form = pdf.make_stream(b"BT /F 20 Tf 10 10 Td (RMB 97 trillion) Tj ET", Type=pikepdf.Name.XObject,
                           Subtype=pikepdf.Name.Form, BBox=[0, 0, 300, 50],
                           Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)))  # fmt: skip
    pdf.pages[4].Annots[0].AP = pikepdf.Dictionary(N=form)


def _state(pdf: Any) -> None:
    _resource(pdf, "/ExtGState", "/Gx", pikepdf.Dictionary(ca=0, CA=0))
    _before(b"/Gx gs")(pdf)


def _attached(old: bytes, new: bytes) -> Callable[[Any], None]:
    def change(pdf: Any) -> None:
        data = pdf.attachments["figures.json"].get_file().read_bytes()
        changed = re.sub(old, new, data, count=1)
        assert changed != data
        del pdf.attachments["figures.json"]
        pdf.attachments["figures.json"] = pikepdf.AttachedFileSpec(pdf, changed, filename="figures.json")

    return change


def _moved(pdf: Any) -> None:
    """Two lines of text that change places on the page, their structure as before."""
    page = pdf.pages[6]
    stream = list(pikepdf.parse_content_stream(page))
    places = [k for k, (operands, operator) in enumerate(stream) if str(operator) == "Tm"]
    one, other = places[len(places) // 2], places[len(places) // 2 + 1]
    first, second = stream[one].operands, stream[other].operands
    assert [float(x) for x in first] != [float(x) for x in second]
    stream[one] = pikepdf.ContentStreamInstruction(second, pikepdf.Operator("Tm"))
    stream[other] = pikepdf.ContentStreamInstruction(first, pikepdf.Operator("Tm"))
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(stream))


def _contents_pages(pdf: Any) -> None:
    """The page numbers of the first and the last entry of the contents exchanged."""
    page = pdf.pages[1]
    fonts = {k: PdfTamper.maps(f) for k, f in page.Resources.Font.items()}
    stream = list(pikepdf.parse_content_stream(page))
    font: dict[str, str] = {}
    numbers = []
    for at, (operands, operator) in enumerate(stream):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
        elif str(operator) == "TJ":
            codes = b"".join(bytes(x) for x in operands[0] if isinstance(x, pikepdf.String)).hex()
            text = "".join(font.get(codes[k : k + 4], "?") for k in range(0, len(codes), 4)).strip()
            if text.isdigit() and len(text) == 2:
                numbers.append(at)
    one, other = numbers[len(numbers) // 2], numbers[-1]
    stream[one], stream[other] = stream[other], stream[one]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(stream))


def _glyphs(pdf: Any) -> None:
    """Two glyphs drawn for one another, under a true map of characters."""
    for font in pdf.pages[6].Resources.Font.values():
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else None
        if inner is not None:
            inner.CIDToGIDMap = pdf.make_stream(bytes((k // 256, k % 256)[i] for k in range(64) for i in (0, 1))[::-1])
            return


def _dests(key: str) -> Callable[[Any], None]:
    def change(pdf: Any) -> None:
        links = [a for a in pdf.pages[1].Annots if "/Dest" in a or "/A" in a]
        one, other = links[0], links[-1]
        for name in ("/Dest", "/A"):
            if name in one and name in other:
                one[name], other[name] = other[name], one[name]

    def outline(pdf: Any) -> None:
        with pdf.open_outline() as found:
            one, other = found.root[1], found.root[-1]
            one.destination, other.destination = other.destination, one.destination

    return change if key == "links" else outline


def _raw(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        changed = data.replace(old, new, 1)
        assert changed != data, old
        return changed

    return change


def _open_action(pdf: Any) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://x")


def _layers(pdf: Any) -> None:
    group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="x"))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=pikepdf.Dictionary(OFF=[group]))
    _resource(pdf, "/Properties", "/Lx", group)
    page = pdf.pages[6]
    page.contents_add(pdf.make_stream(b"/OC /Lx BDC"), prepend=True)
    page.contents_add(pdf.make_stream(b"EMC"))


def _set(where: Callable[[Any], Any], key: str, value: Any) -> Callable[[Any], None]:
    return lambda pdf: where(pdf).__setitem__(key, value)


def _xmp(pdf: Any) -> None:
    data = pdf.Root.Metadata.read_bytes().replace(
        b"</rdf:RDF>", b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights>guaranteed'
        b"</dc:rights></rdf:Description></rdf:RDF>", 1)  # fmt: skip
    pdf.Root.Metadata = pdf.make_stream(data)


_URI = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://x")
PDF: dict[str, Callable[[Any], Any]] = {
    "thick white stroke": _after(b"1 1 1 RG 900 w 0 400 m 600 400 l S"),
    "figure drawn as strokes": _after(b"1 1 1 RG 30 w 80 400 m 300 400 l S 0 0 0 RG 2 w 90 390 m 120 410 l 120 390 l S"),
    "part of a line covered": lambda p: _line(p, 0.4, b"1 1 1 rg BOX re f"),
    "image in white space": _image_at(b"200 0 0 40 60 20"),
    "image over part of a line": _image_on_line,
    "outlines in white space": _after(b"0 0 0 rg 60 20 m 90 20 l 90 50 l 60 50 l f"),
    "pattern that draws text": _tiling,
    "appearance of a link": _appearance,
    "attached, source": _attached(rb'"edition": "[^"]*"', b'"edition": "2019-01-01"'),
    "attached, language": _attached(rb'"language": "[^"]*"', b'"language": "fr"'),
    "attached, pack": _attached(rb'"pack": "[^"]*"', b'"pack": "x"'),
    "lines exchanged on the page": _moved,
    "page numbers in the contents exchanged": _contents_pages,
    "glyphs drawn for one another": _glyphs,
    "whole page transparent": _state,
    "clipped to nothing": _before(b"0 0 0 0 re W n"),
    "white ink": _before(b"1 1 1 rg 1 1 1 RG"),
    "form over the page": _form,
    "link with a second action": _set(lambda p: p.pages[4].Annots[0], "/A",
                                      pikepdf.Dictionary(S=pikepdf.Name.GoTo, D="summary", Next=_URI)),
    "action of a page": _set(lambda p: p.pages[6], "/AA", pikepdf.Dictionary(O=_URI)),
    "action of a link": _set(lambda p: p.pages[4].Annots[0], "/AA", pikepdf.Dictionary(E=_URI)),
    "links exchanged": _dests("links"),
    "bookmarks exchanged": _dests("outline"),
    "company": _set(lambda p: p.docinfo, "/Company", "State Council"),
    "creator": _set(lambda p: p.docinfo, "/Creator", "State Council"),
    "rights in the metadata": _xmp,
    "page rotated": _set(lambda p: p.pages[6], "/Rotate", 180),
    "unit of the page": _set(lambda p: p.pages[6], "/UserUnit", 0.01),
    "page mirrored": _before(b"-1 0 0 1 600 0 cm"),
    "page too large": _set(lambda p: p.pages[6], "/MediaBox", [0, 0, 14000, 14000]),
    "layer not shown": _layers,
}  # fmt: skip

#: Changes of the whole file, with whether its objects are packed into streams.
PDF_BYTES: dict[str, tuple[Callable[[Any], None], bool, Callable[[bytes], bytes]]] = {
    "runs when opened, escaped": (_open_action, False, _raw(b"/OpenAction", b"/Open#41ction")),
    "runs when opened, packed": (_open_action, True, bytes),
    "layer not shown, escaped": (_layers, False, _raw(b"/OCProperties", b"/OC#50roperties")),
}
