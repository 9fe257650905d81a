"""The references of a PDF's pages, written once.

pydyf writes the references of all pages anew each time one is asked for, and WeasyPrint 70 asks for each tag: a tenth of the
time for a hundred pages, and more than all the rest for a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


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
