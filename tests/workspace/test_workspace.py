"""The front door: what it re-reads, what its plans do, and that no caller goes round a rule."""

from __future__ import annotations

import shutil
import threading
from datetime import date
from pathlib import Path

import pytest

import briefing
from briefing.editions.request import Progress
from briefing.problems import ProblemsFound, Severity
from briefing.workspace.figures import Entry
from briefing.workspace.reviews import Translation
from tests.support.mini_project import ROOT, mini_project

TODAY = date(2026, 7, 3)


@pytest.fixture
def ws(tmp_path: Path) -> briefing.Workspace:
    return briefing.Workspace(mini_project(tmp_path), TODAY)


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_what_is_unchanged_is_the_same_object(ws: briefing.Workspace) -> None:
    project = ws.project()
    assert ws.project() is project
    assert ws.facts() is ws.facts()
    assert ws.project(date(2026, 5, 1)) is ws.project(date(2026, 5, 1))


def test_a_changed_figure_is_read_and_everything_else_kept(ws: briefing.Workspace) -> None:
    before = ws.project()
    _replace(ws.root / "content/indicators/one.yaml", "9.6万亿", "9.7万亿")
    after = ws.project()
    assert ws.facts()[0].texts == {"zh": "9.7万亿元", "en": "RMB\u00a09.7\u00a0trillion"}
    assert after.catalogues["en"] is before.catalogues["en"]
    assert after.languages["zh"] is before.languages["zh"]
    assert after.glossary is before.glossary


def test_a_changed_translation_leaves_content_and_the_other_language(ws: briefing.Workspace) -> None:
    before, page = ws.project(), ws.preview("tiny.zh")
    _replace(ws.root / "i18n/en/tiny.po", "The base is growing.", "The base grows.")
    after = ws.project()
    assert after.base is before.base
    assert after.content is before.content
    assert ws.preview("tiny.zh").html is page.html
    assert "The base grows." in ws.preview("tiny.en").html


def test_a_changed_template_is_seen_by_the_preview(ws: briefing.Workspace) -> None:
    assert "规模一览" in ws.preview("tiny.zh").html
    _replace(ws.root / "templates/tiny.html", "规模一览", "规模总览")
    assert "规模总览" in ws.preview("tiny.zh").html


def test_inside_steady_the_disk_is_looked_at_once(ws: briefing.Workspace) -> None:
    with ws.steady():
        before = ws.facts()
        _replace(ws.root / "content/indicators/one.yaml", "9.6万亿", "9.7万亿")
        assert ws.facts() is before
    assert ws.facts()[0].texts["zh"] == "9.7万亿元"


def test_threads_share_one_workspace(ws: briefing.Workspace) -> None:
    pages: list[str] = []
    wrong: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for _ in range(3):
                pages.append(ws.preview(name).html)
                ws.segments("en")
                ws.facts()
        except Exception as error:  # told to the thread that waits
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(f"tiny.{tag}",)) for tag in ("zh", "en", "zh", "en")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(set(pages)) == 2


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        briefing.Workspace(tmp_path, TODAY)
    assert [p.code for p in found.value.problems] == ["root-without-project"]


def test_check_gives_errors_first_and_conflicts_as_notes(ws: briefing.Workspace) -> None:
    _replace(ws.root / "content/indicators/one.yaml", "unit: percent", "unit: florin")
    severities = [p.severity for p in ws.check()]
    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[0] is Severity.ERROR
    assert severities[-1] is Severity.NOTE


ENTRY = Entry("financial-assets", "9.8万亿元", "2026-03-31", "s1", "L5")


def test_a_figure_is_shown_before_it_is_saved(ws: briefing.Workspace) -> None:
    plan = ws.observe(ENTRY)
    assert [f.fact for f in plan.figures] == ["financial-assets@2026-03-31"]
    assert "9.8万亿元" in plan.figures[0].sentences["zh"]
    assert plan.actions == {"financial-assets@2026-03-31": "add"}
    assert len(ws.facts()) == 2
    assert ws.save(plan) == ("content/indicators/one.yaml",)
    assert [row.id for row in ws.facts()][:2] == ["financial-assets@2025-12-31", "financial-assets@2026-03-31"]


def test_a_plan_made_before_somebody_else_saved_is_refused_and_writes_nothing(ws: briefing.Workspace) -> None:
    plan = ws.observe(ENTRY)
    path = ws.root / "content/indicators/one.yaml"
    _replace(path, "金融资产增速", "金融资产同比增速")
    theirs = path.read_bytes()
    with pytest.raises(ProblemsFound) as found:
        ws.save(plan)
    assert [(p.code, p.file) for p in found.value.problems] == [("edit-conflict", "content/indicators/one.yaml")]
    assert path.read_bytes() == theirs


def test_the_day_decides_what_lies_in_the_future(ws: briefing.Workspace) -> None:
    with pytest.raises(ProblemsFound) as found:
        ws.sought("financial-assets", date(2026, 7, 4))
    assert [p.code for p in found.value.problems] == ["sought-to-come"]
    assert ws.sought("financial-assets", TODAY).files == ("content/indicators/one.yaml",)


def test_a_text_is_accepted_for_the_version_that_was_seen(ws: briefing.Workspace) -> None:
    segment = next(s for s in ws.segments("en", file="tiny") if s.source == "规模在扩大。")
    assert segment.printed == "The base is growing."
    first = ws.accept(Translation(segment.version, "The base is larger."), language="en", by="Ann")
    ws.save(first)
    changed = next(s for s in ws.segments("en", file="tiny") if s.id == segment.id)
    assert (changed.target, changed.state, changed.by) == ("The base is larger.", "draft", "")
    second = ws.accept(Translation(segment.version, "The base has grown."), language="en", by="Bob")
    assert [r.code for o in second.outcomes for r in o.reasons] == ["import-conflict"]
    assert not second.files
    marked = ws.mark("reviewed", "en", by="Bob", ids=[segment.id])
    ws.save(marked)
    assert [s.id for s in ws.segments("en", states=["reviewed"])] == [segment.id]


