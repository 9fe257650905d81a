"""What is said while a build runs, and where its time went."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.cli import building
from briefing.cli.building import run_build
from briefing.cli.storing import run_store
from briefing.cli.watching import Watch
from briefing.editions.request import Origin, Request
from briefing.problems import ProblemsFound
from tests.support.mini_project import mini_project


def test_timings_name_every_stage_and_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = mini_project(tmp_path / "project")
    request = Request(tmp_path / "out", jobs=1, store=tmp_path / "store")
    run_build(root, request, timings=True)
    told = capsys.readouterr().err
    assert "making the documents" in told
    assert "tiny.en: pdf " in told
    run_build(root, request, timings=True)
    said = capsys.readouterr()
    assert "tiny.en: unchanged" in said.err
    assert said.out.count("(unchanged)") == 6
    run_build(root, Request(tmp_path / "other", jobs=1, store=tmp_path / "store"))
    assert capsys.readouterr().out.count("(from the store)") == 6
    run_store(tmp_path / "store", clear=False)
    assert "2 documents" in capsys.readouterr().out
    run_store(tmp_path / "store", clear=True)
    assert "0 documents" in capsys.readouterr().out


def test_the_reasons_for_a_draft_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = mini_project(tmp_path / "project")
    request = Request(tmp_path / "out", jobs=1)
    run_build(root, request)
    assert "DRAFT" not in capsys.readouterr().err
    place = root / "i18n" / "en" / "content.po"  # a first review: what nobody has read counts from now on
    text = place.read_text("utf-8")
    place.write_text(text.replace("#: ", "# reviewed: 2026-01-01 00000000/- somebody\n#: ", 1), "utf-8")
    run_build(root, request)
    told = capsys.readouterr().err
    assert "carries DRAFT on every page" in told
    assert "[translation-unreviewed]" in told
    assert told.count("\n") <= building.REASONS + 2
    run_build(root, Request(tmp_path / "out", languages=("zh",), jobs=1))
    assert "DRAFT" not in capsys.readouterr().err


def test_files_in_another_format_that_say_what_has_changed_are_named_as_they_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = mini_project(tmp_path / "project")
    run_build(root, Request(tmp_path / "out", jobs=1))
    run_build(root, Request(tmp_path / "out", languages=("en",), formats=("html",), jobs=1))
    assert "removed" not in capsys.readouterr().err
    template = root / "templates" / "tiny.html"
    template.write_text(template.read_text("utf-8").replace("规模在扩大。", "规模正在扩大。"), "utf-8")
    run_build(root, Request(tmp_path / "out", languages=("zh",), formats=("html",), jobs=1))
    assert "  tiny.zh.docx\n  tiny.zh.pdf\n" in capsys.readouterr().err
    assert sorted(p.name for p in (tmp_path / "out").rglob("tiny.zh.*") if p.parent.name != "record") == [
        "tiny.zh.html"
    ]


def test_a_language_that_no_document_is_made_in_is_said(tmp_path: Path) -> None:
    root = mini_project(tmp_path / "project")
    (root / "content" / "audiences").mkdir()
    one = "audiences:\n  - {id: one, pack: tiny, title: 一, cover: 二, languages: [en]}\n"
    (root / "content" / "audiences" / "one.yaml").write_text(one, "utf-8")
    with pytest.raises(ProblemsFound) as stopped:
        run_build(root, Request(tmp_path / "out", languages=("zh",), audiences=("one",), jobs=1))
    assert [(p.code, p.mend) for p in stopped.value.problems] == [
        ("not-offered", "Choose among en, or add it to the pack's manifest.")
    ]
    assert not list((tmp_path / "out").glob("2*"))


def test_a_damaged_entry_of_the_store_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "v1" / "ab" / f"{'ab' * 32}.zip"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"not a zip")
    run_store(tmp_path, clear=False)
    assert "store-entry-damaged" in capsys.readouterr().err


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
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "_build", stop)
    with pytest.raises(ProblemsFound) as found:
        run_build(mini_project(tmp_path / "project"), Request(tmp_path / "out", store=tmp_path / "store"))
    assert [p.code for p in found.value.problems] == ["build-stopped"]
