"""Figures in the workbench: found, entered with every doubt beside its field, saved as they were shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.workspace.figures import Entry
from tests.web.support import Browser, workspace

SCRIPT = "<script>alert(1)</script>\"'>"
ENTRY = {
    "what": "enter",
    "indicator": "financial-assets",
    "figure": "9.8万亿元",
    "period": "2026-03-31",
    "source": "s1",
    "locator": "5",
}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return workspace(tmp_path)


@pytest.fixture
def browser(ws: Workspace) -> Iterator[Browser]:
    with Browser(ws) as made:
        yield made.come_in()


def slot(html: str, name: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'#at-{name}">(.*?)</div>', html, re.DOTALL) or re.search(
        rf'id="at-{name}"[^>]*>(.*?)</div>', html, re.DOTALL
    )
    return found[1].strip() if found else ""


def version(html: str) -> str:
    found = re.search(r'name="version" value="([0-9a-f]{64})"', html)
    assert found is not None, html
    return found[1]


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("", ["financial-assets@2025-12-31", "assets-growth@2025-12-31"], []),
        ("?q=assets+9.6", ["financial-assets@2025-12-31"], ["assets-growth@2025-12-31"]),
        ("?only=conflict", ["financial-assets@2025-12-31"], ["assets-growth@2025-12-31"]),
        ("?only=unprinted", ["No figure fits."], ["financial-assets@"]),
        ("?section=tiny/scale&source=s1", ["financial-assets@2025-12-31"], []),
        ("?source=%3Cscript%3E&start=nix&only=nix", ["No figure fits."], ["<script>"]),
    ],
)
def test_the_register_is_searched_and_filtered(browser: Browser, query: str, there: list[str], gone: list[str]) -> None:
    html = browser.get(f"/figures{query}").text
    rows = html[html.index('id="rows"') :]
    assert all(word in rows for word in there)
    assert not any(word in rows for word in gone)


def test_only_the_rows_come_back_while_searching(browser: Browser) -> None:
    html = browser.get("/figures?q=assets", headers={"hx-request": "true"}).text
    assert "<html" not in html
    assert "financial-assets@2025-12-31" in html


def test_one_figure_shows_source_conflict_claim_and_sentences_in_both_languages(browser: Browser) -> None:
    html = browser.get("/figures/financial-assets").text
    for word in (
        "9.6万亿元",
        "RMB\u00a09.6\u00a0trillion",
        "Chongqing Daily",
        "The source does not state the scope of this figure.",
        "A small briefing · Chinese",
        "A small briefing · English",
        "one.yaml:",
    ):
        assert word in html
    assert browser.get("/figures/nothing-here").status_code == 404
    html = browser.get("/figures/assets-growth").text
    assert "Growth of financial assets: more than 0%" in html  # the claim, which nobody has translated
    assert "金融资产在增长" not in html
    assert "金融资产在增长" in browser.get("/figures/assets-growth", headers={"accept-language": "zh"}).text


def test_while_typing_readings_come_in_every_language_and_doubts_beside_their_field(browser: Browser) -> None:
    html = browser.fill("/figures/read", ENTRY | {"figure": "9.8亿元"}).text
    assert "9.8亿元" in html
    assert "RMB\u00a0980\u00a0million" in html
    assert "a hundred times away" in slot(html, "figure")
    wrong = browser.fill("/figures/read", ENTRY | {"period": "2026-13"}).text
    assert "is not a date of the calendar" in slot(wrong, "period")
    assert slot(wrong, "figure") == ""


def test_script_in_any_field_is_only_text(browser: Browser) -> None:
    fields = ("indicator", "figure", "period", "source", "locator", "published", "note", "caveat", "plan")
    for path in ("/figures/read", "/figures/plan"):
        for field in fields:
            answer = browser.fill(path, ENTRY | {field: SCRIPT})
            assert answer.status_code in (200, 422)
            assert "<script>alert" not in answer.text, field


def test_a_figure_is_recorded_as_its_plan_was_shown(browser: Browser, ws: Workspace) -> None:
    shown = browser.fill("/figures/plan", ENTRY).text
    assert "up from RMB\u00a09.6\u00a0trillion" in shown
    assert "高于2025年末的9.6万亿元" in shown
    assert not [f for f in ws.facts() if f.period == "2026-03-31"]  # nothing is saved yet
    html = browser.fill("/figures/save", ENTRY | {"version": version(shown)}).text
    assert "Recorded." in html
    assert "RMB\u00a09.8\u00a0trillion" in html
    assert [f.locator for f in ws.facts() if f.period == "2026-03-31"] == ["L5"]


def test_what_somebody_saved_meanwhile_is_shown_before_anything_is_written(browser: Browser, ws: Workspace) -> None:
    shown = browser.fill("/figures/plan", ENTRY).text
    ws.save(ws.observe(Entry("assets-growth", "增长8.5%", "2026-03-31", "s1", "L6")))
    answer = browser.fill("/figures/save", ENTRY | {"version": version(shown)})
    assert answer.status_code == 409
    assert "Somebody has changed the project" in answer.text
    assert not [f for f in ws.facts() if f.id == "financial-assets@2026-03-31"]
    assert "Recorded." in browser.fill("/figures/save", ENTRY | {"version": version(answer.text)}).text


def test_a_question_must_be_answered_before_it_is_recorded(browser: Browser, ws: Workspace) -> None:
    odd = ENTRY | {"figure": "9.8亿元"}
    given = version(browser.fill("/figures/plan", odd).text)
    assert browser.fill("/figures/save", odd | {"version": given}).status_code == 409
    assert not [f for f in ws.facts() if f.period == "2026-03-31"]
    assert "Recorded." in browser.fill("/figures/save", odd | {"version": given, "answered": "yes"}).text


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"figure": "9.8%"}, "figure", "percent"),
        ({"locator": "page 3"}, "locator", "is not a locator"),
        ({"source": "s9"}, "source", "there is no source s9"),
        ({"figure": "9.9万亿元", "period": "2025-12-31"}, "source", "which is not earlier"),
    ],
)
def test_what_stands_against_an_entry_is_said_beside_its_field_and_nothing_typed_is_lost(
    browser: Browser, given: dict[str, str], field: str, said: str
) -> None:
    answer = browser.fill("/figures/plan", ENTRY | given | {"note": "kept words"})
    assert answer.status_code == 422
    assert said in slot(answer.text, field)
    assert "kept words" in answer.text


def test_a_figure_is_withdrawn(browser: Browser, ws: Workspace) -> None:
    (ws.root / "content/sources/two.yaml").write_text(
        "sources:\n  - {id: s2, file: two.txt, issuer: 重庆日报, title: 更正, date: '2026-05-10', date_basis: stated,"
        " kind: news, sections: [{id: all, title: 导语, lines: '1-9'}]}\n",
        "utf-8",
    )
    gone = ENTRY | {
        "what": "withdraw",
        "indicator": "assets-growth",
        "figure": "",
        "period": "2025-12-31",
        "source": "s2",
    }
    shown = browser.fill("/figures/plan", gone).text
    assert "withdrawn" in shown
    browser.fill("/figures/save", gone | {"version": version(shown), "answered": "yes"})
    assert [f.status for f in ws.facts() if f.indicator == "assets-growth"] == ["withdrawn"]


def test_a_source_and_an_indicator_are_entered_with_their_words_in_both_languages(
    browser: Browser, ws: Workspace
) -> None:
    source = {
        "id": "s2",
        "file": "two.txt",
        "date": "2026-06-01",
        "kind": "news",
        "issuer-zh": "市统计局",
        "issuer-en": "Statistics Bureau",
        "title-zh": "公报",
        "title-en": "Bulletin",
        "lines": "1-9",
    }
    assert "is not" in slot(browser.fill("/figures/source", source | {"id": "S 2"}).text, "id")
    given = version(browser.fill("/figures/source", source).text)
    browser.fill("/figures/source", source | {"version": given})
    new = ENTRY | {
        "what": "new",
        "source": "s2",
        "figure": "8000亿元",
        "id": "tech-loans",
        "unit": "CNY",
        "kind": "stock",
        "label-zh": "科技贷款",
        "label-en": "Technology loans",
    }
    assert "Technology loans" in browser.fill("/figures/read", new).text
    given = version(browser.fill("/figures/plan", new).text)
    assert "Technology loans" in browser.fill("/figures/save", new | {"version": given}).text
    assert ws.figure("tech-loans").source is not None


def test_a_form_without_its_token_changes_nothing(browser: Browser, ws: Workspace) -> None:
    for path in ("/figures/save", "/figures/source", "/figures/sought", "/figures/workbook/record"):
        answer = browser.post(path, data=ENTRY | {"form_token": "made up"}, headers={"origin": "http://127.0.0.1:8710"})
        assert answer.status_code == 403
    assert len(ws.facts()) == 2


def test_a_workbook_of_figures_goes_out_and_comes_back(browser: Browser, ws: Workspace) -> None:
    assert browser.get("/figures/workbook.xlsx").content.startswith(b"PK")
    rows = "indicator,figure,period,source,locator\nfinancial-assets,9.8万亿元,2026-03-31,s1,L5\n"
    shown = browser.fill("/figures/workbook", files={"file": ("figures.csv", rows.encode(), "text/csv")}).text
    token = re.search(r'name="token" value="([0-9a-f]{64})"', shown)
    assert token is not None
    browser.fill("/figures/workbook/record", {"token": token[1], "version": version(shown)})
    assert [f.id for f in ws.facts() if f.period == "2026-03-31"] == ["financial-assets@2026-03-31"]


def test_only_a_document_that_can_be_read_here_is_linked_where_it_prints_a_figure(
    ws: Workspace, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "/figures/financial-assets@2025-12-31"
    assert 'href="/document/tiny?at=figure+financial-assets' in browser.get(page).text
    slides = tuple(replace(d, formats=("pptx",)) for d in ws.documents())
    monkeypatch.setattr(Workspace, "documents", lambda *_, **__: slides)
    for path in (page, "/document/figure/financial-assets@2025-12-31"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert 'href="/document/tiny' not in answer.text
        assert "Scale" in answer.text
