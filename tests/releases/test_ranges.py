"""Ranges through a whole release: read, decided, recorded, built and verified in both languages."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing.problems import ProblemsFound
from briefing.workspace import Workspace
from tests.support.mini_project import mini_project, with_reading
from tests.support.running import ROOT

TEXT = """\
运行情况新闻发布会

7月22日，有关部门介绍上半年运行情况。

截至6月末，单个项目贷款余额5亿至8亿元，覆盖面60%—70%，入园企业20至30家，产值同比增长8%—9%。
"""
SOURCE = {
    "issuer": {"zh": "重庆日报", "en": "Chongqing Daily"},
    "title": {"zh": "运行情况新闻发布会：增长8.3%", "en": "Press conference: growth of 8.3%"},
    "date": "2026-07-22",
    "kind": "press-conference",
}


def new(name: str, zh: str, en: str, unit: str, kind: str, **more: str) -> dict[str, Any]:
    return {"new": {"id": name, "label": {"zh": zh, "en": en}, "unit": unit, "kind": kind, **more}}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    root = with_reading(mini_project(tmp_path / "project"))
    (root / "templates" / "parts").mkdir(exist_ok=True)
    for name in ("templates/parts/further.html", "i18n/allowed-numbers.yaml"):
        shutil.copy(ROOT / name, root / name)
    return Workspace(root, date(2026, 8, 1))


def kept(ws: Workspace) -> str:
    path = ws.root / "release.txt"
    path.write_text(TEXT, "utf-8")
    desk = ws.read_release(path)
    ws.save(ws.keep_release(desk))
    assert [(p.figure.text, str(p.figure.value), str(p.figure.high)) for p in desk.proposals] == [
        ("5亿至8亿元", "500000000", "800000000"),
        ("60%—70%", "60", "70"),
        ("20至30家", "20", "30"),
        ("8%—9%", "8", "9"),
    ]
    return desk.kept.id


def test_ranges_go_from_the_text_to_the_pages_of_both_languages(ws: Workspace) -> None:
    name = kept(ws)
    figures: dict[str, Any] = {
        "f00": new("loans-each", "单个项目贷款余额", "Outstanding loans of each project", "CNY", "stock"),
        "f01": new("coverage", "覆盖面", "Coverage", "percent", "rate"),
        "f02": new("park-companies", "入园企业", "Companies in the park", "company", "stock"),
        "f03": {"ignore": "区间不能作增速"},
    }
    ws.save(ws.decide_release(name, {"source": SOURCE, "figures": figures, "further": ["tiny"]}))
    ws.save(ws.record_release(name))
    assert [str(p) for p in ws.check() if p.severity == "error"] == []
    built = ws.build(["tiny"], formats=["html", "docx"], jobs=1)
    (proof,) = ws.verify([built.edition])
    assert [str(p) for p in proof.problems if p.severity == "error"] == []
    assert proof.proved
    said = {}
    for tag in ("zh", "en"):
        page = (ws.root / "out" / built.edition / f"tiny.{tag}.html").read_text("utf-8")
        said[tag] = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.replace("&nbsp;", " ")).replace("\u00a0", " "))
    assert all(text in said["zh"].replace(" ", "") for text in ("5亿至8亿元", "60%至70%", "20至30家", "增长8.3%"))
    assert all(
        text in said["en"]
        for text in ("RMB 500 million to RMB 800 million", "60% to 70%", "20 to 30 companies", "growth of 8.3%")
    )


def test_a_range_is_no_change_and_is_refused_as_open(ws: Workspace) -> None:
    name = kept(ws)
    output = new("output-growth", "产值增速", "Growth of output", "percent", "change", of="产值", base="yoy")
    figures: dict[str, Any] = {key: {"ignore": "不用"} for key in ("f00", "f01", "f02")} | {"f03": output}
    ws.save(ws.decide_release(name, {"source": SOURCE, "figures": figures}))
    with pytest.raises(ProblemsFound) as caught:
        ws.record_release(name)
    assert [p.code for p in caught.value.problems] == ["observe-open"]
