"""What the warm workspace shows after a change is what a cold one makes of it, byte for byte; ``watch`` writes just that."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment

import briefing
from briefing.catalogue import messages
from briefing.cli.serving import Pages
from briefing.compose import sandbox
from briefing.problems import ProblemsFound
from briefing.workspace import review_checks
from tests.support.editing import edits
from tests.support.mini_project import mini_project
from tests.support.running import ROOT, run

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


def test_of_the_translations_only_the_file_that_changed_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = briefing.Workspace(mini_project(tmp_path), DAY)
    ws.project()
    read: list[str] = []
    parse = messages.parse_po
    monkeypatch.setattr(messages, "parse_po", lambda text: (read.append(text), parse(text))[1])
    path = ws.root / "i18n" / "en" / "tiny.po"
    path.write_text(path.read_text("utf-8").replace("The base is growing.", "The base grows."), "utf-8")
    found = ws.project().catalogues["en"]
    assert [text for text in read if "The base grows." not in text] == []
    assert len(read) == 1
    assert "The base grows." in {m.target for m in found}
    assert {m.domain for m in found} >= {"tiny", "content", "house"}
    path.write_text('msgid "a"\nmsgstr "b"\n\n' * 2, "utf-8")
    (wrong,) = [p for p in ws.project().problems if p.code == "catalogue-unreadable"]
    assert wrong.file == "i18n/en/tiny.po"


def test_of_the_sentences_only_those_that_changed_are_checked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = briefing.Workspace(mini_project(tmp_path), DAY)
    shutil.copy(ROOT / "i18n" / "en" / "review.yaml", ws.root / "i18n" / "en")
    before = ws.lint("en")
    looked: list[str] = []
    check = review_checks.check_pair
    monkeypatch.setattr(
        review_checks, "check_pair", lambda pair, rules: (looked.append(pair.target), check(pair, rules))[1]
    )
    path = ws.root / "i18n" / "en" / "tiny.po"
    path.write_text(path.read_text("utf-8").replace("The base is growing.", "The base is is falling."), "utf-8")
    after = ws.lint("en")
    assert looked == ["The base is is falling."]
    assert len(after.findings) > len(before.findings)
    assert after == briefing.Workspace(ws.root, DAY).lint("en")


def test_what_is_compiled_for_a_version_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    templates = mini_project(tmp_path) / "templates"
    made: list[str] = []
    compiled = Environment.compile

    def noted(env: Environment, source: Any, name: str | None = None, *more: Any, **named: Any) -> Any:
        made.append(str(name))
        return compiled(env, source, name, *more, **named)

    monkeypatch.setattr(Environment, "compile", noted)
    (templates / "own.html").write_text('<p>1</p><p data-for="own">2</p>', "utf-8")
    functions: Any = SimpleNamespace(table=dict, release=lambda: None)
    first, _ = sandbox.rendered("own.html", templates, functions, "")
    again, _ = sandbox.rendered("own.html", templates, functions, "")
    other, _ = sandbox.rendered("own.html", templates, functions, "own")
    assert first == again
    assert first != other
    assert made == ["own.html", "own.html"]
    (templates / "own.html").write_text("<p>3</p>", "utf-8")
    assert sandbox.rendered("own.html", templates, functions, "")[0] != first
