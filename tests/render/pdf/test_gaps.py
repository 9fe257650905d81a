"""Gaps between Han and Latin on pages: as wide as in the style sheet, no element, no character."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest

from briefing.document.nodes import Moment, Paragraph, Section, SourceLink, Text
from briefing.render import pdf as writer
from briefing.render.pdf import render_pdf
from briefing.render.pdf.justify import GAP, UNBROKEN, as_characters, gap_of
from tests.render.pdf.files import poppler
from tests.render.pdf.test_lines import holding, lines
from tests.render.reading import house

WORDS = "年末有A股上市公司12家和B股3家公司"


def ends(text: str) -> list[float]:
    """Where the words of a paragraph of Chinese begin and end, in points."""
    boxes = poppler("pdftotext", render_pdf(holding("zh", Paragraph((Text(text),))), house()).bytes, "-bbox")
    found = re.findall(rf'xMin="([\d.]+)"[^>]*xMax="([\d.]+)"[^>]*>{text}<', boxes)
    return [float(x) for x in found[0]]


def test_a_gap_is_a_space_outside_the_elements_that_begin_or_end_there() -> None:
    page = '达<data value="9"><span class="gl gr">9.6</span>万</data>，<em>汉</em><b><span class="gl">A</span></b>'
    assert as_characters(page) == f'达{GAP}<data value="9">9.6{UNBROKEN}万</data>，<em>汉</em><b>{GAP}A</b>'


def test_a_hair_space_of_the_text_stays_a_space() -> None:
    assert as_characters(f"a{GAP}b{UNBROKEN}c") == "a\u2009bc"


def test_a_reference_keeps_its_number_and_a_range_may_lose_its_unit_but_not_its_end() -> None:
    page = '<a>表<span class="gl">2</span></a>；2023—<span class="gr">2026</span>年'
    assert as_characters(page) == f"<a>表{UNBROKEN}2</a>；2023—2026{GAP}年"


@pytest.mark.parametrize(
    ("run", "put"),
    [("gl gr|AB", f"{GAP}AB{GAP}"), ("gl|%", f"{UNBROKEN}%"), ("gr|A+", f"A+{UNBROKEN}"), ("gr|12", f"12{UNBROKEN}")],
)
def test_a_line_ends_at_a_gap_where_it_may_end_without(run: str, put: str) -> None:
    kind, text = run.split("|")
    assert as_characters(f'<span class="{kind}">{text}</span>') == put


def test_gaps_are_as_wide_as_those_of_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = ends(WORDS)
    monkeypatch.setattr(writer, "as_characters", lambda page: page)
    spans = ends(WORDS)
    assert ours == pytest.approx(spans, abs=0.2)
    monkeypatch.undo()
    monkeypatch.setattr(writer, "gap_of", lambda _: ("zh", 0.0))
    language, width = gap_of(house())
    size = float(house().type.scale["body"])
    assert language == "zh"
    assert spans[1] - ends(WORDS)[1] == pytest.approx(8 * width * size, abs=0.3)


def test_no_gap_is_copied_or_read_out() -> None:
    heading = (Text("2026年的A股"),)
    link = SourceLink("scale", "表2和A股")
    document = holding("zh", Paragraph((Text(WORDS * 9), link)), Section("inner", 2, "", heading, ()))
    data = render_pdf(document, house()).bytes
    assert WORDS * 2 in poppler("pdftotext", data, "-raw").replace("\n", "")
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for top in outline.root for item in (top, *top.children)]
        assert "2026年的A股" in titles
        assert "表2和A股" in [str(link.Contents) for page in pdf.pages for link in page.get("/Annots", [])]


def test_a_line_set_flush_has_no_gap_wide_enough_to_be_copied_as_a_space() -> None:
    texts = ["汉字" * n + "2026年" + "文字" * 30 + "A股" + "长句" * 40 for n in range(3, 30)]
    shown = "".join(lines(holding("zh", *(Paragraph((Text(text),)) for text in texts))))
    assert "2026年" in shown
    assert not re.search(r"字 2026|2026 年|字 A|A 股", shown)


def test_a_number_is_not_parted_from_its_unit() -> None:
    texts = ["汉" * n + "有2026年" + "文字" * 30 for n in range(1, 45)]
    ended = [
        line for line in lines(holding("zh", *(Paragraph((Text(text),)) for text in texts))) if line[-4:] == "2026"
    ]
    assert ended == []


def test_a_gap_by_itself_between_two_elements_does_not_push_the_lines_apart() -> None:
    run = [
        part for n in range(60) for part in (Moment("2026", "据2026年5月报道", ""), Text("，汉字文字" * (n % 3 + 1)))
    ]
    laid_out, _ = writer.lay_out(holding("zh", Paragraph(tuple(run))), house())
    boxes = [box for page in laid_out.pages for box in page._page_box.descendants() if type(box).__name__ == "LineBox"]
    heights = [box.height for box in boxes if "汉" in "".join(getattr(b, "text", "") for b in box.descendants())]
    leading = float(house().type.scale["body"] * house().type.leading["zh"]) * 96 / 72
    assert len(heights) > 20
    assert set(map(round, heights)) == {round(leading)}
