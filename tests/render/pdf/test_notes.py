"""Notes that stay where they are called save a second layout of the whole document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import weasyprint

from briefing.document.nodes import Document, Note, walk
from briefing.render import pdf as writer
from briefing.render.pdf.pages import Places
from tests.render.pdf.test_gates import many_notes
from tests.render.reading import house
from tests.support.sample_document import sample

#: Documents that WeasyPrint alone would push a note of to the page after its call.
PACKED = [("zh", 0), ("en", 2)]


class SecondLayoutError(Exception):
    """A document is about to be laid out a second time."""


def laid_out_once(document: Document, monkeypatch: pytest.MonkeyPatch) -> Places | None:
    """Where everything is in a document packed with notes; ``None`` where a single layout does not bring every note onto the
    page of its call."""
    count = 0
    render = weasyprint.HTML.render

    def counted(*given: Any, **named: Any) -> Any:
        nonlocal count
        count += 1
        if count > 1:
            raise SecondLayoutError
        return render(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(weasyprint.HTML, "render", counted)
        patched.setattr(writer, "EMPTY", 0.0)  # no second layout for the sake of the last page
        try:
            return writer.lay_out(document, house())[1]
        except SecondLayoutError:
            return None


@contextmanager
def as_weasyprint_does() -> Iterator[None]:
    """In the place of ``notes_stay``: nothing."""
    yield


@pytest.mark.parametrize(("language", "seed"), PACKED)
def test_a_document_packed_with_notes_is_laid_out_once_with_every_note_on_the_page_of_its_call(
    language: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = many_notes(language, seed)
    found = laid_out_once(document, monkeypatch)
    assert found is not None
    notes = [node for node in walk(document) if isinstance(node, Note)]
    assert len(notes) > 30
    assert all(found.printed[f"call-{n.id}"][0] == found.printed[n.id][0] for n in notes)
    monkeypatch.setattr(writer, "notes_stay", as_weasyprint_does)
    assert laid_out_once(document, monkeypatch) is None, "WeasyPrint needs no help any more"


def test_the_engine_is_left_as_it_was() -> None:
    from weasyprint.layout import LayoutContext, block  # noqa: PLC0415

    found = block._linebox_layout, LayoutContext._update_footnote_area
    writer.lay_out(sample("en"), house())
    assert (block._linebox_layout, LayoutContext._update_footnote_area) == found
