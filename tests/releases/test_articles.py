"""A source that holds several articles: each is confirmed with its own title, lines, page and address, in the API, at the
keyboard and on the page."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer

from briefing.cli.release_keyboard import decide_at_keyboard
from briefing.problems import ProblemsFound
from briefing.releases.articles import guess
from briefing.releases.opening import passages_of
from briefing.releases.reading import language_of
from briefing.workspace import Workspace
from tests.releases.test_figures import LANGUAGES, RULES
from tests.support.mini_project import mini_project, with_reading
from tests.web.support import Browser, workspace

TEXT = """\
上半年金融运行情况新闻发布会

7月22日，有关部门介绍上半年运行情况。

截至6月末，全市金融资产规模达9.9万亿元，运行总体平稳，各项工作稳步推进，成效比较明显。

据《重庆日报》

养老产业贷款保持增长

7月22日，有关部门介绍养老产业贷款情况。

截至6月末，养老产业贷款余额86.3亿元，服务老人38万人，各项工作稳步推进，成效比较明显。
"""
SOURCE = {
    "issuer": {"zh": "重庆日报", "en": "Chongqing Daily"}, "title": {"zh": "上半年发布会", "en": "Half-year briefing"},
    "date": "2026-07-22", "kind": "press-conference",
}  # fmt: skip
ARTICLES: list[dict[str, Any]] = [
    {
        "title": {"zh": "上半年金融运行情况新闻发布会", "en": "Half-year press conference"},
        "lines": "1-7",
        "page": {"zh": "1版", "en": "p. 1"},
    },
    {
        "title": {"zh": "养老产业贷款保持增长", "en": "Loans to elderly care go on growing"},
        "lines": "9-13",
        "page": {"zh": "2版", "en": "p. 2"},
        "url": "https://www.example.cn/2.html",
    },
]
FIGURES: dict[str, Any] = {key: {"ignore": "不用"} for key in ("f00", "f01", "f02")} | {"f00": "accept"}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(with_reading(mini_project(tmp_path / "project")), date(2026, 8, 1))


def kept(ws: Workspace) -> str:
    path = ws.root / "release.txt"
    path.write_text(TEXT, "utf-8")
    desk = ws.read_release(path)
    ws.save(ws.keep_release(desk))
    assert [(a.first, a.last) for a in desk.release.guess.articles] == [(1, 7), (9, 13)]
    return desk.kept.id


def refused(call: Any, *given: Any) -> list[str]:
    with pytest.raises(ProblemsFound) as caught:
        call(*given)
    return [p.message for p in caught.value.problems]


def test_articles_are_only_guessed_until_somebody_confirms_them(ws: Workspace) -> None:
    name = kept(ws)
    ws.save(ws.decide_release(name, {"source": SOURCE, "figures": FIGURES}))
    assert ws.release_page(name).unconfirmed == ("articles",)
    assert [a.lines for a in ws.release_page(name).articles] == ["1-7", "9-13"]
    (told,) = refused(ws.record_release, name)
    assert "which articles it holds" in told
    assert "L9-13 养老产业贷款保持增长" in told
    ws.save(ws.decide_release(name, {"source": {"one_text": True}}))
    ws.save(ws.record_release(name))
    assert ws.project().content.sources[-1].articles == ()


def test_each_article_becomes_part_of_the_source_with_its_title_in_both_languages(ws: Workspace) -> None:
    name = kept(ws)
    ws.save(ws.decide_release(name, {"source": SOURCE | {"articles": ARTICLES}, "figures": FIGURES}))
    ws.save(ws.record_release(name))
    made = ws.project().content.sources[-1].articles
    assert [(a.lines, a.title, a.page, a.url) for a in made] == [
        ("1-7", "上半年金融运行情况新闻发布会", "1版", None),
        ("9-13", "养老产业贷款保持增长", "2版", "https://www.example.cn/2.html"),
    ]
    found = ws.project().catalogues["en"].find("content", "source title", "养老产业贷款保持增长")
    assert found is not None
    assert found.target == "Loans to elderly care go on growing"
    page = ws.project().catalogues["en"].find("content", "page", "2版")
    assert page is not None
    assert page.target == "p. 2"


BAD = [
    ("lines", "9-99", "the text has 13 lines"),
    ("lines", "5-13", "line 5 is in two of them"),
    ("lines", "the end", "is not a range of lines"),
    ("url", "example", "a web address"),
]


@pytest.mark.parametrize(("key", "value", "said"), BAD, ids=[v for _, v, _ in BAD])
def test_an_article_that_cannot_be_is_refused(ws: Workspace, key: str, value: str, said: str) -> None:
    name = kept(ws)
    wrong = [ARTICLES[0], ARTICLES[1] | {key: value}]
    (told,) = refused(ws.decide_release, name, {"source": {"articles": wrong}})
    assert said in told
    assert ws.release(name).kept.decisions.source.articles == ()


def test_articles_are_confirmed_at_the_keyboard(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    name = kept(ws)
    ws.save(ws.decide_release(name, {"source": SOURCE}))
    first = ["", "Half-year press conference", "", "1版", "p. 1", ""]
    rows = [*first, "", "Loans to elderly care go on growing", "9-99", "2版", "p. 2", ""]
    again = [*first, "", "Loans to elderly care go on growing", "", "2版", "p. 2", "https://www.example.cn/2.html"]
    answers = iter([*rows, *again])  # the first time a line is named that the text has not
    confirms = iter([True, True])
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: next(confirms))
    monkeypatch.setattr(typer, "prompt", lambda _, default=None, **__: next(answers) or default)
    monkeypatch.setattr(typer, "getchar", lambda **_: "q")
    decide_at_keyboard(ws, name)
    made = ws.release(name).kept.decisions.source.articles
    assert [(a.lines, a.title["en"], a.page, a.url) for a in made] == [
        ("1-7", "Half-year press conference", {"zh": "1版", "en": "p. 1"}, None),
        ("9-13", "Loans to elderly care go on growing", {"zh": "2版", "en": "p. 2"}, "https://www.example.cn/2.html"),
    ]


def test_articles_are_confirmed_on_the_page(tmp_path: Path) -> None:
    ws = workspace(tmp_path)
    with_reading(ws.root)
    form = {
        "issuer-zh": "重庆日报", "issuer-en": "Chongqing Daily", "title-zh": "上半年发布会", "title-en": "Half-year briefing",
        "date": "2026-06-22", "kind": "press-conference", "article": ["0", "1", "2"],
    }  # fmt: skip
    for n, article in enumerate(ARTICLES):
        form |= {f"article-{n}-{name}-{tag}": text for name in ("title", "page") for tag, text in article[name].items()}
        form |= {f"article-{n}-{key}": article[key] for key in ("lines", "url") if key in article}
    with Browser(ws) as browser:
        browser.come_in().fill("/release/read", {"text": TEXT.replace("7月22日", "6月22日").replace("6月末", "5月末")})
        page = browser.get("/release/s2").text
        assert 'value="9-13"' in page
        wrong = browser.fill("/release/s2/source", form | {"article-1-lines": "9-99"})
        assert wrong.status_code == 422
        assert "the text has 13 lines" in wrong.text
        assert 'value="9-99"' in wrong.text
        browser.fill("/release/s2/source", form)
        made = ws.release("s2").kept.decisions.source.articles
        assert [(a.lines, a.title["en"], (a.page or {})["en"]) for a in made] == [
            ("1-7", "Half-year press conference", "p. 1"),
            ("9-13", "Loans to elderly care go on growing", "p. 2"),
        ]
        browser.fill("/release/s2/source", form | {"one_text": "yes"})
    source = ws.release("s2").kept.decisions.source
    assert (source.one_text, source.articles) == (True, ())


def test_sections_guessed_from_headings_are_kept_only_where_a_person_says_so(tmp_path: Path) -> None:
    ws = workspace(tmp_path)
    with_reading(ws.root)
    text = """运行情况新闻发布会

