"""The text of a Word document as lines, as it reads with all its changes accepted: paragraphs, rows of tables, text boxes,
content controls, notes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from briefing.files.foreign import DOCUMENT, open_archive, parse_xml
from briefing.files.reading import Refused
from briefing.releases.superscripts import read_superscript

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

#: What a reader does not see: text that was taken out or moved away, instructions of fields, the second copy of a text box.
_SKIPPED = frozenset(
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
    for block in parent:
        if block.tag == f"{_W}p":
            yield from _paragraph(block, styles)
        elif block.tag == f"{_W}tbl":
            yield from _table(block, styles)
        elif isinstance(block.tag, str) and block.tag not in _SKIPPED:  # content controls, moved and inserted blocks
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
    for child in element:
        name = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
        if child.tag in _SKIPPED or not name or (name == "r" and _unseen(child)):
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
