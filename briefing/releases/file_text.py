"""The text of a file as lines: a Word document, as it reads with all its changes accepted; a web page, without what a
reader does not see; a page of a PDF. Small raised characters that mark a note are left out, those of a unit or a power
stay."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator

import docx
import pypdfium2
from docx.opc.exceptions import OpcError
from lxml import etree, html
from pypdfium2 import raw

from briefing.files.foreign import DOCUMENT, open_archive, parse_xml
from briefing.files.reading import Refused, decode_page

_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")

#: A unit of length that may be squared or cubed.
_LENGTH = re.compile(r"(?<![A-Za-z])(?:m|km|cm|mm|ft|米|公里)$", re.IGNORECASE)

#: A ten that stands for itself: what is raised behind it is its power.
_TEN = re.compile(r"(?<![0-9.,])10$")

_MARK = re.compile(r"[\[(（【〔]?(?:[0-9]{1,3}|[a-z]|[ivx]{1,4}|[*†‡§#①-⑳])(?:[,，、][0-9]{1,3})*[\])）】〕]?")


def read_superscript(before: str, text: str) -> str:
    """Return what a raised text behind ``before`` is read as: nothing where it marks a note."""
    inner = text.strip()
    if re.fullmatch("[0-9+-]{1,3}", inner) and (_TEN.search(before) or (_LENGTH.search(before) and inner in "23")):
        return inner.translate(_RAISED)
    return "" if _MARK.fullmatch(inner) else text


#: How far above its line a character is set that is raised, in heights of the character before it: at least and at most.
_LIFT = (0.15, 0.9)

#: A raised character is no taller than this beside the one before it.
_SMALLER = 0.95


def text_of_page(page: pypdfium2.PdfTextPage) -> str:
    """Return the text of a page, lines divided as the PDF divides them. What is raised is read as in a web page or a Word
    document: powers and squares stay, marks of notes are left out."""
    runs = list(_runs(page))
    if not runs:
        return str(page.get_text_bounded())
    text, at = "", 0
    for start, end in runs:
        text += page.get_text_range(at, start - at)
        text += read_superscript(text.rstrip(), page.get_text_range(start, end - start))
        at = end
    return text + str(page.get_text_range(at, page.count_chars() - at))


def _runs(page: pypdfium2.PdfTextPage) -> Iterator[tuple[int, int]]:
    """Where the raised characters of a page stand: first, and behind the last."""
    x, line = ctypes.c_double(), ctypes.c_double()
    on: tuple[int, float] | None = None  # the last character that stands on its line: its index, how high the line is
    begun = -1
    count = page.count_chars()
    for at in range(count):
        code = raw.FPDFText_GetUnicode(page, at)
        if code in (0, 10, 13) or not raw.FPDFText_GetCharOrigin(page, at, x, line):
            up, on = False, None
        elif code <= 32 or code == 0xA0:
            up = False
        else:
            up = on is not None and line.value > on[1] and _lifted(page, at, line.value - on[1], on[0])
            on = on if up else (at, line.value)
        if up and begun < 0:
            begun = at
        elif not up and begun >= 0:
            yield begun, at
            begun = -1
    if begun >= 0:
        yield begun, count


def _lifted(page: pypdfium2.PdfTextPage, at: int, lift: float, before: int) -> bool:
    """Whether a character is smaller than the one before it and is above its line, but not on the one above."""
    boxes = (page.get_charbox(index, loose=True) for index in (at, before))
    mine, its = (float(top - bottom) for _, bottom, _, top in boxes)
    return bool(its) and _LIFT[0] * its < lift < _LIFT[1] * its and mine <= _SMALLER * its


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

#: What a reader does not see: text that was taken out or moved away, instructions of fields, the second copy of a text box.
_SKIPPED_IN_WORD = frozenset(
    {
        f"{_W}{name}"
        for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "delInstrText", "sdtPr", "tblPr", "trPr")
    }
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)

#: Marks within a run, and the text they stand for.
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def lines_of_document(data: bytes) -> list[str]:
    """Return the lines of a Word document. Raises ``Refused`` when it is none."""
    archive = open_archive(data, DOCUMENT)
    try:
        document = docx.Document(io.BytesIO(archive.data))
        styles = {s.style_id: s.name or "" for s in document.styles}
        return [*_blocks(document.element.body, styles), *_notes(document, styles)]
    except (OpcError, KeyError, ValueError, etree.LxmlError) as error:
        raise Refused("damaged", f"it is no Word document that can be read ({str(error)[:80]})") from error


def _notes(document: docx.document.Document, styles: dict[str, str]) -> Iterator[str]:
    """Footnotes and endnotes, each on lines of its own behind the text."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(f"{_W}type") in (None, "normal"):
                    yield from (line for line in _blocks(note, styles) if line.strip())


