"""Redlines: native tracked changes in somebody's name, that accept into the new edition and reject into the old one."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from briefing import Workspace
from briefing.changes.redline import Redline, redline
from briefing.document.nodes import Document
from briefing.document.reading import from_json, to_json
from briefing.problems import ProblemsFound
from briefing.render.docx import render_docx
from briefing.render.theme import load_theme
from tests.changes.test_comparing import LATER, MOVED
from tests.support.mini_project import PACK, TEMPLATE, mini_project
from tests.support.open_xml_sdk import open_xml_errors
from tests.support.running import ROOT
from tests.support.sample_document import sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOUSE = load_theme(ROOT / "templates" / "house")
DAY = date(2026, 7, 21)


def moved(document: Document) -> Document:
    return from_json(to_json(document).replace(b"9.6", b"9.9"))


def docx(document: Document) -> bytes:
    return render_docx(document, HOUSE)


def text(data: bytes, without: str) -> str:
    """The text of the body with the insertions or the deletions taken out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    moved_away = {"ins": "moveTo", "del": "moveFrom"}[without]
    for gone in list(body.iter(f"{W}{without}", f"{W}{moved_away}")):
        gone.getparent().remove(gone)
    return "".join(str(t.text or "") for t in body.iter(f"{W}t", f"{W}delText"))


@pytest.fixture(scope="module", params=["zh", "en"])
def pair(request: pytest.FixtureRequest) -> tuple[bytes, bytes]:
    document = sample(request.param)
    return docx(document), docx(moved(document))


@pytest.fixture(scope="module")
def made(pair: tuple[bytes, bytes]) -> Redline:
    return redline(*pair, "审校人", DAY)


def test_accepting_gives_the_new_text_and_rejecting_the_old(
    pair: tuple[bytes, bytes], made: Redline, tmp_path: Path
) -> None:
    assert made.revisions > 0
    assert text(made.data, "del") == text(pair[1], "del")
    assert text(made.data, "ins") == text(pair[0], "ins")
    path = tmp_path / "r.docx"
    path.write_bytes(made.data)
    assert not open_xml_errors(path)


def test_no_control_is_left_that_would_print_the_new_figure_for_the_old(made: Redline) -> None:
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    assert not list(body.iter(f"{W}sdt"))


def test_every_mark_has_the_author_and_day_given(made: Redline) -> None:
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    marks = list(body.iter(f"{W}ins", f"{W}del"))
    assert {(m.get(f"{W}author"), str(m.get(f"{W}date"))[:10]) for m in marks} == {("审校人", "2026-07-21")}


def test_the_same_files_give_the_same_bytes(pair: tuple[bytes, bytes], made: Redline) -> None:
    assert redline(*pair, "审校人", DAY) == made


def test_what_is_no_text_is_named_and_a_chart_that_changed_by_what_it_shows() -> None:
    old = sample("en")
    assert not redline(docx(old), docx(old), "A", DAY).unshown
    new = from_json(to_json(old).replace(b"100800000000", b"101800000000").replace(b"100.8", b"101.8"))
    made = redline(docx(old), docx(replace(new, stamp="DRAFT")), "A", DAY)
    assert any(name.startswith("headers and footers") for name in made.unshown)
    assert "charts (1 of 1: Intelligent connected new-energy vehicles: 101.8; Total: 500)" in made.unshown


def test_a_file_that_is_no_document_is_refused_in_plain_words() -> None:
    with pytest.raises(ProblemsFound) as caught:
        redline(b"no zip", b"no zip", "A", DAY)
    assert [p.code for p in caught.value.problems] == ["redline-failed"]


#: Two editions, and what is known on their two days, give the same files: they are compared once.
compared = cache(redline)

COMPANIONS = {
    "content__packs__base": PACK.replace("id: tiny", "id: base").replace("[docx, pdf, html]", "[html, docx, xlsx]"),
    "content__packs__tiny": PACK.replace("id: tiny", "id: tiny\nkind: deck\nof: base").replace(
        "[docx, pdf, html]", "[pptx]"
    ),
}


@pytest.mark.parametrize("built", [False, True], ids=["two days", "two editions"])
def test_documents_that_have_no_word_file_are_no_error_and_name_their_slides_and_sheets(
    built: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.changes.redline.redline", compared)
    template = TEMPLATE.replace("<p>{% if", '<p class="small">{% if')
    more = {"content__sources__two": LATER, "content__indicators__one": MOVED, **COMPANIONS}
    ws = Workspace(mini_project(tmp_path, template, **more), today=DAY)
    sides = ("2026-04-10", "2026-07-20")
    if built:
        for day in sides:
            ws.build(as_of=date.fromisoformat(day), formats=("docx", "pptx", "xlsx"), jobs=1)
    made = ws.redlines(ws.compare(*sides), "审校人", DAY)
    assert "base-data.zh-en" in made.changed
    assert set(made.files) == {name for name in made.changed if "-data" not in name}
    assert made.changed["tiny.zh"] == ("1 小简报", "2 规模", "3 资料来源")
    assert made.changed["base.zh"] == ("小简报", "规模", "资料来源")
    assert made.revisions["base-data.zh-en"] == 0
    assert made.not_shown["base-data.zh-en"] == ("the whole of it: it is made in no Word file",)
    old, new = (text(made.files["tiny.zh"], without) for without in ("ins", "del"))
    assert "9.6万亿元" in old and "9.9万亿元" not in old
    assert "9.9万亿元" in new and "9.6万亿元" not in new


def test_a_word_file_that_could_be_there_is_asked_for(tmp_path: Path) -> None:
    ws = Workspace(mini_project(tmp_path, content__sources__two=LATER, content__indicators__one=MOVED), today=DAY)
    for day in ("2026-04-10", "2026-07-20"):
        ws.build(as_of=date.fromisoformat(day), formats=("html",), jobs=1)
    with pytest.raises(ProblemsFound) as refused:
        ws.redlines(ws.compare("2026-04-10", "2026-07-20"), "A", DAY)
    assert [p.code for p in refused.value.problems] == ["redline-without-docx"]
