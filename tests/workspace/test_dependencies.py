"""A document is composed again when something that it looked up has changed, and only then; it is then the cold one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pytest

import briefing
from briefing.content.fields import Record
from briefing.problems import ProblemsFound
from briefing.review.segment import uses
from briefing.workspace.documents import messages_looked_up
from briefing.workspace.settling import same
from tests.support.editing import edits
from tests.support.mini_project import mini_project
from tests.workspace.test_next_look import CHANGES, DAY

#: A second pack, which prints one of the figures and a sentence of its own; and its sentences in English.
OTHER = """id: other
template: other.html
languages: [zh, en]
formats: [html, xlsx]
title: 另一份
"""
TEMPLATE = """<section id="all">
<h1>{{ _("全文") }}</h1>
<p>{% trans amount=fig("assets-growth") %}增长{{ amount }}。{% endtrans %}</p>
</section>
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found = mini_project(tmp_path)
    (found / "content/packs/other.yaml").write_text(OTHER, "utf-8")
    (found / "templates/other.html").write_text(TEMPLATE, "utf-8")
    return found


def everything(ws: briefing.Workspace) -> tuple[object, ...]:
    """What is shown of all documents, each with its page."""
    pages = []
    for name in ("tiny.zh", "tiny.en", "other.zh", "other.en"):
        try:
            page = ws.preview(name)
            pages.append((page.html, tuple(map(str, page.problems))))
        except ProblemsFound as found:
            pages.append(("", tuple(map(str, found.problems))))
    return ws.overview(), ws.figures(), ws.check(), pages


def test_whatever_is_changed_everything_shown_is_what_a_cold_look_shows(root: Path) -> None:
    warm = briefing.Workspace(root, DAY)
    warm.build(formats=["html"], jobs=1)
    everything(warm)
    for told in edits(root, CHANGES):
        assert everything(warm) == everything(briefing.Workspace(root, DAY)), told


def test_a_changed_figure_composes_only_what_prints_it(root: Path, composed: list[str]) -> None:
    ws = briefing.Workspace(root, DAY)
    ws.overview()
    assert sorted(set(composed)) == ["other-data.zh-en", "other.en", "other.zh", "tiny.en", "tiny.zh"]
    composed.clear()
    path = root / "content/indicators/one.yaml"
    path.write_text(path.read_text("utf-8").replace("9.6万亿", "9.7万亿"), "utf-8")
    ws.overview()
    assert sorted(set(composed)) == ["tiny.en", "tiny.zh"]


@pytest.mark.parametrize(
    ("name", "old", "new", "again"),
    [
        ("templates/other.html", "增长{{", "涨{{", ["other-data.zh-en", "other.en", "other.zh"]),
        ("i18n/en/tiny.po", "The base is growing.", "The base grows.", ["tiny.en"]),
        ("content/packs/tiny.yaml", "title: 小简报", "title: 短简报", ["other-data.zh-en", "tiny.en", "tiny.zh"]),
    ],
)
def test_a_change_of_words_composes_only_what_reads_them(
    root: Path, composed: list[str], name: str, old: str, new: str, again: list[str]
) -> None:
    ws = briefing.Workspace(root, DAY)
    ws.overview()
    composed.clear()
    text = (root / name).read_text("utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), "utf-8")
    ws.overview()
    assert sorted(set(composed)) == again


def test_a_template_that_was_not_there_and_now_is_is_seen(root: Path, composed: list[str]) -> None:
    page = root / "templates/other.html"
    page.write_text(TEMPLATE.replace("</section>", '{% include "parts/late.html" %}</section>'), "utf-8")
    ws = briefing.Workspace(root, DAY)
    assert any(d.errors for p in ws.overview().packs for d in p.documents)
    (root / "templates/parts").mkdir(exist_ok=True)
    (root / "templates/parts/late.html").write_text("<p>{{ _('全文') }}</p>", "utf-8")
    composed.clear()
    assert ws.overview() == briefing.Workspace(root, DAY).overview()
    assert "other.zh" in composed


def test_values_are_the_same_to_the_digit_and_in_their_order() -> None:
    assert same(Decimal("9.6"), Decimal("9.6"))
    assert not same(Decimal("9.6"), Decimal("9.60"))
    assert not same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not same((date(2026, 1, 1), 1), (date(2026, 1, 1), True))


def test_a_page_hears_the_messages_that_the_review_says_its_pack_prints(root: Path) -> None:
    ws = briefing.Workspace(root, DAY)
    printed = uses(ws.project(), "en")
    for pack in ("tiny", "other"):
        found = messages_looked_up(ws, pack, "en")
        assert found is not None
        assert {(m.domain, m.context, m.source) for m in found[1]} == {
            key for key, places in printed.items() if pack in dict(places)
        }
    assert messages_looked_up(ws, "tiny", "fr") is None


def test_looking_at_everything_composes_each_document_once_and_keeps_no_annex(root: Path, composed: list[str]) -> None:
    ws = briefing.Workspace(root, DAY)
    assert list(ws.look()) == list(dict.fromkeys(composed))
    assert sorted(composed) == ["other-data.zh-en", "other.en", "other.zh", "tiny.en", "tiny.zh"]
    assert ws.known("annex", ("other-data", "zh-en", None)) is None
    composed.clear()
    ws.overview()
    ws.figures()
    assert composed == []


def test_what_a_record_has_worked_out_of_its_fields_makes_it_no_other() -> None:
    class Rules(Record):
        words: Mapping[str, str]

        @cached_property
        def known(self) -> frozenset[str]:
            return frozenset(self.words)

    used, fresh = Rules(words={"a": "b"}), Rules(words={"a": "b"})
    assert used.known == {"a"}
    assert same(used, fresh)
    assert not same(used, Rules(words={"a": "c"}))
