"""What moved between two vintages, and what it says in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace, as_data
from briefing.changes import as_document, compared, difference
from briefing.changes.wording import wordings
from briefing.cli.editions import print_comparison
from briefing.document.nodes import plain
from briefing.document.reading import passages
from briefing.editions.manifest import Snapshot, composed
from briefing.facts.doubts import compare
from briefing.problems import ProblemsFound
from briefing.project.opening import Project, open_project
from briefing.workspace.changes import comparison_of
from tests.support.mini_project import CLAIMS, INDICATORS, PACK, SOURCES, mini_project

LATER = SOURCES.replace("id: s1", "id: s2").replace("2026-04-10", "2026-07-20")
NEW = """\
      - {period: "2026-06-30", basis: stated, value: "9.9万亿", published: 9.9万亿元, source: s2, locator: L5, status: reported}
"""
FALLEN = """\
      - {period: "2026-06-30", basis: stated, value: "-0.3", published: 下降0.3%, source: s2, locator: L6, status: reported}
"""
END = "        status: reported\n"
MOVED = INDICATORS.replace(f"{END}  - id: assets-growth", f"{END}{NEW}  - id: assets-growth") + FALLEN


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = mini_project(tmp_path_factory.mktemp("p"), content__sources__two=LATER, content__indicators__one=MOVED)
    return open_project(root)


@pytest.fixture(scope="module")
def sides(project: Project) -> tuple[Snapshot, Snapshot]:
    return composed(open_project(project.root, date(2026, 4, 10))), composed(project)


def test_new_periods_say_their_direction_in_both_languages(project: Project, sides: tuple[Snapshot, Snapshot]) -> None:
    found = difference(*sides)
    assert [(c.fact, c.kind, c.direction) for c in found.figures] == [
        ("financial-assets@2026-06-30", "new-period", "up"),
        ("assets-growth@2026-06-30", "new-period", "down"),
    ]
    said = wordings(project)
    assert [said[tag].difference(found.figures[0]) for tag in said] == ["增加3000亿元", "up RMB\u00a0300\u00a0billion"]
    assert [said[tag].difference(found.figures[1]) for tag in said] == [
        "下降8.3个百分点",
        "down 8.3\u00a0percentage points",
    ]
    assert said["zh"].statement(found.figures[0]) == "金融资产规模：9.9万亿元（2026年6月末），高于2025年末的9.6万亿元。"


def test_a_claim_that_flips_and_its_sentence_are_named(sides: tuple[Snapshot, Snapshot]) -> None:
    found = difference(*sides)
    assert [(f.claim, f.holds) for f in found.flips] == [("growing", False)]
    old = [c.old.text for c in found.passages["tiny.en"] if c.old]
    new = [c.new.text for c in found.passages["tiny.en"] if c.new]
    assert "The base is growing." in old
    assert "The base is not growing." in new


def test_sentences_carry_the_facts_that_moved_them(sides: tuple[Snapshot, Snapshot]) -> None:
    found = difference(*sides)
    moved = next(
        c for c in found.passages["tiny.zh"] if c.new and "9.9万亿元" in c.new.text and c.new.kind == "sentence"
    )
    assert moved.kind == "changed"
    assert set(moved.facts) == {
        "financial-assets@2026-06-30",
        "financial-assets@2025-12-31",
        "assets-growth@2026-06-30",
        "assets-growth@2025-12-31",
    }
    assert ("scale", "规模") in found.sections("tiny.zh")


def test_the_same_side_twice_has_no_difference(sides: tuple[Snapshot, Snapshot]) -> None:
    for side in sides:
        found = difference(side, side)
        assert found.nothing
        assert compare(side.facts, side.facts) == ()
        assert all(compared(d, d) == () for d in side.documents.values())


def test_periods_of_another_length_are_not_compared(project: Project, tmp_path: Path) -> None:
    flow = """\
indicators:
  - {id: credit, label: 信贷增量, unit: CNY, kind: flow, observations: [
      {period: "2026-01/2026-03", basis: stated, value: "100亿", published: 100亿元, source: s1, locator: L3},
      {period: "2026-01/2026-06", basis: stated, value: "90亿", published: 90亿元, source: s2, locator: L3}]}
