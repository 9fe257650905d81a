"""Every gate of `make quality` passes the sample and catches the fault planted for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefing.document.nodes import Document, Note, Paragraph, Section, Text
from briefing.formats import FORMATS, named
from briefing.render import pdf as writer
from briefing.render.html import render_html
from briefing.render.pdf import finish, render_pdf, tags
from tests.render.docx.reading import changed, rendered
from tests.render.pdf.files import FACTS, without_schema
from tests.render.reading import house
from tests.support.sample_document import sample
from tools.quality import gates
from tools.quality.gates import CheckedFile
from tools.quality.office import converted
from tools.quality.texts import bare, first_missing, runs

MAIN = "word/document.xml"
PLANTED_IN_TREE = "A sentence that no file prints."


def test_a_text_is_found_whichever_hyphen_a_program_shows() -> None:
    assert bare("At end-2025, up") == bare("At end\u20112025,\nup") == "Atend2025,up"


def written(form: str, language: str) -> bytes:
    """The sample in a format, written anew."""
    document = sample(language)
    match form:
        case "docx":
            return rendered(document)
        case "pdf":
            return render_pdf(document, house(), [FACTS]).bytes
        case _:
            return render_html(document, house())


#: The same, written once: for tests that change no writer.
as_it_is = cache(written)


def made(
    folder: Path,
    form: str,
    language: str = "en",
    change: Callable[[bytes], bytes] = lambda data: data,
    write: Callable[[str, str], bytes] = as_it_is,
) -> CheckedFile:
    """The sample in a format, changed, as a file to be checked; what LibreOffice reads of it is taken from the tree."""
    document = sample(language)
    path = folder / f"sample.{form}"
    path.write_bytes(change(write(form, language)))
    return CheckedFile(path, document, "".join(runs(document)))


def with_more(document: Document, *children: Any) -> Document:
    """The tree with one more paragraph at its end."""
    last = document.sections[-1]
    more = replace(last, blocks=(*last.blocks, Paragraph((Text(PLANTED_IN_TREE), *children))))
    return replace(document, sections=(*document.sections[:-1], more))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
def test_the_sample_passes_every_gate(tmp_path: Path, form: str, language: str) -> None:
    checked, wanted = made(tmp_path, form, language), named(FORMATS[form].gates)
    assert {name: gate(checked) for name, gate in wanted.items()} == dict.fromkeys(wanted, ())


@pytest.mark.parametrize(
    ("form", "gate"), [("docx", gates.office_text), ("pdf", gates.pdf_text), ("html", gates.html_text)]
)
def test_text_that_is_missing_is_seen(tmp_path: Path, form: str, gate: gates.Gate) -> None:
    checked = made(tmp_path, form)
    (found,) = gate(replace(checked, document=with_more(checked.document)))
    assert "Asentencethatnofileprints" in found


def test_text_out_of_order_is_seen() -> None:
    document = sample("en")
    first, *rest = runs(document)
    assert first_missing(document, "".join([first, *rest])) == ""
    assert first_missing(document, "".join([*rest, first])) != ""


def test_a_note_off_its_page_is_seen(tmp_path: Path) -> None:
    checked = made(tmp_path, "pdf")
    note = Note("note-7", 7, (Text("A note that is printed nowhere."),))
    assert gates.pdf_notes(replace(checked, document=with_more(checked.document, note))) == (
        "note 7 is not on the page of its call",
    )


def test_a_call_off_the_page_of_its_note_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = made(tmp_path, "pdf")
    note = Note("n", 3, (Text("S1, told here"),))
    section = Section("s", 1, "", (Text("T"),), (Paragraph((Text("as said."), note)),))
    checked = replace(checked, document=replace(checked.document, sections=(section,)))
    together, apart = "as said.3 and more\n3 S1, told here\f", "as said.3 and more\f3 S1, told here\f"
    monkeypatch.setattr(gates, "poppler", lambda *_: together)
    assert gates.pdf_notes(checked) == ()
    monkeypatch.setattr(gates, "poppler", lambda *_: apart)
    assert gates.pdf_notes(checked) == ("note 3 is not on the page of its call",)


def test_a_row_of_a_table_that_is_on_no_page_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked, shown = made(tmp_path, "docx"), gates.poppler
    rows = [row for row in map(gates._pieces, gates.parse_xml(gates._part(checked.path)).iter(f"{gates.W}tr")) if row]
    assert gates.word_rows(checked) == ()
    lost = rows[-1][0]
    monkeypatch.setattr(gates, "poppler", lambda *asked: bare(shown(*asked)).replace(lost, ""))
    assert any(lost[:20] in found for found in gates.word_rows(checked))


DOCX_FAULTS: dict[str, tuple[gates.Gate, Callable[[bytes], bytes]]] = {
    "unknown element": (gates.open_xml, lambda data: changed(data, MAIN, "<w:keepNext/>", "<w:keepNxt/>")),
    "link to nothing": (
        gates.house_lint,
        lambda data: changed(data, MAIN, 'w:anchor="_Toc_scale"', 'w:anchor="_gone"'),
    ),
    "level left out": (gates.word_headings, lambda data: changed(data, MAIN, 'w:val="Heading2"', 'w:val="Heading3"')),
}
HTML_FAULTS: dict[str, tuple[gates.Gate, Callable[[bytes], bytes]]] = {
    "picture from elsewhere": (
        gates.html_alone,
        lambda data: data.replace(b"<main>", b'<main><img src="https://e.org/a.png">'),
    ),
    "link to nothing": (gates.html_alone, lambda data: data.replace(b'href="#scale"', b'href="#gone"')),
    "level left out": (gates.html_headings, lambda data: data.replace(b"<h3", b"<h5").replace(b"</h3", b"</h5")),
}


@pytest.mark.parametrize(("gate", "fault"), DOCX_FAULTS.values(), ids=DOCX_FAULTS)
def test_a_fault_in_a_word_file_is_seen(tmp_path: Path, gate: gates.Gate, fault: Callable[[bytes], bytes]) -> None:
    assert gate(made(tmp_path, "docx", change=fault))


@pytest.mark.parametrize(("gate", "fault"), HTML_FAULTS.values(), ids=HTML_FAULTS)
def test_a_fault_in_a_page_is_seen(tmp_path: Path, gate: gates.Gate, fault: Callable[[bytes], bytes]) -> None:
    assert gate(made(tmp_path, "html", change=fault))


def test_a_pdf_that_is_not_what_it_says_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "complete", lambda *_: None)
    monkeypatch.setattr(writer, "ends_plainly", lambda _: True)
    checked = made(tmp_path, "pdf", write=written)
    assert "PDFUA1-ID-SCHEMA-001" in gates.pdf_ua(checked)


def test_a_pdf_that_cannot_be_archived_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finish, "packet", without_schema)
    assert gates.pdf_a(made(tmp_path, "pdf", write=written))


def test_a_heading_level_left_out_of_the_structure_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dress = tags._dress

    def jumping(root: Any) -> None:
        dress(root)
        for tag in root.tags():
            tag.role = "H5" if tag.role == "H3" else tag.role

    monkeypatch.setattr(tags, "_dress", jumping)
    assert gates.pdf_headings(made(tmp_path, "pdf", write=written)) == ("a heading of level 5 follows one of level 2",)


def test_a_font_that_is_not_embedded_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    path.write_bytes(_with_standard_font())
    assert gates.fonts(CheckedFile(path, sample("en"))) == ("Helvetica is not embedded",)


def test_a_character_without_a_glyph_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "poppler", lambda *_: "text \ufffd and more")
    assert gates.pdf_copied(CheckedFile(tmp_path / "a.pdf", sample("en"))) == ("U+FFFD is printed",)


def test_without_libreoffice_it_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.quality.office.COMMAND", "soffice-of-nobody")
    with pytest.raises(FileNotFoundError, match="make pages"):
        converted([tmp_path / "a.docx"], "pdf", tmp_path)


def _with_standard_font() -> bytes:
    """The smallest PDF with a line in Helvetica, which every reader has and no file embeds."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length 29>>stream\nBT /F 12 Tf 9 9 Td (a) Tj ET \nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    listed = b"".join(b"%d 0 obj%s endobj\n" % (number, body) for number, body in enumerate(bodies, 1))
    return b"%PDF-1.4\n" + listed + b"trailer<</Root 1 0 R>>"
