"""The projects of imported lists in the data annex: a row a project, persons only where the pack asks for them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from briefing.editions.build import build
from briefing.editions.request import Request
from briefing.project.opening import open_project
from tests.projects.test_personal_data import ROWS
from tests.projects.test_reimport import bring
from tests.support.mini_project import ENGLISH, ROOT, TEMPLATE, mini_project, translations

SHEETS = """{% for item in projects().total.items %}
<table id="{{ item.anchor }}" data-kind="project"><caption>{{ item.name }}</caption>
<colgroup><col data-width="22"/><col data-width="78"/></colgroup>
<tbody><tr><th>{{ _("指标") }}</th><td>{{ fig(item.investment) }}</td></tr>
{% for c in item.contacts %}<tr><th>{{ _("资料来源") }}</th><td>WHO</td></tr>{% endfor %}</tbody></table>{% endfor %}
<table id="t-scale">""".replace("WHO", "{{ [c.name, c.office, c.telephone, c.email] | select | join('，') }}")


def annex(folder: Path, contacts: str) -> openpyxl.Workbook:
    """The data annex of a small pack with the sheets of an imported list of two."""
    pack = f"id: tiny\ntemplate: tiny.html\nlanguages: [zh]\nformats: [html, xlsx]\nseries: 投资重庆\ntitle: 小简报\n{contacts}"
    root = mini_project(folder, TEMPLATE.replace('<table id="t-scale">', SHEETS, 1), content__packs__tiny=pack)
    (root / "content/workbooks").symlink_to(ROOT / "content/workbooks")
    bring(root, ROWS)
    translations(root, ENGLISH)
    made = build(open_project(root), Request(root / "out", formats=("xlsx",), jobs=1)).folder
    (path,) = made.glob("*.xlsx")
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def texts(book: openpyxl.Workbook) -> str:
    return json.dumps(
        [[str(c.value) for c in row if c.value is not None] for s in book for row in s.rows], ensure_ascii=False
    )


@pytest.mark.parametrize("asked", [False, True])
def test_each_project_is_a_row_and_persons_are_named_only_where_the_pack_asks(asked: bool, tmp_path: Path) -> None:
    book = annex(tmp_path / "p", "contacts: persons\n" if asked else "")
    rows = [[c.value for c in row] for row in book["项目索引 zh"].rows]
    assert [row[:3] for row in rows] == [
        ["项目", "名称", "指标"],
        ["项目1", "乙基地", "20亿元"],
        ["项目2", "甲产业园", "10亿元"],
    ]
    said = texts(book)
    assert "忠县招商局" in said
    assert "023-54200000" in said
    persons = ("王五", "李四", "13700000001", "13800000002", "w@x.cn", "l@x.cn")
    assert [word for word in persons if word in said] == (list(persons) if asked else [])
