"""A release in the workbench: dropped or pasted, decided on figure by figure, recorded as it was shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from briefing import Workspace
from briefing.web.page import Page
from tests.support.mini_project import with_reading
from tests.web.support import Browser, workspace

RELEASE = """\
运行情况新闻发布会

6月22日，有关部门介绍运行情况。

截至5月末，全市金融资产规模达9.9万亿元，养老产业贷款余额86.3亿元。
截至2025年末，全市金融资产规模为9.4万亿元。
"""
SOURCE = {
    "issuer-zh": "重庆日报",
    "issuer-en": "Chongqing Daily",
    "title-zh": "运行情况新闻发布会",
    "title-en": "Press conference on how things go",
    "date": "2026-06-22",
    "kind": "press-conference",
}
SCRIPT = "<script>alert(1)</script>\"'>"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    made = workspace(tmp_path)
    with_reading(made.root)
    return made


@pytest.fixture
def browser(ws: Workspace) -> Iterator[Browser]:
    with Browser(ws) as made:
        made.come_in().fill("/release/read", {"text": RELEASE})
        yield made


def named(ws: Workspace, text: str) -> str:
    return next(f.id for f in ws.release_page("s2").figures if f.proposed.figure.text == text)


def decide(browser: Browser, ws: Workspace, text: str, action: str, part: bool = True, **more: str) -> str:
    figure = ws.release_page("s2").figure(named(ws, text))
    assert figure is not None
    fields = {"figure": figure.id, "version": figure.version, "action": action, **more}
    answer = browser.fill("/release/s2/decide", fields, headers={"hx-request": "true"} if part else {})
    return f"{answer.status_code} {answer.text}"


def test_a_pasted_text_stands_with_every_figure_marked_by_a_word_beside_its_proposal(browser: Browser) -> None:
    html = browser.get("/release/s2").text
    marks = re.findall(r'class="figure-mark [^"]+" href="#(f\d+)"[^>]*>([^<]+)<', html)
    assert [text for _, text in marks] == ["9.9万亿元", "86.3亿元", "9.4万亿元"]
    assert re.findall(r'<span class="unseen"> (.*?)</span></a>', html) == ["new", "no indicator", "contradicts"]
    assert "RMB\u00a09.9\u00a0trillion" in html
    assert "0 of 3 decided" in html


@pytest.mark.parametrize(
    ("language", "match", "next_best"),
    [("en", "match {} out of 1", "next best: {}, {}"), ("zh", "匹配度{}（满分1）", "其次：{}，{}")],
)
def test_a_proposal_says_how_well_it_fits_and_what_is_next_best(
    browser: Browser, ws: Workspace, language: str, match: str, next_best: str
) -> None:
    seen = '{period: "2025-12-31", basis: stated, value: 5万亿, published: 5万亿元, source: s1, locator: L3, status: reported}'
    like = f"id: assets-in-all, label: 金融资产总规模, unit: CNY, kind: stock, observations: [{seen}]"
    (ws.root / "content/indicators/two.yaml").write_text(f"indicators:\n  - {{{like}}}\n", "utf-8")
    figures = ws.release_page("s2").figures
    rows = html.document_fromstring(browser.get("/release/s2", headers={"accept-language": language}).text)
    proposed = {f.proposed.figure.text for f in figures if f.indicator is not None}
    assert proposed == {"9.9万亿元", "9.4万亿元"}
    assert {f.other.id for f in figures if f.other is not None} == {"assets-in-all"}
    for figure in figures:
        said = " ".join(rows.get_element_by_id(figure.id).text_content().split())
        assert (match.format(figure.proposed.score) in said) == (
            figure.indicator is not None or figure.near is not None
        )
        if figure.other is not None:
            other = next_best.format(figure.other.labels[language], figure.proposed.runner_up[1])
            assert f"{match.format(figure.proposed.score)} · {other}" in said


def test_packs_for_a_table_of_further_figures_are_called_as_everywhere(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Page, "called", lambda _, name: f"{name} · deck")
    page = html.document_fromstring(browser.get("/release/s2").text)
    assert [box.getparent().text_content().strip() for box in page.findall('.//input[@name="further"]')] == [
        "tiny · deck"
    ]


@pytest.mark.parametrize("ending", ["txt", "html"])
def test_a_dropped_file_is_read(ws: Workspace, ending: str) -> None:
    text = RELEASE if ending == "txt" else f"<p>{RELEASE.strip().replace(chr(10), '</p><p>')}</p>"
    with Browser(ws) as browser:
        browser.come_in()
        answer = browser.fill("/release/read", files={"file": (f"../../release.{ending}", text.encode(), "text/plain")})
    assert answer.url.path == "/release/s2"
    assert not (ws.root.parent / f"release.{ending}").exists()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("release.txt", b"", "it is empty"),
        ("release.docx", b"PK\x03\x04 no word file", "release.docx"),
        ("release.pdf", b"%PDF-1.4 nothing", "release.pdf"),
        ("table.csv", b"a,b\n1,2\n3,4\n5,6\n", "table"),
        ("release.txt", "没有日期的一段话，规模达9.9万亿元。".encode(), "does not say when it was published"),
    ],
)
def test_a_wrong_file_is_told_on_the_page_and_nothing_is_kept(ws: Workspace, name: str, data: bytes, said: str) -> None:
    with Browser(ws) as browser:
        answer = browser.come_in().fill("/release/read", files={"file": (name, data, "application/octet-stream")})
    assert answer.status_code == 422
    assert said in answer.text
    assert not (ws.root / "archive").exists()


def test_a_day_that_the_text_does_not_say_is_asked_for(ws: Workspace) -> None:
    with Browser(ws) as browser:
        asked = (
            browser.come_in().fill("/release/read", {"text": "金融运行情况\n\n全市金融资产规模达9.9万亿元。\n"}).text
        )
        token = re.search(r'name="token" value="([0-9a-f]{64})"', asked)
        assert token is not None
        assert browser.fill("/release/read", {"token": token[1], "date": "2026-06-22"}).url.path == "/release/s2"


def test_a_text_is_too_large(ws: Workspace) -> None:
    with Browser(ws) as browser:
        answer = browser.come_in().fill("/release/read", files={"file": ("big.txt", b"a" * 70_000_000, "text/plain")})
    assert answer.status_code in (413, 422)
    assert not (ws.root / "archive").exists()


def test_decisions_are_kept_one_by_one_counted_and_taken_back(browser: Browser, ws: Workspace) -> None:
    made = decide(browser, ws, "9.9万亿元", "accept")
    assert made.startswith("200")
    assert "1 of 3 decided" in made
    assert "<html" not in made
    decide(browser, ws, "86.3亿元", "ignore", reason="别处已有")
    assert Workspace(ws.root, ws.today).release_page("s2").counts.open == 1  # the server may die: it is on disk
    assert "0 of 3" not in decide(browser, ws, "9.9万亿元", "back")
    assert ws.release_page("s2").counts.open == 2


def test_without_script_a_decision_comes_back_to_its_row(browser: Browser, ws: Workspace) -> None:
    assert "1 of 3 decided" in decide(browser, ws, "9.9万亿元", "accept", part=False)
    html = browser.get(f"/release/s2?row={named(ws, '86.3亿元')}&form=new").text
    assert 'name="label-en"' in html


def test_two_people_at_one_figure_are_told_of_each_other(browser: Browser, ws: Workspace) -> None:
    name = named(ws, "9.9万亿元")
    ws.save(ws.decide_release("s2", {"figures": {name: {"ignore": "别处已有"}}}))
    answer = browser.fill(
        "/release/s2/decide", {"figure": name, "version": "", "action": "accept"}, headers={"hx-request": "true"}
    )
    assert answer.status_code == 409
    assert "somebody has decided meanwhile" in answer.text
    assert "别处已有" in answer.text
    kept = ws.release_page("s2").figure(name)
    assert kept is not None
    assert kept.decision.action == "ignore"


@pytest.mark.parametrize(
    ("action", "more", "said"),
    [
        ("new", {"id": "Old age", "label-zh": "养老", "unit": "CNY", "kind": "stock"}, "id"),
        ("other", {"indicator": ""}, "it is empty"),
        ("accept-with", {"period": "sometime"}, "period"),
    ],
)
def test_a_decision_that_is_not_whole_is_told_in_its_row_and_keeps_what_was_typed(
    browser: Browser, ws: Workspace, action: str, more: dict[str, str], said: str
) -> None:
    made = decide(browser, ws, "86.3亿元", action, note="kept words", **more)
    assert said in made
    if made.startswith("422"):
        assert "kept words" in made
        assert ws.release_page("s2").counts.open == 3


def test_a_decision_of_no_known_kind_is_not_taken_for_one(browser: Browser, ws: Workspace) -> None:
    assert decide(browser, ws, "9.9万亿元", "conjure").startswith("404")
    assert ws.release_page("s2").counts.open == 3


def test_script_in_any_field_is_only_text(browser: Browser, ws: Workspace) -> None:
    assert "<script>alert" not in browser.fill("/release/read", {"text": RELEASE + SCRIPT}).text
    for action, field in (
        ("ignore", "reason"),
        ("other", "indicator"),
        ("other", "note"),
        ("new", "label-zh"),
        ("new", "id"),
        ("accept-with", "period"),
    ):
        whole = {"id": "x", "unit": "CNY", "kind": "stock", "label-zh": "x", "indicator": "assets-growth"}
        assert "<script>alert" not in decide(browser, ws, "86.3亿元", action, **(whole | {field: SCRIPT}))
    for field in SOURCE:
        answer = browser.fill("/release/s2/source", SOURCE | {field: SCRIPT})
        assert "<script>alert" not in answer.text


def test_what_keeps_it_from_being_recorded_is_said(browser: Browser, ws: Workspace) -> None:
    html = browser.get("/release/s2/plan", headers={"hx-request": "true"}).text
    assert "3 of 3 figures" in html or "f00" in html
    assert "cannot be recorded yet" in html
    assert browser.fill("/release/s2/record", {"version": "x"}).status_code == 422


def test_a_release_is_recorded_as_it_was_shown(browser: Browser, ws: Workspace) -> None:
    decide(browser, ws, "9.9万亿元", "accept")
    decide(
        browser,
        ws,
        "86.3亿元",
        "new",
        id="old-age-loans",
        unit="CNY",
        kind="stock",
        **{"label-zh": "养老产业贷款余额", "label-en": "Loans to old-age industries"},
    )
    decide(browser, ws, "9.4万亿元", "ignore", reason="别处已有")
    bad = browser.fill("/release/s2/source", SOURCE | {"url": "", "date": "2027-01-01"})
    assert bad.status_code == 422
    browser.fill("/release/s2/source", SOURCE)
    shown = browser.get("/release/s2/plan", headers={"hx-request": "true"}).text
    for words in (
        "1 accepted, 1 new, 1 ignored, of 3 found.",
        "Loans to old-age industries: RMB\u00a08.63\u00a0billion",
        "养老产业贷款余额：86.3亿元",
    ):
        assert words in shown
    version = re.search(r'name="version" value="([0-9a-f]{64})"', shown)
    assert version is not None
    path = ws.root / "content/indicators/one.yaml"
    path.write_text(path.read_text("utf-8") + "# touched by another hand\n", "utf-8")
    stale = browser.fill("/release/s2/record", {"version": version[1], "answered": "yes"})
    assert stale.status_code == 409
    assert "Somebody has changed the project" in stale.text
    version = re.search(r'name="version" value="([0-9a-f]{64})"', stale.text)
    assert version is not None
    browser.fill("/release/s2/record", {"version": version[1], "answered": "yes"})
    assert {f.id for f in ws.facts()} >= {"financial-assets@2026-05-31", "old-age-loans@2026-05-31"}
    assert ws.figure("old-age-loans").lines[-1].wording == "86.3亿元" or any(
        x.wording for x in ws.figure("old-age-loans").lines
    )
    assert "This release is recorded." in browser.get("/release/s2").text


def test_decisions_go_out_to_excel_and_come_back(browser: Browser, ws: Workspace) -> None:
    assert browser.get("/release/s2/sheet.xlsx").content.startswith(b"PK")
    name = named(ws, "9.9万亿元")
    data = f"figures:\n  {name}: accept\n".encode()
    browser.fill("/release/s2/sheet", files={"file": ("decisions.yaml", data, "text/yaml")})
    assert ws.release_page("s2").counts.accepted == 1


def test_a_forged_form_decides_nothing(browser: Browser, ws: Workspace) -> None:
    name = named(ws, "9.9万亿元")
    fields = {"figure": name, "version": "", "action": "accept"}
    assert (
        browser.post("/release/s2/decide", data=fields, headers={"origin": "http://127.0.0.1:8710"}).status_code == 403
    )
    assert browser.fill("/release/s2/decide", fields, headers={"origin": "http://evil.example"}).status_code == 403
    assert browser.fill("/release/../../etc/decide", fields).status_code == 404
    assert browser.get("/release/s9").status_code == 404
    assert ws.release_page("s2").counts.open == 3
