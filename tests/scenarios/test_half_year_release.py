"""A half-year release, scripted: read, decided from a file, recorded, built, compared; no template is touched."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from briefing.workspace import Workspace
from tests.support.running import ROOT

HERE = Path(__file__).parent
TEXT = HERE / "half-year-release.txt"
DECISIONS = yaml.safe_load((HERE / "half-year-decisions.yaml").read_text("utf-8"))
PACKS = ("western-financial-centre", "investment-promotion-lists")


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("half-year")
    for folder in ("content", "i18n", "templates"):
        shutil.copytree(ROOT / folder, root / folder)
    return Workspace(root, date(2026, 7, 23))


def test_the_half_year_goes_from_its_text_to_both_packs_in_both_languages(ws: Workspace) -> None:
    desk = ws.read_release(TEXT)
    assert desk.release.day == date(2026, 7, 22)
    assert len(desk.open) == len(desk.proposals) > 20
    ws.save(ws.keep_release(desk))
    ws.save(ws.decide_release(desk.kept.id, DECISIONS))
    templates = {p: p.read_bytes() for p in (ws.root / "templates").rglob("*.html")}

    plan = ws.record_release(desk.kept.id)
    assert plan.counts.open == 0
    assert plan.counts.found == plan.counts.accepted + plan.counts.new + plan.counts.ignored
    assert {s.document.rpartition(".")[2] for s in plan.sentences} == {"zh", "en"}
    assert not plan.unprinted
    ws.save(plan)

    assert [str(p) for p in ws.check() if p.severity == "error"] == []
    built = ws.build(formats=["html"], jobs=1)
    assert built.edition == "2026-07-22"
    assert [v.proved for v in ws.verify([built.edition])] == [True]
    assert {p: p.read_bytes() for p in templates} == templates
    moved = {c.fact for c in ws.compare("2026-07-21", "2026-07-22").figures}
    assert {"rmb-loans@2026-06-30", "deposits@2026-06-30", "corporate-loan-rate@2026-01--2026-06"} <= moved

    said = {tag: page(ws, built.edition, PACKS[0], tag) for tag in ("zh", "en")}
    for tag, words in {
        "zh": ("6.68万亿元", "同比下降1.2%", "3.05%", "本次发布的其他数字"),
        "en": ("RMB 6.68 trillion", "down 1.2% year on year", "3.05%", "Further figures of this release"),
    }.items():
        assert [w for w in words if w not in said[tag]] == []
    assert "24.9亿元" in page(ws, built.edition, PACKS[1], "zh")


def page(ws: Workspace, edition: str, pack: str, tag: str) -> str:
    text = (ws.out / edition / f"{pack}.{tag}.html").read_text("utf-8")
    return re.sub(r"<[^>]+>", "", text).replace("\u00a0", " ")
