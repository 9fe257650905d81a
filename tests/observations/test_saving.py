"""Files are saved whole, all or none, and never over somebody else's edit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.files.writing import write_all
from briefing.observations.saving import record
from briefing.observations.understand import Entry
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from tests.support.mini_project import mini_project
from tests.support.running import done, run

ENTRY = Entry("financial-assets", "9.9万亿元", "2026-03-31", "s1", "L5")


def test_an_edit_made_meanwhile_is_not_lost(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    made = record(open_project(root), [ENTRY])
    path = root / "content/indicators/one.yaml"
    path.write_text(path.read_text("utf-8") + "# hers\n", "utf-8")
    with pytest.raises(ProblemsFound) as caught:
        write_all(root, made.files, made.read)
    assert [p.code for p in caught.value.problems] == ["edit-conflict"]
    assert path.read_text("utf-8").endswith("# hers\n")
    assert "9.9万亿" not in path.read_text("utf-8")


def test_nobody_at_the_keyboard_needs_yes(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    words = ("observe", "financial-assets", "9.9万亿元", "--period", "2026-03-31", "--source", "s1", "--locator", "L5")
    before = (root / "content/indicators/one.yaml").read_text("utf-8")
    refused = run(root, *words)
    assert refused.returncode == 1
    assert "answer-needed" in refused.stderr
    assert (root / "content/indicators/one.yaml").read_text("utf-8") == before
    assert "高于2025年末的9.6万亿元" in refused.stdout
    done(root, *words, "--yes")
    after = (root / "content/indicators/one.yaml").read_text("utf-8").splitlines()
    assert len([line for line in after if line not in before.splitlines()]) == 1


def test_what_yes_answers_is_told_and_not_asked(tmp_path: Path) -> None:
    words = ("observe", "financial-assets", "99万亿元", "--period", "2026-03-31", "--source", "s1", "--locator", "L5")
    root = mini_project(tmp_path)
    assert "\n? financial-assets" in run(root, *words).stdout
    said = done(root, *words, "--yes")
    assert "\nconfirmed with --yes: financial-assets" in said
    assert "? " not in said


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    refused = run(mini_project(tmp_path), "observe", "financial-assets", "9.9万亿元")
    assert refused.returncode == 1
    assert all(option in refused.stderr for option in ("--period", "--source", "--locator"))


def test_a_day_to_come_is_no_day_on_which_a_figure_was_sought(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    path = root / "content/indicators/one.yaml"
    before = path.read_bytes()
    with pytest.raises(ProblemsFound) as stopped:
        Workspace(root, date(2026, 4, 10)).sought("financial-assets", date(2026, 4, 11))
    assert [p.code for p in stopped.value.problems] == ["sought-to-come"]
    assert path.read_bytes() == before
    assert Workspace(root, date(2026, 4, 10)).sought("financial-assets", date(2026, 4, 10)).files


def test_the_day_a_newer_figure_was_sought_is_recorded(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    done(root, "observe", "financial-assets", "--sought", "2026-04-10")
    assert next(i for i in open_project(root).content.indicators if i.id == "financial-assets").sought == "2026-04-10"


def test_a_source_is_entered_once(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    words = (
        "source",
        "s2",
        "--file",
        "2.txt",
        "--issuer",
        "统计局",
        "--title",
        "二季度：快报",
        "--date",
        "2026-07-20",
        "--yes",
    )
    done(root, *words)
    made = next(s for s in open_project(root).content.sources if s.id == "s2")
    assert (made.title, made.date, made.date_basis) == ("二季度：快报", "2026-07-20", "stated")
    assert "source-known" in run(root, *words).stderr
    assert "source-unfit" in run(root, "source", "s3", "--title", "x", "--yes").stderr
