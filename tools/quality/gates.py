"""Gates for finished files, one function each: what it finds wrong, empty when the file passes."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pptx
from lxml import html as markup

from briefing.document.nodes import Chart, Document, Table, plain, walk
from briefing.document.reading import parts
from briefing.files.foreign import parse_xml
from briefing.proof.files import open_finished
from briefing.render.xlsx import NUMBER
from tools.quality.emptiness import half_empty, lines_of, parted
from tools.quality.office import converted
from tools.quality.outside import heading_levels, loose_fonts, open_xml_errors, pdf_failures, poppler
from tools.quality.texts import CALL, bare, calls, first_missing
from tools.word_lint import lint_docx

MARKS = ("t", "p", "footnoteReference")  # of a row: words, and what something that is no word of it may stand before
BETWEEN = ".{0,4}?"  # the mark of a list or the number of a note
NOTE_BEGINS, CALL_AFTER = 24, 6  # characters of a note, and of the words before its call, that are looked for
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A finished file, the tree it was made from, and the text LibreOffice shows of it (only of a Word file)."""

    path: Path
    document: Document
    read: str = ""


def _part(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("word/document.xml")


def _page(checked: CheckedFile) -> Any:
    return markup.document_fromstring(checked.path.read_bytes())


def _tree(shown: str, checked: CheckedFile) -> tuple[str, ...]:
    missing = first_missing(checked.document, shown)
    return (f"missing, or out of its order: {missing[:80]}",) if missing else ()


def _jumps(levels: list[int]) -> tuple[str, ...]:
    steps = [(before, after) for before, after in pairwise([0, *levels]) if after > before + 1]
    found = tuple(f"a heading of level {after} follows one of level {before}" for before, after in steps)
    return found if levels else ("there are no headings",)


def open_xml(checked: CheckedFile) -> tuple[str, ...]:
    """Valid by the Open XML SDK."""
    return open_xml_errors(checked.path)


def house_lint(checked: CheckedFile) -> tuple[str, ...]:
    """Nothing that the lint of the house finds."""
    return tuple(str(p.message) for p in lint_docx(checked.path.read_bytes(), checked.path.name))


def word_headings(checked: CheckedFile) -> tuple[str, ...]:
    """The outline levels of the headings of a Word file do not jump."""
    body = parse_xml(_part(checked.path))
    styles = [str(e.get(f"{W}val")) for e in body.iter(f"{W}pStyle")]
    return _jumps([int(found[1]) for style in styles if (found := re.fullmatch(r"Heading(\d)", style))])


def office_text(checked: CheckedFile) -> tuple[str, ...]:
    """LibreOffice shows the text of the tree in its order."""
    return _tree(checked.read, checked)


def workbook_cells(checked: CheckedFile) -> tuple[str, ...]:
    """Every cell of a workbook, read by openpyxl, is text or a number, as its tree has them: sheet by sheet, cell by cell."""
    found = openpyxl.load_workbook(checked.path, read_only=True, data_only=True)
    wrong: list[str] = []
    for section, sheet in zip(checked.document.sections, found.worksheets, strict=True):
        cells = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value not in (None, "")]
        wanted = [plain(cell.children) for node in walk(section.blocks) if isinstance(node, Table)
                  for row in (*node.head, *node.body, *node.foot) for cell in row if plain(cell.children)]  # fmt: skip
        numbers = sum(1 for text in wanted if NUMBER.fullmatch(text))
        lacking = {text for text in wanted if not NUMBER.fullmatch(text)} - set(cells)
        wrong += [f"the sheet {sheet.title} lacks: {text[:60]}" for text in sorted(lacking)]
        if numbers > sum(1 for cell in cells if re.fullmatch(r"-?[\d.]+(?:[eE][-+]?\d+)?", cell)):
            wrong.append(f"the sheet {sheet.title} holds fewer numbers than its tree")
    return tuple(wrong)


