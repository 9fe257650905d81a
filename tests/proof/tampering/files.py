"""Tampering with one finished file: every place of a kind in it, and the file with one of them changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf
from lxml import etree

from tests.proof.tampering.words import Swap, applied, swaps

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class DocxTamper:
    """Texts are those of the document, its notes, and the cached values of its charts."""

    def __init__(self, data: bytes, language: str) -> None:
        self.parts = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.infos = archive.infolist()
            self.parts = {i.filename: archive.read(i) for i in self.infos}
        self.language = language
        self.names = [n for n in self.parts if re.fullmatch(r"word/(document|footnotes|charts/chart\d+)\.xml", n)]

    def texts(self, name: str) -> tuple[Any, list[Any]]:
        root = etree.fromstring(self.parts[name])
        tags = [f"{W}t"] if "chart" not in name else ["{http://schemas.openxmlformats.org/drawingml/2006/chart}v"]
        return root, [e for tag in tags for e in root.iter(tag) if e.text and not self.numbering(e)]

    @staticmethod
    def numbering(element: Any) -> bool:
        """Page numbers in the contents are fields that Word renews; they are no text of the document."""
        paragraph = next(element.iterancestors(f"{W}p"), None)
        style = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
        return style is not None and (style.get(f"{W}val") or "").startswith("TOC")

    def places(self, kind: str) -> Iterator[tuple[object, Swap]]:
        for name in self.names:
            for number, element in enumerate(self.texts(name)[1]):
                for swap in swaps(element.text, kind, self.language):
                    yield (name, number), swap

    def with_(self, place: Any, swap: Swap) -> bytes:
        name, number = place
        root, elements = self.texts(name)
        elements[number].text = applied(elements[number].text, swap)
        parts = self.parts | {name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self.infos:
                archive.writestr(info.filename, parts[info.filename])
        return out.getvalue()


class HtmlTamper:
    """Texts are those between the tags of the body, without the contents."""

    def __init__(self, data: bytes, language: str) -> None:
        self.text = data.decode()
        self.language = language
        start = self.text.index("<main>")
        self.spans = [m.span() for m in re.compile(r"(?<=>)[^<>]+(?=<)").finditer(self.text, start)]

    def places(self, kind: str) -> Iterator[tuple[object, Swap]]:
        for start, end in self.spans:
            before = self.text[max(0, start - 160) : start]
            if re.search(r'class="(?:number|call|back)"[^<>]*>$', before):
                continue
            for swap in swaps(self.text[start:end], kind, self.language):
                yield (start, end), swap

    def with_(self, place: Any, swap: Swap) -> bytes:
        start, end = place
        return (self.text[:start] + applied(self.text[start:end], swap) + self.text[end:]).encode()


class PdfTamper:
    """Texts are those of single text operators, rewritten with glyphs that the same font already has. ``first`` is the first
    page looked at; ``artifacts``: also what stands outside the text (drawings, heads and feet)."""

    def __init__(self, data: bytes, language: str, first: int = 2, artifacts: bool = False) -> None:
        self.data = data
        self.language = language
        self.shown: list[tuple[int, int, str, dict[str, str]]] = []
        with pikepdf.open(io.BytesIO(data)) as pdf:
            self.artifacts = artifacts
            for number, page in enumerate(pdf.pages):
                if number < first:
                    continue
                self.shown += self.page(page, number)

    @staticmethod
    def maps(font: Any) -> dict[str, str]:
        """Glyph codes (as hex) to characters, from the font's ToUnicode map."""
        text = font.ToUnicode.read_bytes().decode("latin-1")
        pairs = re.findall(r"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>$", text, re.MULTILINE)
        return {g.lower(): bytes.fromhex(u).decode("utf-16-be") for g, u in pairs}

    def page(self, page: Any, number: int) -> Iterator[tuple[int, int, str, dict[str, str]]]:
        fonts = {k: self.maps(f) for k, f in page.Resources.Font.items()}
        font: dict[str, str] = {}
        artifact = 0
        depth: list[bool] = []
        for at, (operands, operator) in enumerate(pikepdf.parse_content_stream(page)):
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth.append(str(operands[0]) == "/Artifact")
                artifact += depth[-1]
            elif name == "EMC" and depth:
                artifact -= depth.pop()
            elif name == "Tf":
                font = fonts[str(operands[0])]
            elif name == "TJ" and (self.artifacts or not artifact):
                codes = b"".join(bytes(x) for x in operands[0] if isinstance(x, pikepdf.String)).hex()
                glyphs = [codes[k : k + 4] for k in range(0, len(codes), 4)]
                yield number, at, "".join(font.get(g, "\ufffd")[:1] for g in glyphs), font

    def places(self, kind: str) -> Iterator[tuple[object, Swap]]:
        for index, (_, _, text, font) in enumerate(self.shown):
            known = set(font.values())
            for swap in swaps(text, kind, self.language):
                if set(swap.new) <= known and not (text.isdigit() and len(text) < 3 and kind == "digit"):
                    yield index, swap

    def with_(self, place: Any, swap: Swap) -> bytes:
        number, at, text, font = self.shown[place]
        back = {u: g for g, u in font.items()}
        new = applied(text, swap)
        with pikepdf.open(io.BytesIO(self.data)) as pdf:
            page = pdf.pages[number]
            stream = list(pikepdf.parse_content_stream(page))
            codes = bytes.fromhex("".join(back.get(c, "0003") for c in new))
            stream[at] = ([pikepdf.Array([pikepdf.String(codes)])], pikepdf.Operator("TJ"))
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(stream))
            out = io.BytesIO()
            pdf.save(out)
        return out.getvalue()


TAMPERS: dict[str, Any] = {"docx": DocxTamper, "html": HtmlTamper, "pdf": PdfTamper}
