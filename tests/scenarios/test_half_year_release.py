"""A half-year release, scripted: read, decided from a file, recorded, built, compared; no template is touched."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from briefing.problems import ProblemsFound
from briefing.workspace import Workspace
from tests.support.editing import record_sought
from tests.support.running import ROOT

HERE = Path(__file__).parent
TEXT = HERE / "half-year-release.txt"
DECISIONS = yaml.safe_load((HERE / "half-year-decisions.yaml").read_text("utf-8"))
PACKS = ("western-financial-centre", "investment-promotion-lists")
#: Every pack prints sentences of the release, so the reviewer settles the translations of each of them.
REVIEWED = (*PACKS, *(f"{pack}-{kind}" for pack in PACKS for kind in ("deck", "factsheet")))
#: What the packs print, this release does not give and was looked for last on the day of the sources before it.
SOUGHT = (
    "anti-illegal-finance-rank", "population", "foreign-trade",
    "twin-city-project-investment", "twin-city-project-completion", "foreign-trade.xiyong", "foreign-trade-share.xiyong",
    "industrial-output.changshou", "new-listed-companies",
)  # fmt: skip


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
    return plain((ws.out / edition / f"{pack}.{tag}.html").read_text("utf-8"))


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text).replace("\u00a0", " ")


SHARED = ROOT.parent / "shared" / "findings" / "inputs" / "release" / "half-year-2026-made-up.txt"
needs_shared = pytest.mark.skipif(not SHARED.is_file(), reason="the findings lie outside the repository")
#: What the packs print of this text, and what they must no longer say is missing: the lead over the nation, the loan
#: rate and the old-age balance, which it gives.
PRINTED = {
    "zh": ("领先0.9个百分点", "新发放企业贷款加权平均利率为3.05%", "余额为86.3亿元", "6.83万亿元", "1421.7亿元"),
    "en": ("0.9 percentage points", "3.05%", "RMB 8.63 billion", "RMB 6.83 trillion", "RMB 142.17 billion"),
}
LISTS = {"zh": ("2431.7亿元", "902.3亿元", "24.9亿元"), "en": ("RMB 243.17 billion", "RMB 90.23 billion")}
MISSING = ("rmb-loans-lead-size-absent", "old-age-industry-loans-absent")
DENIALS = {
    "zh": ("领先幅度，所据资料没有给出", "养老产业贷款余额，所据资料没有给出"),
    "en": ("does not say how wide the lead is", "does not give the balance of loans to the elderly-care industry"),
}


@needs_shared
def test_the_release_of_the_findings_is_released_and_nothing_it_says_is_called_missing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.mktemp("findings")
    for folder in ("content", "i18n", "templates"):
        shutil.copytree(ROOT / folder, root / folder)
    ws = Workspace(root, date(2026, 7, 23))
    before = {tag: plain(ws.preview(f"{PACKS[0]}-desk.{tag}").html) for tag in ("zh", "en")}
    assert {tag: [w for w in words if w not in before[tag]] for tag, words in DENIALS.items()} == {"zh": [], "en": []}
    desk = ws.read_release(SHARED)
    ws.save(ws.keep_release(desk))
    ws.save(
        ws.decide_release(desk.kept.id, yaml.safe_load((HERE / "half-year-shared-decisions.yaml").read_text("utf-8")))
    )
    plan = ws.record_release(desk.kept.id)
    assert (plan.counts.found, plan.counts.accepted, plan.counts.ignored, plan.counts.open) == (47, 38, 9, 0)
    ws.save(plan)
    assert {c.claim for c in plan.claims if not c.holds} >= set(MISSING)
    with pytest.raises(ProblemsFound) as refused:
        ws.build(formats=["html"], jobs=1, release=True)
    assert {p.code for p in refused.value.problems} == {"release-refused", "figure-stale", "translation-unreviewed"}
    stale = {re.split(r"[(@]", str(p))[1] for p in refused.value.problems if p.code == "figure-stale"}
    assert stale == set(SOUGHT)
    ws.save(ws.sought(SOUGHT[0], date(2026, 7, 22)))
    record_sought(ws.project(), SOUGHT[1:], date(2026, 7, 22))
    for pack in REVIEWED:
        ws.save(ws.mark("reviewed", "en", by="A Reviewer", pack=pack))
    built = ws.build(formats=["html"], jobs=1, release=True)
    assert built.edition == "2026-07-22"
    for tag in ("zh", "en"):
        centre, lists = (page(ws, built.edition, pack, tag) for pack in PACKS)
        assert [w for w in PRINTED[tag] if w not in centre] == []
        assert [w for w in LISTS[tag] if w not in lists] == []
        assert [w for w in DENIALS[tag] if w in centre] == []
        assert [w for w in DENIALS[tag] if w in plain(ws.preview(f"{PACKS[0]}-desk.{tag}").html)] == []
    moved = {c.fact for c in ws.compare("2026-07-21", built.edition).figures}
    assert {"rmb-loans-growth-lead-size@2026-06-30", "old-age-industry-loans@2026-06-30"} <= moved
