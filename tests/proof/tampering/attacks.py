"""Attacks on finished files that once passed: what a reader sees changes, while every number stays accounted for.

Each is one change in one file, applied to a real edition. ``HTML`` and ``DOCX`` are patterns and what takes their place;
``PDF`` are functions over the opened file. ``made`` gives every attack with the file changed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pikepdf

from tests.proof.tampering.beside import _changed, _packed
from tests.proof.tampering.files import PdfTamper

_VALUE = r'(<p class="value"><data[^>]*>)'
_CELL = r"(<tbody>\s*<tr><th[^>]*>.*?</th>)<td"


def _css(rules: str) -> tuple[str, str]:
    return r"</style>", rules.replace("\\", "\\\\") + "</style>"


HTML: dict[str, tuple[str, str]] = {
    # what is read as another number
    "mark of direction in a span of years": (r"(20\d\d)(–)(20\d\d)", "\\g<1>\u200f\\g<2>\u200f\\g<3>"),
    "raised digits": (_VALUE + r"([^<]*)(\.\d)", r"\g<1>\g<2><sup>\g<3></sup>"),
    "a raised count": (_VALUE, r"\g<1><sup>14</sup>"),
    "way back in the cover": (r"(<p class=\"subtitle\">)", r'\g<1><a role="doc-backlink" class="back" href="#contents">97</a>'),
    "number class inside a link": (r"(<a class=\"source\"[^>]*>)", r'\g<1><span class="number">97</span>'),
    "entry of the contents to another place": (r'(<nav .*?<a[^>]*href=")#[^"]*', r"\g<1>#sources"),
    "link to a foreign address": (r'(<nav class="also".*?href=")[^"]*', r"\g<1>https://example.org/"),
    "link to a file that the edition lacks": (r'(<nav class="also".*?href=")[^"]*', r"\g<1>lacking.pdf"),
    "words among the links to other files": (r'(<nav class="also"[^>]*><ul>)', r"\g<1><li>up a third</li>"),
    "source link to another source": (r'(<a class="source" href="#)source-[^"]*', r"\g<1>contents"),
    "a cell over two columns": (_CELL, r'\g<1><td colspan="2"'),
    "a cell over two rows": (_CELL, r'\g<1><td rowspan="2"'),
    "a value over two rows": (r'(<td class="align-end")', r'\g<1> rowspan="2"'),
    "escaped property": _css('data::before{c\\6fntent:"1"}'),
    "space before the colon": _css('data::before{content :"1"}'),
    "property in capitals": _css('data::before{CONTENT:"1"}'),
    "marker before figures": _css('data{display:list-item;list-style:"1" inside}'),
    "counter style": _css("@counter-style x{system:cyclic;symbols:'9'} ul{list-style-type:x}"),
    "digits backwards": _css("data{unicode-bidi:bidi-override;direction:rtl}"),
    "rows reversed": _css("tbody tr{display:flex;flex-direction:row-reverse}"),
    "columns mirrored": _css("tbody{direction:rtl}"),
    "tiles exchanged": _css(".tile:first-child .value{position:relative;left:14em}"),
    # what is hidden, struck out or added
    "hidden, space before the colon": _css(".callout{display :none}"),
    "hidden, capitals": _css(".callout{DISPLAY:NONE}"),
    "hidden, line break": _css(".callout{display:\nnone}"),
    "hidden, escape": _css(".callout{displa\\79:none}"),
    "hidden, with the link that skips": _css(".callout, .skip{display:none}"),
    "no height": _css(".callout{max-height:0;overflow:hidden}"),
    "transparent, short": _css(".callout{opacity:.0}"),
    "transparent ink": _css(".callout{color:rgba(0,0,0,0)}"),
    "white ink": _css(".callout{color:#ffffff}"),
    "moved off": _css(".callout{transform:translate(-9999px)}"),
    "put off": _css(".callout{position:absolute;top:-9999px}"),
    "scaled to nothing": _css(".callout{scale:0}"),
    "filtered": _css(".callout{filter:opacity(0)}"),
    "struck, capitals": _css("data{TEXT-DECORATION:LINE-THROUGH}"),
    "struck by a picture": _css("data{background-image:linear-gradient(red,red)}"),
    "clamped": _css("p{-webkit-line-clamp:1;overflow:hidden}"),
    "hyphen that says something": _css('p{hyphens:auto;hyphenate-character:" not "}'),
    "marker that says something": _css('li{list-style-type:"not "}'),
    "letters too small": _css(".callout{font-size:.01px}"),
    "own class that hides, a box": (r'<div class="key-figures', '<div class="skip key-figures'),
    "own class that hides, a paragraph": (r"(<section[^>]*>\s*<h2.*?</h2>\s*<p)", r'\g<1> class="skip"'),
    "folded away": (r"(<section[^>]*>.*?)(<p[ >].*?</p>)", r"\g<1><details>\g<2></details>"),
    "a stamp of words": (r"(<main>)", r'\g<1><p class="stamp">Audited and guaranteed by the State Council.</p>'),
    "words with the mark of a stamp": (r"(<section[^>]*>\s*<h2.*?</h2>)", r"\g<1><p data-stamp>Audited by the state.</p>"),
    "a foot of words": (r"(</main>)", r"\g<1><footer>Returns are guaranteed.</footer>"),
    "words before the cover": (r"(<header class=\"cover\")", r"<p>Returns are guaranteed.</p>\g<1>"),
    "words as a way back": (r"(<p class=\"subtitle\">)",
                            r'\g<1><a role="doc-backlink" class="back" href="#contents">Guaranteed.</a>'),
    "words as a number": (r"(<a class=\"source\"[^>]*>)", r'\g<1><span class="number">guaranteed</span>'),
    "figure drawn as outlines": (r"(<svg class=\"art\"[^>]*>)", r'\g<1><path d="M9 9h9v9h-9zM29 9h9l-5 9"/>'),
    "icon over a value": (_VALUE, '<svg class="icon" viewBox="0 0 9 9" width="99" height="15" aria-hidden="true">'
                                  r'<rect width="9" height="9" fill="#fff"/></svg>\g<1>'),
    "label given to a box": (r'<div class="key-figures', '<div aria-label="Guaranteed" class="key-figures'),
    "title exchanged": (r"<title>[^<]*", "<title>Targets and actuals"),
    "read in another encoding": (r'charset="utf-8"', 'charset="gbk"'),
    "name of a term": (r'data-term="[^"]*"', 'data-term="x"'),
    "fact of a date": (r"<time datetime", '<time data-fact="deposits@2025-12-31" datetime'),
}  # fmt: skip

_W = "word/document.xml"
_P = r"(<w:tc><w:tcPr>)"
_BINDING = r'(<w:dataBinding [^>]*w:xpath="[^"]*f:figure\[\d+\])'
_PPR = r"(<w:body>.*?<w:pPr>)"
_CHART = "word/charts/chart1.xml"
_NOTE = r"(<w:body>.*?</w:p>)"

DOCX: dict[str, tuple[str, str, str]] = {
    "bound to the next figure": (_W, _BINDING, r"\g<1>/following-sibling::f:figure[1]"),
    "bound to the value": (_W, _BINDING, r"\g<1>/@value"),
    "bound to the author": (_W, r'w:xpath="[^"]*" w:storeItemID="\{[^}]*\}"',
                            'w:xpath="/cp:coreProperties/dc:creator" w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"'),
    "raised digits": (_W, r"(<w:sdtContent><w:r>)(<w:rPr>)?", r'\g<1><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'),
    "cell merged into the one above": (_W, _P, r"\g<1><w:vMerge/>"),
    "cell over two columns": (_W, _P, r'\g<1><w:gridSpan w:val="2"/>'),
    "row moved to the right": (_W, r"(<w:tr[ >][^>]*>?)(<w:trPr>)", r'\g<1>\g<2><w:gridBefore w:val="1"/>'),
    "row deleted, tracked": (_W, r"(<w:trPr>)", r'\g<1><w:del w:id="9" w:author="a" w:date="2026-01-01T00:00:00Z"/>'),
    "row hidden": (_W, r"(<w:trPr>)", r"\g<1><w:hidden/>"),
    "columns mirrored": (_W, r"(<w:tblPr>)", r"\g<1><w:bidiVisual/>"),
    "numbering from 97": ("word/numbering.xml", r'<w:start w:val="1"', '<w:start w:val="97"'),
    "notes from 5": ("word/settings.xml", r"(<w:settings[^>]*>)", r'\g<1><w:footnotePr><w:numStart w:val="5"/></w:footnotePr>'),
    "pages from 50": (_W, r"(<w:sectPr[^>]*>)", r'\g<1><w:pgNumType w:start="50"/>'),
    "labels rounded": ("word/charts/chart*", r'(<c:dLbls>.*?formatCode=")0\.00+', r"\g<1>0"),
    "axis rounded": (_CHART, r'(<c:valAx>.*?formatCode=")General', r"\g<1>0"),
    "logarithmic axis": (_CHART, r"(<c:scaling>)", r'\g<1><c:logBase val="10"/>'),
    "axis upside down": (_CHART, r'<c:orientation val="minMax"', '<c:orientation val="maxMin"'),
    "per cent of the whole": (_CHART, r'<c:grouping val="[^"]*"', '<c:grouping val="percentStacked"'),
    "separator that says something": (_CHART, r"(<c:showVal [^>]*>)", r'\g<1><c:separator>0 USD </c:separator>'),
    "labels hidden": (_CHART, r'<c:showVal val="1"', '<c:showVal val="0"'),
    "trend line with a name": (_CHART, r"(<c:cat>)", r"<c:trendline><c:name>Forecast 97%</c:name></c:trendline>\g<1>"),
    "error bars": (_CHART, r"(<c:cat>)", r'<c:errBars><c:errValType val="fixedVal"/><c:val val="97"/></c:errBars>\g<1>'),
    "form of the data": ("customXml/item1.xml", r'form="[^"]*"', 'form="bare-x"'),
    "author": ("docProps/core.xml", r"(<dc:creator>)[^<]*", r"\g<1>State Council guarantee"),
    "last modified by": ("docProps/core.xml", r"</cp:coreProperties>",
                         "<cp:lastModifiedBy>State Council</cp:lastModifiedBy></cp:coreProperties>"),
    "company": ("docProps/app.xml", "", "<Properties><Company>Guaranteed by the state</Company></Properties>"),
    "sign before paragraphs": ("word/numbering.xml", r'w:lvlText w:val="[^"]*"', 'w:lvlText w:val="不"'),
    "minus before paragraphs": ("word/numbering.xml", r'w:lvlText w:val="[^"]*"', 'w:lvlText w:val="−"'),
    "tip of a link": (_W, r"(<w:hyperlink )", r'\g<1>w:tooltip="Returns guaranteed, 97%" '),
    "link to another place": (_W, r'(<w:hyperlink [^>]*w:anchor=")[^"]*', r"\g<1>_Toc_summary"),
    "mark of a note of one's own": (_W, r"(<w:footnoteReference )", r'\g<1>w:customMarkFollows="1" '),
    "frame off the page": (_W, _PPR, r'\g<1><w:framePr w:x="-9999" w:y="-9999"/>'),
    "line without height": (_W, _PPR, r'\g<1><w:spacing w:line="1" w:lineRule="exact"/>'),
    "row without height": (_W, r"(<w:trPr>)", r'\g<1><w:trHeight w:val="1" w:hRule="exact"/>'),
    "style in white": ("word/styles.xml", r"(<w:rPrDefault><w:rPr>)", r'\g<1><w:color w:val="FFFFFF"/>'),
    "paragraph mark inserted, tracked": (_W, _PPR, r'\g<1><w:rPr><w:ins w:id="9" w:author="a"/></w:rPr>'),
    "formatting tracked": (_W, _PPR, r'\g<1><w:pPrChange w:id="9" w:author="a"><w:pPr/></w:pPrChange>'),
    "list of other choices": (_W, r"(<w:sdtPr>)", r'\g<1><w:dropDownList><w:listItem w:value="97"/></w:dropDownList>'),
    "shown as a placeholder": (_W, r"(<w:sdtPr>)", r"\g<1><w:showingPlcHdr/>"),
    "revisions tracked": ("word/settings.xml", r"(<w:settings[^>]*>)", r"\g<1><w:trackRevisions/>"),
    "picture as a bullet": ("word/numbering.xml", r"(<w:numbering[^>]*>)",
                            r'\g<1><w:numPicBullet w:numPicBulletId="0"><w:pict/></w:numPicBullet>'),
    "number of a page for the number of a table": (_W, r"SEQ \w+ [^<]*", r"PAGEREF _Toc_sources"),
    "entry of the contents to another place": (
        _W, r'(<w:hyperlink w:anchor=")_Toc_\w+(?=".*?w:anchor="(_Toc_\w+)")', r"\g<1>\g<2>",
    ),
    "source link to another source": (
        _W, r'(<w:hyperlink w:anchor="_Ref_source_)(\w+)(?=".*?w:anchor="_Ref_source_((?!\2")\w+))', r"\g<1>\g<3>",
    ),
    "head of another style": ("word/header*", r"(STYLEREF )\w+", r"\g<1>Title"),
    "another language": ("word/styles.xml", r'(<w:lang [^>]*w:val=")[^"]*', r"\g<1>fr-FR"),
    "font of symbols": ("word/styles.xml", r"(<w:rPrDefault><w:rPr>)", r'\g<1><w:rFonts w:ascii="Wingdings"/>'),
    "edition of the data": ("customXml/item1.xml", r'edition="[^"]*"', 'edition="2019-01-01"'),
    "language of the data": ("customXml/item1.xml", r'language="[^"]*"', 'language="fr"'),
}  # fmt: skip


def _inner(part: str, pattern: str, new: str, extra: str = "") -> Callable[[bytes], bytes]:
    """A change inside the workbook behind the first chart; ``extra`` adds a part."""

    def change(data: bytes) -> bytes:
        parts = _parts(data)
        name = sorted(n for n in parts if n.endswith(".xlsx"))[0]
        inside = _parts(parts[name])
        inside[part] = _changed(part, inside[part].decode(), pattern, new).encode() if not extra else extra.encode()
        return _packed(parts | {name: _packed(inside)})

    return change


def _exchanged(data: bytes) -> bytes:
    """The first two values of a chart exchanged, in its cache and in the workbook behind it."""
    parts = _parts(data)
    values = re.findall(r"<c:val>.*?</c:val>", parts[_CHART].decode(), re.DOTALL)[0]
    one, other = re.findall(r"<c:v>([^<]*)</c:v>", values)[:2]
    swapped = values.replace(f"<c:v>{one}<", "<c:v>\0<").replace(f"<c:v>{other}<", f"<c:v>{one}<").replace("\0", other)
    parts[_CHART] = parts[_CHART].decode().replace(values, swapped).encode()
    target = re.search(r'Target="\.\./([^"]*xlsx)"', parts["word/charts/_rels/chart1.xml.rels"].decode())
    assert target
    inside = _parts(parts["word/" + target[1]])
    sheet = inside["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace(f"<v>{one}<", "<v>\0<").replace(f"<v>{other}<", f"<v>{one}<").replace("\0", other)
    inside["xl/worksheets/sheet1.xml"] = sheet.encode()
    return _packed(parts | {"word/" + target[1]: _packed(inside)})


_FORMAT = '<numFmts count="1"><numFmt numFmtId="200" formatCode="0&quot; USD&quot;"/></numFmts></styleSheet>'
_WORDS = '<row r="9"><c r="D9" t="inlineStr"><is><t>guaranteed</t></is></c></row></sheetData>'
_SHEET = '<worksheet><sheetData><row><c r="A1" t="inlineStr"><is><t>not</t></is></c></row></sheetData></worksheet>'
DOCX_WHOLE: dict[str, Callable[[bytes], bytes]] = {
    "values exchanged in chart and workbook": _exchanged,
    "number format in the workbook": _inner("xl/styles.xml", r"</styleSheet>", _FORMAT),
    "words in a cell of the workbook": _inner("xl/worksheets/sheet1.xml", r"</sheetData>", _WORDS),
    "macros in the workbook": _inner("xl/vbaProject.bin", "", "", "x"),
    "links out of the workbook": _inner("xl/externalLinks/externalLink1.xml", "", "", "<externalLink/>"),
    "second sheet of the workbook": _inner("xl/worksheets/sheet2.xml", "", "", _SHEET),
}


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _before(drawing: bytes) -> Callable[[Any], None]:
    return lambda pdf: pdf.pages[6].contents_add(pdf.make_stream(drawing), prepend=True)


def _after(drawing: bytes) -> Callable[[Any], None]:
    return lambda pdf: pdf.pages[6].contents_add(pdf.make_stream(b"q " + drawing + b" Q"))


def _line(pdf: Any, part: float, drawing: bytes) -> None:
    """Draw over part of the first line of text of a page: ``drawing`` has places for left, bottom, width and height."""
    import pypdfium2  # noqa: PLC0415

    out = io.BytesIO()
    pdf.save(out)
    page = pypdfium2.PdfDocument(out.getvalue())[6]
    boxes = [o.get_bounds() for o in page.get_objects(max_depth=1) if o.type == 1]
    left, bottom, right, top = max(boxes, key=lambda b: b[2] - b[0])
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
    import pypdfium2  # noqa: PLC0415

    out = io.BytesIO()
    pdf.save(out)
    page = pypdfium2.PdfDocument(out.getvalue())[6]
    left, bottom, right, top = max((o.get_bounds() for o in page.get_objects(max_depth=1) if o.type == 1),
                                   key=lambda b: b[2] - b[0])  # fmt: skip
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


def made(form: str, data: bytes) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each attack of a format, with what gives the changed file."""
    if form == "html":
        for kind, (pattern, new) in HTML.items():
            yield kind, partial(_html, kind, data, pattern, new)
    elif form == "docx":
        for kind, change in DOCX.items():
            yield kind, partial(_part, kind, data, *change)
        for kind, whole in DOCX_WHOLE.items():
            yield kind, partial(whole, data)
    else:
        for kind, alter in PDF.items():
            yield kind, partial(_saved, data, alter, False)
        for kind, (alter, packed, after) in PDF_BYTES.items():
            yield kind, partial(_then, data, alter, packed, after)


def _html(kind: str, data: bytes, pattern: str, new: str) -> bytes:
    return _changed(kind, data.decode(), pattern, new).encode()


def _part(kind: str, data: bytes, part: str, pattern: str, new: str) -> bytes:
    parts = _parts(data)
    if part.endswith("*"):  # whichever of the parts has it
        part = next(n for n in sorted(parts) if n.startswith(part[:-1]) and re.search(pattern.encode(), parts[n]))
    return _packed(parts | {part: _changed(kind, parts.get(part, b"").decode(), pattern, new).encode()})


def _then(data: bytes, alter: Callable[[Any], Any], packed: bool, after: Callable[[bytes], bytes]) -> bytes:
    return after(_saved(data, alter, packed))


def _saved(data: bytes, alter: Callable[[Any], Any], packed: bool) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        alter(pdf)
        out = io.BytesIO()
        mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
        pdf.save(out, object_stream_mode=mode)
    return out.getvalue()
