"""Lines and pages as the house wants them, where WeasyPrint alone would set them otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from briefing.document.nodes import Block, Definition, Definitions, Document, Note, Paragraph, Section, Text, plain
from briefing.render.pdf import render_pdf, writer
from tests.render.pdf.files import failures, poppler
from tests.render.reading import house
from tests.support.sample_document import sample


def holding(language: str, *blocks: Block) -> Document:
    document = sample(language)
    body = Section("scale", 1, "", (Text("T"),), blocks)
    return replace(document, sections=(body, document.sections[1]))


def lines(document: Document) -> list[str]:
    return [line.strip() for line in poppler("pdftotext", render_pdf(document, house()).bytes, "-layout").splitlines()]


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def called(text: str, number: int = 1) -> Paragraph:
    return Paragraph(
        (Text(text), Note(f"note-{number}", number, (Text("S1 told at some length, as a source is. " * 3),)))
    )


# ---- a call stays with the words before it ---------------------------------------------------------------------


@pytest.mark.parametrize(("language", "text"), [("zh", "字"), ("en", "of words ")])
def test_no_line_begins_with_a_call(language: str, text: str) -> None:
    end = {"zh": "终。", "en": "end."}[language]
    runs = [called(text * (30 + n) + end, n + 1) for n in range(30)]
    alone = [line for line in lines(holding(language, *runs)) if line.isdigit()]
    assert alone == []


def test_a_chinese_paragraph_ends_with_more_than_one_character() -> None:
    texts = ["".join(chr(0x4E00 + (n * 7 + k) % 900) for k in range(60 + n)) + "。" for n in range(40)]
    shown = lines(holding("zh", *(Paragraph((Text(text),)) for text in texts)))
    ends = [line for line in shown if line.endswith("。") and any(text.endswith(line) for text in texts)]
    assert len(ends) == 40
    assert min(map(len, ends)) >= 3


# ---- a space at the end of a line hangs --------------------------------------------------------------------------


def short_lines() -> list[str]:
    words = "word " * 14
    runs = [
        Paragraph((Text(words + "i" * n + " "), Text("end"), *called("so much of it.", n).children))
        for n in range(1, 40)
    ]
    return [line for line in lines(holding("en", *runs)) if line == "word"]


def test_no_word_stands_alone_because_of_a_space(monkeypatch: pytest.MonkeyPatch) -> None:
    assert short_lines() == []
    monkeypatch.setattr(writer, "hanging_spaces", _nothing)
    assert short_lines() != [], "WeasyPrint now lets spaces hang by itself: hanging.py can go"


# ---- definitions -------------------------------------------------------------------------------------------------


def test_definitions_stand_beside_their_terms_and_are_valid() -> None:
    items = tuple(Definition((Text(f"Term {n}"),), (Text(f"what it means, number {n}"),)) for n in range(60))
    document = holding("en", Definitions(items))
    result = render_pdf(document, house())
    assert failures(result.bytes) == set()
    shown = poppler("pdftotext", result.bytes, "-layout").splitlines()
    assert all(any(plain(i.term) in line and plain(i.text) in line for line in shown) for i in items)
    assert result.page_count <= 6
