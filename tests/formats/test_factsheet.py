"""A fact sheet: one page, eight to twelve figures, one chart, in PDF and Word with the same text."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.editions.build import build
from briefing.editions.request import Request
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.proof.verifying import verify
from briefing.review.sentences import declarations
from tests.support.mini_project import PACK, mini_project

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


def test_what_runs_over_its_page_is_refused_with_the_number_of_pages(tmp_path: Path) -> None:
    root = project_of(tmp_path, more='<p>{{ _("规模在扩大。") }}</p>' * 80)
    with pytest.raises(ProblemsFound) as refused:
        build(open_project(root), Request(root / "out", packs=("tiny",), languages=("zh",), formats=("docx",), jobs=1))
    assert [(p.code, "takes 2 pages" in p.message) for p in refused.value.problems] == [("sheet-overfull", True)]
