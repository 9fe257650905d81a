"""Attacks on Word files: a part, a pattern in it and what takes the place of its first match; or a function over the file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from tests.proof.tampering.beside import _changed, _packed

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
    "figure struck out from corner to corner": (
        _W, _P, r'\g<1><w:tcBorders><w:tl2br w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>',
    ),
    "line of a cell over the row above": (
        _W, _P, r'\g<1><w:tcBorders><w:top w:val="single" w:sz="96" w:space="0" w:color="FFFFFF"/></w:tcBorders>',
    ),
    "line of a cell of another kind": (
        _W, _P, r'\g<1><w:tcBorders><w:bottom w:val="double" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>',
    ),
    "line before a figure, as a minus": (
        _W, _P, r'\g<1><w:tcBorders><w:start w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>',
    ),
    "line of a cell on a paragraph": (
        _W, _PPR, r'\g<1><w:pBdr><w:top w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:pBdr>',
    ),
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
