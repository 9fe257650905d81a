"""Tampering with what a finished file says beside its text, by format: a pattern and what takes its place; for PDF a function
over the opened document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

FALSE = "RMB 9.7 trillion"
_P = f"<w:p><w:r><w:t>{FALSE}</w:t></w:r></w:p>"
_BODY = r"(<w:body>.*?)</w:p>"
_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

#: Part of the package, pattern, replacement (\g<1> …); a part that is not there is added whole.
DOCX: dict[str, tuple[str, str, str]] = {
    "title": ("docProps/core.xml", r"<dc:title>", f"<dc:title>{FALSE} "),
    "description": ("docProps/core.xml", r"<dc:description>", f"<dc:description>{FALSE}"),
    "date of making": ("docProps/core.xml", r'(W3CDTF">)\d{4}', r"\g<1>2019"),
    "edition": ("docProps/core.xml", r"<cp:version>[^<]*", "<cp:version>2019-01-01"),
    "bound value": ("customXml/item1.xml", r'value="9600000000000"', 'value="9700000000000"'),
    "bound unit": ("customXml/item1.xml", r'unit="CNY"', 'unit="USD"'),
    "bound to another fact": ("customXml/item1.xml", r'fact="deposits@', 'fact="loans@'),
    "data nothing prints": (
        "customXml/item1.xml",
        r"</figures>",
        f'<figure fact="a" value="1" unit="CNY">{FALSE}</figure></figures>',
    ),
    "name of a control": ("word/document.xml", r'<w:alias w:val="[^"]*"', f'<w:alias w:val="{FALSE}"'),
    "struck figure": ("word/document.xml", r"(<w:sdtContent><w:r>)", r"\g<1><w:rPr><w:strike/></w:rPr>"),
    "hidden figure": ("word/document.xml", r"(<w:sdtContent><w:r>)", r"\g<1><w:rPr><w:vanish/></w:rPr>"),
    "inserted words": ("word/document.xml", _BODY, r"\g<1><w:ins w:id='9'><w:r><w:t> not</w:t></w:r></w:ins></w:p>"),
    "deleted words": (
        "word/document.xml",
        _BODY,
        r"\g<1><w:del w:id='9'><w:r><w:delText>9.7</w:delText></w:r></w:del></w:p>",
    ),
    "text box": (
        "word/document.xml",
        _BODY,
        rf"\g<1><w:r><w:pict><w:txbxContent>{_P}</w:txbxContent></w:pict></w:r></w:p>",
    ),
    "text in a wrapper": ("word/document.xml", r"(<w:body>)", rf"\g<1><w:customXml>{_P}</w:customXml>"),
    "computed field": ("word/document.xml", r"SEQ \w+", 'QUOTE "9.7" '),
    "symbol": ("word/document.xml", r"(<w:sdtContent><w:r>)", r'\g<1><w:sym w:font="Arial" w:char="0039"/>'),
    "caption of a table": ("word/document.xml", r'<w:tblCaption w:val="[^"]*"', f'<w:tblCaption w:val="{FALSE}"'),
    "description of a drawing": ("word/document.xml", r'descr="', f'descr="{FALSE} '),
    "title of a drawing": ("word/document.xml", r'descr="', f'title="{FALSE}" descr="'),
    "order of notes": (
        "word/document.xml",
        r'(<w:footnoteReference w:id=")1(".*?<w:footnoteReference w:id=")2',
        r"\g<1>2\g<2>1",
    ),
    "head of pages": ("word/header3.xml", r"(<w:t[^>]*>)", r"\g<1>Draft "),
    "line above the notes": ("word/footnotes.xml", r'(<w:footnote w:type="separator"[^>]*>)', rf"\g<1>{_P}"),
    "hidden by a style": ("word/styles.xml", r"(<w:rPrDefault><w:rPr>)", r"\g<1><w:vanish/>"),
    "words of a numbering": ("word/numbering.xml", r'w:lvlText w:val="[^"]*"', 'w:lvlText w:val="9.7"'),
    "value drawn": ("word/charts/chart1.xml", r"(<c:val>.*?<c:v>)[0-9]", r"\g<1>9"),
    "values exchanged": (
        "word/charts/chart2.xml",
        r"(<c:val>.*?<c:v>)([^<]*)(</c:v>.*?<c:v>)([^<]*)",
        r"\g<1>\g<4>\g<3>\g<2>",
    ),
    "format of labels": ("word/charts/chart1.xml", r'formatCode="[^"]*"', 'formatCode="0.0&quot; USD&quot;"'),
    "cut axis": ("word/charts/chart1.xml", r"</c:scaling>", '<c:max val="10"/><c:min val="9"/></c:scaling>'),
    "units of an axis": (
        "word/charts/chart1.xml",
        r"</c:valAx>",
        '<c:dispUnits><c:builtInUnit val="thousands"/></c:dispUnits></c:valAx>',
    ),
    "no workbook": ("word/charts/_rels/chart1.xml.rels", r"<Relationship .*?/>", ""),
    "comments": ("word/comments.xml", "", f'<w:comments {_SPACE}><w:comment w:id="1">{_P}</w:comment></w:comments>'),
    "properties of one’s own": (
        "docProps/custom.xml",
        "",
        '<Properties><property name="x">9.7</property></Properties>',
    ),
    "macros": ("word/vbaProject.bin", "", "x"),
    "outside template": (
        "word/_rels/document.xml.rels",
        r"</Relationships>",
        '<Relationship Id="rIdX" Type="x" Target="http://x/x.dotm" TargetMode="External"/></Relationships>',
    ),
}

_MAIN = r"(<main>.*?)(<p)"
HTML: dict[str, tuple[str, str]] = {
    "title": (r"<title>", f"<title>{FALSE} "),
    "description": (r'name="description" content="', f'name="description" content="{FALSE} '),
    "date of making": (r'name="dcterms.created" content="\d{4}', 'name="dcterms.created" content="2019'),
    "moved on": (r"<head>", '<head><meta http-equiv="refresh" content="0;url=http://x">'),
    "value": (r'value="9600000000000"', 'value="9700000000000"'),
    "unit": (r'data-unit="CNY"', 'data-unit="USD"'),
    "fact": (r'data-fact="deposits@', 'data-fact="loans@'),
    "date": (r'datetime="2025', 'datetime="2024'),
    "label of a box": (r'<div class="key-figures', f'<div aria-label="{FALSE}" class="key-figures'),
    "tip": (r"<data ", f'<data title="{FALSE}" '),
    "hidden figure": (r"<data ", "<data hidden "),
    "styled figure": (r"<data ", '<data style="display:none" '),
    "added by style": (r"</style>", 'data::before{content:"not "}</style>'),
    "hidden by style": (r"</style>", "main p{visibility:hidden}</style>"),
    "styles fetched": (r"</head>", '<link rel="stylesheet" href="http://x/y.css"></head>'),
    "script": (r"</head>", '<script>document.title="9.7"</script></head>'),
    "handler": (r"<body ", '<body onload="x()" '),
    "picture": (_MAIN, rf'\g<1><img src="x" alt="{FALSE}">\g<2>'),
    "frame": (_MAIN, rf'\g<1><iframe srcdoc="{FALSE}"></iframe>\g<2>'),
    "template": (_MAIN, rf"\g<1><template>{FALSE}</template>\g<2>"),
    "comment": (_MAIN, rf"\g<1><!-- {FALSE} -->\g<2>"),
    "struck figure": (r"(<data[^>]*>[^<]*</data>)", r"<del>\g<1></del>"),
    "title of a chart": (r"(<svg[^>]*>)<title([^>]*)>", rf"\g<1><title\g<2>>{FALSE}"),
    "text in the cover’s drawing": (r'(<svg class="art"[^>]*>)', rf"\g<1><text>{FALSE}</text>"),
    "number of a heading": (r'(<h2[^>]*><span class="number">)\d', r"\g<1>9"),
    "a number that is none": (_MAIN, rf'\g<1><span class="number">{FALSE}</span>\g<2>'),
    "call of a note": (r"(doc-noteref[^>]*>)\d+", r"\g<1>99"),
    "a call that is none": (_MAIN, rf'\g<1><a role="doc-noteref">{FALSE}</a>\g<2>'),
    "a way back that is none": (_MAIN, rf'\g<1><a role="doc-backlink">{FALSE}</a>\g<2>'),
    "sign in a figure": (r"(<data[^>]*>[^<]*?)([0-9])(\.[0-9])", r"\g<1>-\g<2>\g<3>"),
    "language": (r'<html lang="[^"]*"', '<html lang="fr"'),
}


def _structure(pdf: Any, kind: str, key: str) -> None:
    """A text said instead of the printed one, on the ninth element of a kind."""
    count = 0
    todo = [pdf.Root.StructTreeRoot]
    while todo:
        node = todo.pop(0)
        if isinstance(node, pikepdf.Dictionary):
            count += node.get("/S") == pikepdf.Name(kind)
            if node.get("/S") == pikepdf.Name(kind) and count == 9:
                node[key] = FALSE
                return
            kids = node.get("/K")
            todo += [] if kids is None else list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _drawn(pdf: Any, drawing: bytes) -> None:
    page = pdf.pages[6]
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources.Font["/Fx"] = pdf.make_indirect(font)
    page.contents_add(pdf.make_stream(b"q " + drawing + b" Q"))


def _outline(pdf: Any) -> None:
    with pdf.open_outline() as outline:
        outline.root[2].title += f" {FALSE}"


def _attached(pdf: Any) -> None:
    data = pdf.attachments["figures.json"].get_file().read_bytes().replace(b"9600000000000", b"9700000000000")
    del pdf.attachments["figures.json"]
    pdf.attachments["figures.json"] = pikepdf.AttachedFileSpec(pdf, data, filename="figures.json")


def _metadata(pdf: Any) -> None:
    data = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata = pdf.make_stream(data.replace(b'x-default">', b'x-default">9.7 trillion ', 1))


def _note(pdf: Any) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[9, 9, 99, 99], Contents=FALSE
    )
    pdf.pages[4].Annots.append(pdf.make_indirect(note))


def _other(pdf: Any) -> None:
    pdf.attachments["x.txt"] = pikepdf.AttachedFileSpec(pdf, b"9.7", filename="x.txt")


def _exchange(pdf: Any) -> None:
    pdf.pages[5], pdf.pages[6] = pdf.pages[6], pdf.pages[5]


def _set(where: Callable[[Any], Any], key: str, value: Any) -> Callable[[Any], None]:
    return lambda pdf: where(pdf).__setitem__(key, value)


_LABELS = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D, St=99)])
PDF: dict[str, Callable[[Any], Any]] = {
    "title": _set(lambda p: p.docinfo, "/Title", FALSE),
    "subject": _set(lambda p: p.docinfo, "/Subject", FALSE),
    "date of making": _set(lambda p: p.docinfo, "/CreationDate", "D:20190101"),
    "metadata": _metadata,
    "bookmark": _outline,
    "data attached": _attached,
    "another file attached": _other,
    "data removed": lambda p: p.attachments.__delitem__("figures.json"),
    "words of a link": _set(lambda p: p.pages[4].Annots[0], "/Contents", FALSE),
    "link leading out": _set(
        lambda p: p.pages[4].Annots[0], "/A", pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://x")
    ),
    "note on a page": _note,
    "said aloud, paragraph": lambda p: _structure(p, "/P", "/ActualText"),
    "said aloud, run": lambda p: _structure(p, "/Span", "/ActualText"),
    "description of a paragraph": lambda p: _structure(p, "/P", "/Alt"),
    "expansion": lambda p: _structure(p, "/Span", "/E"),
    "page removed": lambda p: p.pages.__delitem__(6),
    "page doubled": lambda p: p.pages.insert(6, p.pages[6]),
    "pages exchanged": _exchange,
    "labels of pages": _set(lambda p: p.Root, "/PageLabels", _LABELS),
    "drawn over, number": lambda p: _drawn(p, b"/Artifact BMC BT /Fx 20 Tf 100 400 Td (9.7) Tj ET EMC"),
    "drawn over, words": lambda p: _drawn(p, b"/Artifact BMC BT /Fx 20 Tf 100 400 Td (not) Tj ET EMC"),
    "covered": lambda p: _drawn(p, b"1 1 1 rg 0 0 600 800 re f"),
    "not drawn": lambda p: p.pages[6].contents_add(p.make_stream(b"3 Tr"), prepend=True),
    "cropped": _set(lambda p: p.pages[6], "/CropBox", [0, 0, 300, 300]),
    "form": _set(lambda p: p.Root, "/AcroForm", pikepdf.Dictionary(Fields=[])),
    "runs when opened": _set(lambda p: p.Root, "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x")),
    "language": _set(lambda p: p.Root, "/Lang", "fr"),
}


def beside(form: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each change of a format that the file offers, with the file changed."""
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
        for kind, (part, pattern, new) in DOCX.items():
            old = parts.get(part, b"").decode()
            yield kind, _packed(parts | {part: _changed(kind, old, pattern, new).encode()})
    elif form == "html":
        for kind, (pattern, new) in HTML.items():
            yield kind, _changed(kind, data.decode(), pattern, new).encode()
    else:
        for kind, change in PDF.items():
            with pikepdf.open(io.BytesIO(data)) as pdf:
                change(pdf)
                out = io.BytesIO()
                pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            yield kind, out.getvalue()


def _changed(kind: str, old: str, pattern: str, new: str) -> str:
    changed, count = re.subn(pattern, new, old, count=1, flags=re.DOTALL)
    if count != 1 or changed == old:
        raise AssertionError(f"{kind}: there is nothing to change")
    return changed


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
