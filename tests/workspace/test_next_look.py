"""What the warm workspace shows after a change is what a cold one makes of it, byte for byte; ``watch`` writes just that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import briefing
from briefing.cli.serving import Pages
from briefing.problems import ProblemsFound
from tests.support.editing import edits
from tests.support.mini_project import mini_project
from tests.support.running import run

DAY = date(2026, 7, 3)

#: A change of each kind of file that a page is made from: the file, what stands there and what takes its place.
CHANGES = (
    ("content/indicators/one.yaml", "9.6万亿", "9.7万亿"),
    ("content/indicators/one.yaml", "8.0", "-8.0"),
    ("content/indicators/one.yaml", "增长8.0%", "下降8.0%"),
    ("content/indicators/one.yaml", "label: 金融资产规模", "label: 金融资产"),
    ("content/relations/one.yaml", "没有说明这项数据的口径", "没有说明口径"),
    ("content/sources/one.yaml", "2026-04-10", "2026-04-11"),
    ("content/packs/tiny.yaml", "title: 小简报", "title: 短简报"),
    ("templates/tiny.html", "规模一览", "规模总览"),
    ("templates/tiny.html", "<p>{% if", "<p>{{ fig('financial-assets') }}</p><p>{% if"),
    ("templates/house/furniture.yaml", "数据提示：%(caveats)s", "提示：%(caveats)s"),
    ("i18n/en/tiny.po", "The base is growing.", "The base grows."),
    ("i18n/en.yaml", "CNY: {family: currency, code: RMB", "CNY: {family: currency, code: CNY"),
    ("i18n/glossary.yaml", "en: New International Land-Sea Trade Corridor\n", "en: New Corridor\n"),
)


def _pages(ws: briefing.Workspace) -> dict[str, tuple[str, tuple[str, ...]]]:
    made = {}
    for tag in ("zh", "en"):
        try:
            page = ws.preview(f"tiny.{tag}")
            made[tag] = (page.html, tuple(map(str, page.problems)))
        except ProblemsFound as found:
            made[tag] = ("", tuple(map(str, found.problems)))
    return made


def test_after_every_change_the_warm_page_is_the_cold_one(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    warm = briefing.Workspace(root, DAY)
    at_first = _pages(warm)
    seen = set()
    for told in edits(root, CHANGES):
        now = _pages(warm)
        assert now == _pages(briefing.Workspace(root, DAY)), told
        seen.add(str(now))
    assert _pages(warm) == at_first
    assert len(seen) == len(CHANGES) + 1  # every one of them is seen


def test_changes_that_come_together_give_the_cold_page_too(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    warm = briefing.Workspace(root, DAY)
    _pages(warm)
    for number, told in enumerate(edits(root, CHANGES)):
        if number % 3 == 2:
            assert _pages(warm) == _pages(briefing.Workspace(root, DAY)), told


def test_watch_writes_the_pages_and_again_only_those_that_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = mini_project(tmp_path)
    pages = Pages(briefing.Workspace(root, DAY), root / "out" / "preview", [])
    pages.look()
    assert "tiny.zh, tiny.en" in capsys.readouterr().out
    before = (root / "out/preview/tiny.zh.html").stat()
    words = root / "i18n/en/tiny.po"
    words.write_text(words.read_text("utf-8").replace("The base is growing.", "The base grows."), "utf-8")
    pages.look()
    assert capsys.readouterr().out.split("  ")[1] == "tiny.en"
    assert (root / "out/preview/tiny.zh.html").stat().st_mtime_ns == before.st_mtime_ns
    assert "The base grows." in (root / "out/preview/tiny.en.html").read_text("utf-8")
    pages.look()
    assert capsys.readouterr().out == ""


def test_watch_tells_a_mistake_once_keeps_the_page_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = mini_project(tmp_path)
    pages = Pages(briefing.Workspace(root, DAY), root / "out" / "preview", ["tiny.en"])
    pages.look()
    page = (root / "out/preview/tiny.en.html").read_bytes()
    template = root / "templates/tiny.html"
    sound = template.read_text("utf-8")
    template.write_text(sound.replace("{% endtrans %}", "", 1), "utf-8")
    capsys.readouterr()
    pages.look()
    pages.look()
    told = capsys.readouterr().err
    assert pages.failed
    assert told.count("error:") == 1
    assert "templates/tiny.html" in told
    assert (root / "out/preview/tiny.en.html").read_bytes() == page
    template.write_text(sound, "utf-8")
    pages.look()
    assert not pages.failed


def test_watch_once_ends_and_names_a_document_it_does_not_know(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    made = run(root, "watch", "tiny.en", "--once")
    assert (made.returncode, (root / "out/preview/tiny.en.html").exists()) == (0, True)
    wrong = run(root, "watch", "tiny.fr", "--once")
    assert wrong.returncode == 1
    assert "tiny.en" in wrong.stderr