def deck_text(checked: CheckedFile) -> tuple[str, ...]:
    """python-pptx finds every passage of the tree on its slide or in its notes, and every point of a chart in its data."""
    wrong: list[str] = []
    deck = pptx.Presentation(str(checked.path))
    for section, slide in zip(checked.document.sections, list(deck.slides)[1:], strict=True):
        boxes = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        boxes += [cell.text for table in tables for row in table.rows for cell in row.cells]
        boxes += [slide.notes_slide.notes_text_frame.text] if slide.has_notes_slide else []
        said = bare("\n".join(boxes))
        for part in parts((section,)):
            wanted = [bare(plain(run)) for run in part.runs]
            wrong += [
                f"slide “{plain(section.heading)}” lacks: {text[:60]}"
                for text in wanted
                if _loose(text) not in _loose(said)
            ]
        drawn = [
            float(v)
            for s in slide.shapes
            if s.has_chart
            for p in s.chart.plots
            for c in p.series
            for v in c.values
            if v is not None
        ]
        points = [
            p for n in walk(section.blocks) if isinstance(n, Chart) for s in n.series for p in s.points if p is not None
        ]
        if len(drawn) != len(points):
            wrong.append(f"slide “{plain(section.heading)}” draws {len(drawn)} points, its tree has {len(points)}")
    return tuple(wrong)


def _loose(text: str) -> str:
    """A text without the numbers of notes, which stand in it raised."""
    return re.sub(r"\d+", "", text)


def frictionless_package(checked: CheckedFile) -> tuple[str, ...]:
    """Valid by Frictionless: every file as described, every cell of its type."""
    from frictionless import Package  # noqa: PLC0415 - only data packages need it, and it takes a second to import

    report = Package(str(checked.path)).validate()
    return tuple(str(row[-1]) for row in report.flatten(["title", "message"]))


@contextmanager
def as_set(checked: CheckedFile) -> Iterator[Path]:
    """A Word file as LibreOffice sets it, as a PDF that is there until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "as-set.pdf")
        made.write_bytes(_set(checked.path.read_bytes(), checked.path.suffix))
        yield made


@lru_cache(maxsize=2)  # each gate of a file asks for the same one, and starting LibreOffice costs more than the gates
def _set(data: bytes, suffix: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"file{suffix}")
        file.write_bytes(data)
        (made,) = converted([file], "pdf", Path(folder))
        return made.read_bytes()


def one_leaf(checked: CheckedFile) -> tuple[str, ...]:
    """What must stay on one page does in LibreOffice, too, whose lines are a little longer than Word's."""
    if not checked.document.extra.get("sheet"):
        return ()
    with as_set(checked) as made:
        pages = re.search(r"Pages:\s+(\d+)", poppler("pdfinfo", made))
    return () if pages and pages[1] == "1" else (f"it takes {pages[1] if pages else 'no'} pages",)


def pdf_ua(checked: CheckedFile) -> tuple[str, ...]:
    """Valid as PDF/UA-1."""
    return pdf_failures(checked.path.read_bytes(), "PDF_UA_1")


def pdf_a(checked: CheckedFile) -> tuple[str, ...]:
    """Valid as PDF/A-3a."""
    return pdf_failures(checked.path.read_bytes(), "PDF_A_3A")


def fonts(checked: CheckedFile) -> tuple[str, ...]:
    """Every font is embedded."""
    return tuple(f"{name} is not embedded" for name in loose_fonts(checked.path))


def pdf_headings(checked: CheckedFile) -> tuple[str, ...]:
    """The levels of the headings in the structure tree do not jump."""
    return _jumps(heading_levels(checked.path))


def pdf_text(checked: CheckedFile) -> tuple[str, ...]:
    """Read along its structure, the PDF says the text of the tree in its order."""
    pieces = open_finished(checked.path).pieces
    return _tree("".join(piece.text for piece in pieces if piece.role not in ("furniture", "alt", "hidden")), checked)


def pdf_copied(checked: CheckedFile) -> tuple[str, ...]:
    """No character is one that has no glyph or no Unicode value."""
    odd = sorted(set(re.findall("[\ufffd\ue000-\uf8ff\u0000]", poppler("pdftotext", checked.path))))
    return tuple(f"U+{ord(character):04X} is printed" for character in odd)


def pdf_notes(checked: CheckedFile) -> tuple[str, ...]:
    """Each note is on the page of its call."""
    return _notes(checked.path, checked.document)


def word_pages(checked: CheckedFile) -> tuple[str, ...]:
    """As LibreOffice sets it, no page is left half empty, and no line parts a date."""
    with as_set(checked) as made:
        return _looks(made, checked.document)


def word_rows(checked: CheckedFile) -> tuple[str, ...]:
    """Every row of every table of a Word file is on a page as LibreOffice sets it, the words of its cells in their order."""
    with as_set(checked) as made:
        pages = [bare(page) for page in poppler("pdftotext", made, "-raw", "-enc", "UTF-8").split("\f")]
    rows = [_pieces(row) for row in parse_xml(_part(checked.path)).iter(f"{W}tr")]
    wanted = [(pieces, re.compile(BETWEEN.join(map(re.escape, pieces)))) for pieces in rows if pieces]
    lost = [pieces for pieces, pattern in wanted if not any(map(pattern.search, pages))]
    return tuple(f"a row is on no page: {' | '.join(pieces)[:80]}" for pieces in lost)


