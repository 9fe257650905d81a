"""Problems in the workbench: errors first, each with the page where it is mended."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from briefing.problems import problem
from briefing.workspace.mending import Mend, MendPlace, Mends
from tests.web.support import Browser, workspace


def test_errors_come_first_and_lead_to_their_figure(tmp_path: Path) -> None:
    ws = workspace(tmp_path)
    path = ws.root / "content/indicators/one.yaml"
    path.write_text(path.read_text("utf-8").replace('"9.6万亿"', '"9.7万亿"'), "utf-8")
    with Browser(ws) as browser:
        html = browser.come_in().get("/problems").text
    assert "published-differs" in html
    assert "/figures/financial-assets%402025-12-31" in html or "/figures/financial-assets@2025-12-31" in html
    assert html.index("published-differs") < html.index("known-conflict")
    assert "content/indicators/one.yaml:" in html


def test_content_that_is_no_yaml_is_told_and_not_a_fault(tmp_path: Path) -> None:
    ws = workspace(tmp_path)
    (ws.root / "content/indicators/one.yaml").write_text("indicators: [<script>alert(1)</script>: {", "utf-8")
    with Browser(ws) as browser:
        answer = browser.come_in().get("/problems")
    assert answer.status_code == 200
    assert "yaml-syntax" in answer.text
    assert "<script>alert" not in answer.text


def test_a_code_is_explained(tmp_path: Path) -> None:
    with Browser(workspace(tmp_path)) as browser:
        browser.come_in()
        assert "How it is mended" in browser.get("/problems/published-differs").text
        assert "“spark” is no engine" in browser.get("/problems/engine-unknown").text
        assert browser.get("/problems/no-such-code").status_code == 404


def test_nothing_to_mend_is_said(tmp_path: Path) -> None:
    with Browser(workspace(tmp_path)) as browser:
        html = browser.come_in().get("/problems").text
    assert "0 errors" in html
    assert "known conflict" in html


def many(monkeypatch: pytest.MonkeyPatch, browser: Browser, count: int) -> None:
    """As many errors as a large project may have, of which the last cause has as many places."""
    one = [problem("stray-file", f"content/{n}.yaml", folders="x") for n in range(count)]
    places = tuple((p, MendPlace("file", p.file)) for p in one)
    found = tuple(Mend(p, place, places if p is one[-1] else ()) for p, place in places)
    made = Mends(found, (), (), {"error": count, "warning": 0, "note": 0})
    monkeypatch.setattr(browser.app.state.workbench.workspace, "mends", lambda: made)  # type: ignore[attr-defined]


def test_many_problems_come_in_pages_by_weight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(workspace(tmp_path)).come_in()
    many(monkeypatch, browser, 250)

    def shown(html: str) -> list[str]:
        return re.findall(r'<span class="place">content/([0-9]+)\.yaml', html.partition("more places")[0])

    page = browser.get("/problems").text
    assert shown(page) == [str(n) for n in range(100)]
    met = shown(page)
    more = re.search(r'href="([^"]+)">Show 150 more', page)
    while more is not None:
        page = browser.get(unescape(more[1])).text
        met += shown(page)
        more = re.search(r'rel="next" data-key="]" href="([^"]+)"', page)
    assert met == [str(n) for n in range(250)]
    assert "201 to 250 of 250" in page
    assert "and 150 more" in page
    assert browser.get("/problems", params={"of": "nothing", "start": "x"}).status_code == 200


def test_what_a_problem_means_is_told_in_the_language_of_the_interface(tmp_path: Path) -> None:
    browser = Browser(workspace(tmp_path)).come_in()
    every: tuple[dict[str, str], ...] = ({}, {"hx-request": "true"})
    for part in every:
        page = browser.get("/problems/seal-key-missing", headers={"accept-language": "zh", **part}).text
        assert "封存用私钥签名" in page
        assert "请重新选择密钥文件" in page
        assert "generate.py" not in browser.get("/problems/seal-key-missing", headers=part).text
