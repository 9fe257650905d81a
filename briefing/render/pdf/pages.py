"""Laid-out pages: which elements each shows, whether notes are on the page of their call, and blocks moved apart so that pages
end at one height."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any

from briefing.document.nodes import Document, Note, walk
from briefing.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Places:
    """The pages, from 1, on which each element with an ``id`` has text, and how many pages there are."""

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
    printed: dict[str, list[int]] = {}
    for number, page in enumerate(pages, 1):
        for box in _descend(page._page_box):
            name = box.element.get("id") if box.element is not None and box.element_tag == box.element.tag else None
            if (
                name
                and number not in printed.setdefault(name, [])
                and any(getattr(b, "text", "") for b in _descend(box))
            ):
                printed[name].append(number)
    return Places(MappingProxyType({name: tuple(numbers) for name, numbers in printed.items()}), len(pages))


def footnote_problems(document: Document, found: Places) -> dict[str, Problem]:
    """Return a problem, by the id of the note, for each note that is not printed or does not begin on the page of its call."""
    problems: dict[str, Problem] = {}
    for note in walk(document.sections):
        if not isinstance(note, Note):
            continue
        call, body = found.printed.get(f"call-{note.id}", ()), found.printed.get(note.id, ())
        details: dict[str, Any] = {"number": note.number, "pack": document.pack, "language": document.language}
        if not call or not body:
            problems[note.id] = problem("pdf-footnote-lost", **details)
        elif call[0] != body[0]:
            problems[note.id] = problem("pdf-footnote-page", **details, call_page=call[0], note_page=body[0])
    return problems


HOLDS = frozenset({"html", "body", "main", "section"})  # elements that only hold blocks
BEFORE_HEADING = {"h2": 24.0, "h3": 15.0, "h4": 10.0}  # the most that is added, in CSS pixels
AROUND_BLOCK = 12.0
BETWEEN_TEXT = 4.5
TEXT = frozenset({"p", "ul", "ol"})
REMARKED = frozenset({"figure", "div"})
LEAST = 4.0  # pixels; less than that nobody sees


def room_between(above: str, below: str, remark: bool = False) -> float:
    """Return the most that two neighbours may be moved apart, in CSS pixels, by the tags of their elements, and whether the
    lower is a remark: it stays near the table or the panel that it is about."""
    if above in BEFORE_HEADING or above == below == "dl":
        return 0.0  # a heading stays with what it heads, and lists of terms are one
    if remark and above in REMARKED:
        return 0.0
    if below in BEFORE_HEADING:
        return BEFORE_HEADING[below]
    return BETWEEN_TEXT if above in TEXT and below in TEXT else AROUND_BLOCK


def _flow(box: Any) -> Iterator[Any]:
    return (child for child in box.children if child.is_in_normal_flow())


def _blocks(box: Any) -> Iterator[Any]:
    """Yield the blocks below a box from top to bottom, those that only hold others opened."""
    for child in _flow(box):
        if child.element_tag in HOLDS:
            yield from _blocks(child)
        else:
            yield child


def _end(page: Any) -> float:
    """Where the text of a page must end: above its notes, or at the lower margin."""
    ends = [float(page.content_box_y() + page.height)]
    for child in page.children:
        if type(child).__name__ == "FootnoteAreaBox" and child.children:
            ends.append(float(child.position_y))
    return min(ends)


def _left(page: Any) -> float:
    """Return what is left of a page below its last block."""
    last = list(_blocks(page.children[0]))[-1:]
    return sum(_end(page) - float(box.position_y + box.margin_top + box.border_height()) for box in last)


def filled(page: Any) -> float:
    """Return how much of the height for text a page (its laid out page box) uses, from 0 to 1."""
    top = float(page.content_box_y())
    return 1 - _left(page) / (_end(page) - top)


def _shift(box: Any, moved: Mapping[int, float]) -> None:
    """Move the blocks below a holder, and let it begin and end where they do (links to a section lead to its holder)."""
    inside = list(_blocks(box))
    if inside:
        first, last = moved[id(inside[0])], moved[id(inside[-1])]
        box.position_y += first
        box.height += last - first
    for child in _flow(box):
        if child.element_tag in HOLDS:
            _shift(child, moved)
        else:
            child.translate(0, moved[id(child)])


def _remark(box: Any) -> bool:
    return box.element_tag == "p" and "small" in (box.element.get("class") or "").split()


def spread(page: Any) -> None:
    """Share what is left on a page (its laid out page box) between its blocks."""
    root = page.children[0]
    blocks = list(_blocks(root))
    rooms = [room_between(above.element_tag, below.element_tag, _remark(below)) for above, below in pairwise(blocks)]
    if not sum(rooms):
        return
    free = _left(page)
    if free < LEAST:
        return
    share = min(1.0, free / sum(rooms))
    _shift(root, {id(block): down * share for block, down in zip(blocks, accumulate([0.0, *rooms]), strict=True)})


def _of_sections(page: Any) -> bool:
    """Whether a page shows the sections, and not the cover or the contents."""
    body = next(_flow(page.children[0]))
    return all(child.element_tag == "main" for child in _flow(body))


def spread_pages(pages: Sequence[Any]) -> list[Any]:
    """Return the pages of a document (``weasyprint.document.Page``), all but the last spread; cover and contents as they
    are."""
    from weasyprint.layout.background import layout_backgrounds  # noqa: PLC0415 - costs half a second to import

    made = list(pages)
    for at, page in enumerate(pages[:-1]):
        if _of_sections(page._page_box):
            spread(page._page_box)
            layout_backgrounds(page._page_box, None)  # grounds have places of their own; none of them is an image
            made[at] = type(page)(page._page_box)  # its links and bookmarks are gathered again
    return made