def _pieces(row: Any) -> list[str]:
    """The words of a row, parted where a paragraph ends and where a note is called."""
    said = "".join(str(e.text or "") if e.tag == f"{W}t" else CALL for e in row.iter(*(f"{W}{t}" for t in MARKS)))
    return [bare(piece) for piece in said.split(CALL) if bare(piece)]


def pdf_pages(checked: CheckedFile) -> tuple[str, ...]:
    """No page is left half empty, and no line parts a date."""
    return _looks(checked.path, checked.document)


def _looks(pdf: Path, document: Document) -> tuple[str, ...]:
    front = 0 if document.extra.get("front") == "none" else 2
    return (*half_empty(pdf, front), *parted(lines_of(pdf)))


def html_text(checked: CheckedFile) -> tuple[str, ...]:
    """The HTML edition says the text of the tree in its order."""
    main = _page(checked).find(".//main")
    if main is None:
        return ("there is no main part",)
    for gone in main.xpath("//*[local-name()='svg']|//ol[@class='notes']|//a[@class='call']"):
        gone.drop_tree()
    return _tree(str(main.text_content()), checked)


def html_headings(checked: CheckedFile) -> tuple[str, ...]:
    """The levels of the headings do not jump."""
    page = _page(checked)
    return _jumps([int(e.tag[1]) for e in page.iter("h1", "h2", "h3", "h4", "h5", "h6")])


def html_alone(checked: CheckedFile) -> tuple[str, ...]:
    """The page asks nothing of a network, every link within it arrives, and those to other files lead to files beside it."""
    page = _page(checked)
    ids = set(page.xpath("//@id"))
    outside = [str(value) for value in page.xpath("//@src|//link/@href|//script[not(@type='application/ld+json')]")]
    beside = set(page.xpath("//nav[@class='also']//a/@href"))
    dead = [str(v) for v in page.xpath("//a/@href") if v not in beside and (v[1:] not in ids or v[0] != "#")]
    dead += [str(v) for v in sorted(beside) if "/" in v or not (checked.path.parent / unquote(v)).is_file()]
    return tuple(f"{value} leads outside or nowhere" for value in (*outside, *dead))


def _notes(pdf: Path, document: Document) -> tuple[str, ...]:
    """Notes of which no page shows both the beginning of the text and the call, a number after the words before it."""
    pages = [bare(text) for text in poppler("pdftotext", pdf, "-raw", "-enc", "UTF-8").split("\f")]
    found: list[str] = []
    told: dict[str, set[int]] = {}
    for before, note in calls(document):
        begins = bare(f"{note.number}{plain(note.children)}")[:NOTE_BEGINS]
        homes = told.setdefault(note.id, {at for at, page in enumerate(pages) if begins in page})
        call = f"{before[-CALL_AFTER:]}{note.number}"
        if not any(call in pages[at].replace(begins, "", 1) for at in homes):
            found.append(f"note {note.number} is not on the page of its call")
        told[note.id] = set(range(len(pages)))  # a later call of the same note is a reference to the first
    return tuple(found)


Gate = Callable[[CheckedFile], tuple[str, ...]]

WORD: Mapping[str, Gate] = {
    "Open XML SDK": open_xml,
    "house lint": house_lint,
    "heading levels": word_headings,
    "LibreOffice text = tree": office_text,
    "one page": one_leaf,
    "pages": word_pages,
    "rows of tables": word_rows,
}
WORKBOOK: Mapping[str, Gate] = {"Open XML SDK": open_xml, "cells = tree": workbook_cells}
PDF: Mapping[str, Gate] = {
    "PDF/UA-1": pdf_ua,
    "PDF/A-3a": pdf_a,
    "fonts embedded": fonts,
    "glyphs": pdf_copied,
    "notes on page": pdf_notes,
    "heading levels": pdf_headings,
    "text = tree": pdf_text,
    "pages": pdf_pages,
}
HTML: Mapping[str, Gate] = {"self-contained": html_alone, "heading levels": html_headings, "text = tree": html_text}
PACKAGE: Mapping[str, Gate] = {"Frictionless": frictionless_package}
DECK: Mapping[str, Gate] = {"Open XML SDK": open_xml, "slides = tree": deck_text}