def test_unknown_names_are_told_with_those_there_are(ws: briefing.Workspace) -> None:
    for call, code in (
        (lambda: ws.segments("en", pack="nope"), "review-choice"),
        (lambda: ws.segments("fr"), "review-choice"),
        (lambda: ws.segments("en", states=["nope"]), "review-choice"),
        (lambda: ws.preview("nope.en"), "document-unknown"),
        (lambda: ws.trace("nope"), "trace-no-fact"),
        (lambda: ws.explain("nope"), "explain-unknown"),
        (lambda: ws.compare("nope", "2026-04-10"), "edition-unknown"),
        (lambda: ws.mark("nope", "en", by="x"), "review-choice"),
        (lambda: ws.approve("nope", by="x"), "edition-unknown"),
    ):
        with pytest.raises(ProblemsFound) as found:
            call()
        assert [p.code for p in found.value.problems] == [code]


def test_nobody_signs_without_a_name_and_a_name_stays_on_one_line(ws: briefing.Workspace, tmp_path: Path) -> None:
    segment = next(s for s in ws.segments("en", file="tiny") if s.source == "规模在扩大。")
    row = Translation(segment.version, "The base is larger.")
    name, data = ws.export_review("po", "en").files.popitem()
    (tmp_path / name).write_bytes(data)
    for nobody in ("", " \u3000\n"):
        for call in (
            lambda by: ws.mark("approved", "en", by=by),
            lambda by: ws.accept(row, language="en", by=by),
            lambda by: ws.note(segment.id, "en", by=by, text="Why?"),
            lambda by: ws.import_review(tmp_path / name, "en", by=by),
            lambda by: ws.approve("one", by=by),
            lambda by: ws.seal("one", by=by),
        ):
            with pytest.raises(ProblemsFound) as found:
                call(nobody)
            assert [(p.code, "--by" in p.message) for p in found.value.problems] == [("option-needed", True)]
    ws.save(ws.mark("reviewed", "en", by=" Ann\nReader ", ids=[segment.id]))
    assert next(s for s in ws.segments("en", file="tiny") if s.id == segment.id).by == "Ann Reader"


def test_a_release_asks_for_lapsed_approvals_whoever_builds(ws: briefing.Workspace) -> None:
    ws.build(languages=["zh"], formats=["html"], edition="one", jobs=1)
    ws.save(ws.approve("one", by="Ann"))
    assert ws.build(languages=["zh"], formats=["html"], edition="one", jobs=1, release=True).documents
    _replace(ws.root / "content/indicators/one.yaml", "9.6万亿", "9.7万亿")
    with pytest.raises(ProblemsFound) as found:
        ws.build(languages=["zh"], formats=["html"], edition="one", jobs=1, release=True)
    assert {"release-refused", "approval-lapsed"} <= {p.code for p in found.value.problems}


def test_a_build_says_where_each_document_came_from(ws: briefing.Workspace) -> None:
    wanted = {"languages": ["en"], "formats": ["html"], "jobs": 1}
    first = ws.build(**wanted)
    assert [(d.name, d.origin, d.files) for d in first.documents] == [("tiny.en", "built", ("tiny.en.html",))]
    assert first.folder == ws.root / "out" / "2026-04-10"
    assert [d.origin for d in ws.build(**wanted).documents] == ["unchanged"]
    shutil.rmtree(ws.out)
    assert [d.origin for d in ws.build(**wanted).documents] == ["stored"]
    assert [(e.name, [d.name for d in e.documents]) for e in ws.editions()] == [("2026-04-10", ["tiny.en"])]
    shutil.copy(ROOT / "i18n" / "allowed-numbers.yaml", ws.root / "i18n")  # the numbers in the house's own furniture
    assert [v.proved for v in ws.verify()] == [True]
    assert {p.file for p in ws.trace("financial-assets").places} == {"tiny.en.html"}


def test_no_source_is_of_a_day_to_come(ws: briefing.Workspace) -> None:
    given = {
        "id": "s2",
        "file": "two.txt",
        "issuer": "重庆日报",
        "title": "半年",
        "date_basis": "stated",
        "kind": "news",
    }
    assert ws.add_source(**given, date="2026-07-03").contents
    with pytest.raises(ProblemsFound, match="source-to-come"):
        ws.add_source(**given, date="2036-07-23")


def test_a_build_runs_in_a_thread_and_is_stopped_by_its_progress(ws: briefing.Workspace) -> None:
    class StoppedError(Exception):
        pass

    def stop(name: str, *_: object) -> None:
        raise StoppedError(name)

    wanted = {"languages": ["en"], "formats": ["html"], "edition": "one"}
    told: list[object] = []

    def work() -> None:
        told.append(ws.build(**wanted, jobs=2).documents[0].name)
        _replace(ws.root / "i18n/en/tiny.po", "The base is growing.", "The base grows.")
        try:
            ws.build(**wanted, jobs=1, progress=Progress(done=stop))
        except StoppedError as error:
            told.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == ["tiny.en", "tiny.en"]
    assert "The base is growing." in (ws.out / "one" / "tiny.en.html").read_text("utf-8")
    assert [path.name for path in ws.out.iterdir() if path.is_dir()] == ["one"]
