"""The Review page: a segment in edit, saved against the version seen, conflicts, notes, files out and in."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html

from briefing.web.views import languages
from briefing.workspace import Workspace
from briefing.workspace.segments import SegmentRow
from tests.support.mini_project import ROOT
from tests.web.support import ORIGIN, Browser, settings, workspace

GROWING = "规模在扩大。"
ASSETS = "%(when)s，金融资产达%(assets)s，%(growth)s，见%(c)s。"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    made = workspace(tmp_path / "p")
    shutil.copy(ROOT / "i18n" / "en" / "review.yaml", made.root / "i18n" / "en")
    return made


@pytest.fixture
def browser(ws: Workspace) -> Browser:
    return Browser(ws).come_in()


def row(ws: Workspace, source: str = GROWING) -> SegmentRow:
    return next(r for r in ws.segments("en") if r.source == source)


def place(ws: Workspace, source: str = GROWING, more: str = "") -> str:
    return f"/review/en/{row(ws, source).id}{more}"


def seen(answer: Any) -> html.HtmlElement:
    return html.document_fromstring(answer.text)


def save(browser: Browser, ws: Workspace, typed: str, version: str = "", do: str = "reviewed", more: str = "") -> Any:
    found = row(ws)
    data = {"version": version or found.version, "typed": typed, "do": do}
    return browser.fill(place(ws, more=more), data)


def test_review_begins_with_the_first_segment_of_the_page(browser: Browser, ws: Workspace) -> None:
    answer = browser.get("/review")
    assert answer.status_code == 200
    assert answer.url.path == place(ws, ws.review_list("en").rows[0].source)


def test_review_goes_on_where_the_first_sentence_is_left(browser: Browser, ws: Workspace) -> None:
    first, second = (r.source for r in ws.review_list("en").rows[:2])
    for source in (first, second):
        found = row(ws, source)
        save = {"version": found.version, "typed": ws.segment_desk(found.id, "en").typed, "do": "reviewed"}
        assert browser.get("/review").url.path == place(ws, source)
        browser.fill(place(ws, source), save)
    assert browser.get("/review").url.path == place(ws, ws.review_list("en").rows[2].source)
    assert browser.get("/review/en?f=mine").url.path == place(ws, first)  # where nothing is left, the first of all


def test_what_is_left_is_counted_and_filtered(browser: Browser, ws: Workspace) -> None:
    total = len(ws.segments("en"))
    page = seen(browser.get("/review/en?f=left&f=printed"))
    assert page.get_element_by_id("remaining").text_content().split() == f"{total} left of {total}".split()
    on = [a.text_content().split()[0] for a in page.find_class("filter") if a.get("aria-current")]
    assert on == ["Left", "Printed"]
    assert "Nothing is left here." in browser.get("/review/en?f=lapsed").text
    assert browser.get("/review/en?q=base+growing&f=printed").url.path == place(ws)


def test_a_sentence_is_shown_in_both_languages_with_its_figures_as_chips(browser: Browser, ws: Workspace) -> None:
    page = seen(browser.get(place(ws, ASSETS)))
    source = page.find_class("source")[0]
    assert source.get("lang") == "zh-CN"
    assert [c.text_content() for c in source.find_class("chip")] == [
        "截至2025年末",
        "9.6万亿元",
        "同比增长8.0%",
        "西部陆海新通道",
    ]
    field = page.get_element_by_id("typed")
    assert field.text.startswith("{when.as-of-initial}, financial assets stood at {assets}")
    assert field.get("lang") == "en-GB"
    assert "New International Land-Sea Trade Corridor" in page.get_element_by_id("terms").text_content()
    assert page.get_element_by_id("sheet").get("sandbox") == "allow-same-origin"


def test_saving_goes_on_to_the_next_of_the_list(browser: Browser, ws: Workspace) -> None:
    following = ws.review_list("en", filters=["left"]).after(row(ws).id)
    answer = save(browser, ws, "The base keeps growing.", more="?f=left")
    assert answer.url.path == f"/review/en/{following}"
    assert answer.url.query == b"f=left"
    assert "Saved as reviewed." in answer.text
    found = row(ws)
    assert (found.target, found.state, found.by) == ("The base keeps growing.", "reviewed", "李伟")


def test_what_was_corrected_and_approved_is_approved(browser: Browser, ws: Workspace) -> None:
    save(browser, ws, "The base is growing.", do="approved")
    save(browser, ws, "The base keeps growing.", do="approved")
    assert row(ws).state == "approved"


def test_a_text_that_is_refused_stays_as_it_was_typed(browser: Browser, ws: Workspace) -> None:
    before = row(ws)
    answer = save(browser, ws, "The base is growing by 5 per cent. ???")
    assert answer.status_code == 422
    page = seen(answer)
    assert page.get_element_by_id("typed").text == "The base is growing by 5 per cent. ???"
    assert "refused" in page.get_element_by_id("checks").text_content()
    assert row(ws) == before


def test_what_a_text_is_refused_for_and_what_the_checks_find_are_said_in_the_language_of_the_interface(
    ws: Workspace,
) -> None:
    reader = Browser(ws, language="zh").come_in()
    answer = reader.fill(place(ws, more="/check"), {"typed": "It grew by 7%"}, headers={"hx-request": "true"})
    told = [" ".join(li.itertext()) for li in seen(answer).iter("li")]
    assert len(told) > 1  # refused for the number, and found to end without a stop
    assert any("7" in line for line in told)
    assert not [line for line in told if re.search("[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", line.replace("It grew by", ""))]


def test_checks_answer_while_typing(browser: Browser, ws: Workspace) -> None:
    typed = "{when.as-of-initial}, financial assets stood at about {assets}, having {growth.participle}; see the {c}."
    answer = browser.fill(place(ws, ASSETS, "/check"), {"typed": typed}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    (part,) = html.fragments_fromstring(answer.text.split("#}")[-1].strip())
    assert "stood at about RMB" in part.get("data-printed")
    assert part.get("data-changed") == "yes"
    assert "about" in part.find_class("problems")[0].text_content()


def test_two_who_change_one_sentence_see_three_texts_and_nothing_is_lost(browser: Browser, ws: Workspace) -> None:
    version = row(ws).version
    other = Browser(ws, settings(person="王敏"), "zh").come_in()
    save(other, ws, "The base grows.", version)
    answer = save(browser, ws, "The base is expanding.", version)
    assert answer.status_code == 409
    conflict = seen(answer).get_element_by_id("conflict")
    texts = [p.text_content() for p in conflict.find_class("sentence")]
    assert texts[0] == "The base is growing."
    assert [e.text_content() for e in conflict.iter("ins")] == ["grows", "expanding"]
    assert "王敏" in conflict.text_content()
    assert row(ws).target == "The base grows."
    assert seen(answer).get_element_by_id("typed").text == "The base is expanding."
    yours = next(f for f in conflict.iter("form") if f.fields["typed"] == "The base is expanding.")
    taken = browser.fill(yours.get("action"), {**dict(yours.fields), "do": "reviewed"})
    assert taken.status_code == 200
    assert row(ws).target == "The base is expanding."
    assert [v.now for v in ws.segment_desk(row(ws).id, "en").versions] == ["The base is expanding.", "The base grows."]


def test_texts_side_by_side_and_earlier_ones_show_figures_as_the_page_does(browser: Browser, ws: Workspace) -> None:
    """A person reads what prints, never the name of a placeholder."""
    again, names = "%(c)s再次提及。", re.compile(r"[{}]")
    version = row(ws, again).version
    other = Browser(ws, settings(person="王敏")).come_in()
    other.fill(place(ws, again), {"version": version, "typed": "Again the {c}.", "do": "reviewed"})
    answer = browser.fill(
        place(ws, again), {"version": version, "typed": "<em>Once more</em> the {c}.", "do": "reviewed"}
    )
    assert answer.status_code == 409
    conflict = seen(answer).get_element_by_id("conflict")
    texts = [p.text_content() for p in conflict.find_class("sentence")]
    assert len(texts) == 3
    assert not any(map(names.search, texts))
    assert len({chip.text_content() for chip in conflict.find_class("chip")}) == 1
    assert "<em>" not in "".join(texts)
    assert conflict.xpath(".//em/text()") == ["Once more"]
    history = seen(browser.get(place(ws, again))).get_element_by_id("history")
    assert not any(names.search(p.text_content()) for p in history.find_class("sentence"))


def test_a_text_changed_in_its_file_by_hand_is_laid_to_nobody(browser: Browser, ws: Workspace) -> None:
    """Who last saved a sentence has not written what somebody else put into the file since."""
    save(Browser(ws, settings(person="王敏")).come_in(), ws, "The base grows.")
    version = row(ws).version
    path = ws.root / "i18n" / "en" / "tiny.po"
    path.write_text(path.read_text("utf-8").replace("The base grows.", "The base is larger."), "utf-8")
    answer = save(browser, ws, "The base is expanding.", version)
    assert answer.status_code == 409
    conflict = seen(answer).get_element_by_id("conflict")
    assert "Somebody has changed this sentence meanwhile" in conflict.text_content()
    assert "王敏" not in conflict.text_content()
    assert next(p.text_content() for p in conflict.find_class("sentence")) == "The base grows."


def test_an_earlier_sentence_shows_its_figures_in_both_languages(browser: Browser, ws: Workspace) -> None:
    save(browser, ws, "The base grows.")
    again = "%(c)s再次提及。"
    browser.fill(place(ws, again), {"version": row(ws, again).version, "typed": "Again the {c}.", "do": "reviewed"})
    alike = seen(browser.get(place(ws, again))).get_element_by_id("alike").find_class("sentence")
    assert alike
    assert not [p.text_content() for p in alike if re.search("[{}]", p.text_content())]


def test_a_state_given_to_a_text_that_has_changed_meanwhile_is_a_conflict_too(browser: Browser, ws: Workspace) -> None:
    version = row(ws).version
    save(Browser(ws, settings(person="王敏")).come_in(), ws, "The base grows.", version)
    answer = save(browser, ws, "The base is growing.", version, do="approved")
    assert answer.status_code == 409
    assert row(ws).state == "reviewed"


def test_the_same_change_by_two_is_no_conflict(browser: Browser, ws: Workspace) -> None:
    version = row(ws).version
    save(Browser(ws, settings(person="王敏")).come_in(), ws, "The base grows.", version)
    assert save(browser, ws, "The base grows.", version).status_code == 200


def test_a_question_is_answered_and_settled(browser: Browser, ws: Workspace) -> None:
    browser.fill(place(ws, more="/note"), {"text": "<b>Which</b> base?", "do": "note"})
    assert row(ws).open_note
    page = seen(browser.get(place(ws)))
    assert page.get_element_by_id("notes").get("open") is not None
    assert "<b>Which</b> base? 李伟, 2026-07-03" in page.get_element_by_id("notes").text_content()
    browser.fill(place(ws, more="/note"), {"text": "That of the plan.", "do": "settle"})
    assert not row(ws).open_note
    assert "That of the plan." in browser.get(place(ws)).text


def test_a_finding_is_waived_with_a_reason(browser: Browser, ws: Workspace) -> None:
    save(browser, ws, "The base is growing")
    found = ws.segment_desk(row(ws).id, "en").check.findings
    assert found
    browser.fill(place(ws, more="/waive"), {"code": found[0].code, "reason": "a heading"})
    assert "a heading" in (ws.root / "i18n" / "en" / "waivers.yaml").read_text("utf-8")


def test_the_page_beside_it_runs_no_script_and_lights_the_sentence(browser: Browser, ws: Workspace) -> None:
    answer = browser.get(f"/review/en/page/tiny.en?lit={row(ws).id}")
    policy = answer.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert seen(answer).get_element_by_id("lit").text_content() == "The base is growing."
    strange = browser.get('/review/en/page/tiny.en?lit="]*{}</style><script>')
    assert "<script>" not in strange.text


@pytest.mark.parametrize(
    "path", ["/review/en/tiny.00000000", "/review/fr", "/review/fr/tiny.00000000", "/review-files/zh"]
)
def test_there_is_nothing_at_an_address_that_is_none(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("form", ["docx", "xlsx", "xliff", "xliff12", "po", "tmx", "tbx"])
def test_every_format_goes_out(browser: Browser, form: str) -> None:
    answer = browser.get(f"/review-files/en/out?format={form}&pack=tiny")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert len(answer.content) > 500
    if form == "po":
        assert all(n.endswith(".po") for n in zipfile.ZipFile(io.BytesIO(answer.content)).namelist())


def taken_out(browser: Browser) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(browser.get("/review-files/en/out?format=xlsx&pack=tiny").content))


def bring(browser: Browser, name: str, data: bytes) -> Any:
    fields = {"form_token": browser.token(), "state": "reviewed"}
    return browser.post("/review-files/en", data=fields, files={"file": (name, data)}, headers={"origin": ORIGIN})


def test_a_workbook_comes_back_with_a_report_before_anything_is_written(browser: Browser, ws: Workspace) -> None:
    book = taken_out(browser)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        cell = sheet.cell(line, heads["English"])
        if cell.value == "The base is growing.":
            cell.value = "The base keeps growing."
            sheet.cell(line, heads["Status"]).value = "approved"
        if str(cell.value).startswith("{when.as-of-initial}, financial"):
            cell.value = "Assets came to RMB 9.6 trillion."
    data = io.BytesIO()
    book.save(data)
    before = row(ws)
    answer = bring(browser, "../审校.xlsx", data.getvalue())
    assert "1 would be taken" in " ".join(answer.text.split())
    assert "1 refused" in " ".join(answer.text.split())
    assert row(ws) == before
    form = next(f for f in seen(answer).iter("form") if "/back/" in (f.get("action") or ""))
    done = browser.fill(form.get("action"), dict(form.fields))
    assert "1 taken" in " ".join(done.text.split())
    assert (row(ws).target, row(ws).state, row(ws).by) == ("The base keeps growing.", "approved", "李伟")
    refused = browser.fill(form.get("action"), {**dict(form.fields), "do": "refused"})
    assert "refused.xlsx" in refused.headers["content-disposition"]
    table = openpyxl.load_workbook(io.BytesIO(refused.content)).worksheets[0]
    assert table.max_row == 2


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [("x.docx", b"no archive", 422), ("x.exe", b"MZ", 422), ("x.xlsx", b"", 422), ("x.po", b"\xff\xfe\x00", 422)],
)
def test_a_file_that_cannot_be_read_is_told(browser: Browser, name: str, data: bytes, status: int) -> None:
    assert bring(browser, name, data).status_code == status


def test_a_memory_and_terms_come_back_too(browser: Browser, ws: Workspace) -> None:
    for form, name in (("tmx", "memory.tmx"), ("tbx", "terms.tbx")):
        data = browser.get(f"/review-files/en/out?format={form}").content
        answer = bring(browser, name, data)
        assert answer.status_code == 200
        shown = seen(answer)
        if form == "tmx":
            (offered,) = [f for f in shown.iter("form") if "/back/" in (f.get("action") or "")]
            assert browser.fill(offered.get("action"), dict(offered.fields)).status_code == 200
            assert (ws.root / "i18n/en/memory/memory.tmx").is_file()


@pytest.mark.parametrize("language", sorted(languages()))
def test_the_page_speaks_the_language_of_the_interface(ws: Workspace, language: str) -> None:
    browser = Browser(ws, language=language).come_in()
    page = seen(browser.get(place(ws)))
    button = page.xpath('//button[@data-key="Ctrl+Enter"]')[0].text_content().split()[0]
    assert button == {"en": "Save,", "zh": "保存，下一句"}[language]


def test_script_in_a_translation_is_words(browser: Browser, ws: Workspace) -> None:
    answer = save(browser, ws, 'The base <script>alert("1")</script> grows.')
    assert answer.status_code == 422
    assert not re.search(r"<script>alert", answer.text)
