"""A chart of a Word edition: what it draws, from its cached values; the workbook behind it must hold the same, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from briefing.proof.files.archive import Archive
from briefing.proof.files.docx_places import misplaced
from briefing.proof.files.piece import Mark, Piece, tidy
from briefing.proof.reading.letters import squash

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: Number formats that print the value itself, with any number of decimals.
_PLAIN = re.compile(r"General|#,##0(?:\.0+)?|0(?:\.0+)?")
#: The parts of the workbook behind a chart: one sheet, no macros, no links, no drawings.
_BOOK = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app)\.xml|xl/(?:workbook|sharedStrings|styles|worksheets/sheet1"
    r"|theme/theme1)\.xml|xl/_rels/workbook\.xml\.rels"
)
_RANGE = re.compile(r"(?:'?[^!]+'?!)?\$([A-Z]+)\$(\d+)(?::\$[A-Z]+\$(\d+))?")


def chart(archive: Archive, part: str, section: str, description: str) -> tuple[list[Piece], list[str]]:
    """The drawn labels as pieces, and what contradicts itself."""
    if part not in archive.names:
        return [], ["a chart has no data"]
    root = archive.xml(part)
    cached = [v.text or "" for v in root.iterfind(f".//{C}val//{C}v")]
    names = [v.text or "" for v in root.iterfind(f".//{C}tx//{C}v")]
    shown = [t.text or "" for t in root.iter(f"{A}t")] + [v.text or "" for v in root.iterfind(f".//{C}cat//{C}v")]
    if len(names) > 1:  # a single series is not named in the drawing
        shown += names
    pieces = [Piece("chart", section, tidy(text)) for text in shown if tidy(text)]
    pieces += [Piece("chart", section, value, (Mark("", value, 0),)) for value in cached]
    said = [
        *misplaced(root, part, "chart"),
        *_drawing(root),
        *_formats(root),
        *_described(root, description),
        *_behind(archive, part, root),
    ]
    return pieces, said


def _drawing(root: Any) -> Iterator[str]:
    """What would print a number as another, or draw it out of proportion."""
    for element in root.iter(f"{C}numFmt", f"{C}formatCode"):
        code = element.get("formatCode") or element.text or ""
        if not _PLAIN.fullmatch(code):
            yield f"a chart prints its numbers with words or in another scale: {code}"
    if next(root.iter(f"{C}dispUnits"), None) is not None:
        yield "the axis of a chart counts in units of its own"
    for element in root.iter(f"{C}min"):
        if element.get("val") not in ("0", "0.0"):
            yield f"the axis of a chart begins at {element.get('val')}"
    bars = next((e.get("val") for e in root.iter(f"{C}barDir")), "col")
    for axis, wanted in (("catAx", "maxMin" if bars == "bar" else "minMax"), ("valAx", "minMax")):
        for element in root.iterfind(f".//{C}{axis}/{C}scaling/{C}orientation"):
            if element.get("val") != wanted:
                yield "the axis of a chart runs the other way"
    if next(root.iter(f"{C}max"), None) is not None:
        yield "the axis of a chart is cut off"


def _formats(root: Any) -> Iterator[str]:
    """Labels that print fewer decimals than the value has, where no label of its own overrides them."""
    for series in root.iter(f"{C}ser"):
        values = {p.get("idx"): p.findtext(f"{C}v") or "" for p in series.iterfind(f"{C}val//{C}pt")}
        general = series.find(f"{C}dLbls/{C}numFmt")
        own = {e.findtext(f"{C}idx") or e.find(f"{C}idx").get("val"): e for e in series.iterfind(f"{C}dLbls/{C}dLbl")}
        for place, value in values.items():
            label = own.get(place)
            if label is not None and label.find(f"{C}tx") is not None:
                continue  # the label is text of its own, read as such
            format_ = label.find(f"{C}numFmt") if label is not None else general
            if format_ is not None and not _whole(format_.get("formatCode") or "", value):
                yield f"a label of a chart rounds {value}"


def _described(root: Any, description: str) -> Iterator[str]:
    """Values that the description of the drawing gives otherwise for the same label."""
    words = squash(description)
    for series in root.iter(f"{C}ser"):
        name = squash("".join(v.text or "" for v in series.iterfind(f"{C}tx//{C}v")))
        labels = {p.get("idx"): squash(p.findtext(f"{C}v") or "") for p in series.iterfind(f"{C}cat//{C}pt")}
        for point in series.iterfind(f"{C}val//{C}pt"):
            drawn = _number(point.findtext(f"{C}v") or "")
            said = [n for label in (labels.get(point.get("idx"), ""), name) if label for n in _after(words, label)]
            if said and drawn not in said:
                yield f"a chart draws {drawn} for “{labels.get(point.get('idx'), '')}”, its description says otherwise"


def _after(words: str, label: str) -> list[Decimal | None]:
    """The numbers that stand behind a label and a colon."""
    return [
        _number(m[1])
        for m in re.finditer(
            rf"(?:^|[—–；;，,、:：。.）)]){re.escape(label)}[:：]"
            + r"[^0-9−;；]{0,12}([−-]?[0-9][0-9,]*(?:\.[0-9]+)?)",
            words,
        )
    ]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").replace("−", "-")).normalize()
    except InvalidOperation:
        return None


def _whole(code: str, value: str) -> bool:
    return code == "General" or len(code.partition(".")[2]) >= len(value.partition(".")[2].rstrip("0"))


def _behind(archive: Archive, part: str, root: Any) -> Iterator[str]:
    """The workbook against every reference of the chart, and no number in it that the chart does not draw."""
    book = _workbook(archive, part)
    if book is None:
        yield "a chart has no workbook behind it, or another than an edition has: one sheet, plain numbers, nothing else"
        return
    used: set[str] = set()
    for reference in root.iter(f"{C}strRef", f"{C}numRef"):
        match = _RANGE.fullmatch(reference.findtext(f"{C}f") or "")
        if match is None:
            yield "a chart refers to no cells of its workbook"
            continue
        for point in reference.iter(f"{C}pt"):
            cell = f"{match[1]}{int(match[2]) + int(point.get('idx') or 0)}"
            used.add(cell)
            drawn, held = point.findtext(f"{C}v") or "", book.get(cell, "")
            if drawn != held:
                yield f"a chart draws “{drawn}”, the cell {cell} of the workbook behind it says “{held}”"
    titles = {squash(t.text or "") for t in root.iter(f"{A}t")}
    for cell, text in sorted(book.items()):
        if cell not in used and text and not (cell == "A1" and squash(text) in titles):
            yield f"the workbook behind a chart says “{text}” in {cell}, which the chart does not draw"


def _workbook(archive: Archive, part: str) -> dict[str, str] | None:
    rels = f"word/charts/_rels/{part.rpartition('/')[2]}.rels"
    if rels not in archive.names:
        return None
    target = next((e.get("Target") for e in archive.xml(rels) if (e.get("Target") or "").endswith(".xlsx")), "")
    path = "word/" + target.removeprefix("../")
    if path not in archive.names:
        return None
    book = Archive(archive.read(path))
    if any(not _BOOK.fullmatch(name) for name in book.names) or "xl/styles.xml" not in book.names:
        return None
    formats = [e.get("formatCode") or "" for e in book.xml("xl/styles.xml").iter(f"{_S}numFmt")]
    if not all(map(_PLAIN.fullmatch, formats)):
        return None
    shared = []
    if "xl/sharedStrings.xml" in book.names:
        shared = [
            "".join(t.text or "" for t in s.iter(f"{_S}t")) for s in book.xml("xl/sharedStrings.xml").iter(f"{_S}si")
        ]
    cells: dict[str, str] = {}
    for name in book.names:
        if name.startswith("xl/worksheets/sheet"):
            for cell in book.xml(name).iter(f"{_S}c"):
                text = "".join(v.text or "" for v in cell.iter(f"{_S}v", f"{_S}t"))
                if cell.get("t") == "s":
                    text = shared[int(text)] if text.isdigit() and int(text) < len(shared) else ""
                if cell.find(f"{_S}f") is not None:
                    text = "="  # a formula may give anything
                cells[cell.get("r") or ""] = text
    return cells
