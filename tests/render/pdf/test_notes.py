"""Notes that stay where they are called save a second layout of the whole document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import weasyprint

from briefing.render import pdf as writer
from tests.render.pdf.test_gates import many_notes
from tests.render.reading import house
from tests.support.sample_document import sample

SEEDS = [("en", 1), ("zh", 0)]


class SecondLayoutError(Exception):
    """A document is about to be laid out a second time."""


def laid_out_once(language: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether every note of a document packed with them stands on the page of its call after a single layout."""
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
            writer.lay_out(many_notes(language, seed), house())
        except SecondLayoutError:
            return False
    return count == 1


@contextmanager
def as_weasyprint_does() -> Iterator[None]:
    """In the place of ``notes_stay``: nothing."""
    yield


def test_documents_packed_with_notes_are_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(laid_out_once(language, seed, monkeypatch) for language, seed in SEEDS)
    monkeypatch.setattr(writer, "notes_stay", as_weasyprint_does)
    assert not all(laid_out_once(language, seed, monkeypatch) for language, seed in SEEDS), (
        "WeasyPrint needs no help any more"
    )


def test_the_engine_is_left_as_it_was() -> None:
    from weasyprint.layout import LayoutContext, block  # noqa: PLC0415

    found = block._linebox_layout, LayoutContext._update_footnote_area
    writer.lay_out(sample("en"), house())
    assert (block._linebox_layout, LayoutContext._update_footnote_area) == found
