"""Notes and places in the laid-out pages: notes stay with their lines, names are written once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from briefing.document.nodes import Chart, Document, Note, Section, Table, walk
from briefing.problems import Problem, problem


@contextmanager
def notes_stay() -> Iterator[None]:
    """Notes are not sent on to make room for a line inside the block (the version of WeasyPrint is pinned; a test shows it).

    ``in_column`` is read in two places: where a line overflows, which is to see it set, and where the area of the notes takes
    its room from the page, which is not. The houses' pages have no columns."""
    from weasyprint.layout import LayoutContext, block  # noqa: PLC0415 - costs half a second to import

    lines, area = block._linebox_layout, LayoutContext._update_footnote_area

    def as_in_a_column(context: Any, *rest: Any) -> Any:
        before, context.in_column = context.in_column, True
        try:
            return lines(context, *rest)
        finally:
            context.in_column = before

    def as_on_a_page(context: Any) -> Any:
        before, context.in_column = context.in_column, False
        try:
            return area(context)
        finally:
            context.in_column = before

    block._linebox_layout, LayoutContext._update_footnote_area = as_in_a_column, as_on_a_page
    try:
        yield
    finally:
        block._linebox_layout, LayoutContext._update_footnote_area = lines, area


@contextmanager
def pages_named_once() -> Iterator[None]:
    """One PDF is drawn inside the block; pages are added to it and never taken away."""
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    each_time = pydyf.PDF.page_references
    known: list[bytes] = []

    def references(pdf: Any) -> list[bytes]:
        known.extend(f"{number} 0 R".encode("ascii") for number in pdf.pages["Kids"][3 * len(known) :: 3])
        return known

    pydyf.PDF.page_references = property(references)
    try:
        yield
    finally:
        pydyf.PDF.page_references = each_time


@dataclass(frozen=True, slots=True)
class Places:
    """Pages, from 1, on which each element with an ``id`` has a box, and the last page. ``printed`` holds, for each id,
    the pages on which it has text."""

    pages: Mapping[str, tuple[int, ...]]
    printed: Mapping[str, tuple[int, ...]]
    count: int


def _descend(box: Any) -> Iterator[Any]:
    """Every box below one, absolutely placed boxes included (their placeholders hide them)."""
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from _descend(child)


def places(pages: list[Any]) -> Places:
    """Return the places of all elements with an id."""
    found: dict[str, list[int]] = {}
    printed: dict[str, list[int]] = {}
    for number, page in enumerate(pages, 1):
        for box in _descend(page._page_box):
            name = box.element.get("id") if box.element is not None and box.element_tag == box.element.tag else None
            if name and number not in found.setdefault(name, []):
                found[name].append(number)
            if (
                name
                and number not in printed.setdefault(name, [])
                and any(getattr(b, "text", "") for b in _descend(box))
            ):
                printed[name].append(number)
    fixed = MappingProxyType({name: tuple(numbers) for name, numbers in found.items()})
    return Places(fixed, MappingProxyType({name: tuple(numbers) for name, numbers in printed.items()}), len(pages))


def first_pages(document: Document, found: Places) -> dict[str, int]:
    """Return the first page of each section, table and chart of the document."""
    wanted = (node.id for node in walk(document.sections) if isinstance(node, Section | Table | Chart))
    return {name: found.pages[name][0] for name in wanted if name in found.pages}


def footnote_problems(document: Document, found: Places) -> dict[str, Problem]:
    """Return a problem, by the id of the note, for each note that is not printed or does not begin on the page of its call."""
    problems: dict[str, Problem] = {}
    for note in walk(document.sections):
        if not isinstance(note, Note):
            continue
        call, body = found.printed.get(f"call-{note.id}", ()), found.printed.get(note.id, ())
        if not call or not body:
            problems[note.id] = problem(
                "pdf-footnote-lost", number=note.number, pack=document.pack, language=document.language
            )
        elif call[0] != body[0]:
            problems[note.id] = problem(
                "pdf-footnote-page",
                number=note.number,
                pack=document.pack,
                language=document.language,
                call_page=call[0],
                note_page=body[0],
            )
    return problems
