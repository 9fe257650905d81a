"""A source that holds several articles: notes and the list of sources name the article a figure stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.document.nodes import Document, Note, SourceEntry, plain, walk
from briefing.project.opening import open_project
from tests.support.mini_project import SOURCES, mini_project

ARTICLES = """\
    document: 渝府办发〔2025〕45号
    url: https://www.example.cn/all
    articles:
      - {id: assets, title: 金融资产再上台阶, lines: "1-3", authors: [陈军, 夏元], page: 第3版, url: "https://www.example.cn/2026-04/10/content_552.html"}
      - {id: growth, title: 增速8.0%从何而来, lines: "4-9", date: "2026-04-09", issuer: 重庆晨报}
"""
LEAD = '{id: lead, title: 导语, lines: "1-9"}'


def _document(folder: Path, sources: str, language: str = "zh") -> Document:
    project = open_project(mini_project(folder, content__sources__one=sources))
    day = project.newest_source()
    document, problems = project.compose(project.pack("tiny"), language, project.context(day.isoformat(), day))
    assert document is not None, problems
    return document


def _listed(document: Document) -> dict[str, str]:
    return {n.label: plain(n.children) for n in walk(document) if isinstance(n, SourceEntry)}


def test_each_article_is_cited_and_listed_with_what_finds_it(tmp_path: Path) -> None:
    document = _document(tmp_path, SOURCES.replace("    sections:\n", ARTICLES + "    sections:\n"))
    notes = [plain(n.children) for n in walk(document) if isinstance(n, Note)]
    assert notes[0].startswith("S1a，2026年4月10日，“导语”；S1b，2026年4月9日，“导语”。")
    assert _listed(document) == {
        "S1a": "重庆日报：《金融资产再上台阶》，记者陈军、夏元，第3版，2026年4月10日。"
        "网址：https://www.example.cn/2026-04/10/content_552.html",
        "S1b": "重庆晨报：《增速8.0%从何而来》，2026年4月9日。",
    }


def test_a_source_of_one_story_carries_its_document_number_and_address(tmp_path: Path) -> None:
    whole = ARTICLES[: ARTICLES.index("    articles")]
    document = _document(tmp_path, SOURCES.replace("    sections:\n", whole + "    sections:\n"))
    assert _listed(document) == {
        "S1": "重庆日报：《金融资产再上台阶》，渝府办发〔2025〕45号，2026年4月10日。网址：https://www.example.cn/all"
    }


def test_a_section_without_a_heading_in_the_source_is_not_named(tmp_path: Path) -> None:
    document = _document(tmp_path, SOURCES.replace(LEAD, '{id: lead, lines: "1-9"}'))
    assert next(plain(n.children) for n in walk(document) if isinstance(n, Note)).startswith("S1，2026年4月10日。")


@pytest.mark.parametrize("url", ["www.cq.gov.cn", "https://例子.中国/甲", "https://a.cn/x y", "javascript:a.b"])
def test_what_is_no_web_address_is_refused(tmp_path: Path, url: str) -> None:
    project = open_project(mini_project(tmp_path, content__sources__one=SOURCES + f'    url: "{url}"\n'))
    assert [p.code for p in project.problems if "url" in str(p)] == ["wrong-value"]


def test_a_locator_outside_every_article_is_told(tmp_path: Path) -> None:
    short = ARTICLES.replace('lines: "4-9"', 'lines: "5-9"')
    root = mini_project(tmp_path, content__sources__one=SOURCES.replace("    sections:\n", short + "    sections:\n"))
    assert "locator-outside" in {p.code for p in open_project(root).problems}
