"""Functions of WeasyPrint and pydyf (whose versions are pinned) that are replaced while one document is laid out and drawn, for
notes, tables over several pages and the list of pages. Each has a test that fails where the library no longer needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def patched(owner: Any, **replacements: Any) -> Iterator[None]:
    """Replace attributes of a module or class inside the block."""
    originals = {name: getattr(owner, name) for name in replacements}
    for name, replacement in replacements.items():
        setattr(owner, name, replacement)
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(owner, name, original)


@contextmanager
def notes_stay() -> Iterator[None]:
    """Keep notes from being sent on to make room for a line inside the block (the version of WeasyPrint is pinned; a test shows
    it).

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

    with patched(block, _linebox_layout=as_in_a_column), patched(LayoutContext, _update_footnote_area=as_on_a_page):
        yield


@contextmanager
def pages_named_once() -> Iterator[None]:
    """Name each page once inside the block, in which one PDF is drawn: pages are added to it and never taken away."""
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    known: list[bytes] = []

    def references(pdf: Any) -> list[bytes]:
        known.extend(f"{number} 0 R".encode("ascii") for number in pdf.pages["Kids"][3 * len(known) :: 3])
        return known

    with patched(pydyf.PDF, page_references=property(references)):
        yield


@contextmanager
def continued_tables() -> Iterator[None]:
    """Print the words "continued" above the head of a table only where it goes on on a later page, inside the block.

    CSS repeats a head as it is. The first row of the head (class ``again``) is emptied where WeasyPrint begins the table."""
    from weasyprint.layout import block  # noqa: PLC0415 - costs half a second to import

    plain = block.table_layout

    def table_layout(context: Any, table: Any, bottom_space: Any, skip_stack: Any, *rest: Any) -> Any:
        if table.children and table.children[0].is_header:
            table.children = (_head(table.children[0], begins=skip_stack is None), *table.children[1:])
        return plain(context, table, bottom_space, skip_stack, *rest)

    with patched(block, table_layout=table_layout):
        yield


def _head(head: Any, *, begins: bool) -> Any:
    """The head of a table with its first row empty, or as it was."""
    first, *others = head.children
    if (first.element.get("class") if first.element is not None else "") != "again":
        return head
    cells = list(first.children)
    full = getattr(cells[0], "continuation", cells[0].children)
    emptied = [cell.copy_with_children(() if begins else full) for cell in cells]
    for cell in emptied:
        cell.continuation = full
    return head.copy_with_children([first.copy_with_children(emptied), *others])
