"""Sentences torn apart by new data are named; those that are whole are not."""

from __future__ import annotations

from pathlib import Path

from briefing.document.reading import passages
from briefing.project.opening import open_project
from tests.support.mini_project import INDICATORS, mini_project

NEWER = """\
      - {period: "2026-06-30", basis: stated, value: "9.9万亿", published: 9.9万亿元, source: s1, locator: L5, status: reported}
"""
END = "        status: reported\n"
MOVED = INDICATORS.replace(f"{END}  - id: assets-growth", f"{END}{NEWER}  - id: assets-growth")
DERIVED = """\
derived:
  - id: assets-share
    label: 占比
    op: share
    inputs: [financial-assets@2025-12-31, financial-assets@2025-12-31]
    unit: percent
    decimals: 1
"""
ROW = """\
<section id="t"><h1>{{ _("规模") }}</h1>
<table id="t-scale"><caption>{{ _("规模一览") }}</caption>
<thead><tr><th>{{ _("指标") }}</th><th>{{ _("指标") }}</th><th>{{ _("指标") }}</th></tr></thead>
<tbody><tr><th>{{ label("financial-assets") }}</th><td>{{ fig("financial-assets") }}</td>
<td>{{ fig("assets-share") }}</td></tr></tbody>
</table></section>
"""


#: Figures that stand beside each other with no message around them: nothing can date one of them apart.
BARE = """\
<section id="t"><h1>{{ _("规模") }}</h1>
<p>{{ asof("financial-assets") }}{{ fig("financial-assets") }}{{ fig("assets-growth") }}</p></section>
"""


def text(root: Path) -> str:
    project = open_project(root)
    day = project.newest_source()
    document, _ = project.compose(project.pack("tiny"), "zh", project.context(day.isoformat(), day))
    assert document is not None
    return " ".join(passage.text for passage in passages(document))


def codes(root: Path) -> list[str]:
    project = open_project(root)
    day = project.newest_source()
    _, found = project.compose(project.pack("tiny"), "zh", project.context(day.isoformat(), day))
    return [p.code for p in found if p.code in ("period-unsaid", "derived-elsewhere")]


def test_a_whole_sentence_is_not_named(tmp_path: Path) -> None:
    assert codes(mini_project(tmp_path)) == []


def test_a_figure_left_behind_in_a_message_says_its_own_date_and_is_not_named(tmp_path: Path) -> None:
    root = mini_project(tmp_path, content__indicators__one=MOVED)
    assert codes(root) == []
    assert "截至2026年6月末，金融资产达9.9万亿元，同比增长8.0%（2025年末）" in text(root)


def test_a_figure_left_behind_outside_a_message_is_named(tmp_path: Path) -> None:
    assert codes(mini_project(tmp_path / "whole", BARE)) == []
    assert codes(mini_project(tmp_path / "torn", BARE, content__indicators__one=MOVED)) == ["period-unsaid"]


def test_a_derived_figure_beside_a_newer_one_than_its_own_is_named(tmp_path: Path) -> None:
    whole = mini_project(tmp_path / "whole", ROW, content__derived__one=DERIVED)
    assert codes(whole) == []
    torn = mini_project(tmp_path / "torn", ROW, content__derived__one=DERIVED, content__indicators__one=MOVED)
    assert codes(torn) == ["derived-elsewhere"]
