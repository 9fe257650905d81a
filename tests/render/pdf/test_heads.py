"""Above the text of a page stands the chapter that is in force at its top."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.document.nodes import Block, Document, Paragraph, Section, Text, plain
from briefing.render.pdf import render_pdf
from tests.render.pdf.files import poppler
from tests.render.reading import house
from tests.support.sample_document import sample

SENTENCE = {
    "zh": "这一段讲一件事，讲得不长也不短，占去一页的几行，好让下一章从页中间开始。",
    "en": "A sentence of a line. ",
}
NAMES = ("Alpha", "Beta", "Gamma")


def chapters(language: str, lengths: tuple[int, ...]) -> Document:
    """The sample with chapters of so many paragraphs each."""
    text: Block = Paragraph((Text(SENTENCE[language] * 8),))
    sections = tuple(
        Section(name, 1, "", (Text(name),), (text,) * many) for name, many in zip(NAMES, lengths, strict=True)
    )
    return replace(sample(language), sections=sections)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_running_head_names_the_chapter_at_the_top_of_the_page_not_the_last_begun(language: str) -> None:
    document = chapters(language, (15, 1, 25))
    text = poppler("pdftotext", render_pdf(document, house(), []).bytes, "-layout")
    pages = [[line.strip() for line in page.splitlines() if line.strip()] for page in text.split("\f")]
    body = [lines for lines in pages[2:] if lines]
    now = plain(document.sections[0].heading)
    parted = 0
    for head, *lines in body:
        begun = [line for line in lines if line in NAMES]
        now = begun[0] if begun and lines[0] == begun[0] else now
        assert head.endswith(now), head
        parted += bool(begun) and now != begun[-1]
        now = begun[-1] if begun else now
    assert parted, "a chapter begins within a page"
    assert now == NAMES[-1]
