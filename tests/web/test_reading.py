"""Reading: documents in frames without script, figures and sentences asked about."""

from __future__ import annotations

import re

import pytest
from lxml import html

import briefing
from briefing.facts import Fact
from briefing.quantities import Period
from briefing.web.views import chart
from briefing.workspace.figure_page import HistoryLine
from briefing.workspace.register import FigureLine
from tests.web.support import TODAY, Browser

FACT = "financial-assets@2025-12-31"


def words(page: str) -> str:
    """What a page says, with ordinary spaces."""
    said: str = html.document_fromstring(page).text_content()
    return said.replace("\N{NO-BREAK SPACE}", " ")


def test_a_document_is_shown_in_all_its_languages_side_by_side(browser: Browser) -> None:
    page = browser.get("/document/tiny").text
    assert re.findall(r'<iframe src="([^"]+)"', page) == ["/document/tiny/zh", "/document/tiny/en"]
    assert page.count('sandbox="allow-same-origin"') == 2
    assert browser.get("/document", params={"name": "tiny"}).url.path == "/document/tiny"


def test_a_frame_lets_no_script_run_and_only_our_pages_frame_it(browser: Browser) -> None:
    answer = browser.get("/document/tiny/en")
    policy = answer.headers["content-security-policy"]
    assert "script" not in policy
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert f'data-fact="{FACT}"' in answer.text
    assert "data-segment=" in answer.text


@pytest.mark.parametrize("path", ["/document/nothing", "/document/tiny/fr", "/document/tiny.en", "/document/..%2f/en"])
def test_what_there_is_not_is_said(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_figure_tells_where_it_comes_from_and_where_it_stands_in_every_language(browser: Browser) -> None:
    part = browser.get(f"/document/figure/{FACT}").text
    assert "<html" not in part
    for said in (
        "9.6万亿元",
        "RMB 9.6 trillion",
        "RMB",
        "2025-12-31",
        "重庆日报",
        "L3",
        "The source does not state the scope of this figure.",
    ):
        assert said in words(part)
    assert 'lang="zh"><a href="/document/tiny' in part
    assert 'lang="en"><a href="/document/tiny' in part


def test_a_sentence_tells_its_segment_and_leads_to_review(browser: Browser) -> None:
    segment = re.findall(r'data-segment="([^"]+)"', browser.get("/document/tiny/en").text)[0]
    part = browser.get(f"/document/sentence/{segment}").text
    there = re.findall(r'href="(/review/en/[^"]+)"', part)
    assert len(there) == 1
    assert browser.get(there[0]).status_code == 200


def test_a_change_of_content_is_on_the_page_at_once(ws: briefing.Workspace, browser: Browser) -> None:
    assert "再次提及" in words(browser.get("/document/tiny/zh").text)
    path = ws.root / "templates" / "tiny.html"
    path.write_text(path.read_text("utf-8").replace("再次提及", "又一次提及"), "utf-8")
    assert "又一次提及" in words(browser.get("/document/tiny/zh").text)


def test_a_page_is_read_while_a_file_is_damaged_and_says_so(ws: briefing.Workspace, browser: Browser) -> None:
    path = ws.root / "templates" / "tiny.html"
    path.write_text("<section", "utf-8")
    answer = browser.get("/document/tiny")
    assert answer.status_code == 422
    assert "tiny.html" in answer.text


def line(level: int | None) -> HistoryLine:
    period = Period.parse("2025")
    fact = Fact("x", "x", "stock", "stock", "x", None, period, "stated", "reported", "s1", "L1", "1", TODAY)
    return HistoryLine(FigureLine(fact, {"en": "x"}, {"en": "1"}, {"en": "2025"}, None, ()), "now", level)


def test_a_chart_goes_from_left_to_right_and_higher_values_stand_higher() -> None:
    points = chart([line(0), line(None), line(50), line(100)])
    assert [p.of.level for p in points] == [0, 50, 100]
    assert [p.x for p in points] == sorted(p.x for p in points)
    assert [p.y for p in points] == sorted((p.y for p in points), reverse=True)
    assert [p.anchor for p in points] == ["start", "middle", "end"]


def test_one_value_makes_no_chart() -> None:
    assert chart([line(50), line(None)]) == ()