一、总量平稳增长

6月22日，有关部门介绍运行情况。截至5月末，全市金融资产规模达9.9万亿元。

二、普惠金融扩面

截至5月末，养老产业贷款余额86.3亿元。
"""
    form = {
        "issuer-zh": "重庆日报", "title-zh": "发布会", "date": "2026-06-22", "kind": "press-conference",
        "section": ["0", "1", "2"],
        "section-0-title-zh": "总量", "section-0-title-en": "Totals", "section-0-lines": "3-6",
        "section-1-title-zh": "普惠金融", "section-1-title-en": "Inclusive finance", "section-1-lines": "7-9",
    }  # fmt: skip
    with Browser(ws) as browser:
        browser.come_in().fill("/release/read", {"text": text})
        page = browser.get("/release/s2").text
        assert re.findall(r'name="section-\d+-lines" value="([^"]*)"', page.replace(" \n", " ")) == [
            "1-2",
            "3-6",
            "7-9",
            "",
        ]
        browser.fill("/release/s2/source", form)
        assert ws.release("s2").kept.decisions.source.sections == ()
        wrong = browser.fill("/release/s2/source", form | {"sectioned": "yes", "section-1-lines": "6-9"})
        assert (wrong.status_code, "line 6 is in two of them" in wrong.text, 'value="6-9"' in wrong.text) == (
            422,
            True,
            True,
        )
        browser.fill("/release/s2/source", form | {"sectioned": "yes"})
        shown = browser.get("/release/s2").text
    made = ws.release("s2").kept.decisions.source.sections
    assert [(s.lines, s.title["en"]) for s in made] == [("3-6", "Totals"), ("7-9", "Inclusive finance")]
    assert re.search(r'name="sectioned" value="yes" checked', shown)


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("新华社北京4月10日电 一季度，全市出口5亿元。\n\n新华社北京10月12日电 前三季度，全市出口19亿元。", True),
        ("新华社北京4月10日电 一季度，全市出口5亿元。\n\n新华社北京4月10日电 全市进口19亿元。", False),
        (
            "BEIJING, April 10 (Xinhua) -- Exports of the city rose 5 percent.\n\n"
            "BEIJING, Oct. 12 (Xinhua) -- Exports of the city rose 6 percent.",
            True,
        ),
    ],
)
def test_two_short_releases_in_one_file_are_told_apart_by_their_datelines(text: str, apart: bool) -> None:
    lines = text.split("\n")
    language = language_of(lines, RULES)
    found = guess(passages_of(lines, LANGUAGES[language], RULES[language]), RULES[language], date(2026, 11, 30))
    assert (found.two_releases is not None) == apart
