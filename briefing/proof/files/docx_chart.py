"""A chart of a Word edition: what it draws, from its cached values; the workbook behind it must hold the same, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from briefing.proof.files.archive import Archive
from briefing.proof.files.piece import Mark, Piece, tidy

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: Number formats that print the value itself, with any number of decimals.
_PLAIN = re.compile(r"General|#,##0(?:\.0+)?|0(?:\.0+)?")
_RANGE = re.compile(r"(?:'?[^!]+'?!)?\$([A-Z]+)\$(\d+)(?::\$[A-Z]+\$(\d+))?")


def chart(archive: Archive, part: str, section: str) -> tuple[list[Piece], list[str]]:
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
    return pieces, [*_drawing(root), *_behind(archive, part, root)]


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
    if next(root.iter(f"{C}max"), None) is not None:
        yield "the axis of a chart is cut off"


def _behind(archive: Archive, part: str, root: Any) -> Iterator[str]:
    """The workbook against every reference of the chart, and no number in it that the chart does not draw."""
    book = _workbook(archive, part)
    if book is None:
        yield "a chart has no workbook behind it"
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
    for cell, text in sorted(book.items()):
        if cell not in used and any(map(str.isdigit, text)):
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