def _blocks(parent: etree._Element, styles: dict[str, str]) -> Iterator[str]:
    """Paragraphs and rows of tables in order, each a line; a heading keeps its rank, a text box follows its paragraph."""
    for block in parent.iterchildren("*"):
        if block.tag == f"{_W}p":
            yield from _paragraph(block, styles)
        elif block.tag == f"{_W}tbl":
            yield from _table(block, styles)
        elif block.tag not in _SKIPPED_IN_WORD:  # content controls, moved and inserted blocks
            yield from _blocks(block, styles)


def _paragraph(paragraph: etree._Element, styles: dict[str, str]) -> Iterator[str]:
    boxes: list[etree._Element] = []
    text = _text(paragraph, "", boxes)
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    level = re.fullmatch(r"[Hh]eading (\d)", styles.get(style.get(f"{_W}val", ""), "") if style is not None else "")
    yield from (f"{'#' * int(level[1])} {text}" if level and text.strip() else text).split("\n")
    for box in boxes:
        yield from _blocks(box, styles)


def _text(element: etree._Element, before: str, boxes: list[etree._Element]) -> str:
    """The visible text of a paragraph or a part of it; ``before`` is what precedes it. Text boxes are set aside."""
    out = ""
    for child in element.iterchildren("*"):
        name = child.tag.removeprefix(_W)
        if child.tag in _SKIPPED_IN_WORD or (name == "r" and _unseen(child)):
            continue
        if name == "txbxContent":
            boxes.append(child)
        elif name == "t":
            out += child.text or ""
        elif name in _MARKS:
            out += _MARKS[name]
        elif name == "r" and child.find(f"{_W}rPr/{_W}vertAlign[@{_W}val='superscript']") is not None:
            out += read_superscript((before + out).rstrip(), _text(child, "", boxes))
        else:
            out += _text(child, before + out, boxes)
    return out


def _unseen(run: etree._Element) -> bool:
    """Whether a run is hidden or struck out."""
    marks = (run.find(f"{_W}rPr/{_W}{name}") for name in ("vanish", "webHidden", "strike", "dstrike"))
    return any(mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off") for mark in marks)


def _table(table: etree._Element, styles: dict[str, str]) -> Iterator[str]:
    """The rows of a table, a cell that goes over several columns once; rows that were taken out are left out."""
    for row in table.iter(f"{_W}tr"):
        if row.find(f"{_W}trPr/{_W}del") is not None or next(row.iterancestors(f"{_W}tbl")) is not table:
            continue
        cells = [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
        yield "\t".join(
            " ".join(line for line in _blocks(cell, styles) if line.strip()).replace("\t", " ") for cell in cells
        )


#: Elements whose text is a line of its own.
_BLOCKS = frozenset(
    {
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "br", "td", "th", "section", "article", "title", "header",
        "blockquote", "table", "ul", "ol", "main", "dl", "dt", "dd", "figure", "figcaption", "pre", "address", "hr",
        "caption", "details", "summary", "fieldset", "legend", "center",
    }
)  # fmt: skip

#: Elements that are never read: no text of the page, words of its frame, what was struck out, how a word is pronounced.
_SKIPPED_IN_PAGES = frozenset(
    {
        "script", "style", "nav", "footer", "noscript", "template", "form", "aside", "iframe", "select", "button", "svg",
        "canvas", "object", "video", "audio", "textarea", "dialog", "datalist", "del", "s", "strike", "rt", "rp", "map",
        "head",
    }
)  # fmt: skip

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:[a-z%]*)\s*(?:;|$|!)|opacity\s*:\s*0\s*(?:;|$|!)",
    re.IGNORECASE,
)

