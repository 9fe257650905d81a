"""The deck writer: the tree of a deck as PPTX (ISO/IEC 29500) in the house's layouts, a slide a section."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from briefing.document.nodes import Document
from briefing.problems import Problem, ProblemsFound
from briefing.render.marks import marks_xml, with_marks
from briefing.render.pptx.layouts import ONE, OPENING, TWO, open_reference
from briefing.render.pptx.slide import Slide
from briefing.render.pptx.slides import opening_slide, section_slide
from briefing.render.rendering import Rendering, Theme


def write(rendering: Rendering) -> bytes:
    """Return the writer of the table of formats."""
    return render_pptx(rendering.document, rendering.theme)


def render_pptx(document: Document, theme: Theme) -> bytes:
    """Return the document as a deck; the same document gives the same bytes. Raises ``ProblemsFound`` for text that does not
    fit its place, for what no slide can hold, and when the reference deck lacks something."""
    deck, layouts = open_reference(theme)
    problems: list[Problem] = []
    slides: list[Slide] = [opening_slide(deck, layouts[OPENING], document, theme, problems)]
    slides += [
        section_slide(deck, (layouts[ONE], layouts[TWO]), document, theme, section, number, problems)
        for number, section in enumerate(document.sections, 2)
    ]
    if problems:
        raise ProblemsFound(problems)
    _properties(deck, document)
    buffer = io.BytesIO()
    deck.save(buffer)
    sections = [("1", ""), *((str(number), section.id) for number, section in enumerate(document.sections, 2))]
    stated = {"pack": document.pack, "edition": document.edition, "language": document.language}
    part = marks_xml(stated, sections, (mark for slide in slides for mark in slide.marks))
    return with_marks(buffer.getvalue(), "ppt/presentation.xml", part)


def _properties(deck: Any, document: Document) -> None:
    """Core properties; both dates are the edition's."""
    properties = deck.core_properties
    properties.title, properties.subject = document.cover.title, document.subject
    properties.author = properties.last_modified_by = document.author
    properties.keywords = "; ".join(document.keywords)
    properties.language, properties.version, properties.revision = document.language, document.edition, 1
    properties.comments = properties.category = ""
    properties.created = properties.modified = datetime.fromisoformat(document.date)
