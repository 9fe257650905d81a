"""Tables that go on on a later page say so above their head, and nothing where they begin.

CSS has no word for it: a head is repeated as it is. The row above the head of each table (class ``again``) is emptied where
WeasyPrint begins the table, and left as it is where it takes the table up again (the version is pinned; a test shows it)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: The class of the row.
AGAIN = "again"


@contextmanager
def continued_tables() -> Iterator[None]:
    """Have tables laid out inside the block told from their continuations."""
    from weasyprint.layout import block  # noqa: PLC0415 - costs half a second to import

    plain = block.table_layout

    def table_layout(context: Any, table: Any, bottom_space: Any, skip_stack: Any, *rest: Any) -> Any:
        if table.children and table.children[0].is_header:
            table.children = (_head(table.children[0], begins=skip_stack is None), *table.children[1:])
        return plain(context, table, bottom_space, skip_stack, *rest)

    block.table_layout = table_layout
    try:
        yield
    finally:
        block.table_layout = plain


def _head(head: Any, *, begins: bool) -> Any:
    """The head of a table with its first row empty, or as it was."""
    first, *others = head.children
    if (first.element.get("class") if first.element is not None else "") != AGAIN:
        return head
    cells = list(first.children)
    full = getattr(cells[0], "continuation", cells[0].children)
    emptied = [cell.copy_with_children(() if begins else full) for cell in cells]
    for cell in emptied:
        cell.continuation = full
    return head.copy_with_children([first.copy_with_children(emptied), *others])
