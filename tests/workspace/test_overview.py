"""How everything stands, files of editions, files that come in: what Home is made of."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import briefing
from briefing.files.reading import LARGEST
from briefing.problems import ProblemsFound
from briefing.workspace import received
from briefing.workspace.overview import DocumentState
from tests.support.mini_project import mini_project
from tests.web.support import TODAY, Browser
from tests.workspace.test_titles import with_desk

EDITION = "2026-04-10"


@pytest.fixture
def ws(tmp_path: Path) -> briefing.Workspace:
    return briefing.Workspace(mini_project(tmp_path / "p"), TODAY)


def _codes(found: pytest.ExceptionInfo[ProblemsFound]) -> list[str]:
    return [p.code for p in found.value.problems]


def test_a_sound_project_is_ready_in_every_language(ws: briefing.Workspace) -> None:
    seen = ws.overview()
    assert [p.id for p in seen.packs] == ["tiny"]
    assert {(d.name, d.standing, d.edition, d.moved) for d in seen.packs[0].documents} == {
        ("tiny.zh", DocumentState.READY, "", False),
        ("tiny.en", DocumentState.READY, "", False),
    }
    assert (seen.languages, seen.editions, seen.errors) == (("zh", "en"), (), ())


def test_a_missing_translation_makes_a_draft_and_is_named(ws: briefing.Workspace) -> None:
    path = ws.root / "i18n" / "en" / "tiny.po"
    path.write_text(path.read_text("utf-8").replace('msgstr "Scale"', 'msgstr ""'), "utf-8")
    chinese, english = ws.overview().packs[0].documents
    assert chinese.standing is DocumentState.READY
    assert english.standing is DocumentState.DRAFT
    assert [p.code for p in english.unreviewed] == ["translation-missing"]
    assert (english.stale, english.torn) == ((), ())


def test_an_error_is_told_and_editions_are_listed_all_the_same(ws: briefing.Workspace) -> None:
    ws.build(formats=["html"], jobs=1)
    path = ws.root / "content" / "packs" / "tiny.yaml"
    for text in (path.read_text("utf-8").replace("languages: [zh, en]", "languages: [zh, xx]"), "{"):
        path.write_text(text, "utf-8")
        seen = ws.overview()
        assert seen.errors
        assert seen.packs == ()
        assert [e.row.name for e in seen.editions] == [EDITION]


def test_an_edition_under_another_name_is_not_another_document(ws: briefing.Workspace) -> None:
    ws.build(formats=["html"], jobs=1, edition="by-another-name")
    assert [(d.edition, d.moved) for d in ws.overview().packs[0].documents] == [("by-another-name", False)] * 2


def test_an_approval_stands_with_its_document_until_that_changes(ws: briefing.Workspace) -> None:
    ws.build(formats=["html"], jobs=1)
    ws.save(ws.approve(EDITION, ["tiny.zh"], by="王芳"))
    approval = ws.overview().packs[0].documents[0].approval
    assert approval is not None
    assert (approval.state, approval.by) == ("approved", "王芳")
    path = ws.root / "templates" / "tiny.html"
    path.write_text(path.read_text("utf-8").replace("规模一览", "规模总览"), "utf-8")
    document = ws.overview().packs[0].documents[0]
    assert document.moved
    assert document.approval is not None
    assert document.approval.state == "lapsed"


def test_a_file_of_an_edition_is_had_by_the_name_in_its_manifest_and_no_other(ws: briefing.Workspace) -> None:
    ws.build(formats=["html"], jobs=1)
    assert ws.edition_file(EDITION, "tiny.en.html") == (ws.out / EDITION / "tiny.en.html").read_bytes()
    for name in ("manifest.json", "../2026-04-10/tiny.en.html", "tiny.en.pdf", "record/facts.json"):
        with pytest.raises(ProblemsFound) as found:
            ws.edition_file(EDITION, name)
        assert _codes(found) == ["edition-no-file"]
    with pytest.raises(ProblemsFound) as found:
        ws.edition_file("../p/out/2026-04-10", "tiny.en.html")
    assert _codes(found) == ["edition-unknown"]
    (ws.out / EDITION / "tiny.en.html").unlink()
    with pytest.raises(ProblemsFound) as found:
        ws.edition_file(EDITION, "tiny.en.html")
    assert _codes(found) == ["edition-file-unreadable"]


def test_an_archive_has_the_documents_asked_for_and_the_same_bytes_each_time(ws: briefing.Workspace) -> None:
    ws.build(formats=["html"], jobs=1)
    some = ws.edition_archive(EDITION, ["tiny.zh"])
    assert some == ws.edition_archive(EDITION, ["tiny.zh"])
    with zipfile.ZipFile(io.BytesIO(some)) as archive:
        assert archive.namelist() == [f"{EDITION}/tiny.zh.html", f"{EDITION}/manifest.json"]
        assert archive.read(f"{EDITION}/tiny.zh.html") == ws.edition_file(EDITION, "tiny.zh.html")
    with pytest.raises(ProblemsFound) as found:
        ws.edition_archive(EDITION, ["tiny.fr"])
    assert _codes(found) == ["edition-no-file"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("a.xlsx", "a.xlsx"), ("../../etc/passwd", "passwd"), ("C:\\Users\\x\\清单.xlsx", "清单.xlsx"), (".hidden", "hidden"),
     ("", "file"),
     ("a\u202egnp.exe\n", "agnp.exe"), ("/", "file"), ("..", "file"), ("x" * 300 + ".docx", "x" * 75 + ".docx")],
)  # fmt: skip
def test_a_file_that_comes_in_keeps_its_name_and_no_path(ws: briefing.Workspace, sent: str, kept: str) -> None:
    made = ws.receive(sent, b"data")
    assert made.name == kept
    assert made.path == ws.root / received.FOLDER / made.token / kept
    assert ws.received(made.token) == made


def test_what_comes_in_is_limited(ws: briefing.Workspace) -> None:
    for data in (b"", b"x" * (LARGEST + 1)):
        with pytest.raises(ProblemsFound) as found:
            ws.receive("a.txt", data)
        assert _codes(found) == ["received-refused"]


def test_only_the_newest_files_are_kept(ws: briefing.Workspace) -> None:
    tokens = [ws.receive("a.txt", str(n).encode()).token for n in range(received.KEPT + 3)]
    assert len(list((ws.root / received.FOLDER).iterdir())) == received.KEPT
    assert ws.received(tokens[-1]).path.read_bytes() == str(received.KEPT + 2).encode()


@pytest.mark.parametrize("token", ["", "..", "0" * 64, "../../content", "A" * 64])
def test_a_token_that_names_nothing_is_refused(ws: briefing.Workspace, token: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        ws.received(token)
    assert _codes(found) == ["received-gone"]


def test_a_project_without_lists_says_so_when_it_is_cut(ws: briefing.Workspace) -> None:
    with pytest.raises(ProblemsFound) as found:
        ws.fitting(where="investment >= 10亿")
    assert _codes(found) == ["list-none"]


def test_the_briefing_comes_before_its_slides_and_what_goes_out_before_the_copies_for_the_desk(tmp_path: Path) -> None:
    ws = with_desk(tmp_path)
    packs = ws.root / "content" / "packs"
    briefing_of = (packs / "tiny.yaml").read_text("utf-8")
    (packs / "a-deck.yaml").write_text(
        "id: a-deck\nkind: deck\nof: tiny\ntemplate: tiny.html\nlanguages: [zh, en]\nformats: [pptx]\ntitle: 投影片\n",
        "utf-8",
    )
    (packs / "tiny.yaml").write_text(briefing_of.replace("formats: [", "formats: [xlsx, ", 1), "utf-8")
    ws.build(formats=["html", "xlsx"], jobs=1, packs=["tiny"])
    seen = ws.overview()
    assert [p.id for p in seen.packs] == ["tiny", "a-deck"]
    inside = [d.name for d in seen.packs[0].documents]
    assert inside == ["tiny.zh", "tiny.en", "tiny-data.zh-en", "tiny-desk.zh", "tiny-desk.en"]
    assert [d.name for d in seen.editions[0].row.documents] == inside
    page = Browser(ws).come_in().get(f"/changes/edition/{seen.editions[0].row.name}").text
    assert sorted(inside, key=lambda name: page.index(f'value="{name}"')) == inside