"""
    root = mini_project(tmp_path, content__sources__two=LATER, content__indicators__flow=flow)
    found = compare(open_project(root, date(2026, 4, 10)).base.facts, open_project(root).base.facts)
    assert [(c.kind, c.direction, c.difference) for c in found] == [("new-period", "", None)]
    assert "本版新增" in wordings(project)["zh"].statement(found[0])


def test_text_data_and_document_say_the_same(
    project: Project, sides: tuple[Snapshot, Snapshot], capsys: pytest.CaptureFixture[str]
) -> None:
    found, said = difference(*sides), wordings(project)
    made = comparison_of(found, said, project.base)
    print_comparison(made)
    lines, data = capsys.readouterr().out, as_data(made)
    document = as_document(found, said, "2026-07-20", project.base)
    report = "\n".join(p.text for p in passages(document))
    for change in data["figures"]:
        assert change["zh"] in lines
        assert change["zh"].split(" ")[0] in report
    assert data["claims"][0]["statements"] == {
        "zh": "金融资产在增长",
        "en": "Growth of financial assets: more than 0%",  # nobody has translated it: said from what it compares
    }
    for statement in data["claims"][0]["statements"].values():
        assert statement in lines
        assert statement in report
    assert "up RMB\u00a0300\u00a0billion" in report
    assert [plain(s.heading) for s in document.sections[-2:]] == ["小简报", "A small briefing"]
    assert "重庆日报 Chongqing Daily s2 L5" in report


def test_chinese_sentences_split_at_their_own_full_stops(sides: tuple[Snapshot, Snapshot]) -> None:
    texts = [p.text for p in passages(sides[1].documents["tiny.zh"]) if p.kind == "sentence"]
    assert all(text.count("。") == 1 and text.endswith("。") for text in texts)
    assert CLAIMS.count("growing") == 1


def test_an_earlier_day_leaves_out_a_document_that_speaks_of_what_nobody_knew_then(tmp_path: Path) -> None:
    late = PACK.replace("tiny", "late")
    figure = MOVED + (
        "  - id: newcomer\n    label: 新指标\n    unit: CNY\n    kind: stock\n    observations:\n"
        '      - {period: "2026-06-30", basis: stated, value: "1万亿", published: 1万亿元, source: s2, locator: L7}\n'
    )
    files = {"content__sources__two": LATER, "content__indicators__one": figure, "content__packs__late": late}
    root = mini_project(tmp_path, **files)
    template = (root / "templates" / "tiny.html").read_text("utf-8")
    (root / "templates" / "late.html").write_text(
        template.replace('fig("financial-assets")', 'fig("newcomer")'), "utf-8"
    )
    ws = Workspace(root, date(2026, 7, 21))
    found = ws.compare("2026-04-10", "2026-07-20")
    assert {"late.zh", "late.en"} <= set(found.documents_added)
    assert "tiny.zh" in found.documents
    (root / "templates" / "late.html").write_text(template.replace('fig("financial-assets")', 'fig("nobody")'), "utf-8")
    with pytest.raises(ProblemsFound):  # what cannot be composed today is no news: it is broken
        ws.compare("2026-04-10", "2026-07-20")


def test_a_day_on_which_no_document_could_be_written_still_tells_its_figures(tmp_path: Path) -> None:
    late = MOVED + (
        "  - id: newcomer\n    label: 新指标\n    unit: CNY\n    kind: stock\n    observations:\n"
        '      - {period: "2026-06-30", basis: stated, value: "1万亿", published: 1万亿元, source: s2, locator: L7}\n'
    )
    root = mini_project(tmp_path, content__sources__two=LATER, content__indicators__one=late)
    template = root / "templates" / "tiny.html"
    template.write_text(template.read_text("utf-8").replace('fig("financial-assets")', 'fig("newcomer")'), "utf-8")
    found = Workspace(root, date(2026, 7, 21)).compare("2026-04-10", "2026-07-20")
    assert (found.old.edition, found.old.content) == ("2026-04-10", True)
    assert ("first", "newcomer@2026-06-30") in [(f.kind, f.fact) for f in found.figures]
    assert set(found.documents_added) == {"tiny.zh", "tiny.en"}


def test_a_day_does_not_call_gone_what_only_an_edition_offers(sides: tuple[Snapshot, Snapshot]) -> None:
    old, new = sides
    extra = replace(new.documents["tiny.en"], pack="tiny-selection")
    edition = replace(old, documents={**old.documents, "tiny-selection.en": extra}, tried=None)
    assert difference(edition, new).vanished == ()
    assert difference(edition, replace(new, tried=None)).vanished == ("tiny-selection.en",)
    assert difference(new, edition).appeared == ()
