"""The state of a segment: how it is kept, what lapses it and what does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polib
import pytest

from briefing import Workspace, as_data
from briefing.catalogue.messages import State, comment_entries, marked, noted
from briefing.catalogue.updating import amended
from briefing.review.segment import as_html, as_text, lapsed_words, status
from tests.review.desk import CONTENT, TEMPLATE, listed, refresh, segment, small_project, translate

NAME = "Ann Reader of the Translation Section of the Foreign Affairs Office"
NOTE = "a note long enough to be wrapped by any tool that wraps its comments at seventy-six characters"
ASSETS = "%(when)s，资产规模%(assets)s，%(growth)s。"
COUNT = "设有%(count)s机构。"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found = small_project(tmp_path)
    approve(found)
    return found


def approve(root: Path, state: State = State.APPROVED) -> None:
    """Everything approved by somebody with a long name, so that comments wrap."""
    _, _, found = listed(root)
    for domain in {s.message.domain for s in found}:
        path = root / "i18n" / "en" / f"{domain}.po"
        messages = [
            marked(noted(s.message, NOTE, NAME, "2026-06-30"), state, NAME, "2026-07-01", s.words)
            for s in found
            if s.message.domain == domain and s.message.target
        ]
        path.write_bytes(amended(path, domain, "en", messages))


def test_it_survives_catalog_and_other_tools(root: Path) -> None:
    refresh(root)
    for path in sorted((root / "i18n" / "en").glob("*.po")):
        polib.pofile(str(path), wrapwidth=60).save()
    refresh(root)
    found = segment(root, ASSETS)
    assert found.standing.state is State.APPROVED
    assert found.standing.by == NAME
    assert found.note.endswith("at seventy-six characters")


def test_a_new_figure_leaves_it(root: Path) -> None:
    edit(
        root,
        CONTENT.replace("9.6万亿", "9.9万亿").replace('value: "6.8"', 'value: "7.1"').replace("增长6.8%", "增长7.1%"),
    )
    assert segment(root, ASSETS).standing.state is State.APPROVED


def test_another_direction_lapses_it(root: Path) -> None:
    edit(root, CONTENT.replace('value: "6.8"', 'value: "-6.8"').replace("增长6.8%", "下降6.8%"))
    found = segment(root, ASSETS)
    assert (found.standing.state, found.standing.lapsed) == (State.DRAFT, "words")
    assert [p.code for p in lapsed_words(listed(root)[0])] == ["translation-unreviewed"]
    assert found.figures
    said = as_text(status([found]))
    assert "the words printed with its figures changed since" in said
    assert all(f"“{text}”" in said for text in found.figures)


def test_another_plural_lapses_it(root: Path) -> None:
    edit(root, CONTENT.replace('value: "32"', 'value: "1"').replace("32家", "1家"))
    assert segment(root, COUNT).standing.lapsed == "words"


def test_a_count_in_words_or_digits_is_the_same(root: Path) -> None:
    edit(root, CONTENT.replace('value: "32"', 'value: "8"').replace("32家", "8家"))
    assert segment(root, COUNT).standing.state is State.APPROVED


def test_a_changed_translation_lapses_it(root: Path) -> None:
    translate(root, {ASSETS: "%(when.as-of-initial)s, assets were %(assets)s, %(growth)s."})
    found = segment(root, ASSETS)
    assert (found.standing.state, found.standing.lapsed) == (State.DRAFT, "translation")


def test_a_changed_source_makes_it_fuzzy_and_shows_the_previous(root: Path) -> None:
    (root / "templates" / "small.html").write_text(TEMPLATE.replace("资产规模{{", "全市资产规模{{"), "utf-8")
    refresh(root)
    found = segment(root, ASSETS.replace("资产规模", "全市资产规模"))
    assert (found.standing.state, found.standing.lapsed) == (State.FUZZY, "source")
    assert found.message.previous == ASSETS
    assert found.standing.by.startswith("Ann Reader")


def test_an_empty_one_is_untranslated(root: Path) -> None:
    translate(root, {COUNT: ""})
    assert segment(root, COUNT).standing.state is State.UNTRANSLATED


def test_other_peoples_comments_stay() -> None:
    entries = comment_entries("An old hand.\nnote: and\nthis is wrapped\nreviewed: 2026-07-01 00000000/- Bo")
    assert entries == [("", "An old hand."), ("note", "and this is wrapped"), ("reviewed", "2026-07-01 00000000/- Bo")]


def test_status_counts_by_pack_file_and_reviewer(root: Path) -> None:
    translate(root, {COUNT: "There are %(count)s here."})
    _, _, found = listed(root)
    told = status(found)
    assert told.files["i18n/en/small.po"] == {"approved": 3, "draft": 1}
    assert told.packs["small"]["draft"] == 1
    assert [s.message.source for s in told.lapsed] == [COUNT]
    data = as_data(Workspace(root, date(2026, 7, 3)).review_status("en"))
    assert data["reviewers"] == {
        NAME: {"untranslated": 0, "fuzzy": 0, "draft": 0, "reviewed": 0, "approved": 4, "total": 4}
    }
    assert [s["zh"] for s in data["lapsed"]] == [COUNT]
    assert "the translation changed since" in as_text(told)
    assert "<th scope='row'>small</th>" in as_html(told, "Review")


def edit(root: Path, content: str) -> None:
    """Other content, the catalogues refreshed."""
    (root / "content" / "indicators" / "all.yaml").write_text(content, "utf-8")
    refresh(root)
