"""Our lint finds each fault it is there for, planted in an otherwise sound file."""

from __future__ import annotations

import pytest

from briefing.render.office import deterministic_zip
from tests.render.docx.reading import changed, parts, rendered
from tests.support.sample_document import sample
from tools.word_lint import lint_docx

MAIN, NOTES = "word/document.xml", "word/footnotes.xml"
FAULTS = {
    "bookmark that does not end": (MAIN, '<w:bookmarkEnd w:id="2"/>', "", "docx-bookmark-unbalanced"),
    "bookmark id twice": (MAIN, '<w:bookmarkStart w:id="2"', '<w:bookmarkStart w:id="1"', "docx-id-repeated"),
    "field that does not end": (MAIN, '<w:fldChar w:fldCharType="end"/>', "", "docx-field-unbalanced"),
    "field that ends twice": (
        MAIN,
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:fldChar w:fldCharType="end"/>',
        "docx-field-unbalanced",
    ),
    "content control id twice": (MAIN, '<w:id w:val="2"/>', '<w:id w:val="1"/>', "docx-id-repeated"),
    "link to nothing": (MAIN, 'w:anchor="_Toc_scale"', 'w:anchor="_Toc_gone"', "docx-link-dead"),
    "reference field to nothing": (MAIN, " REF _Ref_table_sectors", " REF _Ref_gone", "docx-link-dead"),
    "unknown style": (MAIN, '<w:pStyle w:val="BodyText"/>', '<w:pStyle w:val="Comic"/>', "docx-style-unknown"),
    "chart without words": (MAIN, 'descr="Intelligent', 'descr="" title="Intelligent', "docx-alt-missing"),
    "table without words": (MAIN, "<w:tblDescription ", "<w:tblCaption ", "docx-alt-missing"),
    "call without a note": (
        MAIN,
        '<w:footnoteReference w:id="1"/>',
        '<w:footnoteReference w:id="9"/>',
        "docx-footnote-alone",
    ),
    "note without a call": (NOTES, '<w:footnote w:id="1">', '<w:footnote w:id="8">', "docx-footnote-alone"),
    "figure that shows another number": (
        MAIN,
        "RMB\u00a09.6\u00a0trillion</w:t>",
        "RMB\u00a09.7\u00a0trillion</w:t>",
        "docx-figure-unbound",
    ),
    "figure bound to nothing": (MAIN, "/f:figures[1]/f:figure[1]", "/f:figures[1]/f:figure[99]", "docx-figure-unbound"),
    "figure changed in the store": ("customXml/item1.xml", ">500<", ">501<", "docx-figure-unbound"),
    "formatting by hand": (MAIN, "<w:rPr><w:rStyle", "<w:rPr><w:b/><w:rStyle", "docx-direct-formatting"),
    "font by hand": (
        MAIN,
        '<w:pStyle w:val="BodyText"/>',
        '<w:pStyle w:val="BodyText"/><w:jc w:val="center"/>',
        "docx-direct-formatting",
    ),
    "relation not declared": (MAIN, 'r:id="rIdChart1"', 'r:id="rId77"', "docx-relation-missing"),
}


@pytest.mark.parametrize(("part", "old", "new", "code"), FAULTS.values(), ids=FAULTS.keys())
def test_a_planted_fault_is_found(part: str, old: str, new: str, code: str) -> None:
    found = lint_docx(changed(rendered(sample("en")), part, old, new), "edition.docx")
    assert code in {p.code for p in found}
    assert all(p.file == "edition.docx" for p in found)


def test_drawing_ids_are_checked() -> None:
    blob = rendered(sample("en"))
    main = parts(blob)[MAIN].decode()
    start, end = main.index("<w:drawing>"), main.index("</w:drawing>") + len("</w:drawing>")
    every = parts(blob)
    every[MAIN] = (main[:end] + main[start:end] + main[end:]).encode()
    assert [p.code for p in lint_docx(deterministic_zip(every.items()))] == ["docx-id-repeated"]
