"""What every writer is given: a document with its theme and the layout of its pages, each part made once."""

from __future__ import annotations

import json
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.document.nodes import Document, Figure, walk
from briefing.problems import ProblemsFound, problem
from briefing.render.theme import Theme, load_theme

if TYPE_CHECKING:
    from briefing.render.pdf import PdfResult


class Rendering:
    """The tree of a document with its theme and the layout of its pages. ``folder`` is the folder of the theme; ``laid_out_in``
    the seconds the layout took, 0 while no writer has asked for it. Loading or laying out raises ``ProblemsFound``."""

    def __init__(self, document: Document, folder: Path) -> None:
        self.document, self.folder, self.laid_out_in = document, folder, 0.0

    @cached_property
    def theme(self) -> Theme:
        """The theme."""
        return load_theme(self.folder, leaf=bool(self.document.extra.get("sheet")))

    @cached_property
    def layout(self) -> PdfResult:
        """The pages as a PDF with the figures attached."""
        from briefing.render.pdf import Attachment, render_pdf  # noqa: PLC0415 - half a second to import

        theme, start = self.theme, time.perf_counter()
        figures = Attachment("figures.json", figures_json(self.document), "Figures")
        result = render_pdf(self.document, theme, [figures])
        self.laid_out_in = time.perf_counter() - start
        if self.document.extra.get("sheet") and result.page_count > 1:
            name = f"{self.document.pack}.{self.document.language}"
            raise ProblemsFound([problem("sheet-overfull", name, 0, document=name, pages=result.page_count)])
        return result

    def check_fit(self) -> None:
        """Raise ``ProblemsFound`` where a sheet is more than a page: what one format refuses, none has."""
        _ = self.layout


def write_pdf(rendering: Rendering) -> bytes:
    """Return the writer of the table of formats: its layout is the PDF."""
    return rendering.layout.bytes


def figures_json(document: Document) -> bytes:
    """Return the figures of a document as JSON: fact id, exact value, unit and printed text of each."""
    figures = {f"{n.fact}|{n.form}|{n.text}": n for n in walk(document) if isinstance(n, Figure)}
    rows = [
        {"fact": n.fact, "value": n.value or None, "unit": n.unit, "text": n.text} for _, n in sorted(figures.items())
    ]
    data = {"pack": document.pack, "language": document.language, "edition": document.edition, "figures": rows}
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
