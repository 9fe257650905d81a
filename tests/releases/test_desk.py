"""A release on a small project: proposals and doubts, decisions from a file and a workbook, and one change that records it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from briefing.problems import ProblemsFound
from briefing.releases.recording import learnt_name
from briefing.releases.rules import load_reading
from briefing.workspace import Workspace, as_data
from briefing.workspace.figures import Entry
from tests.support.mini_project import mini_project, with_reading
from tests.support.running import ROOT

TODAY = date(2026, 8, 1)
TEXT = """\
上半年金融运行情况新闻发布会

7月22日，有关部门介绍上半年运行情况。

截至6月末，全市金融资产规模达9.9万亿元，同比增长8.6%。养老产业贷款余额86.3亿元。
"""
SOURCE = {
    "issuer": {"zh": "重庆日报"},
    "title": {"zh": "上半年金融运行情况新闻发布会", "en": "Press conference on the first half of the year"},
    "date": "2026-07-22",
    "kind": "press-conference",
}
LOANS = {
    "id": "old-age-loans",
    "label": {"zh": "养老产业贷款余额", "en": "Outstanding loans to the elderly-care industry"},
    "unit": "CNY",
    "kind": "stock",
}
DECISIONS = {"source": SOURCE, "figures": {"f00": "accept", "f01": "accept", "f02": {"new": LOANS}}}


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    root = with_reading(mini_project(tmp_path / "project"))
    yield Workspace(root, TODAY)


def kept(ws: Workspace, text: str = TEXT) -> str:
    path = ws.root / "release.txt"
    path.write_text(text, "utf-8")
    desk = ws.read_release(path)
    ws.save(ws.keep_release(desk))
    return desk.kept.id


def told(call: Any, *given: Any) -> list[str]:
    with pytest.raises(ProblemsFound) as caught:
        call(*given)
    return [p.code for p in caught.value.problems]


def test_each_figure_has_a_proposal_and_none_is_accepted(ws: Workspace) -> None:
    desk = ws.release(kept(ws))
    found = [(p.figure.text, p.indicator.id if p.indicator else "", p.period, p.verdict) for p in desk.proposals]
    assert found == [
        ("9.9万亿元", "financial-assets", "2026-06-30", "new-period"),
        ("8.6%", "assets-growth", "2026-06-30", "new-period"),
        ("86.3亿元", "", "2026-06-30", "no-indicator"),
    ]
    assert len(desk.open) == 3
    assert told(ws.record_release, desk.kept.id) == ["release-unconfirmed"] * 4 + ["release-undecided"]


def test_a_desk_and_a_plan_are_plain_data_for_the_workbench(ws: Workspace) -> None:
    name = kept(ws)
    data = as_data(ws.release(name))
    assert data["proposals"][0]["figure"]["text"] == "9.9万亿元"
    assert data["proposals"][0]["indicator"]["id"] == "financial-assets"
    ws.save(ws.decide_release(name, DECISIONS))
    assert as_data(ws.record_release(name))["counts"]["found"] == 3


def test_the_release_is_kept_with_its_text_and_checksum(ws: Workspace) -> None:
    name = kept(ws)
    folder = ws.root / "archive" / name
    assert (folder / "text.txt").read_text("utf-8") == TEXT
    assert len(yaml.safe_load((folder / "release.yaml").read_text("utf-8"))["sha256"]) == 64
    (folder / "text.txt").write_text(TEXT.replace("9.9", "8.9"), "utf-8")
    assert told(ws.release, name) == ["release-altered"]


def test_decisions_are_recorded_as_one_change_in_both_languages(ws: Workspace) -> None:
    name = kept(ws)
    ws.save(ws.decide_release(name, DECISIONS))
    plan = ws.record_release(name)
    assert (plan.counts.found, plan.counts.accepted, plan.counts.new, plan.counts.ignored) == (3, 2, 1, 0)
    said = {f.fact: f.sentences["en"] for f in plan.figures}
    assert "RMB\u00a09.9\u00a0trillion" in said["financial-assets@2026-06-30"]
    assert any(s.kind == "changed" and "9.9万亿元" in s.new for s in plan.sentences)
    assert [u.fact for u in plan.unprinted] == ["old-age-loans@2026-06-30"]
    before = {p: p.read_bytes() for p in (ws.root / "content").rglob("*.yaml")}
    assert {p: p.read_bytes() for p in before} == before
    ws.save(plan)
    facts = {f.id: f for f in ws.facts()}
    assert facts["old-age-loans@2026-06-30"].texts["en"] == "RMB\u00a08.63\u00a0billion"
    assert [p.message for p in ws.check() if p.code == "release-partly"] == [
        f"{name}: figures of the release: 3 found, 2 accepted, 1 new, 0 ignored"
    ]
    assert [p.code for p in ws.check() if p.severity == "error"] == []
    assert [(r.id, r.recorded) for r in ws.releases()] == [(name, True)]


@pytest.mark.parametrize(
    ("said", "asked"),
    [("截至6月末，全市累计新增贷款500亿元。", True), ("上半年，全市新增贷款500亿元。", False),
     ("2024年7月以来，全市累计新增贷款500亿元。", False)],
)  # fmt: skip
def test_a_running_total_without_a_beginning_is_doubted(ws: Workspace, said: str, asked: bool) -> None:
    indicators = ws.root / "content" / "indicators" / "added.yaml"
    indicators.write_text(
        "indicators:\n- {id: new-loans, label: 新增贷款, unit: CNY, kind: flow, frequency: monthly}\n", "utf-8"
    )
    desk = ws.release(kept(ws, f"7月22日，有关部门介绍上半年运行情况。\n\n{said}\n"))
    (figure,) = desk.proposals
    assert figure.indicator is not None
    assert ("ask-running-total" in {d.code for d in desk.doubts.get(figure.figure.id, ())}) is asked


def test_a_workbook_goes_out_and_comes_back(ws: Workspace, tmp_path: Path) -> None:
    name = kept(ws)
    ws.save(ws.decide_release(name, {"figures": {"f01": {"ignore": "不用"}}}))
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(ws.release_sheet(name))
    assert path.read_bytes() == ws.release_sheet(name)
    book = openpyxl.load_workbook(path)
    heads = {cell.value: cell.column for cell in book["figures"][1]}

    def put(row: int, head: str, value: str) -> None:
        book["figures"].cell(row, heads[head], value)

    assert book["figures"].cell(2, heads["label (English) 英文名称"]).value == "Financial assets"
    assert "9.6万亿元" in book["figures"].cell(2, heads["last value 最近一次"]).value
    assert book["figures"].cell(3, heads["decision 决定"]).value == "ignore"
    put(2, "decision 决定", "accept")
    put(4, "decision 决定", "new")
    form = {"new id 新指标编号": "old-age-loans", "new label 新名称（中文）": "养老产业贷款余额", "unit 单位": "CNY"}
    form |= {"new label (English) 英文新名称": "Elderly-care loans", "kind 性质": "stock"}
    for head, value in form.items():
        put(4, head, value)
    book.save(path)
    ws.save(ws.decide_release_from(name, path))
    decided = ws.release(name).kept.decisions.figures
    assert {key: d.action for key, d in decided.items()} == {"f00": "accept", "f01": "ignore", "f02": "new"}
    put(2, "as printed 原文", "9.8万亿元")
    book.save(path)
    assert told(ws.decide_release_from, name, path) == ["release-changed"]


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"f09": "accept"}, "release-decision"),
        ({"f00": {"accept": True, "text": "9.8万亿元"}}, "release-changed"),
        ({"f00": {}}, "release-decision"),
        ({"f00": {"accept": True, "ignore": "不用"}}, "release-decision"),
        ({"f00": {"new": {"id": "Not an id", "label": "x", "unit": "CNY", "kind": "stock"}}}, "release-decision"),
        ({"f00": {"ignore": ""}}, "release-decision"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused(ws: Workspace, figures: dict[str, Any], code: str) -> None:
    name = kept(ws)
    assert code in told(ws.decide_release, name, {"figures": figures})


def test_one_decision_that_cannot_be_carried_out_stops_all_of_them(ws: Workspace) -> None:
    name = kept(ws)
    figures = {**DECISIONS["figures"], "f02": {"new": {**LOANS, "unit": "percent"}}}  # type: ignore[dict-item]
    ws.save(ws.decide_release(name, {"source": SOURCE, "figures": figures}))
    before = sorted(p.name for p in (ws.root / "content").rglob("*"))
    assert told(ws.record_release, name)
    assert sorted(p.name for p in (ws.root / "content").rglob("*")) == before


OTHERWISE = [
    ("截至6月末，贷款增速高于全国0.9个百分点。", "financial-assets", "percentage-point"),
    ("截至6月末，结算额52亿美元。", "financial-assets", "USD"),
    ("截至6月末，规模居西部第一。", "financial-assets", "rank"),
    ("截至6月末，不良率1.1%。", "financial-assets", "percent"),
    ("截至6月末，资产9.9万亿元。", "assets-growth", "CNY"),
]


@pytest.mark.parametrize(("text", "indicator", "unit"), OTHERWISE, ids=[unit for *_, unit in OTHERWISE])
def test_a_figure_is_not_entered_for_an_indicator_of_another_unit(
    ws: Workspace, text: str, indicator: str, unit: str
) -> None:
    name = kept(ws, f"上半年发布会\n\n2026年7月22日，有关部门介绍情况。{text}\n")
    source = {**DECISIONS["source"], "date": "2026-07-22"}
    figures = {p.figure.id: {"ignore": "不用"} for p in ws.release(name).proposals[:-1]}
    figures[ws.release(name).proposals[-1].figure.id] = {"indicator": indicator}
    ws.save(ws.decide_release(name, {"source": source, "figures": figures}))
    (against,) = ws.decision_problems(name)
    assert (against.code, unit in against.message) == ("observe-unit", True)
    assert told(ws.record_release, name) == ["observe-unit"]


def test_everything_that_stands_against_decisions_is_told_at_once(ws: Workspace) -> None:
    name = kept(ws)
    first, second, *others = [p.figure.id for p in ws.release(name).proposals]
    figures: dict[str, Any] = {first: {"indicator": "no-such"}}
    form = {"id": "financial-assets", "label": {"zh": "资产", "en": "Assets"}, "unit": "CNY", "kind": "stock"}
    figures[second] = {"new": form}
    ws.save(ws.decide_release(name, {"figures": figures}))
    messages = [p.message for p in ws.decision_problems(name)]
    assert len(messages) == 2
    assert first in messages[0]
    assert "no-such" in messages[0]
    assert "there is such an indicator" in messages[1]
    codes = told(ws.record_release, name)
    assert codes.count("release-decision") == 2
    assert "release-unconfirmed" in codes
    assert ("release-undecided" in codes) == bool(others)


def test_what_contradicts_the_known_needs_a_word_of_its_own(ws: Workspace) -> None:
    name = kept(ws, TEXT.replace("截至6月末", "截至2025年末"))
    assert ws.release(name).proposals[0].verdict == "contradiction"
    ws.save(ws.decide_release(name, DECISIONS))
    assert told(ws.record_release, name) == ["release-decision", "release-decision"]
    ws.save(ws.decide_release(name, {"figures": {k: {"accept": True, "revise": True} for k in ("f00", "f01")}}))
    assert ws.record_release(name).actions["financial-assets@2025-12-31"] == "revise"


def test_the_name_a_person_found_an_indicator_by_is_learnt(ws: Workspace) -> None:
    text = TEXT.replace("全市金融资产规模达", "各类机构合计总盘子达")
    name = kept(ws, text)
    assert ws.release(name).proposals[0].indicator is None
    figures = {"f00": {"indicator": "financial-assets"}, "f01": {"indicator": "assets-growth"}, "f02": {"new": LOANS}}
    ws.save(ws.decide_release(name, {"source": SOURCE, "figures": figures}))
    ws.save(ws.record_release(name))
    other = kept(ws, text.replace("6月末", "7月末").replace("9.9", "9.95").replace("7月22日", "8月1日"))
    assert [p.indicator.id for p in ws.release(other).proposals if p.indicator][:1] == ["financial-assets"]


def test_a_decision_can_be_taken_back(ws: Workspace) -> None:
    name = kept(ws)
    ws.save(ws.decide_release(name, {"figures": {"f00": "accept"}}))
    ws.save(ws.undecide_release(name, "f00"))
    assert len(ws.release(name).open) == 3


TWO = f"""{TEXT}
据《重庆日报》