#: No row and no cell of a table is wider or longer than this.
_SPAN = 1000


def lines_of_page(data: bytes) -> list[str]:
    """Return the lines of a web page. Raises ``Refused`` when it is none."""
    text, parser = decode_page(data), html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused("damaged", f"it is no web page that can be read ({str(error)[:80]})") from error
    lines = ["", root.findtext(".//head/title") or "", ""]
    _walk(root, lines)
    return [tidied for line in lines if (tidied := _spaced(line))]


def _spaced(line: str) -> str:
    """A line with single spaces; cells stay apart by tabs, groups of digits by their narrow spaces."""
    line = re.sub(r"(?<=[0-9])\u00a0(?=[0-9]{3}(?![0-9]))", "\u202f", line)
    return re.sub(r" ?\t ?", "\t", re.sub(r"[ \r\n\u00a0]+", " ", line)).strip(" ").rstrip("\t")


def _seen(element: html.HtmlElement) -> bool:
    """Whether a reader of the page sees an element."""
    read = isinstance(element.tag, str) and element.tag not in _SKIPPED_IN_PAGES and "hidden" not in element.attrib
    return read and not _HIDDEN.search(element.get("style", ""))


def _walk(element: html.HtmlElement, lines: list[str]) -> None:
    if _seen(element):
        if element.tag == "table" and _of_data(element):
            lines += [*("\t".join(row) for row in _rows(element)), ""]
        elif element.tag == "sup":
            lines[-1] += read_superscript(lines[-1].rstrip(), _inline(element))
        else:
            _inside(element, element.tag, lines)
    lines[-1] += element.tail or ""


def _inside(element: html.HtmlElement, tag: str, lines: list[str]) -> None:
    """The text of an element and of all in it."""
    if tag in _BLOCKS:
        lines.append("#" * int(tag[1]) + " " if re.fullmatch("h[1-6]", tag) else "")
    text = element.text or ""
    if tag == "pre":
        lines += text.split("\n")
    else:
        lines[-1] += re.sub(r"\s*\n\s*|\t", " ", text)
    for child in element:
        _walk(child, lines)
    if tag in _BLOCKS:
        lines.append("")


def _inline(element: html.HtmlElement) -> str:
    """The text of an element as one stretch."""
    lines = [""]
    _inside(element, "", lines)
    return " ".join(filter(None, (line.strip() for line in lines)))


def _of_data(table: html.HtmlElement) -> bool:
    """Whether a table holds cells of words and numbers; one that only places parts of a page is read as these."""
    return len(table.findall(".//tr")) > 1 and not table.xpath(
        ".//table | .//td[.//p[2] or .//div[2] or .//ul or .//h1 or .//h2] | .//th[.//p[2]]"
    )


def _rows(table: html.HtmlElement) -> Iterator[list[str]]:
    """The rows of a table, each with all its cells: what heads several rows is in each of them."""
    caption = table.find("caption")
    if caption is not None:
        yield [_inline(caption)]
    held: dict[int, tuple[int, str]] = {}
    for row in filter(_seen, table.iter("tr")):
        cells: dict[int, str] = {}
        at = 0
        for cell in row.iterchildren("td", "th"):
            while at in held:
                at += 1
            text = re.sub(r"\s+", " ", _inline(cell)).strip() if _seen(cell) else ""
            down, across = _number(cell.get("rowspan")), _number(cell.get("colspan"))
            cells[at] = text
            for column in range(at, at + across) if down > 1 else ():
                held[column] = (down, text if column == at == 0 else "")
            at += across
        cells |= {column: text for column, (_, text) in held.items() if column not in cells}
        held = {column: (left - 1, text) for column, (left, text) in held.items() if left > 1}
        yield [cells.get(column, "") for column in range(max(cells, default=-1) + 1)]


def _number(text: str | None) -> int:
    return min(max(int(text), 1), _SPAN) if text and text.strip().isdigit() else 1
