"""Lines and pages as the house wants them, where WeasyPrint alone would set them otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from briefing.document.nodes import (
    Block,
    Definition,
    Definitions,
    Document,
    Figure,
    Moment,
    Note,
    Paragraph,
    Section,
    Text,
    plain,
)
from briefing.render import pdf as writer
from briefing.render.html.inline import Medium, Page, inlines
from briefing.render.pdf import render_pdf
from tests.render.pdf.files import failures, poppler
from tests.render.reading import house
from tests.support.sample_document import sample


def holding(language: str, *blocks: Block) -> Document:
    """A document of these blocks, without a cover and contents, and so without an opening chapter to be fitted to its page."""
    document = sample(language)
    body = Section("scale", 1, "", (Text("T"),), blocks)
    return replace(document, sections=(body, document.sections[1]), extra={**document.extra, "front": "none"})


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


def test_no_line_begins_with_a_call_after_a_long_figure() -> None:
    def run(n: int) -> Paragraph:
        figure = Figure("growth", "10", "percent", "up 10% or more a year on the average of it")
        return Paragraph((Text("of words " * 6 + "o" * n + " "), figure, Text("."), *called("", n).children[1:]))

    alone = [line for line in lines(holding("en", *(run(n) for n in range(1, 40)))) if line.strip(".").isdigit()]
    assert alone == []


DATES = {
    "据2026年5月9日报道": ["据", "2026年", "5月", "9日", "报道"],
    "截至2025年末": ["截至", "2025年末"],
    "2026年一季度": ["2026年", "一季度"],
    "2024—2027年": [],
    "2023年": [],
    "12 August 2025": [],
}


@pytest.mark.parametrize("text", sorted(DATES))
def test_a_date_in_chinese_may_end_a_line_between_its_parts(text: str) -> None:
    setting = Page(sample("zh"), house(), Medium.PAGES)
    shown = re.sub(r'<span class="g[lr][^"]*">([^<]*)</span>', r"\1", inlines((Moment("2026", text),), setting))
    assert re.findall(r'<span class="keep">([^<]*)</span>', shown) == DATES[text]


def test_no_line_parts_a_number_of_a_date_from_its_unit() -> None:
    runs = [
        Paragraph((Text("汉" * n), Moment("2026", text), Text("，" + "文" * 60)))
        for text in DATES
        for n in range(24, 44)
    ]
    shown = lines(holding("zh", *runs))
    assert [line for line in shown if line.endswith("年") and "汉" in line]  # some do end within a date
    assert not [line for line in shown if "汉" in line and line[-1].isdigit() and not line.endswith("2025")]
    assert not [line for line in shown if re.match(r"[年月日末]", line)]


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
        Paragraph((Text(words + "i" * n + " "), Text("end"), *called("so much that is misunderstood.", n).children))
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


def test_two_entries_at_least_stand_below_a_heading_at_the_end_of_a_page() -> None:
    entries = Definitions(tuple(Definition((Text(f"Term {n}"),), (Text("what it means"),)) for n in range(9)))
    parts = tuple(
        Section(f"s{at}", 1, "", (Text(f"Heading {at}"),), (Paragraph((Text("x " * (300 + 31 * at)),)), *part))
        for at in range(16)
        for part in [(Section(f"t{at}", 2, "", (Text(f"Below {at}"),), (entries,)),)]
    )
    document = replace(sample("en"), sections=parts)
    shown = poppler("pdftotext", render_pdf(document, house()).bytes, "-layout").split("\f")[2:]  # after the contents
    ends = [re.findall(r"Below \d+|Term \d", page)[-2:] for page in shown]
    assert sum(1 for last in ends if "Term 8" not in last) > 2, "some lists do break"
    assert not [last for last in ends if any(words.startswith("Below") for words in last)]
