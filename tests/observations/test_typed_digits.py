"""Digits of another width or script: through every door they are the digits they look like; in a content file they are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.content.fields import line_ranges
from briefing.content.load import load_content
from briefing.observations.understand import Entry
from briefing.observations.workbook import entries_of
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.quantities import Period, PeriodError
from briefing.releases.decisions import read_decisions
from tests.support.mini_project import INDICATORS, SOURCES, mini_project
from tests.support.running import done

FILE = "content/indicators/one.yaml"
LATER = SOURCES.replace("id: s1", "id: s2").replace("2026-04-10", "2026-07-20").replace("one.txt", "two.txt")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return mini_project(tmp_path, content__sources__two=LATER)


def test_every_field_of_an_entry_takes_the_digit_for_what_it_is() -> None:
    entry = Entry("ａ1", "７.4％", "２０２６-06−30", "ｓ１", "Ｌ５－６", published="６．70万亿元", plan="ｐ１")
    assert (entry.indicator, entry.period, entry.source, entry.locator, entry.plan) == (
        "a1", "2026-06-30", "s1", "L5-6", "p1",
    )  # fmt: skip
    assert (entry.figure, entry.published) == ("7.4％", "6．70万亿元")  # the other signs are the source's
    assert Entry("a", "x", "2026年６月末", "s1", "L٥").period == "2026年6月末"
    assert Entry("a", "x", "2026", "s1", "L٥").locator == "L5"
    assert Entry("金融资产（亿元）", "x", "2026", "s1", "L5").indicator == "金融资产（亿元）"


@pytest.mark.parametrize("text", ["２０２６-06-30", "2026-٠6", "２０２４/2027"])
def test_a_period_is_of_plain_digits(text: str) -> None:
    with pytest.raises(PeriodError):
        Period.parse(text)


@pytest.mark.parametrize("text", ["L５", "L5-６", "L٥", "L5, L６"])
def test_a_locator_is_of_plain_digits(text: str) -> None:
    with pytest.raises(ValueError, match="is not a locator"):
        line_ranges(text)


def test_the_command_saves_plain_digits(root: Path) -> None:
    words = ("--period", "２０２６-06-30", "--source", "s２", "--locator", "L５", "--yes")
    done(root, "observe", "financial-assets", "６．70万亿元", *words)
    saved = (root / FILE).read_text("utf-8")
    assert 'period: "2026-06-30"' in saved
    assert "value: 6.70万亿" in saved.replace('"', "")
    assert not set(saved) & set("０１２３４５６７８９")
    assert not [str(p) for p in open_project(root).problems if p.severity == "error"]


def test_another_figure_of_a_known_period_meets_the_check_of_the_later_source(root: Path) -> None:
    ws = Workspace(root, today=date(2026, 8, 3))
    wide = "2025-12-31".translate(WIDE)
    with pytest.raises(ProblemsFound) as found:
        ws.observe(Entry("financial-assets", "９.7万亿元", wide, "s1", "L5", revision=True))
    assert [p.code for p in found.value.problems] == ["observe-not-later"]


def test_a_sheet_and_a_form_and_a_source_too(root: Path, tmp_path: Path) -> None:
    ws = Workspace(root, today=date(2026, 8, 3))
    (tmp_path / "figures.csv").write_text(
        "indicator,figure,period,source,locator\nfinancial-assets,９.9万亿元,２０２６-06-30,s２,L５\n", "utf-8"
    )
    ((entry,), problems) = entries_of(tmp_path / "figures.csv")
    assert (problems, entry.period, entry.locator) == ((), "2026-06-30", "L5")
    typed = ws.settled_entry(Entry("financial-assets", "９.9万亿元", "２０２６年６月末", "ｓ２", "５"))
    assert (typed.period, typed.source, typed.locator) == ("2026-06-30", "s2", "L5")
    sections = [{"id": "lead", "title": "导语", "lines": "１-9"}]
    given = {
        "id": "ｓ９",
        "file": "nine.txt",
        "issuer": "重庆日报",
        "title": "金融资产再上台阶",
        "kind": "news",
        "date_basis": "stated",
    }
    plan = ws.add_source(**given, date="２０２６-07-20", sections=sections)
    (path,) = (p for p in plan.contents if p.startswith("content/sources"))
    assert path == "content/sources/s9.yaml"
    text = (plan.contents[path] or b"").decode()
    assert '"2026-07-20"' in text
    assert "1-9" in text


def test_decisions_on_a_release_too() -> None:
    text = "source: {id: s９, date: '２０２６-07-20'}\nfigures:\n  f01: {accept: true, period: '２０２６-06-30'}\n"
    read = read_decisions(text.encode(), "decisions.yaml")
    assert (read.source.id, read.source.date, read.figures["f01"].period) == ("s9", "2026-07-20", "2026-06-30")


@pytest.mark.parametrize(
    ("old", "new"),
    [('period: "2025-12-31"', 'period: "２０２５-12-31"'), ('period: "2025-12-31"', 'period: "2025-1٢-31"'),
     ("locator: L3", "locator: L３")],
)  # fmt: skip
def test_a_content_file_with_other_digits_is_an_error(tmp_path: Path, old: str, new: str) -> None:
    assert old in INDICATORS
    root = mini_project(tmp_path)
    path = root / FILE
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert [p.code for p in load_content(root)[1]] == ["wrong-value"]


def test_two_figures_that_differ_in_their_digits_are_told_apart(tmp_path: Path) -> None:
    changed = INDICATORS.replace("9.6万亿元", "9.60万亿元", 1)
    assert changed != INDICATORS
    found = open_project(mini_project(tmp_path, content__indicators__one=changed)).problems
    (told,) = (p for p in found if p.code == "published-differs")
    assert "±50000000000 " in told.message
    assert "±5000000000 " in told.message
