"""The register of figures: searched, filtered, and one figure with everything about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.problems import ProblemsFound
from briefing.workspace.figures import Entry
from briefing.workspace.register import FigureQuery
from tests.support.mini_project import mini_project

TODAY = date(2026, 7, 3)
MORE = """\
indicators:
  - id: deposits
    label: 存款余额
    unit: CNY
    kind: stock
    frequency: monthly
    observations:
      - {period: "2025-11-30", basis: stated, value: "5.1万亿", published: 5.1万亿元, source: s1, locator: L5,
         revisions: [{value: "5.0万亿", published: 5.0万亿元, source: s0, locator: L6}]}
      - {period: "2025-12-31", basis: stated, value: "5.2万亿", published: 5.2万亿元, source: s1, locator: L5}
    targets:
      - {period: "2027-12-31", basis: stated, value: "6万亿", published: 6万亿元, source: s1, locator: L7, status: target}
"""


OLDER = """\
sources:
  - {id: s0, file: zero.txt, issuer: 重庆日报, title: 旧闻, date: "2026-01-10", date_basis: stated, kind: news,
     sections: [{id: lead, title: 导语, lines: "1-9"}]}
"""


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(mini_project(tmp_path, content__indicators__more=MORE, content__sources__older=OLDER), today=TODAY)


def ids(ws: Workspace, **asked: object) -> list[str]:
    return [row.id for row in ws.figures(FigureQuery(**asked)).rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("存款", ["deposits@2025-11-30", "deposits@2025-12-31", "deposits@2027-12-31.target"]),
        ("FINANCIAL assets", ["financial-assets@2025-12-31", "assets-growth@2025-12-31"]),
        ("9.6 trillion", ["financial-assets@2025-12-31"]),
        ("存款 5.2万亿", ["deposits@2025-12-31"]),
        ("chongqing", []),
        ("重庆日报 增速", ["assets-growth@2025-12-31"]),
        ("nothing at all", []),
    ],
)
def test_all_words_must_occur_in_id_label_text_wording_or_source(ws: Workspace, words: str, found: list[str]) -> None:
    assert ids(ws, words=words) == found


@pytest.mark.parametrize(
    ("only", "found"),
    [
        ("stale", ["deposits@2025-12-31"]),
        ("conflict", ["financial-assets@2025-12-31"]),
        ("unprinted", ["deposits@2025-11-30", "deposits@2025-12-31", "deposits@2027-12-31.target"]),
        ("target", ["deposits@2027-12-31.target"]),
        ("derived", []),
        ("past", ["deposits@2025-11-30~2026-01-10"]),
    ],
)
def test_a_filter_keeps_what_it_names(ws: Workspace, only: str, found: list[str]) -> None:
    assert ids(ws, only=frozenset({only})) == found
    assert ws.figures().counts[only] == len(found)


def test_figures_are_found_by_source_and_by_the_section_that_prints_them(ws: Workspace) -> None:
    assert len(ids(ws, source="s1")) == 5
    assert ids(ws, source="s9") == []
    assert ids(ws, section="tiny/scale") == ["financial-assets@2025-12-31", "assets-growth@2025-12-31"]
    assert [(s.id, s.titles["en"]) for s in ws.figures().sections] == [("tiny/scale", "Scale")]


def test_a_figure_tells_its_history_its_conflicts_its_claims_and_every_sentence(ws: Workspace) -> None:
    page = ws.figure("deposits")
    assert page.line.id == "deposits@2025-12-31"
    assert [(h.line.texts["en"], h.what, h.level) for h in page.history] == [
        ("RMB\u00a05.1\u00a0trillion", "now", 0),
        ("RMB\u00a05.0\u00a0trillion", "revised", None),
        ("RMB\u00a05.2\u00a0trillion", "now", 100),
        ("RMB\u00a06\u00a0trillion", "target", None),
    ]
    assert (page.coming, page.next_due) == ("2026-01-31", date(2026, 2, 28))
    assets = ws.figure("financial-assets@2025-12-31")
    assert {(p.language, p.kind, p.figure) for p in assets.printings} >= {
        ("zh", "sentence", "9.6万亿元"),
        ("en", "sentence", "RMB\u00a09.6\u00a0trillion"),
    }
    assert [c.id for c in assets.origin.conflicts] == ["odd-scope"]
    assert [(c.claim, c.holds) for c in ws.figure("assets-growth").claims] == [("growing", True)]
    assert assets.lines == ()  # the text of its source is not kept


def test_an_unknown_figure_is_one_problem(ws: Workspace) -> None:
    with pytest.raises(ProblemsFound) as found:
        ws.figure("deposit")
    assert [p.code for p in found.value.problems] == ["trace-no-fact"]


def test_a_plan_tells_the_sentences_it_changes_and_its_version_stands_for_its_bytes(ws: Workspace) -> None:
    entry = Entry("assets-growth", "下降1.5%", "2026-03-31", "s1", "L5")
    plan = ws.observe(entry, sentences=True)
    changed = {(s.document, s.old, s.new) for s in plan.sentences}
    assert ("tiny.en", "The base is growing.", "The base is not growing.") in changed
    assert ("tiny.zh", "规模在扩大。", "规模没有扩大。") in changed
    assert plan.version == ws.observe(entry).version
    assert plan.version != ws.observe(Entry("assets-growth", "下降1.6%", "2026-03-31", "s1", "L5")).version
    path = ws.root / plan.files[0]
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert plan.version != ws.observe(entry).version  # the file it changes is another now


def test_mends_lead_to_the_page_where_a_problem_is_mended(ws: Workspace) -> None:
    root = ws.root
    (root / "content/indicators/more.yaml").write_text(
        MORE.replace('"5.2万亿", published: 5.2万亿元', '"5.2亿", published: 5.2亿元'), "utf-8"
    )
    po = root / "i18n/en/tiny.po"
    po.write_text(po.read_text("utf-8").replace('"The base is growing."', '"The base is %(growing)s."'), "utf-8")
    mends = ws.mends()
    places = {m.problem.code: (m.place.sort, m.place.name) for m in (*mends.errors, *mends.warnings, *mends.notes)}
    assert places["known-conflict"] == ("figure", "financial-assets@2025-12-31")
    segment = next(p for p in places.values() if p[0] == "segment")
    assert segment[1].startswith("tiny.")
    assert mends.counts["error"] == sum(m.count for m in mends.errors) > 0
