"""What is said while a build runs, and where its time went."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from briefing.cli.progress import Watch
from briefing.editions.request import Origin
from briefing.workspace import Workspace
from tests.support.mini_project import mini_project
from tests.support.running import done, run


def test_timings_name_every_stage_and_document(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    told = run(root, "build", "--jobs", "1", "--timings").stderr
    assert "making the documents" in told
    assert re.search(r"tiny\.en: .*\bpdf \d", told)
    said = run(root, "build", "--jobs", "1", "--timings")
    assert "tiny.en: unchanged" in said.stderr
    assert said.stdout.count("(unchanged)") == 6
    shutil.rmtree(root / "out")
    assert done(root, "build", "--jobs", "1").count("(from the store)") == 6
    assert "2 documents" in done(root, "store")
    assert "0 documents" in done(root, "store", "--clear")


def test_the_reasons_for_a_draft_are_told(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    html = ("build", "--jobs", "1", "-f", "html")
    assert "DRAFT" not in run(root, *html).stderr
    place = root / "i18n" / "en" / "content.po"  # a first review: what nobody has read counts from now on
    text = place.read_text("utf-8")
    place.write_text(text.replace("#: ", "# reviewed: 2026-01-01 00000000/- somebody\n#: ", 1), "utf-8")
    told = run(root, *html).stderr
    assert "carries DRAFT on every page" in told
    assert "[translation-unreviewed]" in told
    assert told.count("[translation-unreviewed]") == 1  # one line a kind, with the places
    assert "(also at i18n/en/" in told
    assert "DRAFT" not in run(root, *html, "-l", "zh").stderr


def test_files_in_another_format_that_say_what_has_changed_are_named_as_they_go(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    done(root, "build", "--jobs", "1", "-f", "docx", "-f", "html")
    again = run(root, "build", "--jobs", "1", "-l", "en", "-f", "html")
    assert "removed" not in again.stderr
    names = [line.rpartition("/")[2] for line in again.stdout.splitlines()]
    assert names == ["tiny.en.html (unchanged)", "manifest.json"]  # the Word file stands, and nobody asked for it
    template = root / "templates" / "tiny.html"
    template.write_text(template.read_text("utf-8").replace("规模在扩大。", "规模正在扩大。"), "utf-8")
    assert "  tiny.zh.docx\n" in run(root, "build", "--jobs", "1", "-l", "zh", "-f", "html").stderr
    found = sorted(p.name for p in (root / "out").rglob("tiny.zh.*") if p.parent.name != "record")
    assert found == ["tiny.zh.html"]


def test_a_language_that_no_document_is_made_in_is_said(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "content" / "audiences").mkdir()
    one = "audiences:\n  - {id: one, pack: tiny, title: 一, cover: 二, languages: [en]}\n"
    (root / "content" / "audiences" / "one.yaml").write_text(one, "utf-8")
    ran = run(root, "build", "-l", "zh", "--audience", "one", "--jobs", "1")
    assert ran.returncode == 1
    assert "[not-offered] — Choose among en, or add it to the pack's manifest." in ran.stderr
    assert not list((root / "out").glob("2*"))


def test_a_damaged_entry_of_the_store_is_listed(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    place = root / ".cache" / "documents" / "v1" / "ab" / f"{'ab' * 32}.zip"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"not a zip")
    assert "store-entry-damaged" in run(root, "store").stderr


def test_a_bar_counts_what_was_built_and_what_came_from_the_store() -> None:
    watch = Watch(bar=True)
    watch.stage("render")
    watch.progress.started(2)
    watch.progress.done("a.zh", Origin.STORED, {})
    watch.progress.done("a.en", Origin.BUILT, {"pdf": 1.0})
    watch.close()
    assert "a.en: pdf 1.00" in watch.table()
    assert "a.zh: from the store" in watch.table()


def test_a_stopped_build_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "build", stop)
    ran = run(mini_project(tmp_path), "build")
    assert ran.returncode == 1
    assert "[build-stopped]" in ran.stderr.splitlines()[0]
