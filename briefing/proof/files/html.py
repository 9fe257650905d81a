"""The HTML edition read element by element (lxml), without a browser and without fetching anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import lxml.html

from briefing.proof.files import Finished, Mark, Piece, TableHeads, known, section_key, tidy
from briefing.proof.files.html_surroundings import surroundings

#: Elements that begin a line of their own, those whose text is not printed, and headings.
_BLOCKS, _SILENT, _HEADINGS = known("html blocks"), known("html silent"), known("html headings")


def read_html(data: bytes, name: str) -> Finished:
    """Return the pieces of an HTML edition. Raises ``ValueError`` where it cannot be parsed."""
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.LxmlError) as error:
        raise ValueError(str(error)) from error
    reader = _Reader(name)
    body = root.find("body")
    if body is not None:
        reader.block(body)
        reader.flush()
    surroundings(root, data, reader.finished)
    return reader.finished


class _Reader:
    def __init__(self, name: str) -> None:
        self.finished = Finished(name, "html")
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self.role = "furniture"
        self.section = ""
        self.heads = TableHeads()
        self.head = ""

    def flush(self) -> None:
        whole = "".join(self.parts)
        text = tidy(whole)
        if text:
            # white space before a mark may have shrunk
            marks = tuple(replace(m, start=len(tidy(f"{whole[: m.start]}.")) - 1) for m in self.marks)
            self.finished.pieces.append(Piece(self.role, self.section, text, marks, self.head))
        self.parts, self.marks = [], []

    def add(self, text: str | None) -> None:
        if text:
            self.parts.append(text.replace("\n", " "))

    def block(self, element: Any) -> None:
        """Begin an element with its own line: what is before it ends there."""
        self.flush()
        kept = (self.role, self.section, self.head)
        self.enter(element)
        self.inside(element)
        self.flush()
        self.role, self.section, self.head = kept

    def enter(self, element: Any) -> None:
        tag, names = element.tag, (element.get("class") or "").split()
        if "stamp" in names or element.get("data-stamp") is not None:
            self.role = "furniture"
        elif "cover" in names:
            self.role = "cover"
        elif tag == "nav" and "also" in names:
            self.role = "links"
        elif "contents" in names:
            self.role = "contents"
        elif tag == "section" and element.get("id"):
            self.role, self.section = "text", section_key(element.get("id"))
        elif tag in _HEADINGS and self.role == "text":
            self.role = "heading"
        elif tag == "li" and "note" in names:
            self.role = "note"
        elif tag == "table":
            self.heads = TableHeads()
        elif tag in ("td", "th"):
            self.role = "cell"
            column = sum(int(c.get("colspan") or 1) for c in element.itersiblings("td", "th", preceding=True))
            in_head = any(a.tag == "thead" for a in element.iterancestors())
            text = tidy(element.text_content())
            if in_head:
                self.heads.add(text, column, int(element.get("colspan") or 1))
            self.head = "" if in_head else self.heads.of(column)

    def inside(self, element: Any) -> None:
        self.add(element.text)
        for child in element:
            self.child(child)
            self.add(child.tail)

    def child(self, element: Any) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT:
            return
        names = (element.get("class") or "").split()
        if tag == "svg":
            self.drawing(element)
        elif (element.get("role") in ("doc-noteref", "doc-backlink") and "source" not in names) or "number" in names:
            if self.role == "text" and "back" in names:
                self.inside(element)
        elif tag in _BLOCKS:
            self.block(element)
        elif element.get("data-fact") and tag == "data":
            start = len("".join(self.parts))
            self.inside(element)
            text = "".join(self.parts)[start:]
            exact = element.get("value") or "", element.get("data-unit") or ""
            self.marks.append(Mark(element.get("data-fact"), text, start, *exact))
        elif tag == "br":
            self.add(" ")
        else:
            self.inside(element)

    def drawing(self, svg: Any) -> None:
        """Read a chart: every drawn label a piece of its own, and its description."""
        if "drawing" not in (svg.get("class") or "").split():
            return
        self.flush()
        for node in svg.iter():
            tag = str(node.tag).rpartition("}")[2]
            text = tidy("".join(node.itertext()))
            if tag == "desc" and text:
                self.finished.pieces.append(Piece("alt", self.section, text))
            elif tag == "text" and text:
                fact = node.get("data-fact")
                marks = (
                    (Mark(fact, text, 0, node.get("data-value") or "", node.get("data-unit") or ""),) if fact else ()
                )
                self.finished.pieces.append(Piece("chart", self.section, text, marks))
