"""A release as a page shows it: every figure marked in its place, decisions kept one by one, against what was seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.problems import ProblemsFound
from briefing.workspace.release_page import marked
from tests.support.mini_project import mini_project, with_reading

RELEASE = """\
运行情况新闻发布会

6月22日，有关部门介绍运行情况。

截至5月末，全市金融资产规模达9.9万亿元，养老产业贷款余额86.3亿元，绿色贷款余额86.3亿元。
截至2025年末，全市金融资产规模为9.4万亿元。
"""


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    root = with_reading(mini_project(tmp_path))
    ws = Workspace(root, today=date(2026, 7, 3))
    (tmp_path / "release.txt").write_text(RELEASE, "utf-8")
    ws.save(ws.keep_release(ws.read_release(tmp_path / "release.txt")))
    return ws


def named(ws: Workspace, text: str, at: int = 0) -> str:
    return [f.id for f in ws.release_page("s2").figures if f.proposed.figure.text == text][at]


def test_every_figure_is_marked_once_where_it_stands(ws: Workspace) -> None:
    page = ws.release_page("s2")
    placed = [(line.number, part.text, part.figure) for line in page.lines for part in line.parts if part.figure]
    assert placed == [(f.proposed.figure.line, f.proposed.figure.text, f.id) for f in page.figures]
    assert "\n".join("".join(part.text for part in line.parts) for line in page.lines).strip() == RELEASE.strip()


def test_two_figures_that_look_the_same_are_marked_apart(ws: Workspace) -> None:
    page = ws.release_page("s2")
    first, second = (f.id for f in page.figures if f.proposed.figure.text == "86.3亿元")
    line = next(x for x in page.lines if any(p.figure == first for p in x.parts))
    assert [p.figure for p in line.parts if p.text == "86.3亿元"] == [first, second]


def test_a_figure_over_the_end_of_a_line_is_marked_on_both(ws: Workspace) -> None:
    proposal = ws.release("s2").proposals[0]
    text = proposal.figure.text
    cut = [f"规模达{text[:2]}", f"{text[2:]}，增长。"]
    found = [(x.number, p.text) for x in marked(["", "", "", "", *cut], [proposal]) for p in x.parts if p.figure]
    assert found == [(5, text[:2]), (6, text[2:])]


def test_a_figure_shows_what_it_may_be_in_every_language(ws: Workspace) -> None:
    page = ws.release_page("s2")
    figure = page.figure(named(ws, "9.9万亿元"))
    assert figure is not None
    assert figure.indicator is not None
    assert (figure.indicator.labels["en"], figure.texts["en"], figure.periods["en"], figure.proposed.verdict) == (
        "Financial assets",
        "RMB\u00a09.9\u00a0trillion",
        "End-May 2026",
        "new-period",
    )
    assert page.unconfirmed == ("issuer", "title", "date", "kind")


def test_a_decision_is_kept_and_counted_and_can_be_taken_back(ws: Workspace) -> None:
    name = named(ws, "9.9万亿元")
    ws.save(ws.decide_release("s2", {"figures": {name: "accept"}}, {name: ""}))
    page = Workspace(ws.root, ws.today).release_page("s2")  # another process, after the first was killed
    figure = page.figure(name)
    assert figure is not None
    assert (figure.decision and figure.decision.action, page.counts.accepted, page.counts.open) == (
        "accept",
        1,
        page.counts.found - 1,
    )
    ws.save(ws.undecide_release("s2", name, seen={name: figure.version}))
    assert ws.release_page("s2").counts.accepted == 0


def test_a_decision_against_one_that_was_not_seen_is_refused(ws: Workspace) -> None:
    name = named(ws, "9.9万亿元")
    ws.save(ws.decide_release("s2", {"figures": {name: {"ignore": "别处已有"}}}, {name: ""}))
    with pytest.raises(ProblemsFound) as found:
        ws.decide_release("s2", {"figures": {name: "accept"}}, {name: ""})
    assert [(p.code, "ignore" in p.message) for p in found.value.problems] == [("release-decided", True)]
    with pytest.raises(ProblemsFound):
        ws.undecide_release("s2", name, seen={name: "other"})


@pytest.mark.parametrize(
    ("text", "decision", "said"),
    [
        ("86.3亿元", "accept", "nothing is proposed"),
        ("9.4万亿元", "accept", "contradicts"),
        ("9.4万亿元", {"accept": True, "revise": True}, ""),
        ("9.9万亿元", "accept", ""),
        (
            "86.3亿元",
            {"new": {"id": "financial-assets", "label": "养老", "unit": "CNY", "kind": "stock"}},
            "there is such an indicator",
        ),
        ("86.3亿元", {"indicator": "assets-growth"}, "percent"),
    ],
)
def test_a_row_says_at_once_what_keeps_its_decision_from_being_carried_out(
    ws: Workspace, text: str, decision: object, said: str
) -> None:
    name = named(ws, text)
    ws.save(ws.decide_release("s2", {"figures": {name: decision}}))
    figure = ws.release_page("s2").figure(name)
    assert figure is not None
    assert said in " ".join(p.message for p in figure.against)
    assert bool(figure.against) == bool(said)


def test_a_release_is_recorded_only_when_its_own_text_is(ws: Workspace) -> None:
    (ws.root / "content/sources/two.yaml").write_text(
        "sources:\n  - {id: s2, file: other.txt, issuer: 重庆日报, title: 另一篇, date: '2026-06-01', date_basis: stated,"
        " kind: news}\n",
        "utf-8",
    )
    assert ws.release_page("s2").recorded is False
