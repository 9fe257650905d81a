"""The command line as a person uses it, wrong input included: plain lines, exit statuses, no traceback."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace
from tests.support.mini_project import INDICATORS, TEMPLATE, mini_project, translations
from tests.support.running import run


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini_project(tmp_path_factory.mktemp("command"))


def test_say_prints_one_line_a_language(project: Path) -> None:
    said = run(project, "say", "9.6万亿", "CNY")
    assert said.stdout.splitlines() == ["zh\t9.6万亿元", "en\tRMB\u00a09.6\u00a0trillion"]


def test_say_takes_qualifier_period_change_and_negative_values(project: Path) -> None:
    assert run(project, "say", "2117万", "人次", "--qualifier", "超").stdout.splitlines()[0] == "zh\t超2117万人次"
    fallen = run(project, "say", "-0.24", "percentage-point", "--change", "yoy").stdout.splitlines()
    assert fallen == ["zh\t同比下降0.24个百分点", "en\tdown 0.24\u00a0percentage points year on year"]


def test_a_conflict_of_the_sources_is_told_in_the_language_of_the_command_line(tmp_path: Path) -> None:
    made = mini_project(tmp_path)
    translations(made, {"content": {"来源没有说明这项数据的口径。": "The source does not say what the figure covers."}})
    said = run(made, "trace", "financial-assets@2025-12-31").stdout
    assert "conflict odd-scope: The source does not say what the figure covers." in said


def test_say_refuses_what_it_does_not_know_in_plain_words(project: Path) -> None:
    said = run(project, "say", "9,6", "florin")
    assert said.returncode == 1
    assert "florin" in said.stderr
    assert "Traceback" not in said.stderr


def test_facts_json_has_every_field(project: Path) -> None:
    listed = json.loads(run(project, "facts", "--json").stdout)
    wanted = {
        "id",
        "kind",
        "value",
        "unit",
        "qualifier",
        "period",
        "period_basis",
        "status",
        "source",
        "locator",
        "published",
        "label_zh",
        "label_en",
        "zh",
        "en",
    }
    assert wanted <= set(listed[0])
    assert listed[0]["value"] == "9600000000000"
    assert (listed[0]["zh"], listed[0]["en"]) == ("9.6万亿元", "RMB\u00a09.6\u00a0trillion")
    assert listed[0]["source"] == "one.txt"


def test_check_lists_known_conflicts_and_succeeds(project: Path) -> None:
    checked = run(project, "check", "--json")
    found = json.loads(checked.stdout)
    assert "known-conflict" in {p["code"] for p in found}
    assert not [p for p in found if p["severity"] == "error" and p["code"] != "catalogue-stale"]


def test_every_fault_is_shown_at_once_with_its_place(tmp_path: Path) -> None:
    broken = INDICATORS.replace("unit: CNY", "unit: XXX").replace('value: "8.0"', "value: 8.0")
    root = mini_project(tmp_path, content__indicators__one=broken)
    checked = run(root, "check")
    assert checked.returncode == 1
    lines = [line for line in checked.stdout.splitlines() if "error" in line and "content/indicators/one.yaml:" in line]
    assert len(lines) >= 2
    assert "Traceback" not in checked.stdout + checked.stderr


def test_catalog_check_says_what_is_not_fresh(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    run(root, "catalog")
    assert run(root, "catalog", "--check").returncode == 0
    template = root / "templates/tiny.html"
    template.write_text(template.read_text("utf-8").replace("规模一览", "规模总览"), "utf-8")
    stale = run(root, "catalog", "--check")
    assert stale.returncode == 1
    assert "i18n/en/tiny.po" in stale.stderr


@pytest.mark.parametrize(
    "words", [("build", "nope"), ("build", "--format", "odt"), ("build", "--edition", "../x"), ("nonsense",)]
)
def test_wrong_words_get_one_clear_answer(project: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    given = (*words, "--out", str(tmp_path)) if words[0] == "build" else words
    ran = run(project, *given)
    assert ran.returncode in (1, 2)
    assert ran.stderr.strip()
    assert "Traceback" not in ran.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        ("review", "status"),
        ("review", "mark", "reviewed", "--by", "x"),
        ("review", "export", "-f", "po"),
        ("review", "lint"),
        ("build", "--release"),
        ("check",),
    ],
)
def test_a_template_that_stops_is_told_by_every_command_that_runs_it(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = run(mini_project(tmp_path, TEMPLATE + "{{ 1 // 0 }}\n"), *words)
    assert ran.returncode == 1
    assert f"templates/tiny.html:{TEMPLATE.count(chr(10)) + 1}: error: " in ran.stdout + ran.stderr
    assert "[template-error]" in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_template_that_is_no_text_is_told_too(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "templates" / "tiny.html").write_bytes(b"\xff\xfe<p>\x00")
    ran = run(root, "build")
    assert ran.returncode == 1
    assert "templates/tiny.html: error: " in ran.stderr
    assert "Traceback" not in ran.stderr


def found(root: Path) -> set[str]:
    """The codes of the problems that composing finds."""
    ws = Workspace(root, date(2026, 7, 3))
    return {p.code for p in set(ws.check()) - set(ws.project().problems)} - {"catalogue-stale"}


def test_check_composes_what_every_audience_gets(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    assert found(root) == set()
    (root / "content" / "audiences").mkdir()
    place = root / "content" / "audiences" / "one.yaml"
    place.write_text("audiences:\n  - {id: one, pack: tiny, title: 一, cover: 二, leave_out: [nowhere]}\n", "utf-8")
    assert found(root) == {"list-audience-section"}
    place.write_text("audiences:\n  - {id: one, pack: tiny, title: 一, cover: 二}\n", "utf-8")
    assert found(root) == {"translation-missing"}  # of its own title and cover
