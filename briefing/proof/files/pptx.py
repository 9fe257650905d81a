"""The deck read from its parts: titles, text, tables, charts with their workbooks, speaker's notes; figures by their marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from briefing.proof.files import FileNotOpened, Finished, MarkedFile, Piece, known, relations, section_key, tidy
from briefing.proof.files.docx import chart
from briefing.proof.files.docx_surroundings import core_properties

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: What a slide, its notes and the list of slides may hold, by local name: nothing that moves, links, plays or hides.
_KNOWN = known("slide elements")
#: The list of slides, and what the standing styles of text in it are made of.
_LIST, _DEFAULTS = "ppt/presentation.xml", re.compile(r"lvl[1-9]pPr|defPPr|defRPr|cs")
#: Colours that text may have on a slide; the ground is the layout's.
_INK = frozenset({"tx1", "tx2"})
_SMALLEST = 900  # hundredths of a point
_FARTHEST = 5000  # from line to line, in the same
_HIDING = (("cNvPr", "hidden"), ("sld", "show"), ("rPr", "strike"), ("rPr", "cap"))
#: How much of one box of text another may cover, in thousandths of an inch: rounding, nothing else.
_TOUCH = 12_700
_NUMBERED = re.compile(r"(\d+) ")


def _spaced(points: Any) -> bool:
    """Whether the lines of a paragraph are as far apart as its letters are high at least, and no paragraph is pushed away."""
    value, paragraph = int(points.get("val") or 0), points.getparent().getparent().getparent()
    sizes = [int(run.get("sz") or _SMALLEST) for run in paragraph.iter(f"{_A}rPr")]
    low = max(sizes, default=_SMALLEST) if points.getparent().tag == f"{_A}lnSpc" else 0
    return low <= value <= _FARTHEST


def read_pptx(data: bytes, name: str) -> Finished:
    """Return the pieces of a deck. Raises ``ValueError`` where it is not opened."""
    deck = _Deck.opened(data, name, "pptx", "slide")
    core_properties(deck.archive.xml("docProps/core.xml"), deck.finished)
    deck.read()
    return deck.finished


@dataclass(slots=True)
class _Deck(MarkedFile):
    used: set[str] = field(default_factory=set)
    called: list[int] = field(default_factory=list)
    before: int = 0

    def read(self) -> None:
        """Read every slide in the order of the deck, its notes after it."""
        part = _LIST
        root = self.archive.xml(part)
        self._known(root, part)
        related = relations(self.archive, part)
        slides = [related.get(s.get(f"{_R}id"), ("", ""))[1] for s in root.iter(f"{_P}sldId")]
        size = root.find(f"{_P}sldSz")
        page = (int(size.get("cx")), int(size.get("cy")))
        if [str(n) for n in range(1, len(slides) + 1)] != [*self.marks.sections]:
            raise FileNotOpened("its slides are not those that its figures are marked for")
        for number, slide in enumerate(slides, 1):
            self._slide(number, slide, page)
        shown = {n for n in self.archive.names if re.fullmatch(r"ppt/(slides|notesSlides|charts)/\w+\.xml", n)}
        self.finished.problems += [f"it holds a part that no slide shows: {n}" for n in sorted(shown - self.used)]
        self.finished.problems += self.marks.unused()
        self.finished.calls = self.called

    def _known(self, root: Any, part: str) -> None:
        for element in root.iter():
            local = str(element.tag).rpartition("}")[2]
            if local not in _KNOWN and not (part == _LIST and _DEFAULTS.fullmatch(local)):
                self.finished.problems.append(f"{part} holds what no edition has: {local}")
            for tag, attribute in _HIDING:
                if local == tag and element.get(attribute) not in (None, "1" if attribute == "show" else "0"):
                    self.finished.problems.append(f"{part} hides or strikes something ({tag} {attribute})")
            if local == "rPr" and int(element.get("sz") or _SMALLEST) < _SMALLEST:
                self.finished.problems.append(f"{part} has text too small to be read")
            if local == "spcPts" and not _spaced(element):
                self.finished.problems.append(f"{part} has lines that stand over each other, or far apart")
            ink = local == "schemeClr" and element.getparent().getparent().tag == f"{_A}rPr"
            if ink and element.get("val") not in _INK:
                self.finished.problems.append(f"{part} has text in the colour {element.get('val')}")

    def _slide(self, number: int, part: str, page: tuple[int, int]) -> None:
        root = self.archive.xml(part)
        self.used.add(part)
        self._known(root, part)
        self.before = max(self.called, default=0)  # each slide numbers its notes from 1
        section = section_key(self.marks.sections[str(number)])
        related = relations(self.archive, part)
        boxes: list[tuple[int, int, int, int]] = []
        for shape in root.find(f"{_P}cSld/{_P}spTree"):
            box = _box(shape)
            if box is not None:
                boxes.append(box)
                if box[0] < 0 or box[1] < 0 or box[0] + box[2] > page[0] or box[1] + box[3] > page[1]:
                    self.finished.problems.append(f"slide {number} has something beyond its edge")
            if shape.tag == f"{_P}sp":
                self._text(number, shape, section)
            elif shape.tag == f"{_P}graphicFrame":
                self._graphic(number, shape, section, related)
        if any(_cover(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :]):
            self.finished.problems.append(f"on slide {number} one thing covers another")
        notes = [target for kind, target in related.values() if kind == "notesSlide"]
        for target in notes:
            self._notes(number, target, section)

    def _text(self, number: int, shape: Any, section: str) -> None:
        holder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
        kind = holder.get("type") if holder is not None else ""
        identity = shape.find(f"{_P}nvSpPr/{_P}cNvPr")
        if identity.get("descr") or identity.get("title"):
            described = f"{identity.get('descr') or ''} {identity.get('title') or ''}"
            self.finished.pieces.append(Piece("hidden", section, described))
        role = "text"
        if kind in ("ftr", "sldNum") or identity.get("name") == "Stamp":
            role = "furniture"
        elif kind in ("title", "ctrTitle"):
            role = "heading" if section else "cover"
        elif not section:
            role = "cover"
        for at, paragraph in enumerate(shape.iterfind(f"{_P}txBody/{_A}p")):
            text = self._words(paragraph)
            if kind == "sldNum" and text != str(number):
                self.finished.problems.append(f"slide {number} says it is slide {text}")
            elif text and kind != "sldNum":
                marks = self.marks.at(f"{number}/{identity.get('id')}/{at}", text)
                self.finished.pieces.append(Piece(role, section, text, marks, page=number))
            if role == "heading" and text:
                self.finished.headings.append(text)

    def _words(self, paragraph: Any) -> str:
        """The text of a paragraph; the calls of notes are raised and counted apart."""
        words: list[str] = []
        for element in paragraph.iter(f"{_A}t", f"{_A}br"):
            properties = element.getparent().find(f"{_A}rPr")
            raised = properties is not None and (properties.get("baseline") or "0") not in ("0", "")
            call = (element.text or "").removeprefix("\ufeff")  # keeps the call on the line of what it belongs to
            if raised and call.isdigit():
                self.called.append(self.before + int(call))
            else:
                words.append(" " if element.tag == f"{_A}br" else element.text or "")
                if raised:
                    self.finished.problems.append(f"raised text is no number of a note: {element.text}")
        return "".join(words).strip(" ")

    def _graphic(self, number: int, frame: Any, section: str, related: dict[str, tuple[str, str]]) -> None:
        identity = frame.find(f"{_P}nvGraphicFramePr/{_P}cNvPr")
        described = tidy(identity.get("descr") or "")
        if identity.get("title") or not re.fullmatch(r"(?:Chart|Table) \d+", identity.get("name") or ""):
            self.finished.problems.append(f"a table or chart has a name of its own: {identity.get('name')}")
        drawn = next(frame.iter(f"{_C}chart"), None)
        if drawn is not None:
            self.finished.pieces.append(Piece("alt", section, described, page=number))
            target = related.get(drawn.get(f"{_R}id"), ("", ""))[1]
            self.used.add(target)
            pieces, reasons = chart(self.archive, target, section, described)
            self.finished.pieces += pieces
            self.finished.problems += reasons
            return
        self.finished.pieces.append(Piece("hidden", section, described, page=number))
        self._table(number, identity.get("id") or "", frame, section)

    def _table(self, number: int, identity: str, frame: Any, section: str) -> None:
        heads: dict[int, str] = {}
        headed = next((p.get("firstRow") for p in frame.iter(f"{_A}tblPr")), "0") == "1"
        for row, line in enumerate(frame.iter(f"{_A}tr")):
            for column, cell in enumerate(line.iterfind(f"{_A}tc")):
                text = " ".join(filter(None, (self._words(p) for p in cell.iter(f"{_A}p"))))
                if (cell.get("hMerge") == "1" or cell.get("vMerge") == "1") and text:
                    self.finished.problems.append(f"slide {number} has text in a cell that another covers: {text}")
                if not text:
                    continue
                if headed and row == 0:
                    heads[column] = text
                head = "" if row == 0 else f"{heads.get(column, '')}\n{heads.get(0, '')}"
                marks = self.marks.at(f"{number}/{identity}/{row}.{column}", text)
                self.finished.pieces.append(Piece("cell", section, text, marks, head, number))

    def _notes(self, number: int, part: str, section: str) -> None:
        root = self.archive.xml(part)
        self.used.add(part)
        self._known(root, part)
        for shape in root.iter(f"{_P}sp"):
            holder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
            body = holder is not None and holder.get("type") == "body"
            for at, paragraph in enumerate(shape.iterfind(f"{_P}txBody/{_A}p")):
                text = self._words(paragraph)
                if not text:
                    continue
                if not body:
                    said = f"the notes of slide {number} say something beside their text: {text}"
                    self.finished.problems.append(said)
                marks = self.marks.at(f"{number}/notes/{at}", text)
                found = _NUMBERED.match(text)
                if found is not None and self.before + int(found[1]) in self.called:  # of a call on its own slide
                    text = text[found.end() :]
                    marks = tuple(replace(m, start=m.start - found.end()) for m in marks)
                    self.finished.pieces.append(Piece("note", section, text, marks, page=number))
                else:
                    role = "text" if section else "cover"
                    self.finished.pieces.append(Piece(role, section, text, marks, page=number))


def _box(shape: Any) -> tuple[int, int, int, int] | None:
    """Where a shape says it is; ``None`` for a placeholder in the place of its layout."""
    for place in shape.iter(f"{_A}xfrm", f"{_P}xfrm"):
        off, ext = place.find(f"{_A}off"), place.find(f"{_A}ext")
        if off is not None and ext is not None and place.get("rot") in (None, "0"):
            return int(off.get("x")), int(off.get("y")), int(ext.get("cx")), int(ext.get("cy"))
        return -1, -1, 0, 0
    return None


def _cover(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > _TOUCH and down > _TOUCH
