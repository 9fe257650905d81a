"""A fact sheet: one page, eight to twelve figures, one chart, in PDF and Word with the same text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from briefing.document.nodes import Document, Figure, ListBlock
from briefing.document.reading import from_json
from briefing.editions.build import build
from briefing.editions.request import Request
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.proof.verifying import verify
from briefing.render import pdf as writer
from briefing.render.docx import render_docx
from briefing.render.pdf import lay_out
from briefing.render.pdf.pages import filled
from briefing.render.theme import Theme, load_theme
from briefing.review.lint import declarations
from tests.support.mini_project import PACK, mini_project
from tools.quality.office import converted
from tools.quality.outside import poppler

PACKS = {
    "content__packs__tiny": PACK.replace("id: tiny", "id: tiny\nkind: factsheet\nof: base").replace(
        "[docx, pdf, html]", "[docx, pdf]"
    ),
    "content__packs__base": PACK.replace("id: tiny", "id: base").replace("[docx, pdf, html]", "[html]"),
}
TILE = '<dt>{{ _("规模") }}</dt><dd>{{ fig("financial-assets", "tile-initial") }}</dd>'
CHART = """\
<figure id="chart-scale" data-chart="bar" {{ axis("CNY", scale_of(["financial-assets"])) }}><figcaption>{{ _("规模一览") }}</figcaption>
<table><thead><tr><th></th><th>{{ _("规模") }}</th></tr></thead>
<tbody><tr><th>{{ label("financial-assets") }}</th><td>{{ cell("financial-assets", scale_of(["financial-assets"])) }}</td></tr></tbody></table></figure>
"""  # noqa: E501 - a template reads best with one element a line
SHEET = """\
<section id="scale" data-numbered="no"><h1>{{{{ _("规模在扩大。") }}}}</h1>
<dl class="key-figures">{tiles}</dl>{chart}{more}
<section id="sources" data-numbered="no"><h1>{{{{ _("资料来源") }}}}</h1><div data-block="sources"/></section></section>
"""


def project_of(folder: Path, tiles: int = 8, chart: str = CHART, more: str = "") -> Path:
    return mini_project(folder, SHEET.format(tiles=TILE * tiles, chart=chart, more=more), **PACKS)


def test_a_sheet_of_eight_figures_is_one_page_that_proves_in_both_formats(tmp_path: Path) -> None:
    root = project_of(tmp_path)
    folder = build(open_project(root), Request(root / "out", formats=("docx", "pdf"), languages=("en",), jobs=1)).folder
    assert sorted(p.name for p in folder.glob("tiny.*")) == ["tiny.en.docx", "tiny.en.pdf"]
    proof = verify(folder, declarations(open_project(root))[0])
    assert (proof.problems, len(proof.same_text)) == ((), 1)
    assert proof.accounts["tiny.en.docx"].counts["figure"] == 9


@pytest.mark.parametrize(
    ("tiles", "chart", "told"), [(7, CHART, "7 figures and 1 charts"), (8, "", "8 figures and 0 charts")]
)
def test_too_few_figures_or_no_chart_is_refused_before_anything_is_laid_out(
    tiles: int, chart: str, told: str, tmp_path: Path
) -> None:
    root = project_of(tmp_path, tiles, chart)
    with pytest.raises(ProblemsFound) as refused:
        build(open_project(root), Request(root / "out", packs=("tiny",), jobs=1))
    assert {(p.code, told in p.message) for p in refused.value.problems if p.severity == "error"} == {
        ("sheet-figures", True)
    }


@pytest.fixture(scope="module")
def leaf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Theme]:
    """A fact sheet with one line of contacts, and the theme of a leaf."""
    line = '<ul><li>{{ _("规模在扩大。") }}</li></ul>'
    root = project_of(tmp_path_factory.mktemp("leaf"), more=line)
    made = build(open_project(root), Request(root / "out", formats=("pdf",), languages=("zh",), jobs=1)).folder
    document = from_json((made / "record" / "tiny.zh.json").read_bytes())
    return document, load_theme(root / "templates" / "house", leaf=True)


def with_lines(document: Document, count: int) -> Document:
    """The sheet with so many lines of contacts."""
    (section,) = document.sections
    blocks = tuple(replace(b, items=b.items * count) if isinstance(b, ListBlock) else b for b in section.blocks)
    return replace(document, sections=(replace(section, blocks=blocks),))


def heights_of_charts(docx: bytes) -> list[int]:
    """The heights of the charts of a Word file, in EMU."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return [int(h) for h in re.findall(rb'<wp:extent cx="\d+" cy="(\d+)"', archive.read("word/document.xml"))]


def with_digits(node: Any) -> Any:
    """A part of the tree whose figures are two digits longer."""
    if isinstance(node, tuple):
        return tuple(map(with_digits, node))
    if isinstance(node, Figure):
        return replace(node, text=re.sub(r"\d", lambda digit: f"{digit[0]}88", node.text, count=1))
    if not is_dataclass(node) or isinstance(node, type):
        return node
    return replace(node, **{f.name: with_digits(getattr(node, f.name)) for f in fields(node)})


def test_a_full_sheet_has_room_for_longer_figures_and_a_line_more(leaf: tuple[Document, Theme]) -> None:
    """Its chart is lower, its letters are a little smaller; where that is not enough, it is told as before."""
    full = with_lines(leaf[0], 39)
    longer = replace(full, sections=with_digits(full.sections))
    assert longer != full
    assert writer._laid_out(full, leaf[1])[1].count == 2, "it is over its page as usual"
    assert [lay_out(document, leaf[1])[1].count for document in (full, longer, with_lines(leaf[0], 50))] == [1, 1, 2]


@pytest.mark.parametrize("lines", [27, 31, 34])
def test_a_sheet_uses_its_page_and_stays_on_it(lines: int, leaf: tuple[Document, Theme]) -> None:
    laid_out, found = lay_out(with_lines(leaf[0], lines), leaf[1])
    assert found.count == 1
    assert 0.9 < filled(laid_out.pages[0]._page_box) <= 1


def test_a_word_sheet_has_a_chart_as_high_as_its_page_lets_it_and_stays_on_it(
    leaf: tuple[Document, Theme], tmp_path: Path
) -> None:
    counts = (1, 22, 24, 26)
    files = [tmp_path / f"{count}.docx" for count in counts]
    for count, file in zip(counts, files, strict=True):
        file.write_bytes(render_docx(with_lines(leaf[0], count), leaf[1]))
    heights = [height for file in files for height in heights_of_charts(file.read_bytes())]
    assert heights[0] > heights[1] > heights[2] > heights[3]
    assert all("Pages:           1" in poppler("pdfinfo", made) for made in converted(files, "pdf", tmp_path))


def test_what_runs_over_its_page_is_refused_with_the_number_of_pages(tmp_path: Path) -> None:
    root = project_of(tmp_path, more='<p>{{ _("规模在扩大。") }}</p>' * 80)
    with pytest.raises(ProblemsFound) as refused:
        build(open_project(root), Request(root / "out", packs=("tiny",), languages=("zh",), formats=("docx",), jobs=1))
    assert [(p.code, "takes 2 pages" in p.message) for p in refused.value.problems] == [("sheet-overfull", True)]
