"""What may not be printed is not: notes off their page, missing glyphs, foreign fonts, warnings, files outside the house."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from weasyprint import HTML

from briefing.document.nodes import Document, Note, Paragraph, Section, SourceLink, Text
from briefing.problems import ProblemsFound
from briefing.render.html import html_of
from briefing.render.html.inline import Medium
from briefing.render.pdf import render_pdf
from briefing.render.pdf.finish import ends_plainly
from briefing.render.pdf.pages import Places, footnote_problems, places
from briefing.render.pdf.source import house_only, logged, problems_of
from briefing.render.theme import Theme, load_theme
from tests.render.pdf.files import failures
from tests.render.reading import ROOT, house
from tests.support.sample_document import sample


def codes(document: Document, look: Theme | None = None) -> set[str]:
    """The codes of the problems a render finds; empty when it finds none."""
    try:
        render_pdf(document, look or house())
    except ProblemsFound as found:
        return {p.code for p in found.problems}
    return set()


def saying(document: Document, text: str) -> Document:
    """The document with one more paragraph at its front."""
    first = document.sections[0]
    return replace(
        document, sections=(replace(first, blocks=(Paragraph((Text(text),)), *first.blocks)), *document.sections[1:])
    )


def styled(folder: Path, css: str) -> Theme:
    """The house with one more rule in its print style sheet."""
    shutil.copytree(ROOT / "templates" / "house", folder / "house")
    with (folder / "house" / "print.css").open("a", encoding="utf-8") as sheet:
        sheet.write(css)
    return load_theme(folder / "house")


def many_notes(language: str, seed: int, paragraphs: int = 20) -> Document:
    """Pages packed with notes, which WeasyPrint alone would push to the next page or lose."""
    document = sample(language)
    words = {
        "zh": "全市金融资产规模达9.6万亿元，是投资者了解本地市场的起点；“十四五”期间（2021—2025年），《方案》提出。",
        "en": "At end-2025, financial assets stood at RMB 9.6 trillion, the starting point for any reading of the market. ",
    }[language]
    blocks: list[Paragraph] = []
    number = 0
    for i in range(paragraphs):
        run: list[Text | Note] = []
        for j in range((i * 7 + seed) % 5):
            number += 1
            told = (SourceLink("source-s000", "S1"), Text(" " + words * ((number + seed) % 3 + 1)))
            run += [Text(words * ((i + j + seed) % 3 + 1)), Note(f"note-{number}", number, told)]
        blocks.append(Paragraph((*run, Text(words))))
    body = Section("scale", 1, "", (Text("T"),), tuple(blocks))
    return replace(document, sections=(body, document.sections[1]))


def test_a_heading_goes_with_the_paragraph_that_is_pushed() -> None:
    told = Note("note-1", 1, (Text("Source."),))
    opening = (Paragraph((Text("Lead."),), "lead"), Paragraph((Text("Body."), told)))
    inner = Section("inner", 2, "", (Text("Inner"),), opening)
    sections = (
        Section("first", 1, "", (Text("First"),), (Paragraph((Text("Before."),)),)),
        Section("outer", 1, "", (Text("Outer"),), (inner,)),
    )
    source = html_of(replace(sample("en"), sections=sections), house(), Medium.PAGES, frozenset({"note-1"}))
    assert source.count('class="level-1 new-page opened"') == 1
    assert source.count('class="level-2 new-page opened"') == 1
    laid_out = HTML(string=source, url_fetcher=house_only(house().folder)).render()
    pages = places(laid_out.pages).printed
    assert pages["first"] == (3,)
    assert pages["outer"] == pages["inner"] == pages["call-note-1"] == (4,)


def test_a_document_of_many_notes_is_valid() -> None:
    assert failures(render_pdf(many_notes("zh", 2, 6), house()).bytes) == set()


def test_misplaced_and_lost_notes_are_problems() -> None:
    document = sample("en")
    apart = Places(MappingProxyType({"call-note-1": (3,), "note-1": (4,)}), 5)
    lost = Places(MappingProxyType({"call-note-1": (3,)}), 5)
    assert [p.code for p in footnote_problems(document, apart).values()] == ["pdf-footnote-page"]
    assert [p.code for p in footnote_problems(document, lost).values()] == ["pdf-footnote-lost"]


def test_a_note_longer_than_a_page_is_told() -> None:
    document = sample("en")
    long = Note("note-9", 9, (Text("A source that goes on and on. " * 600),))
    body = replace(document.sections[0], blocks=(Paragraph((Text("Called here."), long)),))
    assert codes(replace(document, sections=(body, document.sections[1]))) == {"pdf-footnote-lost"}


def test_a_missing_glyph_is_fatal() -> None:
    assert codes(saying(sample("en"), "A sign no font has: \U0001343f")) & {"pdf-glyph", "pdf-font"}


def test_the_log_line_of_a_missing_glyph_names_the_character() -> None:
    line = '.notdef glyph rendered for Unicode string unsupported by fonts: "X" (U+0058)'
    (found,) = problems_of([line, line], sample("en"))
    assert found.code == "pdf-glyph"
    assert "“X” (U+0058)" in found.message


def test_a_warning_of_the_layout_is_fatal(tmp_path: Path) -> None:
    assert codes(sample("en"), styled(tmp_path, "p { text-autospace: normal }")) == {"pdf-warning"}


def test_nothing_outside_the_house_is_read(tmp_path: Path) -> None:
    assert codes(sample("en"), styled(tmp_path, "body { background: url(https://example.org/a.png) }")) == {
        "pdf-resource"
    }


def test_a_file_beside_the_house_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    assert codes(sample("en"), styled(tmp_path, "body { background: url(../secret.svg) }")) == {"pdf-resource"}


def test_a_font_the_theme_does_not_name_is_fatal(tmp_path: Path) -> None:
    assert codes(sample("en"), styled(tmp_path, "p { font-family: 'Noto Sans Mono CJK SC' }")) == {"pdf-font"}


def test_listening_leaves_the_logger_as_it_was() -> None:
    import logging  # noqa: PLC0415

    logger = logging.getLogger("weasyprint")
    before = (logger.handlers[:], logger.level, logger.propagate)
    with logged() as lines:
        logger.warning("said")
    assert lines == ["said"]
    assert (logger.handlers[:], logger.level, logger.propagate) == before


def test_a_stream_that_ends_in_a_carriage_return_is_seen() -> None:
    assert not ends_plainly(b"stream\nabc\r\nendstream")
    assert ends_plainly(b"stream\nabc\nendstream")