一季度金融运行情况新闻发布会

5月9日，有关部门介绍一季度运行情况。

截至3月末，贷款余额6.5万亿元，运行总体平稳；存款余额7.5万亿元，运行也平稳，各项工作稳步推进。
"""
BAD = [
    (TEXT.replace("7月22日", "近日").replace("上半年", "近期").replace("6月末", "期末"), {}, "release-date-unknown"),
    (TEXT, {"date": "2027-01-01"}, "release-future"),
    (TWO, {}, "release-articles"),
]


@pytest.mark.parametrize(("text", "source", "code"), BAD, ids=[b[2] for b in BAD])
def test_a_release_that_cannot_be_placed_in_time_is_refused(
    ws: Workspace, text: str, source: dict[str, str], code: str
) -> None:
    path = ws.root / "release.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(ProblemsFound) as caught:
        ws.read_release(path, **source)
    assert [p.code for p in caught.value.problems] == [code]
    assert not (ws.root / "archive").exists()


def test_a_release_older_than_the_newest_source_is_told(ws: Workspace) -> None:
    path = ws.root / "release.txt"
    path.write_text(TEXT.replace("7月22日", "2025年7月22日"), "utf-8")
    assert [p.code for p in ws.read_release(path).problems] == ["release-older"]


def test_the_same_text_is_not_recorded_twice(ws: Workspace) -> None:
    name = kept(ws)
    ws.save(ws.decide_release(name, DECISIONS))
    ws.save(ws.record_release(name))
    assert [p.code for p in ws.read_release(ws.root / "release.txt").problems] == ["release-known"]


def test_a_figure_typed_by_hand_stands_in_the_text_that_is_kept(ws: Workspace) -> None:
    name = kept(ws)
    ws.save(ws.decide_release(name, DECISIONS))
    ws.save(ws.record_release(name))
    right = Entry("assets-growth", "同比增长8.6%", "2026-06-30", name, "L5")
    wrong = Entry("financial-assets", "8.9万亿元", "2026-03-31", name, "L5")
    astray = Entry("financial-assets", "9.9万亿元", "2026-03-31", name, "L3")
    assert told(ws.observe, wrong) == ["trace-not-found"]
    assert told(ws.observe, astray) == ["trace-not-found"]
    assert told(ws.observe, right) == ["observe-repeated"]
    assert "trace-not-found" not in [p.code for p in ws.check()]
    for path in (ws.root / "content" / "indicators").glob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("9.9万亿", "9.8万亿"), "utf-8")
    assert "trace-not-found" in [p.code for p in Workspace(ws.root, TODAY).check()]


def test_a_text_that_speaks_of_another_place_is_proposed_no_indicator_of_the_home_of_the_project(ws: Workspace) -> None:
    elsewhere = "全省运行情况\n\n2026年7月22日，省有关部门介绍情况。\n\n截至6月末，全省金融资产规模达9.9万亿元。\n"
    desk = ws.release(kept(ws, elsewhere))
    assert [p.indicator for p in desk.proposals] == [None]


LEARNT = [
    ("saw its GDP grow", ""),
    ("figure marks a  increase", ""),
    ("said at the press conference that the total value of Chongqing's imports and exports", ""),
    ("重庆绿色贷款", "绿色贷款"),
]


@pytest.mark.parametrize(("subject", "name"), LEARNT)
def test_only_a_name_is_learnt_no_half_sentence_and_no_place(subject: str, name: str) -> None:
    rules = load_reading(ROOT / "i18n", "en" if subject[0].isascii() else "zh")
    assert rules is not None
    assert learnt_name(subject, rules, ("Chongqing", "重庆")) == name


def test_what_stands_against_decisions_is_told_at_once(ws: Workspace) -> None:
    """A form that is not whole, a figure that is not there, two figures that give one fact."""
    name = kept(ws)
    decisions = ws.root / "decisions.yaml"
    decisions.write_text(
        "figures:\n"
        "  f00: {indicator: financial-assets, period: '2026-06-30', wrong: yes}\n"
        "  f77: accept\n"
        "  f01: {indicator: financial-assets, period: '2026-06-30'}\n"
        "  f02: {indicator: financial-assets, period: '2026-06-30'}\n",
        "utf-8",
    )
    with pytest.raises(ProblemsFound) as found:
        ws.decide_release_from(name, decisions)
    told = " ".join(p.message for p in found.value.problems)
    assert "there is no such key" in told
    assert "no such figure" in told
    assert "financial-assets" in told


def test_one_fact_that_two_figures_give_is_told_with_the_rest(ws: Workspace) -> None:
    name = kept(ws)
    given = {"indicator": "financial-assets", "period": "2026-06-30"}
    ws.save(ws.decide_release(name, {"figures": {"f00": given, "f02": given}}))
    (told,) = [p for p in ws.decision_problems(name) if "already given" in p.message]
    assert "f00" in told.message
