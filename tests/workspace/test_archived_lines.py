"""Where the text of a source is kept, nothing names lines that it has not got: at entry, in the form, and in the check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.observations.understand import Entry
from briefing.problems import ProblemsFound
from tests.support.mini_project import mini_project, with_reading
from tests.support.running import done

TEXT = "上半年金融运行情况\n\n7月20日，有关部门介绍情况。\n\n6月末，全市金融资产规模达9.9万亿元，同比增长8.6%。\n\n一\n二\n止。"
GIVEN = {
    "issuer": "重庆日报",
    "title": "金融资产再上台阶",
    "date": "2026-07-20",
    "kind": "news",
    "date_basis": "stated",
}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    root = with_reading(mini_project(tmp_path / "p"))
    ws = Workspace(root, today=date(2026, 8, 3))
    (tmp_path / "r.txt").write_text(TEXT, "utf-8")
    ws.save(ws.keep_release(ws.read_release(tmp_path / "r.txt", id="s2", date="2026-07-20")))
    return ws


def codes(raised: ProblemsFound) -> list[str]:
    return [p.code for p in raised.problems]


def source(ws: Workspace, lines: str = "1-9", name: str = "s2", file: str = "r.txt") -> None:
    sections = [{"id": "lead", "title": "导语", "lines": lines}]
    ws.save(ws.add_source(id=name, file=file, sections=sections, **GIVEN))


@pytest.mark.parametrize("lines", ["1-999", "10", "9-10"])
def test_a_section_longer_than_the_text_is_refused(ws: Workspace, lines: str) -> None:
    with pytest.raises(ProblemsFound) as raised:
        source(ws, lines)
    assert codes(raised.value) == ["section-beyond"]


@pytest.mark.parametrize(
    "given",
    [
        {"figure": "9.9万亿元", "period": "2026-06-30"},
        {"figure": "", "period": "2025-12-31", "withdraw": True},
        {"figure": "9.9万亿元", "period": "2025-12-31", "disagreement": True, "caveat": "两个来源不一致。"},
        {"figure": "9.9万亿元", "period": "2025-12-31", "revision": True},
    ],
    ids=["new", "withdrawn", "in dispute", "revised"],
)
@pytest.mark.parametrize("locator", ["L11", "L5, L10"])
def test_a_locator_beyond_the_text_is_refused_whatever_is_entered(
    ws: Workspace, given: dict[str, object], locator: str
) -> None:
    ws.save(ws.add_source(id="s2", file="r.txt", **GIVEN))
    entry = Entry(**{"indicator": "financial-assets", "source": "s2", "locator": locator, **given})  # type: ignore[arg-type]
    with pytest.raises(ProblemsFound) as raised:
        ws.observe(entry)
    assert codes(raised.value) == ["locator-beyond"]
    assert "ends at line 9" in str(raised.value.problems[0])
    told = [(p.field, p.code) for p in ws.read_entry(entry).problems]
    assert told == [("locator", "locator-beyond")]


def test_the_check_tells_each_once_and_an_old_one_keeps_nobody_from_entering_figures(ws: Workspace) -> None:
    source(ws)
    ws.save(ws.observe(Entry("financial-assets", "9.9万亿元", "2026-06-30", "s2", "L5")))
    assert not [p for p in ws.check() if p.code in ("locator-beyond", "section-beyond", "trace-not-found")]
    for path, old, new in (
        ("content/indicators/one.yaml", "locator: L5", "locator: L11"),
        ("content/sources/s2.yaml", "1-9", "1-999"),
    ):
        text = (ws.root / path).read_text("utf-8")
        assert old in text
        (ws.root / path).write_text(text.replace(old, new), "utf-8")
    found = [p.code for p in ws.check() if p.severity == "error" and p.code != "catalogue-stale"]
    assert found == ["locator-beyond", "section-beyond"]
    assert ws.observe(Entry("assets-growth", "增长8.6%", "2026-06-30", "s2", "L5")).actions


def test_a_document_kept_as_another_release_is_told(ws: Workspace) -> None:
    plan = ws.add_source(id="s200", file="r.txt", **GIVEN)
    (told,) = (p for p in plan.warnings if p.code == "source-archived")
    assert "r.txt is kept already, as the release s2; s200" in told.message
    ws.save(plan)
    assert [p.code for p in ws.check()].count("source-archived") == 1
    assert not [p for p in ws.add_source(id="s201", file="other.txt", **GIVEN).warnings if p.code == "source-archived"]


def test_the_answer_says_that_only_the_name_of_the_document_is_recorded(tmp_path: Path) -> None:
    words = ("--file", "nosuch.txt", "--issuer", "重庆日报", "--title", "金融资产再上台阶", "--date", "2026-07-20")
    said = done(mini_project(tmp_path), "source", "s2", *words, "--yes")
    assert "only the name is recorded (nosuch.txt)" in (said if isinstance(said, str) else said.stdout)
