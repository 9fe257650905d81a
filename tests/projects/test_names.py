"""Romanised names, and the blank workbook that comes back as it went out."""

from __future__ import annotations

import io

import openpyxl
import pytest

from briefing.compose.project_sheets import different
from briefing.language import load_language
from briefing.projects.drafting import read_template, template_workbook
from briefing.projects.romanising import read_romanising
from tests.projects.workbooks import ROOT, read

RULES = read_romanising(ROOT / "i18n", "en")


@pytest.mark.parametrize(
    ("name", "roman"),
    [
        ("重庆长安汽车股份有限公司", "Chongqing Chang'an Automobile Co., Ltd."),
        ("万州区投资促进中心", "Wanzhou District Investment Promotion Centre"),
        ("渝发实业（重庆）", "Yufa Industry (Chongqing)"),
    ],
)
def test_companies(name: str, roman: str) -> None:
    assert RULES is not None
    assert RULES.company(name) == roman


def test_people() -> None:
    assert RULES is not None
    assert [RULES.person(n) for n in ("张小明", "单田芳", "欧阳修", "曾安", "Smith")] == [
        "Zhang Xiaoming",
        "Shan Tianfang",
        "Ouyang Xiu",
        "Zeng An",
        "Smith",
    ]


@pytest.mark.parametrize(
    ("source", "target", "agrees"),
    [
        ("建筑面积5万平方米，年产1.2亿件", "50,000 square metres, 120 million items a year", True),
        ("用地200亩，分3期", "200 mu of land in three phases", True),
        ("达产后年产值23亿元", "annual output of RMB 2.3 billion", True),
        ("达产后年产值23亿元", "annual output of RMB 23 billion", False),
        ("用地200亩", "13.3 hectares of land", False),
        ("A1栋厂房", "workshop A1", True),
    ],
)
def test_translations_hold_the_same_figures(source: str, target: str, agrees: bool) -> None:
    zh, en = (load_language(ROOT / "i18n", tag) for tag in ("zh", "en"))
    assert (different(source, target, zh, en) == "") is agrees


def test_a_language_without_rules_has_none() -> None:
    assert read_romanising(ROOT / "i18n", "xx") is None


def test_the_blank_workbook_imports_as_it_was_filled_in() -> None:
    template = read_template(ROOT)
    row = {
        "code": "A1",
        "name": "甲项目",
        "sector": "生物医药",
        "district": "忠县",
        "investment": "52000",
        "sought": "1,000.5",
        "content": "=1+1",
        "term": "2026-2028",
        "contact-name": "张三",
        "contact-telephone": "023-54123456",
        "contact-verified": "2026-06-30",
        "valid-until": "2026-12-31",
        "benefit": "年产值5亿元",
        "benefit-basis": "可研报告",
    }
    data = template_workbook(template, (row,))
    assert data == template_workbook(template, (row,))
    found = read(data)
    (project,) = found.projects
    assert project["investment"]["value"] == "52000万"
    assert project["sought"]["value"] == "1000.5万"
    assert project["content"] == "=1+1"
    assert project["benefit_basis"] == "可研报告"
    assert project["contacts"] == [{"name": "张三", "telephone": ["023-54123456"], "verified_on": "2026-06-30"}]
    assert project["valid_until"] == "2026-12-31"
    assert not found.problems
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.worksheets[0].data_validations.dataValidation
